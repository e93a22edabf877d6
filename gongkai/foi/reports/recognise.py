"""The form recognised in grids of texts: which grid is which table, which row is which."""

import re
from collections.abc import Iterator
from pathlib import Path

from ..rules.decisions import OTHER_2019, Line
from ..rules.report import form
from ..rules.report.form import Cell, Report
from ..rules.report.numbers import BLANK, NotANumber, number
from ..rules.report.prose import plain, quoted_in
from .grids import Document, Grid, Unreadable, read

# What the label of a row holds, in the order in which to look; longer and rarer words first.
ROW_WORDS: tuple[tuple[str, str], ...] = (
    ("本年新收", form.NEW),
    ("上年结转", form.CARRIED_OVER),
    ("结转下年度", form.CARRIED_FORWARD),
    ("部分公开", Line.PARTLY),
    ("属于国家秘密", Line.CLASSIFIED),
    ("法律行政法规禁止", Line.FORBIDDEN),
    ("法律、行政法规禁止", Line.FORBIDDEN),
    ("三安全一稳定", Line.SAFETY),
    ("第三方合法权益", Line.THIRD_PARTY),
    ("内部事务", Line.INTERNAL),
    ("过程性", Line.PROCESS),
    ("执法案卷", Line.CASE_FILE),
    ("行政查询", Line.REGISTER),
    ("不掌握", Line.NOT_HELD),
    ("没有现成信息", Line.TO_BE_MADE),
    ("补正后", Line.UNCLEAR),
    ("信访", Line.PETITION),
    ("大量反复", Line.EXCESSIVE),
    ("重复申请", Line.REPEATED),
    ("公开出版物", Line.PUBLICATION),
    ("确认或重新出具", Line.CONFIRMATION),
    ("确认或者重新出具", Line.CONFIRMATION),
    ("逾期不补正", Line.NOT_CORRECTED),
    ("收费通知", Line.NOT_PAID),
    ("逾期不缴", Line.NOT_PAID),
    ("(六)其他处理", OTHER_2019),
    ("(七)总计", form.HANDLED),
)
TITLE_YEAR = re.compile(r"(20\d\d)\s*年(?:度)?[^。]{0,30}政府信息公开工作年度报告|(20\d\d)\s*年(?:度)?政府信息公开")
TABLE2_NAMES = (
    "规章",
    "行政规范性文件",
    "规范性文件",
    "行政许可",
    "行政处罚",
    "行政强制",
    "行政事业性收费",
    "政府集中采购",
)


def report_in(path: Path) -> Report:
    """The report in an XLSX, HTML or DOCX file; raises Unreadable where no table of the form is found."""
    document = read(path)
    table3 = next((rows for grid in document.grids if (rows := _table3(grid))), {})
    table4 = next((rows for grid in document.grids if (rows := _table4(grid))), {})
    if not table3 and not table4:
        raise Unreadable(f"文件“{path.name}”里没有找到年度报告的表三或者表四。")
    year = _year(document, path)
    table_format = _format(table3, year)
    return Report(
        body=path.name,
        year=year or (2019 if table_format == 2019 else 2021),
        table_format=table_format,
        table2={name: row for grid in document.grids for name, row in _table2(grid)},
        table3=table3,
        table4=table4,
        text_totals=dict(quoted_in(document.prose)),
    )


def _year(document: Document, path: Path) -> int:
    for text in (*document.prose[:40], path.stem, *(cell for grid in document.grids for cell in grid[0][:3] if grid)):
        match = TITLE_YEAR.search(text)
        if match:
            return int(match.group(1) or match.group(2))
    return 0


def _format(table3: dict[str, dict[str, Cell]], year: int) -> int:
    """By its rows: (六) as one row is the form of 2019; by its year where both are absent."""
    if OTHER_2019 in table3:
        return 2019
    return 2021 if Line.OTHER in table3 or not year else form.format_of(year)


def _is_figure(text: str) -> bool:
    if plain(text) in BLANK:
        return True
    try:
        return number(text) is not None
    except NotANumber:
        return False


def _table3(grid: Grid) -> dict[str, dict[str, Cell]]:
    """Rows of table 三 by their printed names; empty where the grid is another table."""
    found: dict[str, dict[str, Cell]] = {}
    width = len(form.COLUMNS)
    for row in grid:
        if len(row) <= width:
            continue
        labels, cells = row[:-width], row[-width:]
        name = _row_name(labels)
        if name and name not in found and any(map(_is_figure, cells)):
            found[name] = {column: cell or None for column, cell in zip(form.COLUMNS, cells, strict=True)}
    return found if form.NEW in found or form.HANDLED in found else {}


def _row_name(labels: list[str]) -> str:
    """Which row these labels name: the last one says most; (六) is a block or, in the form of 2019, a row."""
    texts = [text for text in map(plain, labels) if text]
    if not texts:
        return ""
    last = texts[-1]
    if "予以公开" in last and "不予" not in last:
        return Line.GRANTED.value
    for words, name in ROW_WORDS:
        if words in last:
            return str(name)
    block = any("(六)其他处理" in text for text in texts)
    return Line.OTHER.value if block and re.fullmatch(r"3?[.、．]?其他", last) else ""


def _table4(grid: Grid) -> dict[str, dict[str, Cell]]:
    """The fifteen cells of table 四, in whichever row holds fifteen figures under three times 结果维持."""
    names = (*form.RESULTS, form.TOTAL)
    heads = sum("结果维持" in plain(cell) or plain(cell)[-2:] == "维持" for row in grid for cell in row)
    if heads < len(form.ROADS):
        return {}
    for row in grid:
        cells = row[-len(names) * len(form.ROADS) :]
        if len(cells) == len(names) * len(form.ROADS) and all(map(_is_figure, cells)) and any(plain(c) for c in cells):
            return {
                road: {name: cells[at * len(names) + place] or None for place, name in enumerate(names)}
                for at, road in enumerate(form.ROADS)
            }
    return {}


def _table2(grid: Grid) -> Iterator[tuple[str, dict[str, Cell]]]:
    """Rows of table 二: the nearest row of headings above gives the names of the columns."""
    headings: list[str] = []
    for row in grid:
        cells = [plain(cell) for cell in row]
        if any(re.search(r"件数|数量|金额|增/减|收费", cell) for cell in cells[1:]) and not any(
            re.fullmatch(r"[\d,.]+", cell) for cell in cells[1:]
        ):
            headings = cells
        elif headings and cells and cells[0] in TABLE2_NAMES:
            yield cells[0], {name: row[at] or None for at, name in enumerate(headings) if at and name and at < len(row)}
