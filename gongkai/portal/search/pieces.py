"""How a text is cut for the index: words, character pairs, single characters, syllables, initials."""

from functools import lru_cache
from itertools import pairwise

from gongkai.wording import pinyin, segments
from gongkai.wording.folding import ZERO_WIDTH, fold

LONGEST_BODY = 200_000  # characters of one text or of its files; what comes after is not found
SPELT = 120  # characters of a title that can be found by pinyin


def plain(text: str) -> str:
    """One written form for texts and for what people type: ASCII digits and letters, lower case, no invisible signs."""
    return fold(text).replace(ZERO_WIDTH, "").lower()


def indexed_words(text: str) -> str:
    """The words of a text and the parts of long ones, separated by blanks."""
    return " ".join(word for word in segments.words(plain(text[:LONGEST_BODY]), search=True) if " " not in word)


@lru_cache(4000)
def asked_words(text: str) -> tuple[str, ...]:
    """The words of what was typed, long ones whole."""
    return tuple(word for word in segments.words(plain(text)) if " " not in word)


def pairs_of(word: str) -> list[str]:
    return [a + b for a, b in pairwise(word)]


def signs_of(*texts: str) -> str:
    """The different characters of these texts, each once."""
    return "".join(sorted({sign for text in texts for sign in plain(text[:LONGEST_BODY]) if sign.isalnum()}))


def syllables_of(text: str) -> str:
    """The syllables of a title and each pair of neighbours, so that any stretch of it is found by its pinyin."""
    found: list[str] = []
    for run in han_runs(text):
        spelt = pinyin.syllables(run)
        found += [*spelt, *(f"{a}.{b}" for a, b in pairwise(spelt))]
    return " ".join(dict.fromkeys(found))


def initials_of(text: str) -> str:
    """The initials of a title, its runs of Chinese characters apart."""
    return " ".join(pinyin.initials(run) for run in han_runs(text) if len(run) > 1)


def han_runs(text: str) -> list[str]:
    kept = "".join(sign if "\u3400" <= sign <= "\u9fff" else " " for sign in text[:SPELT])
    return kept.split()
