"""What an import deals in: a row that can become a publication, or a fault that says why it cannot."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class File:
    """A file that comes with a row."""

    name: str
    data: bytes
    inline: bool = False
    marker: str = ""  # what stands for it in the body until it is stored


@dataclass(frozen=True)
class Row:
    """One document as the source describes it; empty means that the source does not say."""

    line: str
    key: str
    title: str
    kind: str = ""
    column: str = ""
    body: str = ""
    full_text_held: bool = False
    doc_no: str = ""
    summary: str = ""
    keywords: str = ""
    topic: str = ""
    catalogue_code: str = ""
    maker: str = ""
    source: str = ""
    source_url: str = ""
    old_path: str = ""
    published: date | None = None
    formed_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    claimed_validity: str = ""
    files: tuple[File, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fault:
    """A row that could not be taken: where it stands and why, in one sentence."""

    line: str
    why: str
    name: str = ""


class Unreadable(Exception):
    """A source or document that cannot be read, with one Chinese sentence."""
