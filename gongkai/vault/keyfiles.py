"""Key files in one folder: written whole or not at all, readable by their owner only, one writer at a time."""

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

LOCK = ".lock"
PENDING = "pending"  # what no reader of `read_all` sees: `pending-<kind>-<number>-<ticket>.json`


class Pending(NamedTuple):
    """A key file that is written and not in use yet, under the name its maker gave it."""

    kind: str
    number: int
    ticket: str
    path: Path


def open_folder(folder: Path) -> None:
    """Make the folder (0700) unless it is there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


@contextmanager
def one_writer(folder: Path) -> Iterator[None]:
    """Holds the folder's lock between processes and threads; ends with its holder, even one that was killed."""
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write(path: Path, content: dict[str, Any]) -> None:
    """Put `content` at `path` in one step (temporary file, fsync, rename, fsync of the folder), mode 0600."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")  # mkstemp makes 0600 files
    try:
        with os.fdopen(handle, "w") as file:
            json.dump(content, file, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        os.rename(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    sync(path.parent)


def sync(folder: Path) -> None:
    """Make renames and removals in the folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_all(folder: Path, kind: str) -> dict[int, dict[str, Any]]:
    """Every file `<kind>-<number>.json` by its number, oldest first."""
    found = {int(path.stem.rpartition("-")[2]): path for path in folder.glob(f"{kind}-*.json")}
    return {number: read(found[number]) for number in sorted(found)}


def read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text())
    return content


def pending(folder: Path) -> list[Pending]:
    """Every key that waits to be used."""
    found = (path.stem.split("-", 3) for path in folder.glob(f"{PENDING}-*.json"))
    return [
        Pending(kind, int(number), ticket, pending_path(folder, kind, int(number), ticket))
        for _, kind, number, ticket in found
    ]


def pending_path(folder: Path, kind: str, number: int, ticket: str) -> Path:
    return folder / f"{PENDING}-{kind}-{number:04d}-{ticket}.json"


def path_of(folder: Path, kind: str, number: int) -> Path:
    return folder / f"{kind}-{number:04d}.json"
