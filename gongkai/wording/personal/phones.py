"""Mobile and fixed-line numbers as people write them; service numbers (12345, 400-…) name nobody and are left out."""

import re
from collections.abc import Iterator

from gongkai.wording.folding import DIGITS_IN_WORDS
from gongkai.wording.personal.clusters import Window, clusters, windows
from gongkai.wording.personal.hits import Hit
from gongkai.wording.personal.surroundings import is_no_telephone

MOBILE = re.compile(r"1[3-9]\d{9}")
MOBILE_GROUPINGS = frozenset(
    {(11,), (3, 4, 4), (3, 8), (4, 3, 4), (3, 3, 5), (5, 6), (7, 4), (4, 7), (3, 3, 3, 2), (3, 2, 2, 2, 2)}
)
MOBILE_WITH_SIGNS = re.compile(r"(?<!\d)(1[3-9]\d)([.·•_/*,，、~])(\d{4})\2(\d{4})(?!\d)")
MOBILE_IN_WORDS = re.compile(
    r"(?<![〇零○一二三四五六七八九])[一幺][三四五六七八九](?:[ \-]?[〇零○一幺二三四五六七八九]){9}(?![〇零○一二三四五六七八九])"
)

AREA = r"0(?:10|2[0-57-9]|[3-9]\d{2})"
LOCAL = r"[2-8](?:[ \-]?\d){6,7}"
EXTENSION = r"(?:(?:[-*#]| ?(?:转|分机|ext\.?)[: ]?(?:分机)?) ?\d{1,5}(?!\d))?"
LANDLINE = re.compile(
    rf"(?<![\d.])(?<!\d-)(?:\+?(?:00)?86[- ]{{0,2}})?[(（\[【]?({AREA})[)）\]】]?[- ]{{0,3}}({LOCAL})(?!\d)({EXTENSION})"
)
LANDLINE_ABROAD = re.compile(
    rf"(?<!\d)(?:\+|00)86[- ]{{0,2}}(?:[(（]0[)）] ?)?[(（]?(10|2[0-57-9]|[3-9]\d{{2}})[)）]?[- ]{{0,2}}({LOCAL})(?!\d)({EXTENSION})"
)
LOCAL_ALONE = re.compile(rf"(?<![\d.])(?<!\d-)([2-8]\d{{7}}|[2-8]\d{{3}}[- ]\d{{4}})(?![\d年])({EXTENSION})")
CALLING_LABEL = re.compile(
    r"(?:电话|座机|固话|热线|传真|联系方式|来电|致电|拨打|号码|宅电|tel|fax|phone)(?:[^。；;\n\u4e00-\u9fa5]|[或和及与转]|分机){0,30}\Z",
    re.IGNORECASE,
)
LOOKS_LIKE_DATE = re.compile(r"20[0-4]\d-?(?:0[1-9]|1[0-2])-?(?:[0-2]\d|3[01])\Z")


def mobile_within(window: Window) -> str:
    """The eleven digits if the window is a mobile number in a usual grouping, with or without 86; else empty."""
    digits, widths = window.digits, window.widths
    for code in ("0086", "86"):
        if len(digits) == 11 + len(code) and digits.startswith(code) and widths[0] >= len(code):
            digits = digits[len(code) :]
            widths = (widths[0] - len(code), *widths[1:]) if widths[0] > len(code) else widths[1:]
            break
    if len(digits) != 11 or not MOBILE.fullmatch(digits):
        return ""
    return digits if window.whole or widths in MOBILE_GROUPINGS or set(widths) == {1} else ""


def find_mobiles(text: str) -> Iterator[Hit]:
    for groups in clusters(text, at_least=11):
        for window in windows(groups, 11, 15):
            digits = mobile_within(window)
            if digits and not is_no_telephone(text, window.start, window.end):
                start = window.start - (text[window.start - 1 : window.start] == "+")
                yield Hit("mobile", start, window.end, digits)
    for match in MOBILE_WITH_SIGNS.finditer(text):
        if not is_no_telephone(text, match.start(), match.end()):
            yield Hit("mobile", match.start(), match.end(), match[1] + match[3] + match[4])
    for match in MOBILE_IN_WORDS.finditer(text):
        digits = re.sub(r"\D", "", match[0].replace("幺", "一").translate(DIGITS_IN_WORDS))
        yield Hit("mobile", match.start(), match.end(), digits)


def find_landlines(text: str) -> Iterator[Hit]:
    for pattern in (LANDLINE, LANDLINE_ABROAD):
        for match in pattern.finditer(text):
            area, local = match[1].lstrip("0"), re.sub(r"\D", "", match[2])
            # 010 and 02x have eight local digits everywhere, three-digit areas seven or eight.
            if len(area) == 2 and len(local) == 7 or is_no_telephone(text, match.start(), match.end()):
                continue
            yield Hit(
                "landline", match.start(), match.end(), "-".join(filter(None, ("0" + area, local, extension(match[3]))))
            )
    for match in LOCAL_ALONE.finditer(text):
        left = text[max(0, match.start() - 40) : match.start()]
        if LOOKS_LIKE_DATE.match(match[1]) or not CALLING_LABEL.search(left):
            continue
        if not is_no_telephone(text, match.start(), match.end()):
            local = re.sub(r"\D", "", match[1])
            yield Hit("landline", match.start(), match.end(), "-".join(filter(None, (local, extension(match[2])))))


def extension(written: str) -> str:
    return re.sub(r"\D", "", written or "")
