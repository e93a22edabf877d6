"""What can be made again from the database (search index, kept pages): made anew after a restore and an upgrade."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Derived:
    """`rebuild()` throws the old away and makes it anew, or leaves that to the worker; it may return what it did."""

    code: str
    label: str
    rebuild: Callable[[], object]
    order: int = 100


_register: dict[str, Derived] = {}


def register(*things: Derived) -> None:
    """Add them, from an AppConfig.ready; the same code twice with different content is a programming error."""
    for thing in things:
        if _register.setdefault(thing.code, thing) != thing:
            raise ValueError(f"{thing.code} is registered twice with different content")


def all_derived() -> list[Derived]:
    return sorted(_register.values(), key=lambda thing: (thing.order, thing.code))
