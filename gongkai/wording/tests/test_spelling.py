"""Pinyin is read, slips are put right, and words that are right are left alone."""

import pytest

from gongkai.wording.spelling import Lexicon, one_apart, readings

WORDS = Lexicon(["口袋公园", "垃圾分类", "湿垃圾", "公园", "行道树", "古树名木", "户外招牌"])


@pytest.mark.parametrize(
    ("letters", "reading"),
    [("shilaji", ("shi", "la", "ji")), ("koudaigongyuan", ("kou", "dai", "gong", "yuan")), ("lv", ("lv",))],
)
def test_letters_are_read_as_whole_syllables(letters, reading):
    assert readings(letters)[0] == reading


def test_every_reading_is_offered_and_initials_are_none():
    assert set(readings("xian")) == {("xian",), ("xi", "an")}
    assert readings("ljfl") == [] and readings("") == [] and readings("a" * 500) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("垃圾分累", "垃圾分类"),  # sounds alike
        ("口袋公圆有哪些", "口袋公园有哪些"),
        ("口代公园", "口袋公园"),
        ("户外照牌", "户外招牌"),
        ("古树名目", "古树名木"),
        ("古名木", "古树名木"),  # one is missing
        ("古树的名木", "古树名木"),  # one too many
        ("lajifenle", "垃圾分类"),
    ],
)
def test_a_slip_is_put_right(typed, meant):
    assert WORDS.corrected(typed) == meant


@pytest.mark.parametrize("typed", ["口袋公园", "公园垃圾分类", "行道树古树名木", "天气预报", "公", "abc", "", "12345"])
def test_what_is_right_or_unknown_stays(typed):
    assert WORDS.corrected(typed) == typed


def test_what_another_dictionary_knows_was_meant():
    assert WORDS.corrected("公元") == "公园"
    assert WORDS.corrected("公元", lambda piece: piece == "公元") == "公元"


def test_words_are_offered_by_beginning_pinyin_and_initials():
    assert WORDS.starting("口", 5) == ["口袋公园"]
    assert WORDS.starting("kouda", 5) == WORDS.starting("kdgy", 5) == ["口袋公园"]
    assert WORDS.starting("", 5) == []


def test_only_words_of_the_lexicon_make_a_text_of_it():
    assert WORDS.made_of_words("公园湿垃圾") and not WORDS.made_of_words("公园里的湿垃圾") and WORDS.made_of_words("")


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [("abc", "abc", True), ("abc", "abd", True), ("abc", "ab", True), ("abc", "acb", True), ("abc", "ade", False)],
)
def test_one_apart(one, other, near):
    assert one_apart(one, other) is near and one_apart(other, one) is near
