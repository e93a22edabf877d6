"""Keeping the spans: called by every service that changes what is public, in its transaction."""

from collections.abc import Iterable
from datetime import datetime

from ..models import Publication, PublicSpan

BATCH = 500


def end(publications: Iterable[int], at: datetime) -> None:
    """What was public of these (by id) is so no longer."""
    ids = list(publications)
    for start in range(0, len(ids), BATCH):
        PublicSpan.objects.filter(publication_id__in=ids[start : start + BATCH], ends_at__isnull=True).update(
            ends_at=at
        )


def turn(publications: Iterable[Publication], at: datetime) -> None:
    """From now on these are public as they stand: their live version, column, day in lists and repeal."""
    rows = list(publications)
    end([row.pk for row in rows], at)
    PublicSpan.objects.bulk_create(
        [
            PublicSpan(  # type: ignore[misc]  # what is public has a live version and a day in lists
                publication=row,
                version_id=row.live_version_id,
                column=row.column,
                listed_on=row.listed_on,
                repealed_on=row.repealed_on,
                begins_at=at,
            )
            for row in rows
        ],
        batch_size=BATCH,
    )
