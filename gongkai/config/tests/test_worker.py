"""The worker delivers, releases what is due and seals, and one duty's fault keeps none of the others from being done."""

import os
import signal
import threading
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connections

from gongkai.config import rounds as rounds_module
from gongkai.config.management.commands.worker import IDLE_PAUSE, LONGEST_PAUSE, pause
from gongkai.config.rounds import Rounds
from gongkai.journal import beats, clock, delivery, sealing
from gongkai.journal.models import Delivery, Entry, Seal
from gongkai.publications.models import Version
from gongkai.publications.services import releasing
from gongkai.publications.tests import factories as make
from gongkai.workdays.services import calendars_load

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 6, 2, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_one_call_delivers_and_seals_everything():
    with clock.at(MORNING):
        make.live(make.Team())
        call_command("worker", once=True)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}
    assert Seal.objects.count() == 1


def test_a_scheduled_release_is_carried_out_in_the_round_after_its_time():
    with clock.at(MORNING):
        team = make.Team()
        version = make.approved(team)
        releasing.schedule(version=version, actor=team.publicity, at=MORNING + timedelta(hours=1))
        rounds = Rounds()
        rounds.run(0)
    version.refresh_from_db()
    assert version.state == "scheduled"
    with clock.at(MORNING + timedelta(hours=1)):
        rounds.run(1)
    version.refresh_from_db()
    assert version.state == "live"


def test_a_fault_in_one_duty_keeps_none_of_the_others_from_being_done(monkeypatch):
    def broken():
        raise RuntimeError("away")

    with clock.at(MORNING):
        make.live(make.Team())
        monkeypatch.setattr(delivery, "deliver_due", broken)
        rounds = Rounds()
        assert rounds.run(0) == 0
    assert rounds.faults == {"deliveries": 1}
    assert Seal.objects.count() == 1


def test_a_daily_duty_that_failed_is_tried_again_the_same_day_and_one_that_is_done_is_not(monkeypatch):
    calls = []

    def fails_once():
        calls.append("fragile")
        if len(calls) == 1:
            raise RuntimeError("away")

    monkeypatch.setattr(rounds_module, "DAILY", {"fragile": fails_once, "sound": lambda: calls.append("sound")})
    rounds = Rounds()
    with clock.at(MORNING):
        for seconds in (0, 1, rounds_module.AGAIN_AFTER, 2 * rounds_module.AGAIN_AFTER):
            rounds.run(seconds)
        assert calls == ["fragile", "sound", "fragile"]
    with clock.at(MORNING + timedelta(days=1)):
        rounds.run(90_000)
    assert calls[3:] == ["fragile", "sound"]


def test_the_worker_rests_longer_while_every_round_fails(monkeypatch):
    def broken(*_):
        raise RuntimeError("away")

    monkeypatch.setattr(delivery, "deliver_due", broken)
    rounds, rests = Rounds(), []
    with clock.at(MORNING):
        for seconds in range(8):
            rests.append(pause(rounds.run(seconds), rounds.troubled))
        monkeypatch.undo()
        rests.append(pause(rounds.run(9), rounds.troubled))
    assert rests[:8] == sorted(rests[:8]) and rests[7] == LONGEST_PAUSE and rests[8] == IDLE_PAUSE


def test_what_is_released_is_looked_at_well_within_two_seconds():
    assert pause(done=0, troubled=0) <= 0.25 and pause(done=1, troubled=0) <= 0.25


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
def test_two_workers_at_once_release_and_deliver_everything_once():
    calendars_load()  # as `seed` has done before any worker starts
    with clock.at(MORNING):
        team = make.Team()
        versions = [make.approved(team) for _ in range(4)]
    for version in versions:
        releasing.schedule(version=version, actor=team.publicity, at=clock.now() + timedelta(milliseconds=300))
    barrier, faults = threading.Barrier(2), []

    def work():
        rounds = Rounds()
        barrier.wait()
        limit = time.monotonic() + 20
        while Version.objects.filter(state="scheduled").exists() and time.monotonic() < limit:
            rounds.run(time.monotonic())
        while rounds.run(time.monotonic()):
            pass
        faults.append(rounds.faults)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == [{}, {}]
    assert set(Version.objects.values_list("state", flat=True)) == {"live"}
    assert Entry.objects.filter(event="publications.released").count() == 4
    assert set(Delivery.objects.values_list("state", "attempts")) == {("done", 1)}
    assert list(sealing.breaks()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_stop_ends_its_round_and_stops(monkeypatch, number):
    ended = []

    def run(self, seconds):
        os.kill(os.getpid(), number)
        ended.append(seconds)
        return 1

    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    monkeypatch.setattr(Rounds, "run", run)
    monkeypatch.setattr("django.db.connection.close", lambda: None)  # the test's own connection stays
    monkeypatch.setattr("gongkai.config.management.commands.worker.close_old_connections", lambda: None)
    try:
        call_command("worker")
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    assert len(ended) == 1


def test_a_worker_that_ends_in_order_says_so():
    Rounds().end()
    assert beats.last("worker").facts == {"stopped": True}
