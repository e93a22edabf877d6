"""The table of acts: who may do what to a version and its publication, and where it leads.

The same table gives the buttons, the refusals, the diagram in docs/lifecycle.md and the exhaustive test.
"""

from dataclasses import dataclass

from .states import PUBLICATION_LABELS, VERSION_LABELS
from .states import PublicationState as P
from .states import VersionState as V


@dataclass(frozen=True)
class Act:
    """One permitted step. `version` None: the act looks at the publication alone, whatever its versions are."""

    code: str
    label: str
    duties: frozenset[str]
    publication: frozenset[P]
    version: frozenset[V] | None = None
    to_version: V | None = None
    to_publication: P | None = None
    needs_reason: bool = False
    no_open_version: bool = False
    dangerous: bool = False
    own_text: str = "may"  # may | must | must_not: how the actor stands to the text


def _act(code: str, label: str, duties: str, publication: "frozenset[P] | set[P]", **more: object) -> Act:
    return Act(code, label, frozenset(duties.split()), frozenset(publication), **more)  # type: ignore[arg-type]


_OPEN_PUBLICATION = {P.UNRELEASED, P.LIVE, P.TAKEN_DOWN, P.WITHHELD}
# "step" stands for the duty of the review step that is due.
ACTS: dict[str, Act] = {
    act.code: act
    for act in (
        _act("edit", "修改", "draft", _OPEN_PUBLICATION, version=frozenset({V.DRAFT})),
        _act("submit", "送审", "draft", _OPEN_PUBLICATION, version=frozenset({V.DRAFT}), to_version=V.REVIEW),
        _act("recall", "撤回送审", "draft", _OPEN_PUBLICATION, version=frozenset({V.REVIEW}), to_version=V.RECALLED,
             needs_reason=True, own_text="must"),
        _act("pass", "通过", "step", _OPEN_PUBLICATION, version=frozenset({V.REVIEW}), own_text="must_not"),
        _act("return", "退回", "step", _OPEN_PUBLICATION, version=frozenset({V.REVIEW}), to_version=V.RETURNED,
             needs_reason=True, own_text="must_not"),
        _act("revise", "修改后再送", "draft", _OPEN_PUBLICATION, version=frozenset({V.RETURNED, V.RECALLED, V.APPROVED}),
             to_version=V.DRAFT),
        _act("abandon", "作废", "draft", _OPEN_PUBLICATION,
             version=frozenset({V.DRAFT, V.RETURNED, V.RECALLED, V.APPROVED}), to_version=V.ABANDONED, needs_reason=True),
        _act("release", "发布", "publicity", _OPEN_PUBLICATION, version=frozenset({V.APPROVED}), to_version=V.LIVE,
             to_publication=P.LIVE),
        _act("schedule", "定时发布", "publicity", _OPEN_PUBLICATION, version=frozenset({V.APPROVED}),
             to_version=V.SCHEDULED),
        _act("unschedule", "取消定时", "publicity", _OPEN_PUBLICATION, version=frozenset({V.SCHEDULED}),
             to_version=V.APPROVED),
        _act("withhold", "登记为不主动公开", "publicity", {P.UNRELEASED}, version=frozenset({V.APPROVED}),
             to_version=V.WITHHELD, to_publication=P.WITHHELD),
        _act("amend", "修订", "draft", {P.LIVE, P.TAKEN_DOWN}, no_open_version=True, to_version=V.DRAFT),
        _act("correct", "勘误", "draft", {P.LIVE}, no_open_version=True, to_version=V.DRAFT),
        _act("take_down", "撤下", "duty_officer", {P.LIVE}, to_publication=P.TAKEN_DOWN, needs_reason=True, dangerous=True),
        _act("confirm_take_down", "确认撤下", "duty_officer publicity sign", {P.TAKEN_DOWN}, needs_reason=True,
             own_text="must_not"),
        _act("restore", "恢复公开", "duty_officer publicity sign", {P.TAKEN_DOWN}, to_publication=P.LIVE,
             needs_reason=True, own_text="must_not"),
        _act("propose_withdrawal", "提请撤回", "draft publicity", {P.LIVE, P.TAKEN_DOWN}, needs_reason=True),
        _act("decide_withdrawal", "审定撤回", "sign", {P.LIVE, P.TAKEN_DOWN}, to_publication=P.WITHDRAWN,
             own_text="must_not", dangerous=True),
        _act("propose_erasure", "提请清除", "publicity", {P.LIVE, P.TAKEN_DOWN, P.WITHDRAWN, P.WITHHELD}, needs_reason=True),
        _act("decide_erasure", "审定清除", "secrecy sign", {P.LIVE, P.TAKEN_DOWN, P.WITHDRAWN, P.WITHHELD},
             to_publication=P.ERASED, own_text="must_not", dangerous=True),
        _act("reassess", "重新审查", "publicity", {P.WITHHELD}, needs_reason=True),
        _act("open_up", "转为主动公开", "publicity draft", {P.WITHHELD}, no_open_version=True, to_version=V.DRAFT,
             needs_reason=True),
    )
}  # fmt: skip


def standing_refusals(act: Act, version: V | None, publication: P, *, has_open_version: bool) -> list[str]:
    """Why the act does not fit where things stand; empty when it does."""
    if publication not in act.publication:
        return [f"不能{act.label}：这件信息现为“{PUBLICATION_LABELS[publication]}”。"]
    if act.version is not None and (version is None or version not in act.version):
        return [
            f"不能{act.label}：" + (f"这一版现为“{VERSION_LABELS[version]}”。" if version else "还没有可处理的版本。")
        ]
    if act.no_open_version and has_open_version:
        return [f"不能{act.label}：已有一个版本正在办理，请先办结或作废它。"]
    return []
