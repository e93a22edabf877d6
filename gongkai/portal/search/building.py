"""Building the index anew: beside the one in use, which goes on answering, then swapped in."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from django.conf import settings

from gongkai.journal import clock
from gongkai.publications.models import Publication

from . import documents, folder, updating
from .port import Unavailable
from .tantivy_index import TantivyReader, TantivyWriter

# Weights are those of the day of the build, and dates are applied again at every question: after a month they differ
# enough to be made anew.
REBUILD_AFTER = timedelta(days=30)
COMMIT_EVERY = 20_000
Progress = Callable[[int, int], None]


class AlreadyBuilding(Exception):
    """Raised when this node is building its index at this moment."""


def build(progress: Progress = lambda done, total: None) -> int:
    """Build from what is public now and use it; returns how many documents. Readers are never without an index.

    Raises AlreadyBuilding.
    """
    try:
        with folder.lock(".building", seconds=0):
            folder.sweep_leftovers()
            return _build(progress)
    except Unavailable as fault:
        raise AlreadyBuilding from fault


def _build(progress: Progress) -> int:
    began, today = clock.now(), clock.today()
    total = Publication.objects.public().count()
    folder.note(state="building", began=began.isoformat(), done=0, total=total, process=os.getpid())
    place, index = folder.new_folder()
    writer = TantivyWriter(index, today)
    count = seen = 0
    for batch in _batches():
        before = count
        for document in documents.of_publications(batch):
            writer.add([document])
            count += 1
        seen += len(batch)
        progress(seen, total)
        folder.note(done=seen)
        if count // COMMIT_EVERY > before // COMMIT_EVERY:
            writer.commit()
    writer.commit()
    writer.close()
    with folder.lock():
        _catch_up(index, today, began)
        folder.use(place)
    folder.sweep_leftovers()
    folder.note(state="ready", finished=clock.now().isoformat(), as_of=today.isoformat(), count=count, process=0)
    return count


def _batches() -> Iterator[list[int]]:
    rows = iter(Publication.objects.public().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000))
    while batch := list(islice(rows, documents.BATCH)):
        yield batch


def _catch_up(index: Any, today: Any, began: Any) -> None:
    """What changed while the build was reading; nobody else writes meanwhile."""
    changed = list(
        Publication.objects.filter(changed_at__gte=began - updating.OVERLAP).values_list("pk", flat=True)
    )  # removed ones too
    index.reload()
    kept = {publication for publication, _ in TantivyReader(index).stamps()}
    live = {pk for pk, _ in updating.expected()}
    wrong = sorted(set(changed) | (kept - live) | (live - kept))
    writer = TantivyWriter(index, today)
    writer.remove(wrong)
    writer.add(documents.of_publications(wrong, read_files=False))
    writer.commit()
    writer.close()


def start_in_background() -> int:
    """Let a process of its own build; returns its number at once. A build that is under way is not disturbed."""
    if not settings.SEARCH_BUILDS_BY_ITSELF:
        return 0
    child = subprocess.Popen(  # noqa: S603  our own interpreter and command
        [sys.executable, str(settings.ROOT / "manage.py"), "index", "--quiet"],
        cwd=settings.ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return child.pid


def keep_house() -> int:
    """The daily duty: build where there is no index or an old one, else sweep; returns what was put right."""
    built = folder.built_on()
    if folder.current() is None or built is None or clock.today() - built > REBUILD_AFTER:
        start_in_background()
        return 0
    try:
        return updating.sweep()
    except Unavailable:
        start_in_background()
        return 0
