"""Pinyin for sorting, for addresses and for finding by 拼音 or 首字母."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

CACHED = 20_000  # titles and names repeat


@lru_cache(CACHED)
def full(text: str) -> str:
    """Pinyin without tones, syllables joined: 湿垃圾 → shilaji; what is not Chinese stays, in lower case."""
    return "".join(lazy_pinyin(text, style=Style.NORMAL)).lower()


@lru_cache(CACHED)
def initials(text: str) -> str:
    """First letters: 湿垃圾 → slj; what is not Chinese stays, in lower case."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()


@lru_cache(CACHED)
def syllables(text: str) -> tuple[str, ...]:
    """Syllable by syllable, for sorting: 张 before 赵, and 张三 before 张四."""
    return tuple(lazy_pinyin(text, style=Style.NORMAL))


def slug(text: str, longest: int = 60) -> str:
    """A part of an address: 口袋公园 2026 → kou-dai-gong-yuan-2026; empty when nothing in the text can be spelt."""
    pieces: list[str] = []
    for syllable in lazy_pinyin(text, style=Style.NORMAL):
        plain = "".join(c if c.isascii() and c.isalnum() else " " for c in syllable.lower()).split()
        for piece in plain:
            if len("-".join([*pieces, piece])) > longest:
                return "-".join(pieces)
            pieces.append(piece)
    return "-".join(pieces)
