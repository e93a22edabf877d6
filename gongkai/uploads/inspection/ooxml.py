"""Office documents (docx, xlsx, pptx): parts, relationships and fields that act, and what must not slip out unseen."""

import re
import zipfile
from pathlib import Path

from ..rules import Limits
from . import parts, xml, zips
from .findings import Report

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
SCRIPT = re.compile(rb"<script|javascript:|\son\w+\s*=", re.IGNORECASE)


def kind_of(archive: zipfile.ZipFile, limits: Limits) -> str:
    """docx, xlsx or pptx by the type that the package declares for its main part, else empty."""
    types = _content_types(archive, limits)
    return next((MAIN_TYPES[kind] for _, kind in types if kind in MAIN_TYPES), "")


def inspect(archive: zipfile.ZipFile, path: Path, limits: Limits, report: Report) -> None:
    """Add to the report every reason against this document; raises Unsafe where looking on would be dangerous."""
    for member in archive.infolist():
        _check_name(member.filename, report)
    used = {name.rpartition(".")[2].lower() for name in archive.namelist()}
    for part, kind in _content_types(archive, limits):
        if "/" in part or part.lower() in used:  # a default for an extension that no part has means nothing
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
    root = xml.tree(zips.read(archive, member, min(limits.xml_part, 4 * 1024 * 1024)))
    return [(node.get("PartName") or node.get("Extension") or "", node.get("ContentType") or "") for node in root]


def _check_content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits, report: Report) -> None:
    name = member.filename.lower()
    if name.endswith("/"):
        return
    if not name.endswith((".xml", ".rels", ".vml", ".svg")):
        with archive.open(member) as file:
            if what := zips.nested(file.read(16)):
                report.refuse(EMBEDDED.format(f"{member.filename[:80]}，{what}"))
        return
    content = xml.plain(zips.read(archive, member, limits.xml_part))
    if name.endswith(".rels"):
        _check_relations(content, report)
    elif name.endswith(".svg"):
        if SCRIPT.search(content):
            report.refuse(UNEXPECTED.format(member.filename[:80]))
    else:
        parts.check(report.code, content, report)


def _check_relations(content: bytes, report: Report) -> None:
    for relation in xml.tree(content):
        kind, target = (relation.get("Type") or "").lower(), relation.get("Target") or ""
        if _refuse_matching(REFUSED_RELATIONS, kind, target, report):
            continue
        if (relation.get("TargetMode") or "").lower() != "external":
            continue
        if not LINK.search(kind) or not WEB_LINK.match(target):
            report.refuse(EXTERNAL.format(target[:80]))
