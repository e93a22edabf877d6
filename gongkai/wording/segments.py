"""Chinese words: rjieba with the bureau's own vocabulary, so that 口袋公园 or 湿垃圾 is found as one."""

from functools import cache
from pathlib import Path

import rjieba

VOCABULARY = Path(__file__).with_name("data") / "domain_words.txt"


def domain_words() -> list[str]:
    """The vocabulary file without its comments, each word once."""
    lines = VOCABULARY.read_text(encoding="utf-8").splitlines()
    return list(dict.fromkeys(line.strip() for line in lines if line.strip() and not line.startswith("#")))


@cache
def segmenter(more: tuple[str, ...] = ()) -> rjieba.Jieba:
    """The loaded segmenter; `more` adds words that a caller keeps (names of parks, of units). Loading takes about 0.1 s."""
    jieba = rjieba.Jieba()
    for word in (*domain_words(), *more):
        jieba.add_word(word, None, None)
    return jieba


def words(text: str, *, search: bool = False, more: tuple[str, ...] = ()) -> list[str]:
    """The words of the text in order, without blanks and punctuation.

    With `search` the parts of long words come too (口袋公园 → 口袋, 公园, 口袋公园), as an index needs them.
    """
    jieba = segmenter(more)
    pieces = jieba.cut_for_search(text) if search else jieba.cut(text)
    return [piece for piece in pieces if any(character.isalnum() for character in piece)]


def tokens(text: str, *, search: bool = False, more: tuple[str, ...] = ()) -> list[tuple[str, int, int]]:
    """The same with the place of each word: (word, start, end)."""
    found = segmenter(more).tokenize(text, "search" if search else "default")
    return [(word, start, end) for word, start, end in found if any(character.isalnum() for character in word)]


def is_word(text: str) -> bool:
    """Whether the dictionary or our own vocabulary knows the text as one word."""
    return bool(segmenter().has_word(text))
