"""Keeping the places of acceptance, which the public page shows at once."""

from typing import Any

from django.db import IntegrityError, transaction

from gongkai.bureau.models import DutyCode, Official
from gongkai.bureau.queries import credentials
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.seen import still
from gongkai.journal.services import record

from ..models import Place

SAVED = "foi.place_saved"


@transaction.atomic
def save_place(*, actor: Official, place: Place | None = None, seen: str = "", **fields: Any) -> Place:
    """Add or change a place of acceptance. Raises Refused; Overtaken after a colleague's change since `seen`."""
    if not credentials(actor).holds_any(DutyCode.PUBLICITY):
        raise Refused(["维护受理点需要政务公开职责，请由承担该职责的同事办理。"])
    row = Place() if place is None else Place.objects.select_for_update().get(pk=place.pk)
    still(row, fields, seen, event=SAVED)
    if (fields.get("longitude") is None) != (fields.get("latitude") is None):
        missing = "longitude" if fields.get("longitude") is None else "latitude"
        raise Refused([Reason("经度和纬度请一并填写，或者都不填。", field=missing)])
    changed = sorted(name for name, value in fields.items() if row.pk is None or getattr(row, name) != value)
    if not changed:
        return row
    for name in changed:
        setattr(row, name, fields[name])
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused([Reason(f"{row.unit}已有名为“{row.name}”的受理点。", field="name")]) from None
    record(SAVED, row, actor, fields=changed)
    return row
