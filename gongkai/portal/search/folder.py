"""Where the index of this node lies, who may write it, and the opened one of this process.

`current` names the folder in use; a rebuild makes another and swaps the name. Whoever writes holds `.lock`.
"""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from gongkai.journal import clock

from .port import Unavailable
from .tantivy_index import FORMAT, TantivyReader, TantivyWriter, make, open_index

PATIENCE = 0.02  # seconds between two tries for a lock


def root() -> Path:
    return Path(settings.VAR) / "search"


def _pointer() -> Path:
    return root() / "current"


def current() -> Path | None:
    """The folder of the index in use; None when none was ever built, or one of another format."""
    with suppress(OSError):
        name = _pointer().read_text().strip()
        if name.startswith(f"v{FORMAT}-"):
            return root() / name
    return None


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def lock(name: str = ".lock", *, seconds: float = 60.0) -> Iterator[None]:
    """Be the only one, on this node, who changes the index (or, with another name, does what that names).

    Raises Unavailable when somebody else has it for longer than `seconds`. The system frees it when its holder dies.
    """
    root().mkdir(parents=True, exist_ok=True)
    with (root() / name).open("a") as file:
        until = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise Unavailable("locked") from None
                time.sleep(PATIENCE)
        yield


class Opened:
    """The reader of this process with what tells that it is out of date."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.seen: tuple[int, int] = (0, 0)
        self.reader: TantivyReader | None = None

    def get(self) -> TantivyReader:
        try:
            return self._get()
        except Unavailable:
            # The folder may have been exchanged for a new one between its name and its opening.
            return self._get()

    def _get(self) -> TantivyReader:
        folder = current()
        if folder is None:
            raise Unavailable("no index")
        try:
            meta = (folder / "meta.json").stat()
        except OSError as fault:
            raise Unavailable(str(fault)) from fault
        seen = (meta.st_ino, meta.st_mtime_ns)
        if self.reader is None or self.folder != folder:
            self.reader, self.folder, self.seen = TantivyReader(open_index(folder)), folder, seen
        elif seen != self.seen:
            self._reload(seen)
        return self.reader

    def _reload(self, seen: tuple[int, int]) -> None:
        assert self.reader is not None  # noqa: S101  get() has opened it
        try:
            self.reader.reload()
        except Exception as fault:
            self.reader = None
            raise Unavailable(str(fault)) from fault
        self.seen = seen


_opened = Opened()


def reader() -> TantivyReader:
    """The index as it was committed last; two calls of the file system, no more, while nothing has changed.

    Raises Unavailable.
    """
    return _opened.get()


@contextmanager
def writer(*, seconds: float = 60.0) -> Iterator[TantivyWriter]:
    """Change the index in use. What is not committed at the end is not changed. Raises Unavailable."""
    with lock(seconds=seconds):
        folder = current()
        if folder is None:
            raise Unavailable("no index")
        changing = TantivyWriter(open_index(folder), clock.today())
        try:
            yield changing
        finally:
            changing.close()


def new_folder() -> tuple[Path, Any]:
    """An empty index beside the one in use."""
    folder = root() / f"v{FORMAT}-{time.time_ns():x}"
    return folder, make(folder)


def use(folder: Path) -> None:
    """Let `folder` be the index from now on; the caller holds the lock."""
    beside = root() / "current.new"
    with beside.open("w") as file:
        file.write(folder.name)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(_pointer())
    _sync_folder(root())


def sweep_leftovers() -> None:
    """Remove folders of earlier and of broken-off builds; the caller holds the building lock.

    Readers that have one open keep its files until they let go; what was erased is not kept for them any longer.
    """
    kept = current()
    for folder in root().glob("v*-*"):
        if folder != kept:
            shutil.rmtree(folder, ignore_errors=True)


# --- What the desk shows of it ---


def note(**facts: Any) -> None:
    """Write down how a build goes on, for whoever asks on this node; never raises."""
    with suppress(OSError):
        known = state() | facts
        beside = root() / "state.new"
        beside.write_text(json.dumps(known, ensure_ascii=False, default=str))
        beside.replace(root() / "state.json")


def state() -> dict[str, Any]:
    with suppress(OSError, ValueError):
        return dict(json.loads((root() / "state.json").read_text()))
    return {}


def built_on() -> date | None:
    """As of which day the index in use weighs its documents."""
    with suppress(ValueError):
        return date.fromisoformat(state().get("as_of", ""))
    return None


def bytes_used() -> int:
    folder = current()
    return sum(path.stat().st_size for path in folder.iterdir()) if folder is not None and folder.exists() else 0
