"""What a feed follows: the newest items of a column, and older ones whose text or state changed lately."""

from datetime import datetime, time

from django.db.models import F, Q

from gongkai.journal import clock
from gongkai.publications.models import Listing, Publication

from .. import kept
from ..kept import keys
from .lists import shown

ENTRIES = 30
# Looked through for changes of older items: the newest of the whole site, so that a rare column costs no more.
CHANGES = 200
PARTS = (
    "state", "kind", "title", "summary", "topic", "legacy", "released_at", "changed_at", "created_at", "listed_on",
    "effective_on", "expires_on", "repealed_on", "claimed_validity", "unit__name", "live_version__act",
    "live_version__change_note", "live_version__correction_old", "live_version__correction_new",
)  # fmt: skip


def newest(column: str = "") -> list[Publication]:
    """At most ENTRIES public items of a column and those under it, of the whole site without one, latest change first.

    Three statements, none longer with a larger table.
    """
    if column:
        places = Listing.objects.filter(column=column).order_by("-listed_on", "-publication")
        wanted = set(places.values_list("publication_id", flat=True)[:ENTRIES])
    else:
        listed = Publication.objects.public().order_by("-listed_on", "-id")
        wanted = set(listed.values_list("pk", flat=True)[:ENTRIES])
    rows = Publication.objects.public().filter(pk__in=wanted | _changed(column))
    found = rows.select_related("unit", "live_version").only(*PARTS)
    kept.shows(keys.column(column) if column else keys.LISTED)
    return shown(sorted(found, key=_moment, reverse=True)[:ENTRIES])


def these(ids: list[int]) -> list[Publication]:
    """Those of these items that are public, in the given order, with what a feed tells of each."""
    rows = Publication.objects.public().filter(pk__in=ids).select_related("unit", "live_version").only(*PARTS)
    known = {row.pk: row for row in rows}
    return [known[pk] for pk in ids if pk in known]


def _changed(column: str) -> set[int]:
    """Lately corrected, amended, repealed or restored; older material that was only taken over is no change."""
    lately = Publication.objects.public().filter(Q(legacy=False) | Q(changed_at__gt=F("released_at")))
    rows = lately.order_by("-changed_at").values_list("pk", "column")[:CHANGES]
    found = [pk for pk, place in rows if not column or place == column or place.startswith(f"{column}.")]
    return set(found[:ENTRIES])


def _moment(row: Publication) -> tuple[datetime, int]:
    untouched = row.legacy and row.released_at is not None and row.changed_at <= row.released_at
    if untouched and row.listed_on is not None:
        return datetime.combine(row.listed_on, time(), tzinfo=clock.BUREAU_ZONE), row.pk
    return row.changed_at, row.pk
