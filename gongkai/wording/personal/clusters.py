"""Runs of digits with blanks or hyphens between them, cut into the groups in which people write them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

CLUSTER = re.compile(r"\d(?:[ \-]{0,3}\d)+")
GROUP = re.compile(r"\d+")


class Group(NamedTuple):
    start: int
    end: int
    digits: str


class Window(NamedTuple):
    """Neighbouring whole groups of one cluster; `whole` when the cluster has no other group."""

    start: int
    end: int
    digits: str
    widths: tuple[int, ...]
    whole: bool


def clusters(text: str, at_least: int) -> Iterator[list[Group]]:
    """The groups of every cluster that spans at least so many characters."""
    for match in CLUSTER.finditer(text):
        if match.end() - match.start() >= at_least:
            offset = match.start()
            yield [Group(offset + g.start(), offset + g.end(), g[0]) for g in GROUP.finditer(match[0])]


def windows(groups: list[Group], shortest: int, longest: int) -> Iterator[Window]:
    """Every sequence of whole groups whose digits together number `shortest` to `longest`."""
    for first in range(len(groups)):
        # A number written digit by digit begins where such a run begins; further in it would be part of a longer one.
        if first and len(groups[first].digits) == 1 == len(groups[first - 1].digits):
            continue
        digits, widths = "", []
        for last in range(first, len(groups)):
            if len(digits) + len(groups[last].digits) > longest:
                break
            digits += groups[last].digits
            widths.append(len(groups[last].digits))
            if len(digits) == len(widths) < len(groups) - first and len(groups[last + 1].digits) == 1:
                continue  # the run of single digits goes on
            if len(digits) >= shortest:
                whole = first == 0 and last == len(groups) - 1
                yield Window(groups[first].start, groups[last].end, digits, tuple(widths), whole)


def plain_or_whole(window: Window, *patterns: tuple[int, ...]) -> bool:
    """Whether it is written in one piece, digit by digit, in a usual grouping, or is all that stands there."""
    widths = window.widths
    return window.whole or len(widths) == 1 or set(widths) == {1} or widths in patterns
