"""Keyset paging over publications: constant cost on every page, nothing skipped or doubled while others publish."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Q, QuerySet

from gongkai.publications.models import Listing, Publication
from gongkai.publications.rules.states import EVER_PUBLIC

LARGEST = 2**62
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Chosen:
    """What the caller wants to see."""

    column: str
    kind: str
    year: int | None
    updated_since: datetime | None


def page(chosen: Chosen, cursor: str, limit: int) -> tuple[list[Publication], str | None]:
    """Rows after the cursor and the cursor after them, None at the end; an unreadable cursor begins at the start."""
    if chosen.updated_since is not None:
        rows = _changed(chosen, _opened(cursor), limit + 1)
    elif chosen.column:
        rows = _listed(chosen, _opened(cursor), limit + 1)
    else:
        rows = list(_all(chosen, _opened(cursor))[: limit + 1])
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    key = last.changed_at.isoformat() if chosen.updated_since is not None else str(last.listed_on)
    return rows[:limit], _sealed(key, last.pk)


def _sealed(key: str, pk: int) -> str:
    return urlsafe_b64encode(f"{key}|{pk}".encode()).decode()


def _opened(cursor: str) -> tuple[str, int] | None:
    try:
        key, _, pk = urlsafe_b64decode(cursor.encode()).decode().partition("|")
        return (key, min(int(pk), LARGEST)) if key else None
    except (Error, ValueError):
        return None


def _day(after: tuple[str, int] | None) -> tuple[date, int] | None:
    try:
        return (date.fromisoformat(after[0]), after[1]) if after else None
    except ValueError:
        return None


def _all(chosen: Chosen, after: tuple[str, int] | None) -> QuerySet[Publication]:
    rows = Publication.objects.public()
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    if chosen.year:
        rows = rows.filter(listed_on__gte=date(chosen.year, 1, 1), listed_on__lt=date(chosen.year + 1, 1, 1))
    if (key := _day(after)) is not None:
        rows = rows.filter(listed_on__lte=key[0]).exclude(listed_on=key[0], pk__gte=key[1])
    return rows.order_by("-listed_on", "-id")


def _listed(chosen: Chosen, after: tuple[str, int] | None, count: int) -> list[Publication]:
    places = Listing.objects.filter(column=chosen.column)
    if chosen.kind:
        places = places.filter(kind=chosen.kind)
    if chosen.year:
        places = places.filter(year=chosen.year)
    if (key := _day(after)) is not None:
        places = places.filter(listed_on__lte=key[0]).exclude(listed_on=key[0], publication__gte=key[1])
    rows = places.order_by("-listed_on", "-publication").select_related("publication")[:count]
    return [row.publication for row in rows]


def _changed(chosen: Chosen, after: tuple[str, int] | None, count: int) -> list[Publication]:
    """In the order of change: one statement for each public state, since each has its own stretch of the index."""
    key = _moment(after)
    found: list[Publication] = []
    for state in sorted(EVER_PUBLIC):
        rows = Publication.objects.filter(state=state, changed_at__gte=key[0] if key else _aware(chosen.updated_since))
        if key:
            rows = rows.exclude(changed_at=key[0], pk__lte=key[1])
        if chosen.column:
            rows = rows.filter(Q(column=chosen.column) | Q(column__startswith=f"{chosen.column}."))
        if chosen.kind:
            rows = rows.filter(kind=chosen.kind)
        if chosen.year:
            rows = rows.filter(listed_on__gte=date(chosen.year, 1, 1), listed_on__lt=date(chosen.year + 1, 1, 1))
        found += rows.order_by("changed_at", "id")[:count]
    return sorted(found, key=lambda row: (row.changed_at, row.pk))[:count]


def _moment(after: tuple[str, int] | None) -> tuple[datetime, int] | None:
    try:
        return (_aware(datetime.fromisoformat(after[0])), after[1]) if after else None
    except ValueError:
        return None


def _aware(moment: datetime | None) -> datetime:
    """The moment with a zone: UTC where the caller named none."""
    if moment is None:
        return EARLIEST
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
