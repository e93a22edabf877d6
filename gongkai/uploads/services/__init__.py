"""The acts on attachments."""

from .opening import close, destroy, open_to_public, prepare_public_copy
from .quarantine import check_waiting, release
from .scanning import confirm_by_eye, declare_not_personal, scan
from .taking import assign, take_in
from .texts import text_of

__all__ = [
    "assign",
    "check_waiting",
    "close",
    "confirm_by_eye",
    "declare_not_personal",
    "destroy",
    "open_to_public",
    "prepare_public_copy",
    "release",
    "scan",
    "take_in",
    "text_of",
]
