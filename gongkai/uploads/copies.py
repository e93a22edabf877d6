"""The copy that the public gets: the same content without who made it, when, with what and on whose computer."""

import re
import zipfile
from pathlib import Path
from typing import Any

from lxml import etree
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject

from .inspection import images, sounds, zips
from .inspection.findings import Unsafe
from .inspection.xml import tree
from .rules import Limits

SAME = {"same": True}  # nothing to strip: the stored file itself is opened
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
XML_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
# Parts that say who and where: kept in place, since others refer to them, but empty.
EMPTIED = (
    (
        re.compile(r"^docprops/core\.xml$"),
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"/>'.encode(),
    ),
    (re.compile(r"^docprops/app\.xml$"), f'<Properties xmlns="{_PROPERTIES}/extended-properties"/>'.encode()),
    (re.compile(r"^docprops/custom\.xml$"), f'<Properties xmlns="{_PROPERTIES}/custom-properties"/>'.encode()),
    (
        re.compile(r"^word/people\.xml$"),
        b'<w15:people xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"/>',
    ),
    (
        re.compile(r"^xl/persons/person\.xml$"),
        b'<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"/>',
    ),
)
# Parts that nothing needs: left out together with the relationships that name them.
DROPPED = re.compile(r"^docprops/thumbnail\.|printersettings/|^customxml/|^\[trash\]/", re.IGNORECASE)
DROPPED_RELATION = re.compile(r"/(?:thumbnail|printerSettings|customXml|customXmlProps)$", re.IGNORECASE)
# Where the workbook lay on its author's disk (C:\Users\name\…).
ABSOLUTE_PATH = re.compile(
    rb"<mc:AlternateContent\b(?:(?!</mc:AlternateContent>).)*absPath.*?</mc:AlternateContent>", re.DOTALL
)
PRINTER_REFERENCE = re.compile(rb'(<pageSetup\b[^>]*?)\s+r:id="[^"]*"')
RSID = re.compile(rb'\sw:rsid\w*="[0-9A-Fa-f]*"')


def make_copy(path: Path, code: str, output: Path | None, limits: Limits) -> dict[str, Any]:
    """Write the public copy of an inspected file to `output`; says {"same": true} where there is nothing to strip,
    {"refused": sentence} where no copy can be made."""
    if output is None:
        raise ValueError("a copy needs a place")
    makers = {"pdf": _copy_pdf, "mp3": _copy_mp3, "mp4": _copy_mp4, "ofd": _copy_ofd}
    makers |= dict.fromkeys(("docx", "xlsx", "pptx"), _copy_office)
    if code not in makers:
        return SAME
    try:
        return makers[code](path, output, limits) or {}
    except Unsafe as fault:
        return {"refused": str(fault)}


def _copy_office(path: Path, output: Path, limits: Limits) -> None:
    with zips.opened(path, limits) as archive, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as copy:
        for member in archive.infolist():
            if not DROPPED.search(member.filename) and not member.is_dir():
                _write(copy, member.filename, _stripped_part(member.filename, archive, member, limits))


def _write(copy: zipfile.ZipFile, name: str, content: bytes) -> None:
    copy.writestr(zipfile.ZipInfo(name, FIXED_TIME), content, zipfile.ZIP_DEFLATED)


def _stripped_part(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> bytes:
    lowered = name.lower()
    for pattern, empty in EMPTIED:
        if pattern.match(lowered):
            return XML_HEAD + empty
    content = zips.read(archive, member, limits.unpacked)
    if lowered.endswith(".rels"):
        return _without_dropped(content)
    if lowered.endswith((".jpg", ".jpeg", ".png", ".jfif", ".jpe")):
        return images.without_metadata(content)
    if lowered == "xl/workbook.xml":
        return ABSOLUTE_PATH.sub(b"", content)
    if lowered.startswith("xl/") and b"<pageSetup" in content:
        return PRINTER_REFERENCE.sub(rb"\1", content)
    if lowered == "word/settings.xml":
        return re.sub(rb"<w:rsids>.*?</w:rsids>", b"", content, flags=re.DOTALL)
    if lowered.startswith("word/"):
        return RSID.sub(b"", content)
    if lowered == "[content_types].xml":
        return _without_dropped_types(content)
    return content


def _without_dropped(content: bytes) -> bytes:
    root = tree(content)
    for relation in list(root):
        if DROPPED_RELATION.search(relation.get("Type") or ""):
            root.remove(relation)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _without_dropped_types(content: bytes) -> bytes:
    root = tree(content)
    for node in list(root):
        if DROPPED.search((node.get("PartName") or "").lstrip("/")):
            root.remove(node)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _copy_pdf(path: Path, output: Path, limits: Limits) -> dict[str, Any] | None:
    """Only what the pages need is written anew, so earlier revisions, XMP and the information dictionary stay behind.

    A signed document is left as it is: its signature covers every byte, and the seal is worth more to the reader.
    """
    try:
        reader = PdfReader(path, strict=False)
        if "/AcroForm" in reader.root_object and b"/ByteRange" in path.read_bytes():
            return SAME
        writer = PdfWriter(clone_from=reader)
        for name in ("/Metadata", "/OpenAction", "/AA", "/PieceInfo", "/SpiderInfo", "/LastModified"):
            writer.root_object.pop(NameObject(name), None)
        for thing in writer._objects:
            if isinstance(thing, DictionaryObject):
                for name in ("/Metadata", "/PieceInfo", "/LastModified"):
                    thing.pop(NameObject(name), None)
        writer.metadata = None
        writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
        with output.open("wb") as file:
            writer.write(file)
    except Exception:  # noqa: BLE001  pypdf fails on damaged files in as many ways as there are damages
        raise Unsafe("PDF 的结构无法整理，不能生成公开副本。请重新导出 PDF 后上传。") from None
    return None


def _copy_mp3(path: Path, output: Path, limits: Limits) -> None:
    content = path.read_bytes()
    start, end = sounds.audio_span(content)
    output.write_bytes(content[start:end])


MP4_PARENTS = frozenset({b"moov", b"trak", b"mdia", b"minf"})
MP4_TELLING = frozenset({b"udta", b"meta", b"uuid"})


def _copy_mp4(path: Path, output: Path, limits: Limits) -> None:
    """Boxes with places, names and devices become free space of the same length, so that no offset changes."""
    with path.open("rb") as source, output.open("wb") as copy:
        while piece := source.read(1024 * 1024):
            copy.write(piece)
    with output.open("r+b") as file:
        _free_telling_boxes(file, 0, path.stat().st_size)


def _free_telling_boxes(file: Any, start: int, end: int) -> None:
    for box in list(sounds.boxes(file, start, end)):
        if box.kind in MP4_PARENTS:
            _free_telling_boxes(file, box.start, box.end)
        elif box.kind in MP4_TELLING:
            file.seek(box.start - 4)
            file.write(b"free" + b"\x00" * (box.end - box.start))


OFD_TELLING = re.compile(
    rb"<(?:\w+:)?(Author|Creator|CreatorVersion|CustomDatas|ModDate|CreationDate)\b[^>]*?(?:/>|>.*?</(?:\w+:)?\1>)",
    re.DOTALL,
)


def _copy_ofd(path: Path, output: Path, limits: Limits) -> dict[str, Any] | None:
    """The document information without author and program; a signed document is left as it is."""
    with zips.opened(path, limits) as archive:
        if any("signature" in name.lower() for name in archive.namelist()):
            return SAME
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as copy:
            for member in archive.infolist():
                if member.is_dir():
                    continue
                content = zips.read(archive, member, limits.unpacked)
                if member.filename == "OFD.xml":
                    content = OFD_TELLING.sub(b"", content)
                _write(copy, member.filename, images.without_metadata(content))
    return None
