"""The tables of the kernel, tested exhaustively: every version state × publication state × act × duty."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.publications.rules.acts import ACTS
from gongkai.publications.rules.catalogue import NODES
from gongkai.publications.rules.openness import WITHHOLDING_REASONS, Openness
from gongkai.publications.rules.refusals import (
    CHAIN_DUTIES,
    DUTY_LABELS,
    Content,
    Person,
    Situation,
    permitted,
    refusals,
)
from gongkai.publications.rules.states import OPEN, SETTLED, PublicationState, VersionAct, VersionState
from gongkai.publications.rules.validity import Validity, next_change, validity_on

P, V = PublicationState, VersionState
ALL_DUTIES = frozenset(DUTY_LABELS)

# Written out by hand from the house's description of the lifecycle, not derived from the table under test:
# act → (version states, publication states, duties); version states None: the act looks at the publication alone.
WORKABLE = {P.UNRELEASED, P.LIVE, P.TAKEN_DOWN, P.WITHHELD}
EXPECTED = {
    "edit": ({V.DRAFT}, WORKABLE, {"draft"}),
    "submit": ({V.DRAFT}, WORKABLE, {"draft"}),
    "recall": ({V.REVIEW}, WORKABLE, {"draft"}),
    "pass": ({V.REVIEW}, WORKABLE, {"legal"}),
    "return": ({V.REVIEW}, WORKABLE, {"legal"}),
    "revise": ({V.RETURNED, V.RECALLED, V.APPROVED}, WORKABLE, {"draft"}),
    "abandon": ({V.DRAFT, V.RETURNED, V.RECALLED, V.APPROVED}, WORKABLE, {"draft"}),
    "release": ({V.APPROVED}, WORKABLE, {"publicity"}),
    "schedule": ({V.APPROVED}, WORKABLE, {"publicity"}),
    "unschedule": ({V.SCHEDULED}, WORKABLE, {"publicity"}),
    "withhold": ({V.APPROVED}, {P.UNRELEASED}, {"publicity"}),
    "amend": (None, {P.LIVE, P.TAKEN_DOWN}, {"draft"}),
    "correct": (None, {P.LIVE}, {"draft"}),
    "take_down": (None, {P.LIVE}, {"duty_officer"}),
    "confirm_take_down": (None, {P.TAKEN_DOWN}, {"duty_officer", "publicity", "sign"}),
    "restore": (None, {P.TAKEN_DOWN}, {"duty_officer", "publicity", "sign"}),
    "propose_withdrawal": (None, {P.LIVE, P.TAKEN_DOWN}, {"draft", "publicity"}),
    "decide_withdrawal": (None, {P.LIVE, P.TAKEN_DOWN}, {"sign"}),
    "propose_erasure": (None, {P.LIVE, P.TAKEN_DOWN, P.WITHDRAWN, P.WITHHELD}, {"publicity"}),
    "decide_erasure": (None, {P.LIVE, P.TAKEN_DOWN, P.WITHDRAWN, P.WITHHELD}, {"secrecy", "sign"}),
    "reassess": (None, {P.WITHHELD}, {"publicity"}),
    "open_up": (None, {P.WITHHELD}, {"publicity", "draft"}),
}


def situation(code, version, publication, duties):
    """As favourable as it can be, so that only standing and duty decide."""
    return Situation(
        version=version,
        publication=publication,
        person=Person(duties=frozenset(duties), wrote_it=code == "recall"),
        content=Content(openness=Openness.NOT_PUBLIC if code == "withhold" else Openness.PUBLIC,
                        withholding_code="draft" if code == "withhold" else "", withholding_text="过程稿"),
        chain=("office_review", "legal", "publicity", "secrecy", "sign"),
        step="legal",
        removal_open={"decide_withdrawal": "withdrawal", "decide_erasure": "erasure"}.get(code, ""),
    )  # fmt: skip


def test_the_expected_table_names_every_act():
    assert set(EXPECTED) == set(ACTS)


@pytest.mark.parametrize("code", EXPECTED)
def test_an_act_is_permitted_in_exactly_its_states_for_exactly_its_duties(code):
    versions, publications, duties = EXPECTED[code]
    for version, publication, duty in product([None, *V], P, ALL_DUTIES):
        lawful = publication in publications and duty in duties and (versions is None or version in versions)
        assert (refusals(code, situation(code, version, publication, {duty})) == []) is lawful, (
            code, version, publication, duty,
        )  # fmt: skip


@pytest.mark.parametrize("code", EXPECTED)
def test_without_any_duty_nothing_is_permitted(code):
    for version, publication in product([None, *V], P):
        assert refusals(code, situation(code, version, publication, set()))


def test_every_refusal_is_a_sentence_that_ends():
    for code, version, publication in product(ACTS, [None, *V], P):
        for reason in refusals(code, situation(code, version, publication, set())):
            assert reason.sentence.endswith("。") and len(reason.sentence) > 8


def test_a_version_under_or_past_review_is_never_edited():
    assert OPEN - {V.DRAFT} <= SETTLED
    for state in SETTLED:
        for publication in P:
            assert "edit" not in permitted(situation("edit", state, publication, ALL_DUTIES))


def review(**more):
    defaults = {"version": V.REVIEW, "publication": P.UNRELEASED, "chain": CHAIN_DUTIES, "step": "secrecy",
                "person": Person(duties=ALL_DUTIES)}  # fmt: skip
    return Situation(**{**defaults, **more})


@pytest.mark.parametrize("code", ["pass", "return"])
@pytest.mark.parametrize("step", CHAIN_DUTIES)
def test_nobody_reviews_his_own_text_whatever_duties_he_holds(code, step):
    now = review(step=step, person=Person(duties=ALL_DUTIES, wrote_it=True))
    assert any("自己起草" in reason.sentence for reason in refusals(code, now))


@pytest.mark.parametrize(("step", "before"), [("secrecy", "sign"), ("sign", "secrecy")])
def test_secrecy_reviewer_and_signer_are_two_persons(step, before):
    now = review(step=step, person=Person(duties=ALL_DUTIES, passed=frozenset({before})))
    assert any("不能由同一人" in reason.sentence for reason in refusals("pass", now))
    other = review(step=step, person=Person(duties=ALL_DUTIES, passed=frozenset({"edit"})))
    assert refusals("pass", other) == []


@pytest.mark.parametrize("code", ["confirm_take_down", "restore", "decide_withdrawal", "decide_erasure"])
def test_whoever_began_a_removal_cannot_be_its_second_person(code):
    publication = P.TAKEN_DOWN if code in {"confirm_take_down", "restore"} else P.LIVE
    removal = {"decide_withdrawal": "withdrawal", "decide_erasure": "erasure"}.get(code, "")
    person = Person(duties=ALL_DUTIES, began_removal=True)
    now = Situation(version=None, publication=publication, person=person, removal_open=removal)
    assert any("另一人" in reason.sentence for reason in refusals(code, now))


def approved(**content):
    return Situation(version=V.APPROVED, publication=P.UNRELEASED, person=Person(duties=ALL_DUTIES),
                     content=Content(**content), chain=("office_review", "secrecy", "sign"))  # fmt: skip


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ({"missing": (("formed_on", "生成日期"),)}, "生成日期"),
        ({"openness": ""}, "公开属性"),
        ({"openness": "not_public", "withholding_code": "draft", "withholding_text": "过程稿"}, "不能发布"),
        ({"made_elsewhere": True}, "第十条"),
        ({"involves_other_organ": True}, "第十一条"),
        ({"withholding_code": "privacy"}, "第十五条"),
        ({"checked": False}, "检查"),
        ({"blocking_findings": ("正文第2段有疑似手机号码。",)}, "手机"),
        ({"unread_files": ("扫描件.pdf",)}, "扫描件"),
        ({"gates": ("还没有意见采纳情况。",)}, "采纳"),
    ],
)
def test_release_is_refused_for_each_thing_that_is_missing(content, word):
    assert any(word in reason.sentence for reason in refusals("release", approved(**content)))
    assert refusals("release", approved()) == []


def test_all_reasons_are_given_at_once():
    now = approved(
        missing=(("summary", "内容概述"),), involves_other_organ=True, unread_files=("图.pdf",), gates=("门未开。",)
    )
    assert len(refusals("release", now)) == 4


def test_release_is_refused_when_the_text_is_not_the_one_examined():
    now = Situation(version=V.APPROVED, publication=P.LIVE, person=Person(duties=ALL_DUTIES), changed_since_review=True)
    assert any("不一致" in reason.sentence for reason in refusals("release", now))


@pytest.mark.parametrize("openness", ["on_request", "not_public"])
def test_a_closed_attribute_needs_a_legal_reason_and_words(openness):
    def now(**more):
        return Situation(version=V.DRAFT, publication=P.UNRELEASED, person=Person(duties=ALL_DUTIES),
                         content=Content(openness=openness, **more), chain=("office_review", "secrecy", "sign"))  # fmt: skip

    assert len(refusals("submit", now())) == 2
    assert refusals("submit", now(withholding_code="workflow", withholding_text="内部办文流程")) == []


def test_a_policy_document_that_stays_closed_passes_the_publicity_office():
    closed = Content(openness="not_public", withholding_code="draft", withholding_text="过程稿", is_policy=True)
    now = Situation(version=V.DRAFT, publication=P.UNRELEASED, person=Person(duties=ALL_DUTIES), content=closed,
                    chain=("office_review", "secrecy", "sign"))  # fmt: skip
    assert any("政务公开工作机构" in reason.sentence for reason in refusals("submit", now))


def test_withholding_has_three_plus_four_plus_one_optional_reasons_and_four_mandatory_ones():
    mandatory = {code for code, (_, _, must) in WITHHOLDING_REASONS.items() if must}
    assert mandatory == {"law_forbids", "stability", "trade_secret", "privacy"}
    assert len(WITHHOLDING_REASONS) - len(mandatory) == 3 + 4 + 1


def test_the_catalogue_has_exactly_the_statutory_nodes():
    for prefix, count in (("20-", 15), ("21-", 7), ("LHS-", 10)):
        assert sum(code.startswith(prefix) for code in NODES) == count
    assert len(NODES) == 32


DAY = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(day=DAY, effective=st.none() | DAY, expires=st.none() | DAY, repealed=st.none() | DAY)
def test_validity_changes_only_on_the_day_that_is_foretold(day, effective, expires, repealed):
    dates = {"effective_on": effective, "expires_on": expires, "repealed_on": repealed}
    now, change = validity_on(day, applies=True, **dates), next_change(day, **dates)
    last = (change or date(2100, 6, 1)).toordinal() - 1
    assert validity_on(date.fromordinal(max(last, day.toordinal())), applies=True, **dates) == now
    assert validity_on(day, applies=False, **dates) == Validity.NOT_APPLICABLE


def test_a_document_is_in_force_on_its_last_day_and_expired_on_the_next():
    dates = {"effective_on": date(2015, 1, 1), "expires_on": date(2017, 12, 31), "repealed_on": None}
    assert validity_on(date(2017, 12, 31), applies=True, **dates) == Validity.IN_FORCE
    assert validity_on(date(2018, 1, 1), applies=True, **dates) == Validity.EXPIRED
    assert validity_on(date(2014, 12, 31), applies=True, **dates) == Validity.PENDING


def test_a_repeal_outweighs_an_expiry_and_counts_from_its_own_day():
    dates = {"effective_on": None, "expires_on": date(2019, 1, 1), "repealed_on": date(2020, 5, 1)}
    assert validity_on(date(2020, 4, 30), applies=True, **dates) == Validity.EXPIRED
    assert validity_on(date(2020, 5, 1), applies=True, **dates) == Validity.REPEALED


def test_a_correction_and_an_amendment_are_versions_with_their_own_reason_to_exist():
    assert {act.value for act in VersionAct} == {"new", "amend", "correct"}
