"""Counting has no surprises: properties that hold for every start and amount."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.workdays.rules.calendar import Calendar
from gongkai.workdays.rules.counting import Exclusion, derive
from gongkai.workdays.rules.notices import from_files

CALENDAR = Calendar(from_files())
starts = st.dates(date(2018, 1, 1), date(2030, 12, 31))
amounts = st.integers(1, 120)
quick = settings(max_examples=60, deadline=None)


def due(start: date, amount: int, unit: str = "wd", **more) -> date:
    return derive(start, amount, unit, CALENDAR, **more).due


@quick
@given(starts, amounts)
def test_a_working_day_period_ends_on_a_working_day_after_the_start(start, amount):
    last = due(start, amount)
    assert last > start
    assert CALENDAR.is_working_day(last)
    assert CALENDAR.working_days_between(start, last) == amount


@quick
@given(starts, amounts, st.sampled_from(["wd", "d", "month"]), st.integers(0, 40))
def test_a_later_start_never_ends_earlier(start, amount, unit, later):
    amount = min(amount, 60)
    assert due(start, amount, unit) <= due(start + timedelta(days=later), amount, unit)


@quick
@given(starts, amounts, st.sampled_from(["wd", "d"]))
def test_one_more_day_never_ends_earlier(start, amount, unit):
    assert due(start, amount, unit) <= due(start, amount + 1, unit)


@quick
@given(starts, amounts)
def test_one_more_working_day_ends_on_the_next_working_day(start, amount):
    assert due(start, amount + 1) == CALENDAR.next_working_day(due(start, amount))


@quick
@given(starts, amounts, amounts)
def test_two_periods_after_each_other_are_their_sum(start, first, second):
    assert due(due(start, first), second) == due(start, first + second)


@quick
@given(starts, amounts, st.sampled_from(["d", "month"]))
def test_a_moved_end_is_a_working_day_with_only_days_off_before_it(start, amount, unit):
    amount = min(amount, 100)
    bare, moved = due(start, amount, unit, moves=False), due(start, amount, unit)
    assert CALENDAR.is_working_day(moved)
    assert all(not CALENDAR.is_working_day(bare + timedelta(days=n)) for n in range((moved - bare).days))


@quick
@given(starts, amounts, st.integers(0, 60), st.integers(0, 60))
def test_an_exclusion_adds_exactly_the_working_days_it_covers(start, amount, offset, length):
    after = start + timedelta(days=offset)
    span = Exclusion(after, after + timedelta(days=length), "征求意见")
    steps = derive(start, amount, "wd", CALENDAR, excluded=[span]).steps
    skipped = sum(CALENDAR.is_working_day(step.date) and not step.counted for step in steps[1:])
    assert due(start, amount, excluded=[span]) == due(start, amount + skipped)


@quick
@given(starts, amounts, st.dates(date(2017, 12, 1), date(2026, 12, 1)))
def test_a_result_is_provisional_exactly_when_it_rests_on_a_year_without_notice(start, amount, known):
    calendar = CALENDAR.notices_as_of(known)
    derivation = derive(start, amount, "wd", calendar)
    guessed = [step for step in derivation.steps[1:] if not calendar.covers(step.date.year) and not step.notice]
    assert derivation.provisional is bool(guessed)
    assert {step for step in derivation.steps if step.provisional} == set(guessed)
