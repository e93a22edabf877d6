"""Numbers that name a person or a body: identity cards (GB 11643), unified credit codes (GB 32100), bank cards (Luhn)."""

import re
from collections.abc import Iterator
from datetime import date

from stdnum import luhn
from stdnum.cn import uscc

from gongkai.wording.personal.clusters import clusters, plain_or_whole, windows
from gongkai.wording.personal.hits import Hit
from gongkai.wording.personal.surroundings import belongs_to_longer_number, is_register_number

# A line end may fall inside a number in text taken from a PDF; the check digit keeps the risk of a false hit small.
BETWEEN = r"(?:[ \-_.·•]{0,3}(?:\r?\n {0,8})?)"
# Digit by digit it is looked for only where such a run begins.
CARD_18 = re.compile(
    rf"(?<!\d)(?!(?<=\d[ \-]\d[ \-])\d[ \-]\d[ \-])(?=([1-9](?:{BETWEEN}\d){{16}}{BETWEEN}[\dXx×])(?!\d))"
)
CARD_15 = re.compile(r"(?<![\dA-Za-z.])([1-8](?:[ \-]?\d){14})(?![\dA-Za-z])")
CARD_LABEL = re.compile(r"(?:身份证|证件号|证号|公民身份|居民证|ID)[^\n]{0,12}\Z", re.IGNORECASE)

# GB/T 2260: the first two digits name a province; 81-83 are used on residence permits of 港澳台 residents.
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
    ]
)
PROVINCES_AND_PERMITS = PROVINCES | {"71", "81", "82", "83"}
EARLIEST_BIRTH, LATEST_BIRTH = 1880, 2099

CREDIT_FIRST, CREDIT_ANY = "[1-9ANY]", "[0-9A-HJ-NPQRTUWXY]"
CREDIT_CODE = re.compile(
    rf"(?<![0-9A-Z])(?=({CREDIT_FIRST}[ -]?{CREDIT_ANY}(?:[ -]?\d){{6}}(?:[ -]?{CREDIT_ANY}){{10}})(?![0-9A-Z]))"
)

BANK_LABEL = re.compile(
    r"(?:卡号|银行卡|账号|帐号|账户|帐户|开户|储蓄卡|信用卡|借记卡|card)[^\n\d]{0,12}\Z", re.IGNORECASE
)
BANK_PREFIX = {
    16: re.compile(r"62|4|5[1-5]|35[2-8]"),
    17: re.compile(r"62"),
    18: re.compile(r"62|60"),
    19: re.compile(r"62|9558|4367|60"),
}
LABELLED_BANK_LENGTHS = range(15, 20)


def plausible_date(digits: str) -> bool:
    """Whether eight digits YYYYMMDD are a day on which someone now alive or lately dead may have been born."""
    try:
        return EARLIEST_BIRTH <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year <= LATEST_BIRTH
    except ValueError:
        return False


def check_character(first_seventeen: str) -> str:
    """The eighteenth character of an identity number, ISO 7064 MOD 11-2 (GB 11643-1999)."""
    rest = sum(int(digit) * (1 << (17 - place)) for place, digit in enumerate(first_seventeen)) % 11
    return "10X98765432"[rest]


def is_identity_number(number: str) -> bool:
    """Whether 18 characters are a citizen's, a 港澳台 resident's or (first digit 9) a foreign resident's number."""
    region = number[1:3] if number[0] == "9" else number[:2]
    known = PROVINCES if number[0] == "9" else PROVINCES_AND_PERMITS
    return region in known and plausible_date(number[6:14]) and check_character(number[:17]) == number[17]


def find_identity_cards(text: str) -> Iterator[Hit]:
    for match in CARD_18.finditer(text):
        number = re.sub(r"[^\dX]", "", match[1].upper().replace("×", "X"))
        if is_identity_number(number):
            yield Hit("id_card", match.start(1), match.end(1), number)
    for match in CARD_15.finditer(text):
        number = re.sub(r"\D", "", match[1])
        # The old form has no check digit: without a label beside it the region and the day must both be right.
        left = text[max(0, match.start() - 24) : match.start()]
        if number[:2] in PROVINCES and len(set(number)) > 3 and plausible_date("19" + number[6:12]):
            if not CARD_LABEL.search(left) and (number[2:4] == "00" or is_register_number(text, match.start(1))):
                continue
            yield Hit("id_card", match.start(1), match.end(1), number)


def find_credit_codes(text: str) -> Iterator[Hit]:
    upper = text.upper()
    if len(upper) != len(text):  # a few letters grow when they are made upper case; places would no longer fit
        upper = "".join(letter.upper() if letter.isascii() else letter for letter in text)
    for match in CREDIT_CODE.finditer(upper):
        if uscc.is_valid(match[1]):
            yield Hit("credit_code", match.start(1), match.end(1), uscc.compact(match[1]))


def find_bank_cards(text: str) -> Iterator[Hit]:
    for groups in clusters(text, at_least=15):
        for window in windows(groups, 15, 19):
            digits = window.digits
            if not luhn.is_valid(digits) or not plain_or_whole(window, (4, 4, 4, 4), (4, 4, 4, 4, 1), (4, 4, 4, 4, 2)):
                continue
            labelled = BANK_LABEL.search(text[max(0, window.start - 30) : window.start]) is not None
            prefix = BANK_PREFIX.get(len(digits))
            known = prefix is not None and prefix.match(digits) is not None
            if len(set(digits)) < 3 or not (known or labelled):
                continue
            if labelled or not (
                belongs_to_longer_number(text, window.start, window.end) or is_register_number(text, window.start)
            ):
                yield Hit("bank_card", window.start, window.end, digits)
