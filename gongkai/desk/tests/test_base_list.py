"""The list: filters, columns, totals, pages, export, acts on many."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from gongkai.bureau.models import DutyCode, Unit
from gongkai.bureau.tests.factories import official, unit
from gongkai.desk import services
from gongkai.desk.models import SavedFilter
from gongkai.desk.tests.at_desk import Desk
from gongkai.desk.views import export, listing
from gongkai.desk.views.export import harmless
from gongkai.journal.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.urls("gongkai.desk.tests.toy")]


def units(count, **more):
    Unit.objects.bulk_create(
        Unit(code=f"u{n}", name=f"第{n:03d}处", short_name=f"{n}处", kind="office", valid_from="2015-01-01", **more)
        for n in range(count)
    )


@pytest.fixture
def desk():
    return Desk(official(DutyCode.DRAFT, of=unit("office", name="办公室")))


def body(response):
    return b"".join(response.streaming_content)


def test_conditions_stand_in_words_each_with_the_way_to_drop_it(desk):
    page = desk.text("/desk/toy/", name="处", kind="office", since="2010-01-01", sort="name")
    for sentence in ("名称包含“处”", "类别为内设机构", "设立日期不早于2010-01-01"):
        assert sentence in page
    assert "?name=%E5%A4%84&amp;since=2010-01-01&amp;sort=name" in page


def test_a_filter_narrows_the_list(desk):
    units(3)
    response = desk.get("/desk/toy/", name="第001")
    assert [row["name"] for row in response.context["rows"]] == ["第001处"]


def test_an_empty_list_says_so_and_offers_to_drop_the_conditions(desk):
    page = desk.text("/desk/toy/", name="没有这个")
    assert "没有符合条件的记录" in page
    assert "去掉全部条件" in page


def test_fifty_rows_a_page(desk):
    units(120)
    response = desk.get("/desk/toy/", page="3")
    assert len(response.context["rows"]) == 21
    assert response.context["first"] == 101
    assert str(response.context["total"]) == "121"


@pytest.mark.parametrize("asked", ["0", "-1", "x", "99999999999", "²"])
def test_a_page_that_is_no_page_shows_another(desk, asked):
    assert desk.get("/desk/toy/", page=asked).status_code == 200


def test_totals_end_at_the_cap(desk, monkeypatch):
    monkeypatch.setattr(listing, "MOST_COUNTED", 100)
    units(150)
    response = desk.get("/desk/toy/", page="2")
    assert str(response.context["total"]) == "100+"
    assert response.context["at_end_of_cap"]
    assert not response.context["next"]


def test_the_cost_of_a_list_does_not_grow_with_its_rows(desk):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.get("/desk/toy/")
        return len(queries)

    units(2)
    desk.get("/desk/toy/")
    few = cost()
    Unit.objects.filter(code__startswith="u").delete()
    units(50)
    assert cost() == few <= 16


def test_sorting_only_by_columns_that_offer_it(desk):
    units(2)
    downwards = desk.get("/desk/toy/", sort="-name").context["rows"]
    assert [row["name"] for row in downwards] == ["第001处", "第000处", "办公室"]
    assert desk.get("/desk/toy/", sort="-phone").context["view"].sort == "name"


def test_columns_are_chosen_in_the_address_and_remembered_on_wish(desk):
    assert "负责人</th>" not in desk.text("/desk/toy/").replace("</a>", "")
    assert "负责人</th>" in desk.text("/desk/toy/", cols="name,head")
    desk.post("/desk/columns/", list="toy", cols=["name", "head"])
    assert [head["column"].code for head in desk.get("/desk/toy/").context["columns"]] == ["name", "head"]


# --- Export ---


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "＋1", "－1", "＠x", "\u3000=1", "\ufeff=1"],
)
def test_what_a_spreadsheet_would_run_is_made_harmless(text):
    assert harmless(text).startswith("'")


@pytest.mark.parametrize("text", ["办公室", "1-2", "a=b", "", "2026-11-23"])
def test_ordinary_text_is_exported_as_it_is(text):
    assert harmless(text) == text


def test_csv_holds_exactly_what_is_shown_masked_alike(desk):
    Unit.objects.filter(code="office").update(phone="13800000000", name="=cmd|'/c calc'!A1")
    units(1)
    response = desk.get("/desk/toy/", cols="name,phone,since", sort="-name", export="csv")
    text = body(response).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [
        ["名称", "电话", "设立日期"],
        ["第000处", "", "2015-01-01"],
        ["'=cmd|'/c calc'!A1", "138****", "2010-01-01"],
    ]
    assert response["Content-Disposition"].startswith("attachment")


def test_xlsx_holds_the_same_and_no_formula(desk):
    Unit.objects.filter(code="office").update(name='=HYPERLINK("http://x","y")', phone="021\x0b")
    response = desk.get("/desk/toy/", export="xlsx", cols="name,since")
    sheet = load_workbook(io.BytesIO(body(response))).active
    assert [cell.value for cell in sheet[1]] == ["名称", "设立日期"]
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value.startswith("'=")
    assert sheet["B2"].is_date


def test_an_export_is_cut_with_a_word_and_written_down(desk, monkeypatch):
    monkeypatch.setattr(export, "MOST_ROWS", 2)
    units(5)
    text = body(desk.get("/desk/toy/", export="csv", name="处")).decode()
    assert text.count("\r\n") == 4
    assert "仅导出前 2 行" in text
    entry = Entry.objects.get(event="desk.exported")
    assert entry.facts == {"list": "机构清单", "format": "CSV", "filter": "名称包含“处”"}


# --- One decision on many ---


def test_a_dry_run_changes_nothing_and_says_what_would_happen(desk):
    units(2)
    response = desk.post("/desk/toy/", act="close", row=[str(pk) for pk in Unit.objects.values_list("pk", flat=True)])
    page = response.content.decode()
    assert "将影响 2 件" in page
    assert "另有 1 件不可办理" in page
    assert "办公室不能撤并" in page
    assert not Unit.objects.exclude(head_name="").exists()


def confirm(desk, **more):
    rows = [str(pk) for pk in Unit.objects.values_list("pk", flat=True)]
    return desk.post("/desk/toy/", act="close", row=rows, confirm="1", key="k" * 32, reason="合并", **more)


def test_confirmed_it_is_done_on_those_it_may_be_done_on(desk):
    units(2)
    unit("late", name="临时拒绝处")
    confirm(desk)
    assert set(Unit.objects.filter(head_name="合并").values_list("name", flat=True)) == {"第000处", "第001处"}
    page = desk.text("/desk/toy/")
    assert "已办理 2 件" in page
    assert "2 件未办理" in page
    assert Entry.objects.get(event="desk.bulk_done").facts["refused"] == 2


def test_confirmed_twice_it_is_done_once(desk):
    units(2)
    confirm(desk)
    confirm(desk)
    assert Entry.objects.filter(event="desk.bulk_done").count() == 1
    assert "没有重复办理" in desk.text("/desk/toy/")


def test_a_reason_is_asked_for_where_the_act_needs_one(desk):
    units(1)
    response = desk.post("/desk/toy/", act="close", row=[str(Unit.objects.get(code="u0").pk)], confirm="1", key="x")
    assert response.status_code == 422
    assert "请写明理由" in response.content.decode()


def test_an_act_of_others_is_not_offered_and_not_done(desk):
    units(1)
    assert "清除</button>" not in desk.text("/desk/toy/")
    assert desk.post("/desk/toy/", act="wipe", row=["1"]).status_code == 403


@pytest.mark.parametrize("row", ["9" * 30, "x", "-1", "999999"])
def test_a_row_that_is_none_is_not_acted_on(desk, row):
    assert desk.post("/desk/toy/", act="close", row=[row]).status_code in {302, 400}


def test_nothing_chosen_is_said(desk):
    desk.post("/desk/toy/", act="close")
    assert "请先选择要办理的记录" in desk.text("/desk/toy/")


# --- Saved filters ---


def save(desk, name="在用处室", **more):
    return desk.post(
        "/desk/filters/", list="toy", name=name, query="kind=office", back="/desk/toy/?kind=office", **more
    )


def test_a_filter_is_kept_under_its_name(desk):
    assert save(desk).url == "/desk/toy/?kind=office"
    save(desk)
    assert SavedFilter.objects.count() == 1
    assert 'href="/desk/toy/?kind=office">在用处室' in desk.text("/desk/toy/")


def test_a_shared_filter_is_offered_to_the_unit_only(desk):
    save(desk, shared="1")
    colleague, stranger = Desk(official(of=desk.official.unit)), Desk(official(of=unit("elsewhere")))
    assert "在用处室" in colleague.text("/desk/toy/")
    assert "在用处室" not in stranger.text("/desk/toy/")


def test_nobody_deletes_anothers_filter(desk):
    save(desk, shared="1")
    kept = SavedFilter.objects.get()
    Desk(official(of=desk.official.unit)).post(f"/desk/filters/{kept.pk}/delete/", back="/desk/toy/")
    assert SavedFilter.objects.exists()
    desk.post(f"/desk/filters/{kept.pk}/delete/", back="/desk/toy/")
    assert not SavedFilter.objects.exists()


def test_a_form_leads_back_to_this_site_only(desk):
    response = desk.post("/desk/filters/", list="toy", name="x", query="", back="https://example.org/")
    assert response.url == "/desk/"


def test_a_filter_without_a_name_is_refused(desk):
    with pytest.raises(services.Refused):
        services.save_filter(official=desk.official, page="toy", name=" ", query="")
