"""What somebody means by what is typed: a number, a spelling, one character, or things said in one of several ways."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gongkai.wording import spelling
from gongkai.wording.numbers import find_doc_nos, normalise_doc_no

from . import pieces
from .port import Concept, Phrase

LONGEST = 80
MOST_CONCEPTS = 12
MOST_WAYS = 6
# What is said in another word, and the parts of a long word, count less than the word itself.
OTHER_WORD, PARTS = 0.75, 0.35
CANONICAL = re.compile(r".{2,24}(?:〔(?:19|20)\d\d〕.{0,3}\d{1,6}号|[令告](?:\d{4}年)?第\d{1,6}号)")
LETTERS = re.compile(r"[a-z' ]*[a-z][a-z' ]*")
WRAPPING_FILE = Path(__file__).parents[1] / "data" / "wrapping_words.txt"


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


# Words that people wrap their question in; they stand in every text and tell nothing.
WRAPPING = frozenset(word for line in _lines(WRAPPING_FILE) for word in line.split())
# Those of them that tell what kind of answer is wanted: a title that asks the same is the better one.
ASKING = ("怎么", "怎样", "如何", "什么时候", "多少", "几点", "哪里", "谁", "多久")
# A site of one city says its name everywhere.
EVERYWHERE = frozenset({"上海", "上海市", "本市", "我市", "市"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What was understood; empty when there is nothing to look for."""

    text: str = ""
    number: str = ""
    sign: str = ""
    spelt: tuple[tuple[str, ...], ...] = ()
    initials: str = ""
    concepts: tuple[Concept, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.number or self.sign or self.spelt or self.initials or self.concepts)


def normalised(typed: str) -> str:
    """What was typed in one written form: no control characters, single blanks, ASCII digits, lower case, capped."""
    printable = "".join(sign if sign.isprintable() else " " for sign in typed[: LONGEST * 4])
    return " ".join(pieces.plain(printable).split())[:LONGEST].strip()


def number_in(text: str) -> str:
    """The document number that the text is or holds, in its canonical form; empty when there is none."""
    whole = normalise_doc_no(text)
    if CANONICAL.fullmatch(whole):
        return whole
    return next((no.canonical for no in find_doc_nos(text)), "")


def understood(typed: str, synonyms: "Synonyms") -> Meaning:
    """What is meant by these words."""
    text = normalised(typed)
    if not any(sign.isalnum() for sign in text):
        return Meaning(text)
    number = number_in(text)
    if len(text) == 1:
        return Meaning(text, sign=text)
    if LETTERS.fullmatch(text):
        letters = text.replace(" ", "").replace("'", "")
        return Meaning(text, spelt=tuple(spelling.readings(letters)), initials=letters if len(letters) > 1 else "",
                       concepts=_concepts(text, synonyms))  # fmt: skip
    return Meaning(text, number=number, concepts=_concepts(_without(text, number), synonyms))


def _without(text: str, number: str) -> str:
    """The text beside its document number; what an organ's abbreviation is cut into would only mislead."""
    if not number or normalise_doc_no(text) == number:
        return "" if number else text
    found = next((no for no in find_doc_nos(text) if no.canonical == number), None)
    return f"{text[: found.start]} {text[found.end :]}" if found else text


def _concepts(text: str, synonyms: "Synonyms") -> tuple[Concept, ...]:
    found: list[Concept] = []
    for piece in text.split():
        for word, meanings in synonyms.cut(piece):
            if meanings:
                found.append(_said_otherwise(word, meanings))
            else:
                found += [_plain_word(each) for each in pieces.asked_words(word)]
    telling = [concept for concept in found if concept is not None and _tells(concept)]
    kept = telling or [concept for concept in found if concept is not None]
    kept += [Concept((Phrase((word,)),), optional=True) for word in ASKING if word in text]
    unique = list({concept.phrases[0].words: concept for concept in kept}.values())[:MOST_CONCEPTS]
    if unique and all(concept.optional for concept in unique):
        unique = [Concept(concept.phrases) for concept in unique]
    return tuple(unique)


def _tells(concept: Concept) -> bool:
    said = "".join(concept.phrases[0].words)
    return said not in WRAPPING


def _plain_word(word: str) -> Concept:
    ways = [Phrase((word,))]
    parts = tuple(part for part in pieces.indexed_words(word).split() if part != word and len(part) > 1)
    if parts:
        ways.append(Phrase(parts, PARTS))
    return Concept(tuple(ways), optional=(len(word) == 1 and not word.isascii()) or word in EVERYWHERE)


def _said_otherwise(word: str, meanings: Iterable[str]) -> Concept:
    ways = [Phrase(pieces.asked_words(word) or (word,))]
    ways += [Phrase(words, OTHER_WORD) for meaning in meanings if (words := pieces.asked_words(meaning))]
    return Concept(tuple(ways[:MOST_WAYS]))


class Synonyms:
    """Words that mean the same, both ways, found in what is typed before it is cut into words."""

    def __init__(self, pairs: Iterable[tuple[str, str]]):
        self._meanings: dict[str, dict[str, None]] = {}
        for one, other in pairs:
            one, other = pieces.plain(one), pieces.plain(other)
            self._meanings.setdefault(one, {})[other] = None
            self._meanings.setdefault(other, {})[one] = None
        self._longest = max(map(len, self._meanings), default=0)

    @property
    def words(self) -> Mapping[str, dict[str, None]]:
        return self._meanings

    def cut(self, text: str) -> list[tuple[str, tuple[str, ...]]]:
        """The text in order, its longest known words with what else they are called, the rest as it stands."""
        found: list[tuple[str, tuple[str, ...]]] = []
        rest, at = "", 0
        while at < len(text):
            known = next(
                (text[at : at + n] for n in range(self._longest, 0, -1) if text[at : at + n] in self._meanings), ""
            )
            if known:
                found += [(rest, ())] if rest else []
                found.append((known, tuple(self._meanings[known])))
                rest, at = "", at + len(known)
            else:
                rest, at = rest + text[at], at + 1
        return found + ([(rest, ())] if rest else [])
