"""Recording what happened."""

from contextvars import ContextVar
from typing import Any

from django.db import connection

from . import clock, events, queries, subscriptions
from .models import Delivery, Entry
from .parties import HasParty, Party, party_of

# The address a request came from, set by the middleware for the time of the request.
source_address: ContextVar[str] = ContextVar("source_address", default="")


class OutsideTransaction(RuntimeError):
    """Raised when an act is recorded outside the transaction of its change."""


def record(
    event: str,
    subject: HasParty | Party,
    actor: HasParty | Party,
    *,
    reason: str = "",
    on_behalf_of: str = "",
    **facts: Any,
) -> Entry:
    """Append one entry and what is owed to its subscribers; facts are JSON and hold no personal data.

    Raises UnknownEvent for an event nobody registered and OutsideTransaction when the change could survive without it.
    """
    known = events.get(event)
    if not connection.in_atomic_block:
        raise OutsideTransaction(event)
    who, what = party_of(actor), party_of(subject)
    moment = clock.now()
    queries.announce_recording()
    entry = Entry.objects.create(
        at=moment,
        event=known.name,
        actor_kind=who.kind,
        actor_id=who.id,
        actor_name=who.name[:80],
        actor_unit=who.unit[:80],
        on_behalf_of=on_behalf_of,
        subject_kind=what.kind,
        subject_id=what.id,
        subject_name=what.name[:300],
        subject_unit=what.unit[:80],
        reason=reason,
        facts=facts,
        source=source_address.get()[:60],
    )
    owed = subscriptions.subscribers_of(known.name)
    if owed:
        Delivery.objects.bulk_create(Delivery(entry=entry, subscriber=name, next_at=moment) for name in owed)
    return entry
