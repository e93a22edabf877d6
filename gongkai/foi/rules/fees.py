"""The information-processing fee (信息处理费) by item or by volume: progressive by bracket, in yuan.

Source: 《政府信息公开信息处理费管理办法》 国办函〔2020〕109号. By item: article 4 (FEE-02, A). By volume: article 5
(FEE-03, B), therefore passed in by whoever reads the settings. The first day is grade C, likewise.
"""

from dataclasses import dataclass
from datetime import date

DOCUMENT = "国办函〔2020〕109号"
FREE_ITEMS = 10
FLAT_UNTIL = 30  # items 11 to 30 cost one rate each
STEP = 10  # from the 31st on, each further ten raise the rate
RATE = 100  # yuan


@dataclass(frozen=True)
class Bracket:
    """Pages up to `until` (None: without end) cost `rate` yuan each, for their own part."""

    until: int | None
    rate: int


PAGES = (Bracket(30, 0), Bracket(100, 10), Bracket(200, 20), Bracket(None, 40))
FIRST_DAY = date(2021, 1, 1)


def rate_of_item(place: int) -> int:
    """What the item at this place of the applicant's calendar month costs, in yuan; places count from 1."""
    if place <= FREE_ITEMS:
        return 0
    if place <= FLAT_UNTIL:
        return RATE
    return RATE * ((place - FLAT_UNTIL - 1) // STEP + 2)


def _month_so_far(items: int) -> int:
    """What the first `items` of a month cost together; counted by brackets, so that any number is quick."""
    flat = max(0, min(items, FLAT_UNTIL) - FREE_ITEMS) * RATE
    full, rest = divmod(max(0, items - FLAT_UNTIL), STEP)
    # Full brackets cost 2, 3, … full + 1 rates for each of their ten items.
    return flat + RATE * (STEP * (full * (full + 3) // 2) + rest * (full + 2))


def by_items(items: int, *, earlier: int = 0, on: date, first_day: date = FIRST_DAY) -> int:
    """The fee in yuan of `items` when the applicant has had `earlier` ones in the same month; 0 before the measure.

    Raises ValueError for negative numbers.
    """
    if items < 0 or earlier < 0:
        raise ValueError("件数应当是不小于0的整数。")
    return _month_so_far(earlier + items) - _month_so_far(earlier) if on >= first_day else 0


def by_pages(pages: int, *, on: date, brackets: tuple[Bracket, ...] = PAGES, first_day: date = FIRST_DAY) -> int:
    """The fee in yuan of copies of `pages` pages; 0 before the measure. Raises ValueError for a negative number."""
    if pages < 0:
        raise ValueError("页数应当是不小于0的整数。")
    if on < first_day:
        return 0
    fee = begun = 0
    for bracket in brackets:
        end = pages if bracket.until is None else min(pages, bracket.until)
        fee += max(0, end - begun) * bracket.rate
        begun = max(begun, end)
    return fee
