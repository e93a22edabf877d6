"""Kinds of letter: what one may write about. Rooms register theirs; each letter opens a case in its kind's room."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Status:
    """What a writer is told of the state of his letter: a word, a sentence, and by when he may expect an answer."""

    word: str
    sentence: str
    due_on: date | None = None
    tone: str = ""


@dataclass(frozen=True)
class Paper:
    """An official letter (文书) to the writer; `key` names it among his, `forms` are (code, label) of its files."""

    key: str
    title: str
    number: str
    on: date
    forms: tuple[tuple[str, str], ...]
    taken: bool = False


@dataclass(frozen=True)
class Taken:
    """A file as it is handed over."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True)
class WriterAct:
    """Something more that a writer may do with letters of a kind, with one text; raises Refused where it may not be."""

    code: str
    label: str
    says: str
    asks: str  # the label of the text
    done: str
    possible: Callable[[Any], bool]
    perform: Callable[[Any, str], None]
    needs_text: bool = True


@dataclass(frozen=True)
class LetterKind:
    """One thing that people write for.

    `open(letter, facts)` makes the room's case inside the transaction of the submission; `status(letter)` says in plain
    words where it stands; `papers(letter)` are the official letters to him, `take(letter, key, form)` hands one over (None
    where there is none), `acts` what he may do beside writing, rating, correcting; `erase(letter)` makes the room forget what it has written of it. `prefix` begins the receipt numbers; `url` is the form; `promise()` says how soon an answer comes.
    `retention_months`: how long the letter is kept after its end, None for the setting of the house.
    """

    code: str
    label: str
    prefix: str
    url: str
    says: str
    open: Callable[[Any, Mapping[str, Any]], None]
    status: Callable[[Any], Status]
    promise: Callable[[], str]
    erase: Callable[[Any], None] = lambda letter: None
    retention_months: int | None = None
    order: int = 100
    papers: Callable[[Any], Sequence[Paper]] = lambda letter: ()
    take: Callable[[Any, str, str], Taken | None] = lambda letter, key, form: None
    acts: tuple[WriterAct, ...] = ()


class UnknownKind(LookupError):
    """Raised for a kind of letter that no room registers."""


_register: dict[str, LetterKind] = {}


def register(*kinds: LetterKind) -> None:
    """Make these kinds known; a code or a prefix used twice is a programming error."""
    for kind in kinds:
        known = _register.get(kind.code)
        if known is not None and known != kind:
            raise ValueError(f"kind of letter {kind.code} is registered twice")
        if any(other.prefix == kind.prefix for other in _register.values() if other.code != kind.code):
            raise ValueError(f"the prefix {kind.prefix} is used twice")
        _register[kind.code] = kind


def get(code: str) -> LetterKind:
    """The kind of this code; raises UnknownKind."""
    try:
        return _register[code]
    except KeyError:
        raise UnknownKind(code) from None


def all_kinds() -> list[LetterKind]:
    """In the order in which they are offered."""
    return sorted(_register.values(), key=lambda kind: (kind.order, kind.code))
