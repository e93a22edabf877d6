"""Segmentation, pinyin, word lists, leaders and readability."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.wording import pinyin
from gongkai.wording.checks import (
    BLOCK,
    SENSITIVE,
    SUGGEST,
    WARN,
    WRONG,
    Entry,
    WordList,
    check_words,
    default_word_list,
    matcher,
    read_word_list,
)
from gongkai.wording.leaders import Leader, check_leaders
from gongkai.wording.readability import readability
from gongkai.wording.segments import domain_words, tokens, words

DAY = date(2026, 1, 5)


def found(text: str, *entries: Entry, white: tuple[str, ...] = (), on: date = DAY) -> list[str]:
    lists = [WordList("试", "1", entries)] if entries else [default_word_list()]
    return [finding.text for finding in check_words(text, lists, on=on, white=white)]


def test_every_word_of_the_trade_stays_whole() -> None:
    assert len(domain_words()) >= 200
    broken = [word for word in domain_words() if word not in words(f"关于{word}的通知")]
    assert broken == []


def test_search_mode_adds_the_parts() -> None:
    assert words("口袋公园") == ["口袋公园"]
    assert words("口袋公园", search=True) == ["口袋", "公园", "口袋公园"]
    assert words("，。 \n！") == [] and words("") == []
    assert words("沪绿容2026") != []


def test_callers_add_words_of_their_own() -> None:
    assert "某某滨江驳岸" in words("到某某滨江驳岸去", more=("某某滨江驳岸",))
    assert "某某滨江驳岸" not in words("到某某滨江驳岸去")


@given(st.text(max_size=60))
def test_tokens_stand_where_they_say(text: str) -> None:
    assert all(text[start:end] == word for word, start, end in tokens(text))


def test_pinyin_whole_and_by_first_letters() -> None:
    assert pinyin.full("湿垃圾A1") == "shilajia1"
    assert pinyin.initials("湿垃圾") == "slj"
    assert sorted(["赵一", "张三", "李四"], key=pinyin.syllables) == ["李四", "张三", "赵一"]
    assert pinyin.slug("口袋公园 2026！") == "kou-dai-gong-yuan-2026"
    assert pinyin.slug("公园" * 50, longest=20) == "gong-yuan-gong-yuan"
    assert pinyin.slug("！！") == ""


@pytest.mark.parametrize(
    ("text", "word", "replacement"),
    [
        ("既使下雨也要清扫", "既使", "即使"),
        ("公共帐户", "帐户", "账户"),
        ("公园座落在河边", "座落", "坐落"),
        ("渡假村", "渡假", "度假"),
        ("象花园一样", "象花园一样", "像…一样"),
        ("截止12月底", "截止", "截至"),
        ("残废人通道", "残废人", "残疾人"),
        ("市政府、市委研究", "市政府、市委", "市委、市政府"),
        ("古树名目保护", "古树名目", "古树名木"),
    ],
)
def test_the_list_that_comes_with_the_platform(text: str, word: str, replacement: str) -> None:
    (finding,) = check_words(text, [default_word_list()], on=DAY)
    assert (finding.text, finding.replacement) == (word, replacement)


@pytest.mark.parametrize(
    "text",
    [
        "报名截止日期为12月31日，起止时间见附件。",
        "按排名公布，按排放标准执行。",
        "对象是野生动物，像花园一样美。",
        "农业部门、环境保护部门和原国家林业局。",
        "月份内完成，身份内容保密。",
        "行道树数量与非机动车行道数量。",
        "市委、市政府，党中央、国务院，党组书记、局长",
        "集中港区的回复盖章，进行行政检查。",
    ],
)
def test_right_words_are_left_alone(text: str) -> None:
    assert found(text) == []


def test_every_entry_of_the_list_is_found_and_its_replacement_is_right() -> None:
    entries = default_word_list().entries
    assert len(entries) >= 150
    assert len({entry.word for entry in entries}) == len(entries)
    for entry in entries:
        written = entry.word.replace("…", "某某")
        assert found(f"甲{written}乙", entry) == [written]
        if "…" not in entry.word and entry.replacement and entry.word not in entry.replacement:
            assert entry.word not in found(f"甲{entry.replacement}乙")


def test_validity_exceptions_and_white_list() -> None:
    entry = Entry(
        "旧称", WRONG, WARN, "新称", valid_from=date(2020, 1, 1), valid_to=date(2025, 12, 31), exceptions=("原旧称",)
    )
    assert found("旧称", entry, on=date(2019, 12, 31)) == []
    assert found("旧称", entry, on=date(2020, 1, 1)) == ["旧称"]
    assert found("旧称", entry, on=date(2025, 12, 31)) == ["旧称"]
    assert found("旧称", entry, on=DAY) == []
    assert found("原旧称与旧称", entry, on=date(2024, 1, 1)) == ["旧称"]
    assert found("《旧称办法》和旧称", entry, on=date(2024, 1, 1), white=("《旧称办法》",)) == ["旧称"]


def test_the_graver_then_the_longer_of_two_stays() -> None:
    short, long = Entry("甲乙", WRONG, WARN), Entry("甲乙丙", WRONG, WARN)
    grave, mild = Entry("丙丁", SENSITIVE, BLOCK), Entry("甲乙丙", WRONG, SUGGEST)
    assert found("甲乙丙丁", short, long) == ["甲乙丙"]
    assert found("甲乙丙丁", grave, mild) == ["丙丁"]


def test_a_list_version_is_built_once() -> None:
    words_list = WordList("试", "2", (Entry("甲", WRONG, WARN),))
    assert matcher(words_list) is matcher(WordList("试", "2", (Entry("甲", WRONG, WARN),)))


def test_an_empty_list_finds_nothing() -> None:
    assert check_words("甲", [WordList("空", "1", ())], on=DAY) == []


def test_a_bad_line_is_named() -> None:
    with pytest.raises(ValueError, match="第 3 行"):
        read_word_list("word,kind,level\n甲,wrong,warn\n乙,wrong,fatal\n", name="试", version="1")
    with pytest.raises(ValueError, match="第 2 行"):
        read_word_list("word,kind,level\n,wrong,warn\n", name="试", version="1")


@given(st.text(st.sampled_from("甲乙丙丁象一样，。截止日期"), max_size=60))
def test_findings_stand_where_they_say_and_do_not_overlap(text: str) -> None:
    findings = check_words(text, [default_word_list()], on=DAY)
    assert all(text[f.start : f.end] == f.text for f in findings)
    assert all(a.end <= b.start for a, b in zip(findings, findings[1:], strict=False))


LEADERS = (
    Leader("甲某一", ("党组书记、局长", "局长")),
    Leader("乙某二", ("副局长",)),
    Leader("丙某三", ("副局长", "总工程师"), valid_to=date(2025, 12, 31)),
)


def test_a_title_that_is_another_leaders_is_found() -> None:
    (finding,) = check_leaders("局长乙某二出席，副局长乙某二讲话，局长甲某一主持", LEADERS, on=DAY)
    assert (finding.text, finding.replacement) == ("局长乙某二", "副局长乙某二")


def test_the_order_of_leaders_follows_the_list_in_force() -> None:
    text = "副局长乙某二、局长甲某一参加"
    assert [finding.text for finding in check_leaders(text, LEADERS, on=DAY)] == ["乙某二、局长甲某一"]
    assert check_leaders("甲某一、乙某二参加；乙某二讲话后，会议由甲某一总结", LEADERS, on=DAY) == []
    assert check_leaders("丙某三、乙某二", LEADERS, on=DAY) == []
    assert [finding.text for finding in check_leaders("丙某三、乙某二", LEADERS, on=date(2025, 1, 1))] == [
        "丙某三、乙某二"
    ]


EASY = "您可以在网上申请。我们会在五个工作日内答复。材料不全的，我们会一次告诉您要补什么。" * 3
HARD = (
    "为进一步切实有效深入推进全市范围内各级各类单位生活垃圾分类投放分类收集分类运输分类处置全过程各环节工作机制的不断健全完善"
    "并予以积极大力扎实统筹推进落地见效而对相关责任主体履行有关职责义务情况进行监督检查考核评估工作"
)


def test_plain_texts_score_higher_and_hard_ones_get_hints() -> None:
    easy, hard = readability(EASY), readability(HARD)
    assert easy.score >= 90 and easy.hints == ()
    assert hard.score <= 55 and any("分成两三句" in hint for hint in hard.hints)


@given(st.text(max_size=200))
def test_the_figure_stays_between_nought_and_a_hundred(text: str) -> None:
    assert 0 <= readability(text).score <= 100
