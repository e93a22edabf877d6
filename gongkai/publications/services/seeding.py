"""Loading reference data in bulk: the catalogue, the guide, institutions, norms; each call is one act and may be repeated."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from gongkai.journal.parties import SYSTEM, HasParty, Party
from gongkai.journal.services import record

from ..models import CatalogueItem, DisclosureGuide, Institution, Norm

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
def load_guide(*, actor: HasParty | Party, **facts: Any) -> DisclosureGuide:
    """The nine facts of the guide; there is one."""
    guide = DisclosureGuide.objects.first() or DisclosureGuide()
    changed = [name for name, value in facts.items() if getattr(guide, name) != value]
    for name in changed:
        setattr(guide, name, facts[name])
    if changed:
        guide.save()
        record("publications.guide_changed", guide, actor, fields=sorted(changed))
    return guide


@transaction.atomic
def load_institution(*, actor: HasParty | Party, name: str, **facts: Any) -> Institution:
    """One row of the register of institutions, added or brought up to date."""
    found = Institution.objects.filter(name=name).first() or Institution(name=name)
    changed = found.pk is None or any(getattr(found, field) != value for field, value in facts.items())
    for field, value in facts.items():
        setattr(found, field, value)
    if changed:
        found.save()
        record("publications.institution_changed", found, actor)
    return found


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
