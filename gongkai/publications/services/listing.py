"""Places in columns: written when something becomes public, removed when it ceases to be, counted on the way.

`publications` knows no column tree, only that a code's dotted prefixes are the columns above it.
"""

from collections import Counter
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import F

from gongkai.journal import clock

from ..models import Listing, ListingCount, Publication

BATCH = 500


def columns_of(code: str) -> list[str]:
    """A column's code and those above it, widest first: a.b.c → a, a.b, a.b.c."""
    parts = code.split(".")
    return [".".join(parts[: depth + 1]) for depth in range(len(parts))]


def enter(publications: Iterable[Publication]) -> None:
    """List these public items; the caller has removed earlier places of the same items."""
    rows = [
        Listing(
            publication=publication,
            column=column,
            kind=publication.kind,
            year=publication.listed_on.year,
            listed_on=publication.listed_on,
        )
        for publication in publications
        if publication.listed_on
        for column in columns_of(publication.column)
    ]
    Listing.objects.bulk_create(rows, batch_size=BATCH)
    _count(rows, +1)


def leave(publication_ids: Iterable[int]) -> None:
    """Take these items out of every list."""
    ids = list(publication_ids)
    for start in range(0, len(ids), BATCH):
        rows = list(Listing.objects.filter(publication_id__in=ids[start : start + BATCH]))
        Listing.objects.filter(pk__in=[row.pk for row in rows]).delete()
        _count(rows, -1)


def _count(rows: list[Listing], step: int) -> None:
    changes: Counter[tuple[str, int, str]] = Counter()
    for row in rows:
        for key in ((row.column, 0, ""), (row.column, row.year, ""), (row.column, 0, row.kind)):
            changes[key] += step
    for (column, year, kind), change in sorted(changes.items()):  # one order, so that two releases cannot deadlock
        _add(column, year, kind, change)


def _add(column: str, year: int, kind: str, change: int) -> None:
    rows = ListingCount.objects.filter(column=column, year=year, kind=kind)
    if rows.update(count=F("count") + change, changed_at=clock.now()):
        return
    try:
        with transaction.atomic():
            ListingCount.objects.create(column=column, year=year, kind=kind, count=change, changed_at=clock.now())
    except IntegrityError:
        rows.update(count=F("count") + change, changed_at=clock.now())
