"""What a form showed of a record, so that a colleague's change in between is told and not overwritten."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from . import clock
from .models import Entry
from .parties import party_of
from .refusals import Refused


class Overtaken(Refused):
    """Somebody changed the record after the form was opened; `row` is the record as it is now."""

    def __init__(self, row: Any, sentence: str):
        super().__init__([sentence])
        self.row = row


def mark_of(row: Any, names: Iterable[str]) -> str:
    """A short digest of these fields of a record, to be carried by the form that shows them."""
    values = {name: row.serializable_value(name) for name in names}
    told = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def still(row: Any, fields: Mapping[str, Any], mark: str, *, event: str) -> None:
    """Raises Overtaken where the record (locked by the caller) is no longer as `mark` says it was shown.

    `fields` are what was typed: where the record says just that already, nobody is overtaken. `event` is what its changes are
    recorded as. Without a mark nothing was shown and nothing is asked.
    """
    if not mark or row.pk is None or mark == mark_of(row, fields):
        return
    if all(getattr(row, name) == value for name, value in fields.items()):
        return
    party = party_of(row)
    entries = Entry.objects.filter(event=event, subject_kind=party.kind, subject_id=party.id)
    last = entries.order_by("-id").only("actor_name", "at").first()
    who = "同事"
    if last is not None:
        when = clock.local(last.at)
        who = f" {last.actor_name} 于 {when.year}年{when.month}月{when.day}日 {when:%H:%M} "
    raise Overtaken(row, f"已被{who}修改，以下写明现在的内容；您填写的内容仍保留在本页，请核对后再保存。")
