"""Loading reference data in bulk: the catalogue and the register of norms; each call is one act and may be repeated."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from gongkai.journal.parties import SYSTEM, HasParty, Party
from gongkai.journal.services import record

from ..models import CatalogueItem, Norm

NORMS = Path(__file__).resolve().parent.parent / "data" / "norms.json"


@transaction.atomic
def load_catalogue(*, rows: Iterable[Mapping[str, Any]], actor: HasParty | Party, since: date) -> int:
    """Add rows whose code is not there yet; returns how many."""
    known = set(CatalogueItem.objects.values_list("code", flat=True))
    fresh = [CatalogueItem(valid_from=since, **row) for row in rows if row["code"] not in known]
    CatalogueItem.objects.bulk_create(fresh)
    if fresh:
        record(
            "publications.catalogue_changed", Party("catalogue", "catalogue", "主动公开目录"), actor, added=len(fresh)
        )
    return len(fresh)


@transaction.atomic
def load_norms() -> int:
    """The register of norms that the platform comes with; returns how many were new."""
    known = set(Norm.objects.values_list("code", "in_force_from"))
    fresh = [
        Norm(
            code=row["code"], title=row["title"], number=row["number"],
            in_force_from=date.fromisoformat(row["in_force_from"]),
            in_force_to=date.fromisoformat(row["in_force_to"]) if row["in_force_to"] else None, grade=row["grade"],
        )
        for row in json.loads(NORMS.read_text(encoding="utf-8"))["norms"]
        if (row["code"], date.fromisoformat(row["in_force_from"])) not in known
    ]  # fmt: skip
    Norm.objects.bulk_create(fresh)
    if fresh:
        record("publications.norm_changed", Party("norms", "norms", "法律法规登记"), SYSTEM, added=len(fresh))
    return len(fresh)
