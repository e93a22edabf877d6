"""Marks of paragraphs (一、（一）1.（1）) and numbers of letters (沪绿容〔2019〕123号)."""

import re
from collections.abc import Iterable, Iterator

from gongkai.wording.chinese_numerals import NUMERAL, to_chinese

from .structure import LEVELS, Paragraph, Table

# A mark that somebody typed at the head of a paragraph, by level.
_TYPED = (
    re.compile(rf"^(?:{NUMERAL}{{1,4}})、\s*"),
    re.compile(rf"^[（(](?=[^0-9０-９])(?:{NUMERAL}{{1,4}})[）)]\s*"),
    re.compile(r"^[0-9０-９]{1,3}[.．](?![0-9０-９])\s*"),
    re.compile(r"^[（(][0-9０-９]{1,3}[）)]\s*"),
)


def mark(level: int, count: int) -> str:
    """The mark of the `count`-th paragraph of a level; '' for level 0."""
    if level == 0:
        return ""
    return (f"{to_chinese(count)}、", f"（{to_chinese(count)}）", f"{count}.", f"（{count}）")[level - 1]


def marked(parts: Iterable[Paragraph | Table]) -> Iterator[tuple[str, Paragraph | Table]]:
    """Each part with its mark; a level begins anew under every paragraph of a level above it."""
    counts = [0] * (LEVELS + 1)
    for part in parts:
        if isinstance(part, Table) or part.level == 0:
            yield "", part
            continue
        counts[part.level] += 1
        counts[part.level + 1 :] = [0] * (LEVELS - part.level)
        yield mark(part.level, counts[part.level]), part


def level_of(line: str) -> tuple[int, str]:
    """The level that a line's typed mark stands for, and the line without it; 0 where it has none."""
    for level, pattern in enumerate(_TYPED, start=1):
        if found := pattern.match(line):
            return level, line[found.end() :]
    return 0, line


NUMBER_FIELDS = frozenset({"word", "year", "serial"})
_FIELD = re.compile(r"\{(\w+)(:0\d)?\}")


def pattern_faults(pattern: str) -> list[str]:
    """Why this pattern cannot number letters, as sentences; DOC-05: 代字〔年份〕序号号, the serial without zeros."""
    names = [name for name, _ in _FIELD.findall(pattern)]
    rest = _FIELD.sub("", pattern)
    faults = []
    if "year" not in names or "serial" not in names:
        faults.append("编号样式应当含有 {year}（年份）和 {serial}（序号），否则编号会重复。")
    if set(names) - NUMBER_FIELDS or "{" in rest or "}" in rest:
        faults.append("编号样式只能使用 {word}（机关代字）、{year}（年份）、{serial}（序号）。")
    return faults


def number(pattern: str, *, word: str, year: int, serial: int) -> str:
    """沪绿容〔2019〕123号 by `{word}〔{year}〕{serial}号`; raises ValueError for a pattern with faults."""
    if faults := pattern_faults(pattern):
        raise ValueError(" ".join(faults))
    return pattern.format(word=word, year=year, serial=serial)
