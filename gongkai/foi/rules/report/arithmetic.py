"""The sums of a report written out, each with whether it holds: what officials see ticked (REP-01 … REP-05)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from . import form
from .form import Report, Row
from .numbers import NotANumber, number

RULES: dict[str, str] = {
    "REP-01": "每列：新收加上年结转，等于办理结果总计加结转下年度",
    "REP-02": "每列：办理结果总计等于各项之和",
    "REP-03": "每行：总计等于自然人加五类组织",
    "REP-04": "表四：总计等于维持、纠正、其他、尚未审结之和",
    "REP-05": "每列：上年结转等于上年报告的结转下年度",
    "REP-06": "每格都是不小于0的整数，没有空白",
    "REP-08": "收取信息处理费的，第六部分写明金额",
    "REP-09": "正文引用的数字与表格一致",
}


@dataclass(frozen=True)
class Sum:
    """One identity with its numbers: 13612 + 535 = 14147 = 13364 + 783."""

    rule: str
    where: str
    text: str
    holds: bool


def sums(report: Report, before: Report | None = None) -> list[Sum]:
    """Every identity of the two tables; a blank or a word stands as ？ and never holds."""
    found = [*_columns(report), *_rows(report.table3), *_disputes(report)]
    return found + (list(_carried(report, before)) if before is not None else [])


def _seen(row: Row | None, column: str) -> int | float | None:
    try:
        return number(row.get(column)) if row is not None else None
    except NotANumber:
        return None


def _said(*values: int | float | None) -> str:
    return " + ".join("？" if value is None else f"{value}" for value in values)


def _total(values: list[int | float | None]) -> int | float | None:
    return None if None in values else sum(value for value in values if value is not None)


def _columns(report: Report) -> Iterator[Sum]:
    rows = report.table3
    for column in form.COLUMNS:
        taken = [_seen(rows.get(name), column) for name in (form.NEW, form.CARRIED_OVER)]
        ended = [_seen(rows.get(name), column) for name in (form.HANDLED, form.CARRIED_FORWARD)]
        holds = _total(taken) is not None and _total(taken) == _total(ended)
        middle = _said(_total(taken)) if holds else f"{_said(_total(taken))} ≠ {_said(_total(ended))}"
        yield Sum("REP-01", column, f"{_said(*taken)} = {middle} = {_said(*ended)}", holds)
    for column in form.COLUMNS:
        parts = [_seen(rows.get(name), column) for name in form.outcome_rows(report.table_format)]
        yield _added("REP-02", column, parts, _seen(rows.get(form.HANDLED), column))


def _added(rule: str, where: str, parts: list[int | float | None], total: int | float | None) -> Sum:
    holds = total is not None and _total(parts) == total
    shown = [part for part in parts if part != 0] or [0]
    return Sum(rule, where, f"{_said(*shown)} {'=' if holds else '≠'} {_said(total)}", holds)


def _rows(rows: Mapping[str, Row]) -> Iterator[Sum]:
    for name, row in rows.items():
        yield _added("REP-03", name, [_seen(row, column) for column in form.COLUMNS[:-1]], _seen(row, form.TOTAL))


def _disputes(report: Report) -> Iterator[Sum]:
    for road, row in report.table4.items():
        yield _added("REP-04", road, [_seen(row, name) for name in form.RESULTS], _seen(row, form.TOTAL))


def _carried(report: Report, before: Report) -> Iterator[Sum]:
    for column in form.COLUMNS:
        over = _seen(report.table3.get(form.CARRIED_OVER), column)
        forward = _seen(before.table3.get(form.CARRIED_FORWARD), column)
        holds = over is not None and over == forward
        sign = "=" if holds else "≠"
        yield Sum("REP-05", column, f"{before.year}年结转下年度 {_said(forward)} {sign} 上年结转 {_said(over)}", holds)
