"""The port between the portal and whatever engine keeps the index: what goes in, what is asked, what comes back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

# In which room of the results something stands; the order is that of the page, the place is what the index keeps.
GROUPS = ("service", "policy", "interpretation", "open", "interact", "data")
GROUP_LABELS = {
    "service": "办事", "policy": "政策", "interpretation": "解读", "open": "公开", "interact": "互动", "data": "数据",
}  # fmt: skip
VALIDITIES = ("none", "pending", "in_force", "expired", "repealed")


class Unavailable(Exception):
    """Raised when there is no index that can answer: away, damaged, or being built for the first time."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides how high a document stands apart from its text (see `ranking`)."""

    search_type: str
    day: date
    dated: bool = False  # whether it grows old: policies, notices and news do, services do not
    forwarding: bool = False
    replaced: bool = False
    has_validity: bool = False
    effective_on: date | None = None
    expires_on: date | None = None
    repealed_on: date | None = None
    claimed: str = ""
    popularity: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """What the index knows of one public item, or of one record of a batch (`record` > 0)."""

    publication: int
    record: int
    stamp: int  # changes with every text that becomes public
    title: str
    number: str
    cited: Sequence[str]
    keywords: str
    summary: str
    body: str
    files: str
    column: str
    kind: str
    group: str
    audience: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way of saying a thing: its words must all be there. `weight` lowers what is only meant, not said."""

    words: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that was asked for, in every way it can be said; an optional one only lifts what has it."""

    phrases: tuple[Phrase, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the index."""

    concepts: tuple[Concept, ...] = ()
    sign: str = ""  # the whole query is this one character
    number: str = ""  # the 文号 in the query, in its canonical form
    spelt: tuple[tuple[str, ...], ...] = ()  # readings of Latin letters as syllables
    initials: str = ""
    column: str = ""
    group: str = ""
    validity: str = ""
    year: int = 0
    audience: str = ""
    by_date: bool = False
    excluded: tuple[int, ...] = ()
    relaxed: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One document that answers, with what ranks it."""

    publication: int
    record: int
    score: float


@dataclass(slots=True)
class Answer:
    """The wanted stretch of hits in rank order, how many there are, and how they spread over the facets."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    groups: dict[str, int] = field(default_factory=dict)
    validities: dict[str, int] = field(default_factory=dict)
    years: dict[int, int] = field(default_factory=dict)


class Reader(Protocol):
    """An opened index: every call sees what was committed last."""

    def find(self, question: Question, today: date, offset: int, limit: int) -> Answer:
        """Raises Unavailable when the index cannot answer."""
        ...

    def holds(self, text: str) -> bool:
        """Whether any document holds these characters side by side, as far as pairs of them tell."""
        ...

    def stamps(self) -> dict[tuple[int, int], int]:
        """The stamp of every document by publication and record."""
        ...


class Writer(Protocol):
    """Changes to the index, kept together and committed at once; one writer at a time."""

    def put(self, documents: Iterable[Document]) -> None: ...

    def remove(self, publications: Iterable[int]) -> None:
        """Forget these publications with their records."""
        ...

    def commit(self) -> None: ...
