"""Office documents (docx, xlsx, pptx): parts, relationships and fields that act, and what must not slip out unseen."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from ..rules import Limits
from . import zips
from .findings import Report, Unsafe

CONTENT_TYPES = "[Content_Types].xml"
_FORMAT = "application/vnd.openxmlformats-officedocument"
MAIN_TYPES = {
    f"{_FORMAT}.wordprocessingml.document.main+xml": "docx",
    f"{_FORMAT}.spreadsheetml.sheet.main+xml": "xlsx",
    f"{_FORMAT}.presentationml.presentation.main+xml": "pptx",
    f"{_FORMAT}.presentationml.slideshow.main+xml": "pptx",
}
MACRO = "文件含有宏，不予接收。请另存为不带宏的文件后上传。"
ACTIVE_X = "文件含有 ActiveX 控件，不予接收。请删除控件后上传。"
EMBEDDED = "文件嵌有其他文件或者对象（{}）。图表请粘贴为图片，其他文件请单独上传。"
EXTERNAL = "文件引用了外部资源（{}），不予接收。请断开链接或者改为嵌入后上传。"
XML_ENTITY = "文件内部含有实体定义，不予接收。"
FIELD = "文件含有会自动执行或者读取外部内容的域（{}），不予接收。请将域转换为文本后上传。"
UNEXPECTED = "文件内部有不应出现的内容（{}），不予接收。"

# Parts by name: what an office document has no need of. Compared in lower case.
REFUSED_PARTS = (
    (re.compile(r"vbaproject|vbadata|macrosheets?/|intlmacrosheets?/|dialogsheets?/|attachedtoolbars|wwvba"), MACRO),
    (re.compile(r"activex|ctrlprops/"), ACTIVE_X),
    (re.compile(r"^customui"), MACRO),
    (re.compile(r"externallinks?/|querytables?/|/connections\.xml$|webextensions?/|xl/model/|customdata/"), EXTERNAL),
    (re.compile(r"embeddings?/|oleobject|afchunk|/package\d*\."), EMBEDDED),
)
PART_SUFFIX = re.compile(
    r"xml|rels|vml|png|jpe?g|jpe|jfif|gif|bmp|dib|tiff?|emf|wmf|wdp|hdp|webp|svg|odttf|fntdata|ttf|otf"
    r"|mp3|m4a|wav|wma|mp4|m4v|mov"
)
PRINTER = re.compile(r"printersettings/[^/]+\.bin$")
REFUSED_TYPES = (
    (re.compile(r"macro|vba|intlmacrosheet|dialogsheet|keymapcustomizations|attachedtoolbars"), MACRO),
    (re.compile(r"activex|controlproperties"), ACTIVE_X),
    (re.compile(r"oleobject|\.package\b|x-msdownload|octet-stream;"), EMBEDDED),
)
REFUSED_RELATIONS = (
    (
        re.compile(r"/(?:vbaproject|wordvbadata|xlmacrosheet|xlintlmacrosheet|attachedtoolbars|keymapcustomizations)$"),
        MACRO,
    ),
    (re.compile(r"/(?:control|activexcontrolbinary|ctrlprop)$"), ACTIVE_X),
    (re.compile(r"/(?:ui/(?:user)?extensibility|userextensibility)$"), MACRO),
    (re.compile(r"/(?:oleobject|package|afchunk)$"), EMBEDDED),
)
# A link that a person clicks is no danger; anything fetched on opening is.
LINK = re.compile(r"/hyperlink$")
WEB_LINK = re.compile(r"^(?:https?://|mailto:|tel:|#)", re.IGNORECASE)
FIELD_CODE = re.compile(r"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|LINK|DATABASE|MACROBUTTON|IMPORT)\b", re.IGNORECASE)
SCRIPT = re.compile(rb"<script|javascript:|\son\w+\s*=", re.IGNORECASE)
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TRACKED = re.compile(re.escape(WORD) + r"(?:ins|del|moveFrom|moveTo|cellIns|cellDel|rPrChange|pPrChange|tblPrChange)")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"


def kind_of(archive: zipfile.ZipFile, limits: Limits) -> str:
    """docx, xlsx or pptx by the type that the package declares for its main part, else empty."""
    types = _content_types(archive, limits)
    return next((MAIN_TYPES[kind] for _, kind in types if kind in MAIN_TYPES), "")


def inspect(archive: zipfile.ZipFile, path: Path, limits: Limits, report: Report) -> None:
    """Add to the report every reason against this document; raises Unsafe where looking on would be dangerous."""
    for member in archive.infolist():
        _check_name(member.filename, report)
    for part, kind in _content_types(archive, limits):
        _refuse_matching(REFUSED_TYPES, kind.lower(), part, report)
    if report.refusals:
        return
    zips.sizes_are_real(archive, path, limits)
    for member in archive.infolist():
        _check_content(archive, member, limits, report)


def _check_name(name: str, report: Report) -> None:
    lowered = name.lower()
    if _refuse_matching(REFUSED_PARTS, lowered, name, report) or lowered.endswith("/"):
        return
    suffix = lowered.rpartition(".")[2]
    if not PART_SUFFIX.fullmatch(suffix) and not PRINTER.search(lowered):
        report.refuse(UNEXPECTED.format(name[:80]))


def _refuse_matching(table: tuple[tuple[re.Pattern[str], str], ...], text: str, shown: str, report: Report) -> bool:
    for pattern, sentence in table:
        if pattern.search(text):
            report.refuse(sentence.format(shown[:80]))
            return True
    return False


def _content_types(archive: zipfile.ZipFile, limits: Limits) -> list[tuple[str, str]]:
    try:
        member = archive.getinfo(CONTENT_TYPES)
    except KeyError:
        return []
    root = parsed(zips.read(archive, member, min(limits.xml_part, 4 * 1024 * 1024)))
    return [(node.get("PartName") or node.get("Extension") or "", node.get("ContentType") or "") for node in root]


def parsed(content: bytes) -> etree._Element:
    """A small XML part as a tree, without entities, network or DTD; raises Unsafe when it is no XML."""
    _refuse_doctype(content)
    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except (etree.XMLSyntaxError, ValueError):
        raise Unsafe(zips.BROKEN) from None


def _refuse_doctype(content: bytes) -> None:
    # A document type stands before the root element; UTF-16 has a NUL beside each sign.
    if b"<!DOCTYPE" in content[: 64 * 1024].replace(b"\x00", b"").upper() or b"<!ENTITY" in content[: 64 * 1024]:
        raise Unsafe(XML_ENTITY)


def _check_content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits, report: Report) -> None:
    name = member.filename.lower()
    if name.endswith("/"):
        return
    if not name.endswith((".xml", ".rels", ".vml", ".svg")):
        with archive.open(member) as file:
            if what := zips.nested(file.read(16)):
                report.refuse(EMBEDDED.format(f"{member.filename[:80]}，{what}"))
        return
    content = zips.read(archive, member, limits.xml_part)
    _refuse_doctype(content)
    if name.endswith(".rels"):
        _check_relations(content, report)
    elif name.endswith(".svg"):
        if SCRIPT.search(content):
            report.refuse(UNEXPECTED.format(member.filename[:80]))
    elif name.startswith("word/"):
        _check_word_part(name, content, report)
    elif name.startswith("xl/"):
        _check_sheet_part(name, content, report)
    elif name.startswith("ppt/"):
        _check_slide_part(name, content, report)


def _check_relations(content: bytes, report: Report) -> None:
    for relation in parsed(content):
        kind, target = (relation.get("Type") or "").lower(), relation.get("Target") or ""
        if _refuse_matching(REFUSED_RELATIONS, kind, target, report):
            continue
        if (relation.get("TargetMode") or "").lower() != "external":
            continue
        if not LINK.search(kind) or not WEB_LINK.match(target):
            report.refuse(EXTERNAL.format(target[:80]))


def elements(content: bytes) -> Iterator[etree._Element]:
    """Each element of a large part as it ends; memory stays flat. Raises Unsafe when it is no XML."""
    machine = etree.XMLPullParser(("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        for start in range(0, len(content), zips.CHUNK):
            machine.feed(content[start : start + zips.CHUNK])
            yield from _ended(machine)
        machine.close()
        yield from _ended(machine)
    except etree.XMLSyntaxError:
        raise Unsafe(zips.BROKEN) from None


def _ended(machine: etree.XMLPullParser) -> Iterator[etree._Element]:
    for _, node in machine.read_events():
        yield node
        node.clear(keep_tail=True)
        while node.getprevious() is not None:
            del node.getparent()[0]


def _check_word_part(name: str, content: bytes, report: Report) -> None:
    if name.startswith("word/comments") and name.endswith(".xml"):
        _count(report, "comments", content.count(b"<w:comment "))
    if not any(
        mark in content for mark in (b"instrText", b"fldSimple", b"delInstrText", b":ins", b":del", b":move", b"Change")
    ):
        return
    codes, tracked = [], 0
    for node in elements(content):
        if node.tag in (f"{WORD}instrText", f"{WORD}delInstrText"):
            codes.append(node.text or "")
        elif node.tag == f"{WORD}fldSimple":
            codes.append(" " + (node.get(f"{WORD}instr") or "") + " ")
        elif TRACKED.fullmatch(node.tag):
            tracked += 1
    # Field codes are split over runs at will, so they are read as one text.
    if found := FIELD_CODE.search("".join(codes)):
        report.refuse(FIELD.format(found[1].upper()))
    _count(report, "tracked_changes", tracked)


def _check_sheet_part(name: str, content: bytes, report: Report) -> None:
    if name.startswith(("xl/comments", "xl/threadedcomments")):
        _count(report, "comments", content.count(b"<comment ") + content.count(b"<threadedComment "))
    elif name.startswith("xl/revisions/"):
        _count(report, "tracked_changes", 1)
    elif name == "xl/workbook.xml":
        hidden = [
            sheet.get("name") or ""
            for sheet in parsed(content).iter(SHEET)
            if sheet.get("state", "visible") != "visible"
        ]
        if hidden:
            report.facts["hidden_sheets"] = hidden[:50]
    if b"ddeLink" in content or re.search(rb"<f[^>]*>[^<]*\|[^<]*!", content):
        report.refuse(FIELD.format("DDE"))


def _check_slide_part(name: str, content: bytes, report: Report) -> None:
    if "/comments/" in name:
        _count(report, "comments", content.count(b"<p:cm ") + content.count(b"<p188:cm "))
    elif name.startswith("ppt/notesslides/") and name.endswith(".xml") and b"<a:t>" in content:
        _count(report, "notes", 1)
    if re.search(rb"ppaction://(?:program|macro|ole)", content, re.IGNORECASE):
        report.refuse(FIELD.format("运行程序"))


def _count(report: Report, fact: str, number: int) -> None:
    if number:
        report.facts[fact] = report.facts.get(fact, 0) + number
