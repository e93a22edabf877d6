"""One register for each body that takes applications: its number series and the name under its letters."""

from django.db import IntegrityError, transaction

from gongkai.bureau.models import Official, Unit
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record

from ..models import Register
from .review import publicity


@transaction.atomic
def open_register(*, actor: Official, unit: Unit, series: str, organ: str) -> Register:
    """Begin the register of a body with a number series that no other has. Raises Refused."""
    series, organ = series.strip(), organ.strip()
    reasons = publicity(actor, "设立登记簿")
    if Register.objects.filter(series=series).exists():
        reasons.append(Reason(f"编号代字“{series}”已有登记簿使用。", field="series"))
    if not series or not organ:
        reasons.append(Reason("请填写编号代字和落款名称。", field="series"))
    if reasons:
        raise Refused(reasons)
    try:
        with transaction.atomic():
            row = Register.objects.create(unit=unit, series=series, organ=organ)
    except IntegrityError as clash:
        raise Refused([Reason(f"{unit.short_name}已有登记簿。", field="unit")]) from clash
    record("foi.register_opened", unit, actor, series=series)
    return row
