"""Questions about what the public could read at a moment that has passed; each is a fixed number of statements."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from gongkai.journal.models import Entry
from gongkai.journal.parties import Party

from .models import Attachment, Publication, PublicSpan, Record, Version
from .rules.spans import TURNS
from .rules.states import VersionState
from .rules.validity import VALIDITY_LABELS, validity_on

AT_ONCE = 1000  # rows of an export that are read together
Place = tuple[date, int]  # where a list stands: the day of a row in lists, and its publication


@dataclass(frozen=True)
class File:
    """An attachment as it was published: name, size in bytes and SHA-256 of what readers got."""

    name: str
    size: int
    digest: str
    inline: bool


def column_counts(moment: datetime) -> dict[str, int]:
    """How many items stood in each column itself (not in those under it) at a moment: one statement."""
    rows = PublicSpan.objects.at(moment).order_by().values_list("column").annotate(count=Count("pk"))
    return dict(rows)


def spans_in(column: str, moment: datetime, *, after: Place | None, limit: int) -> list[PublicSpan]:
    """A column's items at a moment with those of the columns under it, newest first, from `after` on: one statement.

    '' is every column.
    """
    rows = PublicSpan.objects.at(moment)
    if column:
        rows = rows.under(column)
    if after is not None:
        day, publication = after
        rows = rows.filter(Q(listed_on__lt=day) | Q(listed_on=day, publication__lt=publication), listed_on__lte=day)
    rows = rows.select_related("publication__unit", "version").defer("version__body", "version__checks")
    return list(rows.order_by("-listed_on", "-publication")[:limit])


def all_spans_in(column: str, moment: datetime) -> Iterator[PublicSpan]:
    """The same to the end, a thousand at a time."""
    after: Place | None = None
    while rows := spans_in(column, moment, after=after, limit=AT_ONCE):
        yield from rows
        after = (rows[-1].listed_on, rows[-1].publication_id)


def span_of(publication: Publication, moment: datetime) -> PublicSpan | None:
    """What the public read of this publication at a moment, with its version."""
    return PublicSpan.objects.at(moment).filter(publication=publication).select_related("version").first()


def is_erased(version: Version) -> bool:
    """Whether the text was destroyed since: number, days and digest are all there is."""
    return version.state == VersionState.ERASED


def validity_then(span: PublicSpan, day: date) -> str:
    """The validity that stood on the page on a day, '' where the kind has none."""
    version = span.version
    state = validity_on(
        day,
        applies=span.publication.kind_info.has_validity,
        effective_on=version.effective_on,
        expires_on=version.expires_on,
        repealed_on=span.repealed_on,
        claimed=version.claimed_validity,
    )
    return VALIDITY_LABELS[state]


def files_of(version: Version) -> list[File]:
    """The files of a version as readers got them, in their order: one statement."""
    rows = Attachment.objects.filter(version=version).select_related("upload__stored", "upload__public_copy")
    return [
        File(row.name, kept.size, kept.digest, row.inline)
        for row in rows.order_by("order", "pk")
        for kept in [row.upload.public_copy or row.upload.stored]
        if kept is not None
    ]


def records_then(publication: Publication, moment: datetime) -> int:
    """How many rows of a batch were public at a moment."""
    rows = Record.objects.filter(publication=publication, version__released_at__lte=moment)
    still = Q(state=Record.State.LIVE) | Q(state=Record.State.WITHDRAWN, withdrawn_at__gt=moment)
    return rows.filter(still).count()


def evidence(publication: Publication, until: datetime) -> list[Entry]:
    """What the journal says of its releases and removals up to a moment, oldest first: two statements."""
    sets = Version.objects.filter(publication=publication, release_set__isnull=False).values_list("release_set_id")
    parties = [publication.as_party(), *(Party("release_set", str(pk), "") for (pk,) in sets)]
    entries = Entry.objects.about_any(parties).filter(event__in=list(TURNS), at__lte=until)
    return list(entries.order_by("pk"))
