"""Documents for redaction tests, each with its secret in a place of its own; built here, byte by byte where need be."""

import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import typst
from PIL import ExifTags, Image, ImageDraw, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Text
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from . import honest

SECRET, NUMBER = "钱守拙", "110101199003078515"
SEEN = "关于行道树修剪的情况说明"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def page(body: str = f"{SEEN}\n\n联系人{SECRET}，证号{NUMBER}，其余内容公开。") -> bytes:
    source = f'#set page(width: 15cm, height: 10cm)\n#set text(font: "Noto Serif CJK SC", size: 12pt)\n{body}\n'
    return bytes(typst.compile(source.encode(), format="pdf"))


def written(writer: PdfWriter) -> bytes:
    data = BytesIO()
    writer.write(data)
    return data.getvalue()


def changed(change: Callable[[PdfWriter], Any]) -> bytes:
    writer = PdfWriter(clone_from=BytesIO(page()))
    change(writer)
    return written(writer)


def incremental() -> bytes:
    """A version with the secret as its whole text, then one saved over it."""
    first = page(f"旧稿：{SECRET}，{NUMBER}")
    writer = PdfWriter(BytesIO(first), incremental=True)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(DecodedStreamObject())
    new = PdfReader(BytesIO(page()))
    writer.pages[0].merge_page(new.pages[0])
    return written(writer)


def annotated() -> bytes:
    def change(writer: PdfWriter) -> None:
        writer.add_annotation(0, Text(text=f"请核对{SECRET}", rect=(50, 50, 80, 80), title_bar=SECRET))
        writer.add_annotation(0, FreeText(text=NUMBER, rect=(5, 5, 9, 9)))

    return changed(change)


def with_form() -> bytes:
    def change(writer: PdfWriter) -> None:
        field = DictionaryObject({
            NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject("/Tx"), NameObject("/T"): TextStringObject("姓名"),
            NameObject("/V"): TextStringObject(SECRET), NameObject("/DV"): TextStringObject(NUMBER),
            NameObject("/Rect"): ArrayObject([NumberObject(n) for n in (10, 10, 100, 30)]),
        })  # fmt: skip
        reference = writer._add_object(field)
        writer.pages[0][NameObject("/Annots")] = ArrayObject([reference])
        writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
            {NameObject("/Fields"): ArrayObject([reference])}
        )

    return changed(change)


def with_attachment() -> bytes:
    return changed(lambda writer: writer.add_attachment("名单.txt", f"{SECRET} {NUMBER}".encode()))


def with_properties() -> bytes:
    def change(writer: PdfWriter) -> None:
        writer.add_metadata({"/Author": SECRET, "/Subject": NUMBER})
        packet = DecodedStreamObject()
        packet.set_data(f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRET} {NUMBER}</x:xmpmeta>".encode())
        packet.update({NameObject("/Type"): NameObject("/Metadata"), NameObject("/Subtype"): NameObject("/XML")})
        writer.root_object[NameObject("/Metadata")] = writer._add_object(packet)
        writer.add_outline_item(title=f"{SECRET}的档案", page_number=0)

    return changed(change)


def with_thumbnail() -> bytes:
    """The page's own small picture, as some programs keep it, and a second one with the name written out."""

    def change(writer: PdfWriter) -> None:
        small = DecodedStreamObject()
        small.set_data(zlib.compress(bytes(64 * 64)))
        small.update({
            NameObject("/Width"): NumberObject(64), NameObject("/Height"): NumberObject(64),
            NameObject("/BitsPerComponent"): NumberObject(8), NameObject("/ColorSpace"): NameObject("/DeviceGray"),
            NameObject("/Filter"): NameObject("/FlateDecode"), NameObject("/Comment"): TextStringObject(SECRET + NUMBER),
        })  # fmt: skip
        writer.pages[0][NameObject("/Thumb")] = writer._add_object(small)

    return changed(change)


def with_hidden_layer(at: bytes = b"80 120", operators: bytes = b"") -> bytes:
    """A second text that a switched-off layer holds, perhaps right over the words that are seen."""
    writer = PdfWriter(clone_from=BytesIO(page()))
    group = writer._add_object(
        DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("底稿")})
    )
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject({
        NameObject("/OCGs"): ArrayObject([group]),
        NameObject("/D"): DictionaryObject({NameObject("/OFF"): ArrayObject([group]), NameObject("/BaseState"): NameObject("/ON")}),
    })  # fmt: skip
    sheet = writer.pages[0]
    resources = sheet["/Resources"]
    resources[NameObject("/Properties")] = DictionaryObject({NameObject("/Off"): group})
    resources["/Font"][NameObject("/Plain")] = DictionaryObject({
        NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"),
    })  # fmt: skip
    layer = DecodedStreamObject()
    layer.set_data(b"/OC /Off BDC BT /Plain 12 Tf " + operators + at + b" Td (" + NUMBER.encode() + b") Tj ET EMC")
    contents = sheet["/Contents"]
    sheet[NameObject("/Contents")] = ArrayObject([contents.indirect_reference, writer._add_object(layer)])
    return written(writer)


def place_of_first_line() -> bytes:
    """Where the first line of the page begins, in the page's own points."""
    text = pypdfium2.PdfDocument(page())[0].get_textpage()
    left, bottom, _, _ = text.get_charbox(0)
    return f"{left:.1f} {bottom:.1f}".encode()


def covered() -> bytes:
    """The naive way: a black rectangle drawn over words that stay beneath."""
    return page(
        f"{SEEN}\n\n#box[联系人{SECRET}证号{NUMBER}#place(top + left, dx: -2pt, dy: -14pt, "
        "rect(width: 300pt, height: 30pt, fill: black))]\n\n#text(fill: white)[白字" + SECRET + "]"
    )


PDFS: dict[str, Callable[[], bytes]] = {
    "text": page, "earlier versions": incremental, "annotations": annotated, "form fields": with_form,
    "attachments": with_attachment, "properties": with_properties, "thumbnails": with_thumbnail,
    "hidden layers": with_hidden_layer,
}  # fmt: skip

PARAGRAPH = '<w:p xmlns:w="{ns}">{body}</w:p>'


def run(text: str, properties: str = "") -> str:
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}<w:t>{text}</w:t></w:r>"


def docx() -> bytes:
    """One Word document with the secret in every place that is not the body, and in the body once."""
    hidden = run(f"隐藏{SECRET}", "<w:vanish/>")
    deleted = f'<w:del w:id="1" w:author="{SECRET}"><w:r><w:delText>删去{NUMBER}</w:delText></w:r></w:del>'
    drawing = f'<w:r><w:drawing><wp:docPr xmlns:wp="urn:wp" id="1" name="图" descr="{SECRET}照片"/></w:drawing></w:r>'
    styled = '<w:r><w:rPr><w:rStyle w:val="Ghost"/></w:rPr><w:t>样式隐藏' + NUMBER + "</w:t></w:r>"
    table = f"<w:tbl><w:tr><w:tc><w:p>{run('项目')}</w:p></w:tc><w:tc><w:p>{run('修剪')}</w:p></w:tc></w:tr></w:tbl>"
    body = "".join(f"<w:p>{part}</w:p>" for part in (run(SEEN), run(f"联系人{SECRET}，证号{NUMBER}。"), hidden, deleted, drawing, styled))  # fmt: skip
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}{table}</w:body></w:document>',
        "word/styles.xml": f'<w:styles xmlns:w="{WORD}"><w:style w:type="character" w:styleId="Ghost"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>',
        "word/comments.xml": f'<w:comments xmlns:w="{WORD}"><w:comment w:id="0" w:author="{SECRET}"><w:p>{run(NUMBER)}</w:p></w:comment></w:comments>',
        "word/header1.xml": f'<w:hdr xmlns:w="{WORD}"><w:p>{run(SECRET)}</w:p></w:hdr>',
        "word/footer1.xml": f'<w:ftr xmlns:w="{WORD}"><w:p>{run(NUMBER)}</w:p></w:ftr>',
        "word/footnotes.xml": f'<w:footnotes xmlns:w="{WORD}"><w:footnote w:id="2"><w:p>{run(SECRET)}</w:p></w:footnote></w:footnotes>',
        "customXml/item1.xml": f"<case><name>{SECRET}</name><id>{NUMBER}</id></case>",
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="urn:cp"><creator>{SECRET}</creator></cp:coreProperties>',
        "docProps/custom.xml": f"<Properties><property name='{SECRET}'>{NUMBER}</property></Properties>",
    }
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + content)
        package.writestr("docProps/thumbnail.jpeg", jpeg())
        package.writestr("word/media/image1.jpeg", jpeg())
    return data.getvalue()


def plain_docx() -> bytes:
    """A Word document as anybody writes it."""
    return honest.office("docx", body=f"<w:p>{run(f'{SEEN}，联系人{SECRET}，证号{NUMBER}。')}</w:p>")


def scan() -> Image.Image:
    """A picture of paper with a dark stretch, in which the secret would stand."""
    picture = Image.new("RGB", (800, 500), "white")
    pen = ImageDraw.Draw(picture)
    for row in range(60, 440, 40):
        pen.line((60, row, 740, row), fill=(40, 40, 40), width=6)
    pen.ellipse((600, 380, 720, 460), outline=(180, 20, 20), width=5)
    return picture


def jpeg() -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Artist], exif[ExifTags.Base.ImageDescription] = "QIAN-SHOUZHUO", NUMBER
    exif.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    data = BytesIO()
    scan().save(data, "JPEG", quality=92, exif=exif.tobytes() + _thumbnail(), comment=f"{SECRET}".encode())
    return data.getvalue()


def _thumbnail() -> bytes:
    small = BytesIO()
    scan().resize((80, 50)).save(small, "JPEG", comment=SECRET.encode())
    return small.getvalue()


def png() -> bytes:
    field = PngImagePlugin.PngInfo()
    field.add_itxt("Description", f"{SECRET} {NUMBER}")
    data = BytesIO()
    scan().save(data, "PNG", pnginfo=field)
    return data.getvalue()


def text() -> bytes:
    return f"{SEEN}\n联系人{SECRET}，证号{NUMBER}。\n其余内容公开。\n".encode()


SOURCES: dict[str, tuple[str, Callable[[], bytes]]] = {
    **{f"pdf {name}": ("pdf", build) for name, build in PDFS.items()},
    "docx": ("docx", docx), "txt": ("txt", text), "jpg": ("jpg", jpeg), "png": ("png", png),
}  # fmt: skip


def naive_copy(content: bytes, code: str, folder: Path) -> Path:
    """What people do by hand: the file as it is, with an opaque box on top (or the word taken out of the visible text)."""
    path = folder / f"naive.{code}"
    if code == "pdf":
        writer = PdfWriter(BytesIO(content), incremental=True)
        mask = DecodedStreamObject()
        mask.set_data(b"q 0 g 0 0 2000 2000 re f Q")
        sheet = writer.pages[0]
        contents = sheet.raw_get("/Contents")
        before = list(contents) if isinstance(contents, ArrayObject) else [contents]
        sheet[NameObject("/Contents")] = ArrayObject([*before, writer._add_object(mask)])
        path.write_bytes(written(writer))
        return path
    path.write_bytes(content)
    return path
