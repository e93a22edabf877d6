"""A letter out of its kind, a template and the facts: for previews, for the checks, for issuing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gongkai.bureau.models import Unit

from .kinds import Kind
from .rules.blocks import plain_text
from .rules.repealed import repealed_in
from .rules.structure import SEAL_PLACE, Letter, Signature, cleaned, paragraphs_of
from .rules.templates import FieldType, Unfilled, faults, fill

SAMPLE_NUMBER = "（文号）"


@dataclass(frozen=True)
class Content:
    """What a letter is filled with: the kind's facts, names of attachments, who gets a copy, a note (附注).

    `organ` is the name under the letter where it is not the unit's own.
    """

    facts: Mapping[str, Any]
    attachments: Sequence[str] = ()
    copy_to: Sequence[str] = ()
    note: str = field(default="")
    organ: str = ""

    def as_record(self) -> dict[str, Any]:
        """As JSON can say it: dates as ISO text."""
        facts = {name: value.isoformat() if isinstance(value, date) else value for name, value in self.facts.items()}
        record = {"facts": facts, "attachments": [*self.attachments], "copy_to": [*self.copy_to], "note": self.note}
        return record | ({"organ": self.organ} if self.organ else {})


def content_of(kind: Kind, record: Mapping[str, Any]) -> Content:
    """What `as_record` wrote, with its dates."""
    dates = {each.name for each in kind.fields if each.type == FieldType.DATE}
    facts = {
        name: date.fromisoformat(value) if name in dates and value else value for name, value in record["facts"].items()
    }
    return Content(facts, record["attachments"], record["copy_to"], record["note"], record.get("organ", ""))


def compose(
    kind: Kind, unit: Unit, *, title: str, text: str, addressee: str, content: Content, on: date, number: str = "",
    remedy: Sequence[str] = (),
) -> Letter:  # fmt: skip
    """The letter; raises Unfilled where facts are missing."""
    organ = cleaned(content.organ) or unit.name
    return Letter(
        title=cleaned(title),
        number=number,
        addressee=cleaned(addressee),
        parts=fill(text, kind.fields, content.facts),
        remedy=tuple(line for block in remedy for line in paragraphs_of(block)),
        signature=Signature(organ if kind.signed else "", on, SEAL_PLACE if kind.sealed and kind.signed else ""),
        attachments=tuple(filter(None, map(cleaned, content.attachments))),
        copy_to=tuple(filter(None, map(cleaned, content.copy_to))),
        red_head=f"{organ}文件" if kind.red_head else "",
        note=cleaned(content.note),
    )


def letter_faults(kind: Kind, letter: Letter) -> list[str]:
    """Why this letter may not be issued, as sentences: remedy, repealed values, the kind's own checks."""
    said = []
    if kind.remedy and not letter.remedy:
        said.append(f"{kind.title}应当告知救济途径和期限，没有救济告知不能签发。")
    said += repealed_in(plain_text(letter), kind.repealed)
    for check in kind.checks:
        said += check(letter)
    return said


def template_faults(kind: Kind, title: str, text: str) -> list[str]:
    """Why a template may not be used, as sentences: fields, contents, repealed values."""
    said = [] if title.strip() else ["请填写标题。"]
    return said + faults(text, kind.fields, kind.contents) + repealed_in(f"{title}\n{text}", kind.repealed)


def sample(kind: Kind, unit: Unit, *, title: str, text: str, on: date) -> Letter:
    """The letter that a preview of a template shows; raises Unfilled or ValueError for a template with faults."""
    known = kind.samples()
    remedy = ("（此处为救济告知，签发时按决定日期写入。）",) if kind.remedy else ()
    return compose(kind, unit, title=title, text=text, addressee="（收件人）", content=Content(known), on=on,
                   number=SAMPLE_NUMBER, remedy=remedy)  # fmt: skip


__all__ = ["Content", "Unfilled", "compose", "content_of", "letter_faults", "sample", "template_faults"]
