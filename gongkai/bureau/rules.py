"""Who may be entrusted with what, and who may stand in for whom: inputs in, sentences out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

# 三员分立 (P16): which administrator may do what.
SYSTEM, SECURITY, AUDIT = "system", "security", "audit"


@dataclass(frozen=True)
class Change:
    """A change of what an official may do, as it is proposed and confirmed, with how he stands now."""

    do: str
    official: int
    role: str = ""
    has_role: str = ""
    holds_duties: bool = False  # of his own or lent to him, now or on a day to come
    is_active: bool = True
    is_leader: bool = False
    holds_this: bool = False  # the duty in question, for exactly this scope
    last_of_role: bool = False  # nobody else in use has his administrator's role
    is_auditor: bool = False
    span_over: bool = False  # the last day of an auditor's account has passed


CHANGES = {
    "grant": "授予职责",
    "revoke": "收回职责",
    "admin_role": "变更管理角色",
    "leader": "列为局领导",
    "not_leader": "不再列为局领导",
    "activate": "启用账号",
    "deactivate": "停用账号",
}
# Proposed with the account itself (`services.auditing`), not for an account that is there.
OPEN_AUDIT = "audit_account"
ALL_CHANGES = CHANGES | {OPEN_AUDIT: "开通审计查阅账号"}


def concerns_administrator(change: Change) -> bool:
    return bool(change.has_role) or change.do == "admin_role"


def proposal_refusals(change: Change, *, proposer: int, proposer_role: str) -> list[str]:
    """Why this administrator may not propose this change."""
    if change.do not in ALL_CHANGES:
        return ["没有这种变更。"]
    found = _auditor_refusals(change)
    if change.do == OPEN_AUDIT and proposer_role != SYSTEM:
        found.append("审计查阅账号由系统管理员提出开通。")
    elif proposer_role not in {SYSTEM, SECURITY}:
        found.append("只有系统管理员或安全管理员可以提出职责变更。")
    if proposer == change.official:
        found.append("不能变更自己的职责或角色，请由其他管理员提出。")
    return found + _separation_refusals(change) + _emptiness_refusals(change)


def _separation_refusals(change: Change) -> list[str]:
    """三员分立: nobody holds two of the three powers, or one of them and any duty."""
    found = []
    if change.do == "leader" and change.has_role:
        found.append("管理员不能同时是局领导（三员分立）。请先变更其管理角色。")
    if change.do == "grant" and change.has_role:
        found.append("管理员不能同时承担业务职责（三员分立）。请先变更其管理角色。")
    if change.do == "admin_role" and change.role and change.is_leader:
        found.append("局领导不能同时担任管理员（三员分立）。")
    if change.do == "admin_role" and change.role and change.holds_duties:
        found.append("承担业务职责或代理他人的人员不能同时担任管理员（三员分立）。请先收回其业务职责。")
    if change.do == "admin_role" and change.role and change.has_role and change.role != change.has_role:
        found.append("一人只能担任一种管理员（三员分立）。请先取消其现有角色。")
    leaves = change.do == "deactivate" or (change.do == "admin_role" and change.role != change.has_role)
    if leaves and change.last_of_role:
        found.append("这是在用的最后一位此类管理员。请先指定接任的管理员。")
    return found


def _auditor_refusals(change: Change) -> list[str]:
    """An auditor's account reads and does nothing else; what is over stays over."""
    if not change.is_auditor:
        return []
    found = []
    if change.do in {"grant", "admin_role", "leader"}:
        found.append("审计查阅账号只供查阅，不能承担职责、担任管理员或列为局领导。")
    if change.do in {OPEN_AUDIT, "activate"} and change.span_over:
        found.append("查阅期限已过。如需继续查阅，请凭新的审计通知书另开账号。")
    return found


def _emptiness_refusals(change: Change) -> list[str]:
    """What would change nothing is a mistake that its proposer should hear of at once."""
    nothing = {
        "grant": (change.holds_this, "该人员已承担这项职责。"),
        "revoke": (not change.holds_this, "该人员没有承担这项职责，请核对职责和范围。"),
        "admin_role": (change.role == change.has_role, "该人员的管理角色没有变化。"),
        "leader": (change.is_leader, "该人员已列为局领导。"),
        "not_leader": (not change.is_leader, "该人员没有列为局领导。"),
        "activate": (change.is_active, "该账号已在用。"),
        "deactivate": (not change.is_active, "该账号已停用。"),
        OPEN_AUDIT: (change.is_active, "该账号已在用。"),
    }
    empty, sentence = nothing[change.do]
    return [sentence] if empty else []


def decision_refusals(
    change: Change, *, proposer: int, decider: int, decider_role: str, proposer_role: str
) -> list[str]:
    """Why this administrator may not decide on the change.

    The second person is the other one of system and security administrator. The auditor, who otherwise changes
    nothing, decides where one of these two is himself concerned.
    """
    found = []
    if decider_role not in {SYSTEM, SECURITY, AUDIT}:
        found.append("只有管理员可以确认职责变更。")
    if decider == proposer:
        found.append("职责变更须由另一位管理员确认，不能由提出人自己确认。")
    elif decider_role == proposer_role:
        found.append("职责变更须由另一类管理员确认（三员分立）。")
    if decider_role == AUDIT and not concerns_administrator(change):
        found.append("审计管理员只确认与管理员有关的变更，请由系统管理员或安全管理员确认。")
    if decider == change.official:
        found.append("不能确认与自己有关的变更。")
    return found


def password_resetter(role: str) -> str:
    """Who gives a new password to somebody with this administrator's role ('' for none).

    Never the one who resets his one-time codes: nobody alone can take over an account.
    """
    return SECURITY if role == SYSTEM else SYSTEM


def totp_resetter(role: str) -> str:
    """Who lets somebody with this administrator's role ('' for none) enrol his one-time codes anew."""
    return AUDIT if role in {SYSTEM, SECURITY} else SECURITY


def audit_span_refusals(first: date, last: date, *, today: date, most_days: int) -> dict[str, str]:
    """Why an auditor's account cannot be opened for these days, by field. The most days are the bureau's choice, no law."""
    found = {}
    if last < first:
        found["last_day"] = "查阅末日早于首日，请核对。"
    elif last < today:
        found["last_day"] = "查阅末日已经过去，请核对。"
    elif (last - first).days + 1 > most_days:
        found["last_day"] = f"查阅期限最长 {most_days} 天，请提前末日；期满仍需查阅的，凭新的通知书另开账号。"
    return found


@dataclass(frozen=True)
class Away:
    """One person's absence, for the rules of handover."""

    official: int
    substitute: int
    from_day: date
    to_day: date

    def overlaps(self, from_day: date, to_day: date) -> bool:
        return self.from_day <= to_day and from_day <= self.to_day


def absence_refusals(
    wanted: Away,
    others: list[Away],
    *,
    today: date,
    substitute_active: bool,
    is_administrator: bool,
    is_auditor: bool = False,
) -> list[str]:
    """Why this handover cannot be recorded: no self, no overlap, no chains, nobody who is not there."""
    found = []
    if wanted.official == wanted.substitute:
        found.append("代理人不能是本人。")
    if wanted.to_day < wanted.from_day:
        found.append("结束日期早于开始日期，请核对。")
    if wanted.to_day < today:
        found.append("离岗日期已经过去，不能补登交接。")
    if not substitute_active:
        found.append("代理人的账号已停用，请另选代理人。")
    if is_administrator:
        found.append("管理员的职责不能由他人代理，请由另一类管理员办理。")
    if is_auditor:
        found.append("审计查阅账号没有职责，不登记离岗，也不能代理他人。")
    for other in others:
        if not other.overlaps(wanted.from_day, wanted.to_day):
            continue
        if other.official == wanted.official:
            found.append(f"{other.from_day}至{other.to_day}已有一次离岗登记，日期不能重叠。")
        elif other.official == wanted.substitute:
            found.append(f"代理人在{other.from_day}至{other.to_day}自己离岗，请另选代理人。")
        elif other.substitute == wanted.official:
            found.append("您正在代理他人，期间不能再由别人代理您；请先为被代理人另选代理人。")
    return list(dict.fromkeys(found))


def locked_until(failures: list[datetime], *, limit: int, minutes: int, now: datetime) -> datetime | None:
    """Until when an account or address is locked: `limit` failures within `minutes` lock for as long after the last.

    None when it is not locked now. `failures` must reach back twice as far as `minutes`: a lock outlasts the first of them.
    """
    span, moments = timedelta(minutes=minutes), sorted(failures)
    ends = [
        last + span
        for first, last in zip(moments, moments[limit - 1 :], strict=False)
        if last - first < span and last + span > now
    ]
    return max(ends, default=None)
