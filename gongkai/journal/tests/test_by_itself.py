"""What runs by itself: retention, verification of the chain, health checks."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from gongkai.journal import beats, clock, derived, health, queries, retention, sealing, verifying
from gongkai.journal.models import Entry
from gongkai.journal.parties import SYSTEM, Party
from gongkai.journal.services import record

NOON = datetime(2026, 6, 2, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def own_registers(monkeypatch):
    for module in (retention, health, derived):
        monkeypatch.setattr(module, "_register", {})


def rule(code, sweep):
    return retention.Rule(code, "访问记录", lambda: "30 天", "本局自定", "删除", sweep)


def sealed(times):
    for _ in range(times):
        with transaction.atomic():
            record("journal.verified", Party("journal", "x"), SYSTEM, entry=1)
        sealing.seal_next()


def edit(statement):
    with connection.cursor() as cursor:
        for line in (*queries.unlock(connection.vendor), statement, *queries.lock_down(connection.vendor)):
            cursor.execute(line)


@pytest.mark.django_db
class TestRetention:
    def test_every_rule_is_carried_out_and_one_entry_says_how_many(self):
        retention.register(rule("a", lambda: 3), rule("b", lambda: 0))
        with clock.at(NOON):
            assert retention.run() == 3
        entry = Entry.objects.get(event="journal.retention_ran")
        assert entry.facts == {"total": 3, "done": {"a": 3, "b": 0}, "failed": []}
        assert beats.last(retention.BEAT).at == NOON

    def test_a_rule_that_fails_keeps_none_of_the_others_and_is_tried_again(self):
        def broken():
            raise RuntimeError("away")

        retention.register(rule("a", broken), rule("b", lambda: 2))
        with pytest.raises(retention.Incomplete):
            retention.run()
        assert Entry.objects.get().facts == {"total": 2, "done": {"b": 2}, "failed": ["a"]}

    def test_one_code_names_one_rule(self):
        retention.register(rule("a", lambda: 1))
        with pytest.raises(ValueError, match="registered twice"):
            retention.register(rule("a", lambda: 2))


@pytest.mark.django_db
class TestVerification:
    def test_what_is_new_is_verified_and_the_first_time_that_is_the_whole(self):
        sealed(3)
        assert verifying.verify_next() == 0
        assert verifying.state().entry == Entry.objects.latest("pk").pk
        verifying.verify_next()
        assert Entry.objects.filter(event="journal.verified", subject_id="seals").count() == 1

    def test_it_goes_on_where_it_stopped(self, monkeypatch):
        monkeypatch.setattr(verifying, "STEP", 2)
        sealed(5)
        reached = []
        for _ in range(3):
            verifying.verify_next()
            reached.append(verifying.state().entry)
        assert reached == sorted(set(reached)) and reached[-1] == Entry.objects.latest("pk").pk

    def test_a_change_of_what_was_verified_is_found_within_the_week_and_told_once(self, monkeypatch):
        monkeypatch.setattr(verifying, "STEP", 2)
        sealed(5)
        with clock.at(NOON):
            for _ in range(4):
                verifying.verify_next()
        edit(f"UPDATE journal_entry SET reason = 'x' WHERE id = {Entry.objects.earliest('pk').pk}")  # noqa: S608  our own number
        with clock.at(NOON + timedelta(days=1)):
            assert verifying.verify_next() == 0
        with clock.at(NOON + timedelta(days=8)):
            found = [verifying.verify_next() for _ in range(8)]
        assert found[-1] == 1
        assert Entry.objects.filter(event="journal.broken").count() == 1

    def test_a_change_of_what_is_new_is_found_at_once(self):
        sealed(2)
        verifying.verify_next()
        sealed(1)
        edit(f"UPDATE journal_entry SET reason = 'x' WHERE id = {Entry.objects.latest('pk').pk}")  # noqa: S608  our own number
        assert verifying.verify_next() == 1

    def test_a_verified_seal_that_has_gone_is_found(self):
        sealed(2)
        verifying.verify_next()
        edit(f"DELETE FROM journal_seal WHERE id = {verifying.state().to}")  # noqa: S608  our own number
        assert verifying.verify_next() == 1


class TestHealth:
    def test_a_check_that_fails_itself_is_unknown_and_the_others_are_made(self):
        def broken():
            raise RuntimeError("away")

        health.register(
            health.Check("disk", "磁盘", broken), health.Check("queue", "队列", lambda: health.Finding("watch", "积压"))
        )
        found = {check.code: finding.level for check, finding in health.look_at_all()}
        assert found == {"disk": "unknown", "queue": "watch"}
        assert health.worst(health.look_at_all()) == "watch"
