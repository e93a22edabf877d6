"""What an inspection says: plain data that crosses the wall of the child process as JSON."""

from dataclasses import asdict, dataclass, field
from typing import Any


class Unsafe(Exception):
    """Raised where looking further would be dangerous or useless; the text is the sentence for the user."""


@dataclass
class Report:
    """`code` is the type found; `refusals` are sentences, none when the file may be taken in.

    `facts` name what must not be published silently (comments, tracked changes, hidden sheets, signatures).
    `rewritten` tells that a re-encoded file was written to the output path and is to be stored instead.
    """

    code: str = ""
    refusals: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    rewritten: bool = False

    def refuse(self, sentence: str) -> None:
        if sentence not in self.refusals:
            self.refusals.append(sentence)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
