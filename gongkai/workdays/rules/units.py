"""What “X日” means in each law (CAL-08): the unit is a property of the rule, never guessed from the word."""

from dataclasses import dataclass
from datetime import date

from .counting import Unit


@dataclass(frozen=True)
class LawUnit:
    """From `valid_from` on, `law` counts the named lengths (empty: every length) in `unit`, by `article`."""

    law: str
    lengths: frozenset[int]
    unit: Unit
    article: str
    valid_from: date
    valid_to: date | None = None


def _days(*lengths: int) -> frozenset[int]:
    return frozenset(lengths)


LAW_UNITS = (
    LawUnit("行政处罚法", _days(2, 3, 5, 7), Unit.WORKING_DAY, "第八十五条", date(2021, 7, 15)),
    LawUnit("行政许可法", _days(), Unit.WORKING_DAY, "第八十二条", date(2019, 4, 23)),
    LawUnit("行政复议法", _days(3, 5, 7, 10), Unit.WORKING_DAY, "第八十八条", date(2024, 1, 1)),
    LawUnit("行政复议法", _days(60), Unit.DAY, "第二十条", date(2024, 1, 1)),
    LawUnit("预算法", _days(20), Unit.DAY, "第十四条", date(2019, 1, 1)),
)


def unit_of(law: str, days: int, on: date) -> LawUnit | None:
    """What “`days`日” of a law means on the day of the act; None where no rule is held, so that a person decides."""
    for row in LAW_UNITS:
        in_force = row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)
        if row.law == law and in_force and (not row.lengths or days in row.lengths):
            return row
    return None
