"""Entries are written once, in the transaction of their change; deliveries are retried; seals tell of every edit."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from gongkai.journal import clock, delivery, events, queries, sealing, subscriptions
from gongkai.journal.models import AppendOnly, Delivery, Entry, Seal
from gongkai.journal.parties import SYSTEM, Party
from gongkai.journal.services import OutsideTransaction, record

NOON = datetime(2026, 6, 2, 4, 0, tzinfo=UTC)
THING = Party("thing", "1", "一件事", "办公室")


@pytest.fixture(autouse=True)
def tested_events(monkeypatch):
    monkeypatch.setattr(
        events, "_register", {**events._register, "test.happened": events.Event("test.happened", "发生了")}
    )
    monkeypatch.setattr(subscriptions, "_by_event", {})
    monkeypatch.setattr(subscriptions, "_functions", {})
    with clock.at(NOON):
        yield


def happened(**facts):
    with transaction.atomic():
        return record("test.happened", THING, SYSTEM, **facts)


@pytest.mark.django_db
class TestEntries:
    def test_an_entry_keeps_who_what_and_when_as_it_was(self):
        entry = happened(number=7)
        kept = Entry.objects.get(pk=entry.pk)
        assert (kept.actor_name, kept.subject_name, kept.at, kept.facts) == ("系统", "一件事", NOON, {"number": 7})

    def test_an_event_that_nobody_registered_is_a_mistake(self):
        with pytest.raises(events.UnknownEvent):
            record("test.unknown", THING, SYSTEM)

    @pytest.mark.parametrize(
        "attempt",
        [lambda e: e.save(), lambda e: e.delete(), lambda e: Entry.objects.update(reason="改"),
         lambda e: Entry.objects.filter(pk=e.pk).delete(), lambda e: Entry.objects.bulk_update([e], ["reason"]),
         lambda e: e.save(force_update=True), lambda e: Entry.objects.about("thing", 1).delete(), lambda e: Entry.objects.about("thing", 1).update(reason="改")],
    )  # fmt: skip
    def test_no_call_of_the_models_changes_or_removes_one(self, attempt):
        entry = happened()
        with pytest.raises(AppendOnly):
            attempt(entry)

    def test_what_locks_the_row_first_is_stopped_by_the_models_or_by_the_database(self):
        entry = happened()
        with pytest.raises((AppendOnly, DatabaseError)), transaction.atomic():
            Entry.objects.update_or_create(pk=entry.pk, defaults={"reason": "改"})
        assert Entry.objects.get().reason == ""

    @pytest.mark.parametrize(
        "attempt",
        [lambda e: Entry._base_manager.filter(pk=e.pk).update(reason="改"),
         lambda e: Entry._base_manager.filter(pk=e.pk).delete(),
         lambda e: Entry._base_manager.filter(pk=e.pk)._raw_delete("default"),
         lambda e: models.Model.save(e, force_update=True), lambda e: models.Model.delete(e),
         lambda e: Entry.objects.bulk_create(
             [e], update_conflicts=True, unique_fields=["id"], update_fields=["reason"]),
         lambda e: Seal.objects.update(count=0), lambda e: Seal.objects.all().delete(),
         lambda e: Seal.objects.get().delete(), lambda e: Seal.objects.get().save(),
         lambda e: Seal._base_manager.update(digest="0")],
    )  # fmt: skip
    def test_what_passes_the_models_is_stopped_by_the_database(self, attempt):
        entry = happened()
        sealing.seal_next()
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt(entry)
        assert list(sealing.breaks()) == [] and Seal.objects.count() == 1

    @pytest.mark.parametrize("table", queries.JOURNAL)
    @pytest.mark.parametrize("statement", ["UPDATE {0} SET id = id", "DELETE FROM {0}", "own"])
    def test_the_database_refuses_the_applications_own_role(self, table, statement):
        own = {"postgresql": "TRUNCATE {0}", "sqlite": "INSERT OR REPLACE INTO {0} SELECT * FROM {0}"}
        happened()
        sealing.seal_next()
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute({"own": own[connection.vendor]}.get(statement, statement).format(table))
        assert Entry.objects.exists() and Seal.objects.exists()

    @pytest.mark.parametrize("key", ["last_entry", "previous", "digest"])
    def test_a_seal_is_not_replaced_under_another_number_either(self, key):
        happened()
        sealing.seal_next()
        values = {"id": "99", "first_entry": "1", "last_entry": "99", "count": "1", "previous": "'x'", "digest": "'x'",
                  "at": "at", key: key}  # fmt: skip
        names, copies = ", ".join(values), ", ".join(values.values())
        verb, tail = {
            "postgresql": ("INSERT", f"ON CONFLICT ({key}) DO UPDATE SET count = 0"),
            "sqlite": ("INSERT OR REPLACE", ""),
        }[connection.vendor]
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{verb} INTO journal_seal ({names}) SELECT {copies} FROM journal_seal {tail}")  # noqa: S608  our own words
        assert list(sealing.breaks()) == []


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_the_transaction_of_its_change_is_refused():
    with pytest.raises(OutsideTransaction):
        record("test.happened", THING, SYSTEM)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_undone_leaves_no_entry_and_no_delivery():
    subscriptions.subscribe("test.one", lambda entry: None, ["test.happened"])
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("test.happened", THING, SYSTEM)
        _ = 1 / 0
    assert not Entry.objects.exists() and not Delivery.objects.exists()


@pytest.mark.django_db
class TestDeliveries:
    def test_each_subscriber_is_owed_exactly_one(self):
        seen = []
        subscriptions.subscribe("test.one", lambda entry: seen.append(("one", entry.pk)), ["test.happened"])
        subscriptions.subscribe("test.two", lambda entry: seen.append(("two", entry.pk)), ["test.happened"])
        entry = happened()
        assert delivery.deliver_due() == 2 and delivery.deliver_due() == 0
        assert sorted(seen) == [("one", entry.pk), ("two", entry.pk)]
        with pytest.raises(IntegrityError), transaction.atomic():
            Delivery.objects.create(entry=entry, subscriber="test.one", next_at=NOON)

    def test_a_poisoned_delivery_is_put_back_and_never_blocks_the_others(self):
        seen = []

        def poisoned(entry):
            if entry.facts["bad"]:
                raise ValueError("没法处理")
            seen.append(entry.pk)

        subscriptions.subscribe("test.poisoned", poisoned, ["test.happened"])
        happened(bad=True)
        good = [happened(bad=False).pk for _ in range(3)]
        delivery.deliver_due()
        assert seen == good
        bad = Delivery.objects.get(state="waiting")
        assert bad.attempts == 1 and "没法处理" in bad.error and bad.next_at == NOON + timedelta(seconds=1)

    def test_waits_grow_and_after_the_last_a_person_must_look(self):
        def broken(entry):
            raise RuntimeError("away")

        subscriptions.subscribe("test.broken", broken, ["test.happened"])
        happened()
        moment, waits = NOON, []
        for _ in delivery.BACK_OFF:
            with clock.at(moment):
                assert delivery.deliver_due() == 1
            row = Delivery.objects.get()
            waits.append((row.next_at - moment).total_seconds())
            moment = row.next_at
        assert tuple(waits) == delivery.BACK_OFF
        with clock.at(moment):
            delivery.deliver_due()
        assert Delivery.objects.get().state == "dead"
        delivery.retry_dead(Delivery.objects.get().pk)
        assert Delivery.objects.get().state == "waiting"

    def test_what_a_failing_subscriber_wrote_is_undone_and_its_failure_kept(self):
        def half(entry):
            Seal.objects.create(first_entry=1, last_entry=1, count=1, previous="x", digest="y", at=NOON)
            raise RuntimeError("half way")

        subscriptions.subscribe("test.half", half, ["test.happened"])
        happened()
        delivery.deliver_due()
        assert not Seal.objects.exists() and Delivery.objects.get().attempts == 1

    def test_a_subscriber_that_is_no_longer_wired_is_a_failure_like_others(self):
        subscriptions.subscribe("test.gone", lambda entry: None, ["test.happened"])
        happened()
        subscriptions._functions.clear()
        delivery.deliver_due()
        assert "KeyError" in Delivery.objects.get().error


def edit(statement, *values):
    """As somebody with the owner's rights would, past the application."""
    with connection.cursor() as cursor:
        for unlock in queries.unlock(connection.vendor):
            cursor.execute(unlock)
        cursor.execute(statement, values)
        for lock in queries.lock_down(connection.vendor):
            cursor.execute(lock)


@pytest.mark.django_db
class TestSeals:
    def test_entries_are_sealed_in_a_chain_and_the_chain_holds(self):
        for _ in range(3):
            happened()
            sealing.seal_next()
        assert sealing.seal_next() is None
        seals = list(Seal.objects.order_by("pk"))
        assert [seal.previous for seal in seals] == [sealing.BEGINNING, seals[0].digest, seals[1].digest]
        assert list(sealing.breaks()) == []

    @pytest.mark.parametrize(
        "statement",
        ["UPDATE journal_entry SET reason = 'x' WHERE id = %s", "UPDATE journal_entry SET actor_name = 'x' WHERE id = %s",
         "UPDATE journal_entry SET at = '2020-01-01 00:00:00+00:00' WHERE id = %s"],
    )  # fmt: skip
    def test_an_edit_past_the_application_is_found(self, statement):
        entry = happened()
        sealing.seal_next()
        edit(statement, entry.pk)
        assert [row.why for row in sealing.breaks()] == ["条目内容与封存摘要不符"]

    def test_a_removed_entry_and_a_removed_seal_are_found(self):
        first, _ = happened(), happened()
        sealing.seal_next()
        happened()
        sealing.seal_next()
        edit("DELETE FROM journal_delivery WHERE entry_id = %s", first.pk)
        edit("DELETE FROM journal_entry WHERE id = %s", first.pk)
        assert any("应有 2 条" in row.why for row in sealing.breaks())
        edit("DELETE FROM journal_seal WHERE id = %s", Seal.objects.earliest("pk").pk)
        assert any("不相接" in row.why for row in sealing.breaks())

    def test_an_entry_slipped_in_between_two_seals_is_found(self):
        first = happened()
        sealing.seal_next()
        later = Entry.objects.get(pk=first.pk)
        later.pk, later.id = first.pk + 5, first.pk + 5
        models.Model.save_base(later, force_insert=True)
        sealing.seal_next()
        slipped = Entry.objects.get(pk=first.pk)
        slipped.pk = slipped.id = first.pk + 2
        models.Model.save_base(slipped, force_insert=True)
        assert [(row.first_entry, row.why) for row in sealing.breaks()] == [(first.pk + 2, "封存之间多出 1 条")]

    def test_the_check_asks_the_same_number_of_questions_however_many_seals(self, django_assert_max_num_queries):
        for _ in range(6):
            happened()
            sealing.seal_next()
        with django_assert_max_num_queries(2):
            assert list(sealing.breaks()) == []

    def test_the_command_ends_with_one_where_the_chain_is_broken(self, capsys):
        entry = happened()
        sealing.seal_next()
        call_command("verify_journal")
        edit("UPDATE journal_entry SET reason = 'x' WHERE id = %s", entry.pk)
        with pytest.raises(SystemExit) as ended:
            call_command("verify_journal")
        assert ended.value.code == 1
