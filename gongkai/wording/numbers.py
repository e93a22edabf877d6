"""Document numbers (文号): found in text, and brought to the one form in which they are compared (GB/T 9704-2012)."""

import re
from dataclasses import dataclass

from gongkai.wording.chinese_numerals import NUMERAL, to_number
from gongkai.wording.folding import ZERO_WIDTH, fold

OPEN, CLOSE = r"[〔\[［【（(﹝〖{]", r"[〕\]］】）)﹞〗}]"
HAN = "\u4e00-\u9fa5"
NUMBER = re.compile(
    rf"(?P<organ>[{HAN}]{{1,24}}?(?:\([{HAN}]{{1,8}}\))?) ?{OPEN} ?(?P<year>(?:19|20)\d\d) ?年? ?{CLOSE} ?"
    rf"(?P<word>字|[{HAN}]{{0,3}}?) ?第? ?(?P<serial>\d{{1,6}}) ?号"
)
# Typed into a search box: brackets, 号 or both may be missing.
LOOSE = re.compile(
    rf"(?P<organ>[{HAN}]{{2,16}}) ?{OPEN}? ?(?P<year>(?:19|20)\d\d) ?年?{CLOSE}?[ -]*第? ?(?P<serial>\d{{1,6}}) ?号?"
)
ORDER = re.compile(
    rf"(?P<organ>[{HAN}]{{1,24}}?)(?P<kind>令|公告|通告) ?(?:{OPEN}? ?(?P<year>(?:19|20)\d\d) ?年? ?{CLOSE}? ?)?"
    rf"第 ?(?P<serial>{NUMERAL}{{1,6}}) ?号"
)
SHORT_ORDER = re.compile(rf"(?P<organ>[{HAN}]{{2,24}})(?P<kind>令) ?(?P<serial>\d{{1,4}}) ?号?")
# Words of the sentence that stand directly before an organ's abbreviation.
LEAD_IN = re.compile(
    r"(?:根据|依据|按照|遵照|依照|参照|对照|执行|贯彻|落实|印发|转发|废止|修订|修改|替代|详见|参见|参阅|文件|通知|办法|规定|意见|文号|字号|"
    r"发文|以及|或者|对于|关于|中的|即为|原|见|及|和|与|或|的|、)"
)
REGION = re.compile(r"[京津沪渝冀豫云辽黑湘皖鲁苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼国中]")
LONGEST_ABBREVIATION = 10
BLANKS = re.compile(rf"[\s{ZERO_WIDTH}]+")


@dataclass(frozen=True, slots=True)
class DocNo:
    """A document number in a text: its parts, its canonical form and its place."""

    organ: str
    year: int | None
    serial: int
    canonical: str
    start: int
    end: int


def normalise_doc_no(text: str) -> str:
    """The canonical form of a document number: 沪绿容规[2026]０1 号 → 沪绿容规〔2026〕1号, …令 第016号 → …令第16号.

    A text that is no document number comes back without blanks and with plain digits, so that look-up still works.
    """
    plain = BLANKS.sub("", fold(text))
    for pattern in (NUMBER, ORDER, LOOSE, SHORT_ORDER):
        match = pattern.fullmatch(plain)
        if match:
            return canonical(match)
    return plain


def canonical(match: re.Match[str], organ: str | None = None) -> str:
    parts = match.groupdict()
    organ = BLANKS.sub("", organ if organ is not None else parts["organ"])
    serial = to_number(parts["serial"])
    if parts.get("kind"):
        year = f"{parts['year']}年" if parts.get("year") else ""
        return f"{organ}{parts['kind']}{year}第{serial}号"
    # 沪绿容〔2026〕字第1号 is an older way of writing 沪绿容字〔2026〕1号.
    word = parts.get("word") or ""
    if word == "字":
        organ, word = organ.removesuffix("字") + "字", ""
    return f"{organ}〔{parts['year']}〕{word}{serial}号"


def find_doc_nos(text: str) -> list[DocNo]:
    """Every document number in the text, in order; a number named twice comes twice."""
    folded = fold(text)
    found: list[DocNo] = []
    for pattern in (NUMBER, ORDER):
        for match in pattern.finditer(folded):
            organ, start = own_name(match["organ"], match.start())
            if not organ or any(start < other.end and other.start < match.end() for other in found):
                continue
            year = match.groupdict().get("year")
            found.append(
                DocNo(
                    organ=organ,
                    year=int(year) if year else None,
                    serial=to_number(match["serial"]),
                    canonical=canonical(match, organ),
                    start=start,
                    end=match.end(),
                )
            )
    return sorted(found, key=lambda number: number.start)


def own_name(written: str, start: int) -> tuple[str, int]:
    """The organ's name or abbreviation without the words of the sentence before it."""
    cut = 0
    for match in LEAD_IN.finditer(written):
        if match.end() < len(written):
            cut = match.end()
    name = written[cut:]
    if len(name) > LONGEST_ABBREVIATION:
        regions = [
            match.start() for match in REGION.finditer(name) if 2 <= len(name) - match.start() <= LONGEST_ABBREVIATION
        ]
        if regions:
            cut += regions[0]
    return written[cut:], start + cut
