"""Hostile and broken files: nothing is raised, nothing is unpacked without limit, nothing is passed over in silence."""

import struct
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.wording.readers import Limits, read_file
from gongkai.wording.scan import find_in_html, scan_file
from gongkai.wording.tests.builders import TYPES, W, docx, package, paragraph, pdf, picture, saved, workbook

PHONE = "13812345678"
SMALL = Limits(unpacked_bytes=2_000_000, members=50, depth=3, characters=500_000)


def whys(data: bytes, name: str, limits: Limits | None = None) -> str:
    scan = scan_file(data, name, limits=limits)
    assert not scan.clean
    return " ".join(place.why for place in scan.unreadable)


def test_a_zip_bomb_is_not_unpacked() -> None:
    assert "解压炸弹" in whys(package({"a.txt": b"0" * 60_000_000}), "a.zip")
    assert "解压后超过" in whys(
        package({f"{n}.txt": b"0" * 900_000 for n in range(5)}), "a.zip", Limits(unpacked_bytes=2_000_000)
    )
    assert "解压炸弹" in whys(package({"[Content_Types].xml": TYPES, "word/document.xml": b" " * 60_000_000}), "a.docx")


def test_too_many_members_are_refused_before_any_is_opened() -> None:
    data = package({f"{n}.txt": PHONE for n in range(60)})
    scan = scan_file(data, "a.zip", limits=SMALL)
    assert not scan.opened and "超过 50 个" in scan.unreadable[0].why


def test_archives_in_archives_end_somewhere() -> None:
    data = package({"a.txt": PHONE})
    for _ in range(6):
        data = package({"a.zip": data})
    scan = scan_file(data, "a.zip", limits=SMALL)
    assert "嵌套超过 3 层" in scan.unreadable[0].why
    assert scan_file(data, "a.zip", limits=Limits(depth=9)).found


def test_a_text_without_end_is_cut_with_a_word() -> None:
    assert "文字过多" in whys(b"0" * 600_000, "a.txt", SMALL)


XXE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 20}">' for n in range(12)
)


@pytest.mark.parametrize(
    "xml",
    [
        f"{XXE}<w:document {W}><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>",
        f"{LAUGHS}]><w:document {W} a='&m;'><w:body><w:p><w:r><w:t>&m;</w:t></w:r></w:p></w:body></w:document>",
    ],
)
def test_entities_are_neither_fetched_nor_multiplied(xml: str) -> None:
    reading = read_file(package({"[Content_Types].xml": TYPES, "word/document.xml": xml}), "a.docx")
    assert reading.unreadable
    assert all("root:" not in part.text and len(part.text) < 10_000 for part in reading.parts)


def test_a_number_behind_an_entity_is_not_passed_over() -> None:
    xml = f'<!DOCTYPE a [<!ENTITY x "{PHONE}">]><a>&x;</a>'
    scan = scan_file(xml.encode(), "a.xml")
    assert [located.kind for located in scan.found] == ["mobile"] and scan.unreadable


def test_a_locked_member_is_reported() -> None:
    data = bytearray(package({"a.txt": PHONE}))
    central = data.rindex(b"PK\x01\x02")
    data[6] |= 1
    data[central + 8] |= 1
    assert "已加密" in whys(bytes(data), "a.zip")


def test_a_member_that_lies_about_its_size_is_reported() -> None:
    data = bytearray(package({"a.txt": PHONE * 100}))
    central = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, central + 24, 10)
    assert "已损坏" in whys(bytes(data), "a.zip")


def test_twins_in_a_package_are_reported() -> None:
    buffer = BytesIO(docx(paragraph("略")))
    with pytest.warns(UserWarning), zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/document.xml", f"<w:document {W}/>")
    assert "同名" in whys(buffer.getvalue(), "a.docx")


def test_a_picture_of_absurd_size_is_not_unpacked() -> None:
    data = bytearray(saved(picture()))
    struct.pack_into(">II", data, 16, 60_000, 60_000)
    assert whys(bytes(data), "a.png")


def test_a_file_beyond_the_cap_is_not_loaded(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "a.txt"
    path.write_bytes(b"0" * 2000)
    assert not read_file(path, limits=Limits(file_bytes=1000)).opened


def test_a_missing_file_is_the_callers_business(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(OSError, match="none"):
        read_file(tmp_path / "none.txt")


SAMPLES = {
    "a.docx": docx(paragraph(PHONE) * 20),
    "a.xlsx": workbook(lambda book: [book.active.append([PHONE, n]) for n in range(20)]),
    "a.pdf": pdf([f"call {PHONE}"] * 3),
    "a.png": saved(picture(size=(30, 10))),
    "a.jpg": saved(picture(size=(30, 10)), "JPEG", comment=PHONE.encode()),
    "a.zip": package({"a.txt": PHONE, "b.html": f"<p>{PHONE}</p>"}),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_torn_file_is_never_silently_clean(name: str) -> None:
    whole = SAMPLES[name]
    for share in (0.3, 0.6):
        scan = scan_file(whole[: int(len(whole) * share)], name)
        assert not scan.clean


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(SAMPLES)), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=12))
def test_reading_is_total_on_damaged_files(name: str, damage: list[tuple[float, int]]) -> None:
    data = bytearray(SAMPLES[name])
    for share, value in damage:
        data[int(share * (len(data) - 1))] = value
    scan_file(bytes(data), name)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(
        [
            b"",
            b"%PDF-1.7\n",
            b"PK\x03\x04",
            b"\xff\xd8\xff",
            b"\x89PNG\r\n\x1a\n",
            b"{\\rtf",
            b"<html>",
            b"MIME-Version: 1.0\n",
        ]
    ),
    st.binary(max_size=400),
)
def test_reading_is_total_on_noise(start: bytes, noise: bytes) -> None:
    scan_file(start + noise, "a")


def test_text_below_the_depth_of_the_parser_is_found() -> None:
    assert [f.kind for f in find_in_html("<div>" * 3000 + PHONE)] == ["mobile"]


def test_deep_nesting_is_survived() -> None:
    for data, name in (
        (b"<div>" * 20_000 + PHONE.encode(), "a.html"),
        (b"<?xml version='1.0'?>" + b"<a>" * 20_000, "a.xml"),
        (b"%PDF-1.4\n1 0 obj\n" + b"[" * 20_000 + b"\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF", "a.pdf"),
    ):
        assert not scan_file(data, name).clean
