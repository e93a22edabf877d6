"""Accounts of outside auditors: asked for by the system administrator, opened by the security administrator, ended by either."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction

from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record

from ..models import Official, Unit
from ..rules import OPEN_AUDIT, audit_span_refusals
from . import changes, officials


@dataclass(frozen=True)
class Commission:
    """On whose behalf somebody reads, by which notice, and on which days (both included)."""

    organisation: str
    ground: str
    first_day: date
    last_day: date


def _refusals(commission: Commission) -> list[Reason]:
    found = []
    if not commission.organisation.strip():
        found.append(Reason("请填写查阅人所属的机关。", field="organisation"))
    if not commission.ground.strip():
        found.append(Reason("请填写审计通知书或者检查通知的文号。", field="ground"))
    span = audit_span_refusals(
        commission.first_day, commission.last_day, today=clock.today(), most_days=settings.AUDIT_DAYS
    )
    return found + [Reason(sentence, field=field) for field, sentence in span.items()]


@transaction.atomic
def ask(
    *, username: str, name: str, unit: Unit, commission: Commission, actor: Official, post: str = ""
) -> tuple[Official, str]:
    """Make the account, which opens when the security administrator confirms; answers it with its one-time password.

    `unit` is who receives the auditor. Raises Refused.
    """
    if found := _refusals(commission):
        raise Refused(found)
    account, password = officials.create(username=username, name=name, unit=unit, post=post, actor=actor)
    account.organisation, account.audit_ground = commission.organisation.strip(), commission.ground.strip()
    account.audit_from, account.audit_to = commission.first_day, commission.last_day
    account.is_active = False
    account.save(update_fields=["organisation", "audit_ground", "audit_from", "audit_to", "is_active"])
    record("bureau.audit_account_asked", account, actor, organisation=account.organisation, ground=account.audit_ground,
           from_day=account.audit_from.isoformat(), to_day=account.audit_to.isoformat())  # fmt: skip
    wanted = {
        "do": OPEN_AUDIT, "organisation": account.organisation, "ground": account.audit_ground,
        "from": account.audit_from.isoformat(), "to": account.audit_to.isoformat(),
    }  # fmt: skip
    changes.propose(official=account, change=wanted, reason=account.audit_ground, proposer=actor)
    return account, password


def end_refusals(*, account: Official, actor: Official) -> list[str]:
    """Why this administrator may not end the account now; empty when he may."""
    found = []
    if not actor.admin_role:
        found.append("只有管理员可以停用审计查阅账号。")
    if not account.is_auditor:
        found.append("这不是审计查阅账号；停用工作人员的账号须提出变更。")
    elif not account.is_active:
        found.append("该账号已停用，或者尚未开通。")
    return found


@transaction.atomic
def end(*, account: Official, actor: Official, reason: str) -> Official:
    """Stop the account before its last day; running sessions end at their next request. Any administrator, alone:
    what only takes away needs no second person. Raises Refused."""
    locked = Official.objects.select_for_update(of=("self",)).select_related("unit").get(pk=account.pk)
    found = [Reason(sentence) for sentence in end_refusals(account=locked, actor=actor)]
    if not reason.strip():
        found.append(Reason("请写明停用的理由。", field="reason"))
    if found:
        raise Refused(found)
    locked.is_active = False
    locked.session_epoch += 1
    locked.save(update_fields=["is_active", "session_epoch"])
    record("bureau.audit_account_ended", locked, actor, reason=reason.strip())
    return locked
