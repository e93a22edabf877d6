"""The text of a page with the place of every character, and where in it a word stands."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from gongkai.wording.segments import tokens
from gongkai.wording.survivals import plain

from .geometry import SMALLEST, Box, union

UNIT = 100_000  # places are kept as whole hundred-thousandths of the page
UPWARD = 0.08  # of a line's height: accents and the blur of edges stand out a little
BETWEEN = re.compile(r"[-,，、'’·]")
Edges = tuple[int, int, int, int]


@dataclass(frozen=True)
class Line:
    """One line as it is read; `places` gives each character's area, None where there is nothing to see (a blank)."""

    text: str
    places: tuple[Edges | None, ...]

    def box(self, start: int = 0, end: int | None = None) -> Box | None:
        """The area of some of its characters over the whole height of the line, None where there is nothing to see."""
        wanted = [place for place in self.places[start:end] if place]
        if not wanted:
            return None
        seen = [place for place in self.places if place]
        upright = _upright(seen)
        around = wanted if not upright else [(one[0], _top(seen), one[2], _bottom(seen)) for one in wanted]
        edges = union(_box(place) for place in around)
        margin = UPWARD * (edges.bottom - edges.top) if upright else 0.0
        return edges.padded(0, margin)

    def words(self) -> list[tuple[str, int, int]]:
        """Its words with where each begins and ends, as a person would choose them."""
        return [(word, start, end) for word, start, end in tokens(self.text) if any(self.places[start:end])]

    def as_data(self) -> dict[str, Any]:
        return {"text": self.text, "places": self.places}

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Line":
        return cls(data["text"], tuple(tuple(place) if place else None for place in data["places"]))


def _top(places: Sequence[Edges]) -> int:
    return min(place[1] for place in places)


def _bottom(places: Sequence[Edges]) -> int:
    return max(place[3] for place in places)


def _upright(places: Sequence[Edges]) -> bool:
    """Whether the characters stand beside one another; text set downwards or aslant keeps its characters' own areas."""
    tallest = max(place[3] - place[1] for place in places)
    return _bottom(places) - _top(places) <= 2 * tallest


def _box(place: Edges) -> Box:
    left, top, right, bottom = (edge / UNIT for edge in place)
    return Box.within(left, top, max(right, left + 2 * SMALLEST), max(bottom, top + 2 * SMALLEST))


def character_box(place: Edges) -> Box | None:
    """The area of one character; None off the page."""
    try:
        return _box(place)
    except ValueError:
        return None


class Place(NamedTuple):
    """Where a word stands on a page: the numbers of its first and last line, the areas it fills, what stands around."""

    line: int
    boxes: tuple[Box, ...]
    before: str
    found: str
    after: str


AROUND = 12  # characters shown on each side of a place


def find(lines: Sequence[Line], term: str) -> Iterator[Place]:
    """Every place of a word on a page, however it is written there (see `survivals.plain`), also over line ends."""
    word = plain(term)
    signs, origin = _folded(lines)
    if not word:
        return
    start = signs.find(word)
    while start >= 0:
        marks = origin[start : start + len(word)]
        yield _place(lines, marks)
        start = signs.find(word, start + len(word))


def _folded(lines: Sequence[Line]) -> tuple[str, list[tuple[int, int]]]:
    """The page's text in the form in which words are compared, and from which line and character each sign comes."""
    signs: list[str] = []
    origin: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        for place, character in enumerate(line.text):
            for sign in plain(character):
                signs.append(sign)
                origin.append((number, place))
    kept = [
        at
        for at, sign in enumerate(signs)
        if not (BETWEEN.fullmatch(sign) and 0 < at < len(signs) - 1 and signs[at - 1].isdigit() and signs[at + 1].isdigit())
    ]  # fmt: skip
    return "".join(signs[at] for at in kept), [origin[at] for at in kept]


def _place(lines: Sequence[Line], marks: Sequence[tuple[int, int]]) -> Place:
    boxes = []
    for number in dict.fromkeys(number for number, _ in marks):
        inside = [place for at, place in marks if at == number]
        box = lines[number].box(min(inside), max(inside) + 1)
        if box is not None:
            boxes.append(box)
    (first, start), (last, end) = marks[0], marks[-1]
    before, after = lines[first].text[max(0, start - AROUND) : start], lines[last].text[end + 1 : end + 1 + AROUND]
    found = (
        lines[first].text[start : end + 1] if first == last else lines[first].text[start:] + lines[last].text[: end + 1]
    )
    return Place(first, tuple(boxes), before, found, after)


def inside(lines: Sequence[Line], areas: Sequence[Box]) -> list[str]:
    """What stands in the areas, line by line: each stretch of characters that an area touches."""
    found = []
    for line in lines:
        stretch = ""
        for character, place in zip(line.text, line.places, strict=True):
            if place is None:
                stretch += character if stretch else ""
                continue
            box = character_box(place)
            if box is not None and any(area.touches(box) for area in areas):
                stretch += character
            elif stretch.strip():
                found.append(stretch.strip())
                stretch = ""
            else:
                stretch = ""
        if stretch.strip():
            found.append(stretch.strip())
    return found


class Run(NamedTuple):
    """Characters that stand beside one another, and their area: what goes into the new text layer."""

    text: str
    box: Box


def runs(lines: Sequence[Line], withheld: Sequence[Box]) -> Iterator[Run]:
    """What may be copied: words none of whose characters touch a withheld area, and no blank."""
    for line in lines:
        before: tuple[int, Run] | None = None  # a run of Chinese that may go on, and where it ended
        for start, end in _words(line.text):
            run = _run(line, start, end, withheld)
            together = before and run and before[0] == start and end - start == 1 and _upright(_seen(line))
            if before and run and together:
                run = Run(before[1].text + run.text, union((before[1].box, run.box)))
            elif before:
                yield before[1]
            before = (end, run) if run else None
            if run and end - start > 1:
                yield run
                before = None
        if before:
            yield before[1]


def _seen(line: Line) -> list[Edges]:
    return [place for place in line.places if place]


def _run(line: Line, start: int, end: int, withheld: Sequence[Box]) -> Run | None:
    boxes = [character_box(place) if place else None for place in line.places[start:end]]
    text = _composed(line.text[start:end])
    seen = [box for box in boxes if box]
    if not text or len(seen) < len(boxes) or any(area.touches(box) for area in withheld for box in seen):
        return None
    return Run(text, union(seen))


# A Chinese character is a word of its own here; letters and digits that stand together are one.
WORD = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]|[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+")  # fmt: skip


def _words(text: str) -> Iterator[tuple[int, int]]:
    return (found.span() for found in WORD.finditer(text))


def _composed(text: str) -> str:
    """Without control and invisible characters, which would hide something in the new text layer."""
    return "".join(sign for sign in text if unicodedata.category(sign) not in {"Cc", "Cf", "Co", "Cs", "Cn"})
