"""Personal data planted in PDF files, pictures, pages, mail and archives."""

from base64 import b64encode
from email.message import EmailMessage
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from gongkai.wording.readers import ocr, read_file
from gongkai.wording.readers.plain import unwrapped
from gongkai.wording.scan import find_in_html, scan_file, scan_html, scan_text
from gongkai.wording.tests.builders import docx, identity_number, package, paragraph, pdf, picture, saved, sticky_note

ID, PHONE = identity_number(), "13812345678"
needs_ocr = pytest.mark.skipif(not ocr.installed(), reason="本机未安装文字识别程序")


def places(data: bytes, name: str) -> dict[str, str]:
    scan = scan_file(data, name)
    assert scan.opened, scan.unreadable
    return {located.where: located.kind for located in scan.found}


def annotated(writer: PdfWriter) -> None:
    writer.add_annotation(0, sticky_note(f"电话{PHONE}"))


def described(writer: PdfWriter) -> None:
    writer.add_metadata({"/Author": PHONE})


def attached(writer: PdfWriter) -> None:
    writer.add_attachment("名单.docx", docx(paragraph(PHONE)))


def bookmarked(writer: PdfWriter) -> None:
    writer.add_outline_item(title=f"电话{PHONE}", page_number=0)


def scripted(writer: PdfWriter) -> None:
    action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(f"app.alert('{PHONE}')")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)


def with_xmp(writer: PdfWriter) -> None:
    stream = DecodedStreamObject()
    stream.set_data(f"<?xpacket?><x:xmpmeta xmlns:x='x'><a>{PHONE}</a></x:xmpmeta>".encode())
    stream[NameObject("/Type")], stream[NameObject("/Subtype")] = NameObject("/Metadata"), NameObject("/XML")
    writer.root_object[NameObject("/Metadata")] = writer._add_object(stream)


def with_field(writer: PdfWriter) -> None:
    field = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject("/Tx"),
            NameObject("/T"): TextStringObject("联系电话"),
            NameObject("/V"): TextStringObject(PHONE),
            NameObject("/Rect"): ArrayObject(NumberObject(n) for n in (10, 10, 90, 30)),
        }
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(field)])


@pytest.mark.parametrize(
    ("where", "lines", "change"),
    [
        ("第2页", ["nothing", f"call {PHONE}"], None),
        ("第1页批注", ["a"], annotated),
        ("文档属性：作者", ["a"], described),
        ("附件文件 名单.docx › 正文第1段", ["a"], attached),
        ("文档内其他文字（书签、替代文字、字段等）", ["a"], bookmarked),
        ("文档内其他文字（书签、替代文字、字段等）", ["a"], scripted),
        ("文档元数据（XMP）", ["a"], with_xmp),
        ("第1页表单字段「联系电话」", ["a"], with_field),
    ],
)
def test_pdf_hides_nothing(where: str, lines: list[str], change) -> None:  # type: ignore[no-untyped-def]
    assert places(pdf(lines, change=change), "通知.pdf") == {where: "mobile"}


def test_what_an_incremental_save_replaced_is_still_read() -> None:
    first = pdf([f"call {PHONE}"])
    reader = PdfReader(BytesIO(first))
    contents = reader.pages[0].get("/Contents", None)
    number = reader.pages[0].raw_get("/Contents").idnum
    assert contents is not None
    start = first.rindex(b"startxref")
    previous = int(first[start:].split()[1])
    size = reader.trailer["/Size"]
    root = reader.trailer.raw_get("/Root").idnum
    body = f"{number} 0 obj\n<< /Length 32 >>\nstream\nBT /F1 12 Tf 72 700 Td (x) Tj ET\nendstream\nendobj\n".encode()
    table = f"xref\n{number} 1\n{len(first) + 1:010} 00000 n \ntrailer\n<< /Size {size} /Root {root} 0 R /Prev {previous} >>\n"
    second = first + b"\n" + body + table.encode() + f"startxref\n{len(first) + 1 + len(body)}\n%%EOF\n".encode()
    assert PHONE not in PdfReader(BytesIO(second)).pages[0].extract_text()
    assert places(second, "a.pdf") == {"历史版本1第1页": "mobile"}


def test_a_locked_pdf_is_not_passed_over() -> None:
    data = pdf(["a"], change=lambda writer: writer.encrypt("口令", algorithm="AES-256"))
    scan = scan_file(data, "a.pdf")
    assert not scan.opened and not scan.clean and "加密" in scan.unreadable[0].why


def test_a_pdf_locked_for_changes_only_is_read() -> None:
    data = pdf([f"call {PHONE}"], change=lambda writer: writer.encrypt("", "主人", algorithm="AES-256"))
    assert places(data, "a.pdf") == {"第1页": "mobile"}


@pytest.mark.parametrize("encoding", ["UniGB-UCS2-H", "UniGB-UTF16-H", "GBK-EUC-H"])
def test_chinese_fonts_that_are_not_embedded_are_read(encoding: str) -> None:
    def change(writer: PdfWriter) -> None:
        text = f"联系电话{PHONE}".encode("gbk" if "GBK" in encoding else "utf-16-be").hex()
        page = writer.pages[0]
        page["/Contents"].get_object().set_data(f"BT /F1 12 Tf 72 700 Td <{text}> Tj ET".encode())
        system = DictionaryObject(
            {NameObject("/Registry"): TextStringObject("Adobe"), NameObject("/Ordering"): TextStringObject("GB1")}
        )
        system[NameObject("/Supplement")] = NumberObject(2)
        inner = DictionaryObject(
            {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/CIDFontType0")}
        )
        inner |= {NameObject("/BaseFont"): NameObject("/STSong-Light"), NameObject("/CIDSystemInfo"): system}
        font = page["/Resources"]["/Font"]["/F1"]  # type: ignore[index]
        font[NameObject("/Subtype")], font[NameObject("/Encoding")] = NameObject("/Type0"), NameObject(f"/{encoding}")
        font[NameObject("/DescendantFonts")] = ArrayObject([inner])

    scan = scan_file(pdf(["x"], change=change), "a.pdf")
    assert [(located.where, located.kind) for located in scan.found] == [("第1页", "mobile")]
    assert scan.unreadable == ()


@needs_ocr
def test_scanned_pages_are_recognised() -> None:
    assert places(saved(picture(f"身份证 {ID}"), "PDF"), "a.pdf") == {"第1页（文字识别）": "id_card"}


@needs_ocr
def test_pictures_are_recognised() -> None:
    assert places(saved(picture(f"手机 {PHONE}")), "a.png") == {"图片文字（识别）": "mobile"}


def test_without_recognition_scans_and_pictures_wait_for_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "installed", lambda: False)
    for data, name, where in (
        (saved(picture(ID), "PDF"), "a.pdf", "第1页"),
        (saved(picture(ID)), "a.png", "图片文字（识别）"),
        (package({"b.png": saved(picture(ID))}), "a.zip", "附件文件 b.png › 图片文字（识别）"),
    ):
        scan = scan_file(data, name)
        assert [place.where for place in scan.unreadable] == [where] and not scan.clean


def test_an_empty_page_needs_nobody() -> None:
    assert scan_file(pdf([""]), "a.pdf").clean


def test_fonts_that_do_not_tell_their_letters_are_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    def change(writer: PdfWriter) -> None:
        font = writer.pages[0]["/Resources"]["/Font"]["/F1"]  # type: ignore[index]
        font[NameObject("/Subtype")], font[NameObject("/Encoding")] = NameObject("/Type0"), NameObject("/Identity-H")

    monkeypatch.setattr(ocr, "installed", lambda: False)
    assert [place.where for place in scan_file(pdf(["abc"], change=change), "a.pdf").unreadable] == ["第1页"]


def exif(tag: int, value: object) -> Image.Exif:
    block = Image.Exif()
    block[tag] = value
    return block


def png_fields() -> PngImagePlugin.PngInfo:
    fields = PngImagePlugin.PngInfo()
    fields.add_itxt("Comment", f"联系人电话{PHONE}", zip=True)
    return fields


@pytest.mark.parametrize(
    ("where", "data"),
    [
        ("EXIF ImageDescription", saved(picture(), "JPEG", exif=exif(0x010E, PHONE))),
        ("EXIF Artist", saved(picture(), "JPEG", exif=exif(0x013B, PHONE))),
        ("EXIF XPComment", saved(picture(), "JPEG", exif=exif(0x9C9C, f"电话{PHONE}".encode("utf-16-le")))),
        ("EXIF Artist", saved(picture(), "TIFF", tiffinfo=exif(0x013B, PHONE))),
        ("图片注释", saved(picture(), "JPEG", comment=f"电话{PHONE}".encode())),
        ("XMP", saved(picture(), "JPEG", xmp=f"<x:xmpmeta><a>{PHONE}</a></x:xmpmeta>".encode())),
        ("图片字段 Comment", saved(picture(), "PNG", pnginfo=png_fields())),
        ("图片文件的元数据", saved(picture(), "JPEG") + f"tel {PHONE}".encode()),
        ("图片尾部附带的压缩包 › 附件文件 a.txt › 第1行", saved(picture(), "JPEG") + package({"a.txt": PHONE})),
    ],
)
def test_picture_metadata_hides_nothing(where: str, data: bytes) -> None:
    assert places(data, "a.jpg") == {where: "mobile"}


def test_the_position_of_a_photograph_counts_as_an_address() -> None:
    block = exif(0x8825, {1: "N", 2: (31.0, 13.0, 49.2), 3: "E", 4: (121.0, 28.0, 25.0)})
    scan = scan_file(saved(picture(), "JPEG", exif=block), "a.jpg")
    assert [(f.where, f.kind, f.masked) for f in scan.found] == [("EXIF GPS", "address", "N31.*** E121.***")]


def test_pages_are_read_by_paragraph_with_what_is_not_shown() -> None:
    inner = b64encode(docx(paragraph("13900001111"))).decode()
    page = (
        f"<h1>标题</h1><p>电话 <b>138</b><i>12345678</i></p><!-- 13900002222 --><p hidden>13900003333</p>"
        f"<a href='mailto:zs@qq.com'>信</a><input type=hidden value='13900004444'><script>var a='13900005555'</script>"
        f"<a href='data:application/octet-stream;base64,{inner}'>表</a>"
    )
    assert places(page.encode(), "a.html") == {
        "正文第2段": "mobile",
        "正文第3段": "mobile",
        "网页注释": "mobile",
        "网页脚本或样式": "mobile",
        "网页属性（链接、替代文字、隐藏字段等）": "mobile",
        "网页内嵌文件 application/octet-stream › 正文第1段": "mobile",
    }


def test_the_editors_html_is_scanned_by_paragraph() -> None:
    markup = f"<p>一</p><p>电话<strong>138</strong>12345678</p><table><tr><td>甲</td><td>{ID}</td></tr></table>"
    assert [(f.where, f.kind) for f in find_in_html(markup)] == [("正文第2段", "mobile"), ("正文第3段", "id_card")]
    assert [(f.where, f.kind) for f in scan_html(markup).found] == [("正文第2段", "mobile"), ("正文第3段", "id_card")]
    assert find_in_html("") == [] and scan_html(" ").clean
    assert [f.where for f in scan_text(PHONE, where="标题")] == ["标题"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "big5"])
def test_text_is_read_in_any_encoding(encoding: str) -> None:
    assert places(f"姓名,電話\n李四,{PHONE}\n".encode(encoding), "表.csv") == {"第2行": "mobile"}


def test_mail_rtf_and_svg_are_read() -> None:
    message = EmailMessage()
    message["Subject"] = "送审"
    message.set_content(f"电话{PHONE}")
    message.add_attachment(docx(paragraph(ID)), maintype="application", subtype="octet-stream", filename="b.docx")
    # Nineteen digits drawn by lot that would pass for a bank card.
    message.set_boundary("===============6222021234567890128==")
    assert places(bytes(message), "a.eml") == {
        "邮件内容 第1部分 › 第1行": "mobile",
        "邮件内容 b.docx › 正文第1段": "id_card",
    }
    rtf = rb"{\rtf1\ansi \u30005?\u-29723? 138{\b 1234}5678\par \'b5\'e7\'bb\'b0}"
    assert places(rtf, "a.rtf") == {"第1行": "mobile"}
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><text><tspan>138</tspan>12345678</text></svg>"
    assert list(places(svg, "a.svg").values()) == ["mobile"]


def test_lines_that_were_only_full_are_joined() -> None:
    page = "通知\n联系人住址为上海市长宁区某某路12\n3弄45号601室，联系用电话1381234\n5678，请于工作日联系经办人员。\n联系电话138\n12345678"
    joined = unwrapped(page)
    assert "某某路123弄45号601室" in joined and "13812345678，" in joined
    assert joined.endswith("138\n12345678")


def test_file_names_are_read_and_never_shown_whole() -> None:
    data = package({f"李四{PHONE}.txt": f"电话{PHONE}"})
    scan = scan_file(data, f"王五{ID}.zip")
    assert {located.kind for located in scan.found} == {"mobile", "id_card"}
    assert all(PHONE not in located.where and ID not in located.where for located in scan.found)


def test_old_formats_are_refused_but_their_legible_text_is_scanned() -> None:
    data = b"\xd0\xcf\x11\xe0" + b"\x00" * 512 + f"电话{PHONE}".encode("utf-16-le")
    scan = scan_file(data, "a.doc")
    assert not scan.opened and [located.kind for located in scan.found] == ["mobile"]


def test_an_empty_file_is_clean() -> None:
    assert read_file(b"", "a.txt").opened and scan_file(b"", "a.txt").clean
