"""Who acted and on what, as a snapshot: names change and units merge, what was written stays."""

from typing import NamedTuple, Protocol


class Party(NamedTuple):
    """An actor or a subject as it was at the moment of the act. Persons outside the bureau: kind and opaque id only."""

    kind: str
    id: str
    name: str = ""
    unit: str = ""


class HasParty(Protocol):
    """Anything the journal can name."""

    def as_party(self) -> Party: ...


SYSTEM = Party("system", "system", "系统")


def party_of(thing: "HasParty | Party") -> Party:
    return thing if isinstance(thing, Party) else thing.as_party()
