"""What differs between two versions: nothing that changed is silent."""

import pytest

from gongkai.desk.staff.publishing.comparing import changed_facts, difference_of
from gongkai.publications import text
from gongkai.publications.models import Version
from gongkai.publications.services import drafting, reviewing
from gongkai.publications.tests import factories as make

from .at_desk import Desk


def two(old, new, title="甲"):
    return Version(pk=1, title="甲", body=old), Version(pk=2, title=title, body=new)


def shown(rows):
    return [(kind, str(line)) for kind, line in rows if kind != "same"]


def test_a_long_paragraph_is_compared_sentence_by_sentence():
    before, after = "公园开放。" * 100 + "到二十二时。", "公园开放。" * 100 + "到二十一时。"
    (row,) = shown(difference_of(*two(f"<p>{before}</p>", f"<p>{after}</p>")))
    assert row == ("mixed", "到二十<del>二</del><ins>一</ins>时。")


def test_titles_are_compared_and_markup_in_words_stays_words():
    assert shown(difference_of(*two("<p>一</p>", "<p>一</p>", title="<b>乙"))) == [
        ("mixed", "<del>甲</del><ins>&lt;b&gt;乙</ins>")
    ]


@pytest.fixture
def returned(team):
    def prepare(old, new):
        version = make.in_review(team, body=old)
        reviewing.return_(version=version, reviewer=team.office_review, seen=version.fingerprint, remarks="请改")
        fresh = drafting.revise(version=version, author=team.draft)
        drafting.edit(version=fresh, editor=team.draft, body=new)
        return version, reviewing.submit(version=Version.objects.get(pk=fresh.pk), author=team.draft)

    return prepare


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "row"),
    [
        ('<p><a href="https://a.gov.cn/">甲</a></p>', '<p><a href="https://b.gov.cn/">甲</a></p>',
         ("正文的链接和图片", "https://a.gov.cn/", "https://b.gov.cn/")),
        ("<p>甲</p>", "<p><strong>甲</strong></p>", ("正文的格式", "", "文字未变，格式有变化，请核对")),
    ],
)  # fmt: skip
def test_what_is_not_seen_in_the_words_is_said_beside_them(team, returned, old, new, row):
    before, after = returned(old, new)
    assert row in changed_facts(before, after)
    page = Desk(team.office_review).text(f"/desk/v/{after.pk}/")
    assert "与您上次看到的第 1 版相比" in page and row[2] in page


@pytest.mark.django_db
def test_the_reviewer_of_a_very_long_text_is_told_to_read_it_whole(team, returned, monkeypatch):
    monkeypatch.setattr(text, "LONGEST_COMPARED", 20)
    _, after = returned("<p>公园开放到二十二时。</p>", "<p>公园开放到二十一时。</p>")
    assert "没有逐行比较，请通读全文" in Desk(team.office_review).text(f"/desk/v/{after.pk}/")
