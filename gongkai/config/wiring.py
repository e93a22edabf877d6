"""Who reacts to what: the one list. `manage.py subscriptions` prints it."""

from gongkai.journal.subscriptions import subscribe
from gongkai.publications import subscribers as publications


def connect() -> None:
    """Called once at start."""
    subscribe("publications.purge_again", publications.purge_again, publications.REMOVING)
