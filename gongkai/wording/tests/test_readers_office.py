"""Personal data planted in every place of Office files in which it can hide."""

import pytest

from gongkai.wording.readers import read_file
from gongkai.wording.scan import scan_file
from gongkai.wording.tests.builders import (
    TYPES,
    W,
    docx,
    identity_number,
    note,
    package,
    paragraph,
    picture,
    saved,
    workbook,
)

ID, PHONE = identity_number(), "13812345678"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
BOX = (
    "<w:p><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent>{}</w:txbxContent>"
    "</v:textbox></v:shape></w:pict></w:r></w:p>"
)
RELS = "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>{}</Relationships>"


def places(data: bytes, name: str) -> dict[str, str]:
    scan = scan_file(data, name)
    assert scan.opened, scan.unreadable
    return {located.where: located.kind for located in scan.found}


def run(text: str, properties: str = "") -> str:
    return f"<w:r>{properties and f'<w:rPr>{properties}</w:rPr>'}<w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("where", "body"),
    [
        ("正文第2段", paragraph("无") + paragraph(f"电话{PHONE}")),
        ("正文第1段", f"<w:p>{run('电话138')}{run('1234')}{run('5678')}</w:p>"),
        ("正文第1段", f"<w:p><w:hyperlink>{run(PHONE)}</w:hyperlink></w:p>"),
        ("正文第1段", f"<w:sdt><w:sdtContent>{paragraph(PHONE)}</w:sdtContent></w:sdt>"),
        ("正文第1段（表格）", f"<w:tbl><w:tr><w:tc>{paragraph(PHONE)}</w:tc></w:tr></w:tbl>"),
        ("正文文本框第1段", BOX.format(paragraph(PHONE))),
        ("正文第1段（隐藏文字）", f"<w:p>{run(PHONE, '<w:vanish/>')}</w:p>"),
        ("正文第1段，修订（新增文字）", f"<w:p><w:ins w:author='甲'>{run(PHONE)}</w:ins></w:p>"),
        (
            "正文第1段，修订（已删除文字）",
            f"<w:p>{run('略')}<w:del w:author='甲'><w:r><w:delText>{PHONE}</w:delText></w:r></w:del></w:p>",
        ),
        ("正文第1段，修订（已删除文字）", f"<w:p><w:moveFrom>{run(PHONE)}</w:moveFrom></w:p>"),
        ("正文第1段域代码", f'<w:p><w:r><w:instrText>HYPERLINK "tel:{PHONE}"</w:instrText></w:r></w:p>'),
        (
            "正文（图形名称、替代文字、作者等属性）",
            f"<w:p><w:r><w:drawing><docPr descr='照片 {PHONE}'/></w:drawing></w:r></w:p>",
        ),
        ("正文（图形名称、替代文字、作者等属性）", f"<w:p><w:ins w:author='{PHONE}'>{run('略')}</w:ins></w:p>"),
        ("正文（图形中的文字）", f"<w:p><w:r><a:p xmlns:a='{A}'><a:r><a:t>{PHONE}</a:t></a:r></a:p></w:r></w:p>"),
    ],
)
def test_word_body_hides_nothing(where: str, body: str) -> None:
    assert places(docx(body), "通知.docx") == {where: "mobile"}


def test_a_number_split_by_a_deletion_is_seen_as_it_stood() -> None:
    body = f"<w:p>{run('电话1381234')}<w:del><w:r><w:delText>5678</w:delText></w:r></w:del></w:p>"
    assert list(places(docx(body), "a.docx").values()) == ["mobile"]


@pytest.mark.parametrize(
    ("where", "member", "content"),
    [
        ("页眉第1段", "word/header1.xml", f"<w:hdr {W}>{paragraph(PHONE)}</w:hdr>"),
        ("页脚第1段", "word/footer1.xml", f"<w:ftr {W}>{paragraph(PHONE)}</w:ftr>"),
        (
            "脚注1",
            "word/footnotes.xml",
            f"<w:footnotes {W}><w:footnote w:id='3'>{paragraph(PHONE)}</w:footnote></w:footnotes>",
        ),
        (
            "尾注1",
            "word/endnotes.xml",
            f"<w:endnotes {W}><w:endnote w:id='3'>{paragraph(PHONE)}</w:endnote></w:endnotes>",
        ),
        (
            "批注1",
            "word/comments.xml",
            f"<w:comments {W}><w:comment w:id='0'>{paragraph(PHONE)}</w:comment></w:comments>",
        ),
        (
            "构建基块第1段",
            "word/glossary/document.xml",
            f"<w:glossaryDocument {W}>{paragraph(PHONE)}</w:glossaryDocument>",
        ),
        ("文档属性：作者", "docProps/core.xml", f"<p xmlns:dc='d'><dc:creator>{PHONE}</dc:creator></p>"),
        ("文档属性：单位", "docProps/app.xml", f"<Properties><Company>{PHONE}</Company></Properties>"),
        (
            "文档属性：自定义「联系人」",
            "docProps/custom.xml",
            f"<p><property name='联系人'><v>{PHONE}</v></property></p>",
        ),
        (
            "文档设置 settings.xml（属性）",
            "word/settings.xml",
            f"<w:settings {W}><w:docVar w:name='a' w:val='{PHONE}'/></w:settings>",
        ),
        ("自定义数据 item1.xml", "customXml/item1.xml", f"<root><phone>{PHONE}</phone></root>"),
        ("批注人员表 people.xml（属性）", "word/people.xml", f"<people><person author='{PHONE}'/></people>"),
        ("图表 chart1.xml", "word/charts/chart1.xml", f"<c:chart xmlns:c='c'><c:v>{PHONE}</c:v></c:chart>"),
        ("智能图形 data1.xml", "word/diagrams/data1.xml", f"<d><a:p xmlns:a='{A}'><a:t>{PHONE}</a:t></a:p></d>"),
        (
            "超链接",
            "word/_rels/document.xml.rels",
            RELS.format(f"<Relationship Target='tel:{PHONE}' TargetMode='External'/>"),
        ),
        (
            "嵌入文件 表.xlsx › 工作表「Sheet」A1",
            "word/embeddings/表.xlsx",
            workbook(lambda book: book.active.append([PHONE])),
        ),
        ("嵌入文件 附.txt › 第1行", "word/embeddings/附.txt", PHONE),
        ("其他部件 unknown.xml", "word/unknown.xml", f"<x>{PHONE}</x>"),
    ],
)
def test_word_parts_hide_nothing(where: str, member: str, content: str | bytes) -> None:
    data = package({"[Content_Types].xml": TYPES, "word/document.xml": f"<w:document {W}/>", member: content})
    assert places(data, "通知.docx") == {where: "mobile"}


def test_pictures_in_a_document_are_read_as_pictures() -> None:
    data = docx(paragraph("略"), word__media__1=b"")
    member = {"[Content_Types].xml": TYPES, "word/document.xml": f"<w:document {W}/>"}
    member |= {"word/media/image1.jpeg": saved(picture(), "JPEG", comment=PHONE.encode())}
    assert scan_file(data, "a.docx").clean
    assert places(package(member), "a.docx") == {"插图 image1.jpeg › 图片注释": "mobile"}


def test_macros_and_vector_pictures_are_reported_for_a_person() -> None:
    members = {"[Content_Types].xml": TYPES, "word/document.xml": f"<w:document {W}/>"}
    members |= {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0", "word/media/image1.emf": b"\x01\x00\x00\x00"}
    reading = read_file(package(members), "a.docm")
    assert {place.where for place in reading.unreadable} == {"宏代码", "插图 image1.emf"}


def hidden_row(book) -> None:  # type: ignore[no-untyped-def]
    book.active["B4"] = ID
    book.active.row_dimensions[4].hidden = True


def hidden_column(book) -> None:  # type: ignore[no-untyped-def]
    book.active["C2"] = int(PHONE)
    book.active.column_dimensions["C"].hidden = True


def other_sheet(state: str):  # type: ignore[no-untyped-def]
    def fill(book) -> None:  # type: ignore[no-untyped-def]
        sheet = book.create_sheet("名单")
        sheet["B4"] = PHONE
        sheet.sheet_state = state

    return fill


def commented(book) -> None:  # type: ignore[no-untyped-def]
    book.active["D5"] = "略"
    book.active["D5"].comment = note(f"电话{PHONE}")


def authored(book) -> None:  # type: ignore[no-untyped-def]
    book.properties.creator = PHONE


def headed(book) -> None:  # type: ignore[no-untyped-def]
    book.active.oddHeader.center.text = PHONE


def with_name(book) -> None:  # type: ignore[no-untyped-def]
    from openpyxl.workbook.defined_name import DefinedName  # beside the only test that needs it

    book.defined_names["联系人"] = DefinedName("联系人", attr_text=f'"{PHONE}"')


def with_formula(book) -> None:  # type: ignore[no-untyped-def]
    book.active["A1"] = f'="电话{PHONE}"'


@pytest.mark.parametrize(
    ("where", "fill"),
    [
        ("工作表「Sheet」B4（隐藏行列）", hidden_row),
        ("工作表「Sheet」C2（隐藏行列）", hidden_column),
        ("隐藏工作表「名单」B4", other_sheet("hidden")),
        ("深度隐藏工作表「名单」B4", other_sheet("veryHidden")),
        ("工作表「Sheet」D5批注", commented),
        ("文档属性：作者", authored),
        ("工作表「Sheet」页眉页脚", headed),
        ("定义的名称「联系人」", with_name),
        ("工作表「Sheet」A1", with_formula),
    ],
)
def test_workbooks_hide_nothing(where: str, fill) -> None:  # type: ignore[no-untyped-def]
    assert list(places(workbook(fill), "表.xlsx")) == [where]


S = "xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'"
R = "xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'"


def bare_workbook(cells: str, **more: str) -> bytes:
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "xl/workbook.xml": f"<workbook {S} {R}><sheets><sheet name='一' r:id='r1'/></sheets></workbook>",
        "xl/_rels/workbook.xml.rels": RELS.format("<Relationship Id='r1' Target='worksheets/sheet1.xml'/>"),
        "xl/worksheets/sheet1.xml": f"<worksheet {S}><sheetData><row r='1'>{cells}</row></sheetData></worksheet>",
    }
    return package(members | {key.replace("__", "/") + ".xml": content for key, content in more.items()})


def test_shared_strings_are_read_in_their_cell_and_as_leftovers() -> None:
    strings = f"<sst {S}><si><t>{PHONE}</t></si><si><r><t>139</t></r><r><t>12345678</t></r></si></sst>"
    data = bare_workbook("<c r='C1' t='s'><v>0</v></c><c r='D1' t='s'><v>77</v></c>", xl__sharedStrings=strings)
    assert places(data, "表.xlsx") == {"工作表「一」C1": "mobile", "字符串表（含已删除单元格的残留）": "mobile"}


@pytest.mark.parametrize("value", ["13812345678", "1.3812345678E10", "13812345678.0"])
def test_numbers_in_cells_are_read_as_the_digits_they_stand_for(value: str) -> None:
    assert places(bare_workbook(f"<c r='A1'><v>{value}</v></c>"), "表.xlsx") == {"工作表「一」A1": "mobile"}


def test_cells_beside_each_other_do_not_make_a_number() -> None:
    cells = "<c r='A1'><v>1381234</v></c><c r='B1'><v>5678</v></c>"
    assert places(bare_workbook(cells), "表.xlsx") == {}


def test_caches_threads_and_unlisted_sheets_are_read() -> None:
    data = bare_workbook(
        "",
        xl__pivotCache__pivotCacheRecords1=f"<r {S}><r><s v='{PHONE}'/></r></r>",
        xl__externalLinks__externalLink1=f"<e {S}><v>{PHONE}</v></e>",
        xl__threadedComments__threadedComment1=f"<t><threadedComment ref='A1'><text>{PHONE}</text></threadedComment></t>",
        xl__worksheets__sheet9=f"<worksheet {S}><sheetData><row><c r='A7'><v>{PHONE}</v></c></row></sheetData></worksheet>",
    )
    assert list(places(data, "表.xlsx")) == [
        "隐藏工作表「未列出 sheet9.xml」A7",
        "数据透视表缓存 pivotCacheRecords1.xml（属性）",
        "外部链接缓存 externalLink1.xml",
        "批注 threadedComment1.xml",
    ]


def test_slides_notes_and_comments_are_read() -> None:
    drawn = f"<s><a:p xmlns:a='{A}'><a:r><a:t>138</a:t></a:r><a:r><a:t>12345678</a:t></a:r></a:p></s>"
    members: dict[str, str | bytes] = {"[Content_Types].xml": TYPES, "ppt/presentation.xml": "<p/>"}
    members |= {"ppt/slides/slide2.xml": drawn, "ppt/notesSlides/notesSlide2.xml": drawn}
    members |= {"ppt/comments/comment1.xml": f"<c><text>{PHONE}</text></c>"}
    assert list(places(package(members), "a.pptx")) == ["幻灯片第2页", "幻灯片备注2", "批注 comment1.xml"]


def test_open_documents_are_read() -> None:
    content = (
        f"<office xmlns:text='t'><text:p>电话<text:span>138</text:span>12345678</text:p><text:p>{ID}</text:p></office>"
    )
    data = package({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})
    assert [located.kind for located in scan_file(data, "a.odt").found] == ["mobile", "id_card"]
