import io
import zipfile

from lxml import etree
from openpyxl import Workbook, load_workbook
from pypdf import PdfReader

from gongkai.uploads.copies import make_copy
from gongkai.uploads.inspection.dispatch import inspect_file
from gongkai.uploads.rules import Limits

from .honest import AUTHOR_BYTES, OFFICE, WORD, mp3, mp4, ofd, office, office_parts, packed, pdf, photograph, relations


def copied(tmp_path, content, code):
    source, output = tmp_path / "source", tmp_path / "copy"
    source.write_bytes(content)
    answer = make_copy(source, code, output, Limits())
    if answer.get("same"):
        return content
    assert answer == {}
    again = inspect_file(output, code, None, Limits())
    assert not again.refusals and again.code == code
    return output.read_bytes()


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_an_office_copy_names_nobody_and_says_the_same(tmp_path):
    for kind in ("docx", "xlsx", "pptx"):
        original, copy = parts_of(office(kind)), parts_of(copied(tmp_path, office(kind), kind))
        assert any(AUTHOR_BYTES in part for part in original.values())
        assert not any(AUTHOR_BYTES in part for part in copy.values())
        assert set(original) == set(copy)
        main = next(name for name in original if name.startswith(("word/", "xl/workbook", "ppt/")))
        assert original[main] == copy[main]


def test_custom_properties_thumbnails_and_printers_go(tmp_path):
    parts = office_parts("docx") | {
        "docProps/custom.xml": f"<Properties><property>{AUTHOR_BYTES.decode()}</property></Properties>",
        "docProps/thumbnail.jpeg": photograph(),
        "customXml/item1.xml": f"<a>{AUTHOR_BYTES.decode()}</a>",
        "word/media/image1.jpg": photograph(),
        "word/people.xml": f'<w15:people xmlns:w15="x" w15:author="{AUTHOR_BYTES.decode()}"/>',
        "word/settings.xml": f'<w:settings xmlns:w="{WORD}"><w:rsids><w:rsid w:val="00AA11BB"/></w:rsids></w:settings>',
        "_rels/.rels": relations(
            (f"{OFFICE}/officeDocument", "word/document.xml", ""),
            (
                "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail",
                "docProps/thumbnail.jpeg",
                "",
            ),
        ),
    }
    copy = parts_of(copied(tmp_path, packed(parts), "docx"))
    assert "docProps/thumbnail.jpeg" not in copy and "customXml/item1.xml" not in copy
    assert not any(AUTHOR_BYTES in part or b"00AA11BB" in part for part in copy.values())
    assert b"thumbnail" not in copy["_rels/.rels"] and b"officeDocument" in copy["_rels/.rels"]
    for name, content in copy.items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(content)


def test_the_path_of_a_workbook_on_its_authors_disk_goes(tmp_path):
    parts = office_parts("xlsx")
    path = (
        '<mc:AlternateContent xmlns:mc="m"><mc:Choice Requires="x15"><x15ac:absPath xmlns:x15ac="x" url="C:\\Users\\zhang\\"/>'
        "</mc:Choice></mc:AlternateContent>"
    )
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace("<sheets>", path + "<sheets>")
    assert b"zhang" not in parts_of(copied(tmp_path, packed(parts), "xlsx"))["xl/workbook.xml"]


def test_a_workbook_still_opens_with_its_values(tmp_path):
    book, buffer = Workbook(), io.BytesIO()
    book.active.append(["世纪大道", 120])
    book.properties.creator = AUTHOR_BYTES.decode()
    book.save(buffer)
    copy = load_workbook(io.BytesIO(copied(tmp_path, buffer.getvalue(), "xlsx")))
    assert [cell.value for cell in copy.active[1]] == [
        "世纪大道",
        120,
    ] and copy.properties.creator != AUTHOR_BYTES.decode()


def test_the_same_document_gives_the_same_copy(tmp_path):
    assert copied(tmp_path, office("docx"), "docx") == copied(tmp_path, office("docx"), "docx")


def test_a_pdf_copy_has_no_properties_no_xmp_and_no_earlier_revision(tmp_path):
    xmp = b"<< /Type /Metadata /Subtype /XML /Length 30 >>\nstream\n" + AUTHOR_BYTES.ljust(30) + b"\nendstream"
    first = pdf(f"<< /Author ({AUTHOR_BYTES.decode()}) >>", xmp, root="/Metadata 7 0 R", trailer="/Info 6 0 R")
    start = len(first)
    update = first + b"5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>\nendobj\n"
    table = len(update)
    update += (
        b"xref\n5 1\n%010d 00000 n \ntrailer\n<< /Size 8 /Root 1 0 R /Info 6 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            start,
            int(first.rpartition(b"startxref\n")[2].split()[0]),
            table,
        )
    )
    copy = copied(tmp_path, update, "pdf")
    assert AUTHOR_BYTES in update and AUTHOR_BYTES not in copy and b"Helvetica" not in copy and b"Times-Roman" in copy
    reader = PdfReader(io.BytesIO(copy))
    assert not reader.metadata and reader.xmp_metadata is None
    assert "Notice 2019" in reader.pages[0].extract_text()


def test_a_signed_pdf_keeps_every_byte(tmp_path):
    signed = pdf("<< /Type /Sig /ByteRange [0 1 2 3] >>", root="/AcroForm << /Fields [] >>")
    assert copied(tmp_path, signed, "pdf") == signed


def test_sound_and_film_lose_tags_and_nothing_else(tmp_path):
    sound = copied(tmp_path, mp3(), "mp3")
    assert AUTHOR_BYTES not in sound and sound.startswith(b"\xff\xfb") and len(sound) == 5 * 417
    film = copied(tmp_path, mp4(), "mp4")
    assert AUTHOR_BYTES not in film and len(film) == len(mp4())
    assert film[film.find(b"mdat") :] == mp4()[mp4().find(b"mdat") :]


def test_an_ofd_loses_its_author_unless_it_is_signed(tmp_path):
    copy = parts_of(copied(tmp_path, ofd(), "ofd"))
    assert AUTHOR_BYTES not in copy["OFD.xml"] and b"DocRoot" in copy["OFD.xml"]
    signed = ofd(**{"Doc_0/Signs/Signatures.xml": "<a/>"})
    assert copied(tmp_path, signed, "ofd") == signed


def test_pictures_and_texts_have_nothing_left_to_strip(tmp_path):
    for code in ("jpg", "png", "txt", "csv"):
        assert make_copy(tmp_path / "x", code, tmp_path / "y", Limits()) == {"same": True}


def test_a_pdf_that_cannot_be_rewritten_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "x").write_bytes(b"%PDF-1.7\nnonsense\n%%EOF")
    answer = make_copy(tmp_path / "x", "pdf", tmp_path / "y", Limits())
    assert answer["refused"].endswith("。")
