"""The desk's pages for material: everything without script, each wrong input answered at its place."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongkai.foi.models import Redaction, RedactionMark
from gongkai.foi.rules.redacting import State
from gongkai.foi.services import redacting
from gongkai.foi.tests import factories as make
from gongkai.foi.tests.test_material import clean, put_in, without_recognition, worked  # noqa: F401  (a fixture)
from gongkai.journal.models import Entry
from gongkai.uploads.tests import redaction_sources as sources
from gongkai.uploads.tests.redaction_sources import NUMBER, SECRET


@pytest.fixture
def desk(team):
    def _as(official) -> Client:
        client = Client()
        client.force_login(official)
        return client

    return _as


def test_a_document_is_put_in_marked_made_and_approved_without_script(team, desk):
    case, drafter = make.assigned(team), desk(team.draft)
    file = SimpleUploadedFile("来信.pdf", sources.page(), "application/pdf")
    answer = drafter.post(f"{case.get_absolute_url()}materials/new/", {"file": file, "title": "来信"})
    assert answer.status_code == 302
    material = Redaction.objects.get()
    assert "正在准备页面" in drafter.get(material.get_absolute_url()).content.decode()
    worked(material)
    here = material.get_absolute_url()
    text = drafter.get(f"{here}pages/1/").content.decode()
    assert SECRET in text and "选词" in text and "<svg" in text
    picture = drafter.get(f"{here}pages/1/picture/")
    assert picture["Content-Type"] == "image/png" and "no-store" in picture["Cache-Control"]
    found = drafter.post(f"{here}find/", {"term": SECRET})
    assert "共 1 处" in found.content.decode()
    assert drafter.post(
        f"{here}find/", {"term": SECRET, "mark": "1", "place": ["0"], "ground": "art15", "elsewhere": ""}
    ).status_code == 302  # fmt: skip
    line = next(number for number, row in enumerate(text.split('name="line"')[1:]) if NUMBER in row)
    answer = drafter.post(f"{here}pages/1/", {"line": str(line), "ground": "art15"})
    assert answer.status_code == 302 and RedactionMark.objects.count() == 2
    assert drafter.post(f"{here}make/", {}).status_code == 302
    worked(material)
    reviewer = desk(team.secrecy)
    page = reviewer.get(f"{here}pages/1/compare/").content.decode()
    assert "原件（不提供）" in page and "pages/1/result/" in page
    assert reviewer.get(f"{here}pages/1/result/")["Content-Type"] == "image/png"
    assert reviewer.post(f"{here}approve/", {"edition": Redaction.objects.get().edition}).status_code == 302
    assert Redaction.objects.get().state == State.APPROVED
    events = set(Entry.objects.values_list("event", flat=True))
    assert events >= {"foi.material_put_in", "foi.material_marked", "foi.material_made", "foi.material_checked", "foi.material_approved"}  # fmt: skip


def test_areas_are_given_in_percent_or_drawn(team, desk):
    material = put_in(team)
    here = f"{material.get_absolute_url()}pages/1/"
    typed = {"left": "10", "top": "5", "right": "60", "bottom": "20", "ground": "art16b"}
    assert desk(team.draft).post(here, typed).status_code == 302
    drawn = {"rectangle": ["5,70,95,80", "nonsense", "90,90,10,10", "nan,0,1,1"], "ground": "art16b"}
    assert desk(team.draft).post(here, drawn).status_code == 302
    assert [mark.boxes for mark in RedactionMark.objects.order_by("pk")] == [[[0.1, 0.05, 0.6, 0.2]], [[0.05, 0.7, 0.95, 0.8]]]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"ground": "art15"}, "请选择要遮盖的文字"),
        ({"line": "0"}, "请选择不予公开的依据"),
        ({"line": "99", "ground": "art15"}, "已经不在这一页上"),
        ({"line": "-1", "ground": "art15"}, "已经不在这一页上"),
        ({"word": "0:9-x", "ground": "art15"}, "已经不在这一页上"),
        ({"left": "50", "right": "20", "top": "1", "bottom": "9", "ground": "art15"}, "右边大于左边"),
        ({"left": "50", "ground": "art15"}, "四个数都要填写"),
        ({"left": "abc", "ground": "art15"}, "left"),
        ({"left": "-5", "right": "500", "top": "1", "bottom": "2", "ground": "art15"}, "100"),
        ({"line": "0", "ground": "nonsense"}, "ground"),
    ],
)
def test_wrong_input_is_answered_on_the_page_and_what_was_chosen_is_kept(team, desk, typed, said):
    material = put_in(team)
    answer = desk(team.draft).post(f"{material.get_absolute_url()}pages/1/", typed)
    text = answer.content.decode()
    assert answer.status_code == 422 and said in text and not RedactionMark.objects.exists()
    if typed.get("line") == "0":
        assert 'value="0" checked' in text


@pytest.mark.parametrize("typed", [{}, {"term": ""}, {"term": "，。"}, {"mark": "1"}, {"term": SECRET, "mark": "1"}])
def test_a_search_without_what_it_needs_says_so(team, desk, typed):
    material = put_in(team)
    assert desk(team.draft).post(f"{material.get_absolute_url()}find/", typed).status_code == 422


def test_pages_that_are_not_there_and_material_of_others_are_not_found(team, desk):
    material, other = put_in(team), make.assigned(team)
    client, here = desk(team.draft), material.get_absolute_url()
    for address in (
        f"{here}pages/0/", f"{here}pages/99/", f"{here}pages/1/result/", f"{here}pages/1/compare/",
        f"{other.get_absolute_url()}materials/{material.pk}/",
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address


def test_undoing_twice_is_told(team, desk):
    material = put_in(team)
    here = material.get_absolute_url()
    desk(team.draft).post(f"{here}pages/1/", {"line": "0", "ground": "art15"})
    mark = RedactionMark.objects.get()
    for _ in range(2):
        assert desk(team.draft).post(f"{here}marks/{mark.pk}/undo/", {"page": "1"}).status_code == 302
    assert not RedactionMark.objects.exists()


def test_faults_stand_on_the_page_and_approval_says_why_not(team, desk):
    material = put_in(team, sources.page(f"甲方{SECRET}。\n\n乙方也是{SECRET}。"))
    here = material.get_absolute_url()
    desk(team.draft).post(
        f"{here}find/", {"term": SECRET, "mark": "1", "place": ["0"], "ground": "art15", "elsewhere": ""}
    )
    worked(redacting.make(material=material, actor=team.draft))
    assert f"仍有“{SECRET}”" in desk(team.draft).get(here).content.decode()
    answer = desk(team.secrecy).post(f"{here}approve/", {})
    assert answer.status_code == 422 and "不能提供" in answer.content.decode()


def test_the_statement_and_the_case_page(team, desk):
    case = make.assigned(team)
    address = f"{case.get_absolute_url()}materials/apart/"
    assert desk(team.draft).post(address, {}).status_code == 422
    assert desk(team.draft).post(address, {"statement": "附件二未随附。"}).status_code == 302
    assert "附件二未随附" in desk(team.draft).get(case.get_absolute_url()).content.decode()


def test_the_pages_cost_the_same_however_much_is_marked(team, desk, django_assert_max_num_queries):
    material = put_in(team)
    here, client = material.get_absolute_url(), desk(team.draft)
    client.get(here)
    for number in range(12):
        client.post(
            f"{here}pages/1/",
            {"left": str(number), "top": "80", "right": str(number + 1), "bottom": "85", "ground": "art15"},
        )
    for address in (here, f"{here}pages/1/"):
        with django_assert_max_num_queries(30):
            client.get(address)


def test_a_second_person_sends_it_back_with_what_to_change(team, desk):
    material = clean(team)
    here = material.get_absolute_url()
    assert desk(team.secrecy).post(f"{here}send_back/", {}).status_code == 422
    assert desk(team.secrecy).post(f"{here}send_back/", {"remarks": "第1页住址"}).status_code == 302
    assert "第1页住址" in desk(team.draft).get(here).content.decode()


def test_a_broken_file_says_so_on_the_form(team, desk):
    case = make.assigned(team)
    file = SimpleUploadedFile("来信.pdf", BytesIO(b"no pdf").read())
    answer = desk(team.draft).post(f"{case.get_absolute_url()}materials/new/", {"file": file})
    assert answer.status_code == 422
