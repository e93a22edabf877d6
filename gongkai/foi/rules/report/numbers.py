"""Numbers as people write them in these forms: 1,113, １２, 减4, 12.5万; a blank is not a zero."""

import re
import unicodedata

from .form import Cell

BLANK = frozenset({"", "-", "—", "－", "/", "\\", "无", "--"})
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_SIGNS = {"减": "-", "增": "+", "减少": "-", "增加": "+"}


class NotANumber(ValueError):
    """A cell that holds something else than a number."""


def number(cell: Cell) -> int | float | None:
    """The number of a cell, None for a blank; raises NotANumber."""
    if cell is None or isinstance(cell, int | float):
        return cell
    text = unicodedata.normalize("NFKC", cell).replace(",", "").replace("，", "")
    text = re.sub(r"\s|件|项|元", "", text)
    if text in BLANK:
        return None
    for word in sorted(_SIGNS, key=len, reverse=True):
        if text.startswith(word):
            text = _SIGNS[word] + text[len(word) :]
            break
    text = text.replace("−", "-")
    if not _NUMBER.fullmatch(text):
        raise NotANumber(cell)
    return float(text) if "." in text else int(text)
