"""After a rotation every ciphertext moves to the newest data key, a batch at a time; it may stop anywhere and goes on there."""

import logging

from django.db import transaction

from gongkai.journal import clock
from gongkai.journal.parties import SYSTEM, HasParty, Party
from gongkai.journal.services import record
from gongkai.vault import rewriting
from gongkai.vault.ring import default_ring

from ..models import Reencryption

log = logging.getLogger(__name__)

BATCH = 200  # rows in one transaction: other writers of an embedded database wait that long
MOST_NAMED = 100  # rows that no key opens, by name


@transaction.atomic
def start(*, actor: HasParty | Party = SYSTEM) -> Reencryption:
    """Ask for everything to be rewritten, beside what a rotation asks for by itself: after old rows were brought back."""
    run = Reencryption.objects.create(number=default_ring().key_in_use(), started_at=clock.now())
    record("bureau.reencryption_started", run, actor, number=run.number)
    return run


def step(*, limit: int = BATCH) -> int:
    """Rewrite the next rows of the oldest run; answers at least 1 while there is more to do, else 0.

    Rows, place and figures change in one transaction. While a new key waits for its act nothing is done.
    """
    with transaction.atomic():
        run = Reencryption.objects.select_for_update().unfinished().order_by("pk").first()
        if run is None or default_ring().prepared():
            return 0
        columns = rewriting.columns()
        if run.total is None:
            run.total = rewriting.count(columns.values())
        place = next((name for name in columns if name >= run.place), None)
        seen = 0
        if place is not None:
            batch = rewriting.rewrite(columns[place], after=run.after if place == run.place else "", limit=limit)
            _note(run, place, batch)
            seen = batch.seen
            place = place if batch.last else next((name for name in columns if name > place), None)
            run.place, run.after = place or "", batch.last
        if place is None:
            _finish(run)
        run.save()
    return max(seen, 1)


def _note(run: Reencryption, place: str, batch: rewriting.Batch) -> None:
    run.seen += batch.seen
    run.rewritten += batch.rewritten
    run.unreadable += len(batch.unreadable)
    named = [f"{place}:{pk}" for pk in batch.unreadable]
    run.unreadable_named = [*run.unreadable_named, *named][:MOST_NAMED]
    for name in named:
        log.warning("reencrypt: no key opens %s", name)


def _finish(run: Reencryption) -> None:
    run.finished_at = clock.now()
    record("bureau.reencryption_finished", run, SYSTEM, number=run.number, rewritten=run.rewritten,
           unreadable=run.unreadable)  # fmt: skip
