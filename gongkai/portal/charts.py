"""The geometry of simple charts, drawn by a template as SVG: no script, and a table beside each."""

from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH, BAR_HEIGHT, LINE_HEIGHT = 640, 28, 180
LABEL_ROOM, NUMBER_ROOM = 150, 60


@dataclass(frozen=True)
class Mark:
    """A bar, or a point of a line, with its word and number."""

    label: str
    shown: str
    x: float
    y: float
    length: float = 0.0


@dataclass(frozen=True)
class Chart:
    kind: str
    width: int
    height: int
    marks: list[Mark]
    path: str = ""
    base: float = 0.0
    area: str = ""
    labelled: list[Mark] = field(default_factory=list)


def number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def bars(points: Sequence[tuple[str, float]]) -> Chart:
    """Lying bars: long words fit, and a phone can show them."""
    most = max((value for _, value in points), default=0) or 1
    room = WIDTH - LABEL_ROOM - NUMBER_ROOM
    marks = [
        Mark(label[:12], number(value), LABEL_ROOM, index * BAR_HEIGHT, round(max(value, 0) / most * room, 1))
        for index, (label, value) in enumerate(points)
    ]
    return Chart("bar", WIDTH, max(1, len(points)) * BAR_HEIGHT, marks)


def line(
    points: Sequence[tuple[str, float]], *, width: int = WIDTH, height: int = LINE_HEIGHT, edge: int = 24
) -> Chart:
    """A line from left to right over a base at zero; first, highest and last point carry their number."""
    most = max((value for _, value in points), default=0) or 1
    step = (width - 2 * edge) / max(1, len(points) - 1)
    base = height - edge
    marks = [
        Mark(label, number(value), round(edge + index * step, 1), round(base - max(value, 0) / most * (base - edge), 1))
        for index, (label, value) in enumerate(points)
    ]
    path = " ".join(f"{mark.x},{mark.y}" for mark in marks)
    highest = min(marks, key=lambda mark: mark.y) if marks else None
    labelled = [mark for mark in marks if mark in (marks[0], highest, marks[-1])]
    area = f"{marks[0].x},{base} {path} {marks[-1].x},{base}" if marks else ""
    return Chart("line", width, height, marks, path, base, area, labelled)


def spark(values: Sequence[float]) -> Chart:
    """A small line beside a figure."""
    return line([("", value) for value in values], width=120, height=36, edge=4)
