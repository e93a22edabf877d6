"""Counting failures: whose they are, what ends a lock, and that many attempts at once are not judged more often."""

from datetime import datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pyotp
import pytest

from gongkai.bureau.models import LoginAttempt
from gongkai.bureau.services import credentials, login
from gongkai.bureau.tests import factories as make
from gongkai.journal import clock
from gongkai.journal.models import Entry
from gongkai.journal.refusals import Refused

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 6, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
HERE, THERE = "10.1.1.1", "10.2.2.2"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ROLES = ("", "system", "security", "audit")


def at(minutes):
    return clock.at(MORNING + timedelta(minutes=minutes))


@pytest.fixture
def clerk():
    person = make.official("draft", username="luyan")
    person.totp_secret = SECRET
    person.save()
    return person


WRONG = "Wrong-password-1"


def guess(username, address=HERE, password=WRONG):
    """'in' where the first factor was right, 'wrong' or 'locked'."""
    try:
        login.check_first_factor(username=username, password=password, address=address)
    except Refused as refused:
        return "locked" if "15 分钟" in str(refused) else "wrong"
    return "in"


@pytest.mark.parametrize("failures", range(8))
def test_the_fifth_failure_locks_the_account_from_every_address(clerk, failures):
    for number in range(failures):
        with at(number):
            guess("luyan", f"10.9.9.{number}")
    with at(failures):
        assert guess("luyan", THERE, make.PASSWORD) == ("locked" if failures >= 5 else "in")


@pytest.mark.parametrize("username", ["luyan", "nobody"])
def test_an_account_that_does_not_exist_is_locked_like_one_that_does(clerk, username):
    with at(0):
        assert [guess(username, f"10.9.9.{number}") for number in range(7)] == ["wrong"] * 5 + ["locked"] * 2


def test_the_lock_lasts_a_quarter_of_an_hour_after_the_last_failure_and_no_refused_attempt_prolongs_it(clerk):
    for minute in range(5):
        with at(minute):
            guess("luyan")
    for minute in range(5, 19):
        with at(minute):
            assert guess("luyan", THERE, make.PASSWORD) == "locked", minute
    with at(20):
        assert guess("luyan", HERE, make.PASSWORD) == "in"


def test_getting_in_forgives_ones_own_failures_and_not_those_on_others_accounts(clerk):
    with at(0):
        for number in range(4):
            guess(f"guess{number}")
    with at(1):
        login.note_entry(official=clerk, address=HERE)
        assert guess("another") == "wrong"
    with at(2):
        assert guess("luyan", HERE, make.PASSWORD) == "locked", "five failures on others' accounts from this address"
        assert guess("luyan", THERE, make.PASSWORD) == "in"
    with at(30):
        for _ in range(4):
            guess("luyan")
        login.note_entry(official=clerk, address=HERE)
        assert [guess("luyan") for _ in range(4)] == ["wrong"] * 4


def test_the_right_password_alone_forgives_nothing(clerk):
    with at(0):
        for _ in range(4):
            guess("luyan")
        assert guess("luyan", HERE, make.PASSWORD) == "in"
        guess("luyan")
        assert guess("luyan", HERE, make.PASSWORD) == "locked"


def test_the_security_administrator_unlocks_account_and_addresses(clerk):
    with at(0):
        for _ in range(5):
            guess("luyan")
        for role in ("", "system", "audit"):
            with pytest.raises(Refused, match="安全管理员"):
                login.unlock(username="luyan", actor=make.official(admin_role=role))
        login.unlock(username="luyan", actor=make.official(admin_role="security"))
        assert guess("luyan", HERE, make.PASSWORD) == "in"
    assert Entry.objects.filter(event="bureau.unlocked").count() == 1


def test_the_journal_tells_of_a_lock_once_and_keeps_no_word_that_was_typed_for_an_account_that_is_not(clerk):
    with at(0):
        for _ in range(7):
            guess("My-secret-password-1", THERE)
    entries = Entry.objects.filter(event__in=["bureau.login_locked", "bureau.address_locked"])
    assert entries.count() == 2
    assert "My-secret" not in str(list(entries.values()))


def test_attempts_are_kept_half_a_year_and_then_removed(clerk):
    with at(0):
        guess("luyan")
    with clock.at(MORNING + timedelta(days=181)):
        assert login.prune_attempts() == 0
    with clock.at(MORNING + timedelta(days=201)):
        assert login.prune_attempts() == 1
    assert not LoginAttempt.objects.exists()


def code(offset=0):
    return pyotp.TOTP(SECRET).at(clock.real_now() + timedelta(seconds=offset))


@pytest.mark.parametrize("offset", [-90, -60, -30, 0, 30, 60, 90])
def test_a_code_is_good_one_step_early_or_late_and_once(clerk, offset, time_machine):
    time_machine.move_to(MORNING + timedelta(seconds=15), tick=False)
    near = abs(offset) <= 30
    assert login.verify_second_factor(clerk, code(offset)) is near
    assert login.verify_second_factor(clerk, code(offset)) is False


def test_an_older_code_is_not_taken_after_a_newer_one(clerk, time_machine):
    time_machine.move_to(MORNING + timedelta(seconds=15), tick=False)
    assert login.verify_second_factor(clerk, code(30))
    assert not login.verify_second_factor(clerk, code(0)) and not login.verify_second_factor(clerk, code(-30))


@pytest.mark.parametrize("typed", ["", "abc", "12345", "1234567", "²²²²²²", "\x00", "000000"])
def test_what_is_no_code_is_refused(clerk, typed, time_machine):
    time_machine.move_to(MORNING, tick=False)
    assert login.verify_second_factor(clerk, typed) is False


@pytest.mark.parametrize(("concerned", "actor"), list(product(ROLES, ROLES)))
def test_password_and_codes_are_reset_by_two_different_administrators(concerned, actor):
    person, administrator = make.official(admin_role=concerned), make.official(admin_role=actor)
    done = []
    for name, reset in {
        "password": lambda: credentials.reset_password(official=person, actor=administrator),
        "codes": lambda: credentials.reset_totp(official=person, actor=administrator, reason="换了手机"),
    }.items():
        try:
            reset()
            done.append(name)
        except Refused:
            continue
    assert len(done) <= 1, "nobody alone takes over an account"
    assert not (actor == "" and done)
    with pytest.raises(Refused):
        credentials.reset_password(official=administrator, actor=administrator)
    with pytest.raises(Refused):
        credentials.reset_totp(official=administrator, actor=administrator, reason="x")


@pytest.mark.parametrize("concerned", ROLES)
def test_there_is_always_somebody_who_resets(concerned):
    person = make.official(admin_role=concerned)
    others = [make.official(admin_role=role) for role in ROLES]
    passwords = [each for each in others if not credentials.password_reset_refusals(official=person, actor=each)]
    codes = [each for each in others if not credentials.totp_reset_refusals(official=person, actor=each)]
    assert len(passwords) == len(codes) == 1 and passwords != codes


def test_what_is_reset_ends_sessions_and_must_be_made_ones_own_again(clerk):
    epoch = clerk.session_epoch
    password = credentials.reset_password(official=clerk, actor=make.official(admin_role="system"))
    credentials.reset_totp(official=clerk, actor=make.official(admin_role="security"), reason="换了手机")
    clerk.refresh_from_db()
    assert clerk.check_password(password) and clerk.must_change_password and not clerk.totp_secret
    assert clerk.session_epoch == epoch + 2
    assert password not in str(list(Entry.objects.values()))
