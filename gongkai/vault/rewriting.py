"""Ciphertexts in tables, moved to the newest data key: every encrypted column of the platform, some rows at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldError

from .fields import EncryptedTextField, Sealed
from .profiles import Undecipherable
from .ring import default_ring


@dataclass(frozen=True)
class Batch:
    """What was done with some rows of a column."""

    last: str  # where to go on; empty when the column is through
    seen: int
    rewritten: int
    unreadable: tuple[str, ...]  # primary keys of rows that no key opens; they stay as they are


def columns() -> dict[str, EncryptedTextField]:
    """Every encrypted column as `app.model.field`, sorted; a column that comes with an update is found by itself."""
    found = {
        f"{model._meta.label_lower}.{field.name}": field
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedTextField)
    }
    return dict(sorted(found.items()))


def count(fields: Iterable[EncryptedTextField]) -> int:
    """How many rows these columns have."""
    return sum(field.model._base_manager.count() for field in fields)  # one a column


def rewrite(field: EncryptedTextField, *, after: str, limit: int) -> Batch:
    """Move the next `limit` rows behind the primary key `after` to the newest key; the caller holds a transaction.

    The rows are locked: what somebody writes at the same time is neither lost nor overwritten.
    """
    manager = field.model._base_manager
    rows = manager.select_for_update(of=("self",)).order_by("pk")
    if after:
        rows = rows.filter(pk__gt=after)
    found = list(rows[:limit])
    ring, changed, unreadable = default_ring(), [], []
    for row in found:
        sealed: Any = getattr(row, field.attname)
        if not sealed:
            continue
        try:
            fresh = ring.reencrypt(sealed.ciphertext, sealed.purpose)
        except (Undecipherable, FieldError):
            unreadable.append(str(row.pk))
            continue
        if fresh != sealed.ciphertext:
            setattr(row, field.attname, Sealed(purpose=sealed.purpose, shown=field.shown, ciphertext=fresh))
            changed.append(row)
    manager.bulk_update(changed, [field.name])
    last = str(found[-1].pk) if len(found) == limit else ""
    return Batch(last, len(found), len(changed), tuple(unreadable))
