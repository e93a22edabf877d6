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
    """The words of a text in its one form and the parts of long ones, separated by blanks."""
    cut = segments.segmenter().cut_for_search(text[:LONGEST_BODY])
    return " ".join([word for word in cut if word.isalnum() or (word[0].isalnum() and " " not in word)])


@lru_cache(4000)
def asked_words(text: str) -> tuple[str, ...]:
    """The words of what was typed, long ones whole."""
    return tuple(word for word in segments.words(plain(text)) if " " not in word)


def pairs_of(word: str) -> list[str]:
    return [a + b for a, b in pairwise(word)]


def signs_of(*texts: str) -> str:
    """The different characters of these texts in their one form, each once."""
    return "".join(sign for sign in sorted(set().union(*(text[:LONGEST_BODY] for text in texts))) if sign.isalnum())


def spelt(text: str) -> list[tuple[str, ...]]:
    """The syllables of each run of Chinese characters, word by word: a word knows which reading is meant."""
    return [tuple(one for word in asked_words(run) for one in pinyin.syllables(word)) for run in han_runs(text)]


def syllables_of(runs: list[tuple[str, ...]]) -> str:
    """Syllables and each pair of neighbours, so that any stretch of a title is found by its pinyin."""
    found: list[str] = []
    for run in runs:
        found += [*run, *(f"{a}.{b}" for a, b in pairwise(run))]
    return " ".join(dict.fromkeys(found))


def initials_of(runs: list[tuple[str, ...]]) -> str:
    """The initials, runs of Chinese characters apart."""
    return " ".join("".join(syllable[0] for syllable in run) for run in runs if len(run) > 1)


def han_runs(text: str) -> list[str]:
    kept = "".join(sign if "\u3400" <= sign <= "\u9fff" else " " for sign in text[:SPELT])
    return kept.split()
