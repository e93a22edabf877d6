"""Counting: every worked deadline, every counting rule."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from gongkai.workdays.rules.calendar import Calendar
from gongkai.workdays.rules.counting import BadPeriod, Exclusion, Step, Unit, derive, derive_date, derive_hours
from gongkai.workdays.rules.limits import Limit, NoRule, in_force
from gongkai.workdays.rules.notices import from_files
from gongkai.workdays.rules.statutory import OutOfRange
from gongkai.workdays.rules.units import LAW_UNITS, unit_of

from .worked import AMENDMENTS, DEADLINES, LADDERS, PERIODS

CALENDAR = Calendar(from_files())


def day(text: str) -> date:
    return date.fromisoformat(text)


def due(start: str, amount: int, unit: str = "wd", calendar: Calendar = CALENDAR, **more) -> str:
    return derive(day(start), amount, unit, calendar, **more).due.isoformat()


@pytest.mark.parametrize(("start", "amount", "last", "first"), DEADLINES)
def test_worked_deadlines_end_on_the_day_of_the_table(start, amount, last, first):
    assert due(start, amount) == last
    # The start day's own calendar is what was known when the period began.
    if first:
        assert due(start, amount, calendar=CALENDAR.notices_as_of(before_amendment(start))) == first


def before_amendment(start: str) -> date:
    return {"2020-01-17": date(2020, 1, 26), "2019-04-23": date(2019, 3, 21)}[start]


@pytest.mark.parametrize(("received", "ladder"), LADDERS)
def test_worked_ladders_hold_for_every_period(received, ladder):
    assert [due(received, amount) for amount in PERIODS] == ladder.split()


@pytest.mark.parametrize(("received", "known", "then", "finally_"), AMENDMENTS)
def test_an_amendment_moves_a_running_deadline(received, known, then, finally_):
    assert due(received, 20, calendar=CALENDAR.notices_as_of(day(known))) == then
    assert due(received, 20) == finally_


def test_the_start_day_is_not_counted():
    derivation = derive(date(2019, 9, 16), 20, "wd", CALENDAR)
    first, second = derivation.steps[:2]
    assert first == Step(date(2019, 9, 16), False, 0, "起算日，不计入")
    assert (second.date, second.counted, second.n) == (date(2019, 9, 17), True, 1)


def test_a_derivation_shows_every_day_from_the_start_to_the_last():
    derivation = derive(date(2019, 9, 16), 20, "wd", CALENDAR)
    dates = [step.date for step in derivation.steps]
    assert (dates[0], dates[-1]) == (derivation.start, derivation.due)
    assert all((later - earlier).days == 1 for earlier, later in zip(dates, dates[1:], strict=False))
    assert [step.n for step in derivation.steps if step.counted] == list(range(1, 21))
    holiday = next(step for step in derivation.steps if step.date == date(2019, 10, 1))
    assert (holiday.counted, holiday.why, holiday.notice) == (False, "国庆节 · 休息", "国办发明电〔2018〕15号")
    assert "2019-10-12  星期六  第16   调休上班  国办发明电〔2018〕15号" in derivation.lines()
    assert derivation.version == "国办发明电〔2025〕7号"


def test_a_period_may_start_on_a_day_off():
    assert due("2019-10-05", 1) == "2019-10-08"


@pytest.mark.parametrize(
    ("start", "amount", "unit", "last"),
    [
        ("2018-08-31", 6, "month", "2019-02-28"),
        ("2019-08-31", 6, "month", "2020-03-02"),  # 2020-02-29 is a Saturday
        ("2019-01-15", 1, "month", "2019-02-15"),
        ("2019-12-31", 2, "month", "2020-03-02"),
        ("2019-06-10", 1, "year", "2020-06-10"),
        ("2020-02-29", 1, "year", "2021-03-01"),  # 2021-02-28 is a Sunday
        ("2024-02-29", 4, "year", "2028-02-29"),
    ],
)
def test_months_and_years_end_on_the_corresponding_day(start, amount, unit, last):
    assert due(start, amount, unit) == last


def test_without_moving_a_month_ends_on_its_last_day_even_if_that_is_a_day_off():
    assert due("2019-08-31", 6, "month", moves=False) == "2020-02-29"


def test_a_calendar_period_that_ends_in_a_holiday_ends_after_it():
    derivation = derive(date(2019, 8, 4), 60, "d", CALENDAR)
    assert derivation.due == date(2019, 10, 8)
    assert [step.date.day for step in derivation.steps[-6:]] == [3, 4, 5, 6, 7, 8]
    assert derivation.steps[-1] == Step(date(2019, 10, 8), False, 0, "假期结束后的第一日")
    assert derivation.steps[-2] == Step(
        date(2019, 10, 7), False, 0, "国庆节 · 休息，届满日顺延", "国办发明电〔2018〕15号"
    )
    assert derive(date(2019, 8, 4), 60, "d", CALENDAR, moves=False).due == date(2019, 10, 3)


def test_budget_limit_is_not_moved_but_warned_of():
    # FIN-01: approved 2020-02-10, 20 calendar days, a Sunday: publish before.
    derivation = derive(date(2020, 2, 10), 20, "d", CALENDAR, moves=False)
    assert derivation.due == date(2020, 3, 1)
    assert derivation.on_day_off
    assert derivation.publish_by == date(2020, 2, 28)


def test_publication_limit_of_the_twentieth_of_september_ends_on_the_twenty_third_of_october():
    assert due("2019-09-20", 20) == "2019-10-23"  # PUB-12


def test_a_date_named_by_the_law_is_not_moved():
    # SUP-01: the report for 2019 is due on 2020-01-31, a day off in the amended calendar.
    derivation = derive_date(date(2020, 1, 1), date(2020, 1, 31), CALENDAR)
    assert derivation.due == date(2020, 1, 31)
    assert derivation.publish_by == date(2020, 1, 23)
    (step,) = derivation.steps
    assert (step.date, step.counted, step.n) == (derivation.due, True, 1)
    assert step.why == "法定日期，不顺延；当日春节 · 休息，最后一个工作日为2020-01-23"
    assert (derivation.amount, derivation.unit) == (1, Unit.DATE)
    first = derive_date(date(2020, 1, 1), date(2020, 1, 31), CALENDAR.notices_as_of(date(2020, 1, 26)))
    assert not first.on_day_off
    assert first.steps[0].why == "法定日期，不顺延"


CONSULTED = Exclusion(date(2019, 12, 5), date(2019, 12, 20), "征求第三方意见")


@pytest.mark.parametrize(
    ("amount", "excluded", "last"),
    [(20, (), "2019-12-30"), (20, (CONSULTED,), "2020-01-15"), (40, (CONSULTED,), "2020-02-19")],
)
def test_time_for_consulting_a_third_party_does_not_count(amount, excluded, last):
    assert due("2019-12-02", amount, excluded=excluded) == last


def test_excluded_working_days_are_shown_with_their_reason():
    steps = derive(date(2019, 12, 2), 20, "wd", CALENDAR, excluded=[CONSULTED]).steps
    excluded = [step for step in steps if step.why == "征求第三方意见，不计入"]
    assert len(excluded) == 11
    assert (excluded[0].date, excluded[-1].date) == (date(2019, 12, 6), date(2019, 12, 20))


def test_overlapping_exclusions_are_excluded_once():
    again = Exclusion(date(2019, 12, 5), date(2019, 12, 12), "征求其他机关意见")
    assert due("2019-12-02", 20, excluded=[CONSULTED, again]) == "2020-01-15"


def test_exclusions_lengthen_calendar_days_and_months_one_for_one():
    ten = Exclusion(date(2019, 3, 5), date(2019, 3, 15), "鉴定")
    assert due("2019-03-01", 30, "d") == "2019-04-01"  # 03-31 is a Sunday
    assert due("2019-03-01", 30, "d", excluded=[ten]) == "2019-04-10"
    assert due("2019-03-01", 1, "month") == "2019-04-01"
    assert due("2019-03-01", 1, "month", excluded=[ten]) == "2019-04-11"
    first_day = Exclusion(date(2019, 3, 1), date(2019, 3, 2), "鉴定")
    assert due("2019-03-01", 1, "month", excluded=[first_day]) == "2019-04-02"
    across = Exclusion(date(2019, 3, 31), date(2019, 4, 3), "鉴定")  # 04-01 to 04-03: two of them after the month
    assert due("2019-03-01", 1, "month", excluded=[across]) == "2019-04-04"


def test_hours_run_through_nights_and_holidays():
    zone = ZoneInfo("Asia/Shanghai")
    derivation = derive_hours(datetime(2019, 10, 1, 22, 30, tzinfo=zone), 48, CALENDAR)
    assert derivation.due_at == datetime(2019, 10, 3, 22, 30, tzinfo=zone)
    assert derivation.due == date(2019, 10, 3)
    assert not derivation.provisional
    assert derivation.steps[0] == Step(date(2019, 10, 1), False, 0, "22:30 起算")
    assert derivation.steps[1] == Step(date(2019, 10, 3), True, 48, "22:30 届满（连续计算，节假日不扣除）")


def test_a_period_that_touches_a_year_without_notice_is_provisional():
    assert not derive(date(2026, 12, 1), 20, "wd", CALENDAR).provisional
    derivation = derive(date(2026, 12, 20), 20, "wd", CALENDAR)
    assert derivation.provisional
    assert any("（暂按）" in step.why for step in derivation.steps)
    assert not derive(date(2026, 12, 1), 20, "d", CALENDAR).provisional
    assert derive(date(2026, 12, 1), 40, "d", CALENDAR).provisional


def test_a_year_known_later_is_no_longer_provisional():
    then = CALENDAR.notices_as_of(date(2019, 11, 1))
    assert derive(date(2019, 12, 20), 20, "wd", then).provisional
    assert not derive(date(2019, 12, 20), 20, "wd", CALENDAR).provisional


@pytest.mark.parametrize("amount", [0, -3, 3661])
def test_an_impossible_period_is_refused_in_words(amount):
    with pytest.raises(BadPeriod, match="1到3660"):
        derive(date(2019, 1, 1), amount, "wd", CALENDAR)


def test_more_than_ten_years_is_a_slip():
    assert due("2019-01-31", 10, "year") == "2029-01-31"
    assert due("2019-01-31", 122, "month") == "2029-04-02"  # 03-31 is a Saturday
    for amount, unit in ((11, "year"), (123, "month")):
        with pytest.raises(BadPeriod, match="十年"):
            derive(date(2019, 1, 1), amount, unit, CALENDAR)


@pytest.mark.parametrize("start", ["2014-01-01", "2200-12-31"])
def test_the_first_and_the_last_year_held_are_counted(start):
    assert due(start, 1) > start


@pytest.mark.parametrize("start", [date(2013, 12, 31), date(2201, 1, 1)])
def test_a_start_outside_the_years_held_is_refused(start):
    with pytest.raises(OutOfRange):
        derive(start, 1, "wd", CALENDAR)


def test_a_named_date_is_not_counted():
    with pytest.raises(BadPeriod):
        derive(date(2019, 1, 1), 1, Unit.DATE, CALENDAR)


@pytest.mark.parametrize(
    ("law", "length", "on", "unit"),
    [
        *[("行政处罚法", n, "2021-07-15", Unit.WORKING_DAY) for n in (2, 3, 5, 7)],
        ("行政处罚法", 60, "2021-07-15", None),
        ("行政处罚法", 7, "2021-07-14", None),
        *[("行政许可法", n, "2019-09-01", Unit.WORKING_DAY) for n in (5, 10, 20, 45)],
        *[("行政复议法", n, "2024-01-01", Unit.WORKING_DAY) for n in (3, 5, 7, 10)],
        ("行政复议法", 60, "2024-01-01", Unit.DAY),
        ("行政复议法", 10, "2023-12-31", None),
        ("预算法", 20, "2020-02-10", Unit.DAY),
        ("不存在的法", 20, "2020-02-10", None),
    ],
)
def test_what_a_day_means_depends_on_the_law_and_the_day_of_the_act(law, length, on, unit):
    found = unit_of(law, length, day(on))
    assert (found.unit if found else None) == unit


def test_every_unit_of_a_law_carries_its_article():
    assert all(row.article.startswith("第") for row in LAW_UNITS)


def test_the_version_of_a_limit_is_chosen_by_the_day_of_the_act():
    old = Limit("X-1", "答复", 15, Unit.WORKING_DAY, "旧规定第一条", valid_to=date(2019, 5, 14))
    new = Limit("X-1", "答复", 20, Unit.WORKING_DAY, "新规定第一条", valid_from=date(2019, 5, 15))
    assert in_force([old, new], date(2019, 5, 14)) is old
    assert in_force([old, new], date(2019, 5, 15)) is new
    with pytest.raises(NoRule):
        in_force([old], date(2019, 5, 15))


def test_a_limit_says_its_period_and_whether_it_is_law():
    limit = Limit("REQ-17", "提醒", 5, Unit.WORKING_DAY, "内部安排", grade="C")
    assert (limit.words, limit.is_law) == ("5个工作日", False)
    named = Limit("SUP-01", "年度报告", 1, Unit.DATE, "《政府信息公开条例》第四十九条")
    assert named.term(date(2020, 1, 31)).fixed_on == date(2020, 1, 31)
    with pytest.raises(ValueError, match="SUP-01"):
        named.term()
    with pytest.raises(ValueError, match="REQ-17"):
        limit.term(date(2020, 1, 31))
