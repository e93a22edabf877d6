"""Kinds of letter: what differs by kind is registered here by the rooms, with its fields and what it must contain."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from gongkai.bureau.models import DutyCode

from .rules.repealed import Repealed
from .rules.structure import Letter
from .rules.templates import Content, Field, faults

Check = Callable[[Letter], Iterable[str]]


@dataclass(frozen=True)
class Kind:
    """A registered kind of letter.

    `template` is the wording it begins with; officials change it at the desk. `contents` must stand in every template.
    `remedy`: how the decision can be contested must be said; without that block the letter is not issued. `repealed` are
    values that may stand neither in a template nor in a letter; `checks` look at the finished letter and answer with
    sentences. `duties`: who issues it holds one of them; with `automatic` the platform may issue it by itself.
    """

    code: str
    title: str
    room: str
    fields: tuple[Field, ...]
    template: str
    contents: tuple[Content, ...] = ()
    remedy: bool = False
    red_head: bool = False
    sealed: bool = True
    signed: bool = True  # False: a form or a sheet, which no organ signs and no day dates
    automatic: bool = False
    duties: frozenset[str] = frozenset({DutyCode.SIGN})
    second_person: bool = True  # nobody issues what he has drafted himself
    kept_by_room: bool = False  # the room erases it with its case; the term of letters does not touch it
    repealed: tuple[Repealed, ...] = ()
    checks: tuple[Check, ...] = field(default=())

    def __post_init__(self) -> None:
        names = [each.name for each in self.fields]
        if len(set(names)) != len(names):
            raise ValueError(f"kind {self.code}: a field stands twice")
        if wrong := faults(self.template, self.fields, self.contents):
            raise ValueError(f"kind {self.code}: {' '.join(wrong)}")

    def samples(self) -> dict[str, Any]:
        """What a preview is filled with."""
        return {each.name: each.sample for each in self.fields}

    def personal(self) -> frozenset[str]:
        return frozenset(each.name for each in self.fields if each.personal)


class UnknownKind(LookupError):
    """Raised for a kind that no room registers."""


_register: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Add kinds, from an AppConfig.ready; the same code twice with different content is a programming error."""
    for kind in kinds:
        if _register.setdefault(kind.code, kind) != kind:
            raise ValueError(f"kind of letter {kind.code} is registered twice")


def unregister(*codes: str) -> None:
    """Forget kinds that a test has made."""
    for code in codes:
        _register.pop(code, None)


def get(code: str) -> Kind:
    """The kind of this code; raises UnknownKind."""
    try:
        return _register[code]
    except KeyError:
        raise UnknownKind(code) from None


def all_kinds() -> list[Kind]:
    return list(_register.values())


def label(code: str) -> str:
    """The kind's title, or its code where no room registers it any more."""
    return _register[code].title if code in _register else code
