"""Deliveries of the journal that failed for good: a person looks, and sends them on their way again."""

from django.db import transaction

from gongkai.journal import delivery
from gongkai.journal.models import Delivery
from gongkai.journal.parties import Party
from gongkai.journal.refusals import Refused
from gongkai.journal.services import record

from ..models import Official


@transaction.atomic
def retry(*, pk: int, actor: Official) -> None:
    """Give a dead delivery another round. Raises Refused when it is not dead (any more)."""
    row = Delivery.objects.select_for_update(of=("self",)).filter(pk=pk, state=Delivery.State.DEAD).first()
    if row is None:
        raise Refused(["这次投递不在待人工处理之列，无须重新投递。"])
    delivery.retry_dead(row.pk)
    record("bureau.delivery_retried", Party("delivery", str(row.pk), row.subscriber), actor, entry=row.entry_id,
           subscriber=row.subscriber)  # fmt: skip
