"""What is withheld is nowhere in what is handed out: every format, every hiding place, against copies made by hand."""

import json
from io import BytesIO, StringIO
from pathlib import Path

import pypdf
import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from gongkai.uploads.redaction import running
from gongkai.uploads.redaction.checking import skeleton
from gongkai.uploads.redaction.geometry import Box
from gongkai.uploads.redaction.lines import Line, character_box, find, inside, runs
from gongkai.uploads.redaction.running import Unfit
from gongkai.uploads.rules import Limits

from . import redaction_sources as sources
from .redaction_sources import NUMBER, SECRET, SEEN

LIMITS, GROUND = Limits(), "第十五条"
TERMS = [SECRET, NUMBER, "QIAN-SHOUZHUO"]
AREA = {"boxes": [[0.05, 0.3, 0.6, 0.5]], "label": GROUND}


class Rebuilt:
    """A document brought through all steps, as the rooms do it."""

    def __init__(self, content: bytes, code: str, folder: Path, *, most: int = 300, areas: bool = False) -> None:
        self.folder, self.code = folder, code
        self.source, made = folder / f"source.{code}", folder / "made.pdf"
        self.source.write_bytes(content)
        said = running.open_document(path=self.source, code=code, made=made, most=most, limits=LIMITS)
        self.count, self.left_out = said["count"], said["left_out"]
        self.path, self.code = (made, "pdf") if said["made"] else (self.source, code)
        self.pages = running.read_pages(path=self.path, code=self.code, pages=range(1, self.count + 1), limits=LIMITS)
        self.areas = areas
        self.result = folder / "result.pdf"

    def lines(self, number: int = 1) -> list[Line]:
        return [Line.of(line) for line in self.pages[number - 1]["lines"]]

    def marked(self) -> list[dict]:
        pages = []
        for page in self.pages:
            lines = [Line.of(line) for line in page["lines"]]
            boxes = [box.as_list() for term in TERMS for place in find(lines, term) for box in place.boxes]
            marks = [{"boxes": boxes, "label": GROUND}] if boxes else []
            pages.append(page | {"marks": [*marks, *([AREA] if self.areas else [])]})
        return pages

    def make(self, pages: list[dict] | None = None) -> Path:
        running.draw_pages(
            path=self.path, code=self.code, pages=pages or self.marked(), folder=self.folder, limits=LIMITS
        )
        running.bind(folder=self.folder, count=self.count, output=self.result, limits=LIMITS)
        return self.result

    def faults(self, pages: list[dict] | None = None, terms: list[str] = TERMS) -> list[dict]:
        checks = [(), pages or self.marked()]
        return [
            fault
            for part in checks
            for fault in running.check(path=self.result, terms=terms, limits=LIMITS, pages=part)["faults"]
        ]


def redact_check(path: Path, folder: Path) -> tuple[list[dict], int]:
    terms, out, status = folder / "terms.txt", StringIO(), 0
    terms.write_text("\n".join(TERMS), encoding="utf-8")
    try:
        call_command("redact_check", str(path), "--terms", str(terms), stdout=out, stderr=StringIO())
    except SystemExit as stopped:
        status = int(stopped.code)
    return [json.loads(line) for line in out.getvalue().splitlines()], status


@pytest.mark.parametrize("name", sources.SOURCES)
def test_nothing_withheld_survives_where_a_copy_made_by_hand_keeps_it(name, tmp_path):
    code, build = sources.SOURCES[name]
    content = build()
    naive, status = redact_check(sources.naive_copy(content, code, tmp_path), tmp_path)
    assert status == 1 and naive, "the source holds what is to be found"
    case = Rebuilt(content, code, tmp_path, areas=code in {"jpg", "png"})
    result = case.make()
    assert case.faults() == []
    assert redact_check(result, tmp_path)[0] == []
    raw = result.read_bytes()
    for term in TERMS:
        for form in (term.encode(), term.encode("utf-16-be"), term.encode("utf-16-be").hex().upper().encode()):
            assert form not in raw


@pytest.mark.parametrize("name", sorted(sources.PDFS))
def test_what_may_be_seen_stays_legible_and_searchable(name, tmp_path):
    case = Rebuilt(sources.PDFS[name](), "pdf", tmp_path)
    reader = pypdf.PdfReader(case.make())
    assert SEEN in "".join(reader.pages[0].extract_text().split())
    assert "其余内容公开" in "".join(reader.pages[0].extract_text().split())


def test_a_new_file_has_none_of_the_parts_in_which_things_hide(tmp_path):
    reader = pypdf.PdfReader(Rebuilt(sources.with_properties(), "pdf", tmp_path).make())
    assert not reader.metadata and reader.xmp_metadata is None and not reader.outline
    assert set(reader.root_object) == {"/Type", "/Pages", "/Lang"}
    assert set(reader.pages[0]) == {"/Type", "/Parent", "/MediaBox", "/Contents", "/Resources"}
    assert skeleton((tmp_path / "result.pdf").read_bytes()) == []


@pytest.mark.parametrize(
    "name",
    ["attachments", "properties", "annotations", "form fields", "thumbnails", "earlier versions", "hidden layers"],
)
def test_the_skeleton_check_knows_each_hiding_place(name):
    assert skeleton(sources.PDFS[name]())


def test_words_under_a_black_bar_and_white_words_are_not_copied(tmp_path):
    case = Rebuilt(sources.covered(), "pdf", tmp_path)
    assert [line.text for line in case.lines()] == [SEEN]
    assert case.pages[0]["hidden"] >= len(SECRET) * 2
    case.make()
    assert case.faults() == []


def test_words_of_a_hidden_layer_right_over_visible_ones_are_not_copied(tmp_path):
    where = sources.place_of_first_line()
    case = Rebuilt(sources.with_hidden_layer(at=where), "pdf", tmp_path)
    text = "".join(line.text for line in case.lines())
    assert text.count(NUMBER) == 1 and SEEN in text


def test_a_word_that_nobody_marked_is_found_with_its_place(tmp_path):
    case = Rebuilt(sources.page(), "pdf", tmp_path)
    bare = [page | {"marks": []} for page in case.pages]
    case.make(bare)
    found = case.faults(bare)
    assert {fault["term"] for fault in found} == {SECRET, NUMBER} and any("第1页" in fault["where"] for fault in found)


def test_an_area_that_was_not_painted_is_found(tmp_path):
    case = Rebuilt(sources.page(), "pdf", tmp_path)
    case.make()
    elsewhere = case.marked()
    elsewhere[0]["marks"].append({"boxes": [[0.1, 0.05, 0.9, 0.5]], "label": GROUND})
    faults = case.faults(elsewhere, terms=["没有的词"])
    assert any("不是单一颜色" in fault["why"] for fault in faults)


def test_an_area_is_black_in_the_picture_that_the_file_holds(tmp_path):
    case = Rebuilt(sources.jpeg(), "jpg", tmp_path, areas=True)
    reader = pypdf.PdfReader(case.make())
    (entry,) = reader.pages[0].images
    picture = Image.open(BytesIO(entry.data)).convert("L")
    cut = Box(*AREA["boxes"][0]).pixels(*picture.size)
    edge = (cut.left, cut.top, cut.right, cut.top + 8)  # above the label
    assert picture.crop(edge).getextrema()[1] < 64


def test_a_word_document_says_what_did_not_come_over(tmp_path):
    case = Rebuilt(sources.docx(), "docx", tmp_path)
    text = "".join(line.text for line in case.lines())
    assert SEEN in text and "修剪" in text and "隐藏" not in text and "删去" not in text
    assert case.left_out.keys() >= {"图片或者图形", "隐藏文字", "修订中删除的文字"}


def test_turned_pages_are_marked_where_they_are_seen(tmp_path):
    writer = pypdf.PdfWriter(clone_from=BytesIO(sources.page()))
    writer.pages[0].rotate(90)
    case = Rebuilt(sources.written(writer), "pdf", tmp_path)
    case.make()
    assert case.faults() == [] and any(SEEN in line.text for line in case.lines())


def many_pages(count: int) -> bytes:
    kids = " ".join(f"{number} 0 R" for number in range(3, count + 3))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Count {count} /Kids [{kids}] >>".encode()]
    objects += [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>"] * count
    data, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(data + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))


HOSTILE = {
    "ten thousand pages": ("pdf", lambda: many_pages(10_000), "10000 页"),
    "no document": ("pdf", lambda: b"%PDF-1.7\n%%EOF", "损坏"),
    "cut short": ("pdf", lambda: b"%PDF-1.7 damaged " + bytes(500), "损坏"),
    "picture without end": ("png", lambda: sources.png()[:300], "损坏"),
    "bomb": ("docx", lambda: bomb(), "压缩"),
    "no text": ("txt", lambda: bytes(range(256)) * 4, "文本"),
    "other format": ("mp3", lambda: b"ID3", "不能遮盖"),
}


def bomb() -> bytes:
    import zipfile

    data = BytesIO(sources.docx())
    with zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/huge.xml", bytes(120 * 1024 * 1024))
    return data.getvalue()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_get_a_sentence(name, tmp_path):
    code, build, said = HOSTILE[name]
    with pytest.raises(Unfit, match=said):
        Rebuilt(build(), code, tmp_path)


def test_a_damaged_table_of_contents_is_read_or_refused_never_both(tmp_path):
    broken = sources.page().replace(b"startxref", b"startxxxx")
    case = Rebuilt(broken, "pdf", tmp_path)
    case.make()
    assert case.faults() == []


# --- Geometry ---

fraction = st.integers(0, 1000).map(lambda number: number / 1000)


@st.composite
def boxes(draw):
    left, right = sorted(draw(st.tuples(fraction, fraction).filter(lambda pair: pair[0] != pair[1])))
    top, bottom = sorted(draw(st.tuples(fraction, fraction).filter(lambda pair: pair[0] != pair[1])))
    return Box(left, top, right, bottom)


@st.composite
def lines(draw):
    """A line of characters side by side somewhere on the page."""
    text = draw(st.text("甲乙丙丁戊ab12 ，", min_size=1, max_size=12))
    left, top = draw(st.integers(0, 40_000)), draw(st.integers(0, 90_000))
    wide, high = draw(st.integers(400, 4_000)), draw(st.integers(500, 5_000))
    places = tuple(
        None if sign == " " else (left + at * wide, top, left + (at + 1) * wide - 50, top + high)
        for at, sign in enumerate(text)
    )
    return Line(text, places)


@given(boxes(), boxes())
def test_touching_is_mutual_and_follows_from_covering(one, other):
    assert one.touches(other) == other.touches(one)
    assert not one.covers(other) or one.touches(other)


@given(boxes(), st.integers(1, 4000), st.integers(1, 4000))
def test_the_pixels_of_an_area_hold_all_of_it(box, width, height):
    cut = box.pixels(width, height)
    assert cut.left <= box.left * width and cut.right >= min(width, box.right * width)
    assert 0 <= cut.left < cut.right <= width and 0 <= cut.top < cut.bottom <= height


@given(st.lists(lines(), max_size=4), st.lists(boxes(), max_size=3))
@settings(max_examples=200)
def test_no_copied_word_touches_a_withheld_area(page, areas):
    for run in runs(page, areas):
        assert run.text
    kept = "".join(run.text for run in runs(page, areas))
    free = [
        sign
        for line in page
        for sign, place in zip(line.text, line.places, strict=True)
        if place and not any(area.touches(character_box(place)) for area in areas)
    ]
    assert len(kept) <= len(free)
    assert areas or sorted(kept) == sorted(free)


@given(lines(), st.data())
def test_the_area_of_some_characters_holds_each_of_them(line, data):
    start = data.draw(st.integers(0, len(line.text) - 1))
    end = data.draw(st.integers(start + 1, len(line.text)))
    box = line.box(start, end)
    wanted = [place for place in line.places[start:end] if place]
    assert (box is None) == (not wanted)
    for place in wanted:
        assert box.covers(character_box(place))
    if box is not None and line.text[start:end].strip():
        assert "".join(inside([line], [box])).replace(" ", "").count(line.text[start:end].replace(" ", "")[:1])


@pytest.mark.parametrize("written", ["钱 守 拙", "钱守\n拙", "１１０１０１ 19900307-8515"])
def test_a_term_is_found_in_each_way_of_writing(written):
    rows = written.split("\n")
    page = [
        Line(
            row,
            tuple(
                None if s == " " else (1000 * at, 2000 * r, 1000 * at + 900, 2000 * r + 1500)
                for at, s in enumerate(row)
            ),
        )
        for r, row in enumerate(rows)
    ]
    term = SECRET if "钱" in written else NUMBER
    (place,) = find(page, term)
    assert len(place.boxes) == len(rows)
