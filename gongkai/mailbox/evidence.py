"""What this room proves: clauses 二(四) and 四(一) of the plan, and the veto W5 of the site's inspection (grade B)."""

from datetime import date, datetime, timedelta

from gongkai.journal import clock
from gongkai.reception.rules import months_before

from . import queries
from .queries import Figures

W5_MONTHS = 3


def answered_in_time(begin: date, end: date) -> Figures:
    """Messages and consultations answered inside the limit and published (S3), of those received on these days."""
    first, after = (datetime(day.year, day.month, day.day, tzinfo=clock.BUREAU_ZONE) for day in (begin, end + timedelta(days=1)))  # fmt: skip
    return queries.figures(first, after)


def unanswered_too_long() -> int:
    """Valid messages that have waited more than three months for an answer: one is enough to fail the site (W5)."""
    return queries.unanswered_since(months_before(clock.today(), W5_MONTHS))
