"""What changes columns and navigation."""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from gongkai.bureau.models import Unit
from gongkai.journal.parties import SYSTEM, HasParty, Party
from gongkai.journal.services import record

from . import navigation
from .kept import purging
from .models import Column, NavigationStamp

COLUMNS_FILE = Path(__file__).parent / "data" / "columns.json"
FIELDS = ("name", "template", "interval_days", "minimum", "statutory", "description", "keywords", "column_type")


@transaction.atomic
def seed_columns(*, owners: Mapping[str, Unit] | None = None, actor: HasParty | Party = SYSTEM) -> int:
    """Create or update the column tree from its data file and return how many columns it has; may be run again.

    `owners` gives the responsible unit of a column code and all under it; the key '' is the default. A column keeps the
    owner it has when none is given.
    """
    rows = json.loads(COLUMNS_FILE.read_text(encoding="utf-8"))["columns"]
    known = {column.code: column for column in Column.objects.all()}
    kept, changed = {code: _kept(column) for code, column in known.items()}, 0
    for order, row in enumerate(rows, start=1):
        column = known.setdefault(row["code"], Column(code=row["code"]))
        for name in FIELDS:
            setattr(column, name, row[name])
        column.order = order * 10
        column.parent = known.get(row["code"].rpartition(".")[0])
        column.owner = _owner_of(row["code"], owners or {}) or column.owner
        if column.pk is None or _kept(column) != kept[column.code]:
            column.save()
            changed += 1
    if changed:
        _stamp()
        record("portal.columns_seeded", Party("columns", "all", "栏目"), actor, count=len(rows))
    return len(rows)


def _kept(column: Column) -> tuple[Any, ...]:
    return (*(getattr(column, name) for name in FIELDS), column.order, column.parent_id, column.owner_id)


def _owner_of(code: str, owners: Mapping[str, Unit]) -> Unit | None:
    while code:
        if code in owners:
            return owners[code]
        code = code.rpartition(".")[0]
    return owners.get("")


def refresh_navigation(publication_ids: list[int]) -> None:
    """Give the navigation a new stamp if a column gained its first or lost its last item; the purge hook of the kernel."""
    shown = navigation.shown_digest()
    if NavigationStamp.objects.filter(pk=NavigationStamp.SINGLE, shown=shown).exists():
        return
    _stamp(shown)


def renew_navigation() -> None:
    """Give the navigation a new stamp, because a name or an address that it shows has changed."""
    with transaction.atomic():
        _stamp()


def _stamp(shown: str | None = None) -> None:
    token = secrets.token_hex(16)
    shown = navigation.shown_digest() if shown is None else shown
    NavigationStamp.objects.update_or_create(pk=NavigationStamp.SINGLE, defaults={"token": token, "shown": shown})
    # The navigation is on every page.
    transaction.on_commit(lambda: purging.empty(token))
