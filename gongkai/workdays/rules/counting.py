"""Counting periods (CAL-04 … CAL-07): from a start day, which is not counted, to the last day, day by day."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from .calendar import ONE_DAY, WEEKDAYS, Calendar
from .statutory import FIRST_YEAR, OutOfRange

LONGEST = 3660  # days; ten years: more is a slip of the keyboard
LAST_YEAR = 2200


class Unit(StrEnum):
    """What a period is counted in; every rule stores its own (CAL-08)."""

    WORKING_DAY = "wd"
    DAY = "d"
    MONTH = "month"
    YEAR = "year"
    HOUR = "hour"
    DATE = "date"  # a calendar date named by the law itself: never counted, never moved

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {
    Unit.WORKING_DAY: "个工作日",
    Unit.DAY: "日",
    Unit.MONTH: "个月",
    Unit.YEAR: "年",
    Unit.HOUR: "小时",
    Unit.DATE: "",
}


class BadPeriod(ValueError):
    """A period that cannot be counted, in one Chinese sentence."""


@dataclass(frozen=True)
class Exclusion:
    """Days *d* with after < d ≤ until that do not count (REQ-12, REQ-23), and why."""

    after: date
    until: date
    why: str

    def covers(self, day: date) -> bool:
        return self.after < day <= self.until


@dataclass(frozen=True)
class Step:
    """One line of a derivation: the day, its number when it counted, why (not), and the notice it rests on."""

    date: date
    counted: bool
    n: int
    why: str
    notice: str = ""
    provisional: bool = False

    def __str__(self) -> str:
        number = f"第{self.n}" if self.counted else "—"
        tail = f"  {self.notice}" if self.notice else ""
        return f"{self.date}  {WEEKDAYS[self.date.weekday()]}  {number:<4}  {self.why}{tail}"


@dataclass(frozen=True)
class Derivation:
    """How a due date comes about. `publish_by` is the last working day on or before it: warn by then."""

    start: date
    amount: int
    unit: Unit
    due: date
    steps: tuple[Step, ...]
    provisional: bool
    publish_by: date
    version: str
    due_at: datetime | None = field(default=None)

    @property
    def on_day_off(self) -> bool:
        return self.publish_by != self.due

    def lines(self) -> list[str]:
        return [str(step) for step in self.steps]


def derive(
    start: date,
    amount: int,
    unit: Unit | str,
    calendar: Calendar,
    *,
    excluded: Iterable[Exclusion] = (),
    moves: bool = True,
) -> Derivation:
    """Count `amount` units from `start`, which is not counted (民法典 Art. 201; CAL-04).

    `moves`: a calendar period that ends on a day off ends on the first working day after it (Art. 203; CAL-06);
    False for limits that must be kept before the day off (FIN-01). Raises BadPeriod or OutOfRange.
    """
    unit = Unit(unit)
    _check(start, amount, unit)
    count = _Count(start, calendar, tuple(excluded))
    if unit is Unit.WORKING_DAY:
        count.working_days(amount)
    elif unit is Unit.DAY:
        count.calendar_days(amount)
    else:
        count.until_corresponding(
            _corresponding_day(start, amount if unit is Unit.MONTH else 12 * amount), amount, unit
        )
    if moves and unit is not Unit.WORKING_DAY:
        count.move_off_holiday()
    return count.derivation(amount, unit)


def derive_hours(start: datetime, amount: int, calendar: Calendar) -> Derivation:
    """Hours run by the clock, nights and days off included (RSP-01, RSP-02). `start` is aware, in the bureau's zone."""
    _check(start.date(), amount, Unit.HOUR)
    due_at = start + timedelta(hours=amount)
    steps = (
        Step(start.date(), False, 0, f"{start:%H:%M} 起算"),
        Step(due_at.date(), True, amount, f"{due_at:%H:%M} 届满（连续计算，节假日不扣除）"),
    )
    due = due_at.date()
    by = calendar.working_day_on_or_before(due)
    return Derivation(start.date(), amount, Unit.HOUR, due, steps, False, by, calendar.version, due_at)


def derive_date(start: date, due: date, calendar: Calendar) -> Derivation:
    """A date that the law names itself, like 1月31日前: never moved, but warned of by the last working day before."""
    by = calendar.working_day_on_or_before(due)
    day = calendar.day(due)
    why = "法定日期，不顺延" if by == due else f"法定日期，不顺延；当日{day.why}，最后一个工作日为{by}"
    steps = (Step(due, True, 1, why, day.notice, day.provisional),)
    return Derivation(start, 1, Unit.DATE, due, steps, day.provisional, by, calendar.version)


def _check(start: date, amount: int, unit: Unit) -> None:
    if unit is Unit.DATE:
        raise BadPeriod("法定日期不需要计算。")
    if not 1 <= amount <= LONGEST:
        raise BadPeriod(f"期限应当是1到{LONGEST}之间的整数。")
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        raise OutOfRange(f"起算日期应当在{FIRST_YEAR}年到{LAST_YEAR}年之间。")
    if unit in (Unit.MONTH, Unit.YEAR) and amount > LONGEST // (30 if unit is Unit.MONTH else 365):
        raise BadPeriod("期限超过十年，请核对。")


def _corresponding_day(start: date, months: int) -> date:
    """The same day of a later month, or its last day where there is none (民法典 Art. 202; CAL-05)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


class _Count:
    """A count under way: where it stands and the steps so far."""

    def __init__(self, start: date, calendar: Calendar, excluded: tuple[Exclusion, ...]):
        self.start = self.day = start
        self.calendar = calendar
        self.excluded = excluded
        self.steps = [Step(start, False, 0, "起算日，不计入")]
        self.provisional = False

    def _exclusion(self, day: date) -> Exclusion | None:
        return next((span for span in self.excluded if span.covers(day)), None)

    def working_days(self, amount: int) -> None:
        n = 0
        while n < amount:
            self.day += ONE_DAY
            known = self.calendar.day(self.day)
            span = self._exclusion(self.day)
            self.provisional |= known.provisional
            if known.working and span is None:
                n += 1
                step = Step(self.day, True, n, known.why, known.notice, known.provisional)
            elif known.working and span is not None:
                step = Step(self.day, False, n, f"{span.why}，不计入", "", known.provisional)
            else:
                step = Step(self.day, False, n, known.why, known.notice, known.provisional)
            self.steps.append(step)

    def calendar_days(self, amount: int) -> None:
        n = 0
        while n < amount:
            self.day += ONE_DAY
            span = self._exclusion(self.day)
            if span is None:
                n += 1
                self.steps.append(Step(self.day, True, n, "日历日"))
            else:
                self.steps.append(Step(self.day, False, n, f"{span.why}，不计入"))

    def until_corresponding(self, day: date, amount: int, unit: Unit) -> None:
        """Months and years run to the corresponding day; excluded days are added after it, one for one."""
        self.day = day
        owed = sum(
            self._exclusion(self.start + timedelta(days=n)) is not None for n in range(1, (day - self.start).days + 1)
        )
        self.steps.append(Step(day, True, amount, f"{amount}{unit.words}后的相应日"))
        while owed:
            self.day += ONE_DAY
            span = self._exclusion(self.day)
            if span is None:
                owed -= 1
            self.steps.append(Step(self.day, False, amount, f"{span.why}，不计入" if span else "补足不计入的日数"))

    def move_off_holiday(self) -> None:
        known = self.calendar.day(self.day)
        self.provisional |= known.provisional
        while not known.working:
            self.steps.append(Step(self.day, False, 0, f"{known.why}，届满日顺延", known.notice, known.provisional))
            self.day += ONE_DAY
            known = self.calendar.day(self.day)
            self.provisional |= known.provisional
            if known.working:
                self.steps.append(Step(self.day, False, 0, "假期结束后的第一日", known.notice, known.provisional))

    def derivation(self, amount: int, unit: Unit) -> Derivation:
        by = self.calendar.working_day_on_or_before(self.day)
        return Derivation(
            self.start, amount, unit, self.day, tuple(self.steps), self.provisional, by, self.calendar.version
        )
