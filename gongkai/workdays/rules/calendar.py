"""Which days are working days, according to the notices known on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from .notices import Notice
from .statutory import days_off, law_of

WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Day:
    """A day, whether one works on it, what it is called, and whether that is only provisional.

    `notice` is the number of the notice that names the day; empty for ordinary working days and weekends.
    """

    date: date
    working: bool
    name: str  # 国庆节, 调休上班, 工作日 or 休息
    notice: str
    provisional: bool

    @property
    def why(self) -> str:
        """What the day is, beside its weekday: 工作日, 休息, 调休上班, 国庆节 · 休息."""
        text = self.name if self.working or self.name == "休息" else f"{self.name} · 休息"
        return f"{text}（暂按）" if self.provisional else text

    @property
    def nature(self) -> str:
        """As the desk's top line has it: 星期一 · 工作日, 星期六 · 调休上班, 国庆节 · 休息."""
        named = not self.working and self.name != "休息"
        return self.why if named else f"{WEEKDAYS[self.date.weekday()]} · {self.why}"


class Calendar:
    """Working days from notices (CAL-01); years without a notice have statutory days off only (CAL-10)."""

    def __init__(self, notices: Iterable[Notice]):
        self.notices = tuple(sorted(notices, key=lambda notice: (notice.published, notice.doc_no)))
        self._years = frozenset(notice.year for notice in self.notices if not notice.amends)
        self._said: dict[date, tuple[bool, str, str]] = {}
        for notice in self.notices:
            self._overlay(notice)

    def _overlay(self, notice: Notice) -> None:
        """Lay a notice over the earlier ones: an amendment replaces the days off of the same name (CAL-09)."""
        if notice.amends:
            names = {row.name for row in notice.off}
            changed = next((other for other in self.notices if other.doc_no == notice.amends), None)
            for row in changed.off if changed else ():
                if row.name in names:
                    for day in row.days():
                        self._said.pop(day, None)
        for day in notice.cancels_work:
            self._said.pop(day, None)
        for row in notice.off:
            for day in row.days():
                self._said[day] = (False, row.name, notice.doc_no)
        for day in notice.work:
            self._said[day] = (True, "调休上班", notice.doc_no)

    def notices_as_of(self, day: date) -> "Calendar":
        """The calendar as it could be known on a day: only notices published by then."""
        return Calendar(notice for notice in self.notices if notice.published <= day)

    def covers(self, year: int) -> bool:
        """Whether the year's own notice is known."""
        return year in self._years

    @cached_property
    def version(self) -> str:
        """Number of the latest notice known; empty where none is."""
        return self.notices[-1].doc_no if self.notices else ""

    def day(self, day: date) -> Day:
        """What a day is; raises OutOfRange before 2014."""
        law_of(day.year)
        said = self._said.get(day)
        if said is not None:
            return Day(day, *said, provisional=False)
        working = day.weekday() < 5
        name = "工作日" if working else "休息"
        if self.covers(day.year):
            return Day(day, working, name, "", provisional=False)
        statutory = days_off(day.year).get(day)
        return Day(day, working and statutory is None, statutory or name, "", provisional=True)

    def is_working_day(self, day: date) -> bool:
        return self.day(day).working

    def nature(self, day: date) -> str:
        return self.day(day).nature

    def next_working_day(self, day: date) -> date:
        """The first working day after a day."""
        day += ONE_DAY
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def working_day_on_or_before(self, day: date) -> date:
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def working_days_between(self, after: date, until: date) -> int:
        """Working days *d* with after < d ≤ until; negative when `until` lies before `after`."""
        if until < after:
            return -self.working_days_between(until, after)
        return sum(self.is_working_day(after + timedelta(days=n)) for n in range(1, (until - after).days + 1))

    def working_days_in(self, year: int) -> int:
        return self.working_days_between(date(year - 1, 12, 31), date(year, 12, 31))
