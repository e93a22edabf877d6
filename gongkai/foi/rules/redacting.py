"""How a document is redacted: which act at which state, for whom, and why not. No clean check, no release."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gongkai.journal.refusals import Reason

from .grounds import BASIS
from .stages import DUTY_LABELS


class State(StrEnum):
    PREPARING = "preparing"
    MARKING = "marking"
    MAKING = "making"
    CHECKING = "checking"
    CLEAN = "clean"
    UNCLEAN = "unclean"
    APPROVED = "approved"
    STOPPED = "stopped"
    DROPPED = "dropped"


STATE_LABELS = {
    State.PREPARING: "正在准备页面",
    State.MARKING: "标记中",
    State.MAKING: "正在制作",
    State.CHECKING: "正在检查",
    State.CLEAN: "待审定",
    State.UNCLEAN: "检查未通过",
    State.APPROVED: "已审定",
    State.STOPPED: "不能处理",
    State.DROPPED: "已移除",
}
BUSY = frozenset({State.PREPARING, State.MAKING, State.CHECKING})
OPEN = frozenset(State) - {State.APPROVED, State.DROPPED}


class Step(StrEnum):
    MARK = "mark"
    UNDO = "undo"
    MAKE = "make"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    DROP = "drop"


STEP_LABELS = {
    Step.MARK: "标记", Step.UNDO: "撤销标记", Step.MAKE: "制作", Step.APPROVE: "审定", Step.SEND_BACK: "退回",
    Step.DROP: "移除",
}  # fmt: skip
_EDITABLE = frozenset({State.MARKING, State.CLEAN, State.UNCLEAN, State.APPROVED})
_WRITERS = frozenset({"draft", "publicity"})
TABLE: Mapping[Step, tuple[frozenset[State], frozenset[str]]] = {
    Step.MARK: (_EDITABLE, _WRITERS),
    Step.UNDO: (_EDITABLE, _WRITERS),
    Step.MAKE: (frozenset({State.MARKING, State.UNCLEAN}), _WRITERS),
    Step.APPROVE: (frozenset({State.CLEAN}), frozenset({"secrecy"})),
    Step.SEND_BACK: (frozenset({State.CLEAN, State.APPROVED}), frozenset({"secrecy"})),
    Step.DROP: (frozenset(State) - {State.DROPPED}, _WRITERS),
}
SHOWN_FAULTS = 5


@dataclass(frozen=True)
class Standing:
    """A redaction and the official who wants to act, as far as the rules ask."""

    state: State
    duties: frozenset[str]
    in_hand: bool  # the application is being handled, its answer not yet under examination
    given: bool = False  # it has gone out with an answer
    worked_on_it: bool = False  # the official has marked or made it
    faults: tuple[str, ...] = ()  # where what survived, as the last check found


def refusals(step: Step, now: Standing) -> list[Reason]:
    """Every reason against a step, each with the way out; none when it may happen."""
    states, duties = TABLE[step]
    found = []
    if not now.in_hand:
        found.append("答复已经送审或者作出，材料不能再改。需要改动的，请审核人先退回。")
    if now.given:
        found.append("这份材料已经随答复提供，不能再改。需要另外提供的，请放入新的材料。")
    if step is Step.APPROVE and now.state is State.UNCLEAN:
        found.append(unclean(now.faults))
    elif now.state not in states:
        allowed = "、".join(f"“{STATE_LABELS[state]}”" for state in State if state in states)
        found.append(f"这份材料现在是“{STATE_LABELS[now.state]}”，不能{STEP_LABELS[step]}；{allowed}时才可以。")
    if not duties & now.duties:
        held = "或者".join(DUTY_LABELS[duty] for duty in sorted(duties))
        found.append(f"{STEP_LABELS[step]}需要{held}职责，请由承担该职责的同事办理。")
    if step is Step.APPROVE and now.worked_on_it:
        found.append("不能审定自己标记或者制作的材料，请由其他保密审查人办理。")
    return [Reason(sentence) for sentence in found]


def unclean(faults: Sequence[str]) -> str:
    """Why a result is not released: where what survived."""
    shown = "；".join(faults[:SHOWN_FAULTS])
    more = f"等共 {len(faults)} 处" if len(faults) > SHOWN_FAULTS else ""
    return f"结果没有通过检查，不能提供：{shown}{more}。请补充标记后重新制作。"


def fault_said(where: str, term: str, why: str) -> str:
    """One fault of a check as a sentence's part."""
    return f"{where}仍有“{term}”" if term else f"{where}：{why}"


def missing(decision: str, states: Collection[str], apart: bool) -> list[str]:
    """What an answer still needs before it is examined, as far as its material goes (Art. 37)."""
    found = []
    if any(State(state) in OPEN for state in states):
        found.append("还有没有审定的材料，不能送审。请完成标记、制作和审定，或者移除不再提供的材料。")
    if decision == "D03" and State.APPROVED not in states and not apart:
        found.append(f"部分公开需要有经过遮盖并审定的材料；不予公开的部分另行成件、没有随附的，请写明情况（{BASIS}）。")
    return found
