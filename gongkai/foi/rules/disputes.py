"""复议、诉讼: three roads, what the bureau must do on each and by when, how a case ends, and what a correction orders."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongkai.journal.refusals import Reason
from gongkai.workdays.rules.counting import Unit
from gongkai.workdays.rules.limits import Limit

from .decisions import DECISIONS, Remedy
from .remedies import NEW_LAW
from .report import form


class Road(StrEnum):
    """The three parts of table 四."""

    RECONSIDERATION = "reconsideration"
    SUIT = "suit"
    SUIT_AFTER = "suit_after"


class Against(StrEnum):
    DECISION = "decision"
    SILENCE = "silence"


class Procedure(StrEnum):
    ORDINARY = "ordinary"
    SIMPLE = "simple"


class Result(StrEnum):
    UPHELD = "upheld"
    CORRECTED = "corrected"
    OTHER = "other"


class Stage(StrEnum):
    RECEIVED = "received"
    DEFENDED = "defended"
    ENDED = "ended"


class Act(StrEnum):
    DEFEND = "defend"
    ATTACH = "attach"
    END = "end"


ROAD_LABELS = {
    Road.RECONSIDERATION: "行政复议",
    Road.SUIT: "未经复议直接起诉",
    Road.SUIT_AFTER: "复议后起诉",
}
ROAD_OF_REPORT = dict(zip(Road, form.ROADS, strict=True))
AGAINST_LABELS = {Against.DECISION: "答复决定", Against.SILENCE: "逾期未答复"}
PROCEDURE_LABELS = {Procedure.ORDINARY: "普通程序", Procedure.SIMPLE: "简易程序"}
RESULT_LABELS = {Result.UPHELD: "结果维持", Result.CORRECTED: "结果纠正", Result.OTHER: "其他结果"}
PENDING = form.RESULTS[-1]
STAGE_LABELS = {Stage.RECEIVED: "待答复", Stage.DEFENDED: "待审结", Stage.ENDED: "已审结"}
ACT_LABELS = {Act.DEFEND: "登记答复、举证", Act.ATTACH: "添加材料", Act.END: "登记结果"}
DUTY_LABELS = {"legal": "法制审核", "publicity": "政务公开"}


@dataclass(frozen=True)
class Row:
    """At which stages an act is possible, which duties (any one) carry it, where the case stands then."""

    stages: frozenset[Stage]
    duties: frozenset[str]
    to: Stage | None = None


_BOTH = frozenset(DUTY_LABELS)
TABLE: Mapping[Act, Row] = {
    Act.DEFEND: Row(frozenset({Stage.RECEIVED}), _BOTH, Stage.DEFENDED),
    Act.ATTACH: Row(frozenset(Stage), _BOTH),
    # A case may end before the answer is due: it is withdrawn, or not taken up.
    Act.END: Row(frozenset({Stage.RECEIVED, Stage.DEFENDED}), _BOTH, Stage.ENDED),
}


@dataclass(frozen=True)
class Situation:
    """The case and the official who wants to act, as far as the rules ask."""

    stage: Stage
    duties: frozenset[str] = frozenset()


def refusals(act: Act, now: Situation) -> list[Reason]:
    """Every reason against an act, each a sentence that says what to do; none when it may happen."""
    row, found = TABLE[act], []
    if now.stage not in row.stages:
        stages = "、".join(f"“{STAGE_LABELS[stage]}”" for stage in Stage if stage in row.stages)
        found.append(Reason(f"现在是“{STAGE_LABELS[now.stage]}”，不能{ACT_LABELS[act]}；{stages}时才可以。"))
    if not row.duties & now.duties:
        held = "或者".join(DUTY_LABELS[duty] for duty in sorted(row.duties))
        found.append(Reason(f"{ACT_LABELS[act]}需要{held}职责，请由承担该职责的同事办理。"))
    return found


# --- Deadlines ---------------------------------------------------------------------------------------------------------

PRACTICE = "行政复议、行政诉讼应对工作规范"


@dataclass(frozen=True)
class Days:
    """Within how many days the bureau answers; the sheet of rules does not give them, so they are settings (grade C)."""

    reconsideration: int = 10
    simple: int = 5
    court: int = 15


def limit_of(road: Road, procedure: Procedure, received_on: date, days: Days) -> Limit:
    """What is owed to the body that examines, counted from the day on which the copy was received.

    Days of reconsideration are working days from 2024 on (CAL-08, A: 复议法 2023 Art. 88), calendar days before.
    """
    if road is not Road.RECONSIDERATION:
        return Limit("REM-SUIT", "向人民法院提交答辩和证据", days.court, Unit.DAY, PRACTICE, grade="C")
    amount = days.simple if procedure is Procedure.SIMPLE and received_on >= NEW_LAW else days.reconsideration
    unit = Unit.WORKING_DAY if received_on >= NEW_LAW else Unit.DAY
    return Limit("REM-ANSWER", "向行政复议机关提交书面答复和证据", amount, unit, PRACTICE, grade="C")


def redo_limit(duty: str, amount: int, unit: Unit, basis: str) -> Limit:
    """The period that a result orders for a new decision; its basis is the document that orders it."""
    return Limit("REM-REDO", duty, amount, unit, basis)


# --- What one may say against a case that comes in ---------------------------------------------------------------------

_CLAIM = {
    Road.RECONSIDERATION: (60, Unit.DAY, "60日"),
    Road.SUIT: (6, Unit.MONTH, "6个月"),
    Road.SUIT_AFTER: (15, Unit.DAY, "15日"),
}


def claim_period(road: Road) -> tuple[int, Unit, str]:
    """Within which a person may go this road (REM-01 … REM-03, REM-06), in numbers and in words."""
    return _CLAIM[road]


def first_reconsideration(road: Road, against: Against, code: str, decided_on: date | None) -> str:
    """REM-03: refusals from 2024 on go to reconsideration first; a suit without it is worth a word in the answer."""
    if road is not Road.SUIT or against is not Against.DECISION or decided_on is None or decided_on < NEW_LAW:
        return ""
    decision = DECISIONS.get(code)
    if decision is None or decision.remedy is not Remedy.REFUSAL:
        return ""
    return "对2024年1月1日以后的不予公开决定，应当先申请行政复议（《行政复议法》第二十三条），答辩时可以提出。"
