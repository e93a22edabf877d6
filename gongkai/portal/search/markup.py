"""Titles and excerpts with what was asked for marked; every text in them is escaped."""

import re
from collections.abc import Iterable
from functools import lru_cache

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from gongkai.wording.folding import fold

EXCERPT, BEFORE = 110, 26


@lru_cache(2000)
def pattern_of(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """What is to be marked, the longest first; None for nothing."""
    wanted = sorted({word for word in words if word}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, wanted))) if wanted else None


def marked(text: str, pattern: re.Pattern[str] | None) -> SafeString:
    """The text with every place of the pattern in <mark>."""
    pieces, at = [], 0
    for match in _found(text, pattern):
        pieces += [("", text[at : match.start()], ""), ("<mark>", text[match.start() : match.end()], "</mark>")]
        at = match.end()
    pieces.append(("", text[at:], ""))
    return format_html_join("", "{}{}{}", ((SafeString(a), part, SafeString(b)) for a, part, b in pieces))


def _found(text: str, pattern: re.Pattern[str] | None) -> Iterable[re.Match[str]]:
    # Folding keeps every character in its place, so that what is found there stands here.
    return pattern.finditer(fold(text).lower()) if pattern is not None else ()


def excerpt(texts: Iterable[str], pattern: re.Pattern[str] | None) -> SafeString:
    """A stretch of the first of these texts that holds what was asked for, else the beginning of the first text."""
    first = ""
    for text in texts:
        plain = " ".join(text.split())
        first = first or plain
        match = next(iter(_found(plain, pattern)), None)
        if match is not None:
            start = max(0, match.start() - BEFORE) if len(plain) > EXCERPT else 0
            return marked(_stretch(plain, start), pattern)
    return marked(_stretch(first, 0), pattern)


def _stretch(text: str, start: int) -> str:
    piece = text[start : start + EXCERPT]
    return f"{'…' if start else ''}{piece}{'…' if start + EXCERPT < len(text) else ''}"
