"""The register of events: what rooms announce, each with its Chinese sentence and its readers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """One thing that can happen. `sentence` may use {facts} of its entry."""

    name: str
    sentence: str
    sensitive: bool = False  # shown to the security and audit roles only


_register: dict[str, Event] = {}


class UnknownEvent(LookupError):
    """Raised when something is recorded that no room has announced."""


def register(*events: Event) -> None:
    """Make these events known; the same name twice with different words is a programming error."""
    for event in events:
        known = _register.get(event.name)
        if known is not None and known != event:
            raise ValueError(f"event {event.name} is registered twice with different words")
        _register[event.name] = event


def get(name: str) -> Event:
    """The event of this name; raises UnknownEvent."""
    try:
        return _register[name]
    except KeyError:
        raise UnknownEvent(name) from None


def all_events() -> list[Event]:
    return [_register[name] for name in sorted(_register)]


# What the journal itself announces.
OWN = (
    Event("journal.retention_ran", "按保存期限清理，共 {total} 项"),
    Event("journal.verified", "核对日志封存链，至第 {entry} 条，完整", sensitive=True),
    Event("journal.broken", "核对日志封存链，发现 {count} 处不符", sensitive=True),
)
