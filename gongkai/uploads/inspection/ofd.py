"""OFD documents (GB/T 33190-2016): a ZIP of XML pages, pictures and fonts."""

import re
import zipfile
from pathlib import Path, PurePosixPath

from ..rules import Limits
from . import ooxml, xml, zips
from .findings import Report

ENTRY = "OFD.xml"
PART_SUFFIX = re.compile(r"xml|png|jpe?g|jb2|jbig2|bmp|gif|tiff?|ttf|otf|ttc|otc|cff|esl|dat|mp3|mp4")
ATTACHMENT = re.compile(r"(?:^|/)attach(?:ment)?s?/", re.IGNORECASE)
ACTION = re.compile(rb"<(?:\w+:)?(GotoA|Sound|Movie)\b")


def is_ofd(archive: zipfile.ZipFile) -> bool:
    return ENTRY in archive.namelist()


def inspect(archive: zipfile.ZipFile, path: Path, limits: Limits, report: Report) -> None:
    """Add every reason against this document: attachments, actions that start things, parts that do not belong."""
    for member in archive.infolist():
        if member.is_dir():
            continue
        suffix = PurePosixPath(member.filename.lower()).suffix.lstrip(".")
        if ATTACHMENT.search(member.filename) and "/attachments.xml" not in member.filename.lower():
            report.refuse(ooxml.EMBEDDED.format(member.filename[:80]))
        elif not PART_SUFFIX.fullmatch(suffix):
            report.refuse(ooxml.UNEXPECTED.format(member.filename[:80]))
    if report.refusals:
        return
    zips.sizes_are_real(archive, path, limits)
    for member in archive.infolist():
        _check_part(archive, member, limits, report)


def _check_part(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits, report: Report) -> None:
    name = member.filename.lower()
    if member.is_dir():
        return
    if not name.endswith(".xml"):
        with archive.open(member) as file:
            if what := zips.nested(file.read(16)):
                report.refuse(ooxml.EMBEDDED.format(f"{member.filename[:80]}，{what}"))
        return
    content = xml.plain(zips.read(archive, member, limits.xml_part))
    if name == ENTRY.lower():
        xml.tree(content)
    if found := ACTION.search(content):
        report.refuse(ooxml.UNEXPECTED.format(found[1].decode()))
    if name.endswith("annotations.xml") and b"Page" in content:
        report.facts["comments"] = report.facts.get("comments", 0) + content.count(b"PageID")
    if name.endswith("signatures.xml") and b"Signature" in content:
        report.facts["signed"] = True
