"""The acts on attachments."""

from .opening import close, destroy, open_to_public, prepare_public_copy
from .scanning import confirm_by_eye, declare_not_personal, scan
from .taking import assign, take_in

__all__ = [
    "assign",
    "close",
    "confirm_by_eye",
    "declare_not_personal",
    "destroy",
    "open_to_public",
    "prepare_public_copy",
    "scan",
    "take_in",
]
