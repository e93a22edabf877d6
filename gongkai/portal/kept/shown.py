"""What a page shows, collected while it is rendered: the keys under which it is kept, and the day on which it changes.

Queries say it where they read, so that a page built from them cannot forget to. Nothing is collected, and saying it
costs next to nothing, while no page is being kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True)
class Shown:
    """What one answer rests on. `until`: the first day on which it must not be shown unasked."""

    keys: set[str] = field(default_factory=set)
    until: date | None = None
    personal: bool = False


_collecting: ContextVar[Shown | None] = ContextVar("shown", default=None)


@contextmanager
def collecting() -> Iterator[Shown]:
    """Within this block what is shown is written down."""
    shown = Shown()
    token = _collecting.set(shown)
    try:
        yield shown
    finally:
        _collecting.reset(token)


def shows(*keys: str) -> None:
    """The answer changes when what stands behind these keys changes (`keys.py` makes them)."""
    if (shown := _collecting.get()) is not None:
        shown.keys.update(keys)


def changes_on(day: date | None) -> None:
    """The answer is another one from the beginning of this day on; None says nothing."""
    if day is not None and (shown := _collecting.get()) is not None:
        shown.until = day if shown.until is None else min(shown.until, day)


def personal() -> None:
    """The answer is for this reader alone: it is not kept, whatever its route declares."""
    if (shown := _collecting.get()) is not None:
        shown.personal = True
