"""The two files of a letter: the same text, the official page, the same bytes again."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from pypdf import PdfReader

from gongkai.letters.layout import docx, fonts, measures, pdf
from gongkai.letters.rules.blocks import plain_text
from gongkai.letters.rules.structure import LEVELS, Letter, Paragraph, Signature, Table, cleaned

from .reading import docx_text, pdf_pages, pdf_text, squeezed
from .written import FULL, letter

HERE = fonts.fonts_in(())
words = (
    st.text(
        alphabet="公开申请答复行政复议依照条例第款项，。；：、（）《》“”〔〕—%&<>#$*_`@\\{}\"'/0123456789ABCabc℃㎡①·",
        min_size=1,
        max_size=60,
    )
    .map(cleaned)
    .filter(bool)
)
tables = st.integers(1, 4).flatmap(
    lambda width: st.builds(
        Table,
        st.lists(words, min_size=width, max_size=width).map(tuple),
        st.lists(st.lists(words, min_size=width, max_size=width).map(tuple), min_size=1, max_size=4).map(tuple),
    )
)
written = st.builds(
    Letter,
    title=words, number=words, addressee=words, red_head=st.one_of(st.just(""), words), note=st.one_of(st.just(""), words),
    parts=st.lists(st.one_of(st.builds(Paragraph, words, st.integers(0, LEVELS)), tables), max_size=12).map(tuple),
    signature=st.builds(Signature, words, st.dates(date(2008, 5, 1), date(2099, 12, 31))),
    remedy=st.lists(words, max_size=2).map(tuple),
    attachments=st.lists(words, max_size=3).map(tuple),
    copy_to=st.lists(words, max_size=2).map(tuple),
)  # fmt: skip


@settings(
    max_examples=60,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # each takes two files
    suppress_health_check=[HealthCheck.too_slow],
)
@given(written)
def test_text_word_and_pdf_say_the_same(one):
    said = squeezed(plain_text(one))
    assert squeezed(docx_text(docx.render(one))) == said
    assert squeezed(pdf_text(pdf.render(one, HERE))) == said


def test_the_full_letter_says_the_same_in_all_three_forms():
    for one in (FULL, replace(FULL, red_head="测试市绿化局文件")):
        said = squeezed(plain_text(one))
        assert squeezed(docx_text(docx.render(one))) == squeezed(pdf_text(pdf.render(one, HERE))) == said


def test_the_same_letter_is_the_same_bytes_and_another_is_not():
    other = replace(FULL, number="测绿信公〔2026〕18号")
    assert pdf.render(FULL, HERE) == pdf.render(FULL, HERE) != pdf.render(other, HERE)
    assert docx.render(FULL) == docx.render(FULL) != docx.render(other)


def test_a_page_holds_twenty_two_lines_of_twenty_eight_characters():
    """DOC-06. What stands above the text fills the first page; the second one is full of text."""
    pages = pdf_pages(pdf.render(letter("国" * 28 * 22 * 3), HERE))
    full = [line.strip() for line in pages[1].splitlines()]
    assert [len(line) for line in full] == [measures.CHARACTERS] * measures.LINES


def test_the_pdf_is_a4_tagged_has_a_title_and_the_letters_own_date():
    reader = PdfReader(io.BytesIO(pdf.render(FULL, HERE)))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == (FULL.title, "测试市绿化局")
    assert reader.metadata.creation_date is not None and reader.metadata.creation_date.date() == date(2026, 3, 9)
    assert [round(float(length)) for length in reader.pages[0].mediabox[2:]] == [595, 842]
    assert "/StructTreeRoot" in reader.trailer["/Root"] and reader.trailer["/Root"]["/Lang"].startswith("zh")
    xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in xmp and "<pdfaid:conformance>A</pdfaid:conformance>" in xmp


def test_a_long_table_repeats_its_head_on_every_page():
    rows = tuple((str(number), "养护合同") for number in range(90))
    pages = pdf_pages(pdf.render(replace(FULL, parts=(Table(("序号", "名称"), rows),)), HERE))
    assert len(pages) > 2 and sum("序号" in page for page in pages) >= len(pages) - 1


def test_every_page_carries_its_number():
    reader = PdfReader(io.BytesIO(pdf.render(letter("国" * 2000), HERE)))
    assert len(reader.pages) > 2
    assert all(page.extract_text().strip().endswith(f"— {n} —") for n, page in enumerate(reader.pages, start=1))


def test_the_signature_is_never_torn_apart():
    """Whatever the length of the text, organ, seal and date stand on one page."""
    for lines in range(12, 24):
        pages = pdf_pages(pdf.render(letter(*["第" * 20] * lines), HERE))
        [last] = [page for page in pages if "测试局" in page]
        assert "（印章）" in last and "2026年3月9日" in last


def test_text_is_never_read_as_markup():
    nasty = '#panic("x") $x$ *a* _b_ `c` \\ <w:t> & ]]> {{x}} @ref // /* */'
    assert nasty.replace(" ", "") in squeezed(pdf_text(pdf.render(letter(nasty), HERE)))
    assert nasty in docx_text(docx.render(letter(nasty)))


def test_a_character_that_no_font_has_is_refused_and_named():
    with pytest.raises(pdf.Unprintable, match="字库没有的字"):
        pdf.render(letter("甲\U00016a00乙"), HERE)


def test_the_word_file_has_the_official_page_and_is_sound_xml():
    with zipfile.ZipFile(io.BytesIO(docx.render(FULL))) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        parsed = {name: etree.fromstring(package.read(name)) for name in package.namelist()}
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    margin = next(parsed["word/document.xml"].iter(f"{w}pgMar"))
    grid = next(parsed["word/document.xml"].iter(f"{w}docGrid"))
    millimetres = {
        side: round(int(margin.get(f"{w}{side}")) / 20 / measures.MM) for side in ("top", "left", "right", "bottom")
    }
    assert millimetres == {"top": 37, "left": 28, "right": 26, "bottom": 35}
    area = 16838 - int(margin.get(f"{w}top")) - int(margin.get(f"{w}bottom"))
    assert area // int(grid.get(f"{w}linePitch")) == measures.LINES
    assert "政府信息部分公开告知书" in "".join(parsed["docProps/core.xml"].itertext())


def test_faces_that_are_missing_are_replaced_and_said():
    chosen = fonts.choose({"Noto Serif CJK SC", "Noto Sans CJK SC"})
    assert [choice.family for choice in chosen.values()].count("") == 0
    said = " ".join(fonts.remarks(chosen))
    assert "没有仿宋字体，以 Noto Serif CJK SC 代替" in said and "fonts-arphic-ukai" in said and "黑体" not in said
    proper = fonts.choose({"FangSong", "SimHei", "KaiTi", "SimSun", "方正小标宋简体"})
    assert fonts.remarks(proper) == [] and not any(choice.bold for choice in proper.values())


def test_without_any_chinese_font_nothing_is_printed_and_the_package_is_named():
    none = fonts.Fonts(HERE.found, fonts.choose(set()), ())
    with pytest.raises(pdf.Unprintable, match="fonts-noto-cjk"):
        pdf.render(FULL, none)
    assert all("fonts-noto-cjk" in line for line in fonts.remarks(none.choices))
