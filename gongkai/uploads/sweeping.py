"""What interrupted uploads left behind: half-received files, bytes that no row names, bytes of erased rows."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.db import transaction

from . import storage
from .models import StoredFile

BATCH = 500


def sweep(*, older_than: float = storage.LEFTOVER_AGE) -> int:
    """Remove leftovers untouched for `older_than` seconds; returns how many. Changes no record, so nothing is journalled."""
    removed = 0
    for paths in _batches(storage.lying_about(older_than)):
        with transaction.atomic():
            names = {path.name for path in paths}
            rows = StoredFile.objects.select_for_update().filter(digest__in=names, erased_at__isnull=True)
            referred = set(rows.values_list("digest", flat=True))
            for path in paths:
                if path.name not in referred:
                    path.unlink(missing_ok=True)
                    removed += 1
    return removed


def _batches(paths: Iterator[Path]) -> Iterator[list[Path]]:
    while batch := list(islice(paths, BATCH)):
        yield batch
