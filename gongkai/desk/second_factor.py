"""Asking for the second factor again before a dangerous act."""

from gongkai.bureau.models import Official
from gongkai.bureau.services.login import ask_again


def confirm(official: Official, code: str) -> None:
    """Raises Refused unless `code` is the official's current one-time code, not used before; a wrong one counts."""
    ask_again(official=official, code=code, address="")
