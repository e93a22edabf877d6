"""Every stage × act × duty: what is possible is possible for exactly those whom the table names, and everything else says why."""

from itertools import product

import pytest

from gongkai.mailbox.rules import (
    ACT_LABELS,
    DUTY_LABELS,
    INVALID_REASONS,
    OPEN,
    STAGE_LABELS,
    TABLE,
    Act,
    Situation,
    Stage,
    Target,
    limit,
    merge_refusals,
    refusals,
)

# Written out by hand, apart from the table in the rules: which acts are possible at each stage.
EXPECTED = {
    Stage.NEW: {Act.ASSIGN, Act.MERGE, Act.INVALIDATE},
    Stage.ASSIGNED: {Act.TRANSFER, Act.ASK, Act.DRAFT, Act.SUBMIT, Act.EXTEND, Act.MERGE, Act.INVALIDATE},
    Stage.ASKED: set(),
    Stage.REVIEW: {Act.APPROVE, Act.RETURN, Act.EXTEND},
    Stage.ANSWERED: {Act.PUBLISH, Act.CLOSE, Act.REOPEN},
    Stage.CLOSED: {Act.PUBLISH, Act.REOPEN},
    Stage.INVALID: {Act.RESTORE},
    Stage.MERGED: {Act.RESTORE},
}
DUTIES = {
    Act.ASSIGN: {"publicity"},
    Act.TRANSFER: {"publicity", "office_review", "draft"},
    Act.ASK: {"draft", "office_review"},
    Act.DRAFT: {"draft"},
    Act.SUBMIT: {"draft"},
    Act.APPROVE: {"office_review"},
    Act.RETURN: {"office_review"},
    Act.EXTEND: {"office_review"},
    Act.MERGE: {"publicity", "office_review"},
    Act.INVALIDATE: {"publicity", "office_review"},
    Act.RESTORE: {"publicity"},
    Act.PUBLISH: {"draft"},
    Act.CLOSE: {"publicity", "office_review", "draft"},
    Act.REOPEN: {"publicity", "office_review"},
}
GOOD = {"has_draft": True, "may_publish": True}
ANYBODY = (*DUTY_LABELS, "supervise", "")


@pytest.mark.parametrize(("stage", "act", "duty"), list(product(Stage, Act, ANYBODY)))
def test_an_act_is_possible_at_its_stage_for_its_duty_and_nowhere_else(stage, act, duty):
    now = Situation(stage=stage, duties=frozenset({duty} - {""}), unit="绿化处", **GOOD)
    found = refusals(act, now)
    assert (found == []) is (act in EXPECTED[stage] and duty in DUTIES[act])
    for reason in found:
        assert reason.sentence.endswith("。") and "None" not in reason.sentence


def test_the_table_names_every_act_and_every_word_has_its_label():
    assert set(TABLE) == set(Act) == set(ACT_LABELS) and set(STAGE_LABELS) == set(Stage)
    assert {act for stage in Stage for act in EXPECTED[stage]} == set(Act)


@pytest.mark.parametrize(("act", "stage"), [(act, stage) for stage in Stage for act in sorted(EXPECTED[stage])])
def test_what_was_erased_is_touched_by_nobody(act, stage):
    now = Situation(stage=stage, duties=frozenset(DUTY_LABELS), erased=True, **GOOD)
    assert any("已经清除" in reason.sentence for reason in refusals(act, now))


@pytest.mark.parametrize(
    ("act", "stage", "changed", "said"),
    [
        (Act.SUBMIT, Stage.ASSIGNED, {"has_draft": False}, "请先拟答复"),
        (Act.APPROVE, Stage.REVIEW, {"wrote_draft": True}, "自己拟写"),
        (Act.RETURN, Stage.REVIEW, {"wrote_draft": True}, "自己拟写"),
        (Act.EXTEND, Stage.ASSIGNED, {"extended": True}, "不能再次延期"),
        (Act.EXTEND, Stage.REVIEW, {"overdue": True}, "届满后不能延期"),
        (Act.MERGE, Stage.NEW, {"has_merged": True}, "不能再并入"),
        (Act.INVALIDATE, Stage.ASSIGNED, {"has_merged": True}, "单独办理"),
        (Act.PUBLISH, Stage.ANSWERED, {"may_publish": False}, "没有同意公开"),
        (Act.PUBLISH, Stage.CLOSED, {"published": True}, "已经转为公开信息"),
    ],
)
def test_particular_reasons(act, stage, changed, said):
    now = Situation(stage=stage, duties=frozenset(DUTY_LABELS), **{**GOOD, **changed})
    assert [said in reason.sentence for reason in refusals(act, now)] == [True]


def test_all_reasons_are_said_at_once():
    now = Situation(stage=Stage.NEW, has_draft=False, wrote_draft=True)
    assert len(refusals(Act.APPROVE, now)) == 4


@pytest.mark.parametrize("stage", Stage)
def test_a_letter_is_merged_only_into_one_that_still_gets_its_answer(stage):
    possible = merge_refusals(Target(stage, same=False, same_kind=True)) == []
    assert possible is (stage in OPEN - {Stage.MERGED})


def test_the_term_is_no_law():
    assert not limit(7).is_law and limit(7).words == "7个工作日"


def test_every_reason_to_leave_a_letter_aside_has_a_sentence_for_its_writer():
    assert all(label and sentence.endswith("。") for label, sentence in INVALID_REASONS.values())
