"""Why an act may not happen: sentences, all of them at once, that an official can act on."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """One sentence; `field` names the form field it belongs to, `link` is a fragment or path that leads to the cure."""

    sentence: str
    field: str = ""
    link: str = ""

    def __str__(self) -> str:
        return self.sentence


class Refused(Exception):
    """An act that may not happen now, with every reason why."""

    def __init__(self, reasons: Iterable[Reason | str]):
        self.reasons = [reason if isinstance(reason, Reason) else Reason(reason) for reason in reasons]
        super().__init__("\n".join(reason.sentence for reason in self.reasons))
