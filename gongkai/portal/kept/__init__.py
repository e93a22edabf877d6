"""Public pages kept as files under the keys of what they show, and removed by exactly these keys."""

from .declared import NUMBER, WORD, absent, page
from .shown import changes_on, personal, shows

__all__ = ["NUMBER", "WORD", "absent", "changes_on", "page", "personal", "shows"]
