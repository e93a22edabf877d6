"""Keeping the index in step: what deliveries bring, what a removing act takes out at once, what a sweep finds."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import Q

from gongkai.journal import clock
from gongkai.journal.models import Delivery, Entry
from gongkai.publications.models import Publication
from gongkai.publications.rules.states import PublicationState

from . import documents, folder, texts
from .port import Unavailable

SUBSCRIBER = "portal.index"
# How many deliveries one commit of the index may answer: an import of thousands is not thousands of commits.
TOGETHER = 500
REMEMBERED = 20_000
# How long a removing act waits for whoever is writing. What it cannot take out is hidden by the database all the same.
HURRY = 0.5
FILES_A_ROUND = 1
# Set by a longer transaction than this, the time of change may lie before what a rebuild has already passed.
OVERLAP = timedelta(minutes=15)

_done: OrderedDict[int, None] = OrderedDict()  # entries that a commit for an earlier one has taken along


def bring(entry: Entry) -> None:
    """The result of a delivery: everything that waits with this entry stands in the index, committed, before it ends.

    Without an index there is nothing to bring: the next build reads it all.
    """
    if entry.pk in _done:
        return
    if folder.current() is None:
        return
    entries = _waiting_with(entry)
    apply(set().union(*(concerned(one) for one in entries)), read_files=False)
    for one in entries:
        _done[one.pk] = None
    while len(_done) > REMEMBERED:
        _done.popitem(last=False)


def _waiting_with(entry: Entry) -> list[Entry]:
    due = Delivery.objects.due(clock.now()).filter(subscriber=SUBSCRIBER).exclude(entry=entry)
    rows = due.select_related("entry").order_by("next_at", "id")[: TOGETHER - 1]
    return [entry, *(row.entry for row in rows)]


def concerned(entry: Entry) -> set[int]:
    """The publications that an entry changes for those who search."""
    found = {int(pk) for pk in entry.facts.get("publications", [])}
    if entry.subject_kind == "publication":
        found.add(int(entry.subject_id))
    # Who forwards, replaces or is linked to: both sides are weighed anew.
    for name in ("target_id", "by"):
        if isinstance(entry.facts.get(name), int):
            found.add(entry.facts[name])
    return found


def apply(publications: Iterable[int], *, read_files: bool = True) -> int:
    """Bring these publications in step with what is public now, and commit; returns how many documents went in.

    Raises Unavailable.
    """
    ids = sorted(set(publications))
    count = 0
    with folder.writer() as index:
        for start in range(0, len(ids), documents.BATCH):
            batch = ids[start : start + documents.BATCH]
            index.remove(batch)
            for document in documents.of_publications(batch, read_files=read_files):
                index.add([document])
                count += 1
        index.commit()
    return count


def remove_at_once(publications: list[int]) -> None:
    """The kernel's purge: what is no longer public leaves the index before the act answers.

    Where another is writing just now it is left to the delivery: no page shows what the database does not say is public.
    """
    if folder.current() is None:
        return
    live = set(Publication.objects.public().filter(pk__in=publications).values_list("pk", flat=True))
    gone = [pk for pk in publications if pk not in live]
    if not gone:
        return
    texts.forget(gone)
    try:
        with folder.writer(seconds=HURRY) as index:
            index.remove(gone)
            index.commit()
    except Unavailable:
        return


def read_waiting_files() -> int:
    """Read the files of a few items that were indexed without them, outside any transaction; returns how many."""
    waiting = texts.waiting()[:FILES_A_ROUND]
    if not waiting or folder.current() is None:
        return 0
    for publication in waiting:
        for _ in documents.of_publications([publication]):
            pass  # reads the files and keeps their text
    apply(waiting)
    for publication in waiting:
        texts.read(publication)
    return len(waiting)


# --- The sweep ---


def expected(changed_since: object = None) -> Iterator[tuple[int, int]]:
    """Publication and stamp of everything that is public, or of what has changed since a moment."""
    rows = Publication.objects.public()
    if changed_since is not None:
        rows = rows.filter(changed_at__gte=changed_since)
    for pk, version, repealed in rows.values_list("pk", "live_version_id", "repealed_on").iterator(chunk_size=5000):
        yield pk, documents.stamp_of(version, repealed)


def strays() -> set[int]:
    """Publications of which the index and the database say different things: missing, out of date, or ghosts."""
    stamps = folder.reader().stamps()
    kept = {publication: stamp for (publication, record), stamp in stamps.items() if not record}
    kept_records = {record for _, record in stamps if record}
    wrong = {pk for pk, stamp in expected() if kept.pop(pk, None) != stamp}
    wrong |= set(kept)
    records = documents.searchable_records().filter(publication__state=PublicationState.LIVE)
    known = set()
    for pk, publication in records.values_list("pk", "publication").iterator(chunk_size=5000):
        known.add(pk)
        if pk not in kept_records and publication not in wrong:
            wrong.add(publication)
    return wrong | {publication for publication, record in stamps if record and record not in known}


def sweep() -> int:
    """Put right whatever has strayed, and what a date has changed since the index was built; returns how many."""
    wrong = strays() | _changed_by_date()
    if wrong:
        apply(wrong)
    folder.note(swept_at=clock.now().isoformat(), strays=len(wrong))
    return len(wrong)


def _changed_by_date() -> set[int]:
    """What came into force, expired or was repealed since the weights were made."""
    since, today = folder.built_on(), clock.today()
    if since is None or since >= today:
        return set()
    span = (since, today)
    rows = Publication.objects.public().filter(
        Q(effective_on__range=span)
        | Q(repealed_on__range=span)
        | Q(expires_on__range=(since - timedelta(days=1), today))
    )
    return set(rows.values_list("pk", flat=True))
