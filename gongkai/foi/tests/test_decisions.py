"""The code table and the remedy block: twenty-three ways to end, under both laws on reconsideration."""

from datetime import date

import pytest

from gongkai.foi.rules import remedies
from gongkai.foi.rules.decisions import DECISIONS, OTHER_2019, Finding, Line, Remedy, missing
from gongkai.foi.rules.letters import LETTERS
from gongkai.foi.rules.report import form

OLD, NEW = date(2019, 11, 1), date(2024, 3, 1)
NAMES = remedies.Authorities("上海市人民政府", "示例上级主管部门", "示例人民法院", "https://example.org/fuyi")


def text_of(remedy: Remedy, on: date, **more: object) -> str:
    block = remedies.block(remedy, decided_on=on, authorities=NAMES, **more)  # type: ignore[arg-type]
    return block.text if block else ""


def test_there_are_twenty_three_decisions_in_order():
    assert list(DECISIONS) == [f"D{number:02}" for number in range(1, 24)]


@pytest.mark.parametrize("decision", DECISIONS.values(), ids=lambda decision: decision.code)
def test_every_decision_has_its_letter_and_a_row_in_both_forms(decision):
    assert decision.letter in LETTERS
    for table_format in (2019, 2021):
        assert decision.line_in(table_format) in form.outcome_rows(table_format)
    letter = LETTERS[decision.letter].remedy
    assert letter in (decision.remedy, Remedy.OPEN) or decision.remedy is Remedy.OPEN


def test_every_row_of_the_form_is_reached():
    assert {decision.line for decision in DECISIONS.values()} == set(Line)
    assert {decision.line_in(2019) for decision in DECISIONS.values()} >= {OTHER_2019}


@pytest.mark.parametrize("code", ["D03", *(f"D{number:02}" for number in range(4, 11))])
def test_reasons_are_mandatory_for_every_refusal(code):
    assert Finding.REASONS in DECISIONS[code].findings


def test_nothing_is_decided_before_its_findings_are_recorded():
    (told,) = missing(DECISIONS["D12"], frozenset())
    assert "检索记录" in told and "第三十六条第四项" in told
    assert missing(DECISIONS["D12"], frozenset({Finding.SEARCH})) == []


def test_a_refusal_of_2019_offers_both_reconsideration_organs_or_six_months():
    text = text_of(Remedy.REFUSAL, OLD)
    assert (
        all(word in text for word in ("60日", "上海市人民政府", "示例上级主管部门", "6个月")) and "先申请" not in text
    )


def test_a_refusal_of_2024_goes_to_reconsideration_first_and_to_the_government_only():
    text = text_of(Remedy.REFUSAL, NEW)
    assert all(word in text for word in ("先申请行政复议", "60日", "上海市人民政府", "15日"))
    assert "示例上级主管部门" not in text and "6个月" not in text


def test_another_decision_of_2024_leaves_the_choice():
    text = text_of(Remedy.OTHER, NEW)
    assert "60日" in text and "6个月" in text and "先申请" not in text and "示例上级主管部门" not in text


def test_the_law_changes_with_the_year():
    assert "6个月" in text_of(Remedy.REFUSAL, date(2023, 12, 31))
    assert "先申请" in text_of(Remedy.REFUSAL, date(2024, 1, 1))


def test_a_letter_served_through_the_internet_gives_the_channel():
    assert "https://example.org/fuyi" in text_of(Remedy.OTHER, NEW, online=True)
    assert "https" not in text_of(Remedy.OTHER, NEW) + text_of(Remedy.OTHER, OLD, online=True)


@pytest.mark.parametrize("decision", DECISIONS.values(), ids=lambda decision: decision.code)
@pytest.mark.parametrize("on", [OLD, NEW])
def test_repealed_values_appear_nowhere(decision, on):
    text = text_of(decision.remedy, on, partly=Remedy.REFUSAL)
    assert "3个月" not in text and "15个工作日" not in text
    assert bool(text) is (decision.remedy is not Remedy.NONE)


@pytest.mark.parametrize("settled", [None, Remedy.OPEN])
def test_what_the_law_leaves_open_is_settled_by_a_person_first(settled):
    with pytest.raises(remedies.Unsettled, match="法制人员"):
        remedies.block(Remedy.OPEN, decided_on=NEW, authorities=NAMES, partly=settled)
    assert "先申请" in text_of(Remedy.OPEN, NEW, partly=Remedy.REFUSAL)


@pytest.mark.parametrize(
    ("names", "on", "online"),
    [
        (remedies.Authorities(""), NEW, False),
        (remedies.Authorities("市政府"), NEW, False),
        (remedies.Authorities("市政府", court="法院"), OLD, False),
        (remedies.Authorities("市政府", "上级", "法院"), NEW, True),
    ],
)
def test_a_block_with_a_name_missing_is_never_printed(names, on, online):
    with pytest.raises(remedies.Unsettled):
        remedies.block(Remedy.OTHER, decided_on=on, authorities=names, online=online)


def test_there_are_twenty_eight_letters_and_procedural_ones_leave_no_remedy():
    assert sorted(LETTERS) == list(range(1, 29))
    assert all(LETTERS[number].remedy is Remedy.NONE for number in (3, 5, 6, 8, 12, 26))
