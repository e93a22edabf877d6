"""Which characters of a page can be seen: what is hidden, covered, white or off the page must not come over as text."""

import ctypes
from collections.abc import Iterable, Iterator
from typing import NamedTuple, cast

import pypdfium2
from PIL import Image, ImageChops
from pypdfium2 import raw

from . import caps
from .lines import UNIT, Edges

# The least change of brightness (of 255) by which a character is held to be visible.
VISIBLE = 12
CELL = 800  # hundred-thousandths of the page: characters are compared with those near by
SINGLY = 40  # objects of a page that are looked at one by one


class Glyph(NamedTuple):
    """A character's area, and the object of the page that draws it."""

    place: Edges
    drawn_by: int


class Visibility:
    """The page is drawn with its text and without, and the two are compared.

    Where two objects write over each other the ink of one would speak for the other: such objects are drawn one by one,
    and where there are too many of them none is believed.
    """

    def __init__(self, page: pypdfium2.PdfPage, scale: float, glyphs: Iterable[Glyph]) -> None:
        self.page, self.scale = page, scale
        whole = self._drawn()
        self.objects: dict[int, pypdfium2.PdfObject] = {}
        for thing in page.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT,), max_depth=12):
            if len(self.objects) >= caps.MOST_OBJECTS:
                break
            self.objects[_address(thing)] = thing
            raw.FPDFPageObj_SetIsActive(thing, False)
        self.bare = self._drawn()
        self.ink = ImageChops.difference(whole, self.bare)
        doubtful = set(_overlapping(list(glyphs)))
        self.singly = {number: self._alone(number) for number in doubtful} if len(doubtful) <= SINGLY else {}
        self.disbelieved = doubtful - self.singly.keys()

    def of(self, glyph: Glyph) -> bool:
        """Whether a character leaves ink of its own."""
        if glyph.drawn_by in self.disbelieved:
            return False
        return self._inked(self.singly.get(glyph.drawn_by, self.ink), glyph.place)

    def _drawn(self) -> Image.Image:
        return self.page.render(scale=self.scale, grayscale=True, may_draw_forms=False).to_pil()

    def _alone(self, number: int) -> Image.Image:
        """What one object adds to the page without text; nothing where the object is not known."""
        thing = self.objects.get(number)
        if thing is None:
            return Image.new("L", self.bare.size)
        raw.FPDFPageObj_SetIsActive(thing, True)
        drawn = self._drawn()
        raw.FPDFPageObj_SetIsActive(thing, False)
        return ImageChops.difference(drawn, self.bare)

    def _inked(self, ink: Image.Image, place: Edges) -> bool:
        """Whether ink stands in the upper and the lower, the left and the right half: what is half covered is not seen."""
        width, height = ink.size
        left, top, right, bottom = place
        if right <= 0 or bottom <= 0 or left >= UNIT or top >= UNIT:
            return False
        first, last = max(0, left * width // UNIT), min(width, -(-right * width // UNIT) + 1)
        upper, lower = max(0, top * height // UNIT), min(height, -(-bottom * height // UNIT) + 1)
        across, down = (first + last) // 2, (upper + lower) // 2
        halves = (
            (first, upper, last, down + 1), (first, down, last, lower),
            (first, upper, across + 1, lower), (across, upper, last, lower),
        )  # fmt: skip
        return all(_ink(ink, half) for half in halves)


def _ink(ink: Image.Image, cut: tuple[int, int, int, int]) -> bool:
    spot = ink.crop(cut)
    return bool(spot.width > 0 and spot.height > 0 and cast("tuple[int, int]", spot.getextrema())[1] >= VISIBLE)


def _address(thing: pypdfium2.PdfObject) -> int:
    return ctypes.cast(thing.raw, ctypes.c_void_p).value or 0


def _overlapping(glyphs: list[Glyph]) -> Iterator[int]:
    """Objects that write over characters of other objects."""
    cells: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        across, down = ((glyph.place[0] + glyph.place[2]) // 2 // CELL, (glyph.place[1] + glyph.place[3]) // 2 // CELL)
        near = [(x, y) for x in (across - 1, across, across + 1) for y in (down - 1, down, down + 1)]
        for other in (one for cell in near for one in cells.get(cell, ())):
            if other.drawn_by != glyph.drawn_by and _half_over(glyph.place, other.place):
                yield from (glyph.drawn_by, other.drawn_by)
        cells.setdefault((across, down), []).append(glyph)


def _half_over(one: Edges, other: Edges) -> bool:
    """Whether half of the smaller one lies in the other."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    smaller = min((place[2] - place[0]) * (place[3] - place[1]) for place in (one, other))
    return wide > 0 and high > 0 and 2 * wide * high >= smaller
