"""Five figures with their trend, counted from the journal: one query for each figure."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import Count, F, Q

from gongkai.journal.models import Entry
from gongkai.workdays.models import LedgerEntry
from gongkai.workdays.rules.ledger import Act

from ...registry import Trend

Weeks = Sequence[tuple[datetime, datetime]]


def _sums(weeks: Weeks, field: str) -> dict[str, Count]:
    return {
        f"w{number}": Count("pk", filter=Q(**{f"{field}__gte": start, f"{field}__lt": end}))
        for number, (start, end) in enumerate(weeks)
    }


def entries_of(*events: str) -> Callable[[Weeks], Sequence[int]]:
    """How many entries of these events each week holds."""

    def count(weeks: Weeks) -> Sequence[int]:
        rows = Entry.objects.filter(event__in=events, at__gte=weeks[0][0], at__lt=weeks[-1][1])
        found = rows.aggregate(**_sums(weeks, "at"))
        return [found[f"w{number}"] for number in range(len(weeks))]

    return count


def met_late(weeks: Weeks) -> Sequence[int]:
    """How many deadlines were met after their last day."""
    rows = LedgerEntry.objects.filter(
        act=Act.MEET.value, recorded_at__gte=weeks[0][0], recorded_at__lt=weeks[-1][1], due_before__lt=F("on")
    )
    found = rows.aggregate(**_sums(weeks, "recorded_at"))
    return [found[f"w{number}"] for number in range(len(weeks))]


TRENDS = (
    Trend("released", "发布", "件", entries_of("publications.released", "publications.amended"), 10, True),
    Trend("submitted", "送审", "件", entries_of("publications.submitted"), 20),
    Trend("returned", "退回", "件", entries_of("publications.returned"), 30, False),
    Trend("met_late", "逾期办结", "件", met_late, 40, False),
    Trend("removed", "撤下撤回", "件", entries_of("publications.taken_down", "publications.withdrawn"), 50, False),
)
