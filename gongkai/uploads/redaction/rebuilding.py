"""From the source's pages and the marks on them to the pages of the new document."""

from collections.abc import Mapping, Sequence

from PIL import Image

from . import caps
from .encoding import encode
from .lines import Line, runs
from .painting import Mark, paint
from .sheets import Sheets
from .writing import NewPage


def rebuilt(
    sheets: Sheets, number: int, lines: Sequence[Line], marks: Sequence[Mark], labels: Mapping[str, Image.Image]
) -> NewPage:
    """One page anew: its picture with the marks painted over it, and those words that touch none of them."""
    width, height = sheets.size(number)
    picture = sheets.draw(number, caps.RESOLUTION)
    scale = max(picture.width / width, picture.height / height)  # pixels a point: whole pixels fill the new page
    paint(picture, marks, labels)
    kept = list(runs(lines, [mark.box for mark in marks]))
    return NewPage(picture.width / scale, picture.height / scale, encode(picture), kept)
