"""The case page and the report."""

import io

import pytest
from django.db import transaction
from openpyxl import load_workbook

from gongkai.bureau.models import DutyCode
from gongkai.bureau.tests.factories import official, unit
from gongkai.desk import timeline
from gongkai.desk.tests.at_desk import Desk
from gongkai.journal import events
from gongkai.journal.events import Event
from gongkai.journal.services import record
from gongkai.workdays import services as workdays
from gongkai.workdays.tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.urls("gongkai.desk.tests.toy")]


@pytest.fixture
def desk():
    return Desk(official(DutyCode.DRAFT, of=unit("office", name="办公室"), name="陆言"))


@pytest.fixture(autouse=True)
def known_events(monkeypatch):
    monkeypatch.setattr(events, "_register", dict(events._register))
    events.register(Event("desk.tried", "试办第 {serial} 版{absent}"), Event("desk.hid", "查看密钥", sensitive=True))


@transaction.atomic
def say(desk, event="desk.tried", reason="", actor=None, **facts):
    return record(event, desk.official.unit, actor or desk.official, reason=reason, **facts)


def address(desk, query=""):
    return f"/desk/toy/{desk.official.unit_id}/{query}"


def test_a_case_shows_its_skeleton(desk):
    page = desk.text(address(desk))
    for words in ("办公室</h1>", "office", "办理中", "主办", "保密审查未完成。", "材料"):
        assert words in page
    assert page.count("button primary") >= 1


def test_what_is_not_possible_is_listed_with_its_reason(desk):
    page = desk.text(address(desk))
    assert "<span>撤并</span>" in page
    assert "还有在编人员。" in page


def test_the_clock_explains_its_date(desk):
    people.started("2019-12-02", subject=desk.official.unit.as_party(), unit=desk.official.unit)
    with people.on("2019-12-20"):
        page = desk.text(address(desk))
    assert "2019年12月30日" in page
    assert "怎么算的" in page
    assert "第三十三条" in page


@pytest.mark.parametrize(("met", "word"), [("2019-12-30", "按期办结"), ("2019-12-31", "逾期办结")])
def test_a_clock_that_was_met_says_whether_in_time(desk, met, word):
    with people.on("2019-12-03"):
        deadline = people.started("2019-12-02", subject=desk.official.unit.as_party(), unit=desk.official.unit)
    with people.on(met):
        workdays.meet(deadline=deadline, actor=desk.official)
        assert f">{word}</span>" in desk.text(address(desk))


def test_the_timeline_tells_who_what_when_and_why(desk):
    say(desk, serial=3, reason="要素不全")
    page = desk.text(address(desk))
    assert "试办第 3 版" in page
    assert "要素不全" in page
    assert "陆言" in page


def test_the_timeline_can_be_narrowed(desk):
    other = official(name="周安", of=desk.official.unit)
    say(desk, serial=1)
    say(desk, serial=2, actor=other, reason="缺附件")
    assert "试办第 1 版" not in desk.text(address(desk), who="周安")
    assert "试办第 1 版" not in desk.text(address(desk), with_reason="1")


def test_a_long_timeline_goes_on_under_older(desk, monkeypatch):
    monkeypatch.setattr(timeline, "MOST_LINES", 2)
    entries = [say(desk, serial=n) for n in (7, 8, 9)]
    assert "试办第 7 版" not in desk.text(address(desk))
    page = desk.text(address(desk), before=str(entries[1].pk), tab="files")
    assert "试办第 7 版" in page
    assert "tab=files&amp;before=" in desk.text(address(desk), tab="files")


def test_sensitive_entries_are_for_auditors_only(desk):
    say(desk, "desk.hid")
    auditor = Desk(official(admin_role="audit", of=desk.official.unit))
    assert "查看密钥" not in desk.text(address(desk))
    assert "查看密钥" in auditor.text(address(desk))


def test_a_report_draws_its_figures_and_shows_their_table(desk):
    page = desk.text("/desk/toy/report/")
    assert page.count("<svg") == 2
    assert page.count("<table") == 2


def test_a_figure_is_exported_harmless(desk):
    response = desk.get("/desk/toy/report/", figure="units", export="xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert [[cell.value for cell in row] for row in sheet] == [["处室", "件数"], ["'=办公室", 3], ["绿化处", 7]]
