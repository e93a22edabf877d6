"""The chain of seals is recomputed by itself, in small steps: what is new within minutes, the whole of it every week."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from . import beats, clock, sealing
from .models import Seal
from .parties import SYSTEM, Party
from .services import record

BEAT = "verification"
STEP = 50  # seals a step: at most 50,000 entries, about a second
WHOLE_EVERY = timedelta(days=7)
MOST_SHOWN = 20


@dataclass
class State:
    """How far it has come. `to`, `walk`: the last seal verified, of what is new and of the weekly walk (0: none)."""

    to: int = 0
    entry: int = 0
    walk: int = 0
    walking: bool = False
    whole_at: str = ""
    broken: list[dict[str, Any]] = field(default_factory=list)
    found: list[dict[str, Any]] = field(default_factory=list)  # by the walk that is under way

    def whole_is_due(self) -> bool:
        return bool(self.whole_at) and clock.now() - datetime.fromisoformat(self.whole_at) >= WHOLE_EVERY


def state() -> State:
    row = beats.last(BEAT)
    return State(**row.facts) if row else State()


@transaction.atomic
def verify_next() -> int:
    """One step of what is new and, once a week, of the whole; returns how many places do not hold."""
    now = state()
    known = len(now.broken)
    done, found = _step(now.to)
    now.broken = (now.broken + found)[:MOST_SHOWN]
    if done:
        now.to, now.entry = done.pk, done.last_entry
    elif not now.whole_at:
        _finish(now, found)  # the first time, what is new was all there is
    if now.walking or now.whole_is_due():
        _walk(now)
    if len(now.broken) > known:
        record("journal.broken", _chain(), SYSTEM, count=len(now.broken), entry=now.entry)
    beats.beat(BEAT, **asdict(now))
    return len(now.broken)


def _walk(now: State) -> None:
    if not now.walking:
        now.walking, now.walk, now.found = True, 0, []
    done, found = _step(now.walk)
    now.found = (now.found + found)[:MOST_SHOWN]
    if done and done.pk != now.to:
        now.walk = done.pk
    else:
        now.broken = now.found
        _finish(now, now.found)


def _finish(now: State, found: list[dict[str, Any]]) -> None:
    now.walking, now.walk, now.found, now.whole_at = False, 0, [], clock.now().isoformat()
    if now.entry and not found and not now.broken:
        record("journal.verified", _chain(), SYSTEM, entry=now.entry)


def _step(after: int) -> tuple[Seal | None, list[dict[str, Any]]]:
    """The last seal of a step after this one (None: there is none), and what does not hold."""
    start = Seal.objects.filter(pk=after).first()
    if after and start is None:
        newest = Seal.objects.order_by("-last_entry").first()
        return newest, [{"seal": after, "first_entry": 0, "last_entry": 0, "why": "核对过的封存已不存在"}]
    seals = Seal.objects.filter(last_entry__gt=start.last_entry if start else 0).order_by("last_entry")
    row = list(seals[:STEP])
    return (row[-1], list(_as_facts(start))) if row else (None, [])


def _as_facts(start: Seal | None) -> Iterator[dict[str, Any]]:
    return (asdict(each) for each in sealing.breaks(start, STEP))


def _chain() -> Party:
    return Party("journal", "seals", "日志封存链")
