"""Bringing entries to their subscribers: retried with back-off, a poisoned one never blocks the others."""

import logging
from datetime import timedelta

from django.db import connection, transaction

from . import clock, subscriptions
from .models import Delivery

log = logging.getLogger(__name__)

# Seconds to wait after the nth failure; after the last one a person must look (engineering value, no law).
BACK_OFF = (1, 2, 5, 15, 60, 300, 1800, 3600, 7200, 14400)
BATCH = 200


def deliver_due(*, limit: int = BATCH) -> int:
    """Deliver what is due, oldest first; returns how many deliveries were tried."""
    tried = 0
    for pk in list(Delivery.objects.due(clock.now()).order_by("next_at", "id").values_list("pk", flat=True)[:limit]):
        tried += deliver_one(pk)
    return tried


def deliver_one(pk: int) -> int:
    """Deliver one row if it is still owed and nobody else holds it; returns 1 if it was tried.

    The subscriber runs in its own savepoint: what it wrote before failing is undone, the failure itself is kept.
    """
    with transaction.atomic():
        rows = Delivery.objects.filter(pk=pk, state=Delivery.State.WAITING)
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, of=("self",))
        delivery = rows.select_related("entry").first()
        if delivery is None:
            return 0
        try:
            with transaction.atomic():
                subscriptions.function_of(delivery.subscriber)(delivery.entry)
        except Exception as fault:  # noqa: BLE001  any fault of a subscriber is its own, the queue goes on
            _put_back(delivery, fault)
        else:
            delivery.state, delivery.done_at, delivery.error = Delivery.State.DONE, clock.now(), ""
        delivery.attempts += 1
        delivery.save(update_fields=["state", "done_at", "error", "attempts", "next_at"])
    return 1


def _put_back(delivery: Delivery, fault: Exception) -> None:
    log.warning("delivery %s to %s failed: %s", delivery.pk, delivery.subscriber, type(fault).__name__)
    delivery.error = f"{type(fault).__name__}: {fault}"[:500]
    if delivery.attempts >= len(BACK_OFF):
        delivery.state = Delivery.State.DEAD
    else:
        delivery.next_at = clock.now() + timedelta(seconds=BACK_OFF[delivery.attempts])


def retry_dead(pk: int) -> None:
    """Give a dead delivery another round, after a person has looked."""
    Delivery.objects.filter(pk=pk, state=Delivery.State.DEAD).update(
        state=Delivery.State.WAITING, attempts=0, next_at=clock.now()
    )
