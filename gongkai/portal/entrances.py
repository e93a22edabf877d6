"""Where rooms above add their doors to pages that the portal makes: a document's page, a column's page.

A room registers in its AppConfig.ready; the portal knows of no room.
"""

from collections.abc import Callable
from dataclasses import dataclass

from gongkai.publications.models import Publication


@dataclass(frozen=True)
class Entrance:
    """A door that is the same everywhere: its words and where it leads."""

    code: str
    label: str
    url: str
    order: int = 100


@dataclass(frozen=True)
class DocumentEntrance:
    """A door beside a document: `url(publication)` leads there, '' where the document has none."""

    code: str
    label: str
    says: str
    url: Callable[[Publication], str]


_columns: dict[str, dict[str, Entrance]] = {}
_documents: dict[str, DocumentEntrance] = {}


def column(code: str, *entrances: Entrance) -> None:
    """Add doors to the page of a column and of those below it."""
    _columns.setdefault(code, {}).update({entrance.code: entrance for entrance in entrances})


def documents(*entrances: DocumentEntrance) -> None:
    """Add doors beside documents."""
    _documents.update({entrance.code: entrance for entrance in entrances})


def of_column(code: str) -> list[Entrance]:
    """The doors of this column and of those above it."""
    parts = code.split(".")
    above = [".".join(parts[: depth + 1]) for depth in range(len(parts))]
    found = {code: entrance for name in above for code, entrance in _columns.get(name, {}).items()}
    return sorted(found.values(), key=lambda entrance: (entrance.order, entrance.code))


def of_document(publication: Publication) -> list[tuple[str, str, str]]:
    """(label, sentence, address) of each door beside this document."""
    doors = ((entrance.label, entrance.says, entrance.url(publication)) for entrance in _documents.values())
    return [door for door in doors if door[2]]
