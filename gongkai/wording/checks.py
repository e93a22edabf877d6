"""Wrong, sensitive and leader-title words: dated lists, matched in one pass, with exceptions and a white list."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from io import StringIO
from pathlib import Path

import ahocorasick

WRONG, SENSITIVE, TITLE = "wrong", "sensitive", "title"
CLASSES = {WRONG: "错别字和不规范用词", SENSITIVE: "敏感和禁用词", TITLE: "领导称谓与排序"}
BLOCK, WARN, SUGGEST = "block", "warn", "suggest"
LEVELS = {BLOCK: "必须修改", WARN: "请核对", SUGGEST: "建议"}
DEFAULT_LIST = Path(__file__).with_name("data") / "words-2026-01-01.csv"

GAP = "…"  # in an entry: any few characters of the same clause, as in 象…一样
LONGEST_GAP = 12
MATCHERS = 16  # list versions kept ready


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of a list; `exceptions` are contexts in which it is right, as 截止日期 for 截止."""

    word: str
    kind: str
    level: str
    replacement: str = ""
    note: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    exceptions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.word.replace(GAP, "").strip():
            raise ValueError("词条不能为空")
        if self.kind not in CLASSES or self.level not in LEVELS:
            raise ValueError(f"词条“{self.word}”的类别或级别不正确")

    def holds(self, on: date) -> bool:
        """Whether the entry is in force on that day; both ends count."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class WordList:
    """A list in one version: the same name and version always hold the same entries."""

    name: str
    version: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class WordFinding:
    """A word found in a text: its place, what it should be, and how much it weighs."""

    start: int
    end: int
    text: str
    kind: str
    level: str
    replacement: str
    note: str
    context: str
    list_name: str


class Matcher:
    """The entries of one list version as an automaton: one pass over the text finds the heads of all words."""

    def __init__(self, words: WordList) -> None:
        heads: dict[str, list[tuple[Entry, re.Pattern[str] | None]]] = {}
        for entry in words.entries:
            head, gap, _ = entry.word.partition(GAP)
            pattern = compiled(entry.word) if gap else None
            heads.setdefault(head, []).append((entry, pattern))
        self.automaton = ahocorasick.Automaton()
        for head, entries in heads.items():
            self.automaton.add_word(head, (len(head), entries))
        self.filled = bool(heads)
        if self.filled:
            self.automaton.make_automaton()

    def matches(self, text: str, on: date) -> Iterable[tuple[int, int, Entry]]:
        if not self.filled:
            return
        for last, (length, entries) in self.automaton.iter(text):
            start = last - length + 1
            for entry, pattern in entries:
                if not entry.holds(on):
                    continue
                if pattern is None:
                    yield start, last + 1, entry
                elif match := pattern.match(text, start):
                    yield start, match.end(), entry


def compiled(word: str) -> re.Pattern[str]:
    between = rf"[^，。；！？\n]{{0,{LONGEST_GAP}}}?"
    return re.compile(between.join(re.escape(piece) for piece in word.split(GAP)))


@lru_cache(MATCHERS)
def matcher(words: WordList) -> Matcher:
    """The matcher of a list version, built once."""
    return Matcher(words)


def check_words(text: str, lists: Sequence[WordList], *, on: date, white: Iterable[str] = ()) -> list[WordFinding]:
    """What the lists find in the text on that day, in order; of two that overlap the graver, then the longer, stays.

    `white` are contexts in which nothing is to be found, such as the title of a cited document or a proper name.
    """
    allowed = spans(text, white)
    found = []
    for words in lists:
        for start, end, entry in matcher(words).matches(text, on):
            # Of a word with a gap the exceptions concern its head: 对象 is no 象…一样.
            head = start + len(entry.word.partition(GAP)[0])
            if inside(allowed, start, end) or inside(spans_around(text, entry.exceptions, start, head), start, head):
                continue
            found.append(as_finding(text, start, end, entry, words.name))
    return without_overlaps(found)


def as_finding(text: str, start: int, end: int, entry: Entry, list_name: str) -> WordFinding:
    context = " ".join(text[max(0, start - 10) : end + 10].split())
    return WordFinding(
        start, end, text[start:end], entry.kind, entry.level, entry.replacement, entry.note, context, list_name
    )


def spans(text: str, phrases: Iterable[str]) -> list[tuple[int, int]]:
    """Every place of the phrases in the text, sorted."""
    found = []
    for phrase in phrases:
        start = text.find(phrase) if phrase else -1
        while start >= 0:
            found.append((start, start + len(phrase)))
            start = text.find(phrase, start + 1)
    return sorted(found)


def spans_around(text: str, phrases: Sequence[str], start: int, end: int) -> list[tuple[int, int]]:
    """The same, only for places that could cover this one."""
    if not phrases:
        return []
    reach = max(map(len, phrases))
    left = max(0, start - reach)
    return [(left + a, left + b) for a, b in spans(text[left : end + reach], phrases)]


def inside(covering: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(first <= start and end <= last for first, last in covering)


def without_overlaps(found: list[WordFinding]) -> list[WordFinding]:
    weight = {level: place for place, level in enumerate(LEVELS)}
    kept: list[WordFinding] = []
    for finding in sorted(found, key=lambda f: (f.start, weight[f.level], f.start - f.end)):
        while kept and kept[-1].end > finding.start and graver(finding, kept[-1], weight):
            kept.pop()
        if not kept or kept[-1].end <= finding.start:
            kept.append(finding)
    return kept


def graver(one: WordFinding, other: WordFinding, weight: dict[str, int]) -> bool:
    return (weight[one.level], one.start - one.end) < (weight[other.level], other.start - other.end)


def read_word_list(source: str, *, name: str, version: str) -> WordList:
    """A list from CSV text with the columns word, kind, level, replacement, exceptions, valid_from, valid_to, note.

    Exceptions are separated by `|`. Raises ValueError that names the line.
    """
    entries = []
    for number, row in enumerate(csv.DictReader(StringIO(source)), 2):
        try:
            entries.append(entry_from(row))
        except (KeyError, ValueError, AttributeError) as error:
            raise ValueError(f"第 {number} 行：{error}") from error
    return WordList(name, version, tuple(entries))


def entry_from(row: dict[str, str]) -> Entry:
    return Entry(
        word=row["word"].strip(),
        kind=row["kind"].strip(),
        level=row["level"].strip(),
        replacement=(row.get("replacement") or "").strip(),
        note=(row.get("note") or "").strip(),
        valid_from=date.fromisoformat(row["valid_from"]) if row.get("valid_from") else None,
        valid_to=date.fromisoformat(row["valid_to"]) if row.get("valid_to") else None,
        exceptions=tuple(part for part in (row.get("exceptions") or "").split("|") if part),
    )


@cache
def default_word_list() -> WordList:
    """The list that the platform comes with; a bureau adds its own lists beside it."""
    version = DEFAULT_LIST.stem.removeprefix("words-")
    return read_word_list(DEFAULT_LIST.read_text(encoding="utf-8"), name="基础词表", version=version)
