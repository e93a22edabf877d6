"""Acts on deadlines and on the register of notices. Each is one transaction with its journal entry."""

from .deadlines import assign, close, confirm, exclude, extend, hand_over, meet, restart, resume, start
from .notices import Loaded, Replayed, calendars_load, register_notice, replay_open

__all__ = [
    "Loaded",
    "Replayed",
    "assign",
    "calendars_load",
    "close",
    "confirm",
    "exclude",
    "extend",
    "hand_over",
    "meet",
    "register_notice",
    "replay_open",
    "restart",
    "resume",
    "start",
]
