"""The table of stages: every stage with every act and every duty, and what else an act asks for."""

import itertools
from dataclasses import replace
from datetime import date

import pytest

from gongkai.foi.rules.stages import (
    ACT_LABELS,
    BEFORE_DECISION,
    DUTY_LABELS,
    STAGE_LABELS,
    TABLE,
    WHOSE_TURN,
    Act,
    Situation,
    Stage,
    duties_for,
    refusals,
)

READY = Situation(
    Stage.IN_HAND, frozenset(DUTY_LABELS), decision="D02", limit_over=True, open_consultations=0,
    due_on=date(2026, 3, 2), today=date(2026, 3, 1),
)  # fmt: skip


def situation(act: Act, **more) -> Situation:
    """One in which nothing but stage and duty can stand against the act."""
    return replace(READY, open_consultations=1 if act is Act.OPINION else 0, **more)


@pytest.mark.parametrize("act", Act)
def test_every_act_at_every_stage_for_every_duty(act):
    for stage, duty in itertools.product(Stage, DUTY_LABELS):
        reasons = refusals(act, situation(act, stage=stage, duties=frozenset({duty})))
        possible = stage in TABLE[act].stages and duty in duties_for(act, stage)
        assert (not reasons) is possible, (stage, duty, [reason.sentence for reason in reasons])


@pytest.mark.parametrize("act", Act)
def test_a_refusal_names_every_reason_at_once(act):
    stage = next(stage for stage in Stage if stage not in TABLE[act].stages)
    told = [reason.sentence for reason in refusals(act, situation(act, stage=stage, duties=frozenset()))]
    assert any(STAGE_LABELS[stage] in sentence for sentence in told) and any("职责" in sentence for sentence in told)


def test_every_stage_and_act_has_its_words():
    assert set(STAGE_LABELS) == set(WHOSE_TURN) == set(Stage) and set(ACT_LABELS) == set(TABLE) == set(Act)


def test_from_every_stage_but_the_last_one_act_leads_on():
    for stage in Stage:
        leads = {act for act, row in TABLE.items() if stage in row.stages and row.to not in (None, stage)}
        assert bool(leads - {Act.REOPEN}) is (stage is not Stage.ARCHIVED)


def test_every_stage_is_reached_and_the_archive_ends_it():
    reached, fresh = set(), {Stage.RECEIVED}
    while fresh:
        reached |= fresh
        fresh = {row.to for row in TABLE.values() if row.to and row.stages & reached} - reached
    assert reached == set(Stage)
    assert {act for act, row in TABLE.items() if Stage.ARCHIVED in row.stages} == {Act.REOPEN}


def test_one_may_withdraw_until_it_is_decided():
    assert TABLE[Act.WITHDRAWN].stages == frozenset(BEFORE_DECISION)


@pytest.mark.parametrize(
    ("act", "more", "word"),
    [
        (Act.REGISTER, {"stage": Stage.RECEIVED, "confirmed": False}, "第三十一条"),
        (Act.ASK_CORRECTION, {"corrected_before": True}, "只允许一次"),
        (Act.EXTEND, {"extended": True}, "已经延长过一次"),
        (Act.EXTEND, {"today": date(2026, 3, 3)}, "届满后不能延长"),
        (Act.EXTEND, {"is_handler": True}, "负责人批准"),
        (Act.CHARGE, {"charged": True}, "不能再次收费"),
        (Act.SUBMIT, {"decision": ""}, "请先拟决定"),
        (Act.SUBMIT, {"open_consultations": 1}, "征求意见尚未答复"),
        (Act.SUBMIT, {"missing": ("需要检索记录。",)}, "检索记录"),
        (Act.PASS_LEGAL, {"stage": Stage.REVIEW, "wrote_draft": True}, "自己拟写"),
        (Act.PASS_SECRECY, {"stage": Stage.SECRECY, "wrote_draft": True}, "自己拟写"),
        (Act.SIGN, {"stage": Stage.SIGNATURE, "wrote_draft": True}, "自己拟写"),
        (Act.SIGN, {"stage": Stage.SIGNATURE, "examined": frozenset({"secrecy"})}, "保密审查人不能签发"),
        (Act.LAPSE, {"stage": Stage.CORRECTION, "limit_over": False}, "尚未届满"),
    ],
)
def test_what_else_stands_against_an_act(act, more, word):
    (reason,) = refusals(act, replace(READY, **more))
    assert word in reason.sentence


def test_an_opinion_without_a_question_is_refused():
    (reason,) = refusals(Act.OPINION, READY)
    assert "没有尚待答复" in reason.sentence
