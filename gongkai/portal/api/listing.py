"""Keyset paging over publications: constant cost on every page, nothing skipped or doubled while others publish."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Q, QuerySet

from gongkai.publications.models import Listing, Publication

LARGEST = 2**62


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
        rows = list(_changed(chosen, _opened(cursor))[: limit + 1])
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
    ids = places.order_by("-listed_on", "-publication").values("publication_id")[:count]
    return list(Publication.objects.public().filter(pk__in=ids).order_by("-listed_on", "-id"))


def _changed(chosen: Chosen, after: tuple[str, int] | None) -> QuerySet[Publication]:
    since = chosen.updated_since
    if since is not None and since.tzinfo is None:
        since = since.replace(tzinfo=UTC)
    rows = Publication.objects.with_public_page().filter(changed_at__gte=since)
    if chosen.column:
        rows = rows.filter(Q(column=chosen.column) | Q(column__startswith=f"{chosen.column}."))
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    if chosen.year:
        rows = rows.filter(listed_on__year=chosen.year)
    if after is not None:
        try:
            moment = datetime.fromisoformat(after[0])
        except ValueError:
            moment = None
        if moment is not None and moment.tzinfo is not None:
            rows = rows.filter(Q(changed_at__gt=moment) | Q(changed_at=moment, pk__gt=after[1]))
    return rows.order_by("changed_at", "id")
