"""Which deadlines a reader finds."""

from datetime import date

import pytest

from gongkai.bureau.models import Absence, DutyAssignment, DutyCode
from gongkai.workdays import calendars, services
from gongkai.workdays.models import Deadline

from .people import CLERK, day, official, on, started, unit

pytestmark = pytest.mark.django_db
TODAY = date(2019, 12, 31)


@pytest.fixture(autouse=True)
def today():
    with on("2019-12-31"):
        yield


def test_overdue_is_what_is_open_and_past_its_last_day():
    late = started("2019-12-02")  # due 2019-12-30
    started("2019-12-03")  # due 2019-12-31: today is not late yet
    services.meet(deadline=started("2019-11-01"), actor=CLERK)
    assert list(Deadline.objects.overdue(TODAY)) == [late]


def test_due_within_counts_from_today():
    started("2019-12-02")
    today, tomorrow_but_one = started("2019-12-03"), started("2019-12-04")  # 12-31 and 2020-01-02
    assert set(Deadline.objects.due_within(0)) == {today}
    assert set(Deadline.objects.due_within(2, TODAY)) == {today, tomorrow_but_one}


def test_waiting_is_what_is_open_without_a_due_date():
    unconfirmed, consulted = started(None), started()
    services.exclude(deadline=consulted, actor=CLERK, after=day("2019-12-05"), why="征求第三方意见")
    started()
    services.close(deadline=started(None), actor=CLERK, why="申请人撤回")
    assert set(Deadline.objects.waiting()) == {unconfirmed, consulted}


def test_an_official_sees_his_own_and_his_units_deadlines():
    mine, other = unit("办公室"), unit("法规处")
    me = official(mine)
    seen = {started(unit=mine), started(unit=other, official=me)}
    started(unit=other)
    started(unit=other, official=official(other))
    assert set(Deadline.objects.visible_to(me)) == seen
    assert list(Deadline.objects.of_official(me)) == [d for d in seen if d.official == me]


def test_a_substitute_sees_the_tasks_of_whom_he_stands_in_for_while_he_does():
    mine, other = unit(), unit()
    me, away = official(mine), official(other)
    task = started(unit=other, official=away)
    Absence.objects.create(
        official=away, substitute=me, from_day=date(2019, 12, 30), to_day=date(2019, 12, 31), reason="出差"
    )
    assert set(Deadline.objects.visible_to(me)) == {task}
    assert not Deadline.objects.visible_to(me, date(2020, 1, 1)).exists()


@pytest.mark.parametrize(
    ("duty", "whole_bureau", "sees"),
    [
        (DutyCode.SUPERVISE, True, True),
        (DutyCode.PUBLICITY, True, True),
        (DutyCode.DRAFT, True, False),
        (DutyCode.DRAFT, False, True),
    ],
)
def test_a_duty_opens_the_deadlines_it_answers_for(duty, whole_bureau, sees):
    mine, other = unit(), unit()
    me = official(mine)
    started(unit=other)
    DutyAssignment.objects.create(
        official=me, duty=duty, unit=None if whole_bureau else other, valid_from=date(2019, 1, 1)
    )
    assert Deadline.objects.visible_to(me).exists() is sees


def test_a_duty_that_has_ended_opens_nothing():
    me = official(unit())
    started(unit=unit())
    DutyAssignment.objects.create(
        official=me, duty=DutyCode.SUPERVISE, valid_from=date(2018, 1, 1), valid_to=date(2019, 12, 30)
    )
    assert not Deadline.objects.visible_to(me).exists()


def test_a_leader_sees_all():
    started(unit=unit())
    assert Deadline.objects.visible_to(official(unit(), is_leader=True)).exists()


def test_a_list_costs_one_query_however_long(django_assert_num_queries):
    of = unit()
    me = official(of)
    for _ in range(5):
        started(unit=of)
    with django_assert_num_queries(1):
        rows = Deadline.objects.visible_to(me).open().select_related("unit", "official").order_by("due_on", "id")
        assert len([row.unit.name for row in rows]) == 5


def test_thresholds_come_from_the_settings(settings):
    assert calendars.light_of(date(2020, 1, 3), TODAY).word == "三个工作日内"
    settings.WORKDAYS_SOON = 1
    assert calendars.light_of(date(2020, 1, 3), TODAY).word == "本周"
    assert calendars.nags_of(date(2026, 2, 1)) == []
    settings.WORKDAYS_NAG_MONTH = 2
    assert calendars.nags_of(date(2026, 2, 1)) != []
