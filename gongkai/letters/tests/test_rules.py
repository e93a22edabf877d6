"""The structure of a letter, its marks and numbers, and what the law has given up."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.letters.rules.blocks import Style, blocks, plain_text
from gongkai.letters.rules.numbering import level_of, mark, marked, number, pattern_faults
from gongkai.letters.rules.repealed import Repealed, repealed_in
from gongkai.letters.rules.structure import Paragraph, Table, as_record, chinese_date, cleaned, from_record

from .written import FULL, letter


def test_a_letter_says_everything_in_the_official_order():
    assert plain_text(FULL).splitlines() == [
        "政府信息部分公开告知书",
        "测绿信公〔2026〕17号",
        "李明：",
        "本机关于2026年3月2日收到您的申请，现答复如下：",
        "一、关于公开的内容",
        "您申请的行道树养护合同可以公开。",
        "序号\t名称\t页数",
        "1\t2025年度行道树养护合同\t12",
        "2\t绿道验收记录\t3",
        "二、关于不予公开的内容",
        "（一）商业秘密",
        "1.报价明细第2页至第4页；",
        "2.成本构成表。",
        "（1）第三方不同意公开。",
        "如对本决定不服，可以自知道本决定之日起60日内，向测试市人民政府申请行政复议。",
        "附件：1.2025年度行道树养护合同",
        "2.绿道验收记录",
        "测试市绿化局",
        "（印章）",
        "2026年3月9日",
        "（联系人：办公室）",
        "抄送：市政府办公厅。",
    ]


def test_what_was_stored_is_read_as_the_same_letter():
    assert from_record(as_record(FULL)) == FULL
    with pytest.raises(ValueError):
        from_record(as_record(FULL) | {"edition": 99})


def test_marks_begin_anew_under_a_higher_paragraph():
    levels = [1, 2, 2, 3, 1, 2, 3, 4, 4, 0]
    found = [written for written, _ in marked(Paragraph("x", level) for level in levels)]
    assert found == ["一、", "（一）", "（二）", "1.", "二、", "（一）", "1.", "（1）", "（2）", ""]


@given(st.integers(1, 4), st.integers(1, 99), st.sampled_from(["事项", "公开的内容", "您好"]))
def test_a_typed_mark_is_read_as_the_level_that_prints_it(level, count, words):
    assert level_of(mark(level, count) + words) == (level, words)


@pytest.mark.parametrize("line", ["1.5公里绿道", "2019年1月", "（以下简称条例）规定", "三个工作日内"])
def test_what_only_looks_like_a_mark_is_text(line):
    assert level_of(line) == (0, line)


def test_a_sentence_is_no_heading_however_it_is_numbered():
    said = replace(letter("x"), parts=(Paragraph("事项", 1), Paragraph("请补正。", 1)))
    assert [block.style for block in blocks(said)][2:4] == [Style.LEVEL_1, Style.BODY]


def test_a_number_follows_its_pattern_without_zeros():
    assert number("{word}〔{year}〕{serial}号", word="测绿", year=2026, serial=7) == "测绿〔2026〕7号"
    assert number("{word}-{year}-{serial:04}", word="测绿", year=2026, serial=7) == "测绿-2026-0007"


@pytest.mark.parametrize(
    "pattern", ["{word}{serial}号", "{word}〔{year}〕号", "{x}{year}{serial}", "{year}{serial}{", "{year.real}{serial}"]
)
def test_a_pattern_that_would_repeat_numbers_is_refused(pattern):
    assert pattern_faults(pattern)
    with pytest.raises(ValueError):
        number(pattern, word="测", year=2026, serial=1)


def test_dates_are_written_without_zeros():
    assert chinese_date(date(2018, 12, 7)) == "2018年12月7日"


@given(st.text(max_size=80))
def test_cleaning_twice_is_cleaning_once_and_leaves_nothing_invisible(text):
    once = cleaned(text)
    assert cleaned(once) == once
    assert not any(ord(sign) < 32 and sign != "\n" for sign in once)


def test_a_table_is_as_wide_as_its_head():
    with pytest.raises(ValueError):
        Table(("甲", "乙"), (("1",),))


MONTHS = Repealed("3个月", ("诉讼", "起诉"), "提起行政诉讼的期限是6个月，不是3个月。")


@pytest.mark.parametrize("text", ["在3个月内提起行政诉讼", "三个月内向法院起诉", "３ 个月内，向法院提起诉讼"])
def test_a_repealed_value_is_found_however_it_is_written(text):
    assert repealed_in(text, [MONTHS]) == [MONTHS.why]


@pytest.mark.parametrize("text", ["6个月内提起行政诉讼", "13个月内起诉", "三个月内补正。六个月内起诉。", "有效期3个月"])
def test_other_values_and_other_sentences_are_left_alone(text):
    assert repealed_in(text, [MONTHS]) == []


def test_without_neighbours_a_value_is_refused_anywhere():
    assert repealed_in("有效期三个月", [Repealed("3个月", (), "x")]) == ["x"]
