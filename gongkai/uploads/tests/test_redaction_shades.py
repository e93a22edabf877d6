"""Pages take as few shades as show what is on them; what is pale stays, photographs keep all theirs."""

import pypdfium2
import pytest
import typst
from PIL import Image, ImageDraw

from gongkai.uploads.redaction import painting
from gongkai.uploads.redaction.encoding import FULL, PALE, PRINT, encode
from gongkai.uploads.redaction.sheets import PdfSheets
from gongkai.uploads.redaction.writing import NewPage, Writer

LINE = "本机关收到您提出的政府信息公开申请，申请公开行道树养护合同及绿道验收记录，经审查答复如下。"
DENSE = "\n\n".join(LINE * 4 for _ in range(14))


def drawn(body, folder):
    source = f'#set page(paper: "a4", margin: 2cm)\n#set text(font: "Noto Serif CJK SC", size: 10.5pt)\n{body}\n'
    path = folder / "page.pdf"
    path.write_bytes(typst.compile(source.encode(), format="pdf"))
    return PdfSheets(path).draw(1, 200)


def seen_again(encoded, folder):
    """The picture as PDFium draws it out of the new document, one pixel for each."""
    path = folder / "new.pdf"
    writer = Writer(path)
    writer.add(NewPage(encoded.width, encoded.height, encoded, []))
    writer.end()
    return pypdfium2.PdfDocument(path)[0].render(scale=1).to_pil().convert("L")


def furthest(one, other):
    return max(abs(a - b) for a, b in zip(one.tobytes(), other.tobytes(), strict=True))


def test_a_dense_page_of_print_takes_four_shades_and_a_third_of_the_room(tmp_path):
    picture = drawn(DENSE, tmp_path)
    encoded = encode(picture)
    assert (encoded.bits, encoded.lossless) == (PRINT, True)
    assert len(encoded.data) < 260_000
    assert furthest(seen_again(encoded, tmp_path), picture) <= 43  # half a step of four shades


@pytest.mark.parametrize("shade", [195, 220, 245])
def test_a_pale_mark_is_never_taken_for_paper(shade, tmp_path):
    picture = drawn("审查意见", tmp_path)
    ImageDraw.Draw(picture).line((200, 900, 700, 900), fill=shade, width=3)
    encoded = encode(picture)
    assert encoded.bits == PALE
    assert abs(seen_again(encoded, tmp_path).getpixel((400, 900)) - shade) <= 8


def test_a_photograph_keeps_all_its_shades(tmp_path):
    picture = drawn(LINE, tmp_path)
    picture.paste(Image.linear_gradient("L").resize((600, 600)), (300, 900))
    encoded = encode(picture)
    assert encoded.bits == FULL
    assert seen_again(encoded, tmp_path).getpixel((600, 1200)) == picture.getpixel((600, 1200))


def test_a_red_head_stays_red(tmp_path):
    encoded = encode(drawn("#text(fill: red, size: 30pt)[某市绿化和市容管理局]\n\n" + DENSE, tmp_path))
    assert (encoded.colours, encoded.lossless) == (3, True)


def test_labels_have_the_shades_that_every_page_can_show():
    (label,) = painting.labels_for(["第十五条"]).values()
    sheet = Image.new("L", (400, 100), 255)
    painting.paint(sheet, [painting.Mark(painting.Box(0.1, 0.1, 0.9, 0.9), "第十五条")], {"第十五条": label})
    assert {shade for _, shade in sheet.getcolors()} == {0, 85, 170, 255}
