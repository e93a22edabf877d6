"""分析研判: classes of content, signs of a dispute, the re-review of refusals, advice to a unit and what follows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gongkai.journal.refusals import Reason
from gongkai.workdays.rules.counting import Unit
from gongkai.workdays.rules.limits import Limit

from .decisions import DECISIONS, Remedy
from .limits import article

# What is asked for, as this bureau sorts it; its own list.
CONTENT_CLASSES = {
    "green": "绿化、林业",
    "parks": "公园、绿地",
    "trees": "古树名木、行道树",
    "waste": "生活垃圾",
    "appearance": "市容环境、户外设施",
    "licence": "行政许可",
    "penalty": "行政处罚、执法",
    "plan": "规划、计划、统计",
    "money": "财政、采购、合同",
    "staff": "机构、人事",
    "other": "其他",
}
# Art. 14–16: what was refused, wholly or in part.
REFUSED = tuple(code for code, row in DECISIONS.items() if row.remedy is Remedy.REFUSAL or code == "D03")


def rereview(months: int) -> Limit:
    """Art. 18 demands that what is withheld is looked at again; how often is the bureau's own choice (C)."""
    return Limit("PUB-08", "重新审查不予公开的信息", months, Unit.MONTH, article("十八"), grade="C")


class Outcome(StrEnum):
    KEPT = "kept"
    OPENED = "opened"


OUTCOME_LABELS = {Outcome.KEPT: "维持不予公开", Outcome.OPENED: "可以公开"}


# --- Signs of a dispute: engineering values for attention, nothing is decided by them --------------------------------

RISK_POINTS = {"refused": 2, "late": 2, "extended": 1, "many": 1, "disputed_before": 2}
HIGH, MIDDLE = 4, 2
MANY = 5
RISK_LABELS = {"high": "高", "middle": "中", "low": "低"}


def quantiles(days: Mapping[int, int], shares: Sequence[float] = (0.5, 0.75, 0.9, 1.0)) -> list[int | None]:
    """From how many cases took how many days: the day by which each share was done; None where there are none."""
    total, found = sum(days.values()), []
    for share in shares:
        need, done, answer = share * total, 0, None
        for day in sorted(days):
            done += days[day]
            if done >= need - 1e-9:
                answer = day
                break
        found.append(answer if total else None)
    return found


# --- 建议书 ------------------------------------------------------------------------------------------------------------


class Stage(StrEnum):
    SENT = "sent"
    REPLIED = "replied"
    ACCEPTED = "accepted"


class Act(StrEnum):
    REPLY = "reply"
    FOLLOW_UP = "follow_up"
    ACCEPT = "accept"


STAGE_LABELS = {Stage.SENT: "待回复", Stage.REPLIED: "待验收", Stage.ACCEPTED: "已验收"}
ACT_LABELS = {Act.REPLY: "回复", Act.FOLLOW_UP: "跟进", Act.ACCEPT: "验收"}
DUTY_LABELS = {"publicity": "政务公开", "draft": "起草", "office_review": "处室审核"}


@dataclass(frozen=True)
class Row:
    stages: frozenset[Stage]
    duties: frozenset[str]
    to: Stage | None


TABLE: Mapping[Act, Row] = {
    Act.REPLY: Row(frozenset({Stage.SENT}), frozenset({"draft", "office_review"}), Stage.REPLIED),
    # What was done is not enough yet: a new date is set.
    Act.FOLLOW_UP: Row(frozenset({Stage.REPLIED}), frozenset({"publicity"}), Stage.SENT),
    Act.ACCEPT: Row(frozenset({Stage.REPLIED}), frozenset({"publicity"}), Stage.ACCEPTED),
}


def refusals(act: Act, stage: Stage, duties: frozenset[str]) -> list[Reason]:
    """Every reason against an act on a 建议书; none when it may happen."""
    row, found = TABLE[act], []
    if stage not in row.stages:
        stages = "、".join(f"“{STAGE_LABELS[one]}”" for one in Stage if one in row.stages)
        found.append(Reason(f"现在是“{STAGE_LABELS[stage]}”，不能{ACT_LABELS[act]}；{stages}时才可以。"))
    if not row.duties & duties:
        held = "或者".join(DUTY_LABELS[duty] for duty in sorted(row.duties))
        found.append(Reason(f"{ACT_LABELS[act]}需要{held}职责，请由承担该职责的同事办理。"))
    return found


def advice_limit() -> Limit:
    """The date that the letter itself names."""
    return Limit("FOI-ADVICE", "回复政府信息公开建议书", 1, Unit.DATE, "建议书写明的反馈日期", grade="C")
