"""The only place that asks what time it is, so that a year can be played and a moment can be fixed."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

BUREAU_ZONE = ZoneInfo("Asia/Shanghai")

_fixed: ContextVar[datetime | None] = ContextVar("fixed_moment", default=None)


def now() -> datetime:
    """This moment (aware), or the moment that `at` has fixed."""
    return _fixed.get() or timezone.now()


def real_now() -> datetime:
    """This moment whatever `at` says: for one-time codes and sessions, which live on the wall's clock."""
    return timezone.now()


def today() -> date:
    """The bureau's calendar day."""
    return now().astimezone(BUREAU_ZONE).date()


def yesterday() -> date:
    return today() - timedelta(days=1)


def local(moment: datetime) -> datetime:
    """The same moment on the bureau's clock."""
    return moment.astimezone(BUREAU_ZONE)


def midnight(day: date) -> datetime:
    """The beginning of a day on the bureau's clock."""
    return datetime(day.year, day.month, day.day, tzinfo=BUREAU_ZONE)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within this block it is `moment` (aware); used by the sample year and by tests."""
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)
