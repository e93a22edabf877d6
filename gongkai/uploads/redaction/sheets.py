"""A document as pages: their size, their picture, their text. PDF through PDFium, pictures through Pillow."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pypdfium2
from PIL import Image, ImageChops, ImageOps
from pypdfium2 import raw

from . import caps
from .caps import Unfit
from .lines import UNIT, Edges, Line
from .visibility import Glyph, Visibility

BROKEN = "文件已损坏，不能逐页打开。请重新导出 PDF 后上传。"
LOCKED = "PDF 设有打开密码，不能处理。请取消密码后重新上传。"
POINTS = 72
FRAMES = 500
LOOK = 110  # dots an inch at which visibility is looked for


@dataclass(frozen=True)
class Sheet:
    """One page: its size in points, its lines; `hidden` counts characters that the file holds and nobody sees."""

    width: float
    height: float
    lines: tuple[Line, ...] = ()
    hidden: int = 0


class Sheets(Protocol):
    """What a document offers, whatever its format. Pages are counted from 1."""

    count: int

    def size(self, number: int) -> tuple[float, float]: ...

    def draw(self, number: int, resolution: float, most: int = caps.MOST_PIXELS) -> Image.Image: ...

    def read(self, number: int) -> Sheet: ...


def opened(path: Path, code: str) -> Sheets:
    """The document's pages; raises Unfit."""
    return PdfSheets(path) if code == "pdf" else PictureSheets(path)


class PdfSheets:
    """A PDF as PDFium shows it."""

    def __init__(self, path: Path) -> None:
        try:
            self.document = pypdfium2.PdfDocument(path)
            self.count = len(self.document)
        except pypdfium2.PdfiumError as fault:
            raise Unfit(LOCKED if "password" in str(fault).lower() else BROKEN) from None
        if not self.count:
            raise Unfit(BROKEN)
        try:
            self.document.init_forms()  # what is filled in a form is seen, and so must be drawn
        except pypdfium2.PdfiumError:
            return

    def page(self, number: int) -> pypdfium2.PdfPage:
        try:
            return self.document[number - 1]
        except (pypdfium2.PdfiumError, IndexError):
            raise Unfit(f"第 {number} 页已损坏，不能打开。请重新导出 PDF 后上传。") from None

    def size(self, number: int) -> tuple[float, float]:
        return _fit(self.page(number), number)

    def draw(self, number: int, resolution: float, most: int = caps.MOST_PIXELS) -> Image.Image:
        """The page on white, in grey where it has no colour."""
        page = self.page(number)
        scale = _scale(_fit(page, number), resolution, most)
        picture = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
        return _grey_if_it_is(picture)

    def read(self, number: int) -> Sheet:
        """Text that can be seen, with its place. What is hidden, covered, white or off the page is only counted."""
        page = self.page(number)
        width, height = _fit(page, number)
        text = page.get_textpage()
        if text.count_chars() > caps.MOST_CHARACTERS:
            return Sheet(width, height, (), text.count_chars())
        found = list(_lines(page, text))
        visible = Visibility(page, _scale((width, height), LOOK, caps.PREVIEW_PIXELS), (glyph for line in found for _, glyph in line if glyph))  # fmt: skip
        lines, hidden, before = [], 0, None
        for signs in found:
            seen = [(sign, glyph.place if glyph else None) for sign, glyph in signs if not glyph or visible.of(glyph)]
            hidden += len(signs) - len(seen)
            line = _line(seen)
            if line is not None and line != before:
                lines.append(line)
                before = line
        return Sheet(width, height, tuple(lines), hidden)


def _fit(page: pypdfium2.PdfPage, number: int) -> tuple[float, float]:
    width, height = page.get_size()
    least, most = caps.SHEET
    if not (least <= width <= most and least <= height <= most):
        raise Unfit(f"第 {number} 页的尺寸不正常，不能处理。请重新导出 PDF 后上传。")
    return width, height


def _scale(size: tuple[float, float], resolution: float, most: int) -> float:
    wanted = resolution / POINTS
    pixels = size[0] * size[1] * wanted * wanted
    return float(wanted if pixels <= most else wanted * (most / pixels) ** 0.5)


def _grey_if_it_is(picture: Image.Image) -> Image.Image:
    red, green, blue = picture.split()
    same = all(ImageChops.difference(red, other).getbbox() is None for other in (green, blue))
    return red if same else picture


Sign = tuple[str, Edges | None]
Found = tuple[str, Glyph | None]


def _lines(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage) -> Iterator[list[Found]]:
    """The characters of each line as PDFium orders them; blanks that it adds between words have no place."""
    line: list[Found] = []
    high = ""
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        sign = chr(code) if code <= 0x10FFFF else ""
        if 0xD800 <= code < 0xDC00:
            high = sign
            continue
        if 0xDC00 <= code < 0xE000:
            sign = (high + sign).encode("utf-16", "surrogatepass").decode("utf-16", "replace")[:1]
        if sign in {"\r", "\n"}:
            if line:
                yield line
            line = []
        elif raw.FPDFText_IsGenerated(text, index) == 1 or sign.isspace():
            line.append((" ", None))
        elif sign and sign not in {"\x00", "\ufffe", "\uffff", "\x02"}:
            line.append((sign, Glyph(_place(page, text, index), _object(text, index))))
    if line:
        yield line


def _place(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage, index: int) -> Edges:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
    if left.value >= right.value or bottom.value >= top.value:  # some fonts do not say how large their glyphs are
        loose = raw.FS_RECTF()
        raw.FPDFText_GetLooseCharBox(text, index, loose)
        left.value, right.value, bottom.value, top.value = loose.left, loose.right, loose.bottom, loose.top
    corners = [_shown(page, x.value, y.value) for x, y in ((left, top), (right, bottom))]
    (x1, y1), (x2, y2) = corners
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _object(text: pypdfium2.PdfTextPage, index: int) -> int:
    """Which object of the page a character belongs to, as the address that PDFium gives it."""
    return ctypes.cast(raw.FPDFText_GetTextObject(text, index), ctypes.c_void_p).value or 0


def _shown(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[int, int]:
    """Where a point of the page's own space is seen, whatever its rotation and crop box."""
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, UNIT, UNIT, 0, x, y, across, down)
    return across.value, down.value


def _line(signs: list[Sign]) -> Line | None:
    """A line without blanks at its ends and without two in a row; None when nothing is in it."""
    kept: list[Sign] = []
    for sign, place in signs:
        if place is not None or (kept and kept[-1][1] is not None):
            kept.append((sign, place))
    while kept and kept[-1][1] is None:
        kept.pop()
    return Line("".join(sign for sign, _ in kept), tuple(place for _, place in kept)) if kept else None


class PictureSheets:
    """A picture file; each of its frames is a page."""

    def __init__(self, path: Path) -> None:
        try:
            self.picture = Image.open(path)
            self.count = getattr(self.picture, "n_frames", 1)
        except Exception:  # noqa: BLE001  Pillow's plug-ins fail on damaged files in many ways
            raise Unfit("图片不能打开，可能已经损坏。请另存后重新上传。") from None
        if self.picture.width * self.picture.height > 8 * caps.MOST_PIXELS or self.count > FRAMES:
            raise Unfit("图片的像素或者帧数过多，不能处理。请缩小后重新上传。")

    def frame(self, number: int) -> Image.Image:
        try:
            self.picture.seek(number - 1)
            upright = ImageOps.exif_transpose(self.picture)
        except Exception:  # noqa: BLE001  as above
            raise Unfit(f"图片的第 {number} 幅已损坏，不能打开。") from None
        if upright.mode in {"RGBA", "LA", "PA", "P"}:
            layered = upright.convert("RGBA")
            upright = Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered)
        return upright.convert("RGB")

    def size(self, number: int) -> tuple[float, float]:
        """In points: as the picture says, else as large as an A4 page holds it."""
        frame = self.frame(number)
        longer = max(frame.size)
        points = [side * 842.0 / longer for side in frame.size]
        return max(caps.SHEET[0], points[0]), max(caps.SHEET[0], points[1])

    def draw(self, number: int, resolution: float, most: int = caps.MOST_PIXELS) -> Image.Image:
        frame = self.frame(number)
        pixels = frame.width * frame.height
        if pixels > most:
            factor = (most / pixels) ** 0.5
            frame = frame.resize((max(1, int(frame.width * factor)), max(1, int(frame.height * factor))))
        return _grey_if_it_is(frame)

    def read(self, number: int) -> Sheet:
        return Sheet(*self.size(number))
