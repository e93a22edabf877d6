"""Acts on applications. Each writes case, ledger and journal in one transaction."""

from .alarms import alarm_unconfirmed
from .asking import ask_correction, ask_reasons, consult, corrected, lapse_silent, opinion, reasons_given
from .charging import charge, paid
from .cooperating import cooperate, reply
from .deciding import assign, draft_decision, pass_step, return_decision, search, sign, submit_decision
from .disputes import attach as attach_to_dispute
from .disputes import defend as defend_dispute
from .disputes import end as end_dispute
from .disputes import enter as enter_dispute
from .ending import archive, deliver, forget, lapse, withdrawn
from .extending import delay, extend
from .intake import intake, open_application, register
from .places import save_place
from .remedy import remedy_of, settle
from .splitting import split

__all__ = [
    "alarm_unconfirmed",
    "archive",
    "ask_correction",
    "ask_reasons",
    "assign",
    "attach_to_dispute",
    "charge",
    "consult",
    "cooperate",
    "corrected",
    "defend_dispute",
    "delay",
    "deliver",
    "draft_decision",
    "end_dispute",
    "enter_dispute",
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
    "remedy_of",
    "reply",
    "return_decision",
    "save_place",
    "search",
    "settle",
    "sign",
    "split",
    "submit_decision",
    "withdrawn",
]
