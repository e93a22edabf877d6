"""Tables as grids of texts, merged cells repeated where they reach, and the paragraphs between them."""

import warnings
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import lxml.html
from lxml import etree
from openpyxl import load_workbook

Grid = list[list[str]]
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MOST_ROWS, MOST_COLUMNS = 2000, 60  # an annual report has some forty rows
MOST_SPAN = 60
LARGEST = 30 * 1024 * 1024
LARGEST_UNPACKED, MOST_PARTS = 60 * 1024 * 1024, 2000
ENTITIES_OFF = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


class Unreadable(ValueError):
    """A file that holds no tables one could read, in one Chinese sentence."""


@dataclass
class Document:
    """What a file holds: its tables in order, and its prose."""

    grids: list[Grid] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)


def read(path: Path) -> Document:
    """The tables and the prose of an XLSX, HTML or DOCX file; raises Unreadable."""
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise Unreadable(f"文件“{path.name}”读不出来：{fault.strerror}。") from fault
    if len(data) > LARGEST:
        raise Unreadable(f"文件“{path.name}”超过30 MB，请只保留报告正文。")
    reader = {".xlsx": _xlsx, ".docx": _docx, ".html": _html, ".htm": _html}.get(path.suffix.lower())
    if reader is None:
        raise Unreadable(f"“{path.suffix}”不能读取，可以是 JSON、XLSX、HTML 或者 DOCX。")
    try:
        return reader(data)
    except (zipfile.BadZipFile, KeyError, ValueError, etree.LxmlError, OSError) as fault:
        raise Unreadable(f"文件“{path.name}”已损坏或者不是{path.suffix[1:].upper()}格式。") from fault


def _xlsx(data: bytes) -> Document:
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = package.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise ValueError("too large")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(BytesIO(data), data_only=True)
    found = Document()
    for sheet in book.worksheets:
        rows = min(sheet.max_row, MOST_ROWS)
        grid = [
            ["" if cell is None else str(cell) for cell in row]
            for row in sheet.iter_rows(max_row=rows, max_col=min(sheet.max_column, MOST_COLUMNS), values_only=True)
        ]
        for span in sheet.merged_cells.ranges:
            _spread(grid, span.min_row - 1, span.min_col - 1, span.max_row - 1, span.max_col - 1)
        found.grids.append(grid)
        found.prose += [cell for row in grid for cell in row if len(cell) > 15 or "信息处理费" in cell]
    return found


def _spread(grid: Grid, top: int, left: int, bottom: int, right: int) -> None:
    """Repeat the text of a merged cell where it reaches."""
    text = grid[top][left] if top < len(grid) and left < len(grid[top]) else ""
    for row in grid[top : bottom + 1]:
        for place in range(left, min(right + 1, len(row))):
            row[place] = text


def _html(data: bytes) -> Document:
    page = lxml.html.document_fromstring(data.decode(_encoding(data), "replace"))
    found = Document()
    for table in page.iter("table"):
        if not any(True for _ in table.iterdescendants("table")):
            rows = [
                [
                    (_words(cell), _number(cell.get("rowspan")), _number(cell.get("colspan")))
                    for cell in row.iterchildren("td", "th")
                ]
                for row in table.iter("tr")
            ]
            found.grids.append(_laid(rows))
    found.prose = [_words(node) for node in page.iter("p", "h1", "h2", "h3", "title") if not _inside_table(node)]
    return found


def _encoding(data: bytes) -> str:
    head = data[:2048].lower()
    return "gb18030" if b"charset=gb" in head or b'charset="gb' in head else "utf-8"


def _inside_table(node: etree._Element) -> bool:
    return next(node.iterancestors("table"), None) is not None


def _words(node: etree._Element) -> str:
    return " ".join("".join(node.itertext()).split())


def _number(text: str | None) -> int:
    return max(1, min(int(text), MOST_SPAN)) if text and text.strip().isdigit() else 1


def _laid(rows: list[list[tuple[str, int, int]]]) -> Grid:
    """Cells with their spans laid out as a full grid."""
    taken: dict[tuple[int, int], str] = {}
    for top, cells in enumerate(rows[:MOST_ROWS]):
        left = 0
        for text, down, across in cells:
            while (top, left) in taken:
                left += 1
            for y in range(top, min(top + down, MOST_ROWS)):
                for x in range(left, min(left + across, MOST_COLUMNS)):
                    taken[y, x] = text
            left += across
    width = max((x for _, x in taken), default=-1) + 1
    return [[taken.get((y, x), "") for x in range(width)] for y in range(min(len(rows), MOST_ROWS))]


def _docx(data: bytes) -> Document:
    with zipfile.ZipFile(BytesIO(data)) as package:
        info = package.getinfo("word/document.xml")
        if info.file_size > LARGEST:
            raise ValueError("too large")
        body = etree.fromstring(package.read(info), ENTITIES_OFF)
    found = Document()
    for table in body.iter(f"{WORD}tbl"):
        found.grids.append(_word_grid(table))
    for paragraph in body.iter(f"{WORD}p"):
        if next(paragraph.iterancestors(f"{WORD}tbl"), None) is None:
            found.prose.append("".join(node.text or "" for node in paragraph.iter(f"{WORD}t")))
    return found


def _word_grid(table: etree._Element) -> Grid:
    """A table of Word: gridSpan reaches to the right, vMerge without `restart` repeats what stands above."""
    grid: Grid = []
    for row in table.iterchildren(f"{WORD}tr"):
        line: list[str] = []
        for cell in row.iterchildren(f"{WORD}tc"):
            span = cell.find(f"{WORD}tcPr/{WORD}gridSpan")
            merge = cell.find(f"{WORD}tcPr/{WORD}vMerge")
            text = "".join(node.text or "" for node in cell.iter(f"{WORD}t"))
            if merge is not None and merge.get(f"{WORD}val") != "restart" and grid and len(line) < len(grid[-1]):
                text = grid[-1][len(line)]
            line += [text] * _number(span.get(f"{WORD}val") if span is not None else None)
        grid.append(line[:MOST_COLUMNS])
        if len(grid) > MOST_ROWS:
            break
    return grid
