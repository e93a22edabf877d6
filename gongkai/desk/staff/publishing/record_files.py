"""A table of records as rows for the service, or a sentence with its line for each thing that is wrong with it."""

import csv
from collections.abc import Iterator
from datetime import datetime, time
from io import StringIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from gongkai.publications.importing.mapping import date_of
from gongkai.uploads.inspection.texts import decoded

MOST_RECORDS = 20_000
MOST_FAULTS = 20
NEEDED = ("编号", "名称")
KNOWN = {"编号": "key", "名称": "title", "决定日期": "decided_on", "公示截止日期": "ends_on"}
LENGTHS = {"编号": 100, "名称": 300}
MOST_LETTERS = 2_000  # of any other cell
Line = tuple[int, list[Any]]


class Fault(Exception):
    """Raised with the sentence when the table as a whole cannot be read."""


def rows_in(path: Path, code: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Rows (key, title, decided_on, ends_on, facts) of an inspected `xlsx` or `csv`; with any fault no row counts."""
    try:
        return _rows(_xlsx(path) if code == "xlsx" else _csv(path))
    except Fault as fault:
        return [], [str(fault)]


def _xlsx(path: Path) -> Iterator[Line]:
    try:
        with path.open("rb") as file:  # by its content: the stored file has no extension
            book = load_workbook(file, read_only=True, data_only=True)
            rows = book.worksheets[0].iter_rows(values_only=True, max_row=MOST_RECORDS + 2)
            yield from ((number, list(cells)) for number, cells in enumerate(rows, start=1))
    except Exception:  # noqa: BLE001  a broken workbook fails in many ways
        raise Fault("工作簿无法打开，请另存后重试。") from None


def _csv(path: Path) -> Iterator[Line]:
    reader = csv.reader(StringIO(decoded(path.read_bytes()), newline=""), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error:
        raise Fault(f"第 {reader.line_num} 行的引号没有成对，或单元格过长，请核对。") from None


def _rows(lines: Iterator[Line]) -> tuple[list[dict[str, Any]], list[str]]:
    filled = ((number, cells) for number, cells in lines if any(cell not in (None, "") for cell in cells))
    _, first = next(filled, (0, []))
    heads = [str(cell if cell is not None else "").strip() for cell in first]
    if fault := _fault_of_heads(heads):
        raise Fault(fault)
    rows, faults, seen = [], [], dict[str, int]()
    for number, cells in filled:
        row, fault = _row(heads, cells)
        if not fault and row["key"] in seen:
            fault = f"编号“{row['key']}”与第 {seen[row['key']]} 行重复，一个编号只能有一条记录。"
        if fault:
            faults.append(f"第 {number} 行：{fault}")
        else:
            seen[row["key"]] = number
            rows.append(row)
        if len(rows) + len(faults) > MOST_RECORDS:
            raise Fault(f"一次最多导入 {MOST_RECORDS:,} 行，请分批导入。")
    if not rows and not faults:
        raise Fault("表头下面没有记录。")
    return rows, _few(faults)


def _few(faults: list[str]) -> list[str]:
    more = len(faults) - MOST_FAULTS
    return faults if more <= 0 else [*faults[:MOST_FAULTS], f"还有 {more} 行有问题，请一并核对。"]


def _fault_of_heads(heads: list[str]) -> str:
    if not any(heads):
        return "文件是空的。"
    missing = [name for name in NEEDED if name not in heads]
    if missing:
        return f"首行缺少“{'”“'.join(missing)}”列。"
    doubled = [name for name in dict.fromkeys(heads) if name and heads.count(name) > 1]
    return f"首行有重复的列：“{'”“'.join(doubled)}”。" if doubled else ""


def _words(cell: Any) -> str:
    """A cell as the public will read it; a workbook knows a day only as its midnight."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M}"
    return "" if cell is None else str(cell).strip()


def _row(heads: list[str], cells: list[Any]) -> tuple[dict[str, Any], str]:
    row: dict[str, Any] = {"facts": {}}
    for place, cell in enumerate(cells):
        head = heads[place] if place < len(heads) else ""
        words = _words(cell)
        if not head:
            if words:
                return {}, f"第 {place + 1} 列有内容，但首行没有列名。"
        elif head in ("决定日期", "公示截止日期"):
            try:
                row[KNOWN[head]] = date_of(cell)
            except ValueError:
                return {}, f"“{head}”不是日期：{words[:30]}。"
        elif len(words) > (most := LENGTHS.get(head, MOST_LETTERS)):
            return {}, f"“{head}”超过 {most:,} 字。"
        elif head in KNOWN:
            row[KNOWN[head]] = words
        else:
            row["facts"][head] = words
    return row, _fault_of_row(row)


def _fault_of_row(row: dict[str, Any]) -> str:
    if not row.get("key") or not row.get("title"):
        return "“编号”和“名称”不能为空。"
    decided, ends = row.get("decided_on"), row.get("ends_on")
    return "公示截止日期早于决定日期。" if decided and ends and ends < decided else ""
