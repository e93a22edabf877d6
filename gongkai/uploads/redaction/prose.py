"""What of a Word document or a text file becomes pages: paragraphs and tables as they stand, and nothing that lies behind.

Deleted and hidden text, comments, notes, headers, footers, pictures, embedded objects and properties never come over;
what a reader of the document would have seen is counted, so that the official knows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from ..inspection import texts, zips
from ..inspection.findings import Unsafe
from ..inspection.xml import local, tree
from ..rules import Limits
from .caps import Unfit

MOST_SIGNS = 2_000_000
MOST_ROWS = 20_000
STYLES = "word/styles.xml"
MAIN = re.compile(r"word/document\d*\.xml$")
GONE = frozenset(
    {"del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr", "Fallback", "object", "pict"}
)
LEFT_OUT = {
    "drawing": "图片或者图形", "pict": "图片或者图形", "object": "嵌入对象", "footnoteReference": "脚注",
    "endnoteReference": "尾注", "commentReference": "批注", "del": "修订中删除的文字", "moveFrom": "修订中删除的文字",
    "txbxContent": "文本框",
}  # fmt: skip
BREAKS = {"tab": "\u3000", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


@dataclass
class Prose:
    """Paragraphs (a text each) and tables (rows of cells), in order; what was left out, with how often."""

    blocks: list[str | list[list[str]]] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    hidden_styles: frozenset[str] = frozenset()

    def missed(self, what: str) -> None:
        self.left_out[what] = self.left_out.get(what, 0) + 1


def of_text(path: Path) -> Prose:
    """The lines of a text file; raises Unfit."""
    try:
        text = texts.decoded(path.read_bytes())
    except Unsafe as fault:
        raise Unfit(str(fault)) from None
    if len(text) > MOST_SIGNS:
        raise Unfit("文字过长，不能处理。请拆分成几个文件后上传。")
    return Prose([line.rstrip() for line in text.splitlines()] or [""])


def of_word(path: Path, limits: Limits) -> Prose:
    """The body of a Word document; raises Unfit."""
    try:
        with zips.opened(path, limits) as archive:
            names = [name for name in archive.namelist() if MAIN.match(name)]
            if not names:
                raise Unfit("这不是可以读取的 Word 文档。请另存为 PDF 后上传。")
            content = zips.read(archive, archive.getinfo(names[0]), limits.xml_part)
            root = tree(content)
            styles = (
                zips.read(archive, archive.getinfo(STYLES), limits.xml_part) if STYLES in archive.namelist() else b""
            )
            prose = Prose(hidden_styles=_hidden_styles(tree(styles)) if styles else frozenset())
    except Unsafe as fault:
        raise Unfit(f"{fault}也可以另存为 PDF 后上传。") from None
    body = next((node for node in root if local(node) == "body"), None)
    for block in () if body is None else _blocks(body, prose):
        prose.blocks.append(block)
        if len(prose.blocks) > MOST_ROWS:
            raise Unfit("文档的段落过多，不能处理。请另存为 PDF 后上传。")
    return prose


def _blocks(parent: etree._Element, prose: Prose) -> Iterator[str | list[list[str]]]:
    for node in parent:
        name = local(node)
        if name == "p":
            yield _paragraph(node, prose)
        elif name == "tbl":
            yield [
                ["\n".join(_flat(cell, prose)) for cell in row if local(cell) in {"tc", "sdt"}]
                for row in node.iter("{*}tr")
                if _owner(row) is node and not _row_gone(row)
            ]
        elif name in {"sdt", "sdtContent", "ins", "moveTo", "customXml"}:
            yield from _blocks(node, prose)


def _flat(cell: etree._Element, prose: Prose) -> Iterator[str]:
    """The text of a cell; a table inside of it as its rows, one after the other."""
    for block in _blocks(cell, prose):
        if isinstance(block, str):
            yield block
        else:
            yield from ("　".join(row) for row in block)


def _owner(row: etree._Element) -> etree._Element | None:
    return next((above for above in row.iterancestors() if local(above) == "tbl"), None)


def _row_gone(row: etree._Element) -> bool:
    return any(local(mark) == "del" for mark in row.iterfind("{*}trPr/*"))


def _paragraph(node: etree._Element, prose: Prose) -> str:
    if _style(node, "pStyle") in prose.hidden_styles:
        prose.missed("隐藏文字")
        return ""
    return "".join(_signs(node, prose)).strip("\n")


def _signs(node: etree._Element, prose: Prose) -> Iterator[str]:
    for child in node:
        name = local(child)
        if name in LEFT_OUT:
            prose.missed(LEFT_OUT[name])
        if name in GONE or name in LEFT_OUT or name == "AlternateContent":
            if name == "AlternateContent":
                prose.missed("图片或者图形")
            continue
        if name == "r" and (_hidden(child) or _style(child) in prose.hidden_styles):
            prose.missed("隐藏文字")
        elif name == "t":
            yield child.text or ""
        elif name in BREAKS:
            yield BREAKS[name]
        elif name != "p":
            yield from _signs(child, prose)


def _hidden(run: etree._Element) -> bool:
    return any(
        local(mark) in {"vanish", "webHidden", "specVanish"} and _value(mark) not in {"0", "false", "off"}
        for mark in run.iterfind("{*}rPr/*")
    )


def _style(node: etree._Element, kind: str = "rStyle") -> str:
    """The style that a run or a paragraph names, '' for none."""
    return next((_value(mark) for mark in node.iterfind("{*}rPr/*" if kind == "rStyle" else "{*}pPr/*") if local(mark) == kind), "")  # fmt: skip


def _hidden_styles(root: etree._Element) -> frozenset[str]:
    """Styles that hide what they are given to, those included that are based on one."""
    rows = {_attribute(style, "styleId"): style for style in root.iter("{*}style")}
    based = {
        name: next((_value(mark) for mark in style if local(mark) == "basedOn"), "") for name, style in rows.items()
    }
    hidden = {name for name, style in rows.items() if _hidden(style)}
    while more := {name for name, above in based.items() if above in hidden} - hidden:
        hidden |= more
    return frozenset(hidden)


def _attribute(node: etree._Element, name: str) -> str:
    return next((value for key, value in node.attrib.items() if key.endswith("}" + name)), "")


def _value(mark: etree._Element) -> str:
    return next((value for key, value in mark.attrib.items() if key.endswith("}val")), "")
