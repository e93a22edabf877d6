"""Keys turn by two hands, wherever a process dies; then everything encrypted moves to the new key."""

import logging
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from gongkai.bureau.models import KeyAct, Official, Reencryption
from gongkai.bureau.services import keys, reencryption
from gongkai.bureau.tests import factories as make
from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused
from gongkai.journal.tests.together import at_once
from gongkai.vault import rewriting
from gongkai.vault.ring import KeyRing, default_ring

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    """A ring of this test's own: a key that waits would hold up another test's."""
    settings.VAR = tmp_path


def proposed(three, key="data"):
    return keys.propose(key=key, reason="定期轮换", proposer=three["system"])


def rotated(three, key="data"):
    act = proposed(three, key)
    keys.decide(act=act, decider=three["security"], agree=True)
    keys.settle()
    act.refresh_from_db()
    return act


def ciphertexts():
    with connection.cursor() as cursor:
        cursor.execute("SELECT totp_secret FROM bureau_official WHERE totp_secret <> '' ORDER BY id")
        return [value for (value,) in cursor.fetchall()]


def numbers():
    return [KeyRing.key_of(value) for value in ciphertexts()]


def run_through():
    steps = 0
    while reencryption.step():
        steps += 1
    return steps


@pytest.mark.parametrize("key", KeyAct.Key.values)
def test_a_key_is_rotated_by_two_administrators_and_old_secrets_stay_readable(
    three, key, django_capture_on_commit_callbacks
):
    ring = default_ring()
    before, sealed = ring.key_in_use(), ring.encrypt("31000000", "test.column")
    act = proposed(three, key)
    for role in ("system", "audit"):
        with pytest.raises(Refused, match="另一类管理员"):
            keys.decide(act=act, decider=three[role], agree=True)
    with django_capture_on_commit_callbacks(execute=True):
        keys.decide(act=act, decider=three["security"], agree=True)
    assert ring.prepared() == []
    assert ring.decrypt(sealed, "test.column") == "31000000"
    assert (ring.key_in_use() > before) is (key == "data")


@pytest.mark.parametrize("key", KeyAct.Key.values)
def test_a_failure_while_recording_leaves_no_key_behind(three, key, monkeypatch):
    act, before = proposed(three, key), sorted(path.name for path in default_ring().folder.glob("*.json"))

    def fail(*args, **facts):
        raise OSError("disk full")

    monkeypatch.setattr(keys, "record", fail)
    with pytest.raises(OSError, match="disk full"):
        keys.decide(act=act, decider=three["security"], agree=True)
    assert keys.settle() == 1
    assert sorted(path.name for path in default_ring().folder.glob("*.json")) == before
    act.refresh_from_db()
    assert act.state == KeyAct.State.PROPOSED and not Reencryption.objects.exists()


@pytest.mark.parametrize("key", KeyAct.Key.values)
def test_a_process_that_dies_after_the_commit_leaves_a_key_that_the_next_start_puts_to_use(three, key):
    act = proposed(three, key)
    keys.decide(act=act, decider=three["security"], agree=True)  # nothing runs on commit here
    assert default_ring().key_in_use() == 1 and len(list(default_ring().folder.glob(f"{key}-*"))) == 1
    assert (keys.settle(), keys.settle()) == (1, 0)
    act.refresh_from_db()
    assert (default_ring().folder / f"{key}-{act.number:04d}.json").exists()
    assert Entry.objects.get(event="bureau.key_rotated").facts["number"] == act.number == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.concurrency
def test_a_key_that_is_just_being_decided_on_is_not_dropped(three):
    act = proposed(three)
    ends = at_once(lambda: keys.decide(act=act, decider=three["security"], agree=True), keys.settle, keys.settle)
    assert ends == ["done"] * 3
    keys.settle()
    assert default_ring().key_in_use() == 2 and default_ring().prepared() == []


def test_everything_encrypted_moves_to_the_new_key_some_rows_at_a_time(three):
    for _ in range(5):
        make.official(totp_secret=SECRET)
    act = rotated(three)
    assert numbers() == [1] * 5
    reencryption.step(limit=3)  # the three administrators have no secret
    reencryption.step(limit=3)
    assert numbers() == [2, 2, 2, 1, 1], "the rest waits for the next step"
    run_through()
    assert numbers() == [2] * 5
    assert {person.totp_secret.reveal() for person in Official.objects.filter(admin_role="")} == {SECRET}
    run = Reencryption.objects.get()
    assert (run.number, run.rewritten, run.unreadable) == (act.number, 5, 0) and run.seen == run.total == 8
    entry = Entry.objects.get(event="bureau.reencryption_finished")
    assert entry.facts == {"number": 2, "rewritten": 5, "unreadable": 0}
    assert reencryption.step() == 0


def test_nothing_is_rewritten_before_the_key_is_in_use(three):
    make.official(totp_secret=SECRET)
    keys.decide(act=proposed(three), decider=three["security"], agree=True)
    assert reencryption.step() == 0 and Reencryption.objects.get().seen == 0
    keys.settle()
    run_through()
    assert numbers() == [2]


def test_a_value_that_no_key_opens_stays_as_it_is_and_is_named(three, caplog):
    first, second = make.official(totp_secret=SECRET), make.official(totp_secret=SECRET)
    moved = ciphertexts()[0]
    Official.objects.filter(pk=second.pk).update(totp_secret=moved)  # bound to another row
    rotated(three)
    with caplog.at_level(logging.WARNING):
        run_through()
    run = Reencryption.objects.get()
    assert run.unreadable == 1 and run.unreadable_named == [f"bureau.official.totp_secret:{second.pk}"]
    assert run.unreadable_named[0] in caplog.text
    assert ciphertexts()[1] == moved and numbers() == [2, 1] and first.pk


def test_a_step_asks_the_same_number_of_questions_however_many_rows_it_moves(three, django_assert_max_num_queries):
    for _ in range(30):
        make.official(totp_secret=SECRET)
    rotated(three)
    reencryption.step(limit=1)
    with django_assert_max_num_queries(6):
        reencryption.step(limit=40)
    assert numbers() == [2] * 30


def test_the_command_goes_on_where_the_last_pass_stopped_and_says_how_far_it_is(three):
    for _ in range(3):
        make.official(totp_secret=SECRET)
    rotated(three)
    reencryption.step(limit=4)
    said = StringIO()
    call_command("reencrypt", stdout=said)
    assert numbers() == [2] * 3 and "重写 3 项" in said.getvalue()
    assert Reencryption.objects.count() == 1
    call_command("reencrypt", stdout=StringIO())
    again = Reencryption.objects.latest("pk")
    assert again.finished_at and again.rewritten == 0
    assert Entry.objects.filter(event="bureau.reencryption_started").count() == 1


def test_the_command_does_not_end_well_while_something_cannot_be_opened(three):
    make.official(totp_secret=SECRET), make.official(totp_secret=SECRET)
    Official.objects.filter(admin_role="").update(totp_secret=ciphertexts()[0])
    rotated(three)
    said = StringIO()
    with pytest.raises(CommandError, match="1 项无法解开"):
        call_command("reencrypt", stdout=StringIO(), stderr=said)
    assert "bureau.official.totp_secret" in said.getvalue()


def test_every_encrypted_column_of_the_platform_is_known():
    known = set(rewriting.columns())
    assert {"bureau.official.totp_secret", "desk.formdraft.typed"} <= known
