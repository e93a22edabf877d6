"""The worker delivers, releases what is due and seals, and one duty's fault keeps none of the others from being done."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from gongkai.config.rounds import Rounds
from gongkai.journal import clock, delivery
from gongkai.journal.models import Delivery, Seal
from gongkai.publications.services import releasing
from gongkai.publications.tests import factories as make

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
