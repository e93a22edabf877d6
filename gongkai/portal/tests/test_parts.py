"""The components' own arithmetic: what a consultation card says on each day."""

from datetime import date, datetime, timedelta

import pytest

from gongkai.journal import clock
from gongkai.portal import charts, parts

OPENS, CLOSES = date(2026, 6, 1), datetime(2026, 7, 1, 17, tzinfo=clock.BUREAU_ZONE)


def card(today, **values):
    return parts.Consultation("征求意见", "/d/1/", OPENS, CLOSES, today, **values)


@pytest.mark.parametrize(
    ("today", "word", "left", "elapsed"),
    [
        (date(2026, 6, 1), "征集中", 30, 0),
        (date(2026, 6, 25), "征集中", 6, 24),
        (date(2026, 6, 26), "即将截止", 5, 25),
        (date(2026, 7, 1), "即将截止", 0, 30),
        (date(2026, 7, 2), "已截止", -1, 30),
        (date(2026, 5, 1), "征集中", 61, 0),
    ],
)
def test_a_consultation_says_where_it_stands_on_each_day(today, word, left, elapsed):
    shown = card(today)
    assert (shown.chip.word, shown.days_left, shown.elapsed) == (word, left, elapsed)


def test_a_consultation_that_was_answered_says_so_once_it_is_over():
    outcome = parts.Outcome(21, 9, 8)
    assert card(date(2026, 8, 1), outcome=outcome).chip == parts.Chip("已反馈", parts.DONE)
    assert card(date(2026, 6, 2), outcome=outcome).chip.word == "征集中"


def test_a_kept_page_with_an_open_consultation_changes_every_day_until_it_is_over():
    assert card(date(2026, 6, 10)).next_change() == date(2026, 6, 11)
    assert card(date(2026, 7, 1)).next_change() == date(2026, 7, 2)
    assert card(date(2026, 7, 2)).next_change() is None


def test_a_period_of_one_moment_divides_by_nothing():
    short = parts.Consultation("短", "/", CLOSES.date(), CLOSES, CLOSES.date())
    assert short.days == 1 and short.elapsed <= short.days


def test_a_chart_of_nothing_and_of_zeros_is_drawn():
    assert charts.bars([]).marks == [] and charts.line([]).labelled == []
    assert all(mark.length == 0 for mark in charts.bars([("甲", 0.0), ("乙", -3.0)]).marks)
    assert {mark.y for mark in charts.line([("甲", 0.0), ("乙", 0.0)]).marks} == {charts.line([("甲", 0.0)]).base}


def test_the_words_of_a_card_leave_out_what_is_not_known():
    assert parts.DataCard("公园", "1", "座", "/", period="2026年").note == "2026年"
    assert (card(CLOSES.date() + timedelta(days=400))).days_left == -400
