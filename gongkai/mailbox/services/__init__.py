"""Acts on letters in hand: each asks the rules, changes the case, reaches the writer through `reception`."""

from .answering import approve, draft_answer, return_answer, submit_answer
from .ending import close, close_quiet, forget, invalidate, merge, reopen, restore
from .handling import ask_back, assign, extend, open_matter, supplied, transfer
from .publishing import publish

__all__ = [
    "approve",
    "ask_back",
    "assign",
    "close",
    "close_quiet",
    "draft_answer",
    "extend",
    "forget",
    "invalidate",
    "merge",
    "open_matter",
    "publish",
    "reopen",
    "restore",
    "return_answer",
    "submit_answer",
    "supplied",
    "transfer",
]
