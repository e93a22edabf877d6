"""The words of the sample year as data: read, with their days and slots filled in for one as-of day."""

import json
import re
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from gongkai.journal import clock
from gongkai.wording.dates import format_date
from gongkai.workdays.calendars import calendar
from gongkai.workdays.rules.calendar import Calendar

FOLDER = Path(__file__).resolve().parent / "content"
# On a desk where nothing is late nobody learns its colours: these drafts are due so many working days from the end.
DUE_IN = {"dr-qa-sign-light": -3, "dr-winter-road": 0, "dr-fin-performance": 2}
# The content files know fewer kinds than the rooms: the year's work plan is a plan, and what is to be late needs a clock.
KINDS = {"pol-annual-plan": "plan", "proj-greenbelt": "notice"}
SLOT = re.compile(r"\{(year|date|prev_month|doc_no)(?::?([+-]?[\w.-]+))?\}|\{year([+-]\d+)\}")


def load(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


class Content:
    """Everything of the folder, with days resolved against `as_of`."""

    def __init__(self, as_of: date):
        self.as_of = as_of
        self._released: dict[str, date] = {}

    @property
    def end(self) -> datetime:
        """The year is over when the as-of day begins, so that the hour of a start changes nothing."""
        return datetime.combine(self.as_of, time(), tzinfo=clock.BUREAU_ZONE)

    @cached_property
    def first(self) -> date:
        """The first working day of the year."""
        return self.working_days_after(self.as_of - timedelta(days=366), 1)

    @cached_property
    def last(self) -> date:
        """The last working day of the year."""
        return self.working_days_before(self.as_of, 1)

    @cached_property
    def _calendar(self) -> Calendar:
        return calendar()

    @cached_property
    def bureau(self) -> dict[str, Any]:
        return dict(load("bureau.json"))

    @cached_property
    def acts(self) -> dict[str, Any]:
        acts = dict(load("acts.json"))
        for draft in acts["drafts"]:
            if draft["key"] in DUE_IN:
                draft["day"] = {"due_in_workdays": DUE_IN[draft["key"]]}
        return acts

    @cached_property
    def items(self) -> dict[str, dict[str, Any]]:
        """Publications and batches by key, in the order of their files."""
        found: dict[str, dict[str, Any]] = {}
        for path in sorted((FOLDER / "publications").glob("*.json")):
            found |= {item["key"]: item for item in json.loads(path.read_text(encoding="utf-8"))}
        for key, kind in KINDS.items():
            found[key] = found[key] | {"kind": kind, "facts": {}}
        found |= {item["key"]: item for item in self.acts["batches"]}
        return found

    @cached_property
    def catalogue(self) -> list[dict[str, Any]]:
        return list(load("catalogue.json")["items"])

    # --- Days ---

    def day(self, form: Any) -> date:
        """The calendar day that a day form means."""
        if "date" in form:
            return date.fromisoformat(form["date"])
        if "days_ago" in form:
            return self.as_of - timedelta(days=form["days_ago"])
        if "months_ago" in form:
            return _in_month(self.as_of, -form["months_ago"], form["day"])
        if "month" in form:
            this = _in_month(self.as_of.replace(month=form["month"], day=1), 0, form["day"])
            return this if this <= self.as_of else _in_month(this.replace(year=this.year - 1), 0, form["day"])
        if "due_in_workdays" in form:  # twenty working days run from formation (《条例》 art. 26)
            today = self.working_days_before(self.as_of + timedelta(days=1), 1)
            return self.working_days_before(today, 20 - form["due_in_workdays"])
        if "after" in form:
            return self.release_day(form["after"]) + timedelta(days=form["days"])
        if "effective_date_of" in form:
            item = self.items[form["effective_date_of"]]
            return self.effective(item) or self.release_day(item["key"])
        raise ValueError(f"no day: {form}")

    def formed(self, item: dict[str, Any]) -> date:
        """The day of formation: a working day of the year."""
        return min(self.working_days_after(self.day(item["day"]) - timedelta(days=1), 1), self.last)

    def release_day(self, key: str) -> date:
        """So many working days after formation."""
        if key not in self._released:
            item = self.items[key]
            self._released[key] = self.working_days_after(self.formed(item), item["release_after_workdays"])
        return self._released[key]

    def working_days_after(self, day: date, count: int) -> date:
        for _ in range(count):
            day += timedelta(days=1)
            while not self._calendar.is_working_day(day):
                day += timedelta(days=1)
        return day

    def working_days_before(self, day: date, count: int) -> date:
        for _ in range(count):
            day -= timedelta(days=1)
            while not self._calendar.is_working_day(day):
                day -= timedelta(days=1)
        return day

    def effective(self, item: dict[str, Any]) -> date | None:
        days = item.get("effective_after_days")
        return self.formed(item) + timedelta(days=days) if days is not None else None

    def expires(self, item: dict[str, Any]) -> date | None:
        """The last day in force, counted from formation."""
        term = item.get("expires_after")
        if not term:
            return None
        if "days" in term:
            return self.formed(item) + timedelta(days=term["days"])
        formed = self.formed(item)
        return _in_month(formed.replace(year=formed.year + term["years"], day=1), 0, formed.day)

    # --- Slots ---

    def fill(self, text: Any, item: dict[str, Any]) -> Any:
        """`text` with its slots filled from the item's own day of formation."""
        if not isinstance(text, str) or "{" not in text:
            return text
        formed = self.formed(item)

        def slot(found: re.Match[str]) -> str:
            if found[3]:
                return str(formed.year + int(found[3]))
            name, more = found[1], found[2] or "+0"
            if name == "year":
                return str(formed.year + int(more)) if more[0] in "+-" else str(formed.year)
            if name == "date":
                return format_date(formed + timedelta(days=int(more)))
            if name == "prev_month":
                before = formed.replace(day=1) - timedelta(days=1)
                return f"{before.year}年{before.month}月"
            other = self.items[more]
            return str(self.fill(other["doc_no"], other))

        return SLOT.sub(slot, text)


def _in_month(day: date, months: int, number: int) -> date:
    """Day `number` of the month so many months on; the month's last day where there is none."""
    first = day.year * 12 + day.month - 1 + months
    year, month = first // 12, first % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(number, last))
