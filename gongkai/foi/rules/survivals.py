"""What survived a redaction: removed words that a file still holds, wherever in it they stand."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gongkai.wording import folding
from gongkai.wording.readers import Part

_LOOSE = re.compile(r"[\s\u200b_]+")
ACROSS = 200  # characters of the part before that are read together with the next one: a word may run over a page's end


@dataclass(frozen=True)
class Survival:
    """A removed word, and the place at which it still stands."""

    where: str
    term: str


def plain(text: str) -> str:
    """A text in the one form in which words are compared: folded, without case, blanks and invisible characters."""
    return _LOOSE.sub("", unicodedata.normalize("NFKC", folding.fold(text))).casefold()


def survivals(parts: Iterable[Part], terms: Iterable[str]) -> Iterator[Survival]:
    """Each removed word once for each place that still holds it, also where it runs over from one place into the next."""
    wanted = {term: plain(term) for term in terms if plain(term)}
    before = ""
    for part in parts:
        text = plain(part.text)
        for term, word in wanted.items():
            if word in text:
                yield Survival(part.where, term)
            elif not part.rest and word in before[-ACROSS:] + text[:ACROSS] and word not in before[-ACROSS:]:
                yield Survival(f"{part.where}（与前一处相连）", term)
        before = "" if part.rest else text
