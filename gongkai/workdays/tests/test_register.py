"""The register of notices: loading, registering, and recounting what is open."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.journal.models import AppendOnly, Entry
from gongkai.journal.refusals import Refused
from gongkai.workdays import calendars, services
from gongkai.workdays.models import CalendarNotice, Deadline
from gongkai.workdays.rules import notices
from gongkai.workdays.services import notices as registering

from .people import CLERK, LONGER, NEXT_YEAR, day, on, started, unit

pytestmark = pytest.mark.django_db
FILES = notices.from_files()


@pytest.fixture(autouse=True)
def today():
    with on("2026-12-30"):
        yield


def only_known_on(monkeypatch, text: str) -> None:
    """As if the platform had been installed on that day."""
    held = tuple(notice for notice in FILES if notice.published <= day(text))
    monkeypatch.setattr(calendars, "from_files", lambda: held)


def test_loading_enters_every_file_once_with_a_journal_entry():
    first = services.calendars_load()
    assert first.added == [notice.doc_no for notice in FILES]
    again = services.calendars_load()
    assert (again.added, again.known, again.differing) == ([], first.added, [])
    assert CalendarNotice.objects.count() == len(FILES)
    assert Entry.objects.filter(event="workdays.notice_registered").count() == len(FILES)


def test_what_another_process_entered_meanwhile_is_known_and_no_fault(monkeypatch):
    services.calendars_load()
    read, stale = registering._register, iter([{}])
    monkeypatch.setattr(registering, "_register", lambda: next(stale, None) or read())
    again = services.calendars_load()
    assert (again.added, again.known) == ([], [notice.doc_no for notice in FILES])
    assert Entry.objects.filter(event="workdays.notice_registered").count() == len(FILES)


def test_the_register_gives_the_same_calendar_as_the_files():
    before = calendars.calendar_now()
    services.calendars_load()
    assert calendars.calendar_now().notices == before.notices


def test_the_command_says_what_it_did():
    out = StringIO()
    call_command("calendars_load", stdout=out)
    call_command("calendars_load", stdout=out)
    assert f"新登记{len(FILES)}件，原有0件" in out.getvalue()
    assert f"新登记0件，原有{len(FILES)}件" in out.getvalue()


def test_a_file_that_differs_from_the_register_is_reported_and_not_taken(monkeypatch):
    other = NEXT_YEAR | {
        "year": 2026,
        "doc_no": FILES[-1].doc_no,
        "off": [{"name": "元旦", "start": "2026-01-01", "end": "2026-01-01"}],
        "work": [],
    }
    monkeypatch.setattr(calendars, "from_files", lambda: FILES[:-1])
    services.register_notice(notice=other, actor=CLERK)
    loaded = services.calendars_load()
    assert len(loaded.differing) == 1 and FILES[-1].doc_no in loaded.differing[0]
    assert calendars.calendar_now().is_working_day(day("2026-10-01"))


def test_next_years_notice_makes_provisional_dates_certain_and_moves_them():
    deadline = started("2026-12-20")
    assert (str(deadline.due_on), deadline.provisional) == ("2027-01-18", True)
    services.register_notice(notice=NEXT_YEAR, actor=CLERK)
    deadline.refresh_from_db()
    assert (str(deadline.due_on), deadline.provisional) == ("2027-01-18", False)
    services.register_notice(notice=LONGER, actor=CLERK)
    deadline.refresh_from_db()
    assert (str(deadline.due_on), deadline.calendar_version) == ("2027-01-20", "国办发明电〔2027〕1号")
    settled, moved = Entry.objects.filter(event__in=["workdays.settled", "workdays.recomputed"]).order_by("id")
    assert settled.event == "workdays.settled"
    assert (moved.facts["before"], moved.facts["after"]) == ("2027-01-18", "2027-01-20")
    assert "国办发明电〔2027〕1号" in moved.reason
    assert moved.subject_kind == "application"
    last = deadline.ledger.order_by("id").last()
    assert (last.act, str(last.due_before), str(last.due_after)) == ("recomputed", "2027-01-18", "2027-01-20")


@pytest.mark.parametrize(
    ("known", "received", "then", "finally_"),
    [
        ("2020-01-26", "2020-01-17", "2020-02-19", "2020-02-21"),
        ("2019-03-21", "2019-03-15", "2019-04-15", "2019-04-15"),
    ],
)
def test_an_amendment_replays_open_ledgers(monkeypatch, known, received, then, finally_):
    only_known_on(monkeypatch, known)
    with on(known):
        deadline = started(received)
    assert str(deadline.due_on) == then
    monkeypatch.setattr(calendars, "from_files", lambda: FILES)
    assert services.replay_open().changed == (then != finally_)
    deadline.refresh_from_db()
    assert str(deadline.due_on) == finally_


def test_both_versions_stay_in_the_register():
    services.register_notice(notice=NEXT_YEAR, actor=CLERK)
    services.register_notice(notice=LONGER, actor=CLERK)
    calendar = calendars.calendar_now()
    assert not calendar.is_working_day(day("2027-01-05"))
    assert calendar.notices_as_of(day("2026-12-27")).is_working_day(day("2027-01-05"))


def test_what_has_ended_or_waits_is_not_recounted():
    ended, waiting, paused = started("2026-12-20"), started(None), started("2026-12-20")
    services.meet(deadline=ended, actor=CLERK)
    services.exclude(deadline=paused, actor=CLERK, after=day("2026-12-22"), why="征求第三方意见")
    services.register_notice(
        notice=NEXT_YEAR | {"off": [{"name": "元旦", "start": "2027-01-01", "end": "2027-01-06"}]}, actor=CLERK
    )
    ended.refresh_from_db()
    assert (str(ended.due_on), ended.provisional) == ("2027-01-18", True)
    assert services.replay_open().checked == 0
    assert Deadline.objects.filter(pk__in=[waiting.pk, paused.pk], due_on=None).count() == 2


def test_recounting_again_changes_nothing():
    started("2026-12-20")
    services.register_notice(notice=NEXT_YEAR, actor=CLERK)
    entries = Entry.objects.count()
    replayed = services.replay_open()
    assert (replayed.checked, replayed.changed) == (1, 0)
    assert Entry.objects.count() == entries


def test_recounting_goes_through_every_deadline_in_batches():
    of = unit()
    for _ in range(7):
        started("2026-12-20", unit=of)
    assert services.replay_open(batch=3).checked == 7


def test_recounting_many_costs_as_many_queries_as_recounting_few():
    of = unit()
    counts = []
    for _ in range(2):
        for _ in range(4):
            started("2026-12-20", unit=of)
        with CaptureQueriesContext(connection) as queries:
            services.replay_open()
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("notice", "sentence"),
    [
        (NEXT_YEAR | {"doc_no": FILES[0].doc_no}, "已经登记"),
        (NEXT_YEAR | {"year": 2026}, "请核对年份"),
        (NEXT_YEAR | {"work": ["2027-02-15"]}, "不需要列为调休上班"),
        (LONGER, "请先登记该通知"),
        ({"year": "明年"}, "读不出来"),
    ],
)
def test_a_wrong_notice_is_refused_in_words_and_leaves_nothing(notice, sentence):
    with pytest.raises(Refused, match=sentence):
        services.register_notice(notice=notice, actor=CLERK)
    assert not CalendarNotice.objects.exists()


def test_a_second_notice_for_a_year_is_refused_unless_it_amends():
    services.register_notice(notice=NEXT_YEAR, actor=CLERK)
    with pytest.raises(Refused, match="如为调整通知"):
        services.register_notice(notice=NEXT_YEAR | {"doc_no": "国办发明电〔2026〕100号"}, actor=CLERK)


def test_registered_notices_can_neither_be_changed_nor_removed():
    row = services.register_notice(notice=NEXT_YEAR, actor=CLERK)
    for attempt in (row.save, row.delete, CalendarNotice.objects.all().delete):
        with pytest.raises(AppendOnly):
            attempt()


def test_the_due_command_can_use_the_register():
    services.register_notice(
        notice=NEXT_YEAR | {"off": [{"name": "元旦", "start": "2027-01-01", "end": "2027-01-06"}]}, actor=CLERK
    )
    out = StringIO()
    call_command("due", "2026-12-20", "20", "--registered", stdout=out)
    assert out.getvalue().splitlines()[-1] == "2027-01-21"


def test_a_reader_asks_the_database_at_most_every_half_minute(monkeypatch, django_assert_num_queries):
    calendars.forget()
    monkeypatch.setattr(calendars, "in_transaction", lambda: False)
    seconds = iter([0.0, 29.0, 31.0, 31.0])
    monkeypatch.setattr(calendars, "monotonic", lambda: next(seconds))
    with django_assert_num_queries(1):
        calendars.calendar()
        calendars.calendar()
    with django_assert_num_queries(1):
        calendars.calendar()
    calendars.forget()
