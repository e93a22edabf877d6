"""Gates: a room's named condition on kinds; a closed gate refuses release with its sentence."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .models import Version

Condition = Callable[[Version], str]


@dataclass(frozen=True)
class Gate:
    """`condition` answers '' when open, else the sentence that says what is missing."""

    name: str
    kinds: frozenset[str]
    condition: Condition


_gates: dict[str, Gate] = {}


def register(name: str, kinds: Iterable[str], condition: Condition) -> None:
    _gates[name] = Gate(name, frozenset(kinds), condition)


def unregister(name: str) -> None:
    _gates.pop(name, None)


def closed(version: Version, kind: str) -> list[str]:
    """The sentences of every closed gate on this kind."""
    return [why for gate in _gates.values() if kind in gate.kinds and (why := gate.condition(version))]
