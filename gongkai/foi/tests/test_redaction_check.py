"""What was removed must be nowhere: text, properties, notes, former versions, across page ends and disguises."""

import json
import zipfile
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from PIL import Image, PngImagePlugin

from gongkai.wording.readers import Part
from gongkai.wording.survivals import plain, survivals

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(text: str, *, author: str = "") -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        runs = "".join(f"<w:r><w:t>{letter}</w:t></w:r>" for letter in text)
        package.writestr(
            "word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body><w:p>{runs}</w:p></w:body></w:document>'
        )
        if author:
            package.writestr("docProps/core.xml", f"<c><creator>{author}</creator></c>")
    return data.getvalue()


@pytest.fixture
def check(tmp_path):
    def _check(content: bytes, *terms: str, name: str = "letter.docx") -> tuple[list[dict[str, str]], int, str]:
        (tmp_path / name).write_bytes(content)
        (tmp_path / "terms.txt").write_text("\n".join(terms), encoding="utf-8")
        out, err, status = StringIO(), StringIO(), 0
        try:
            call_command(
                "redact_check", str(tmp_path / name), "--terms", str(tmp_path / "terms.txt"), stdout=out, stderr=err
            )
        except SystemExit as stopped:
            status = int(stopped.code)
        return [json.loads(line) for line in out.getvalue().splitlines()], status, err.getvalue()

    return _check


def test_a_clean_file_says_nothing(check):
    assert check(docx("已经遮盖"), "钱守拙", "13900000000") == ([], 0, "")


def test_a_word_that_survived_is_named_with_its_place(check):
    (row,), status, _ = check(docx("申请人钱守拙"), "钱守拙")
    assert status == 1 and row["term"] == "钱守拙" and row["file"].endswith("letter.docx") and row["where"]


def test_properties_are_searched(check):
    rows, status, _ = check(docx("已经遮盖", author="钱守拙"), "钱守拙")
    assert status == 1 and {row["term"] for row in rows} == {"钱守拙"}


def test_text_fields_of_a_picture_are_searched(check):
    field, data = PngImagePlugin.PngInfo(), BytesIO()
    field.add_text("Comment", "QIAN-7781")
    Image.new("L", (8, 8)).save(data, "PNG", pnginfo=field)
    rows, status, _ = check(data.getvalue(), "QIAN-7781", name="page.png")
    assert status == 1 and rows


def test_what_cannot_be_read_is_not_clean(check):
    rows, status, told = check(b"%PDF-1.7 damaged", "钱守拙", name="scan.pdf")
    assert (rows, status) == ([], 2) and "scan.pdf" in told


def test_a_survival_outweighs_what_cannot_be_read(check, tmp_path):
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        package.writestr("a.txt", "钱守拙")
        package.writestr("b.pdf", b"%PDF-1.7 damaged")
    rows, status, told = check(data.getvalue(), "钱守拙", name="all.zip")
    assert status == 1 and len(rows) == 1 and told


@pytest.mark.parametrize("disguised", ["钱 守 拙", "钱\u200b守拙", "钱\n守拙"])
def test_blanks_and_invisible_signs_hide_nothing(disguised):
    assert [found.term for found in survivals([Part("第1页", disguised)], ["钱守拙"])] == ["钱守拙"]


def test_full_width_and_case_hide_nothing():
    assert plain("Ａｂ　１２") == "ab12"
    assert list(survivals([Part("第1页", "沪Ａ１２３４５")], ["沪a12345"]))


def test_a_word_over_the_end_of_a_page_is_found():
    (found,) = survivals([Part("第1页", "申请人钱守"), Part("第2页", "拙的住址")], ["钱守拙"])
    assert found.where.startswith("第2页")


def test_words_in_two_unrelated_places_are_no_survival():
    parts = [Part("元数据", "钱守", rest=True), Part("第1页", "拙")]
    assert list(survivals(parts, ["钱守拙"])) == []


@pytest.mark.parametrize("terms", [(), ("  ", "\u200b")])
def test_without_words_nothing_is_called_clean(check, terms):
    assert check(docx("x"), *terms)[1] == 2
