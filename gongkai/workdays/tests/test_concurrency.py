"""Two acts on one ledger follow each other."""

import pytest

from gongkai.journal.models import Entry
from gongkai.journal.tests.together import at_once
from gongkai.workdays import services
from gongkai.workdays.models import CalendarNotice, Deadline
from gongkai.workdays.rules import notices

from .people import CLERK, NEXT_YEAR, case, day, on, started, unit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def on_that_day(*acts) -> list[str]:
    """How each of the acts, done at the same moment of 20 December 2019, ended; those that were done first."""

    def dated(act):
        def run():
            with on("2019-12-20"):
                act()

        return run

    return sorted(at_once(*[dated(act) for act in acts]), key=lambda end: end != "done")


def test_two_officials_who_finish_one_duty_finish_it_once():
    with on("2019-12-20"):
        deadline = started()
    results = on_that_day(*[lambda: services.meet(deadline=deadline, actor=CLERK)] * 2)
    assert results == ["done", "该期限已经办结，不能办结。"]
    assert deadline.ledger.filter(act="met").count() == 1
    assert Entry.objects.filter(event="workdays.met").count() == 1


def test_two_extensions_at_once_are_both_in_the_due_date():
    with on("2019-12-20"):
        deadline = started()

    def act():
        services.extend(deadline=deadline, actor=CLERK, amount=5, approver=CLERK, why="情况复杂")

    assert on_that_day(act, act) == ["done", "done"]
    deadline.refresh_from_db()
    assert deadline.due_on == day("2020-01-14")


def test_a_duty_submitted_twice_at_once_starts_once():
    of, about = unit(), case()
    results = on_that_day(*[lambda: started(subject=about, unit=of)] * 2)
    assert results[0] == "done" and "不能重复起算" in results[1]
    assert Deadline.objects.count() == 1


def test_a_notice_registered_twice_at_once_is_registered_once():
    results = on_that_day(*[lambda: services.register_notice(notice=NEXT_YEAR, actor=CLERK)] * 2)
    assert results[0] == "done" and "登记" in results[1]
    assert CalendarNotice.objects.count() == 1


def test_a_register_loaded_by_several_processes_at_once_is_loaded_once_and_nobody_is_told_of_it():
    results = on_that_day(*[services.calendars_load] * 3)
    assert results == ["done"] * 3
    assert CalendarNotice.objects.count() == len(notices.from_files())
    assert Entry.objects.filter(event="workdays.notice_registered").count() == CalendarNotice.objects.count()
