"""Statutory days off without any annual notice: what 全国年节及纪念日放假办法 Art. 2 gives to everyone (CAL-02)."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from .notices import DATA

# The 2013 version is the oldest held; earlier years cannot be counted.
FIRST_YEAR = 2014


class OutOfRange(ValueError):
    """A day before the first year, or after the last, that the clock can count."""


@dataclass(frozen=True)
class HolidayLaw:
    """One version of the measure. `festivals` maps a festival to its name and first/last day relative to it."""

    version: str
    source: str
    valid_from: date
    valid_to: date | None
    days: int
    fixed: dict[str, str]
    festivals: dict[str, tuple[str, int, int]]


@cache
def versions() -> tuple[HolidayLaw, ...]:
    raw = json.loads((DATA / "statutory.json").read_text(encoding="utf-8"))
    return tuple(
        HolidayLaw(
            version=row["version"],
            source=row["source"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            days=row["days"],
            fixed=row["fixed"],
            festivals={name: (label, first, last) for name, (label, first, last) in row["festivals"].items()},
        )
        for row in raw["versions"]
    )


@cache
def festival_dates() -> dict[int, dict[str, date]]:
    """Dates of the festivals that follow the lunar calendar or the sun, by year."""
    raw = json.loads((DATA / "festivals.json").read_text(encoding="utf-8"))
    return {
        int(year): {name: date.fromisoformat(day) for name, day in row.items()} for year, row in raw["dates"].items()
    }


def law_of(year: int) -> HolidayLaw:
    """The version in force in a year; raises OutOfRange before 2014."""
    for law in versions():
        if law.valid_from.year <= year and (law.valid_to is None or year <= law.valid_to.year):
            return law
    raise OutOfRange(f"没有收录{year}年的放假规定，只能计算{FIRST_YEAR}年以后的日期。")


@cache
def days_off(year: int) -> dict[date, str]:
    """Statutory days off of a year with their names; beyond the festival table only the fixed days are known."""
    law = law_of(year)
    found = {date.fromisoformat(f"{year}-{day}"): name for day, name in law.fixed.items()}
    for festival, day in festival_dates().get(year, {}).items():
        label, first, last = law.festivals[festival]
        for offset in range(first, last + 1):
            off = day + timedelta(days=offset)
            # 中秋节 may fall into 国庆节: both names are said.
            found[off] = f"{found[off]}、{label}" if off in found else label
    return found
