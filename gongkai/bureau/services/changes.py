"""Changes of what an official may do: proposed by one administrator, confirmed by another (P16)."""

from typing import Any

from django.db import transaction

from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record

from ..models import DutyAssignment, DutyCode, Official, RoleChange, Unit
from ..rules import CHANGES, Change, decision_refusals, proposal_refusals

ROLES = dict(Official.AdminRole.choices)


def _facts(official: Official, change: dict[str, Any]) -> Change:
    open_duties = official.duties.filter(valid_to__isnull=True)
    return Change(
        do=change.get("do", ""),
        official=official.pk,
        holds_duties=open_duties.exists(),
        has_role=official.admin_role,
        role=change.get("role", ""),
    )


def words_of(change: dict[str, Any]) -> str:
    """What the change is, in words."""
    if change["do"] in {"grant", "revoke"}:
        unit = Unit.objects.filter(pk=change["unit"]).first() if change.get("unit") else None
        return f"{DutyCode(change['duty']).label}（{unit.short_name if unit else '全局'}）"
    if change["do"] == "admin_role":
        return str(ROLES.get(change.get("role", ""), "")) or "取消管理角色"
    return CHANGES[change["do"]]


@transaction.atomic
def propose(*, official: Official, change: dict[str, Any], reason: str, proposer: Official) -> RoleChange:
    """Put a change before another administrator. Raises Refused."""
    found = [Reason(text) for text in proposal_refusals(
        _facts(official, change), proposer=proposer.pk, proposer_role=proposer.admin_role)]  # fmt: skip
    if not reason.strip():
        found.append(Reason("请写明变更的理由。", field="reason"))
    if change.get("do") in {"grant", "revoke"} and change.get("duty") not in DutyCode.values:
        found.append(Reason("请选择职责。", field="duty"))
    if found:
        raise Refused(found)
    made = RoleChange.objects.create(
        official=official, change=change, reason=reason.strip(), proposed_by=proposer, proposed_at=clock.now()
    )
    record("bureau.change_proposed", official, proposer, reason=reason, change=CHANGES[change["do"]],
           what=words_of(change))  # fmt: skip
    return made


@transaction.atomic
def decide(*, change: RoleChange, decider: Official, agree: bool) -> RoleChange:
    """Confirm it, which takes effect at once and ends the official's sessions, or refuse it. Raises Refused."""
    row = (
        RoleChange.objects.select_for_update(of=("self",))
        .select_related("official__unit", "proposed_by")
        .get(pk=change.pk)
    )
    if row.state != RoleChange.State.PROPOSED:
        raise Refused(["这项变更已经处理过。"])
    official = Official.objects.select_for_update(of=("self",)).select_related("unit").get(pk=row.official_id)
    facts, proposer = _facts(official, row.change), row.proposed_by
    found = decision_refusals(facts, proposer=proposer.pk, decider=decider.pk, decider_role=decider.admin_role,
                              proposer_role=proposer.admin_role)  # fmt: skip
    if agree:  # what has changed since the proposal counts as well
        found += proposal_refusals(facts, proposer=proposer.pk, proposer_role=proposer.admin_role)
    if found:
        raise Refused(list(dict.fromkeys(found)))
    row.state = RoleChange.State.CONFIRMED if agree else RoleChange.State.REFUSED
    row.decided_by, row.decided_at = decider, clock.now()
    row.save()
    if agree:
        _apply(official, row.change)
    record("bureau.change_confirmed" if agree else "bureau.change_refused", official, decider, reason=row.reason,
           change=CHANGES[row.change["do"]], what=words_of(row.change))  # fmt: skip
    return row


def _apply(official: Official, change: dict[str, Any]) -> None:
    do, today = change["do"], clock.today()
    if do == "grant":
        unit = Unit.objects.filter(pk=change["unit"]).first() if change.get("unit") else None
        DutyAssignment.objects.get_or_create(
            official=official, duty=change["duty"], unit=unit, valid_to=None, defaults={"valid_from": today}
        )
    elif do == "revoke":
        rows = official.duties.filter(duty=change["duty"], valid_to__isnull=True)
        rows = rows.filter(unit=change["unit"]) if change.get("unit") else rows.filter(unit__isnull=True)
        rows.filter(valid_from__gte=today).delete()
        rows.update(valid_to=clock.yesterday())
    elif do == "admin_role":
        official.admin_role = change.get("role", "")
    else:
        official.is_active = do == "activate"
    official.session_epoch += 1
    official.save()
