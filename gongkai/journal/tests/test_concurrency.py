"""Several writers, sealers and deliverers at once: nothing is lost, doubled, passed over or sealed twice."""

import threading
from contextlib import suppress

import pytest
from django.db import IntegrityError, transaction

from gongkai.journal import delivery, events, sealing, subscriptions
from gongkai.journal.models import Delivery, Entry, Seal
from gongkai.journal.parties import SYSTEM, Party
from gongkai.journal.services import record
from gongkai.journal.tests.together import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
THING = Party("thing", "1", "一件事")


@pytest.fixture(autouse=True)
def tested_events(monkeypatch):
    monkeypatch.setattr(
        events, "_register", {**events._register, "test.happened": events.Event("test.happened", "发生了")}
    )
    monkeypatch.setattr(subscriptions, "_by_event", {})
    monkeypatch.setattr(subscriptions, "_functions", {})


def happened(**facts):
    with transaction.atomic():
        return record("test.happened", THING, SYSTEM, **facts)


def test_sealing_while_others_write_passes_over_nobody():
    def write():
        for number in range(12):
            happened(number=number)

    def seal():
        for _ in range(25):
            with suppress(IntegrityError):  # the other sealer was first
                sealing.seal_next()

    assert set(at_once(write, write, write, seal, seal)) == {"done"}
    while sealing.seal_next():
        pass
    assert Entry.objects.count() == 36 == sum(Seal.objects.values_list("count", flat=True))
    assert list(sealing.breaks()) == []


def test_an_entry_whose_transaction_is_still_open_is_not_sealed_over():
    """Its number is lower than that of a later one which is committed first."""
    opened, sealed = threading.Event(), threading.Event()
    results = []

    def slow():
        with transaction.atomic():
            record("test.happened", THING, SYSTEM, slow=True)
            opened.set()
            sealed.wait(1)  # SQLite has one writer: there the sealer waits for us, not we for it

    def sealer():
        opened.wait(10)
        results.append(sealing.seal_next())
        sealed.set()

    assert set(at_once(slow, sealer)) == {"done"}
    happened()
    while sealing.seal_next():
        pass
    assert sum(Seal.objects.values_list("count", flat=True)) == Entry.objects.count() == 2
    assert list(sealing.breaks()) == []


def test_two_sealers_at_once_make_one_chain():
    for _ in range(5):
        happened()

    def seal():
        with suppress(IntegrityError):
            sealing.seal_next()

    assert set(at_once(seal, seal, seal)) == {"done"}
    assert Seal.objects.filter(previous=sealing.BEGINNING).count() == 1
    assert sum(Seal.objects.values_list("count", flat=True)) == 5


def test_three_workers_deliver_each_entry_once():
    seen, lock = [], threading.Lock()

    def note(entry):
        with lock:
            seen.append(entry.pk)

    subscriptions.subscribe("test.note", note, ["test.happened"])
    entries = [happened().pk for _ in range(30)]
    assert set(at_once(delivery.deliver_due, delivery.deliver_due, delivery.deliver_due)) == {"done"}
    assert sorted(seen) == entries
    assert set(Delivery.objects.values_list("state", "attempts")) == {("done", 1)}


def test_a_poisoned_delivery_holds_up_no_other_worker():
    seen, lock = [], threading.Lock()

    def pick(entry):
        if entry.facts["bad"]:
            raise ValueError("没法处理")
        with lock:
            seen.append(entry.pk)

    subscriptions.subscribe("test.pick", pick, ["test.happened"])
    good = [happened(bad=number % 3 == 0).pk for number in range(15)]
    assert set(at_once(delivery.deliver_due, delivery.deliver_due)) == {"done"}
    bad = set(Delivery.objects.filter(state="waiting").values_list("entry_id", flat=True))
    assert len(bad) == 5 and sorted(seen) == [pk for pk in good if pk not in bad]
