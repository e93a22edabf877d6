"""Acts on letters: the writer's own, and those by which rooms answer him."""

from .answering import answer, ask_back, close, reopen, reveal, tell
from .erasing import erase, erase_expired
from .submitting import Receipt, receipt_of, submit
from .taking import discard, take_in
from .writing import correct_contact, rate, write_back

__all__ = [
    "Receipt",
    "answer",
    "ask_back",
    "close",
    "correct_contact",
    "discard",
    "erase",
    "erase_expired",
    "rate",
    "receipt_of",
    "reopen",
    "reveal",
    "submit",
    "take_in",
    "tell",
    "write_back",
]
