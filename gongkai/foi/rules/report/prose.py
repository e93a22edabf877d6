"""What the prose of a report states in numbers, under the names that the checks compare; and the sentence of the fee."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from .form import Cell

FEE_NAME = "信息处理费元"
_FEE = re.compile(r"信息处理费[^。]{0,40}?([\d,.]+)(万)?元")
_QUOTED = (
    ("收到申请", re.compile(r"(?:新收|收到|受理)[^。；\d]{0,14}申请\s*([\d,]+)\s*件")),
    ("结转下年度", re.compile(r"结转(?:下|至下)(?:一)?年度[^。；\d]{0,10}([\d,]+)\s*件")),
    ("上年结转", re.compile(r"上(?:一)?年(?:度)?结转[^。；\d]{0,10}([\d,]+)\s*件")),
)
# Words that mean one thing in our own reports; in other people's they may not.
_OWN = tuple(
    (name, re.compile(rf"(?<![一-鿿]){name}(?:的)?([\d,]+)件|[，、；。：为]{name}(?:的)?([\d,]+)件"))
    for name in ("予以公开", "部分公开", "不予公开", "无法提供", "不予处理", "其他处理")
) + tuple((name, re.compile(rf"{name}(?:案件)?([\d,]+)件")) for name in ("行政复议", "行政诉讼"))  # fmt: skip


def plain(text: str) -> str:
    """The text as it is compared: one width, no blanks, no quotation marks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).translate(dict.fromkeys(map(ord, '“”"')))


def quoted_in(lines: Iterable[str], *, own: bool = False) -> Iterator[tuple[str, Cell]]:
    """(name, number) of what is stated once; what is stated with different numbers is not compared. `own`: our own text."""
    prose = plain("。".join(lines))
    for name, pattern in (*_QUOTED, *(_OWN if own else ())):
        values = {next(filter(None, match.groups())) for match in pattern.finditer(prose)}
        if len(values) == 1:
            yield name, values.pop()
    fee = _FEE.search(prose)
    if fee:
        yield FEE_NAME, _yuan(fee.group(1), bool(fee.group(2)))


def _yuan(figure: str, in_ten_thousands: bool) -> Cell:
    if not in_ten_thousands:
        return figure
    try:
        yuan = float(figure.replace(",", "")) * 10_000
    except ValueError:
        return figure
    return round(yuan) if abs(yuan - round(yuan)) < 0.01 else yuan


def fee_sentence(yuan: int) -> str:
    """What section 六 says of the fee (REP-08)."""
    return f"本年度收取信息处理费{yuan}元。" if yuan else "本年度没有收取信息处理费。"
