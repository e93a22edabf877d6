"""What is wrong with a report: one fault for each rule and place (REP-01 … REP-09, SUP-01)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from . import form
from .form import Cell, Report, Row
from .numbers import NotANumber, number
from .prose import FEE_NAME


@dataclass(frozen=True)
class Fault:
    """One broken rule. `warning`: what may have a good reason (REP-07)."""

    rule: str
    text: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.rule} {self.text}"


def faults(report: Report, before: Report | None = None) -> list[Fault]:
    """Everything wrong with one report, seen beside the same body's report of the year before where there is one."""
    found = [
        *_cells(report),
        *_columns(report),
        *_rows(report),
        *_disputes(report),
        *_prose(report),
        *_published(report),
    ]
    return found + (list(_beside(report, before)) if before is not None else [])


def faults_of_all(reports: Sequence[Report]) -> list[tuple[Report, Fault]]:
    """The faults of several reports; two following years of one body are also compared."""
    known = {(report.body, report.year): report for report in reports}
    return [
        (report, fault) for report in reports for fault in faults(report, known.get((report.body, report.year - 1)))
    ]


def _value(row: Row | None, column: str) -> int | float | None:
    """The number of a cell; None where it is blank, absent or not a number, so that no sum is built on it."""
    if row is None:
        return None
    try:
        return number(row.get(column))
    except NotANumber:
        return None


def _cells(report: Report) -> Iterator[Fault]:
    """REP-06 (C): every cell that was seen is a whole number from 0 up; empty is written 0."""
    for table, rows in (("表三", report.table3), ("表四", report.table4)):
        for name, row in rows.items():
            for column, cell in row.items():
                fault = _fault_of(cell)
                if fault:
                    yield Fault("REP-06", f"{table}“{name}”的“{column}”{fault}")


def _fault_of(cell: Cell) -> str:
    try:
        value = number(cell)
    except NotANumber:
        return f"不是数字：{cell}。"
    if value is None:
        return "空白，没有的应当填0。"
    if value < 0:
        return f"为{value}，不应当小于0。"
    return "" if float(value).is_integer() else f"为{value}，应当是整数。"


def _sum(rows: Mapping[str, Row], names: Iterable[str], column: str) -> int | float | None:
    """The sum of a column's cells; None if one of them was not seen."""
    total: int | float = 0
    for name in names:
        value = _value(rows.get(name), column)
        if value is None:
            return None
        total += value
    return total


def _columns(report: Report) -> Iterator[Fault]:
    """REP-01, REP-02 (B): the two identities of table 三, column by column."""
    rows = report.table3
    for column in form.COLUMNS:
        taken = _sum(rows, (form.NEW, form.CARRIED_OVER), column)
        ended = _sum(rows, (form.HANDLED, form.CARRIED_FORWARD), column)
        if taken is not None and ended is not None and taken != ended:
            yield Fault("REP-01", f"“{column}”列：新收与上年结转之和为{taken}，办理结果总计与结转下年度之和为{ended}。")
        parts = _sum(rows, form.outcome_rows(report.table_format), column)
        total = _value(rows.get(form.HANDLED), column)
        if parts is not None and total is not None and parts != total:
            yield Fault("REP-02", f"“{column}”列：各项办理结果之和为{parts}，“（七）总计”为{total}。")


def _rows(report: Report) -> Iterator[Fault]:
    """REP-03 (B): each row's total is the sum of its six columns."""
    for name, row in report.table3.items():
        parts = [_value(row, column) for column in form.COLUMNS[:-1]]
        total = _value(row, form.TOTAL)
        if total is not None and None not in parts:
            added = sum(part for part in parts if part is not None)
            if added != total:
                yield Fault("REP-03", f"“{name}”行：各列之和为{added}，总计为{total}。")


def _disputes(report: Report) -> Iterator[Fault]:
    """REP-04 (B): each of the three totals of table 四."""
    for name, row in report.table4.items():
        parts = [_value(row, column) for column in form.RESULTS]
        total = _value(row, form.TOTAL)
        if total is not None and None not in parts:
            added = sum(part for part in parts if part is not None)
            if added != total:
                yield Fault("REP-04", f"表四“{name}”：各项之和为{added}，总计为{total}。")


# What the prose calls the sums of the tables. A name that may mean several things is not compared.
REFUSED, NOT_SUPPLIED, NOT_HANDLED, OTHERWISE = "三、（三）", "三、（四）", "三、（五）", "三、（六）"
QUOTED: dict[str, tuple[str, ...]] = {
    "收到申请": (form.NEW,),
    "新收": (form.NEW,),
    "上年结转": (form.CARRIED_OVER,),
    "收到申请（含上年结转）": (form.NEW, form.CARRIED_OVER),
    "受理（含上年结转）": (form.NEW, form.CARRIED_OVER),
    "答复（含上年结转）": (form.HANDLED,),
    "结转下年度": (form.CARRIED_FORWARD,),
    "顺延下年度": (form.CARRIED_FORWARD,),
    "予以公开": ("三、（一）予以公开",),
    "部分公开": ("三、（二）部分公开",),
    "予以公开及部分公开": ("三、（一）予以公开", "三、（二）部分公开"),
    "不掌握": ("三、（四）无法提供/1.本机关不掌握相关政府信息",),
    "保护第三方合法权益": ("三、（三）不予公开/4.保护第三方合法权益",),
}
QUOTED_BLOCKS = {"不予公开": REFUSED, "无法提供": NOT_SUPPLIED, "不予处理": NOT_HANDLED, "其他处理": OTHERWISE}


def _prose(report: Report) -> Iterator[Fault]:
    """REP-08 (B) and REP-09 (C): what the text says agrees with the tables, with itself, and names the fee."""
    for name, cell in report.text_totals.items():
        said, counted = _number_or_none(cell), _quoted(report, name)
        if said is not None and counted is not None and said != counted:
            yield Fault("REP-09", f"正文“{name}”为{said}，表格为{counted}。")
    for claim in report.claims:
        parts, total = [_number_or_none(part) for part in claim.parts], _number_or_none(claim.total)
        if total is not None and None not in parts and sum(part for part in parts if part is not None) != total:
            added = sum(part for part in parts if part is not None)
            yield Fault("REP-09", f"正文“{claim.name}”各项之和为{added}，所称总数为{total}。")
    yield from _prose_identity(report)
    collected = _number_or_none(report.fee_collected)
    if collected and not any("信息处理费" in name for name in report.text_totals):
        yield Fault("REP-08", f"本年收取信息处理费{collected}元，报告没有写明。")


def _prose_identity(report: Report) -> Iterator[Fault]:
    """The identity of REP-01 where only the prose states its four numbers."""
    totals = {name: _number_or_none(cell) for name, cell in report.text_totals.items()}

    def first(*names: str) -> int | float | None:
        return next((totals[name] for name in names if totals.get(name) is not None), None)

    new, over = first("新收", "收到申请", "受理申请"), first("上年结转")
    handled, forward = first("答复（含上年结转）"), first("结转下年度", "顺延下年度")
    if (
        new is not None
        and over is not None
        and handled is not None
        and forward is not None
        and new + over != handled + forward
    ):
        yield Fault("REP-09", f"正文：新收与上年结转之和为{new + over}，答复与结转下年度之和为{handled + forward}。")


def _number_or_none(cell: Cell) -> int | float | None:
    try:
        return number(cell)
    except NotANumber:
        return None


def _quoted(report: Report, name: str) -> int | float | None:
    """What the tables say of a number that the prose quotes; None where they do not say it."""
    if name in QUOTED:
        return _sum(report.table3, QUOTED[name], form.TOTAL)
    if name in QUOTED_BLOCKS:
        rows = [row for row in form.outcome_rows(report.table_format) if row.startswith(QUOTED_BLOCKS[name])]
        return _sum(report.table3, rows, form.TOTAL)
    if name == FEE_NAME:
        return _number_or_none(report.fee_collected)
    if name == "行政复议":
        return _sum(report.table4, form.ROADS[:1], form.TOTAL)
    return _sum(report.table4, form.ROADS[1:], form.TOTAL) if name == "行政诉讼" else None


def _published(report: Report) -> Iterator[Fault]:
    """SUP-01 (A): by 31 January of the next year, 《政府信息公开条例》 Art. 49; the date is not moved."""
    last = date(report.year + 1, 1, 31)
    if report.published is not None and report.published > last:
        yield Fault("SUP-01", f"报告于{report.published}公布，应当在{last}前公布。")


def _beside(report: Report, before: Report) -> Iterator[Fault]:
    """REP-05 (B), REP-07 (C, a warning): the year before leads on to this one."""
    for column in form.COLUMNS:
        forward, over = (
            _value(before.table3.get(form.CARRIED_FORWARD), column),
            _value(report.table3.get(form.CARRIED_OVER), column),
        )
        if forward is not None and over is not None and forward != over:
            yield Fault(
                "REP-05", f"“{column}”列：{before.year}年结转下年度为{forward}，{report.year}年上年结转为{over}。"
            )
    for name, row in report.table2.items():
        earlier = _value(before.table2.get(name), form.IN_FORCE)
        made, repealed, now = (_value(row, column) for column in (form.MADE, form.REPEALED, form.IN_FORCE))
        if earlier is None or made is None or repealed is None or now is None or earlier + made - repealed == now:
            continue
        stock = f"上年现行有效{earlier}件，加制发{made}件、减废止{repealed}件，应为{earlier + made - repealed}件"
        yield Fault("REP-07", f"{name}：{stock}，现为{now}件。", warning=True)
