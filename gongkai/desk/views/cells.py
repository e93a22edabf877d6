"""What stands in a list's cell: the same value for the screen and for the export, masked alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gongkai.journal import clock

# Tones have a colour; the word says the same, so that nothing hangs on colour alone.
TONES = ("plain", "green", "amber", "red", "blue")


@dataclass(frozen=True)
class Chip:
    """A word with a tone: plain, green, amber, red or blue."""

    word: str
    tone: str = "plain"

    def __str__(self) -> str:
        return self.word


@dataclass(frozen=True)
class Link:
    text: str
    url: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Column:
    """A column of a list.

    `value`: an attribute path (`publication.unit.short_name`; a method without arguments is called) or a function of
    the row that gives text, number, date, datetime, Chip or Link. What must be masked is masked here, so that screen
    and export agree. `sort`: the indexed field to sort by, '' for none. `link`: the cell leads to the row's page.
    `shown`: whether it is there before the official chooses columns. `wide`: takes the room that is left. `number`: its head stands
    to the right, as numbers do. `whole`: a number or code that is not broken over two lines.
    """

    code: str
    label: str
    value: str | Callable[[Any], Any] = ""
    sort: str = ""
    link: bool = False
    shown: bool = True
    wide: bool = False
    number: bool = False
    whole: bool = False

    def of(self, row: Any) -> Any:
        if callable(self.value):
            return self.value(row)
        found: Any = row
        for name in (self.value or self.code).split("."):
            found = getattr(found, name, None) if not isinstance(found, dict) else found.get(name)
            if callable(found):
                found = found()
            if found is None:
                return None
        return found


@dataclass(frozen=True)
class Cell:
    """One cell on the screen."""

    value: Any
    column: Column
    url: str = ""

    @property
    def kind(self) -> str:
        match self.value:
            case None | "":
                return "empty"
            case Chip():
                return "chip"
            case Link():
                return "link"
            case bool():
                return "text"
            case int() | float():
                return "number"
            case datetime():
                return "moment"
            case date():
                return "date"
        return "text"

    @property
    def text(self) -> str:
        return text_of(self.value)


def text_of(value: Any) -> str:
    """A cell in words: dates as 2026-11-23, moments on the bureau's clock, yes and no in Chinese."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case datetime():
            return f"{clock.local(value):%Y-%m-%d %H:%M}"
        case date():
            return f"{value:%Y-%m-%d}"
        case float():
            return f"{value:,.2f}"
    return str(value)
