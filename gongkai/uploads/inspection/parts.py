"""Inside the parts of Word, Excel and PowerPoint documents, by content: a part may lie under any name."""

import re
from collections.abc import Callable, Mapping

from . import xml
from .findings import Report

FIELD = "文件含有会自动执行或者读取外部内容的域（{}），不予接收。请将域转换为文本后上传。"
FIELD_CODE = re.compile(r"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|LINK|DATABASE|MACROBUTTON|IMPORT)\b", re.IGNORECASE)
TRACKED = frozenset({"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "rPrChange", "pPrChange", "tblPrChange"})
WORD_MARKS = re.compile(rb"instrText|InstrText|fldSimple|:(?:ins|del|move\w+|cell(?:Ins|Del))\b|PrChange")
WORD_COMMENT = re.compile(rb"<(?:\w+:)?comment\s")
SHEET_COMMENT = re.compile(rb"<(?:\w+:)?(?:comment|threadedComment)\s")
FORMULA = re.compile(rb"<(?:\w+:)?(?:f|formula|formula1|formula2|definedName)(?:\s[^>]*)?>([^<]*)<")
CHAINED = re.compile(rb"<!\[CDATA\[|\]\]>|<!--.*?-->", re.DOTALL)
REVISIONS = re.compile(rb"<(?:\w+:)?(?:revisions|headers)[\s>]")
SLIDE_COMMENT = re.compile(rb"<(?:\w+:)?cm\s")
SLIDE_NOTES = re.compile(rb"<(?:\w+:)?notes[\s>]")
SLIDE_TEXT = re.compile(rb"<(?:\w+:)?t>\s*[^<\s]")
SLIDE_ACTION = re.compile(rb"ppaction://(?:program|macro|ole)", re.IGNORECASE)
WORKBOOK_CAP = 4 * 1024 * 1024


def check(code: str, content: bytes, report: Report) -> None:
    """Add what this part (plain XML, see `xml.plain`) of a docx, xlsx or pptx has against it or must not hide."""
    CHECKS[code](content, report)


def _check_word(content: bytes, report: Report) -> None:
    _count(report, "comments", len(WORD_COMMENT.findall(content)))
    if not WORD_MARKS.search(content):
        return
    codes, tracked = [], 0
    for node in xml.elements(content):
        name = xml.local(node)
        if name in {"instrText", "delInstrText"}:
            codes.append(node.text or "")
        elif name == "fldSimple":
            codes += [" ", *(str(value) for value in node.attrib.values()), " "]
        elif name in TRACKED:
            tracked += 1
    # Field codes are split over runs at will, so they are read as one text.
    if found := FIELD_CODE.search("".join(codes)):
        report.refuse(FIELD.format(found[1].upper()))
    _count(report, "tracked_changes", tracked)


def _check_sheet(content: bytes, report: Report) -> None:
    _count(report, "comments", len(SHEET_COMMENT.findall(content)))
    _count(report, "tracked_changes", len(REVISIONS.findall(content)))
    if b"<!" in content:
        content = CHAINED.sub(b"", content)
    if b"ddeLink" in content or any(b"|" in formula and b"!" in formula for formula in FORMULA.findall(content)):
        report.refuse(FIELD.format("DDE"))
    if b"sheets>" in content and b"state" in content and len(content) < WORKBOOK_CAP:
        _find_hidden_sheets(content, report)


def _find_hidden_sheets(content: bytes, report: Report) -> None:
    hidden = [
        str(node.get("name") or "")
        for node in xml.tree(content).iter("{*}sheet")
        if node.get("state", "visible") != "visible"
    ]
    if hidden:
        report.facts["hidden_sheets"] = [*report.facts.get("hidden_sheets", []), *hidden][:50]


def _check_slide(content: bytes, report: Report) -> None:
    _count(report, "comments", len(SLIDE_COMMENT.findall(content)))
    if SLIDE_NOTES.search(content[:4096]) and SLIDE_TEXT.search(content):
        _count(report, "notes", 1)
    if SLIDE_ACTION.search(content):
        report.refuse(FIELD.format("运行程序"))


CHECKS: Mapping[str, Callable[[bytes, Report], None]] = {
    "docx": _check_word,
    "xlsx": _check_sheet,
    "pptx": _check_slide,
}


def _count(report: Report, fact: str, number: int) -> None:
    if number:
        report.facts[fact] = report.facts.get(fact, 0) + number
