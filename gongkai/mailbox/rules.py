"""How a letter is handled: which act is possible at which stage, for whom, and why not; the limits with their source."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from gongkai.journal.refusals import Reason
from gongkai.workdays.rules.counting import Unit
from gongkai.workdays.rules.limits import Limit

# WEB-08 (grade B): 国办发〔2017〕47号 part 4, as ministries applied it: 7 working days, hard ones 15 at most.
BASIS = "《政府网站发展指引》（国办发〔2017〕47号）"
DUTY = "答复来信"


def limit(days: int) -> Limit:
    """The term for an answer in working days; its number is a setting, because it was not read in the text itself."""
    return Limit("WEB-08", DUTY, days, Unit.WORKING_DAY, BASIS, grade="B")


class Stage(StrEnum):
    NEW = "new"
    ASSIGNED = "assigned"
    ASKED = "asked"
    REVIEW = "review"
    ANSWERED = "answered"
    CLOSED = "closed"
    INVALID = "invalid"
    MERGED = "merged"


STAGE_LABELS = {
    Stage.NEW: "待分办",
    Stage.ASSIGNED: "办理中",
    Stage.ASKED: "待补充",
    Stage.REVIEW: "待审核",
    Stage.ANSWERED: "已答复",
    Stage.CLOSED: "已办结",
    Stage.INVALID: "不予办理",
    Stage.MERGED: "已并案",
}
# Somebody of the bureau still owes something.
OPEN = frozenset({Stage.NEW, Stage.ASSIGNED, Stage.ASKED, Stage.REVIEW, Stage.MERGED})


class Act(StrEnum):
    ASSIGN = "assign"
    TRANSFER = "transfer"
    ASK = "ask"
    DRAFT = "draft"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    EXTEND = "extend"
    MERGE = "merge"
    INVALIDATE = "invalidate"
    RESTORE = "restore"
    PUBLISH = "publish"
    CLOSE = "close"
    REOPEN = "reopen"


ACT_LABELS = {
    Act.ASSIGN: "分办",
    Act.TRANSFER: "转办",
    Act.ASK: "请写信人补充",
    Act.DRAFT: "拟答复",
    Act.SUBMIT: "送审",
    Act.APPROVE: "通过并答复",
    Act.RETURN: "退回修改",
    Act.EXTEND: "延期",
    Act.MERGE: "并案",
    Act.INVALIDATE: "不予办理",
    Act.RESTORE: "恢复办理",
    Act.PUBLISH: "选登",
    Act.CLOSE: "办结",
    Act.REOPEN: "继续办理",
}
DUTY_LABELS = {"draft": "起草", "office_review": "处室审核", "publicity": "政务公开"}


@dataclass(frozen=True)
class Row:
    """When an act is possible, and which duties (any one, for the letter's unit) carry it."""

    stages: frozenset[Stage]
    duties: frozenset[str]


def _row(stages: Collection[Stage], *duties: str) -> Row:
    return Row(frozenset(stages), frozenset(duties))


TABLE: Mapping[Act, Row] = {
    Act.ASSIGN: _row({Stage.NEW}, "publicity"),
    Act.TRANSFER: _row({Stage.ASSIGNED}, "publicity", "office_review", "draft"),
    Act.ASK: _row({Stage.ASSIGNED}, "draft", "office_review"),
    Act.DRAFT: _row({Stage.ASSIGNED}, "draft"),
    Act.SUBMIT: _row({Stage.ASSIGNED}, "draft"),
    Act.APPROVE: _row({Stage.REVIEW}, "office_review"),
    Act.RETURN: _row({Stage.REVIEW}, "office_review"),
    Act.EXTEND: _row({Stage.ASSIGNED, Stage.REVIEW}, "office_review"),
    Act.MERGE: _row({Stage.NEW, Stage.ASSIGNED}, "publicity", "office_review"),
    Act.INVALIDATE: _row({Stage.NEW, Stage.ASSIGNED}, "publicity", "office_review"),
    Act.RESTORE: _row({Stage.INVALID, Stage.MERGED}, "publicity"),
    Act.PUBLISH: _row({Stage.ANSWERED, Stage.CLOSED}, "draft"),
    Act.CLOSE: _row({Stage.ANSWERED}, "publicity", "office_review", "draft"),
    Act.REOPEN: _row({Stage.ANSWERED, Stage.CLOSED}, "publicity", "office_review"),
}

# Why a letter may be left without an answer to its matter; each with the sentence that the writer reads.
INVALID_REASONS: Mapping[str, tuple[str, str]] = {
    "advertising": ("广告或者垃圾信息", "内容是广告或者与本局工作无关的信息，不作为来信办理。"),
    "empty": ("没有实质内容", "没有可以办理的具体内容。如有具体问题，欢迎重新提交。"),
    "abuse": ("辱骂、攻击他人", "内容含有辱骂、攻击他人的言语，不予办理。如有具体诉求，请另行提交。"),
    "elsewhere": ("不属于本局职责", "所述事项不属于本局职责，请向有权机关反映；也可以拨打 12345 市民服务热线。"),
    "petition": ("信访或者纪检监察渠道办理", "所述事项应当通过信访或者纪检监察渠道提出，请按相应渠道办理。"),
    "secret": ("疑似涉及国家秘密", "内容不宜在互联网上反映，已按保密要求处理。请勿再通过网络传递。"),
    "test": ("测试信息", "内容为测试信息，不作为来信办理。"),
}


@dataclass(frozen=True)
class Situation:
    """The letter and the official who wants to act, as far as the rules ask."""

    stage: Stage
    duties: frozenset[str] = frozenset()  # held for the letter's unit, own or lent
    wrote_draft: bool = False
    has_draft: bool = False
    extended: bool = False
    overdue: bool = False
    may_publish: bool = True
    published: bool = False
    erased: bool = False
    has_merged: bool = False  # other letters wait for this one's answer
    unit: str = ""


def refusals(act: Act, now: Situation) -> list[Reason]:
    """Every reason against an act, each a sentence that says what to do; none when it may happen."""
    row, found = TABLE[act], []
    if now.erased:
        found.append(Reason("这封来信的保存期已满，内容已经清除，不能再办理。"))
    if now.stage not in row.stages:
        stages = "、".join(f"“{STAGE_LABELS[stage]}”" for stage in Stage if stage in row.stages)
        found.append(Reason(f"现在是“{STAGE_LABELS[now.stage]}”，不能{ACT_LABELS[act]}；{stages}的来信才可以。"))
    if not row.duties & now.duties:
        held = "或者".join(DUTY_LABELS[duty] for duty in sorted(row.duties))
        found.append(Reason(f"{ACT_LABELS[act]}需要{now.unit or '本局'}的{held}职责，请由承担该职责的同事办理。"))
    return found + [Reason(sentence) for sentence in _particular(act, now)]


def _particular(act: Act, now: Situation) -> list[str]:
    found = {
        Act.SUBMIT: [(not now.has_draft, "还没有拟写答复，请先拟答复。")],
        Act.APPROVE: [(now.wrote_draft, "不能审核自己拟写的答复，请由其他审核人办理。"),
                      (not now.has_draft, "答复没有内容，请退回修改。")],
        Act.RETURN: [(now.wrote_draft, "不能审核自己拟写的答复，请由其他审核人办理。")],
        Act.EXTEND: [(now.extended, "已经延期一次，不能再次延期。请尽快答复，尚不能办成的可以先答复进展。"),
                     (now.overdue, "期限已过，届满后不能延期。请尽快答复，并说明迟延的原因。")],
        Act.MERGE: [(now.has_merged, "已有其他来信并入这一件，不能再并入别的来信。")],
        Act.INVALIDATE: [(now.has_merged, "已有其他来信并入这一件，请先恢复它们的单独办理。")],
        Act.PUBLISH: [(not now.may_publish, "写信人没有同意公开，不能选登。"),
                      (now.published, "已经转为公开信息，请在公开信息的页面上继续办理。")],
    }  # fmt: skip
    return [sentence for true, sentence in found.get(act, []) if true]


@dataclass(frozen=True)
class Target:
    """The letter into which another one is to be merged."""

    stage: Stage
    same: bool
    same_kind: bool


def merge_refusals(target: Target) -> list[str]:
    """Why a letter may not be merged into this one."""
    found = []
    if target.same:
        found.append("不能并入自己。")
    if not target.same_kind:
        found.append("只有同一类别的来信可以并案。")
    if target.stage not in {Stage.NEW, Stage.ASSIGNED, Stage.ASKED, Stage.REVIEW}:
        found.append(f"目标来信“{STAGE_LABELS[target.stage]}”，不能再并入；请直接答复这一件，可以引用已有的答复。")
    return found
