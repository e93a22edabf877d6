"""Values that the law has given up (REM-08): a letter in which one stands again is refused."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from gongkai.wording.chinese_numerals import NUMERAL, to_number

_BEFORE_UNIT = re.compile(rf"{NUMERAL}+(?=个?(?:月|工作日|年|天|日))")
_SENTENCE_END = re.compile(r"[。；\n]")


@dataclass(frozen=True)
class Repealed:
    """A value (3个月) that may not stand in one sentence with any of the words `near` it; with none, nowhere.

    `why` names the rule in force and the way out.
    """

    value: str
    near: tuple[str, ...]
    why: str


def repealed_in(text: str, values: Iterable[Repealed]) -> list[str]:
    """Why this text may not be used, a sentence a value; 三个月, ３ 个月 and 3个月 are the same."""
    sentences = [compared(sentence) for sentence in _SENTENCE_END.split(text)]
    return [entry.why for entry in values if any(_holds(sentence, entry) for sentence in sentences)]


def compared(text: str) -> str:
    """`text` in one width, without spaces, with Arabic numerals before units of time."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return _BEFORE_UNIT.sub(lambda found: _figure(found[0]), plain)


def _figure(written: str) -> str:
    try:
        return str(to_number(written))
    except ValueError:
        return written


def _holds(sentence: str, entry: Repealed) -> bool:
    found = re.search(rf"(?<![0-9]){re.escape(compared(entry.value))}", sentence)
    return bool(found) and (not entry.near or any(word in sentence for word in entry.near))
