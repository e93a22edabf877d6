"""From a file to its report: what the content is, whether the name agrees, what its structure hides."""

import struct
import zipfile
import zlib
from pathlib import Path

from .. import rules
from ..rules import TYPES, Limits, size_said
from . import archives, images, ofd, ooxml, pdfs, sounds, texts, zips
from .findings import Report, Unsafe

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UNKNOWN = "无法辨认文件的内容，不予接收。"
PICTURES = ((b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"GIF87a", "gif"), (b"GIF89a", "gif"))


def inspect_file(path: Path, code: str, output: Path | None, limits: Limits) -> Report:
    """The report on the file at `path`, whose name says that it is of type `code`.

    A picture is written anew to `output` (None: only looked at). Never raises for what a file contains.
    """
    report = Report()
    named = TYPES[code]
    try:
        size = path.stat().st_size
        if not size:
            raise Unsafe("文件是空的。")
        if size > named.cap:
            raise Unsafe(f"文件有 {size_said(size)}，超过{named.label}的上限 {size_said(named.cap)}。")
        report.code = _content_code(path, code, limits)
        if report.code != code:
            raise Unsafe(rules.disagreement(named, report.code))
        _inspect_as(path, output, limits, report)
    except Unsafe as fault:
        report.refuse(str(fault))
    if report.refusals:
        report.rewritten = False
    return report


def _content_code(path: Path, code: str, limits: Limits) -> str:
    """The type by content; text has no mark of its own, so it is text when nothing else is found and the name says so."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK"):
        return _package_code(path, limits)
    if head.startswith(OLE):
        return _old_office_code(path, code)
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return "mp4"
    picture = next((kind for magic, kind in PICTURES if head.startswith(magic)), "")
    if picture:
        return picture
    if head.startswith(b"ID3") or (code == "mp3" and head[:1] == b"\xff"):
        return "mp3"
    if code in {"txt", "csv"}:
        return code
    raise Unsafe(UNKNOWN)


def _package_code(path: Path, limits: Limits) -> str:
    with zips.opened(path, limits) as archive:
        kind = ooxml.kind_of(archive, limits)
        if kind:
            return kind
        if ofd.is_ofd(archive):
            return "ofd"
        types = ooxml.CONTENT_TYPES in archive.namelist()
        if types and (b"macroenabled" in archive.read(ooxml.CONTENT_TYPES).lower()):
            raise Unsafe(ooxml.MACRO)
        if types:
            raise Unsafe("不是可以接收的办公文档（例如模板、加载项）。请另存为 docx、xlsx 或者 pptx。")
    return "zip"


def _old_office_code(path: Path, code: str) -> str:
    """An OLE file by its directory's names (UTF-16): macros and passwords are refused, else it is what it is called."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unsafe("文件设有打开密码，无法检查。请取消密码后重新上传。")
    if any(name.encode("utf-16-le") in content for name in ("_VBA_PROJECT", "Macros", "VBA\0", "_VBA_PROJECT_CUR")):
        raise Unsafe(ooxml.MACRO)
    if any(name.encode("utf-16-le") in content for name in ("\x01Ole10Native", "ObjectPool", "\x01CompObjPackage")):
        raise Unsafe(ooxml.EMBEDDED.format("OLE 对象"))
    streams = {"doc": "WordDocument", "wps": "WordDocument", "xls": "Workbook"}
    if code in streams and streams[code].encode("utf-16-le") in content:
        return code
    if code in streams:
        raise Unsafe(UNKNOWN)
    raise Unsafe(f"文件的扩展名是“.{TYPES[code].extension}”，内容却是旧版 Office 文件。请另存为新格式后上传。")


def _inspect_as(path: Path, output: Path | None, limits: Limits, report: Report) -> None:
    code = report.code
    if code == "pdf":
        pdfs.inspect(path, limits, report)
    elif code in rules.IMAGES:
        images.inspect(path, code, output, limits, report)
    elif code in {"txt", "csv"}:
        texts.inspect(path, code, report)
    elif code == "mp3":
        sounds.inspect_mp3(path, report)
    elif code == "mp4":
        sounds.inspect_mp4(path, report)
    elif code not in rules.LEGACY:
        _inspect_package(path, limits, report)


def _inspect_package(path: Path, limits: Limits, report: Report) -> None:
    try:
        with zips.opened(path, limits) as archive:
            if report.code == "zip":
                archives.inspect(archive, path, limits, report, inspect_file)
            elif report.code == "ofd":
                ofd.inspect(archive, path, limits, report)
            else:
                ooxml.inspect(archive, path, limits, report)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error, struct.error):
        raise Unsafe(zips.BROKEN) from None
