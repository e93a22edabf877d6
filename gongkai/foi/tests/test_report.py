"""The arithmetic of the annual report: the worked table holds, and any cell that moves by one is found."""

import copy
import itertools
import json
from io import StringIO

import pytest
from django.core.management import call_command

from gongkai.foi.rules.report import form
from gongkai.foi.rules.report.checks import faults, faults_of_all
from gongkai.foi.rules.report.form import Report
from gongkai.foi.rules.report.numbers import NotANumber, number
from gongkai.foi.tests import worked


def rules(**more) -> set[str]:
    return {fault.rule for fault in faults(Report.from_json(worked.report(**more)))}


def test_the_worked_table_is_sound():
    assert rules() == set()


@pytest.mark.parametrize("by", [1, -1])
def test_any_cell_of_table_three_that_moves_by_one_is_found(by):
    for row, column in itertools.product(form.rows_of(2021), form.COLUMNS):
        table = worked.table3()
        table[row][column] += by
        found = rules(table3=table)
        assert found & {"REP-01", "REP-02", "REP-03", "REP-06"}, (row, column)


def test_any_cell_of_table_four_that_moves_by_one_is_found():
    for road, name in itertools.product(form.ROADS, (*form.RESULTS, form.TOTAL)):
        table = worked.table4()
        table[road][name] += 1
        assert rules(table4=table) == {"REP-04"}, (road, name)


def test_a_blank_is_named_and_never_taken_for_a_zero():
    table = worked.table3()
    table[form.NEW]["科研机构"] = None
    assert rules(table3=table) == {"REP-06"}
    table[form.NEW]["科研机构"] = ""
    assert rules(table3=table) == {"REP-06"}


@pytest.mark.parametrize("cell", [-1, 2.5, "许多"])
def test_what_is_not_a_whole_number_is_named(cell):
    table = worked.table3()
    table[form.NEW]["其他"] = cell
    assert "REP-06" in rules(table3=table)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,113", 1113),
        ("１２", 12),
        ("减4", -4),
        ("增 3", 3),
        ("52.15", 52.15),
        ("", None),
        ("—", None),
        ("12件", 12),
        (None, None),
    ],
)
def test_numbers_are_read_as_people_write_them(text, value):
    assert number(text) == value


def test_words_are_no_number():
    with pytest.raises(NotANumber):
        number("若干")


def test_the_form_of_2019_has_one_row_for_other_handling():
    table = worked.table3()
    parts = [table.pop(row) for row in list(table) if row.startswith("三、（六）")]
    table["三、（六）其他处理"] = {column: sum(part[column] for part in parts) for column in form.COLUMNS}
    assert len(form.rows_of(2019)) == 23 and set(table) == set(form.rows_of(2019))
    assert rules(table3=table, table_format=2019, year=2020) == set()
    table["三、（六）其他处理"]["自然人"] += 1
    assert "REP-02" in rules(table3=table, table_format=2019, year=2020)


def test_what_is_carried_forward_is_carried_over():
    first, second = worked.report(year=2024), worked.report()
    told = [fault for _, fault in faults_of_all([Report.from_json(first), Report.from_json(second)])]
    assert {fault.rule for fault in told} == {"REP-05"} and any("783" in fault.text for fault in told)
    other = Report.from_json(second | {"body": "别的局"})
    assert faults_of_all([Report.from_json(first), other]) == []


def test_the_stock_of_documents_only_warns():
    table2 = {"规章": {"本年制发件数": 1, "本年废止件数": 0, "现行有效件数": 9}}
    before = Report.from_json(worked.report(year=2024, table2=table2, table3={}))
    after = Report.from_json(worked.report(table2=table2))
    (fault,) = faults(after, before)
    assert fault.rule == "REP-07" and fault.warning and "应为10件" in fault.text


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"text_totals": {"收到申请": 14068}}, "REP-09"),
        ({"text_totals": {"不予公开": 731}}, "REP-09"),
        ({"text_totals": {"行政诉讼": 213}}, "REP-09"),
        ({"sum_claims": [{"name": "按渠道", "claimed_total": 50, "parts": [20, 29]}]}, "REP-09"),
        ({"fee_collected": 400}, "REP-08"),
        ({"published": "2026-02-01"}, "SUP-01"),
    ],
)
def test_what_the_text_says_is_compared(more, rule):
    assert rules(**more) == {rule}


def test_text_that_agrees_is_not_named():
    totals = {"收到申请": 14069, "不予公开": 730, "行政诉讼": 212, "信息处理费元": 400, "培训次数": 3}
    assert rules(text_totals=totals, fee_collected=400, published="2026-01-31") == set()


def test_prose_alone_must_satisfy_the_identity():
    totals = {"新收": 112, "上年结转": 9, "答复（含上年结转）": 119, "结转下年度": 3}
    assert rules(table3={}, table4={}, text_totals=totals) == {"REP-09"}
    assert rules(table3={}, table4={}, text_totals=totals | {"结转下年度": 2}) == set()


def check(path) -> tuple[list[str], int]:
    out = StringIO()
    try:
        call_command("check_report", str(path), stdout=out, stderr=StringIO())
    except SystemExit as stopped:
        return out.getvalue().splitlines(), int(stopped.code)
    return out.getvalue().splitlines(), 0


def test_the_command_prints_one_line_a_fault(tmp_path):
    file = tmp_path / "report.json"
    file.write_text(json.dumps(worked.report()), encoding="utf-8")
    assert check(file) == ([], 0)
    wrong = copy.deepcopy(worked.report())
    wrong["table3"][form.NEW]["其他"] += 1
    file.write_text(json.dumps({"reports": [wrong]}), encoding="utf-8")
    lines, status = check(file)
    assert status == 1 and {line.split()[0] for line in lines} == {"REP-01", "REP-03"}


@pytest.mark.parametrize("text", ["{", "[]", '{"table3": 4, "year": 2020}', '{"a": 1}', "[3]"])
def test_a_file_that_is_no_report_is_answered_in_words(tmp_path, text):
    file = tmp_path / "report.json"
    file.write_text(text, encoding="utf-8")
    assert check(file) == ([], 2)
