"""One written form for looking at: full-width and foreign digits become ASCII, length and positions stay."""

import sys
import unicodedata
from functools import cache

# What people, word processors and those who hide something put between the digits of a number.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
)
BLANKS = " \u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\uff0d\ufe63\u30fc\u207b"
ZERO_WIDTH = "\u200b"  # every invisible character is folded to this one

DIGITS_IN_WORDS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


@cache
def folding_table() -> dict[int, str]:
    """The one-to-one table: decimal digits of every script, full-width forms, blanks, dashes, invisible characters."""
    table: dict[int, str] = {}
    for code in range(0x80, sys.maxunicode + 1):
        character = chr(code)
        digit = unicodedata.decimal(character, None)
        if digit is not None:
            table[code] = str(digit)
        elif 0xFF01 <= code <= 0xFF5E or 0x1D400 <= code <= 0x1D7CB:
            plain = unicodedata.normalize("NFKC", character)
            if len(plain) == 1:
                table[code] = plain
    for group, plain in ((INVISIBLE, ZERO_WIDTH), (BLANKS, " "), (DASHES, "-")):
        table.update(dict.fromkeys(map(ord, group), plain))
    # Full-width brackets and stops stay Chinese: they mark where a sentence or a document number ends.
    for character in "（），：；？！":
        table.pop(ord(character), None)
    return table


def fold(text: str) -> str:
    """The text in the form in which numbers are looked for; `len(fold(t)) == len(t)`, so offsets hold for both."""
    return text if text.isascii() else text.translate(folding_table())


def compact(text: str) -> str:
    """The folded text without blanks, dashes, dots and invisible characters, for comparing numbers."""
    return "".join(character for character in fold(text) if character not in " \t\r\n-.·•_" + ZERO_WIDTH)
