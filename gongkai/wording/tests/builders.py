"""Invented data and files that hide it: documents, workbooks, pages and pictures built by hand for the tests."""

import zipfile
from io import BytesIO

import openpyxl
from openpyxl.comments import Comment
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfWriter
from pypdf.annotations import Text
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, TextStringObject
from stdnum import luhn
from stdnum.cn import uscc

from gongkai.wording.personal.identity import check_character

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"


def identity_number(region: str = "310101", born: str = "19900307", serial: str = "511") -> str:
    """An invented identity number whose check character is right."""
    first = region + born + serial
    return first + check_character(first)


def bank_card(first: str = "622848003856", length: int = 19) -> str:
    """An invented card number whose Luhn digit is right."""
    body = first + "0123456789" * 2
    body = body[: length - 1]
    return body + luhn.calc_check_digit(body)


def credit_code(first: str = "91310000MA1FL0001") -> str:
    return first + uscc.calc_check_digit(first)


def package(members: dict[str, str | bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(body: str = "", **parts: str | bytes) -> bytes:
    """A Word document with this body; further parts as keyword `word__header1_xml`."""
    members: dict[str, str | bytes] = {"[Content_Types].xml": TYPES}
    members["word/document.xml"] = f"<?xml version='1.0'?><w:document {W}><w:body>{body}</w:body></w:document>"
    members |= {key.replace("__", "/").replace("_xml", ".xml"): content for key, content in parts.items()}
    return package(members)


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def workbook(fill) -> bytes:  # type: ignore[no-untyped-def]
    """The bytes of a workbook that `fill(book)` has filled."""
    book = openpyxl.Workbook()
    fill(book)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def note(text: str) -> Comment:
    return Comment(text, "经办人")


def pdf(lines: list[str] | None = None, *, change=None) -> bytes:  # type: ignore[no-untyped-def]
    """A PDF with one page for each text (in Latin letters and digits); `change(writer)` may add to it."""
    writer = PdfWriter()
    for line in lines or [""]:
        page = writer.add_blank_page(width=595, height=842)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 72 700 Td ({line}) Tj ET".encode("latin-1") if line else b"")
        page[NameObject("/Contents")] = writer._add_object(stream)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    if change:
        change(writer)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def sticky_note(text: str) -> Text:
    annotation = Text(rect=(50, 550, 200, 650), text=text, open=True)
    annotation[NameObject("/T")] = TextStringObject("经办人")
    return annotation


def picture(text: str = "", size: tuple[int, int] = (900, 160)) -> Image.Image:
    """A white picture with this text on it in large type."""
    image = Image.new("RGB", size, "white")
    if text:
        ImageDraw.Draw(image).text((30, 40), text, fill="black", font=ImageFont.truetype(FONT, 52))
    return image


def saved(image: Image.Image, form: str = "PNG", **options) -> bytes:  # type: ignore[no-untyped-def]
    buffer = BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()
