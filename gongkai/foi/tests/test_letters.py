"""The twenty-eight letters: what the rules demand stands in each, the remedy exactly where it is due, nothing repealed."""

import itertools
import re
from datetime import date
from types import SimpleNamespace

import pytest

from gongkai.foi.letters.kinds import ALL, BY_NUMBER
from gongkai.foi.letters.wording import code_of
from gongkai.foi.rules import remedies
from gongkai.foi.rules.decisions import DECISIONS, Remedy
from gongkai.foi.rules.letters import LETTERS
from gongkai.foi.services.composing import WRITTEN_IN, main_field
from gongkai.letters import kinds
from gongkai.letters.composing import Content, compose, letter_faults, template_faults
from gongkai.letters.rules.blocks import plain_text
from gongkai.letters.rules.structure import chinese_date
from gongkai.letters.rules.templates import FieldType

OLD, NEW = date(2023, 12, 31), date(2024, 1, 1)
REGIMES = [(OLD, Remedy.REFUSAL), (NEW, Remedy.REFUSAL), (OLD, Remedy.OTHER), (NEW, Remedy.OTHER)]
NAMES = remedies.Authorities("上海市人民政府", "示例上级主管部门", "示例人民法院", "https://example.org/fuyi")
UNIT = SimpleNamespace(name="示例市绿化局")


def block_of(number, on, settled):
    remedy = LETTERS[number].remedy
    block = remedies.block(remedy, decided_on=on, authorities=NAMES, online=True, partly=settled)
    return block.paragraphs if block else ()


def written(number, on=NEW, settled=Remedy.REFUSAL, **facts):
    kind = BY_NUMBER[number]
    return compose(
        kind, UNIT, title=kind.title, text=kind.template, addressee="李明", content=Content(kind.samples() | facts),
        on=on, number="示〔2026〕1号", remedy=block_of(number, on, settled),
    )  # fmt: skip


def said(field):
    """What of a sample must be found in the text."""
    match field.type:
        case FieldType.DATE:
            return [chinese_date(field.sample)]
        case FieldType.LINES:
            return list(field.sample)
        case FieldType.TABLE:
            return [cell for row in field.sample["rows"] for cell in row]
    return [field.sample]


@pytest.mark.parametrize("number", LETTERS)
@pytest.mark.parametrize(("on", "settled"), REGIMES)
def test_every_letter_says_what_it_must_and_leaves_its_remedy(number, on, settled):
    kind, letter = BY_NUMBER[number], written(number, on, settled)
    text = plain_text(letter)
    assert kind.title in text and all(words in text for field in kind.fields for words in said(field))
    assert letter_faults(kind, letter) == [] and kind is kinds.get(code_of(number))
    due = LETTERS[number].remedy is not Remedy.NONE
    assert ("行政复议" in text, "行政诉讼" in text) == (due, due) and kind.remedy is due
    if due:
        first = on == NEW and Remedy.REFUSAL in (LETTERS[number].remedy, settled if number == 15 else None)
        assert ("应当先申请行政复议" in text) is first and ("6个月" in text) is not first
        assert ("示例上级主管部门" in text) is (on == OLD) and "上海市人民政府" in text
    assert not re.search("[3三]个月", text)
    assert ("15个工作日" in text) is (number in {6, 10})


@pytest.mark.parametrize("number", LETTERS)
def test_every_particular_content_of_the_list_is_demanded_of_the_template(number):
    kind = BY_NUMBER[number]
    assert {content.label for content in kind.contents} == set(LETTERS[number].contents)
    for content in kind.contents:
        places = [f"{{{{{name}}}}}" for name in content.fields] + list(content.words)
        without = kind.template
        for place in places:
            without = without.replace(place, "……")
        assert any(content.label in fault for fault in template_faults(kind, kind.title, without)) or content.fields


@pytest.mark.parametrize("number", [number for number, letter in LETTERS.items() if letter.remedy is not Remedy.NONE])
def test_a_letter_without_the_remedy_that_is_due_is_refused(number):
    kind = BY_NUMBER[number]
    bare = compose(
        kind, UNIT, title=kind.title, text=kind.template, addressee="李明", content=Content(kind.samples()), on=NEW
    )
    assert "没有救济告知不能签发" in "".join(letter_faults(kind, bare))


@pytest.mark.parametrize("number", [number for number, letter in LETTERS.items() if letter.remedy is Remedy.NONE])
def test_what_moves_the_procedure_on_leaves_no_remedy(number):
    if number == 26:  # an unpaid fee may leave one: a legal officer says so
        return
    kind = BY_NUMBER[number]
    with_block = compose(
        kind, UNIT, title=kind.title, text=kind.template, addressee="李明", content=Content(kind.samples()), on=NEW,
        remedy=("如对本决定不服，可以申请行政复议。",),
    )  # fmt: skip
    assert "不写救济途径" in "".join(letter_faults(kind, with_block))


@pytest.mark.parametrize(
    "words",
    [
        "可以在3个月内提起行政诉讼",
        "可以在三个月内向法院起诉",
        "答复期限为15个工作日",
        "将在十五个工作日内答复",
        "延长期限不超过15个工作日",
    ],
)
def test_values_that_the_law_has_given_up_are_refused_in_every_letter(words):
    for kind in ALL:
        letter = compose(
            kind, UNIT, title=kind.title, text=f"{kind.template}\n{words}。", addressee="李明",
            content=Content(kind.samples()), on=NEW,
        )  # fmt: skip
        assert any("不能写" in fault or "最长20个工作日" in fault for fault in letter_faults(kind, letter)), kind.title


def test_the_letter_to_a_third_party_and_its_form_do_not_say_who_applies():
    for number, field in itertools.product((6, 7, 9, 10, 11), ("申请内容", "称谓")):
        assert field not in {each.name for each in BY_NUMBER[number].fields}


def test_sheet_and_reply_form_bear_no_signature_of_the_organ():
    for number in (1, 7):
        assert written(number).signature.organ == "" and "示例市绿化局" not in plain_text(written(number))


@pytest.mark.parametrize("decision", DECISIONS.values(), ids=lambda decision: decision.code)
def test_what_a_decision_must_find_is_written_in_its_letter(decision):
    names = {field.name for field in BY_NUMBER[decision.letter].fields}
    assert main_field(decision.code) in names
    for finding in decision.findings:
        assert finding not in WRITTEN_IN or names.intersection(WRITTEN_IN[finding]), finding
