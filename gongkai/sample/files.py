"""Attachments of the sample year, made from its words: plain DOCX and XLSX."""

import re
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook

WRITTEN = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*<")  # when the workbook was made
TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
)


def docx(text: str) -> BytesIO:
    """A document of plain paragraphs, one a line."""
    paragraphs = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in text.splitlines() or [""]
    )
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as package:
        package.writestr(_part("[Content_Types].xml"), TYPES)
        package.writestr(_part("_rels/.rels"), RELATIONS)
        package.writestr(_part("word/document.xml"), DOCUMENT.format(paragraphs))
    data.seek(0)
    return data


def _part(name: str) -> ZipInfo:
    """A member without a time of its own, so that the same words always make the same bytes."""
    part = ZipInfo(name)
    part.compress_type = ZIP_DEFLATED
    return part


def xlsx(rows: list[list[object]]) -> BytesIO:
    """A workbook of one sheet."""
    book, data = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet("附表")
    for row in rows:
        sheet.append(row)
    book.save(data)
    timeless = BytesIO()
    with ZipFile(data) as package, ZipFile(timeless, "w") as copy:
        for name in package.namelist():
            copy.writestr(_part(name), WRITTEN.sub(rb"\g<1>2026-01-01T00:00:00Z<", package.read(name)))
    timeless.seek(0)
    return timeless


def made(attachment: dict[str, object]) -> tuple[str, BytesIO]:
    """Name and content; what is called a PDF becomes a DOCX of the same words."""
    name = str(attachment["name"])
    if attachment["kind"] == "xlsx":
        return name, xlsx(attachment["rows"])  # type: ignore[arg-type]  # the content's own form
    return name.rpartition(".")[0] + ".docx", docx(str(attachment["text"]))
