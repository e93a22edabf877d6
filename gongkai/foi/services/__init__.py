"""Acts on applications. Each writes case, ledger and journal in one transaction."""

from .asking import ask_correction, ask_reasons, consult, corrected, lapse_silent, opinion, reasons_given
from .charging import charge, paid
from .deciding import assign, draft_decision, pass_step, return_decision, search, sign, submit_decision
from .ending import archive, deliver, forget, lapse, withdrawn
from .extending import delay, extend
from .intake import intake, open_application, register

__all__ = [
    "archive",
    "ask_correction",
    "ask_reasons",
    "assign",
    "charge",
    "consult",
    "corrected",
    "delay",
    "deliver",
    "draft_decision",
    "extend",
    "forget",
    "intake",
    "lapse",
    "lapse_silent",
    "open_application",
    "opinion",
    "paid",
    "pass_step",
    "reasons_given",
    "register",
    "return_decision",
    "search",
    "sign",
    "submit_decision",
    "withdrawn",
]
