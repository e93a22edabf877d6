"""What was public when, replayed from what happened: inputs in, spans out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum


class Turn(StrEnum):
    """What can happen to what the public sees."""

    LIVE = "live"  # a text is released, whatever was there before
    DOWN = "down"  # taken down, withdrawn or erased
    UP = "up"  # restored as it was
    REPEALED = "repealed"


# Which entries of the journal are which turn.
TURNS = {
    "publications.released": Turn.LIVE,
    "publications.amended": Turn.LIVE,
    "publications.corrected": Turn.LIVE,
    "publications.set_released": Turn.LIVE,
    "publications.taken_down": Turn.DOWN,
    "publications.withdrawn": Turn.DOWN,
    "publications.erased": Turn.DOWN,
    "publications.restored": Turn.UP,
    "publications.repealed": Turn.REPEALED,
}


@dataclass(frozen=True)
class Happening:
    """One turn; a release says which version with what column and day in lists, a repeal from which day."""

    at: datetime
    turn: Turn
    version: int = 0
    column: str = ""
    listed_on: date | None = None
    repealed_on: date | None = None


@dataclass(frozen=True)
class Span:
    version: int
    column: str
    listed_on: date | None
    repealed_on: date | None
    begins_at: datetime
    ends_at: datetime | None = None


def spans_of(happenings: Iterable[Happening]) -> list[Span]:
    """The spans of one publication, in order; a turn that changes nothing makes none."""
    closed: list[Span] = []
    last: Span | None = None
    up = False
    for each in happenings:
        if last is None and each.turn != Turn.LIVE:
            continue
        if up and last is not None and each.turn != Turn.UP:
            closed.append(replace(last, ends_at=each.at))
        match each.turn:
            case Turn.LIVE:
                repealed = last.repealed_on if last is not None else None
                last, up = Span(each.version, each.column, each.listed_on, repealed, each.at), True
            case Turn.DOWN:
                up = False
            case Turn.UP if not up and last is not None:
                last, up = replace(last, begins_at=each.at), True
            case Turn.REPEALED if last is not None:
                last = replace(last, repealed_on=each.repealed_on, begins_at=each.at)
    return [*closed, last] if up and last is not None else closed
