"""One worker seals entries in batches into a hash chain of its own; anyone can recompute it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.db import transaction

from . import clock, queries
from .models import Entry, Seal

BATCH = 1000
BEGINNING = "0" * 64
FIELDS = (
    "id", "at", "event", "actor_kind", "actor_id", "actor_name", "actor_unit", "on_behalf_of",
    "subject_kind", "subject_id", "subject_name", "subject_unit", "reason", "facts", "source",
)  # fmt: skip


def canonical(row: dict[str, Any]) -> bytes:
    """One entry as bytes: sorted JSON, time in UTC, so that both databases give the same."""
    plain = dict(row, at=row["at"].astimezone(UTC).isoformat(timespec="microseconds"))
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def chain(previous: str, rows: list[dict[str, Any]]) -> str:
    digest = hashlib.sha256(previous.encode())
    for row in rows:
        digest.update(canonical(row))
    return digest.hexdigest()


@transaction.atomic
def seal_next() -> Seal | None:
    """Seal the next batch, or nothing when there is none or somebody is still writing (then the next round does it).

    Two sealers at once end in one seal: `previous` is unique.
    """
    if not queries.nobody_is_recording():
        return None
    last = Seal.objects.order_by("-last_entry").first()
    rows = list(Entry.objects.filter(id__gt=last.last_entry if last else 0).order_by("id").values(*FIELDS)[:BATCH])
    if not rows:
        return None
    previous = last.digest if last else BEGINNING
    return Seal.objects.create(
        first_entry=rows[0]["id"],
        last_entry=rows[-1]["id"],
        count=len(rows),
        previous=previous,
        digest=chain(previous, rows),
        at=clock.now(),
    )


@dataclass(frozen=True)
class Break:
    """Where the chain no longer agrees with the entries."""

    seal: int
    first_entry: int
    last_entry: int
    why: str


def breaks(after: Seal | None = None, limit: int | None = None) -> Iterator[Break]:
    """Recompute the chain in one pass over entries and seals; yields every place that does not hold.

    The whole of it, or `limit` seals that follow a seal which has been verified.
    """
    beyond, previous = (after.last_entry, after.digest) if after else (0, BEGINNING)
    seals = Seal.objects.filter(last_entry__gt=beyond).order_by("last_entry")
    entries = Entry.objects.filter(id__gt=beyond).order_by("id").values(*FIELDS).iterator(chunk_size=BATCH)
    row = next(entries, None)
    for seal in seals[:limit] if limit else seals.iterator(chunk_size=BATCH):
        between: list[dict[str, Any]] = []
        sealed: list[dict[str, Any]] = []
        while row is not None and row["id"] <= seal.last_entry:
            (between if row["id"] < seal.first_entry else sealed).append(row)
            row = next(entries, None)
        if between:
            yield Break(seal.pk, between[0]["id"], between[-1]["id"], f"封存之间多出 {len(between)} 条")
        if why := _broken(seal, previous, sealed):
            yield Break(seal.pk, seal.first_entry, seal.last_entry, why)
        previous = seal.digest


def _broken(seal: Seal, previous: str, rows: list[dict[str, Any]]) -> str:
    """Why a seal does not hold; '' when it does."""
    if seal.previous != previous:
        return "与前一封存不相接"
    if len(rows) != seal.count:
        return f"应有 {seal.count} 条，现有 {len(rows)} 条"
    return "" if chain(previous, rows) == seal.digest else "条目内容与封存摘要不符"
