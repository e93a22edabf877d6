"""The page of an official letter (DOC-06, grade B: GB/T 9704-2012): all lengths in points, 72 to the inch."""

from collections.abc import Sequence
from math import ceil

MM = 72 / 25.4
PAGE = (210 * MM, 297 * MM)
TOP, LEFT = 37 * MM, 28 * MM  # the left one is on the binding side
TYPE_AREA = (156 * MM, 225 * MM)
RIGHT, BOTTOM = PAGE[0] - LEFT - TYPE_AREA[0], PAGE[1] - TOP - TYPE_AREA[1]
LINES, CHARACTERS = 22, 28
# A hair less than the area divided by its lines, so that rounding never pushes the last one out.
LINE = TYPE_AREA[1] / LINES - 0.05
BODY, TITLE, SMALL = 16.0, 22.0, 14.0  # 三号、二号、四号
TITLE_LINE = 34.0
# 28 characters of 16 points are wider than the area: each stands a little closer to the next.
TRACKING = TYPE_AREA[0] / CHARACTERS - BODY
FOOTER_BELOW = 7 * MM  # of the page number, under the type area (DOC-07, grade C)
RED_HEAD = 40.0
RED = "D60000"


def red_head_size(text: str) -> float:
    """The size at which the organ's name over a letter fits in one line."""
    return min(RED_HEAD, TYPE_AREA[0] / (len(text) + 0.5)) if text else RED_HEAD


def title_width(text: str) -> float:
    """The width in which a title breaks into lines of about the same length, so that no character is left alone."""
    fits = int(TYPE_AREA[0] // TITLE)
    lines = max(1, ceil(len(text) / fits))
    return min(TYPE_AREA[0], (ceil(len(text) / lines) + 0.5) * TITLE)


def column_shares(rows: Sequence[Sequence[str]]) -> list[float]:
    """What part of the width each column gets: by its longest cell, within bounds, so that none is crushed."""
    longest = [min(max(max(len(cell) for cell in column), 3), 20) for column in zip(*rows, strict=True)]
    return [length / sum(longest) for length in longest]
