"""Areas of a page: fractions of its width and height from the upper left corner, as the page is shown."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from math import ceil, floor
from typing import NamedTuple

SMALLEST = 0.0005  # of the page's width or height: smaller areas are slips of the hand


class Cut(NamedTuple):
    """Whole pixels of a picture: left, top, right, bottom; right and bottom are outside."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True)
class Box:
    """An area. Raises ValueError where it is empty or leaves the page."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        wide, high = self.right - self.left, self.bottom - self.top
        inside = all(0 <= edge <= 1 for edge in astuple(self))
        if not (inside and wide >= SMALLEST and high >= SMALLEST):
            raise ValueError("an area lies on its page and is not empty")

    @classmethod
    def within(cls, left: float, top: float, right: float, bottom: float) -> "Box":
        """The part of an area that lies on the page; raises ValueError where nothing does."""
        return cls(max(0.0, left), max(0.0, top), min(1.0, right), min(1.0, bottom))

    def touches(self, other: "Box") -> bool:
        """Whether the two share more than an edge."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def covers(self, other: "Box") -> bool:
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )

    def padded(self, across: float, down: float) -> "Box":
        """Grown on every side, within the page."""
        return Box.within(self.left - across, self.top - down, self.right + across, self.bottom + down)

    def pixels(self, width: int, height: int, more: int = 0) -> Cut:
        """Every pixel that the area so much as touches, and `more` on each side."""
        return Cut(
            max(0, floor(self.left * width) - more),
            max(0, floor(self.top * height) - more),
            min(width, ceil(self.right * width) + more),
            min(height, ceil(self.bottom * height) + more),
        )

    def as_list(self) -> list[float]:
        return [round(edge, 5) for edge in astuple(self)]


def union(boxes: Iterable[Box]) -> Box:
    """The smallest area around all; raises ValueError for none."""
    found = list(boxes)
    if not found:
        raise ValueError("no area at all")
    return Box(
        min(box.left for box in found),
        min(box.top for box in found),
        max(box.right for box in found),
        max(box.bottom for box in found),
    )
