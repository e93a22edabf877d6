"""What is typed is taken for a number, a character, a spelling, or for things said in one of several ways."""

import pytest

from gongkai.portal.search.understanding import LONGEST, Synonyms, normalised, number_in, understood

NONE = Synonyms([])


def said(meaning):
    return ["".join(concept.phrases[0].words) for concept in meaning.concepts if not concept.optional]


@pytest.mark.parametrize(
    "written",
    [
        "沪绿容规〔2023〕6号", "沪绿容规[2023]6号", "沪绿容规(2023)6号", "沪绿容规（2023）第006号", "沪绿容规 2023 6",
        "沪绿容规２０２３　６", "　沪绿容规【2023】 6 号 ", "沪绿容规2023年6号",
    ],
)  # fmt: skip
def test_a_document_number_is_known_in_any_writing(written):
    meaning = understood(written, NONE)
    assert meaning.number == "沪绿容规〔2023〕6号" and not meaning.concepts


def test_a_number_inside_a_question_is_found_and_the_rest_is_asked_too():
    meaning = understood("沪绿容规〔2023〕6号 砍树", NONE)
    assert meaning.number == "沪绿容规〔2023〕6号" and said(meaning) == ["砍树"]
    assert number_in("上海市人民政府令第16号") == "上海市人民政府令第16号" and number_in("公园2号门") == ""


def test_one_character_and_letters_are_ways_of_their_own():
    assert understood("树", NONE).sign == "树"
    letters = understood("Shi La Ji", NONE)
    assert ("shi", "la", "ji") in letters.spelt and letters.initials == "shilaji"


def test_what_a_question_is_wrapped_in_tells_nothing_unless_it_is_all_there_is():
    assert said(understood("请问公园的厕所在哪里", NONE)) == ["公园", "厕所"]
    assert said(understood("怎么办理", NONE)) != []


def test_synonyms_hold_both_ways_and_the_longest_is_taken():
    pairs = Synonyms([("砍树", "砍伐树木"), ("树", "树木"), ("店招", "户外招牌")])
    for word, meaning in (("砍树", "砍伐树木"), ("砍伐树木", "砍树")):
        (concept,) = understood(word, pairs).concepts
        assert any("".join(phrase.words) == meaning and phrase.weight < 1 for phrase in concept.phrases)
    assert pairs.cut("砍树和店招") == [("砍树", ("砍伐树木",)), ("和", ()), ("店招", ("户外招牌",))]


@pytest.mark.parametrize("typed", ["", "   ", "？！…", "\x00\x07", "“”《》", "\u200b\u202e"])
def test_where_nothing_is_asked_nothing_is_looked_for(typed):
    assert understood(typed, NONE).empty


def test_what_is_typed_comes_in_one_form_and_is_capped():
    assert normalised("ＡＢＣ\x07　１２３\n") == "abc 123"
    assert len(normalised("公园" * 9000)) == LONGEST
