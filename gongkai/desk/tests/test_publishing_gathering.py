"""Several drafts of one writer sent to review as one set, from the list of drafts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.bureau.tests import factories as bureau
from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused
from gongkai.publications import gates
from gongkai.publications.models import Publication, ReleaseSet, Version
from gongkai.publications.services import drafting, gathering, reviewing, sets
from gongkai.publications.tests import factories as make
from gongkai.workdays.models import Deadline

from .at_desk import Desk

pytestmark = pytest.mark.django_db


def drafts(team, count=3, **fields):
    return [make.draft(team, **fields) for _ in range(count)]


def pks(versions):
    return [version.pk for version in versions]


def pass_all(team, row):
    while duty := ReleaseSet.objects.get(pk=row.pk).step_duty():
        seen = ReleaseSet.objects.get(pk=row.pk).fingerprint
        sets.decide(release_set=row, reviewer=getattr(team, duty), seen=seen, agree=True)
    return ReleaseSet.objects.get(pk=row.pk)


def test_drafts_are_gathered_after_a_dry_run_reviewed_as_one_and_released_each(team, client):
    together, other = drafts(team), make.draft(team, kind="news", column="news.bureau")
    bad = make.draft(team, body="<p>手机13812345678</p>")
    clerk = Desk(team.draft)
    data = {"act": "gather", "row": pks([*together, other, bad])}
    page = clerk.post("/desk/drafts/", **data).content.decode()
    assert "将影响 3 件，另有 2 件不可办理" in page and "请另行送审" in page and "138****5678" in page
    assert not ReleaseSet.objects.exists()
    unnamed = clerk.post("/desk/drafts/", **data, confirm="1", key="a")
    assert unnamed.status_code == 422 and "请写明批次名称" in unnamed.content.decode()
    for _ in range(2):
        answer = clerk.post("/desk/drafts/", **data, confirm="1", reason="公园开放时间通知", key="b")
        row = ReleaseSet.objects.get()
        assert answer.status_code == 302 and answer.url == f"/desk/sets/{row.pk}/"
    assert tuple(row.chain) == reviewing.chain_for(together[0]), "what is new passes the whole chain of its kind"
    assert row.count == 3 and row.state == "review"
    assert set(Version.objects.filter(release_set=None).values_list("pk", flat=True)) == {other.pk, bad.pk}
    assert Entry.objects.get(event="desk.bulk_done").facts["done"] == 3

    sets.release(release_set=pass_all(team, row), actor=team.publicity)
    assert Publication.objects.public().count() == 3
    assert client.get(f"/d/{together[0].publication_id}/").status_code == 200
    left = Deadline.objects.filter(subject_kind="publication").open().values_list("subject_id", flat=True)
    assert set(left) == {str(other.publication_id), str(bad.publication_id)}, "the 20 working days are met"


def test_a_long_name_is_refused_and_kept_on_the_page(team):
    data = {"act": "gather", "row": pks(drafts(team, 2)), "confirm": "1", "key": "c", "reason": "长" * 201}
    answer = Desk(team.draft).post("/desk/drafts/", **data)
    assert answer.status_code == 422 and "至多 200 个字" in answer.content.decode()
    assert "长" * 201 in answer.content.decode() and not ReleaseSet.objects.exists()


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda team, v: reviewing.submit(version=v, author=team.draft), "现为“审核中”"),
        (lambda team, v: drafting.edit(version=v, editor=team.draft, openness=""), "公开属性"),
        (lambda team, v: drafting.edit(version=v, editor=team.draft, openness="on_request"), "请单独送审"),
        (lambda team, v: drafting.edit(version=v, editor=team.draft, summary=""), "缺少“内容概述”"),
        (lambda team, v: drafting.edit(version=v, editor=team.draft, made_elsewhere=True), "由其他机关制作"),
    ],
)
def test_what_could_not_go_alone_does_not_go_in_company(team, spoil, sentence):
    good, bad = drafts(team, 2), make.draft(team)
    spoil(team, Version.objects.get(pk=bad.pk))
    found = gathering.refusals_of(pks([*good, bad]), team.draft)
    assert set(found) == {bad.pk} and sentence in "".join(found[bad.pk])
    with pytest.raises(Refused, match=bad.title):
        gathering.send(versions=pks([*good, bad]), title="一批", author=team.draft)
    assert not ReleaseSet.objects.exists()


def test_an_amendment_and_a_batch_and_anothers_draft_go_alone(team):
    from gongkai.publications.services import changing

    amended = changing.amend(publication=make.live(team), author=team.draft)
    batch = make.draft(team, kind="record_list", column="focus.double", body="")
    colleague = bureau.official("draft", of=team.unit)
    theirs = make.draft(team, author=colleague)
    found = gathering.refusals_of(pks([amended, batch, theirs, *drafts(team, 2)]), team.draft)
    assert "修订或勘误" in found[amended.pk][0] and "成批的记录" in found[batch.pk][0]
    assert "不是您起草的" in found[theirs.pk][0] and len(found) == 3
    with pytest.raises(Refused, match="至少两件"):
        gathering.send(versions=pks(drafts(team, 1)), title="一件", author=team.draft)


def test_nobody_reviews_a_set_that_holds_a_text_he_edited(team):
    both = bureau.official("draft", "office_review", of=team.unit)
    versions = drafts(team, 2)
    drafting.edit(version=versions[0], editor=both, summary="同事改过的概述")
    row = gathering.send(versions=pks(versions), title="一批", author=team.draft)
    with pytest.raises(Refused, match="您起草或修改过的文本"):
        sets.decide(release_set=row, reviewer=both, seen=row.fingerprint, agree=True)
    sets.decide(release_set=row, reviewer=team.office_review, seen=row.fingerprint, agree=True)


def test_a_closed_gate_holds_the_set_back_at_release(team):
    row = pass_all(team, gathering.send(versions=pks(drafts(team, 2)), title="一批", author=team.draft))
    gates.register("test.closed", ["notice"], lambda version: "还不能发布：解读未备齐。")
    try:
        with pytest.raises(Refused, match="解读未备齐"):
            sets.release(release_set=row, actor=team.publicity)
    finally:
        gates.unregister("test.closed")
    assert not Publication.objects.public().exists()
    assert sets.release(release_set=row, actor=team.publicity) == 2


def test_new_texts_do_not_pass_by_the_short_chain_of_earlier_material(team):
    row = sets.make(title="历史资料", unit=team.unit, author=team.draft, versions=pks(drafts(team, 2)))
    with pytest.raises(Refused, match="审核环节与批次不同"):
        sets.submit(release_set=row, author=team.draft)


def test_a_returned_set_gives_its_drafts_back_one_by_one_if_wanted(team):
    versions = drafts(team)
    row = gathering.send(versions=pks(versions), title="一批", author=team.draft)
    items, clerk = f"/desk/sets/{row.pk}/items/", Desk(team.draft)
    assert "已经送审" in clerk.post(items, act="leave", row=[versions[0].pk]).content.decode()
    sets.decide(release_set=row, reviewer=team.office_review, seen=row.fingerprint, agree=False, remarks="第一件有误")
    with pytest.raises(Refused, match="先把它移出批次"):
        reviewing.submit(version=Version.objects.get(pk=versions[0].pk), author=team.draft)
    assert "只有建立批次的人" in Desk(team.publicity).post(items, act="leave", row=[versions[0].pk]).content.decode()
    assert clerk.post(items, act="leave", row=[versions[0].pk], confirm="1", key="l").status_code == 302
    assert reviewing.submit(version=Version.objects.get(pk=versions[0].pk), author=team.draft).state == "review"
    row.refresh_from_db()
    assert row.count == 2 and Entry.objects.filter(event="publications.set_left").count() == 1
    assert sets.submit(release_set=row, author=team.draft).count == 2


def test_the_dry_run_asks_as_often_for_many_drafts_as_for_few(team):
    def questions(versions):
        clerk = Desk(team.draft)
        with CaptureQueriesContext(connection) as caught:
            clerk.post("/desk/drafts/", act="gather", row=pks(versions))
        return len(caught)

    questions(drafts(team, 2))
    assert questions(drafts(team, 2)) == questions(drafts(team, 12))
