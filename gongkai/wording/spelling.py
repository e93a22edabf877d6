"""Reading Latin letters as pinyin, and finding the word that was meant by one that sounds or looks like it."""

import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

from gongkai.wording import pinyin

READINGS = 4  # xian is xian and xi'an; more than a few readings mean that it is no pinyin
LONGEST_LETTERS = 40
LONGEST_WORD = 10
# From this length on a word with one other, missing or additional character is still known for sure.
SURE = 4
MERGED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))


@cache
def known_syllables() -> frozenset[str]:
    """Every syllable of Mandarin without tones, ü as v."""
    from pypinyin.constants import PINYIN_DICT  # 40,000 characters, wanted by those only who get Latin letters to read

    found = {syllable for row in PINYIN_DICT.values() for syllable in _plain(row).split(",")}
    # Interjections without a vowel (ng, hm) would make a syllable of any letter.
    return frozenset(one for one in found if one.isascii() and one.isalpha() and set(one) & set("aeiouv"))


def _plain(row: str) -> str:
    decomposed = unicodedata.normalize("NFD", row).replace("u\u0308", "v")
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def readings(letters: str) -> list[tuple[str, ...]]:
    """The ways to read letters as whole syllables, those with the fewest first; none when they are no pinyin."""
    letters = "".join(sign for sign in letters.lower() if "a" <= sign <= "z")
    if not letters or len(letters) > LONGEST_LETTERS:
        return []
    syllables = known_syllables()
    ways: list[list[tuple[str, ...]]] = [[()]] + [[] for _ in letters]
    for end in range(1, len(letters) + 1):
        found = [
            (*before, letters[start:end])
            for start in range(max(0, end - 6), end)
            if ways[start] and letters[start:end] in syllables
            for before in ways[start]
        ]
        ways[end] = sorted(found, key=len)[:READINGS]
    return ways[-1]


@cache
def blurred(spelling: str) -> str:
    """The spelling without what many speakers do not tell apart: zh/z, ch/c, sh/s, final ng/n."""
    for two, one in MERGED:
        spelling = spelling.replace(two, one)
    return spelling


class Lexicon:
    """Words that may be offered to anybody: by sound, by initials, by beginning."""

    def __init__(self, words: Iterable[str]):
        self.words = dict.fromkeys(word for word in words if 1 < len(word) <= LONGEST_WORD)
        self._by_sound: dict[str, list[str]] = {}
        self._by_look: dict[str, list[str]] = {}
        self._spelt = [(pinyin.full(word), pinyin.initials(word), word) for word in self.words]
        for full, _, word in self._spelt:
            self._by_sound.setdefault(blurred(full), []).append(word)
            if len(word) >= SURE:
                for look in self._looks(word):
                    self._by_look.setdefault(look, []).append(word)

    def __contains__(self, word: str) -> bool:
        return word in self.words

    @staticmethod
    def _looks(word: str) -> set[str]:
        """The word with each of its characters unknown, and without it."""
        places = range(len(word))
        return {f"{word[:at]}?{word[at + 1 :]}" for at in places} | {f"{word[:at]}{word[at + 1 :]}" for at in places}

    def made_of_words(self, text: str) -> bool:
        """Whether the text is nothing but words of this lexicon."""
        reached = {0}
        for start in range(len(text)):
            if start in reached:
                reached |= {start + n for n in range(2, LONGEST_WORD + 1) if text[start : start + n] in self.words}
        return len(text) in reached

    def starting(self, typed: str, most: int) -> list[str]:
        """Words that begin with what is typed: in characters, in pinyin, in initials; the shortest first."""
        typed = typed.lower().strip()
        if not typed:
            return []
        if typed.isascii():
            letters = typed.replace(" ", "").replace("'", "")
            found = [word for full, short, word in self._spelt if full.startswith(letters) or short.startswith(letters)]
        else:
            found = [word for word in self.words if word.startswith(typed)]
            found += [word for word in self.words if typed in word[1:]]
        return sorted(dict.fromkeys(found), key=len)[:most]

    def corrected(self, text: str, is_word: Callable[[str], bool] = lambda piece: False) -> str:
        """The text with what is probably a slip put right; the text itself when there is none.

        What `is_word` knows was meant as it stands.
        """
        if text.isascii():
            return self._corrected_letters(text)
        for length in range(min(len(text), LONGEST_WORD), 1, -1):
            for start in range(len(text) - length + 1):
                piece = text[start : start + length]
                meant = "" if self.made_of_words(piece) or is_word(piece) else self._meant(piece)
                if meant and meant not in text:
                    return text[:start] + meant + text[start + length :]
        return text

    def _meant(self, piece: str) -> str:
        if piece.isascii():
            return ""
        sounding = self._by_sound.get(blurred(pinyin.full(piece)), [])
        alike = [word for word in sounding if len(word) == len(piece) and set(word) & set(piece)]
        if len(piece) >= SURE - 1:
            for look in (piece, *self._looks(piece)):
                # A word that lacks a character is as long as the piece without its own, and so on: never two at once.
                alike += [word for word in self._by_look.get(look, []) if abs(len(word) - len(piece)) <= 1]
                alike += [look] if look in self.words and len(look) >= SURE else []
        close = [word for word in dict.fromkeys(alike) if one_apart(word, piece) or word in sounding]
        return min(close, key=lambda word: (abs(len(word) - len(piece)), word), default="")

    def _corrected_letters(self, text: str) -> str:
        letters = "".join(text.lower().split())
        if len(letters) < SURE + 1 or not letters.isalpha():
            return text
        close = [(abs(len(full) - len(letters)), word) for full, _, word in self._spelt if one_apart(full, letters)]
        return min(close)[1] if close else text


def one_apart(one: str, other: str) -> bool:
    """Whether one insertion, deletion, substitution or exchange of neighbours leads from one to the other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return one == other
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if len(one) != len(other):
        longer, shorter = (one, other) if len(one) > len(other) else (other, one)
        return longer[at + 1 :] == shorter[at:]
    exchanged = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return one[at + 1 :] == other[at + 1 :] or exchanged
