"""Reports that others made: the same table is recognised in XLSX, HTML and DOCX, merged cells and blanks included."""

import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from gongkai.foi.reports.grids import Unreadable, read
from gongkai.foi.reports.recognise import report_in
from gongkai.foi.rules.report import form
from gongkai.foi.rules.report.checks import faults
from gongkai.foi.tests import worked

BLOCKS = {
    "（三）不予公开": ("1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”", "4.保护第三方合法权益",
                 "5.属于三类内部事务信息", "6.属于四类过程性信息", "7.属于行政执法案卷", "8.属于行政查询事项"),
    "（四）无法提供": ("1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确"),
    "（五）不予处理": ("1.信访举报投诉类申请", "2.重复申请", "3.要求提供公开出版物", "4.无正当理由大量反复申请",
                 "5.要求行政机关确认或重新出具已获取信息"),
    "（六）其他处理": ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
                 "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "3.其他"),
}  # fmt: skip


def labels() -> list[tuple[str, str, str]]:
    """The printed labels of the 25 rows, as three columns."""
    rows = [("一、本年新收政府信息公开申请数量",) * 3, ("二、上年结转政府信息公开申请数量",) * 3]
    handled = "三、本年度办理结果"
    rows += [
        (handled, "（一）予以公开", "（一）予以公开"),
        (handled, "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", ""),
    ]
    rows += [(handled, block, line) for block, lines in BLOCKS.items() for line in lines]
    return [*rows, (handled, "（七）总计", "（七）总计"), ("四、结转下年度继续办理",) * 3]


def written(figure: int) -> str:
    return f"{figure:,}"


def figures() -> list[list[str]]:
    return [[written(figure) for figure in row] for row in worked.FIGURES]


def disputes() -> list[str]:
    return [written(figure) for road in worked.DISPUTES for figure in road]


def xlsx(path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    sheet.append(["上海市示例局2025年政府信息公开工作年度报告"])
    sheet.append(["申请人情况", "", "", *form.COLUMNS])
    for names, row in zip(labels(), figures(), strict=True):
        sheet.append([*names, *row])
    sheet.merge_cells("A5:A26")
    other = book.create_sheet("表四")
    other.append(["行政复议"] + [""] * 4 + ["行政诉讼"] + [""] * 9)
    other.append([*form.RESULTS, form.TOTAL] * 3)
    other.append(disputes())
    book.save(path)
    return path


def html(path: Path, *, blank: bool = False) -> Path:
    rows = ["<tr><td colspan=3>申请人情况</td>" + "".join(f"<td>{name}</td>" for name in form.COLUMNS) + "</tr>"]
    texts = figures()
    if blank:
        texts[0][2] = "&nbsp;"
    for (first, block, last), row in zip(labels(), texts, strict=True):
        cells = (
            f"<td colspan=3>{first}</td>"
            if first == block == last
            else f"<td>{first}</td><td>{block}</td><td>{last}</td>"
        )
        rows.append("<tr>" + cells + "".join(f"<td><p>{cell}</p></td>" for cell in row) + "</tr>")
    heads = "".join(f"<th>{name}</th>" for name in (*form.RESULTS, form.TOTAL) * 3)
    four = f"<table><tr>{heads}</tr><tr>" + "".join(f"<td>{cell}</td>" for cell in disputes()) + "</tr></table>"
    page = (
        f"<html><head><meta charset=utf-8><title>示例局2025年政府信息公开工作年度报告</title></head><body>"
        f"<p>2025年，共收到政府信息公开申请14069件，结转下年度办理819件。收取信息处理费400元。</p>"
        f"<table>{''.join(rows)}</table>{four}</body></html>"
    )
    path.write_text(page, encoding="utf-8")
    return path


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(path: Path) -> Path:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    rows, before = [], ""
    for (first, block, last), row in zip(labels(), figures(), strict=True):
        if first == block == last:
            heads = cell(first, '<w:gridSpan w:val="3"/>')
        else:
            merged = '<w:vMerge w:val="restart"/>' if block != before else "<w:vMerge/>"
            heads = cell(first) + cell(block if block != before else "", merged) + cell(last)
        before = block
        rows.append(f"<w:tr>{heads}{''.join(cell(text) for text in row)}</w:tr>")
    four = "".join(cell(name) for name in (*form.RESULTS, form.TOTAL) * 3)
    body = (
        "<w:p><w:r><w:t>示例局2025年政府信息公开工作年度报告</w:t></w:r></w:p>"
        f"<w:tbl>{''.join(rows)}</w:tbl>"
        f"<w:tbl><w:tr>{four}</w:tr><w:tr>{''.join(cell(text) for text in disputes())}</w:tr></w:tbl>"
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')
    return path


MAKERS = {".xlsx": xlsx, ".html": html, ".docx": docx}


@pytest.mark.parametrize("suffix", MAKERS)
def test_the_worked_table_is_recognised(tmp_path, suffix):
    report = report_in(MAKERS[suffix](tmp_path / f"报告{suffix}"))
    assert set(report.table3) == set(form.rows_of(2021)) and set(report.table4) == set(form.ROADS)
    assert (report.year, report.table_format) == (2025, 2021)
    assert list(faults(report)) == []


def test_what_the_prose_says_is_read_too(tmp_path):
    report = report_in(html(tmp_path / "r.html"))
    assert report.text_totals == {"收到申请": "14069", "结转下年度": "819", "信息处理费元": "400"}


def test_a_blank_cell_is_named_by_the_command(tmp_path):
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("check_report", str(html(tmp_path / "r.html", blank=True)), stdout=out, stderr=StringIO())
    assert stopped.value.code == 1 and out.getvalue().startswith("REP-06 ")
    assert len(out.getvalue().splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.docx", b"no zip"), ("a.xlsx", b""), ("a.html", b""), ("a.html", b"<p>nothing</p>"), ("a.pdf", b"%PDF-1.7")],
)
def test_a_file_without_the_form_is_refused_in_words(tmp_path, name, content):
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(Unreadable):
        report_in(file)


def test_spans_without_end_stay_small(tmp_path):
    file = tmp_path / "a.html"
    file.write_text("<table><tr><td rowspan=999999999 colspan=999999999>x</td></tr></table>", encoding="utf-8")
    (grid,) = read(file).grids
    assert len(grid) <= 60 and all(len(row) <= 60 for row in grid)
