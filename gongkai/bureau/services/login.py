"""Logging in with two factors, and locking out (等保三级, P15)."""

from dataclasses import dataclass
from datetime import timedelta

import pyotp
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from gongkai.journal import clock
from gongkai.journal.parties import SYSTEM, Party
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record
from gongkai.vault.fields import Sealed

from .. import queries
from ..models import LoginAttempt, Official
from ..rules import locked_until
from .signing_on import may_use_password

STEP_SECONDS = 30
WINDOW = 1  # a code is taken one step early or late: clocks of phones differ
KEPT = timedelta(days=200)  # P17: at least 180 days
MOST_READ = 200  # attempts within the lock's time; a locked account or address adds none
PASSWORD, SINGLE_SIGN_ON = "密码", "统一身份认证"  # the ways in, as the journal calls them
WRONG = "账号、密码或动态口令不正确。"


@dataclass(frozen=True)
class FirstFactor:
    """The password was right; the second factor is still due."""

    official: Official
    enrolled: bool


def _locked(field: str, value: str) -> bool:
    """Whether the failures of this account, or from this address, lock it now.

    Whoever got in has shown that his own failures were mistakes; those on other accounts from his address still count.
    """
    now = clock.now()
    window = now - 2 * timedelta(minutes=settings.LOGIN_LOCK_MINUTES)
    failures, got_in = [], set()
    for attempt in LoginAttempt.objects.filter(**{field: value}, at__gt=window).order_by("-at", "-pk")[:MOST_READ]:
        if attempt.succeeded:
            got_in.add(attempt.username)
        elif attempt.username not in got_in:
            failures.append(attempt.at)
    until = locked_until(failures, limit=settings.LOGIN_FAILURES, minutes=settings.LOGIN_LOCK_MINUTES, now=now)
    return until is not None


def refuse_if_locked(username: str, address: str) -> None:
    """Raises Refused when the account or the address has failed too often; says the same whether the account exists."""
    if _locked("username", username[:40]) or (address and _locked("address", address[:60])):
        raise Refused([f"登录失败次数过多，请 {settings.LOGIN_LOCK_MINUTES} 分钟后再试，或联系安全管理员解除锁定。"])


def _count(username: str, address: str) -> LoginAttempt:
    """Count an attempt as failed before it is judged: of many at once, no more are judged than the limit allows.

    Its address is added when it has failed, since many people may log in from one address at the same moment.
    """
    with transaction.atomic():
        queries.one_login_at_a_time()
        refuse_if_locked(username, address)
        return LoginAttempt.objects.create(username=username[:40], at=clock.now())


def _failed(attempt: LoginAttempt, address: str) -> None:
    """It stays counted; whether it has locked something is told to the journal."""
    with transaction.atomic():
        attempt.address = address[:60]
        attempt.save(update_fields=["address"])
        if _locked("username", attempt.username):
            record("bureau.login_locked", _account(attempt.username), Party("visitor", attempt.address))
        if address and _locked("address", attempt.address):
            record("bureau.address_locked", Party("address", attempt.address, attempt.address), SYSTEM)


def _account(username: str) -> Party:
    """What was typed for an account that does not exist may be somebody's password: the journal keeps no word of it."""
    known = Official.objects.filter(username=username).exists()
    return Party("account", username, username) if known else Party("account", "unknown", "不存在的账号")


def check_first_factor(*, username: str, password: str, address: str) -> FirstFactor:
    """The password; a wrong one counts, for an account that does not exist as well, and takes as long."""
    attempt = _count(username, address)
    official = Official.objects.active().select_related("unit").filter(username=username).first()
    if official is None:
        make_password(password)  # as slow as a comparison, so that time does not tell which accounts exist
    if official is None or not check_password(password, official.password):
        _failed(attempt, address)
        raise Refused([WRONG])
    attempt.delete()
    if not may_use_password(official):
        raise Refused(["本账号请从“统一身份认证”登录。"])
    return FirstFactor(official, bool(official.totp_secret))


def secret_of(official: Official) -> str:
    """The official's TOTP secret in clear: for computing a code, never for showing."""
    sealed = official.totp_secret
    return sealed.reveal() if isinstance(sealed, Sealed) else str(sealed)


def verify_second_factor(official: Official, code: str) -> bool:
    """Whether `code` is the official's current one-time code and was not used before; using it uses it up."""
    code = "".join(code.split())
    with transaction.atomic():
        locked = Official.objects.select_for_update(of=("self",)).get(pk=official.pk)
        if not locked.totp_secret or not code.isdigit():
            return False
        totp, now = pyotp.TOTP(secret_of(locked)), clock.real_now()
        for offset in range(-WINDOW, WINDOW + 1):
            moment = now + timedelta(seconds=offset * STEP_SECONDS)
            step = int(moment.timestamp()) // STEP_SECONDS
            if step > locked.totp_last_step and totp.verify(code, for_time=moment):
                Official.objects.filter(pk=official.pk).update(totp_last_step=step)
                return True
    return False


def ask_password(*, official: Official, password: str, address: str) -> None:
    """The present password once more, before it is changed; a wrong one counts towards the lock. Raises Refused."""
    attempt = _count(official.username, address)
    if not check_password(password, official.password):
        _failed(attempt, address)
        raise Refused([Reason("原密码不正确。", field="old")])
    attempt.delete()


def ask_again(*, official: Official, code: str, address: str) -> None:
    """The second factor once more, before a dangerous act; a wrong one counts towards the lock. Raises Refused."""
    attempt = _count(official.username, address)
    if not verify_second_factor(official, code):
        _failed(attempt, address)
        raise Refused([Reason("动态口令不正确或已用过，请输入手机上最新的六位数字。", field="code")])
    attempt.delete()


def finish(*, official: Official, code: str, address: str, way: str = PASSWORD) -> Official:
    """The second factor; with it the official is in. Raises Refused."""
    ask_again(official=official, code=code, address=address)
    note_entry(official=official, address=address, way=way)
    return official


def note_entry(*, official: Official, address: str, way: str = PASSWORD) -> None:
    """Both factors were right, at a login or at the enrolment that ends the first one: the official is in."""
    with transaction.atomic():
        LoginAttempt.objects.create(username=official.username, address=address[:60], at=clock.now(), succeeded=True)
        record("bureau.logged_in", official, official, way=way)


@transaction.atomic
def log_out(*, official: Official) -> None:
    """The official leaves; his session is ended by the page."""
    record("bureau.logged_out", official, official)


@transaction.atomic
def unlock(*, username: str, actor: Official) -> None:
    """The security administrator ends a lock: what failed so far no longer counts, against his addresses either."""
    if actor.admin_role != Official.AdminRole.SECURITY:
        raise Refused(["只有安全管理员可以解除锁定。"])
    window = clock.now() - 2 * timedelta(minutes=settings.LOGIN_LOCK_MINUTES)
    failed_from = LoginAttempt.objects.filter(username=username, at__gt=window).values_list("address", flat=True)
    LoginAttempt.objects.bulk_create(
        LoginAttempt(username=username, address=address, at=clock.now(), succeeded=True)
        for address in sorted({"", *failed_from})
    )
    record("bureau.unlocked", Party("account", username, username), actor)


def prune_attempts() -> int:
    """Remove attempts that are older than they must be kept; returns how many."""
    return LoginAttempt.objects.filter(at__lt=clock.now() - KEPT).delete()[0]
