"""Reading back what a file of a letter says, with tools that did not write it."""

import io
import re
import zipfile

from lxml import etree
from pypdf import PdfReader

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PAGE_NUMBER = re.compile(r"— ?\d+ ?—\s*$")


def squeezed(text: str) -> str:
    """Without white space, which means nothing between lines and cells."""
    return re.sub(r"\s+", "", text)


def docx_text(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        document = etree.fromstring(package.read("word/document.xml"))
    return "\n".join("".join(p.itertext(f"{_W}t")) for p in document.iter(f"{_W}p"))


def pdf_pages(data: bytes) -> list[str]:
    """The text of each page without its number."""
    return [_PAGE_NUMBER.sub("", page.extract_text().strip()) for page in PdfReader(io.BytesIO(data)).pages]


def pdf_text(data: bytes) -> str:
    return "\n".join(pdf_pages(data))
