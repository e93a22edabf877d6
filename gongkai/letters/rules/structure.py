"""A letter as one structure: what plain text, Word and PDF are all made from."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

# The layout of `as_record`; a letter that was issued is read again for as long as it is kept.
EDITION = 1
LEVELS = 4  # 一、（一）1.（1）; level 0 is a paragraph without a mark
SEAL_PLACE = "（印章）"
# Radicals look like the characters people mean, have their glyphs, and would come out of a PDF as either.
_RADICALS = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x85\x0b\x0c]")


def cleaned(text: str) -> str:
    """`text` as it can be printed: composed, one kind of line end, tabs as spaces, nothing invisible, no radicals."""
    plain = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)).replace("\t", " ")
    plain = _RADICALS.sub(lambda sign: unicodedata.normalize("NFKC", sign[0]), plain)
    return "".join(sign for sign in plain if sign == "\n" or unicodedata.category(sign)[0] != "C").strip()


def chinese_date(day: date) -> str:
    """2018年12月7日: Arabic numerals, full year, no leading zeros (DOC-09)."""
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `level` 1–4 gives it the mark 一、（一）1.（1）, which is counted and not typed."""

    text: str
    level: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.level <= LEVELS:
            raise ValueError(f"a paragraph has no level {self.level}")


@dataclass(frozen=True)
class Table:
    """A table with its head; every row has as many cells as the head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if not self.head or any(len(row) != len(self.head) for row in self.rows):
            raise ValueError("a table has a head, and rows as wide as it")


@dataclass(frozen=True)
class Signature:
    """Who signs: the organ's full name, where the seal goes ('' for a letter without seal), the date (成文日期).

    Without an organ nothing of it is printed: a form that somebody else fills in, a sheet for the file.
    """

    organ: str
    on: date
    seal_place: str = SEAL_PLACE


@dataclass(frozen=True)
class Letter:
    """One letter. `red_head` is the organ's name over it in red, '' for none; texts are clean (`cleaned`).

    `remedy` are the paragraphs that say how the decision can be contested: a part of their own, so that their absence can
    be seen. `parts` is the body in its order.
    """

    title: str
    number: str
    addressee: str
    parts: tuple[Paragraph | Table, ...]
    signature: Signature
    remedy: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    copy_to: tuple[str, ...] = ()
    red_head: str = ""
    note: str = field(default="")  # 附注, printed in （）


def as_record(letter: Letter) -> dict[str, Any]:
    """The letter as JSON can say it, for storing and for its digest."""
    return {
        "edition": EDITION,
        "title": letter.title,
        "number": letter.number,
        "addressee": letter.addressee,
        "parts": [_part(part) for part in letter.parts],
        "remedy": list(letter.remedy),
        "attachments": list(letter.attachments),
        "copy_to": list(letter.copy_to),
        "red_head": letter.red_head,
        "note": letter.note,
        "organ": letter.signature.organ,
        "seal_place": letter.signature.seal_place,
        "on": letter.signature.on.isoformat(),
    }


def _part(part: Paragraph | Table) -> dict[str, Any]:
    if isinstance(part, Table):
        return {"head": list(part.head), "rows": [list(row) for row in part.rows]}
    return {"text": part.text, "level": part.level}


def from_record(record: Mapping[str, Any]) -> Letter:
    """The letter that `as_record` wrote; raises ValueError for a layout of another edition."""
    if record.get("edition") != EDITION:
        raise ValueError(f"no letter of edition {record.get('edition')} is known")
    return Letter(
        title=record["title"],
        number=record["number"],
        addressee=record["addressee"],
        parts=tuple(_read(part) for part in record["parts"]),
        remedy=tuple(record["remedy"]),
        attachments=tuple(record["attachments"]),
        copy_to=tuple(record["copy_to"]),
        red_head=record["red_head"],
        note=record["note"],
        signature=Signature(record["organ"], date.fromisoformat(record["on"]), record["seal_place"]),
    )


def _read(part: Mapping[str, Any]) -> Paragraph | Table:
    if "head" in part:
        return Table(tuple(part["head"]), tuple(tuple(row) for row in part["rows"]))
    return Paragraph(part["text"], part["level"])


def paragraphs_of(text: str) -> Iterable[str]:
    """The lines of a clean text that hold something."""
    return [line.strip() for line in cleaned(text).split("\n") if line.strip()]
