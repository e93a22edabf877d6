"""Tables 三 and 四 as the form prints them: cells that reach over others, for whichever file they are written into."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..rules.report import form
from ..rules.report.form import Report, Row

NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
HEADING = "三、本年度办理结果"
# Words of the printed form that are longer than the names the checks use.
PRINTED = {
    "（二）部分公开": "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "1.逾期不补正": "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.逾期不缴费": "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
}


@dataclass(frozen=True)
class Place:
    """One cell: its text, how many columns and rows it takes; `figure`: a number of the table."""

    text: str
    across: int = 1
    down: int = 1
    figure: bool = False
    head: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table: shares of the width by column, and its rows of places; what a place covers from above is left out."""

    name: str
    widths: tuple[float, ...]
    rows: tuple[tuple[Place, ...], ...]


def table3(report: Report) -> Sheet:
    """Table 三 in the form of the report's year: three columns of words, seven of figures."""
    names = form.outcome_rows(report.table_format)
    rows = [
        (Place(NOTE, 3, 3, head=True), Place("申请人情况", 7, head=True)),
        (
            Place(form.PERSON, down=2, head=True),
            Place("法人或其他组织", 5, head=True),
            Place(form.TOTAL, down=2, head=True),
        ),
        tuple(Place(name, head=True) for name in form.ORGANISATIONS),
        (Place(form.NEW, 3), *_figures(report.table3, form.NEW)),
        (Place(form.CARRIED_OVER, 3), *_figures(report.table3, form.CARRIED_OVER)),
    ]
    rows += _outcomes(report, names)
    rows.append((Place(form.CARRIED_FORWARD, 3), *_figures(report.table3, form.CARRIED_FORWARD)))
    return Sheet("表三", (6, 8, 18, *[7] * 7), tuple(rows))


def _outcomes(report: Report, names: tuple[str, ...]) -> list[tuple[Place, ...]]:
    blocks = [name.removeprefix("三、").partition("/") for name in names]
    rows, before = [], ""
    for place, (block, _, detail) in enumerate(blocks):
        first = (Place(HEADING, down=len(names) + 1),) if place == 0 else ()
        figures = _figures(report.table3, names[place])
        if not detail:
            rows.append((*first, Place(PRINTED.get(block, block), 2), *figures))
        else:
            many = sum(one[0] == block for one in blocks)
            head = (Place(block, down=many),) if block != before else ()
            rows.append((*first, *head, Place(PRINTED.get(detail, detail)), *figures))
        before = block
    rows.append((Place("（七）总计", 2), *_figures(report.table3, form.HANDLED)))
    return rows


def table4(report: Report) -> Sheet:
    """Table 四: fifteen figures in one row under three times five heads."""
    names = (*form.RESULTS, form.TOTAL)
    suits = tuple(road.partition("/")[2] for road in form.ROADS[1:])
    figures = tuple(
        Place(_said(report.table4.get(road, {}).get(name)), figure=True) for road in form.ROADS for name in names
    )
    rows = (
        (Place(form.ROADS[0], 5, 2, head=True), Place("行政诉讼", 10, head=True)),
        tuple(Place(suit, 5, head=True) for suit in suits),
        tuple(Place(name, head=True) for _ in form.ROADS for name in names),
        figures,
    )
    return Sheet("表四", (1.0,) * 15, rows)


def _figures(table: Mapping[str, Row], name: str) -> tuple[Place, ...]:
    row = table.get(name, {})
    return tuple(Place(_said(row.get(column)), figure=True) for column in form.COLUMNS)


def _said(value: object) -> str:
    return "" if value is None else str(value)


def laid(sheet: Sheet) -> list[list[tuple[int, Place | None]]]:
    """Each row's places with the column where they begin; None with it where a cell from above goes on."""
    taken: dict[tuple[int, int], int] = {}
    lines = []
    for y, row in enumerate(sheet.rows):
        line: list[tuple[int, Place | None]] = []
        waiting, x = list(row), 0
        while x < len(sheet.widths):
            if (y, x) in taken:
                line.append((x, None))
                x += taken[y, x]
                continue
            place = waiting.pop(0)
            for below in range(1, place.down):
                taken[y + below, x] = place.across
            line.append((x, place))
            x += place.across
        lines.append(line)
    return lines
