"""Electronic mail addresses and number plates."""

import re
from collections.abc import Iterator

from gongkai.wording.personal.hits import Hit

AT = r" ?(?:@|[(（\[【] ?(?:at|AT|艾特) ?[)）\]】]|#@) ?"
# The look-behind lets a match begin only where a word begins, so that long runs of letters cost linear time.
EMAIL = re.compile(
    rf"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9][A-Za-z0-9._%+\-]{{0,63}}{AT}"
    r"([A-Za-z0-9][A-Za-z0-9\-]{0,62}(?:\.[A-Za-z0-9\-]{1,63}){0,5}\.[A-Za-z]{2,24})(?![A-Za-z0-9])"
)

PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
LETTER, SERIAL = "[A-HJ-NP-Z]", "[0-9A-HJ-NP-Z]"
DOT = r"[ ·•.\-]?"
PLATE = re.compile(
    rf"{PROVINCE} ?{LETTER}{DOT}(?:"
    rf"[A-HJK]{SERIAL}\d{{4}}|\d{{5}}[A-HJK]"  # new-energy vehicles: six characters, small first, large last
    rf"|{SERIAL}{{5}}|{SERIAL}{{4}}[学警港澳挂试超领])(?![0-9A-Za-z])"
    rf"|(?<!\d)使\d{{6}}(?!\d)|(?<!\d)\d{{3}}\d{{3}}使(?![用馆者领])",
    re.IGNORECASE,
)


FILE_ENDINGS = frozenset(
    [
        "json",
        "png",
        "jpg",
        "jpeg",
        "gif",
        "svg",
        "webp",
        "ico",
        "css",
        "js",
        "mjs",
        "ts",
        "map",
        "xml",
        "html",
        "htm",
        "txt",
        "pdf",
        "zip",
        "md",
        "py",
    ]
)


def find_emails(text: str) -> Iterator[Hit]:
    if "@" in text or "at" in text or "AT" in text or "艾特" in text:
        for match in EMAIL.finditer(text):
            if match[1].rpartition(".")[2].lower() in FILE_ENDINGS:  # logo@2x.png
                continue
            local = re.split(AT, match[0])[0]
            yield Hit("email", match.start(), match.end(), f"{local}@{match[1]}".lower())


def find_plates(text: str) -> Iterator[Hit]:
    for match in PLATE.finditer(text):
        value = re.sub(r"[ ·•.\-]", "", match[0]).upper()
        if sum(character.isdigit() for character in value) >= 2:
            yield Hit("plate", match.start(), match.end(), value)
