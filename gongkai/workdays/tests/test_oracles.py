"""Two calendars that others maintain agree with ours on every day."""

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from gongkai.workdays.rules.calendar import Calendar
from gongkai.workdays.rules.notices import from_files
from gongkai.workdays.rules.statutory import festival_dates

CALENDAR = Calendar(from_files())


def every_day(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", range(2018, 2027))
def test_chinesecalendar_agrees_on_every_day(year):
    assert [day for day in every_day(year) if CALENDAR.is_working_day(day) != chinese_calendar.is_workday(day)] == []


@pytest.mark.parametrize("year", range(2018, 2027))
def test_holidays_agrees_on_every_day_off_that_falls_on_a_weekday(year):
    theirs = holidays.China(years=year)
    differing = [d for d in every_day(year) if d.weekday() < 5 and (d in theirs) is CALENDAR.is_working_day(d)]
    assert differing == []


@pytest.mark.parametrize("year", festival_dates())
def test_festival_dates_agree_with_holidays(year):
    names = {"spring": "春节", "qingming": "清明节", "dragon_boat": "端午节", "mid_autumn": "中秋节"}
    theirs = holidays.China(years=year, language="zh_CN")
    for festival, day in festival_dates()[year].items():
        assert names[festival] in theirs[day].split("; "), (festival, day)
        eve = theirs.get(day - timedelta(days=1), "")
        assert names[festival] not in eve.split("; "), (festival, day)
