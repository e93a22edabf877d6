"""Who may be entrusted with what, and who may stand in for whom: inputs in, sentences out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

# 三员分立 (P16): which administrator may do what.
SYSTEM, SECURITY, AUDIT = "system", "security", "audit"


@dataclass(frozen=True)
class Change:
    """A change of what an official may do, as it is proposed and confirmed."""

    do: str  # grant | revoke | admin_role | activate | deactivate
    official: int
    holds_duties: bool = False
    has_role: str = ""
    role: str = ""


CHANGES = {
    "grant": "授予职责",
    "revoke": "收回职责",
    "admin_role": "变更管理角色",
    "activate": "启用账号",
    "deactivate": "停用账号",
}


def proposal_refusals(change: Change, *, proposer: int, proposer_role: str) -> list[str]:
    """Why this administrator may not propose this change."""
    found = []
    if change.do not in CHANGES:
        return ["没有这种变更。"]
    if proposer_role not in {SYSTEM, SECURITY}:
        found.append("只有系统管理员或安全管理员可以提出职责变更。")
    if proposer == change.official:
        found.append("不能变更自己的职责或角色，请由其他管理员提出。")
    if change.do == "grant" and change.has_role:
        found.append("管理员不能同时承担业务职责（三员分立）。请先变更其管理角色。")
    if change.do == "admin_role" and change.role and change.holds_duties:
        found.append("承担业务职责的人员不能同时担任管理员（三员分立）。请先收回其业务职责。")
    if change.do == "admin_role" and change.role and change.has_role and change.role != change.has_role:
        found.append("一人只能担任一种管理员（三员分立）。请先取消其现有角色。")
    return found


def decision_refusals(
    change: Change, *, proposer: int, decider: int, decider_role: str, proposer_role: str
) -> list[str]:
    """Why this administrator may not confirm the change: a second person, of the other administration."""
    found = []
    if decider_role not in {SYSTEM, SECURITY, AUDIT}:
        found.append("只有管理员可以确认职责变更。")
    if decider == proposer:
        found.append("职责变更须由另一位管理员确认，不能由提出人自己确认。")
    elif decider_role == proposer_role:
        found.append("职责变更须由另一类管理员确认（三员分立）。")
    if decider == change.official:
        found.append("不能确认与自己有关的变更。")
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
    wanted: Away, others: list[Away], *, today: date, substitute_active: bool, is_administrator: bool
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
    """Until when an account or address is locked: `limit` failures within `minutes` lock for as long after the last."""
    recent = sorted(moment for moment in failures if moment > now - timedelta(minutes=minutes))
    if len(recent) < limit:
        return None
    return recent[-1] + timedelta(minutes=minutes)
