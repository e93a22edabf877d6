"""Document numbers, dates, numerals and clauses of official texts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.wording.chinese_numerals import to_chinese, to_number
from gongkai.wording.clauses import articles, find_references, split_clauses
from gongkai.wording.dates import add_period, find_dates, format_date, parse_date, suggest_end_dates
from gongkai.wording.numbers import find_doc_nos, normalise_doc_no


@pytest.mark.parametrize(
    "written",
    [
        "沪绿容规〔2026〕1号",
        "沪绿容规[2026]1号",
        "沪绿容规(2026)1号",
        "沪绿容规（2026）1号",
        "沪绿容规【2026】1号",
        "沪绿容规［２０２６］１号",
        "沪绿容规〔2026〕第1号",
        "沪绿容规〔2026年〕1号",
        " 沪绿容规 〔 2026 〕 001 号 ",
        "沪绿容规\u3000〔2026〕\u200b1号",
        "沪绿容规2026 1",
        "沪绿容规2026-1号",
        "沪绿容规〔2026〕1",
    ],
)
def test_one_number_has_one_form(written: str) -> None:
    assert normalise_doc_no(written) == "沪绿容规〔2026〕1号"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("上海市人民政府令 第 016 号", "上海市人民政府令第16号"),
        ("上海市人民政府令第十六号", "上海市人民政府令第16号"),
        ("沪府令16号", "沪府令第16号"),
        ("某部公告2024年第03号", "某部公告2024年第3号"),
        ("沪绿容〔2026〕字第1号", "沪绿容字〔2026〕1号"),
        ("益执许字〔2024〕90014号", "益执许字〔2024〕90014号"),
        ("关于口袋公园的 意见", "关于口袋公园的意见"),
        ("", ""),
    ],
)
def test_other_numbers_and_what_is_no_number(written: str, canonical: str) -> None:
    assert normalise_doc_no(written) == canonical


@given(st.text(max_size=60))
def test_normalising_is_total_and_settles_at_once(text: str) -> None:
    assert normalise_doc_no(normalise_doc_no(text)) == normalise_doc_no(text)


def test_numbers_are_found_without_the_words_before_them() -> None:
    text = "根据《办法》（沪府办发[2019]7号）和国办发〔2018〕123号，按照上海市人民政府令第16号执行，原沪绿容(2011)012号同时废止。"
    found = find_doc_nos(text)
    assert [number.canonical for number in found] == [
        "沪府办发〔2019〕7号",
        "国办发〔2018〕123号",
        "上海市人民政府令第16号",
        "沪绿容〔2011〕12号",
    ]
    assert text[found[0].start : found[0].end] == "沪府办发[2019]7号"
    assert found[0].year == 2019 and found[2].year is None and found[3].serial == 12


def test_case_numbers_and_years_are_no_document_numbers() -> None:
    assert find_doc_nos("(2024)沪01行初123号，2026年1号楼，〔2026〕") == []


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零三", 103),
        ("一百一十", 110),
        ("二〇一九", 2019),
        ("廿三", 23),
        ("１２", 12),
    ],
)
def test_chinese_numerals(written: str, value: int) -> None:
    assert to_number(written) == value


@given(st.integers(0, 9999))
def test_numerals_there_and_back(number: int) -> None:
    assert to_number(to_chinese(number)) == number


@pytest.mark.parametrize("written", ["", "条", "1a", "十二甲"])
def test_what_is_no_numeral_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="不是数字"):
        to_number(written)


@pytest.mark.parametrize(
    "written",
    [
        "2018年12月7日",
        "2018年12月07日",
        "二〇一八年十二月七日",
        "２０１８年１２月７日",
        "2018-12-07",
        "2018/12/7",
        "2018.12.7",
    ],
)
def test_dates_in_every_form(written: str) -> None:
    assert parse_date(written) == date(2018, 12, 7)
    assert [found.text for found in find_dates(f"于{written}起")] == [written]


def test_dates_that_do_not_exist_are_not_found() -> None:
    assert find_dates("2019年2月29日、2018.13.1、12018-12-07、2018-12-07-1") == []
    assert parse_date("今天") is None and parse_date("2018年12月7日和2019年1月1日") is None


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)))
def test_a_written_date_is_read_back(day: date) -> None:
    assert parse_date(format_date(day)) == day


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("本办法自2020年1月1日起施行，有效期至2024年12月31日。", date(2024, 12, 31)),
        ("本办法自2020年1月1日起施行，有效期五年。", date(2024, 12, 31)),
        ("自二〇一九年三月一日起施行，有效期为5年", date(2024, 2, 29)),
        ("自2020年5月1日起试行，试行期两年。", date(2022, 4, 30)),
        ("有效期自2020年1月1日至2024年12月31日", date(2024, 12, 31)),
        ("本规定2024年12月31日废止", date(2024, 12, 31)),
        ("自2020年1月1日起施行，有效期6个月", date(2020, 6, 30)),
        ("自2020年2月29日起施行，有效期1年", date(2021, 2, 28)),
        ("自印发之日起施行，有效期2年。", None),
    ],
)
def test_the_end_that_a_text_states(text: str, end: date | None) -> None:
    (suggestion,) = suggest_end_dates(text)
    assert suggestion.end == end


def test_the_day_of_issue_helps_where_the_text_counts_from_it() -> None:
    (suggestion,) = suggest_end_dates("自印发之日起施行，有效期2年。", issued=date(2024, 3, 1))
    assert suggestion.end == date(2026, 2, 28) and suggestion.begins == date(2024, 3, 1)


def test_an_ordinary_date_ends_nothing() -> None:
    assert suggest_end_dates("2018年12月7日发布，自2019年1月1日起施行。") == []


@given(st.dates(date(1990, 1, 1), date(2050, 1, 1)), st.integers(1, 10))
def test_a_period_of_years_ends_before_its_anniversary(begins: date, years: int) -> None:
    end = add_period(begins, years, "年")
    assert 364 * years <= (end - begins).days <= 366 * years


LAW = """上海市某办法
第一章　总则
第一条　为了加强管理，制定本办法。
第二条　本办法适用于本市。
违反的，处罚：
（一）第一种；
（二）第二种：
1．甲；
2．乙。
第二章　附则
第十二条之一　依照第十二条第一款第（三）项执行。
第十三条所称单位，包括企业。
第 １３ 条 自2020年1月1日起施行。"""


def test_a_law_is_cut_into_its_parts() -> None:
    chapters = split_clauses(LAW)
    assert [(chapter.label, chapter.text) for chapter in chapters] == [("第一章", "总则"), ("第二章", "附则")]
    assert [article.label for article in articles(LAW)] == ["第一条", "第二条", "第十二条之一", "第十三条"]
    second = articles(LAW)[1]
    assert [(clause.label, clause.anchor) for clause in second.walk()] == [
        ("第二条", "tiao-2"),
        ("第一款", "tiao-2-kuan-1"),
        ("第二款", "tiao-2-kuan-2"),
        ("第（一）项", "tiao-2-kuan-2-xiang-1"),
        ("第（二）项", "tiao-2-kuan-2-xiang-2"),
        ("第1目", "tiao-2-kuan-2-xiang-2-mu-1"),
        ("第2目", "tiao-2-kuan-2-xiang-2-mu-2"),
    ]
    assert LAW[second.start : second.end].startswith("第二条") and LAW[second.start : second.end].endswith("2．乙。")


def test_a_citation_at_the_start_of_a_line_opens_no_article() -> None:
    assert articles(LAW)[2].children[1].text == "第十三条所称单位，包括企业。"


def test_anchors_are_unique_and_do_not_move_when_text_is_added_elsewhere() -> None:
    anchors = [clause.anchor for top in split_clauses(LAW) for clause in top.walk()]
    assert len(set(anchors)) == len(anchors)
    longer = LAW.replace("第一条　为了", "第一条　新增一款。\n为了")
    assert {c.anchor for c in articles(longer)} == {c.anchor for c in articles(LAW)}
    twice = [clause.anchor for clause in articles(LAW + "\n附件\n" + LAW)]
    assert len(set(twice)) == len(twice)


def test_citations_lead_to_anchors() -> None:
    found = find_references("依照第十二条之一第一款第（三）项、第5条第二项办理")
    assert [(reference.label, reference.anchor) for reference in found] == [
        ("第十二条之一第一款第（三）项", "tiao-12-1-kuan-1-xiang-3"),
        ("第5条第二项", "tiao-5-kuan-1-xiang-2"),
    ]


@given(st.text(st.sampled_from("第一二十百条章节款项（）()1.、\n 之甲零"), max_size=80))
def test_splitting_is_total(text: str) -> None:
    for top in split_clauses(text):
        for clause in top.walk():
            assert 0 <= clause.start <= clause.end <= len(text)
    find_references(text)
    find_doc_nos(text)
    suggest_end_dates(text)
