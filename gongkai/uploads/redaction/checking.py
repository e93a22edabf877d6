"""What is still there: removed words anywhere in the new file, and whether each area is nothing but its mark."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, cast

from PIL import Image, ImageChops

from gongkai.wording.readers import Limits, Part, Reading, Unreadable, read_file
from gongkai.wording.survivals import Survival, survivals

from . import recognising
from .geometry import Cut
from .lines import inside
from .painting import BLUR, Mark, paint
from .sheets import PdfSheets

# By so much (of 255) JPEG lets the edges of an area and of its label run; ink on paper differs by far more.
LOSSY = 64
UNRECOGNISED = "文字识别"  # what the reader says of pictures that it was told not to look at


class Fault(NamedTuple):
    """Something that stands against releasing the result; `term` is empty where it is no word."""

    where: str
    term: str
    why: str = ""


def in_structure(path: Path, terms: Sequence[str]) -> list[Fault]:
    """Removed words in the text of the file, its layers, properties, notes, attachments, former versions and thumbnails.

    Pictures of pages are looked at page by page (`in_page`), so recognition is left out here.
    """
    reading = read_file(path, "result.pdf", limits=Limits(recognised_images=0))
    found = [Fault(survival.where, survival.term) for survival in dict.fromkeys(survivals(reading.parts, terms))]
    return found + [Fault(place.where, "", place.why) for place in _unread(reading)]


def _unread(reading: Reading) -> Iterator[Unreadable]:
    return (place for place in reading.unreadable if UNRECOGNISED not in place.where + place.why)


def skeleton(content: bytes) -> list[Fault]:
    """Parts that the new file must not have at all, whatever they hold."""
    names = {
        b"/Metadata": "元数据", b"/Info": "文档属性", b"/EmbeddedFile": "附件", b"/Annot": "批注", b"/Thumb": "缩略图",
        b"/OCProperties": "图层", b"/AcroForm": "表单", b"/Outlines": "书签", b"/JavaScript": "脚本", b"/JS": "脚本",
        b"/Prev": "历史版本", b"/PieceInfo": "编辑信息", b"/StructTreeRoot": "结构标记", b"/ID": "文件标识",
    }  # fmt: skip
    pieces = content.split(b"\nstream\n")
    outside = pieces[0] + b"".join(piece.rpartition(b"endstream")[2] for piece in pieces[1:])
    found = [Fault(said, "", "不应出现在结果中") for name, said in names.items() if _named(outside, name)]
    if content.count(b"%%EOF") != 1 or content.count(b"startxref") != 1:
        found.append(Fault("历史版本", "", "文件不止保存过一次"))
    return found


def _named(text: bytes, name: bytes) -> bool:
    at = text.find(name)
    while at >= 0:
        after = text[at + len(name) : at + len(name) + 1]
        if not after.isalpha():
            return True
        at = text.find(name, at + 1)
    return False


def in_page(
    sheets: PdfSheets, number: int, marks: Sequence[Mark], labels: Mapping[str, Image.Image], terms: Sequence[str]
) -> list[Fault]:
    """One rendered page: each area is one colour with its label, no word touches it, recognition finds nothing removed."""
    picture, lossless = _picture(sheets, number)
    found = [
        Fault(f"第{number}页第{place}处遮盖", "", "遮盖处不是单一颜色")
        for place in _uneven(picture, marks, labels, lossless)
    ]
    lines = sheets.read(number).lines
    found += [Fault(f"第{number}页文字层", text) for text in inside(lines, [mark.box for mark in marks])]
    hidden = [Part(f"第{number}页文字层", "\n".join(line.text for line in lines))]
    seen = recognising.recognised(picture) if recognising.installed() else ()
    drawn = [Part(f"第{number}页（文字识别）", "\n".join(line.text for line in seen))]
    found += [_of(survival) for parts in (hidden, drawn) for survival in survivals(parts, terms)]
    return list(dict.fromkeys(found))


def _of(survival: Survival) -> Fault:
    return Fault(survival.where, survival.term)


def _picture(sheets: PdfSheets, number: int) -> tuple[Image.Image, bool]:
    """The page as it is drawn, at the size of the picture that it is made of; and whether that is without loss."""
    page = sheets.page(number)
    thing = next(iter(page.get_objects(max_depth=1)))
    wide, high = thing.get_px_size()
    lossless = "DCTDecode" not in thing.get_filters()
    # A hair less, since PDFium rounds up and one pixel more would shift all others.
    scale = min(wide / page.get_width(), high / page.get_height()) * (1 - 1e-6)
    drawn = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
    return drawn, lossless and drawn.size == (wide, high)


def _uneven(
    picture: Image.Image, marks: Sequence[Mark], labels: Mapping[str, Image.Image], lossless: bool
) -> list[int]:
    """The numbers of those areas that hold anything but what painting them on an empty page gives."""
    wanted = Image.new("RGB", picture.size, "white")
    paint(wanted, marks, labels)
    difference = _largest(ImageChops.difference(picture, wanted))
    found = []
    for place, mark in enumerate(marks, 1):
        worst = _most(difference, mark.box.pixels(*picture.size, BLUR))
        if worst > (0 if lossless else LOSSY):
            found.append(place)
    return found


def _largest(difference: Image.Image) -> Image.Image:
    """The largest difference of the three colours, as a grey picture."""
    red, green, blue = difference.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _most(difference: Image.Image, cut: Cut) -> int:
    return cast("tuple[int, int]", difference.crop(cut).getextrema())[1]
