"""Who reacts to what. Filled once at start from the wiring file; listed by `manage.py subscriptions`."""

from collections.abc import Callable, Iterable

from .models import Entry

Subscriber = Callable[[Entry], None]

_by_event: dict[str, list[str]] = {}
_functions: dict[str, Subscriber] = {}


def subscribe(name: str, function: Subscriber, events: Iterable[str]) -> None:
    """Let `function` be called, at least once, for every entry of these events. `name` is stored: never rename it."""
    _functions[name] = function
    for event in events:
        names = _by_event.setdefault(event, [])
        if name not in names:
            names.append(name)


def subscribers_of(event: str) -> list[str]:
    return list(_by_event.get(event, ()))


def function_of(name: str) -> Subscriber:
    """The function behind a stored name; raises KeyError when the wiring no longer knows it."""
    return _functions[name]


def table() -> list[tuple[str, list[str]]]:
    return sorted((event, list(names)) for event, names in _by_event.items())
