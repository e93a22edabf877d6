"""What the structure of a file says, and that no bytes whatever break the inspection."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.uploads.inspection import images
from gongkai.uploads.inspection.dispatch import inspect_file
from gongkai.uploads.rules import TYPES, Limits

from .factories import with_comments
from .honest import HONEST, SHEET, animation, object_stream, office, office_parts, packed, pdf, photograph, picture
from .hostile import HOSTILE

FAST = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
HEADS = [b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x10\0\0\0WEBP"]
HEADS += [b"ID3\x03\0\0\0\0\0\x05", b"\xff\xfb\x90\x00", b"\0\0\0\x18ftypisom", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]


def inspected(tmp_path: Path, content: bytes, code: str):
    path = tmp_path / "file"
    path.write_bytes(content)
    return inspect_file(path, code, tmp_path / "out", Limits())


@FAST
@given(head=st.sampled_from(HEADS), body=st.binary(max_size=600), code=st.sampled_from(list(TYPES)))
def test_no_bytes_break_the_inspection(tmp_path, head, body, code):
    report = inspected(tmp_path, head + body, code)
    assert all(sentence.endswith("。") for sentence in report.refusals)
    if not report.refusals:
        assert report.code == code and code in {"txt", "csv", "gif", "mp3", "doc", "xls", "wps"}


@FAST
@given(name=st.sampled_from(sorted(HONEST)), position=st.floats(0, 1), junk=st.binary(min_size=1, max_size=40))
def test_an_honest_file_damaged_anywhere_gets_a_report(tmp_path, name, position, junk):
    content = bytearray(HONEST[name]())
    at = int(position * len(content))
    content[at : at + len(junk)] = junk
    code = next(kind.code for kind in TYPES.values() if name.lower().rpartition(".")[2] in kind.extensions)
    report = inspected(tmp_path, bytes(content), code)
    assert report.refusals or report.code == code


@FAST
@given(name=st.sampled_from(sorted(HONEST)), length=st.floats(0, 1))
def test_an_honest_file_cut_anywhere_gets_a_report(tmp_path, name, length):
    content = HONEST[name]()
    code = next(kind.code for kind in TYPES.values() if name.lower().rpartition(".")[2] in kind.extensions)
    inspected(tmp_path, content[: int(length * len(content))], code)


def test_comments_tracked_changes_and_hidden_sheets_are_counted(tmp_path):
    assert inspected(tmp_path, with_comments(3), "docx").facts == {"comments": 3}
    tracked = office("docx", body="<w:p><w:ins/><w:moveFrom/><w:rPr><w:rPrChange/></w:rPr></w:p>")
    assert inspected(tmp_path, tracked, "docx").facts == {"tracked_changes": 3}
    parts = office_parts("xlsx")
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace('sheetId="1"', 'sheetId="1" state="hidden"')
    parts["xl/comments1.xml"] = f'<comments xmlns="{SHEET}"><commentList><comment ref="A1"/></commentList></comments>'
    assert inspected(tmp_path, packed(parts), "xlsx").facts == {"hidden_sheets": ["养护"], "comments": 1}


def test_pdf_comments_and_signatures_are_told(tmp_path):
    commented = pdf("<< /Type /Annot /Subtype /Text /Contents (x) >>", page="/Annots [6 0 R]")
    assert inspected(tmp_path, commented, "pdf").facts == {"comments": 1}
    packed_comment = pdf(object_stream("<< /Subtype /Highlight >>", "<< /Subtype /Highlight >>"))
    assert inspected(tmp_path, packed_comment, "pdf").facts == {"comments": 2}
    assert inspected(tmp_path, pdf("<< /Type /Sig /ByteRange [0 1 2 3] >>"), "pdf").facts == {"signed": True}


def test_a_pdf_that_only_speaks_of_scripts_is_harmless(tmp_path):
    words = "BT (use of JavaScript and Launch in forms) Tj ET"
    assert not inspected(tmp_path, pdf(text=words, root="/OpenAction [3 0 R /Fit]"), "pdf").refusals


def test_links_of_every_day_are_no_danger(tmp_path):
    linked = pdf("<< /S /URI /URI (https://www.gov.cn/) >>", page="/Annots [<< /Subtype /Link /A 6 0 R >>]")
    assert not inspected(tmp_path, linked, "pdf").refusals
    table_of_contents = office("docx", body='<w:p><w:r><w:instrText> TOC \\o "1-3" \\h </w:instrText></w:r></w:p>')
    assert not inspected(tmp_path, table_of_contents, "docx").refusals


def test_pictures_keep_size_way_up_and_frames(tmp_path):
    assert inspected(tmp_path, photograph(), "jpg").rewritten
    with images.Image.open(tmp_path / "out") as picture_again:
        assert picture_again.size == (64, 48) and "comment" not in picture_again.info
        assert dict(picture_again.getexif()) == {images.ORIENTATION: 6}
    inspected(tmp_path, animation(), "gif")
    with images.Image.open(tmp_path / "out") as moving:
        assert moving.n_frames == 3 and moving.info["duration"] == 80


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pngs_of_every_kind_keep_their_kind(tmp_path, mode):
    assert not inspected(tmp_path, picture("PNG", mode=mode), "png").refusals
    with images.Image.open(tmp_path / "out") as again:
        assert again.mode == mode


def test_metadata_of_pictures_inside_documents_goes_and_pixels_stay():
    content = photograph()
    stripped = images.without_metadata(content)
    assert b"Zhang" in content and b"Zhang" not in stripped and len(stripped) < len(content)
    text = picture("PNG", pnginfo=_png_text())
    assert b"Zhang" in text and b"Zhang" not in images.without_metadata(text)
    assert images.without_metadata(b"anything else") == b"anything else"


def _png_text():
    from PIL.PngImagePlugin import PngInfo  # kept beside its only use

    info = PngInfo()
    info.add_text("Author", "Zhang Sanfeng")
    return info


def test_an_archive_is_inspected_member_by_member(tmp_path):
    good = packed({"一/通知.pdf": pdf(), "二/照片.jpg": photograph()})
    assert not inspected(tmp_path, good, "zip").refusals
    bad = packed({"宏.docx": HOSTILE["宏部件.docx"](), "包.zip": good, "好.pdf": pdf(), "批注.docx": with_comments(2)})
    report = inspected(tmp_path, bad, "zip")
    assert (
        len(report.refusals) == 2 and "“宏.docx”：文件含有宏" in report.refusals[0] and "包.zip" in report.refusals[1]
    )
    assert report.facts == {"comments": 2}


def test_a_document_written_by_others_is_taken(tmp_path):
    """openpyxl writes what spreadsheets write: styles, themes, shared strings."""
    from openpyxl import Workbook  # another hand than ours has to write this one

    book = Workbook()
    book.active.append(["路段", "株数"])
    path = tmp_path / "book.xlsx"
    book.save(path)
    assert zipfile.is_zipfile(path) and not inspected(tmp_path, path.read_bytes(), "xlsx").refusals
