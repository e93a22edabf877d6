"""Excel workbooks (.xlsx, .xlsm): every cell, also of hidden sheets, rows and columns; comments, names, headers."""

import re
from io import BytesIO
from posixpath import join, normpath

from lxml import etree

from gongkai.wording.readers.archives import Package
from gongkai.wording.readers.markup import PARSER_OPTIONS, all_text, attribute_texts, local, parse
from gongkai.wording.readers.office import read_properties, read_remaining
from gongkai.wording.readers.reading import Collector

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
STATES = {"hidden": "隐藏工作表", "veryHidden": "深度隐藏工作表"}
REFERENCE = re.compile(r"([A-Z]{1,3})(\d+)$")
# A short plain number says nothing about a person; leaving its place out keeps large tables small.
SHORT = 7
CHUNK = 200_000
HEADER_CODES = re.compile(r'&(?:"[^"]*"|[LCRBIUEXYSPNDTFAG]|K[0-9A-Fa-f]{6}|\d{1,2}(?!\d))')


def read_excel(data: bytes, name: str, out: Collector) -> None:
    """Read every part of the workbook."""
    package = Package(data, out)
    done: set[str] = set()
    strings = shared_strings(package, out, done)
    for member, title, state in sheets(package, out, done):
        where = f"{STATES.get(state, '工作表')}「{title}」"
        content = package.read(member)
        done.add(member)
        if content:
            try:
                read_sheet(content, where, strings, out)
            except (etree.XMLSyntaxError, ValueError):
                parse(content, where, out)  # says what is wrong and keeps the raw text
            read_sheet_comments(package, member, where, out, done)
    read_properties(package, out, done)
    read_remaining(package, out, done)


def shared_strings(package: Package, out: Collector, done: set[str]) -> list[str]:
    """The table of strings; all of it is read, since deleted cells leave their strings behind."""
    member = "xl/sharedStrings.xml"
    content = package.read(member) if member in package.names else None
    if not content:
        return []
    done.add(member)
    strings: list[str] = []
    try:
        for _, node in etree.iterparse(BytesIO(content), events=("end",), tag="{*}si", **PARSER_OPTIONS):
            strings.append("".join(text.text or "" for text in node.iter("{*}t")))
            node.clear(keep_tail=False)
    except etree.XMLSyntaxError:
        parse(content, "字符串表", out)
    out.add("字符串表（含已删除单元格的残留）", "\n\n".join(strings), rest=True)
    return strings


def sheets(package: Package, out: Collector, done: set[str]) -> list[tuple[str, str, str]]:
    """(member, title, state) of every sheet; sheets that the workbook does not list come last."""
    listed: list[tuple[str, str, str]] = []
    done.add("xl/workbook.xml")
    root = (
        parse(package.read("xl/workbook.xml") or b"<none/>", "工作簿", out)
        if "xl/workbook.xml" in package.names
        else None
    )
    if root is not None:
        targets = relations(package, "xl/workbook.xml", out)
        for node in root.iter("{*}sheet"):
            title = node.get("name", "")
            out.add("工作表名称", title)
            target = targets.get(node.get(RELATION) or node.get(STRICT_RELATION) or "", "")
            if target in package.names:
                listed.append((target, title, node.get("state", "visible")))
        for node in root.iter("{*}definedName"):
            out.add(
                f"定义的名称「{node.get('name', '')}」",
                f"{node.get('name', '')} {node.text or ''} {node.get('comment', '')}",
            )
        out.add("工作簿（属性）", "\n".join(attribute_texts(root)))
    known = {member for member, _, _ in listed}
    loose = [member for member in package.names if re.match(r"xl/(?:work|macro|dialog)sheets/[^/]+\.xml$", member)]
    return listed + [
        (member, f"未列出 {member.rpartition('/')[2]}", "hidden") for member in loose if member not in known
    ]


def relations(package: Package, member: str, out: Collector) -> dict[str, str]:
    """Relation id → member name, for the targets inside the package."""
    folder, _, short = member.rpartition("/")
    path = f"{folder}/_rels/{short}.rels"
    root = parse(package.read(path) or b"<none/>", "关系表", out) if path in package.names else None
    found = {}
    for node in () if root is None else root:
        target = node.get("Target", "")
        found[node.get("Id", "")] = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
    return found


def read_sheet(content: bytes, where: str, strings: list[str], out: Collector) -> None:
    """The cells of a sheet, row by row, with formulas and the texts around the table."""
    hidden_columns: set[int] = set()
    lines: list[str] = []
    spots: list[tuple[int, str]] = []
    length, hidden_row, row_number = 0, False, 0
    events = etree.iterparse(BytesIO(content), events=("start", "end"), **PARSER_OPTIONS)
    for event, node in events:
        name = local(node)
        if event == "start":
            if name == "row":
                row_number = int(node.get("r") or row_number + 1)
                hidden_row = node.get("hidden") in {"1", "true"}
            continue
        if name == "col" and node.get("hidden") in {"1", "true"}:
            hidden_columns |= set(range(int(node.get("min", "0")), min(int(node.get("max", "0")), 16384) + 1))
        elif name == "c":
            text = cell_text(node, strings)
            if len(text) >= SHORT or not text.isascii():
                place = node.get("r") or f"第{row_number}行"
                concealed = hidden_row or column_number(place) in hidden_columns
                spots.append((length, f"{where}{place}" + "（隐藏行列）" * concealed))
            lines += [text, "\t"]
            length += len(text) + 1
        elif name == "row":
            lines.append("\n\n")
            length += 2
            node.clear(keep_tail=False)
        elif name in {"oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"}:
            out.add(f"{where}页眉页脚", HEADER_CODES.sub(" ", node.text or ""))
        elif name in {
            "dataValidation",
            "hyperlink",
            "protectedRange",
            "cfRule",
            "sheetPr",
            "scenario",
            "ext",
            "tablePart",
            "filter",
        }:
            out.add(f"{where}（有效性、超链接等设置）", all_text(node) + "\n" + "\n".join(attribute_texts(node)))
        if length > CHUNK and name == "row":
            out.add(where, "".join(lines), spots)
            lines, spots, length = [], [], 0
    out.add(where, "".join(lines), spots)


def cell_text(cell: etree._Element, strings: list[str]) -> str:
    """What the cell shows, and behind it the formula it comes from."""
    value = formula = ""
    for node in cell:
        name = local(node)
        if name == "v":
            value = node.text or ""
        elif name == "f":
            formula = node.text or ""
        elif name == "is":
            value = "".join(text.text or "" for text in node.iter("{*}t"))
    if cell.get("t") == "s" and value.isdigit():
        value = strings[int(value)] if int(value) < len(strings) else ""
    elif cell.get("t", "n") == "n" and ("E" in value or value.endswith(".0")):
        value = whole_number(value)
    return f"{value}\t={formula}" if formula else value


def whole_number(value: str) -> str:
    """1.3812345678E10 as the digits it stands for; anything else unchanged."""
    try:
        number = float(value)
    except ValueError:
        return value
    return str(int(number)) if number.is_integer() and abs(number) < 1e19 else value


def column_number(reference: str) -> int:
    match = REFERENCE.match(reference)
    number = 0
    for letter in match[1] if match else "":
        number = number * 26 + ord(letter) - 64
    return number


def read_sheet_comments(package: Package, member: str, where: str, out: Collector, done: set[str]) -> None:
    """Notes and threaded comments of a sheet, each with its cell."""
    for target in relations(package, member, out).values():
        if target not in package.names or target in done or "omment" not in target:
            continue
        done.add(target)
        root = parse(package.read(target) or b"<none/>", f"{where}批注", out)
        if root is None:
            continue
        for node in root.iter("{*}comment", "{*}threadedComment"):
            out.add(f"{where}{node.get('ref', '')}批注", all_text(node))
        out.add(f"{where}批注作者", "\n".join(author.text or "" for author in root.iter("{*}author")))
