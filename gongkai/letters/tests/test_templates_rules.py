"""Templates: filling and checking, without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.letters.rules.structure import Paragraph, Table
from gongkai.letters.rules.templates import Content, Field, FieldType, Unfilled, faults, fields_in, fill

FIELDS = (
    Field("收到日期", date(2026, 3, 2), FieldType.DATE),
    Field("申请内容", "行道树养护合同"),
    Field("需要补正的事项", ("写明名称", "写明年度"), FieldType.LINES),
    Field("清单", {"head": ["名称"], "rows": [["合同"]]}, FieldType.TABLE, required=False),
    Field("联系电话", "52567788", required=False),
)
TEXT = """我们于{{收到日期}}收到您关于“{{ 申请内容 }}”的申请。
一、需要补正的事项
{{需要补正的事项}}
{{清单}}
联系电话：{{联系电话}}。"""
FACTS = {"收到日期": date(2026, 3, 2), "申请内容": "养护合同", "需要补正的事项": "写明名称\n写明年度"}


def test_a_template_becomes_paragraphs_with_their_levels():
    assert fill(TEXT, FIELDS, FACTS) == (
        Paragraph("我们于2026年3月2日收到您关于“养护合同”的申请。"),
        Paragraph("需要补正的事项", 1),
        Paragraph("写明名称"),
        Paragraph("写明年度"),
    )


def test_a_paragraph_whose_optional_fact_is_there_is_kept():
    facts = FACTS | {"联系电话": "021-1", "清单": {"head": ["名称", "页"], "rows": [["合同", "3"]]}}
    assert fill(TEXT, FIELDS, facts)[-2:] == (Table(("名称", "页"), (("合同", "3"),)), Paragraph("联系电话：021-1。"))


def test_every_missing_fact_is_named_at_once():
    with pytest.raises(Unfilled) as refused:
        fill(TEXT, FIELDS, {"联系电话": "1"})
    assert refused.value.names == ("收到日期", "申请内容", "需要补正的事项")


def test_facts_nobody_knows_and_dates_that_are_none_are_mistakes_of_the_caller():
    for wrong in ({"出生日期": "x"}, {"收到日期": "2026-03-02"}, {"申请内容": 3}):
        with pytest.raises(ValueError):
            fill(TEXT, FIELDS, FACTS | wrong)


def test_a_fact_that_looks_like_a_field_or_a_mark_is_printed_as_it_is():
    found = fill("答：{{申请内容}}", FIELDS[1:2], {"申请内容": "{{收到日期}} #let x"})
    assert found == (Paragraph("答：{{收到日期}} #let x"),)
    assert fill("{{需要补正的事项}}", FIELDS[2:3], {"需要补正的事项": ["1.名称"]}) == (Paragraph("1.名称"),)


def test_a_good_template_has_no_faults():
    assert (
        faults(TEXT, FIELDS, (Content("补正事项", fields=("需要补正的事项",)), Content("电话", words=("联系电话",))))
        == []
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "还没有内容"),
        (TEXT + "{{出生日期}}", "“{{出生日期}}”不是这种文书的字段"),
        (TEXT + "{{收到日期", "没有成对"),
        (TEXT.replace("{{收到日期}}", "近日"), "没有用到必需的字段“{{收到日期}}”"),
        (TEXT.replace("\n{{需要补正的事项}}", "：{{需要补正的事项}}"), "请单独成段"),
    ],
)
def test_a_fault_is_said_with_its_way_out(text, said):
    assert any(said in fault for fault in faults(text, FIELDS, ()))


def test_a_content_that_is_demanded_names_what_to_write():
    found = faults(TEXT, FIELDS, (Content("逾期不补正的后果", words=("视为放弃申请",)),))
    assert found == ["缺少应当载明的内容：逾期不补正的后果。请写入“视为放弃申请”。"]


@given(st.text(alphabet="收到日期{} \n一、（1）a", max_size=40))
def test_no_text_whatever_makes_checking_or_filling_fail(text):
    found = faults(text, FIELDS, ())
    if not found or set(fields_in(text)) <= {field.name for field in FIELDS}:
        fill(text, FIELDS, FACTS)
