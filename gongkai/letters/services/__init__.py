"""The acts on templates, series and letters."""

from .drafting import draft, revise
from .erasing import erase
from .issuing import issue, void, written
from .sending import confirm_received, send

__all__ = ["confirm_received", "draft", "erase", "issue", "revise", "send", "void", "written"]
