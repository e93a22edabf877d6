"""How near a due date is, in a word and a colour; and when to nag for next year's notice."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .calendar import Calendar


class Level(StrEnum):
    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    WEEK = "week"
    LATER = "later"
    WAITING = "waiting"  # no due date runs at present: confirmation or an opinion is awaited


# The order in which the desk shows them.
ORDER = tuple(Level)
_NUMERALS = "零一二三四五六七八九十"


@dataclass(frozen=True)
class Thresholds:
    """`soon`: working days that count as near (REQ-17, grade C: configurable). `nag_month`: first month of nagging."""

    soon: int = 3
    nag_month: int = 11


DEFAULTS = Thresholds()


@dataclass(frozen=True)
class Light:
    """The level, its word for a heading, and what is left in words."""

    level: Level
    word: str
    left: str
    provisional: bool = False


def word_of(level: Level, thresholds: Thresholds = DEFAULTS) -> str:
    """The level's heading in Chinese."""
    number = _NUMERALS[thresholds.soon] if thresholds.soon <= 10 else str(thresholds.soon)
    return {
        Level.LATE: "已逾期",
        Level.TODAY: "今天",
        Level.SOON: f"{number}个工作日内",
        Level.WEEK: "本周",
        Level.LATER: "以后",
        Level.WAITING: "等待他人",
    }[level]


def light(
    due: date | None,
    today: date,
    calendar: Calendar,
    thresholds: Thresholds = DEFAULTS,
    *,
    provisional: bool = False,
) -> Light:
    """Where a due date stands today. The last day runs to 24:00 (CAL-07), so it is late only from the next day on."""
    if due is None:
        return Light(Level.WAITING, word_of(Level.WAITING, thresholds), "期限尚未起算或者正在扣除")
    level = _level(due, today, calendar, thresholds)
    return Light(level, word_of(level, thresholds), _left(due, today, calendar), provisional)


def _level(due: date, today: date, calendar: Calendar, thresholds: Thresholds) -> Level:
    if due < today:
        return Level.LATE
    if due == today:
        return Level.TODAY
    if (due - today).days <= 60 and calendar.working_days_between(today, due) <= thresholds.soon:
        return Level.SOON
    sunday = today + timedelta(days=6 - today.weekday())
    return Level.WEEK if due <= sunday else Level.LATER


def _left(due: date, today: date, calendar: Calendar) -> str:
    if due == today:
        return "今天到期"
    if due < today:
        return f"逾期{(today - due).days}天"
    if (due - today).days > 60:  # far away, the exact number of working days helps nobody
        return f"还有{(due - today).days}天"
    days = calendar.working_days_between(today, due)
    return f"还有{days}个工作日" if days else f"还有{(due - today).days}天（均为休息日）"


def nags(today: date, calendar: Calendar, thresholds: Thresholds = DEFAULTS) -> list[str]:
    """Sentences for the desk while a notice is missing: this year's at once, next year's from November."""
    missing = [] if calendar.covers(today.year) else [today.year]
    if today.month >= thresholds.nag_month and not calendar.covers(today.year + 1):
        missing.append(today.year + 1)
    return [
        f"{year}年的放假安排通知尚未登记，涉及该年的期限暂按法定节日计算。国务院办公厅通知公布后，请及时登记。"
        for year in missing
    ]
