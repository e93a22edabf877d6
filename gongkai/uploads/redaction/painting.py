"""Areas made opaque in a picture: black, with the ground's short label where there is room."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import NamedTuple

from PIL import Image

from . import typesetting
from .geometry import Box, Cut

BLACK, SMALLEST_LABEL, LARGEST_LABEL = 0, 12, 44  # height of a label in pixels
MARGIN = 2
# Labels have the four shades that every page can show, so that an area is the same to the last pixel whatever its page.
FOUR_SHADES = [(shade * 3 + 127) // 255 * 85 for shade in range(256)]
BLUR = 1  # pixels around an area into which the edge of what is removed may have run


class Mark(NamedTuple):
    """An area to withhold, and the short label of its ground."""

    box: Box
    label: str


def labels_for(texts: Iterable[str]) -> dict[str, Image.Image]:
    """Each label as a grey picture, white on black."""
    return {text: _cropped(Image.open(BytesIO(typesetting.label(text))).convert("L")) for text in set(texts)}


def _cropped(picture: Image.Image) -> Image.Image:
    around = picture.getbbox()
    return picture.crop(around) if around else picture


def paint(picture: Image.Image, marks: Sequence[Mark], labels: Mapping[str, Image.Image]) -> None:
    """Destroy the marked areas of a grey or coloured picture: all of them black first, the labels last."""
    cuts = [(mark.box.pixels(*picture.size, BLUR), mark.label) for mark in marks]
    for cut, _ in cuts:
        picture.paste(BLACK if picture.mode == "L" else (BLACK,) * 3, cut)
    for cut, text in cuts:
        _write(picture, cut, labels[text])


def _write(picture: Image.Image, cut: Cut, label: Image.Image) -> None:
    wide, high = cut.right - cut.left - 2 * MARGIN, cut.bottom - cut.top - 2 * MARGIN
    height = min(high, LARGEST_LABEL, int(wide * label.height / max(1, label.width)))
    if height < SMALLEST_LABEL:
        return
    width = max(1, height * label.width // label.height)
    small = label.resize((width, height), Image.Resampling.BOX).point(FOUR_SHADES)
    left = cut.left + MARGIN + (wide - width) // 2
    top = cut.top + MARGIN + (high - height) // 2
    picture.paste(small if picture.mode == "L" else small.convert(picture.mode), (left, top))
