"""How personal data is shown: hidden wholly on public pages where the norm says so, in part on the desk.

The forms are defaults of practice, not of law (rules.md PRI-06, grade C); `STYLES` names them, so a setting can choose.
"""

import re
from collections.abc import Iterable
from typing import Protocol

PUBLIC, DESK = "public", "desk"
STYLES = (PUBLIC, DESK)
HIDDEN = "***"

COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "令狐",
        "夏侯",
        "司徒",
        "慕容",
        "端木",
        "南宫",
        "长孙",
        "宇文",
        "轩辕",
        "独孤",
    ]
)
ROAD_END = re.compile(r"^.*?(?:路|街|道|巷|胡同|段|线|弄|里)(?=[ ,，第]*[0-9一二三四五六七八九十])")
DISTRICT_END = re.compile(r"省|市|(?<![小社园片街校])区|县|镇|乡|街道")


class Place(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def mask(kind: str, value: str, style: str = DESK) -> str:
    """The masked form of a datum given in its bare form (no separators); the full datum cannot be read from it."""
    if kind == "id_card":
        return "*" * len(value) if style == PUBLIC else f"{value[:3]}{'*' * (len(value) - 7)}{value[-4:]}"
    if kind == "mobile":
        return f"{value[:3]}****{value[-4:]}"
    if kind == "landline":
        return mask_landline(value)
    if kind == "bank_card":
        return "*" * (len(value) - 4) + value[-4:]
    if kind == "credit_code":
        return f"{value[:2]}{'*' * (len(value) - 6)}{value[-4:]}"
    if kind == "plate":
        return f"{value[:2]}{'*' * (len(value) - 4)}{value[-2:]}"
    if kind == "email":
        local, _, domain = value.partition("@")
        return f"{local[:1] if len(local) > 1 else ''}***@{domain}"
    if kind == "address":
        return street_part(value) + HIDDEN
    return HIDDEN if style == PUBLIC else value[:1] + "**"


def mask_landline(value: str) -> str:
    """021-62081234-12 → 021-****1234: area code and last four digits stay, as with mobile numbers."""
    parts = value.split("-")
    if len(parts) > 1 and parts[0].startswith("0"):
        return f"{parts[0]}-****{parts[1][-4:]}"
    return f"****{parts[0][-4:]}"


def mask_name(name: str) -> str:
    """张三丰 → 张**, 欧阳修 → 欧阳**: the length of the name is hidden too."""
    name = name.strip()
    if not name:
        return ""
    return (name[:2] if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else name[:1]) + "**"


def street_part(address: str) -> str:
    """The address down to its street, or to its district where it names none (rules.md PRI-06)."""
    road = ROAD_END.match(address)
    if road:
        return road[0]
    named = re.match(r"[^0-9]*", address)
    ends = [match.end() for match in DISTRICT_END.finditer(named[0] if named else "")]
    return address[: ends[-1]] if ends else ""


def mask_text(text: str, findings: Iterable[Place], style: str = PUBLIC) -> str:
    """The text with every finding (as `find_personal_data` gives them: in order, not overlapping) masked."""
    pieces, last = [], 0
    for finding in findings:
        masked = mask(finding.kind, getattr(finding, "value", "") or text[finding.start : finding.end], style)
        pieces += [text[last : finding.start], masked]
        last = finding.end
    return "".join([*pieces, text[last:]])
