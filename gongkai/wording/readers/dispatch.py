"""Which reader a file goes to: by its content; the name only decides between kinds of text."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO

from gongkai.wording.readers.archives import Package, read_zip
from gongkai.wording.readers.excel import read_excel
from gongkai.wording.readers.images import read_image
from gongkai.wording.readers.mail import read_mail
from gongkai.wording.readers.office import read_open_document
from gongkai.wording.readers.pages import read_html
from gongkai.wording.readers.pdf import read_pdf
from gongkai.wording.readers.plain import looks_like_text, read_rtf, read_text, readable_strings
from gongkai.wording.readers.reading import Collector, TooMuch
from gongkai.wording.readers.slides import read_slides
from gongkai.wording.readers.word import read_word

Reader = Callable[[bytes, str, Collector], None]

PICTURE_MARKS = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00")
UNREAD_MARKS = (
    (b"\xd0\xcf\x11\xe0", "旧版 Office 格式（.doc、.xls、.ppt、.wps）或已加密的文档，请另存为 .docx 或 .xlsx 后再检查"),
    (b"Rar!", "RAR 压缩包，请改用 ZIP"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包，请改用 ZIP"),
    (b"\x1f\x8b", "GZIP 压缩文件，请改用 ZIP"),
    (b"BZh", "BZIP2 压缩文件，请改用 ZIP"),
    (b"\xfd7zXZ", "XZ 压缩文件，请改用 ZIP"),
)
MARKUP_START = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype|!--|html|head|body|svg|table|div|p[ >])", re.IGNORECASE
)
MARKUP_NAME = re.compile(r"\.(?:x?html?|svg|xml)$", re.IGNORECASE)
MAIL_START = re.compile(rb"(?:^|\n)(?:MIME-Version|Content-Type|Content-Transfer-Encoding):", re.IGNORECASE)
PACKAGES: tuple[tuple[str, Reader], ...] = (
    ("word/", read_word),
    ("xl/", read_excel),
    ("ppt/", read_slides),
)


def dispatch(data: bytes, name: str, out: Collector) -> None:
    """Read one file into the collector; whatever goes wrong becomes an entry of what could not be read."""
    before = len(out.reading.parts)
    if out.depth == 0:
        out.add("文件名", name)
        before = len(out.reading.parts)
    try:
        if not data:
            return
        reader_for(data, name)(data, name, out)
    except TooMuch as cap:
        stop(out, before, f"{cap}，其余内容未读")
    except zipfile.BadZipFile:
        stop(out, before, "压缩结构已损坏，不能打开")
        salvage(data, out)
    except (Exception, RecursionError, MemoryError) as error:  # hostile files find errors no list of types foresees
        stop(out, before, f"读取中断，文件可能已损坏（{type(error).__name__}）")
        salvage(data, out)


def stop(out: Collector, before: int, why: str) -> None:
    if len(out.reading.parts) == before:
        out.refuse(why)
    else:
        out.cannot("其余内容", why)


def salvage(data: bytes, out: Collector) -> None:
    """Keep at least the legible strings of a file that could not be read."""
    try:
        out.add("文件内可见的文字", readable_strings(data))
    except TooMuch:
        out.cannot("文件内可见的文字", "文字过多，未读")


def reader_for(data: bytes, name: str) -> Reader:
    """The reader for a file with this content."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return read_package
    if b"%PDF-" in data[:1024]:
        return read_pdf
    if data.startswith(PICTURE_MARKS) or data[8:12] == b"WEBP" or data[4:8] == b"ftyp":
        return read_picture
    if data.startswith(rb"{\rtf"):
        return read_rtf
    if any(data.startswith(mark) for mark, _ in UNREAD_MARKS) or data[257:262] == b"ustar":
        return read_strings
    if not looks_like_text(data):
        return read_strings
    if MARKUP_START.match(data[:1024]) or MARKUP_NAME.search(name):
        return read_html
    if MAIL_START.search(data[:4096]):
        return read_mail
    return read_text


def read_package(data: bytes, name: str, out: Collector) -> None:
    """Read a ZIP container as what it is: a document of Word, Excel or PowerPoint, an ODF or OFD document, an archive."""
    names = Package(data, out).names
    if "[Content_Types].xml" in names:
        for folder, reader in PACKAGES:
            if any(member.startswith(folder) for member in names):
                reader(data, name, out)
                return
    if "OFD.xml" in names or {"content.xml", "mimetype"} <= set(names):
        read_open_document(data, name, out)
        return
    read_zip(data, name, out)


def read_picture(data: bytes, name: str, out: Collector) -> None:
    """Read an image, and the archive that may be hidden behind its last byte."""
    read_image(data, name, out)
    if zipfile.is_zipfile(BytesIO(data)):
        out.nested(data[data.find(b"PK\x03\x04") :], "", "图片尾部附带的压缩包")


def read_strings(data: bytes, name: str, out: Collector) -> None:
    """Say that the format cannot be read, and keep its legible strings all the same."""
    why = next((why for mark, why in UNREAD_MARKS if data.startswith(mark)), "不是可读的文档格式")
    out.refuse(why)
    salvage(data, out)
