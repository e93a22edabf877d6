"""An annual report as Word document and as workbook; both read back as the same report."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from gongkai.letters.layout import measures, word_parts
from gongkai.letters.layout.docx import FANGSONG, HEI, SONG, XIAOBIAOSONG, twips
from gongkai.letters.rules.structure import Letter, Signature, chinese_date

from ..rules.report.form import Report
from .layout import Place, Sheet, laid, table3, table4

HEADINGS = {
    "overall": "一、总体情况",
    "proactive": "二、主动公开政府信息情况",
    "table3": "三、收到和处理政府信息公开申请情况",
    "table4": "四、政府信息公开行政复议、行政诉讼情况",
    "problems": "五、存在的主要问题及改进情况",
    "other": "六、其他需要报告的事项",
}
NOTHING = "无。"
SMALL, SMALLEST = 10.5, 9.0  # 五号、小五
EPOCH = (1980, 1, 1, 0, 0, 0)


def title_of(report: Report) -> str:
    return f"{report.body}{report.year}年政府信息公开工作年度报告"


def workbook(report: Report, sections: Mapping[str, Sequence[str]]) -> bytes:
    """The two tables, a sheet each with merged cells, and the prose on a third."""
    book = Workbook()
    book.remove(book.active)
    for sheet in (table3(report), table4(report)):
        _fill(book.create_sheet(sheet.name), sheet, title_of(report))
    prose = book.create_sheet("正文")
    prose.column_dimensions["A"].width = 100
    prose.append([title_of(report)])
    for code, heading in HEADINGS.items():
        prose.append([heading])
        for line in sections.get(code, ()):
            prose.append([line if line[:1] not in "=+-@" else f"'{line}"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(page: object, sheet: Sheet, title: str) -> None:
    edge = Side(style="thin")
    border, wide = Border(edge, edge, edge, edge), len(sheet.widths)
    page.cell(1, 1, title).font = Font(bold=True, size=14)  # type: ignore[attr-defined]  # openpyxl is untyped
    page.merge_cells(start_row=1, end_row=1, start_column=1, end_column=wide)  # type: ignore[attr-defined]
    for y, line in enumerate(laid(sheet), start=2):
        for x, place in line:
            if place is None:
                continue
            value: object = int(place.text) if place.figure and place.text.isdigit() else place.text
            cell = page.cell(y, x + 1, value)  # type: ignore[attr-defined]
            cell.alignment = Alignment(
                wrap_text=True, vertical="center", horizontal="center" if place.head or place.figure else "left"
            )
            for down in range(place.down):
                for across in range(place.across):
                    page.cell(y + down, x + 1 + across).border = border  # type: ignore[attr-defined]
            if place.across > 1 or place.down > 1:
                page.merge_cells(  # type: ignore[attr-defined]
                    start_row=y, end_row=y + place.down - 1, start_column=x + 1, end_column=x + place.across
                )
    for place, width in enumerate(sheet.widths, start=1):
        page.column_dimensions[get_column_letter(place)].width = max(width * 1.6, 9)  # type: ignore[attr-defined]


def document(report: Report, sections: Mapping[str, Sequence[str]], *, on: date) -> bytes:
    """The report in the official layout: title, six sections, both tables as the form prints them, organ and date."""
    body = [_paragraph(title_of(report), XIAOBIAOSONG, measures.TITLE, side="center")]
    for code, heading in HEADINGS.items():
        body.append(_paragraph(heading, HEI, measures.BODY, indent=True))
        if code == "table3":
            body.append(_table(table3(report), SMALL))
        elif code == "table4":
            body.append(_table(table4(report), SMALLEST))
        else:
            body += [
                _paragraph(line, FANGSONG, measures.BODY, indent=True) for line in sections.get(code) or (NOTHING,)
            ]
    if report.body:
        body.append(_paragraph(report.body, FANGSONG, measures.BODY, side="right"))
    body.append(_paragraph(chinese_date(on), FANGSONG, measures.BODY, side="right"))
    stub = Letter(title_of(report), "", "", (), Signature(report.body, on, ""))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        text = word_parts.DOCUMENT.format(body="".join(body), section=_section())
        for name, content in word_parts.parts(stub, text):
            package.writestr(zipfile.ZipInfo(name, EPOCH), content.encode(), zipfile.ZIP_DEFLATED, 6)
    return out.getvalue()


def _section() -> str:
    width, height = (twips(length) for length in measures.PAGE)
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:footerReference w:type="even" r:id="rId3"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"/>'
        f'<w:pgMar w:top="{twips(measures.TOP)}" w:right="{twips(measures.RIGHT)}" w:bottom="{twips(measures.BOTTOM)}"'
        f' w:left="{twips(measures.LEFT)}" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
    )


def _paragraph(text: str, font: str, size: float, *, side: str = "both", indent: bool = False) -> str:
    first = f'<w:ind w:firstLine="{twips(size * 2)}"/>' if indent else ""
    line = twips(measures.LINE if size <= measures.BODY else measures.TITLE_LINE)
    layout = f'<w:spacing w:line="{line}" w:lineRule="exact"/>{first}<w:jc w:val="{side}"/>'
    return f"<w:p><w:pPr>{layout}</w:pPr>{_run(text, font, size)}</w:p>"


def _run(text: str, font: str, size: float) -> str:
    name, half = quoteattr(font), round(size * 2)
    return (
        f'<w:r><w:rPr><w:rFonts w:ascii={name} w:hAnsi={name} w:eastAsia={name} w:hint="eastAsia"/>'
        f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


def _table(sheet: Sheet, size: float) -> str:
    whole = sum(sheet.widths)
    widths = [twips(measures.TYPE_AREA[0] * width / whole) for width in sheet.widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows, heads = [], True
    spans: dict[int, int] = {}
    for line in laid(sheet):
        cells = []
        for x, place in line:
            if place is not None:
                spans[x] = place.across
            cells.append(_cell(place, sum(widths[x : x + spans[x]]), spans[x], size))
        heads = heads and all(place is None or place.head for _, place in line)
        kept = "<w:trPr><w:cantSplit/>" + ("<w:tblHeader/>" if heads else "") + "</w:trPr>"
        rows.append(f"<w:tr>{kept}{''.join(cells)}</w:tr>")
    return f"<w:tbl>{word_parts.TABLE}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _cell(place: Place | None, width: int, across: int, size: float) -> str:
    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    merge = "<w:vMerge/>" if place is None else '<w:vMerge w:val="restart"/>' if place.down > 1 else ""
    margins = '<w:tcMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tcMar>'
    layout = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{margins}<w:vAlign w:val="center"/></w:tcPr>'
    side = "center" if place is not None and (place.head or place.figure) else "left"
    text = _run(place.text, SONG, size) if place is not None and place.text else ""
    return f'<w:tc>{layout}<w:p><w:pPr><w:jc w:val="{side}"/></w:pPr>{text}</w:p></w:tc>'
