"""How an application is handled: which act is possible at which stage, for whom, and why not.

Stage, outcome and lateness are three things: the stage says who must act, the outcome is the decision's code, lateness
follows from the ledger. REQ-05 (A), 《政府信息公开条例》 Art. 45: registered, examined, handled, answered, archived, in order.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongkai.journal.refusals import Reason

from .limits import article


class Stage(StrEnum):
    RECEIVED = "received"
    IN_HAND = "in_hand"
    CORRECTION = "correction"
    REASONS = "reasons"
    PAYMENT = "payment"
    REVIEW = "review"
    SECRECY = "secrecy"
    SIGNATURE = "signature"
    DECIDED = "decided"
    ANSWERED = "answered"
    ARCHIVED = "archived"


STAGE_LABELS = {
    Stage.RECEIVED: "待登记",
    Stage.IN_HAND: "办理中",
    Stage.CORRECTION: "待补正",
    Stage.REASONS: "待说明理由",
    Stage.PAYMENT: "待缴费",
    Stage.REVIEW: "待法制审核",
    Stage.SECRECY: "待保密审查",
    Stage.SIGNATURE: "待签发",
    Stage.DECIDED: "待送达",
    Stage.ANSWERED: "已答复",
    Stage.ARCHIVED: "已归档",
}
# Who must act now, as the desk shows it.
WHOSE_TURN = {
    Stage.RECEIVED: "公开工作机构",
    Stage.IN_HAND: "承办单位",
    Stage.CORRECTION: "申请人",
    Stage.REASONS: "申请人",
    Stage.PAYMENT: "申请人",
    Stage.REVIEW: "法制审核人",
    Stage.SECRECY: "保密审查人",
    Stage.SIGNATURE: "签发人",
    Stage.DECIDED: "公开工作机构",
    Stage.ANSWERED: "公开工作机构",
    Stage.ARCHIVED: "",
}
BEFORE_DECISION = (
    Stage.RECEIVED, Stage.IN_HAND, Stage.CORRECTION, Stage.REASONS, Stage.PAYMENT, Stage.REVIEW, Stage.SECRECY,
    Stage.SIGNATURE,
)  # fmt: skip
WAITING_FOR_APPLICANT = (Stage.CORRECTION, Stage.REASONS, Stage.PAYMENT)
OPEN = frozenset({*BEFORE_DECISION, Stage.DECIDED})


class Act(StrEnum):
    REGISTER = "register"
    ASSIGN = "assign"
    ASK_CORRECTION = "ask_correction"
    CORRECTED = "corrected"
    CONSULT = "consult"
    OPINION = "opinion"
    COOPERATE = "cooperate"
    SPLIT = "split"
    REPLY = "reply"
    ASK_REASONS = "ask_reasons"
    REASONS_GIVEN = "reasons_given"
    CHARGE = "charge"
    PAID = "paid"
    EXTEND = "extend"
    DELAY = "delay"
    SEARCH = "search"
    DRAFT = "draft"
    SUBMIT = "submit"
    PASS_LEGAL = "pass_legal"  # noqa: S105  (an act)
    PASS_SECRECY = "pass_secrecy"  # noqa: S105  (an act)
    SIGN = "sign"
    RETURN = "return"
    DELIVER = "deliver"
    WITHDRAWN = "withdrawn"
    LAPSE = "lapse"
    ARCHIVE = "archive"
    REOPEN = "reopen"


ACT_LABELS = {
    Act.REGISTER: "登记",
    Act.ASSIGN: "分办",
    Act.ASK_CORRECTION: "补正告知",
    Act.CORRECTED: "登记补正",
    Act.CONSULT: "征求意见",
    Act.OPINION: "登记意见",
    Act.COOPERATE: "请其他单位协办",
    Act.SPLIT: "分拆",
    Act.REPLY: "协办答复",
    Act.ASK_REASONS: "要求说明理由",
    Act.REASONS_GIVEN: "登记理由",
    Act.CHARGE: "收费通知",
    Act.PAID: "登记缴费",
    Act.EXTEND: "延期",
    Act.DELAY: "确定延迟答复期限",
    Act.SEARCH: "登记检索",
    Act.DRAFT: "拟决定",
    Act.SUBMIT: "送审",
    Act.PASS_LEGAL: "法制审核通过",
    Act.PASS_SECRECY: "保密审查通过",
    Act.SIGN: "签发",
    Act.RETURN: "退回",
    Act.DELIVER: "登记送达",
    Act.WITHDRAWN: "登记撤回",
    Act.LAPSE: "终止办理",
    Act.ARCHIVE: "归档",
    Act.REOPEN: "按复议、诉讼结果重新办理",
}
DUTY_LABELS = {
    "publicity": "政务公开",
    "draft": "起草",
    "legal": "法制审核",
    "secrecy": "保密审查",
    "sign": "签发",
}


@dataclass(frozen=True)
class Row:
    """When an act is possible, which duty (any one) carries it, and where the application stands afterwards."""

    stages: frozenset[Stage]
    duties: frozenset[str]
    to: Stage | None = None  # None: stays where it is


def _row(stages: Collection[Stage], *duties: str, to: Stage | None = None) -> Row:
    return Row(frozenset(stages), frozenset(duties), to)


_UNDECIDED = frozenset(BEFORE_DECISION)
_RUNNING = _UNDECIDED - {Stage.RECEIVED}
TABLE: Mapping[Act, Row] = {
    Act.REGISTER: _row({Stage.RECEIVED}, "publicity", to=Stage.IN_HAND),
    Act.ASSIGN: _row({Stage.IN_HAND}, "publicity"),
    Act.ASK_CORRECTION: _row({Stage.IN_HAND}, "publicity", "draft", to=Stage.CORRECTION),
    Act.CORRECTED: _row({Stage.CORRECTION}, "publicity", to=Stage.IN_HAND),
    Act.CONSULT: _row({Stage.IN_HAND}, "publicity", "draft"),
    Act.OPINION: _row(_RUNNING, "publicity", "draft"),
    Act.COOPERATE: _row({Stage.IN_HAND}, "publicity", "draft"),
    Act.SPLIT: _row({Stage.IN_HAND}, "publicity"),
    Act.REPLY: _row(_RUNNING, "publicity", "draft"),
    Act.ASK_REASONS: _row({Stage.IN_HAND}, "publicity", to=Stage.REASONS),
    Act.REASONS_GIVEN: _row({Stage.REASONS}, "publicity", to=Stage.IN_HAND),
    Act.CHARGE: _row({Stage.IN_HAND}, "publicity", to=Stage.PAYMENT),
    Act.PAID: _row({Stage.PAYMENT}, "publicity", to=Stage.IN_HAND),
    Act.EXTEND: _row(_RUNNING - frozenset(WAITING_FOR_APPLICANT), "publicity"),
    Act.DELAY: _row({Stage.IN_HAND}, "publicity"),
    Act.SEARCH: _row({Stage.IN_HAND}, "draft", "publicity"),
    Act.DRAFT: _row({Stage.IN_HAND}, "draft", "publicity"),
    Act.SUBMIT: _row({Stage.IN_HAND}, "draft", "publicity", to=Stage.REVIEW),
    Act.PASS_LEGAL: _row({Stage.REVIEW}, "legal", to=Stage.SECRECY),
    Act.PASS_SECRECY: _row({Stage.SECRECY}, "secrecy", to=Stage.SIGNATURE),
    Act.SIGN: _row({Stage.SIGNATURE}, "sign", to=Stage.DECIDED),
    Act.RETURN: _row({Stage.REVIEW, Stage.SECRECY, Stage.SIGNATURE}, "legal", "secrecy", "sign", to=Stage.IN_HAND),
    Act.DELIVER: _row({Stage.DECIDED}, "publicity", to=Stage.ANSWERED),
    Act.WITHDRAWN: _row(_UNDECIDED, "publicity", to=Stage.ANSWERED),
    Act.LAPSE: _row({Stage.CORRECTION, Stage.PAYMENT}, "publicity", to=Stage.REVIEW),
    Act.ARCHIVE: _row({Stage.ANSWERED}, "publicity", to=Stage.ARCHIVED),
    # Part of entering a result that orders a new decision; no page of its own.
    Act.REOPEN: _row({Stage.ANSWERED, Stage.ARCHIVED}, "legal", "publicity", to=Stage.IN_HAND),
}
# Whose duty a return is depends on the stage at which the text lies.
RETURNS = {Stage.REVIEW: "legal", Stage.SECRECY: "secrecy", Stage.SIGNATURE: "sign"}
IN_ORDER = "《政府信息公开条例》第四十五条"


@dataclass(frozen=True)
class Situation:
    """The application and the official who wants to act, as far as the rules ask."""

    stage: Stage
    duties: frozenset[str] = frozenset()
    wrote_draft: bool = False
    examined: frozenset[str] = frozenset()  # steps this official has already passed
    is_handler: bool = False
    confirmed: bool = True  # the day of receipt is known (Art. 31)
    corrected_before: bool = False  # a correction has been asked for already
    extended: bool = False
    charged: bool = False
    due_on: date | None = None
    today: date | None = None
    open_consultations: int = 0
    decision: str = ""
    missing: tuple[str, ...] = ()  # what the decision still needs, as sentences
    limit_over: bool = False  # what the applicant owed has not come in time


def duties_for(act: Act, stage: Stage) -> frozenset[str]:
    """Which duties carry an act at this stage."""
    if act is Act.RETURN and stage in RETURNS:
        return frozenset({RETURNS[stage]})
    return TABLE[act].duties


def refusals(act: Act, now: Situation) -> list[Reason]:
    """Every reason against an act, each a sentence that says what to do; none when it may happen."""
    row, found = TABLE[act], []
    if now.stage not in row.stages:
        stages = "、".join(f"“{STAGE_LABELS[stage]}”" for stage in Stage if stage in row.stages)
        text = f"现在是“{STAGE_LABELS[now.stage]}”，不能{ACT_LABELS[act]}；{stages}时才可以（{IN_ORDER}）。"
        found.append(Reason(text))
    duties = duties_for(act, now.stage)
    if not duties & now.duties:
        held = "或者".join(DUTY_LABELS[duty] for duty in sorted(duties))
        found.append(Reason(f"{ACT_LABELS[act]}需要{held}职责，请由承担该职责的同事办理。"))
    return found + [Reason(sentence) for sentence in _particular(act, now)]


def _particular(act: Act, now: Situation) -> list[str]:
    late = bool(now.due_on and now.today and now.today > now.due_on)
    rows: Mapping[Act, list[tuple[bool, str]]] = {
        Act.REGISTER: [
            (not now.confirmed, f"收到日期尚未确认，不能登记。请先与申请人确认并记录（{article('三十一')}）。"),
        ],
        Act.ASK_CORRECTION: [
            (
                now.corrected_before,
                f"不能再次发出补正告知：{article('三十')}只允许一次告知。可依现有内容答复，或电话沟通并记录。",
            ),
        ],
        Act.EXTEND: [
            (now.extended, f"答复期限已经延长过一次，不能再次延长（{article('三十三')}）。"),
            (late, f"答复期限已经届满，届满后不能延长（{article('三十三')}）。请尽快答复，并说明迟延的原因。"),
            (now.is_handler, f"延长期限应当由公开工作机构负责人批准，不能批准自己承办的申请（{article('三十三')}）。"),
        ],
        Act.CHARGE: [(now.charged, "已经发出过收费通知，同一申请不能再次收费（国办函〔2020〕109号第三条）。")],
        Act.OPINION: [(not now.open_consultations, "没有尚待答复的征求意见。")],
        Act.SUBMIT: [
            (not now.decision, "还没有拟定决定，请先拟决定。"),
            (
                bool(now.open_consultations),
                f"征求意见尚未答复，期限也没有届满，不能送审（{article('三十二')}、第三十四条）。可先登记意见。",
            ),
            *((True, sentence) for sentence in now.missing),
        ],
        Act.PASS_LEGAL: [(now.wrote_draft, "不能审核自己拟写的决定，请由其他审核人办理。")],
        Act.PASS_SECRECY: [(now.wrote_draft, "不能审查自己拟写的决定，请由其他审查人办理。")],
        Act.SIGN: [
            (now.wrote_draft, "不能签发自己拟写的决定，请由其他签发人办理。"),
            ("secrecy" in now.examined, "保密审查人不能签发同一决定，请由其他签发人办理。"),
        ],
        Act.LAPSE: [(not now.limit_over, "告知的期限尚未届满，不能终止办理。")],
    }
    return [sentence for true, sentence in rows.get(act, []) if true]
