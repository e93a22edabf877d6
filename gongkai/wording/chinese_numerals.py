"""Chinese numerals in legal texts: 十二, 一百零三, 二〇一九, 廿 — to integers and back."""

from gongkai.wording.folding import fold

DIGITS = {**{numeral: value for value, numeral in enumerate("零一二三四五六七八九")}, "〇": 0, "○": 0, "Ｏ": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
NUMERAL = "[0-9０-９零〇○一二三四五六七八九十百千两廿卅]"


def to_number(written: str) -> int:
    """The value of 十二, 一百零三, 二〇一九, 12 or １２; raises ValueError for anything else."""
    plain = fold(written.strip()).replace("廿", "二十").replace("卅", "三十")
    if plain.isascii() and plain.isdigit():
        return int(plain)
    if not plain or any(character not in DIGITS and character not in UNITS for character in plain):
        raise ValueError(f"不是数字：{written}")
    if not any(character in UNITS for character in plain):
        return int("".join(str(DIGITS[character]) for character in plain))
    total, digit = 0, None
    for character in plain:
        if character in UNITS:
            total += (1 if digit is None or (digit == 0 and total == 0) else digit) * UNITS[character]
            digit = None
        else:
            digit = DIGITS[character]
    return total + (digit or 0)


def to_chinese(number: int) -> str:
    """12 → 十二, 103 → 一百零三; from 0 to 9999, as articles are numbered."""
    if not 0 <= number <= 9999:
        raise ValueError(f"超出范围：{number}")
    if number < 10:
        return "零一二三四五六七八九"[number]
    written, gap = "", False
    for unit, value in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, value)
        if digit:
            written += ("零" if gap and written else "") + "零一二三四五六七八九"[digit] + unit
            gap = False
        else:
            gap = bool(written)
    return written[1:] if written.startswith("一十") else written
