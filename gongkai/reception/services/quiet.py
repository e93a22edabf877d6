"""Recording what somebody outside the bureau did: the journal is for ever, an address of his has no place in it."""

from typing import Any

from gongkai.journal.models import Entry
from gongkai.journal.services import record, source_address

from ..models import Letter


def record_of_writer(event: str, letter: Letter, **facts: Any) -> Entry:
    """An entry whose actor is the writer, known by the letter's number only, and without the network address he used."""
    token = source_address.set("")
    try:
        return record(event, letter, letter.writer, **facts)
    finally:
        source_address.reset(token)
