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

from ..models import LoginAttempt, Official
from ..rules import locked_until

STEP_SECONDS = 30
WINDOW = 1  # a code is taken one step early or late: clocks of phones differ
KEPT = timedelta(days=200)  # P17: at least 180 days
WRONG = "账号、密码或动态口令不正确。"


@dataclass(frozen=True)
class FirstFactor:
    """The password was right; the second factor is still due."""

    official: Official
    enrolled: bool


def _locked(field: str, value: str) -> bool:
    now = clock.now()
    window = now - timedelta(minutes=settings.LOGIN_LOCK_MINUTES)
    attempts = LoginAttempt.objects.filter(**{field: value}, at__gt=window).order_by("-at")[:100]
    failures = []
    for attempt in attempts:
        if attempt.succeeded:
            break
        failures.append(attempt.at)
    until = locked_until(failures, limit=settings.LOGIN_FAILURES, minutes=settings.LOGIN_LOCK_MINUTES, now=now)
    return until is not None and until > now


def refuse_if_locked(username: str, address: str) -> None:
    """Raises Refused when the account or the address has failed too often; says the same whether the account exists."""
    if _locked("username", username[:40]) or (address and _locked("address", address[:60])):
        raise Refused([f"登录失败次数过多，请 {settings.LOGIN_LOCK_MINUTES} 分钟后再试，或联系安全管理员解除锁定。"])


def check_first_factor(*, username: str, password: str, address: str) -> FirstFactor:
    """The password; a wrong one counts, for an account that does not exist as well, and takes as long."""
    refuse_if_locked(username, address)
    official = Official.objects.active().select_related("unit").filter(username=username).first()
    if official is None:
        make_password(password)  # as slow as a comparison, so that time does not tell which accounts exist
        right = False
    else:
        right = check_password(password, official.password)
    if official is None or not right:
        _failed(username, address)
        raise Refused([WRONG])
    return FirstFactor(official, bool(official.totp_secret))


def _failed(username: str, address: str) -> None:
    """Counted outside the refusal, which undoes nothing: the attempt must stay."""
    with transaction.atomic():
        LoginAttempt.objects.create(username=username[:40], address=address[:60], at=clock.now())
        if _locked("username", username[:40]):
            who = Party("account", username[:40], username[:40])
            record("bureau.login_locked", who, Party("visitor", address[:60]))
        if address and _locked("address", address[:60]):
            record("bureau.address_locked", Party("address", address[:60], address[:60]), SYSTEM)


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
    refuse_if_locked(official.username, address)
    if not check_password(password, official.password):
        _failed(official.username, address)
        raise Refused([Reason("原密码不正确。", field="old")])


def ask_again(*, official: Official, code: str, address: str) -> None:
    """The second factor once more, before a dangerous act; a wrong one counts towards the lock. Raises Refused."""
    refuse_if_locked(official.username, address)
    if not verify_second_factor(official, code):
        _failed(official.username, address)
        raise Refused([Reason("动态口令不正确或已用过，请输入手机上最新的六位数字。", field="code")])


def finish(*, official: Official, code: str, address: str) -> Official:
    """The second factor; with it the official is in. Raises Refused."""
    ask_again(official=official, code=code, address=address)
    note_entry(official=official, address=address)
    return official


def note_entry(*, official: Official, address: str) -> None:
    """Both factors were right, at a login or at the enrolment that ends the first one: the official is in."""
    with transaction.atomic():
        LoginAttempt.objects.create(username=official.username, address=address[:60], at=clock.now(), succeeded=True)
        record("bureau.logged_in", official, official)


@transaction.atomic
def log_out(*, official: Official) -> None:
    """The official leaves; his session is ended by the page."""
    record("bureau.logged_out", official, official)


@transaction.atomic
def unlock(*, username: str, actor: Official) -> None:
    """The security administrator ends a lock: what failed so far no longer counts."""
    if actor.admin_role != Official.AdminRole.SECURITY:
        raise Refused(["只有安全管理员可以解除锁定。"])
    LoginAttempt.objects.create(username=username, address="", at=clock.now(), succeeded=True)
    record("bureau.unlocked", Party("account", username, username), actor)


def prune_attempts() -> int:
    """Remove attempts that are older than they must be kept; returns how many."""
    return LoginAttempt.objects.filter(at__lt=clock.now() - KEPT).delete()[0]
