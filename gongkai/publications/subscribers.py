"""What publications does when it hears of its own removals again: the purge that a crash may have cut short."""

from gongkai.journal.models import Entry

from . import removal_hooks

REMOVING = (
    "publications.taken_down",
    "publications.withdrawn",
    "publications.erased",
    "publications.restored",
    "publications.released",
    "publications.amended",
    "publications.corrected",
    "publications.repealed",
    "publications.record_withdrawn",
)


def purge_again(entry: Entry) -> None:
    removal_hooks.purge([int(entry.subject_id)])
