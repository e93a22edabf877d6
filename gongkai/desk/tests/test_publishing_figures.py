"""The catalogue as a list of duties, and the figures of publication."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.desk.staff.publishing.figures import months_until
from gongkai.journal import clock
from gongkai.publications.models import CatalogueItem
from gongkai.publications.tests import factories as make

from .at_desk import Desk

NOW = datetime(2026, 6, 30, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    with clock.at(NOW):
        yield make.Team()


def item(team, code, **fields):
    values = {
        "node": "20-1", "order": 1, "item1": f"事项{code}", "elements": "要素", "basis": "依据", "limit_text": "20个工作日",
        "subject": team.unit, "valid_from": date(2020, 1, 1),
    }  # fmt: skip
    return CatalogueItem.objects.create(code=code, **{**values, **fields})


def test_an_item_is_empty_late_or_kept(team):
    for code, limit in (("a", None), ("b", 30), ("c", 5)):
        item(team, code, limit_days=limit, node="20-2" if code == "b" else "20-1")
    with clock.at(NOW - timedelta(days=10)):
        make.live(team, catalogue_code="b"), make.live(team, catalogue_code="c")
    clerk = Desk(team.draft)
    pages = {state: clerk.text("/desk/publications/catalogue/", state=state) for state in ("empty", "late", "kept")}
    for state, code in {"empty": "a", "late": "c", "kept": "b"}.items():
        assert [c for c in "abc" if f"事项{c}" in pages[state]] == [code]
    assert "2026-06-25" in pages["late"], "the day by which it should have been renewed"
    assert "事项b" in clerk.text("/desk/publications/catalogue/", node="20-2")
    assert "事项a" not in clerk.text("/desk/publications/catalogue/", node="20-2")


def test_odd_words_in_the_address_ask_for_everything(team):
    item(team, "a")
    assert "事项a" in Desk(team.draft).text(
        "/desk/publications/catalogue/", state="\x00<b>", node="'; --", export="exe"
    )


def test_the_catalogue_is_exported_as_shown(team):
    item(team, "a"), item(team, "b")
    answer = Desk(team.draft).get("/desk/publications/catalogue/", state="empty", export="csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 3 and lines[1].startswith("a,事项a") and lines[1].endswith("空缺")


def test_from_the_catalogue_to_what_was_published_under_it(team):
    item(team, "a")
    inside, outside = make.live(team, catalogue_code="a", title="在内的通知"), make.live(team, title="在外的通知")
    page = Desk(team.publicity).text("/desk/publications/", catalogue="a")
    assert inside.title in page and outside.title not in page


def test_the_last_twelve_months_end_with_this_one():
    months = months_until(date(2026, 1, 31))
    assert (months[0], months[-1], len(months)) == (date(2025, 2, 1), date(2026, 1, 1), 12)


def test_releases_are_counted_by_month_kind_and_unit_without_imported_material(team):
    with clock.at(NOW - timedelta(days=40)):
        make.live(team)
        early = make.approved(team, kind="news")
    from gongkai.publications.services import releasing

    releasing.release(version=early, actor=team.publicity)
    make.live(team, legacy=True)
    answer = Desk(team.draft).get("/desk/publications/figures/", figure="months", export="csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[-2:] == ["2026-05,1,0.0", "2026-06,1,40.0"]
    answer = Desk(team.draft).get("/desk/publications/figures/", figure="kinds", export="csv")
    assert sorted(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[1:]) == ["动态,1", "通知公告,1"]


def test_what_is_late_is_counted_to_its_unit(team):
    with clock.at(NOW - timedelta(days=100)):
        make.draft(team, formed_on=date(2026, 3, 1))
    answer = Desk(team.draft).get("/desk/publications/figures/", figure="units", export="csv")
    assert b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[1] == f"{team.unit.short_name},0,0,1"


def test_the_questions_of_both_pages_do_not_grow(team):
    def questions(address):
        clerk = Desk(team.draft)
        with CaptureQueriesContext(connection) as caught:
            clerk.text(address)
        return len(caught)

    addresses = ("/desk/publications/catalogue/", "/desk/publications/figures/")
    item(team, "a"), make.live(team, catalogue_code="a")
    few = [questions(address) for address in addresses]
    for code in "bcdef":
        item(team, code), make.live(team, catalogue_code=code)
    assert [questions(address) for address in addresses] == few
