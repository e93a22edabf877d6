"""Key files in one folder: written whole or not at all, readable by their owner only, one writer at a time."""

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LOCK = ".lock"


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
    return {number: json.loads(found[number].read_text()) for number in sorted(found)}


def path_of(folder: Path, kind: str, number: int) -> Path:
    return folder / f"{kind}-{number:04d}.json"
