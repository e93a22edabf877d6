"""An official's own password and one-time codes."""

import secrets

import pyotp
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record

from ..models import Official, OldPassword
from ..rules import password_resetter, totp_resetter

ROLES = dict(Official.AdminRole.choices)


def new_secret() -> str:
    """A fresh TOTP secret (160 bits, base32)."""
    return pyotp.random_base32()


def provisioning_uri(official: Official, secret: str) -> str:
    """What the QR code holds for the official's authenticator."""
    return pyotp.TOTP(secret).provisioning_uri(name=official.username, issuer_name=settings.BUREAU["brand"])


@transaction.atomic
def enrol(*, official: Official, secret: str, code: str) -> Official:
    """Take up a secret whose first code the official has typed; replaces none that is already in use."""
    locked = Official.objects.select_for_update(of=("self",)).select_related("unit").get(pk=official.pk)
    if locked.totp_secret:
        raise Refused(["动态口令已经启用。如更换了手机，请联系安全管理员重置。"])
    moment = clock.real_now()
    if not pyotp.TOTP(secret).verify("".join(code.split()), for_time=moment, valid_window=1):
        raise Refused([Reason("动态口令不正确，请输入手机上最新的六位数字。", field="code")])
    locked.totp_secret = secret
    locked.totp_last_step = int(moment.timestamp()) // 30
    locked.save()
    record("bureau.totp_enrolled", locked, locked)
    return locked


def _keep_password(official: Official, password: str) -> None:
    """Set a valid password and remember the old one; older sessions end."""
    if official.password:
        OldPassword.objects.create(official=official, password=official.password, until=clock.now())
    official.password = make_password(password)
    official.password_changed_at = clock.real_now()
    official.session_epoch = F("session_epoch") + 1
    official.save()
    official.refresh_from_db()


def _checked(official: Official, password: str) -> None:
    try:
        validate_password(password, official)
    except ValidationError as faults:
        raise Refused([Reason(sentence, field="password") for sentence in faults.messages]) from None


@transaction.atomic
def change_password(*, official: Official, old: str, new: str) -> Official:
    """The official changes his own password; raises Refused with every rule that it breaks."""
    locked = Official.objects.select_for_update(of=("self",)).select_related("unit").get(pk=official.pk)
    if not check_password(old, locked.password):
        raise Refused([Reason("原密码不正确。", field="old")])
    _checked(locked, new)
    locked.must_change_password = False
    _keep_password(locked, new)
    record("bureau.password_changed", locked, locked)
    return locked


def password_reset_refusals(*, official: Official, actor: Official) -> list[str]:
    """Why this administrator may not give the official a new password; empty when he may."""
    return _reset_refusals(official, actor, password_resetter(official.admin_role), "密码")


def totp_reset_refusals(*, official: Official, actor: Official) -> list[str]:
    """Why this administrator may not let the official enrol anew; empty when he may."""
    return _reset_refusals(official, actor, totp_resetter(official.admin_role), "动态口令")


def _reset_refusals(official: Official, actor: Official, role: str, what: str) -> list[str]:
    if actor.admin_role == role and actor.pk != official.pk:
        return []
    return [f"该账号的{what}由{ROLES[role]}重置：密码和动态口令不能由同一位管理员重置（三员分立）。"]


@transaction.atomic
def end_sessions(*, official: Official) -> Official:
    """End every session of the official, wherever it is open."""
    locked = Official.objects.select_for_update(of=("self",)).select_related("unit").get(pk=official.pk)
    locked.session_epoch += 1
    locked.save(update_fields=["session_epoch"])
    record("bureau.sessions_ended", locked, locked)
    return locked


@transaction.atomic
def reset_password(*, official: Official, actor: Official) -> str:
    """A one-time password from the administrator whose it is to give; it must be changed at the next login.

    Raises Refused. Password and codes are reset by different administrators: see `rules.password_resetter`.
    """
    if found := password_reset_refusals(official=official, actor=actor):
        raise Refused(found)
    locked = Official.objects.select_for_update(of=("self",)).select_related("unit").get(pk=official.pk)
    password = one_time_password()
    locked.must_change_password = True
    _keep_password(locked, password)
    record("bureau.password_reset", locked, actor)
    return password


@transaction.atomic
def reset_totp(*, official: Official, actor: Official, reason: str) -> Official:
    """Let an official enrol anew (a lost phone); older sessions end. Raises Refused."""
    if found := totp_reset_refusals(official=official, actor=actor):
        raise Refused(found)
    if not reason.strip():
        raise Refused([Reason("请写明重置的理由。", field="reason")])
    locked = Official.objects.select_for_update(of=("self",)).select_related("unit").get(pk=official.pk)
    locked.totp_secret = ""
    locked.session_epoch += 1
    locked.save()
    record("bureau.totp_reset", locked, actor, reason=reason)
    return locked


def one_time_password() -> str:
    """Sixteen characters of at least three classes, none of which is mistaken for another."""
    alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return "Gk3-" + "".join(secrets.choice(alphabet) for _ in range(12))
