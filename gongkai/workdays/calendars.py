"""The calendar in use: the notices that come with the platform, and those that the desk has registered since."""

from datetime import date
from functools import lru_cache
from time import monotonic

from django.conf import settings
from django.db import connection

from .models import CalendarNotice
from .rules.calendar import Calendar
from .rules.lights import Light, Thresholds, light, nags
from .rules.notices import Notice, conflict_with, from_files

# Pages may be this many seconds behind a notice that another process has just registered; acts never are.
STALE_AFTER = 30.0

_seen: tuple[float, Calendar] | None = None


@lru_cache(maxsize=4)
def _built(notices: tuple[Notice, ...]) -> Calendar:
    return Calendar(notices)


def registered() -> tuple[Notice, ...]:
    """Every notice known now. The register in the database prevails over the platform's own files."""
    known = [
        Notice.from_json(content) for content in CalendarNotice.objects.order_by("id").values_list("content", flat=True)
    ]
    for notice in from_files():
        if not conflict_with(notice, known):
            known.append(notice)
    return tuple(known)


def calendar_now() -> Calendar:
    """The calendar as registered at this moment: one query. Acts count with this."""
    return _built(registered())


def in_transaction() -> bool:
    return connection.in_atomic_block


def calendar() -> Calendar:
    """The calendar for reading: as `calendar_now`, but asks the database at most every half minute."""
    global _seen
    if _seen is not None and monotonic() - _seen[0] < STALE_AFTER:
        return _seen[1]
    found = calendar_now()
    if not in_transaction():  # what a transaction sees may yet be rolled back
        _seen = (monotonic(), found)
    return found


def forget() -> None:
    """Ask the database again next time."""
    global _seen
    _seen = None


def thresholds() -> Thresholds:
    """The house's own numbers (REQ-17, grade C): WORKDAYS_SOON and WORKDAYS_NAG_MONTH."""
    return Thresholds(soon=getattr(settings, "WORKDAYS_SOON", 3), nag_month=getattr(settings, "WORKDAYS_NAG_MONTH", 11))


def light_of(due: date | None, today: date, *, provisional: bool = False) -> Light:
    """The traffic light of a due date on the calendar in use."""
    return light(due, today, calendar(), thresholds(), provisional=provisional)


def nags_of(today: date) -> list[str]:
    """Sentences for the desk while a notice is missing."""
    return nags(today, calendar(), thresholds())
