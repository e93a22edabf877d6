"""Traffic lights in words, and the nagging for next year's notice."""

from datetime import date, timedelta

import pytest

from gongkai.workdays.rules.calendar import Calendar
from gongkai.workdays.rules.lights import ORDER, Level, Thresholds, light, nags, word_of
from gongkai.workdays.rules.notices import from_files

CALENDAR = Calendar(from_files())


@pytest.mark.parametrize(
    ("today", "due", "level", "word", "left"),
    [
        ("2019-09-25", "2019-09-24", Level.LATE, "已逾期", "逾期1天"),
        ("2019-09-25", "2019-09-25", Level.TODAY, "今天", "今天到期"),
        ("2019-09-25", "2019-09-26", Level.SOON, "三个工作日内", "还有1个工作日"),
        ("2019-09-25", "2019-09-29", Level.SOON, "三个工作日内", "还有3个工作日"),  # a Sunday that is worked
        ("2019-09-25", "2019-09-30", Level.LATER, "以后", "还有4个工作日"),
        ("2019-09-30", "2019-10-10", Level.SOON, "三个工作日内", "还有3个工作日"),
        ("2019-09-30", "2019-10-11", Level.LATER, "以后", "还有4个工作日"),
        ("2019-11-04", "2019-11-08", Level.WEEK, "本周", "还有4个工作日"),
        ("2019-11-04", "2019-11-11", Level.LATER, "以后", "还有5个工作日"),
        ("2019-11-08", "2019-11-10", Level.SOON, "三个工作日内", "还有2天（均为休息日）"),
        ("2019-11-04", "2020-01-03", Level.LATER, "以后", "还有43个工作日"),
        ("2019-11-04", "2020-01-04", Level.LATER, "以后", "还有61天"),
    ],
)
def test_the_light_is_said_in_a_word_with_what_is_left(today, due, level, word, left):
    found = light(date.fromisoformat(due), date.fromisoformat(today), CALENDAR)
    assert (found.level, found.word, found.left) == (level, word, left)


def test_without_a_due_date_somebody_else_is_awaited():
    assert light(None, date(2019, 11, 4), CALENDAR).level is Level.WAITING


def test_the_light_only_ever_comes_nearer():
    due = date(2019, 11, 29)
    seen = [ORDER.index(light(due, due - timedelta(days=n), CALENDAR).level) for n in range(-3, 70)]
    assert seen == sorted(seen)


def test_how_near_is_near_can_be_set():
    five = Thresholds(soon=5)
    assert light(date(2019, 11, 8), date(2019, 11, 4), CALENDAR, five).level is Level.SOON
    assert word_of(Level.SOON, five) == "五个工作日内"
    assert word_of(Level.SOON, Thresholds(soon=10)) == "十个工作日内"
    assert word_of(Level.SOON, Thresholds(soon=11)) == "11个工作日内"
    assert light(date(2020, 1, 3), date(2019, 11, 4), CALENDAR, Thresholds(soon=43)).level is Level.SOON


def test_the_week_ends_on_its_sunday():
    none = Thresholds(soon=0)
    assert light(date(2019, 9, 29), date(2019, 9, 25), CALENDAR, none).level is Level.WEEK  # a Sunday that is worked
    assert light(date(2019, 9, 30), date(2019, 9, 25), CALENDAR, none).level is Level.LATER


def test_every_level_has_its_own_word():
    assert len({word_of(level) for level in Level}) == len(Level)


def test_a_provisional_date_keeps_its_mark():
    assert light(date(2027, 1, 18), date(2026, 12, 1), CALENDAR, provisional=True).provisional


@pytest.mark.parametrize("month", range(1, 13))
def test_from_november_on_the_missing_notice_is_asked_for(month):
    sentences = nags(date(2026, month, 15), CALENDAR)
    assert (["2027年" in sentence for sentence in sentences] == [True]) is (month >= 11)


def test_no_nagging_once_the_notice_is_known():
    assert nags(date(2025, 11, 3), CALENDAR.notices_as_of(date(2025, 11, 3))) != []
    assert nags(date(2025, 11, 4), CALENDAR) == []


def test_a_current_year_without_notice_is_asked_for_at_any_time():
    assert [sentence[:5] for sentence in nags(date(2027, 12, 1), CALENDAR)] == ["2027年", "2028年"]
    assert [sentence[:5] for sentence in nags(date(2027, 3, 1), CALENDAR)] == ["2027年"]


def test_the_month_of_nagging_can_be_set():
    assert nags(date(2026, 10, 1), CALENDAR, Thresholds(nag_month=10)) != []
