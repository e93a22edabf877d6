"""The fee by item and by volume, against the printed table and a count item by item."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.foi.rules import fees

IN_FORCE = date(2021, 3, 1)


@pytest.mark.parametrize(
    ("items", "rate", "together"),
    [(10, 0, 0), (11, 100, 100), (30, 100, 2000), (31, 200, 2200), (40, 200, 4000), (41, 300, 4300), (50, 300, 7000),
     (51, 400, 7400)],
)  # fmt: skip
def test_items_of_a_month_cost_what_the_table_says(items, rate, together):
    assert fees.rate_of_item(items) == rate
    assert fees.by_items(items, on=IN_FORCE) == together


@pytest.mark.parametrize(
    ("pages", "fee"),
    [
        (30, 0),
        (31, 10),
        (50, 200),
        (100, 700),
        (101, 720),
        (150, 1700),
        (200, 2700),
        (201, 2740),
        (250, 4700),
        (300, 6700),
    ],
)
def test_pages_cost_what_the_table_says(pages, fee):
    assert fees.by_pages(pages, on=IN_FORCE) == fee


@settings(deadline=None)
@given(earlier=st.integers(0, 300), items=st.integers(0, 300))
def test_counting_by_brackets_is_counting_item_by_item(earlier, items):
    one_by_one = sum(fees.rate_of_item(place) for place in range(earlier + 1, earlier + items + 1))
    assert fees.by_items(items, earlier=earlier, on=IN_FORCE) == one_by_one


@settings(deadline=None)
@given(pages=st.integers(0, 2000), more=st.integers(0, 200))
def test_more_pages_never_cost_less(pages, more):
    assert fees.by_pages(pages + more, on=IN_FORCE) >= fees.by_pages(pages, on=IN_FORCE)


def test_nothing_was_charged_before_the_measure():
    assert fees.by_items(60, on=date(2020, 12, 31)) == fees.by_pages(500, on=date(2020, 12, 31)) == 0


@pytest.mark.parametrize("bad", [{"items": -1}, {"items": 1, "earlier": -1}])
def test_negative_numbers_are_refused(bad):
    with pytest.raises(ValueError, match="不小于0"):
        fees.by_items(on=IN_FORCE, **bad)


def _fee(*words: str) -> str:
    out = StringIO()
    call_command("fee", *words, stdout=out)
    return out.getvalue().strip()


def test_the_command_prints_the_amount_alone():
    assert _fee("--items", "11", "--on", "2021-03-01") == "100"
    assert _fee("--items", "1", "--earlier", "30", "--on", "2021-03-01") == "200"
    assert _fee("--pages", "250", "--on", "2021-03-01") == "4700"
    assert _fee("--pages", "250", "--on", "2020-03-01") == "0"


def test_the_first_day_and_the_rates_by_volume_are_settings(settings):
    settings.FOI_FEE_FROM = date(2022, 1, 1)
    assert _fee("--items", "11", "--on", "2021-03-01") == "0"
    settings.FOI_FEE_FROM, settings.FOI_FEE_PAGES = date(2021, 1, 1), (fees.Bracket(None, 1),)
    assert _fee("--pages", "7", "--on", "2021-03-01") == "7"


@pytest.mark.parametrize(
    "words", [("--items", "1", "--on", "上周"), ("--items", "-3", "--on", "2021-03-01"),
              ("--pages", "3", "--earlier", "2", "--on", "2021-03-01")]
)  # fmt: skip
def test_what_cannot_be_read_is_answered_in_words(words, capsys):
    with pytest.raises(SystemExit) as stopped:
        call_command("fee", *words, stderr=StringIO())
    assert stopped.value.code == 2
