"""Changes of what an official may do: proposed by one administrator, confirmed by another (P16)."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from gongkai.journal import clock
from gongkai.journal.refusals import Reason, Refused
from gongkai.journal.services import record

from ..models import Absence, DutyAssignment, DutyCode, Official, RoleChange, Unit
from ..rules import ALL_CHANGES, OPEN_AUDIT, Change, decision_refusals, proposal_refusals

ROLES = dict(Official.AdminRole.choices)


def _facts(official: Official, change: dict[str, Any]) -> Change:
    today = clock.today()
    own = official.duties.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today))
    lent = Absence.objects.filter(substitute=official, to_day__gte=today).exclude(ended_early_on__lte=today)
    return Change(
        do=change.get("do", ""),
        official=official.pk,
        role=change.get("role", ""),
        has_role=official.admin_role,
        holds_duties=own.exists() or lent.exists(),
        is_active=official.is_active,
        is_leader=official.is_leader,
        holds_this=_held(official, change).exists(),
        last_of_role=bool(official.admin_role)
        and not Official.objects.active().filter(admin_role=official.admin_role).exclude(pk=official.pk).exists(),
        is_auditor=official.is_auditor,
        span_over=official.audit_to is not None and official.audit_to < today,
    )


def _held(official: Official, change: dict[str, Any]) -> QuerySet[DutyAssignment]:
    """The official's open assignment of the change's duty, for exactly its scope."""
    return official.duties.filter(duty=change.get("duty", ""), unit=change.get("unit"), valid_to__isnull=True)


def words_of(change: RoleChange) -> str:
    """What the change is, in words; `queries.role_changes()` brings the unit's name along."""
    what = change.change
    if what["do"] in {"grant", "revoke"}:
        unit = change.unit_name if hasattr(change, "unit_name") else _unit_name(what)
        return f"{DutyCode(what['duty']).label}（{unit or '全局'}）"
    if what["do"] == OPEN_AUDIT:
        return f"{what['organisation']}，{what['ground']}，{what['from']} 至 {what['to']}"
    if what["do"] == "admin_role":
        return str(ROLES[what["role"]]) if what.get("role") else "取消管理角色"
    return ALL_CHANGES[what["do"]]


def _unit_name(change: dict[str, Any]) -> str:
    unit = Unit.objects.filter(pk=change["unit"]).first() if change.get("unit") else None
    return unit.short_name if unit else ""


def _form_refusals(change: dict[str, Any], reason: str) -> list[Reason]:
    """What was left out or cannot be meant."""
    found = []
    if change.get("do") in {"grant", "revoke"} and change.get("duty") not in DutyCode.values:
        found.append(Reason("请选择职责。", field="duty"))
    scope = Unit.objects.valid_on(clock.today()).filter(pk=change.get("unit") or 0)
    if change.get("do") == "grant" and change.get("unit") and not scope.exists():
        found.append(Reason("该机构不存在或已撤并，请重新选择范围。", field="unit"))
    if change.get("do") == "admin_role" and change.get("role", "") not in ROLES:
        found.append(Reason("请选择管理角色。", field="role"))
    if not reason.strip():
        found.append(Reason("请写明变更的理由。", field="reason"))
    return found


@transaction.atomic
def propose(*, official: Official, change: dict[str, Any], reason: str, proposer: Official) -> RoleChange:
    """Put a change before another administrator. Raises Refused."""
    locked = Official.objects.select_for_update(of=("self",)).select_related("unit").get(pk=official.pk)
    found = _form_refusals(change, reason)
    if not found or change.get("do") not in ALL_CHANGES:
        sentences = proposal_refusals(_facts(locked, change), proposer=proposer.pk, proposer_role=proposer.admin_role)
        found += [Reason(sentence) for sentence in sentences]
    if RoleChange.objects.filter(official=locked, change=change, state=RoleChange.State.PROPOSED).exists():
        found.append(Reason("同样的变更已经提出，正等待确认。"))
    if found:
        raise Refused(found)
    made = RoleChange.objects.create(
        official=locked, change=change, reason=reason.strip(), proposed_by=proposer, proposed_at=clock.now()
    )
    record("bureau.change_proposed", locked, proposer, reason=reason, change=ALL_CHANGES[change["do"]],
           what=words_of(made))  # fmt: skip
    return made


def refusals(*, change: RoleChange, decider: Official) -> list[str]:
    """Why this administrator may not decide on the change now; empty when he may."""
    if change.state != RoleChange.State.PROPOSED:
        return ["这项变更已经处理过。"]
    proposer = change.proposed_by
    return decision_refusals(
        _facts(change.official, change.change), proposer=proposer.pk, decider=decider.pk,
        decider_role=decider.admin_role, proposer_role=proposer.admin_role,
    )  # fmt: skip


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
           change=ALL_CHANGES[row.change["do"]], what=words_of(row))  # fmt: skip
    return row


def _apply(official: Official, change: dict[str, Any]) -> None:
    do, today = change["do"], clock.today()
    if do == "grant":
        DutyAssignment.objects.create(
            official=official, duty=change["duty"], unit_id=change.get("unit"), valid_from=today
        )
    elif do == "revoke":
        rows = _held(official, change)
        rows.filter(valid_from__gte=today).delete()
        rows.update(valid_to=clock.yesterday())
    elif do == "admin_role":
        official.admin_role = change.get("role", "")
    elif do in {"leader", "not_leader"}:
        official.is_leader = do == "leader"
    else:
        official.is_active = do in {"activate", OPEN_AUDIT}
    official.session_epoch += 1
    official.save(update_fields=["admin_role", "is_leader", "is_active", "session_epoch"])
