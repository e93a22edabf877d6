"""The settings of this app, each with a default that runs.

LETTER_FONTS  list of folders with further fonts that letters are set in, beside the system's (none)
"""

from pathlib import Path

from django.conf import settings

from .layout.fonts import Fonts, fonts_in


def fonts() -> Fonts:
    """The fonts of this machine; searched once a process."""
    return fonts_in(tuple(Path(folder) for folder in getattr(settings, "LETTER_FONTS", [])))
