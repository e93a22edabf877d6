"""The ledger of a deadline: lawful acts folded into a due date. Restarting, pausing, extending are different acts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from .calendar import Calendar
from .counting import LONGEST, Derivation, Exclusion, Unit, derive, derive_date, derive_hours


class Act(StrEnum):
    """What may be written into a ledger."""

    START = "start"
    CONFIRM = "confirm"
    RESTART = "restart"
    EXCLUDE = "exclude"
    RESUME = "resume"
    EXTEND = "extend"
    MEET = "met"
    CLOSE = "closed"
    RECOMPUTE = "recomputed"


class State(StrEnum):
    """Where a deadline stands."""

    AWAITING = "awaiting"  # received, but the day of receipt is not confirmed yet (REQ-04): no due date
    RUNNING = "running"
    PAUSED = "paused"  # an opinion is awaited whose time does not count (REQ-12)
    MET = "met"
    CLOSED = "closed"


OPEN = frozenset({State.AWAITING, State.RUNNING, State.PAUSED})

# Which act is possible in which state. A due date can be recomputed in every open state.
PERMITTED: dict[State, frozenset[Act]] = {
    State.AWAITING: frozenset({Act.CONFIRM, Act.MEET, Act.CLOSE, Act.RECOMPUTE}),
    State.RUNNING: frozenset({Act.RESTART, Act.EXCLUDE, Act.EXTEND, Act.MEET, Act.CLOSE, Act.RECOMPUTE}),
    State.PAUSED: frozenset({Act.RESTART, Act.RESUME, Act.EXTEND, Act.MEET, Act.CLOSE, Act.RECOMPUTE}),
    State.MET: frozenset(),
    State.CLOSED: frozenset(),
}

ACT_WORDS: dict[Act, str] = {
    Act.START: "起算",
    Act.CONFIRM: "确认收到日期",
    Act.RESTART: "重新起算",
    Act.EXCLUDE: "扣除时间",
    Act.RESUME: "结束扣除",
    Act.EXTEND: "延长期限",
    Act.MEET: "办结",
    Act.CLOSE: "终止",
    Act.RECOMPUTE: "重新计算",
}
STATE_WORDS: dict[State, str] = {
    State.AWAITING: "收到日期待确认",
    State.RUNNING: "正在计算",
    State.PAUSED: "正在扣除时间",
    State.MET: "已经办结",
    State.CLOSED: "已经终止",
}


@dataclass(frozen=True)
class Term:
    """What the rule grants: so much of a unit, moved off days off or not; or the date that the law itself names."""

    amount: int
    unit: Unit
    moves: bool = True
    fixed_on: date | None = None


@dataclass(frozen=True)
class Line:
    """One act: its legal date, the end of what it excludes, what it adds, the moment (hours only), and why."""

    act: Act
    on: date | None = None
    until: date | None = None
    amount: int = 0
    why: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """What a ledger comes to. No derivation while the clock awaits confirmation or is paused without an end."""

    state: State
    start: date | None = None
    start_at: datetime | None = None
    amount: int = 0
    extensions: int = 0
    excluded: tuple[Exclusion, ...] = ()
    paused_after: date | None = None
    paused_why: str = ""
    derivation: Derivation | None = None

    @property
    def due(self) -> date | None:
        return self.derivation.due if self.derivation else None

    @property
    def provisional(self) -> bool:
        return self.derivation is not None and self.derivation.provisional


def fold(term: Term, lines: Iterable[Line], calendar: Calendar) -> Standing:
    """Read the ledger from its first line to its last and count the due date on this calendar."""
    standing = Standing(State.AWAITING, amount=term.amount)
    for line in lines:
        standing = _after(standing, term, line)
    return replace(standing, derivation=_derive(standing, term, calendar))


def _after(standing: Standing, term: Term, line: Line) -> Standing:
    match line.act:
        case Act.START | Act.CONFIRM if line.on is not None:
            return replace(standing, state=State.RUNNING, start=line.on, start_at=line.at)
        case Act.RESTART:
            # The period runs anew and whole (REQ-14): what was excluded or added before belongs to the old one.
            return Standing(State.RUNNING, start=line.on, start_at=line.at, amount=term.amount)
        case Act.EXCLUDE if line.until is None:
            return replace(standing, state=State.PAUSED, paused_after=line.on, paused_why=line.why)
        case Act.EXCLUDE if line.on is not None and line.until is not None:
            span = Exclusion(line.on, line.until, line.why)
            return replace(standing, excluded=(*standing.excluded, span))
        case Act.RESUME if standing.paused_after is not None and line.on is not None:
            span = Exclusion(standing.paused_after, line.on, standing.paused_why)
            return replace(
                standing, state=State.RUNNING, excluded=(*standing.excluded, span), paused_after=None, paused_why=""
            )
        case Act.EXTEND:
            return replace(standing, amount=standing.amount + line.amount, extensions=standing.extensions + 1)
        case Act.MEET if standing.paused_after is not None and line.on is not None:
            # Done while an opinion was awaited: what was waited for until then does not count.
            span = Exclusion(standing.paused_after, line.on, standing.paused_why)
            return replace(standing, state=State.MET, excluded=(*standing.excluded, span), paused_after=None)
        case Act.MEET:
            return replace(standing, state=State.MET)
        case Act.CLOSE:
            return replace(standing, state=State.CLOSED)
    return standing


def _derive(standing: Standing, term: Term, calendar: Calendar) -> Derivation | None:
    if standing.start is None or standing.paused_after is not None:
        return None
    if term.fixed_on is not None:
        return derive_date(standing.start, term.fixed_on, calendar)
    if term.unit is Unit.HOUR:
        if standing.start_at is None:
            return None
        return derive_hours(standing.start_at, standing.amount, calendar)
    return derive(standing.start, standing.amount, term.unit, calendar, excluded=standing.excluded, moves=term.moves)


def refusals(standing: Standing, term: Term, line: Line, *, today: date) -> list[str]:
    """Every reason why an act may not be written now, as sentences; empty when it may."""
    if line.act not in PERMITTED[standing.state]:
        return [f"该期限{STATE_WORDS[standing.state]}，不能{ACT_WORDS[line.act]}。"]
    reasons = []
    if line.on is not None and line.on > today:
        reasons.append(f"{ACT_WORDS[line.act]}的日期（{line.on}）不能晚于今天。")
    if standing.start and line.on and line.on < standing.start and line.act not in (Act.CONFIRM, Act.MEET):
        reasons.append(f"{ACT_WORDS[line.act]}的日期（{line.on}）不能早于起算日（{standing.start}）。")
    if line.act in (Act.RESTART, Act.EXCLUDE, Act.EXTEND, Act.CLOSE) and not line.why.strip():
        reasons.append(f"请写明{ACT_WORDS[line.act]}的理由。")
    return reasons + _particular(standing, term, line)


def _particular(standing: Standing, term: Term, line: Line) -> list[str]:
    match line.act:
        case Act.EXCLUDE:
            return _exclude_refusals(standing, term, line)
        case Act.RESUME if standing.paused_after and line.on and line.on < standing.paused_after:
            return [f"结束扣除的日期（{line.on}）不能早于开始扣除的日期（{standing.paused_after}）。"]
        case Act.EXTEND:
            return _extend_refusals(standing, term, line)
        case Act.CONFIRM | Act.RESTART if line.on is None:
            return [f"请填写{ACT_WORDS[line.act]}的日期。"]
        case Act.CONFIRM | Act.RESTART if term.unit is Unit.HOUR and line.at is None:
            return [f"以小时计算的期限，请填写{ACT_WORDS[line.act]}的时刻。"]
        case Act.RESTART if term.fixed_on is not None:
            return ["法律规定了具体日期的期限，不能重新起算。"]
    return []


def _exclude_refusals(standing: Standing, term: Term, line: Line) -> list[str]:
    if term.fixed_on is not None or term.unit is Unit.HOUR:
        return ["以小时计算或者法律规定了具体日期的期限，不能扣除时间。"]
    reasons = []
    if line.on is None:
        reasons.append("请填写开始扣除的日期。")
    elif standing.due and line.on >= standing.due:
        reasons.append(f"期限在{standing.due}届满，其后的时间不能扣除。")
    if line.on and line.until and line.until <= line.on:
        reasons.append("结束扣除的日期应当晚于开始扣除的日期。")
    if line.on and line.until and (line.until - line.on).days > LONGEST:
        reasons.append("扣除的时间超过十年，请核对。")
    return reasons


def _extend_refusals(standing: Standing, term: Term, line: Line) -> list[str]:
    if term.fixed_on is not None:
        return ["法律规定了具体日期的期限，不能延长。"]
    reasons = []
    if line.amount < 1 or standing.amount + line.amount > LONGEST:
        reasons.append("延长的时间应当是合理的正整数，请核对。")
    if standing.due and line.on and line.on > standing.due:
        reasons.append(f"期限已在{standing.due}届满，届满后不能延长。")
    return reasons
