"""What the channels do when a letter moves: one short notice for whoever wished for one."""

from gongkai.journal.models import Entry

from . import services

TOLD = tuple(services.SAID)


def tell_writer(entry: Entry) -> None:
    """Put the notice into the outbox; once more is harmless."""
    services.queue(entry=entry)
