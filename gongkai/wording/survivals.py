"""What survived a redaction: removed words that a file still holds, wherever in it they stand, in whatever disguise."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gongkai.wording import folding
from gongkai.wording.readers import Part

_LOOSE = re.compile(r"[\s\u200b_]+")
# 138-0000-0000, 1,280,000: what stands between digits says nothing.
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[-,，、'’·](?=\d)")
# 壹贰叁 and 一二三 are the digits they stand for; 拾佰仟 are 十百千.
_NUMERALS = str.maketrans("〇○零壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億", "000122334566789十百千万亿")
_AMOUNT = re.compile(r"(?=[\d十百千]*[十百千万亿])[\d十][\d十百千万亿]*")
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
ACROSS = 200  # characters of the part before that are read together with the next one: a word may run over a page's end


@dataclass(frozen=True)
class Survival:
    """A removed word, and the place at which it still stands."""

    where: str
    term: str


def plain(text: str) -> str:
    """A text in the one form in which words are compared: folded, without case, blanks and invisible characters.

    Digits are one however they are written: full width, in words, as capitals of an amount, in groups.
    """
    loose = _LOOSE.sub("", unicodedata.normalize("NFKC", folding.fold(text))).casefold()
    digits = loose.translate(_NUMERALS).translate(folding.DIGITS_IN_WORDS)
    return _BETWEEN_DIGITS.sub("", digits)


def valued(text: str) -> str:
    """A plain text with amounts as numbers: 1十2万8千 becomes 128000, as 壹拾贰万捌仟 would be written in figures."""
    return _AMOUNT.sub(lambda found: str(_value(found[0])), text)


def _value(written: str) -> int:
    total = part = 0
    digits = ""
    for sign in written:
        if sign.isdigit():
            digits += sign
        elif sign in _UNITS:
            part, digits = part + int(digits or "1") * _UNITS[sign], ""
        else:
            total, part, digits = (total + part + int(digits or "0")) * _LARGE[sign], 0, ""
    return total + part + int(digits or "0")


def survivals(parts: Iterable[Part], terms: Iterable[str]) -> Iterator[Survival]:
    """Each removed word once for each place that still holds it, also where it runs over from one place into the next."""
    wanted = {term: plain(term) for term in terms if plain(term)}
    amounts = {term: value for term, word in wanted.items() if (value := valued(word)) != word or _figure(word)}
    before = ""
    for part in parts:
        text = plain(part.text)
        figures = valued(text) if amounts else ""
        for term, word in wanted.items():
            if word in text or (term in amounts and amounts[term] in figures):
                yield Survival(part.where, term)
            elif not part.rest and word in before[-ACROSS:] + text[:ACROSS] and word not in before[-ACROSS:]:
                yield Survival(f"{part.where}（与前一处相连）", term)
        before = "" if part.rest else text


def _figure(word: str) -> bool:
    """Whether a word says an amount in figures, which may stand elsewhere in Chinese."""
    return bool(re.match(r"\d{3,}", word))
