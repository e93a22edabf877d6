"""The year as it is worked: every day in its place, marks beside colours, both versions of an amended notice."""

from datetime import date

import pytest

from gongkai.bureau.tests import factories as bureau
from gongkai.desk.staff.administration.calendars import months_of
from gongkai.workdays.calendars import calendar_now
from gongkai.workdays.services import calendars_load

from .at_desk import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def known():
    calendars_load()
    return calendar_now()


@pytest.mark.parametrize("year", [2015, 2020, 2024, 2026, 2036])
def test_every_day_of_the_year_stands_once_under_its_weekday(known, year):
    months = months_of(year, known)
    days = [square.day.date for _, weeks in months for week in weeks for square in week if square]
    assert days == [
        date.fromordinal(day) for day in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
    ]
    for _, weeks in months:
        assert all(len(week) == 7 for week in weeks)
        assert all(square.day.date.weekday() == place for week in weeks for place, square in enumerate(week) if square)


def test_marks_say_what_the_colours_say(known):
    squares = {
        square.day.date: square for _, weeks in months_of(2026, known) for week in weeks for square in week if square
    }
    assert (squares[date(2026, 1, 1)].mark, squares[date(2026, 1, 1)].tone) == ("休", "holiday")
    assert (squares[date(2026, 1, 4)].mark, squares[date(2026, 1, 4)].tone) == ("班", "worked")
    assert (squares[date(2026, 1, 5)].mark, squares[date(2026, 1, 5)].tone) == ("", "")
    assert (squares[date(2026, 1, 10)].mark, squares[date(2026, 1, 10)].tone) == ("", "weekend")
    assert squares[date(2026, 1, 1)].sentence == "1月1日 元旦 · 休息"
    working = [square for square in squares.values() if square.day.working]
    assert len(working) == known.working_days_in(2026)


def test_an_amended_notice_stays_beside_its_amendment(known):
    page = Desk(bureau.official(admin_role="system")).text("/desk/calendars/", year="2020")
    assert "调整 国办发明电〔2019〕16号" in page and "已由 国办发明电〔2020〕1号 调整" in page


@pytest.mark.parametrize("year", ["", "0", "99999", "２０２６", "二〇二六", "-1", "2013", "2037", "20260"])
def test_a_year_that_is_none_shows_this_one(known, year):
    assert Desk(bureau.official(admin_role="system")).get("/desk/calendars/", year=year).status_code == 200
