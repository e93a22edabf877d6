"""Bytes on disk by digest: temporary file, fsync, rename, fsync of the folder; nothing half-written is ever found."""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gongkai.vault.keyfiles import sync

from . import conf

INCOMING = "incoming"
# An upload that is still under way is younger than this; older leftovers are swept (seconds).
LEFTOVER_AGE = 24 * 3600


class TooLarge(Exception):
    """Raised when more arrives than may; nothing is kept."""


def path_of(digest: str) -> Path:
    """Where the file of this digest lies: files/ab/cd/<digest>."""
    return conf.folder() / digest[:2] / digest[2:4] / digest


@contextmanager
def workplace() -> Iterator[Path]:
    """A folder of one's own on the files' disk, removed at the end with all that is in it."""
    incoming = conf.folder() / INCOMING
    incoming.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=incoming) as folder:
        yield Path(folder)


def receive(pieces: Iterable[bytes], target: Path, cap: int) -> str:
    """Write what arrives to `target` and return its SHA-256; raises TooLarge past `cap` (bytes)."""
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as file:
        for piece in pieces:
            size += len(piece)
            if size > cap:
                raise TooLarge
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def settled(path: Path) -> str:
    """The file's SHA-256, once its bytes are on disk and only the platform's own user may read them."""
    path.chmod(0o600)
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def held_digest(digest: str) -> str:
    """The SHA-256 of the bytes that lie where this digest belongs, '' where there are none; the same, unless tampered with."""
    try:
        with path_of(digest).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def keep(source: Path, digest: str) -> None:
    """Move a settled file of a `workplace` to where its digest belongs; twice, or by two at once, is the same as once."""
    target = path_of(digest)
    if target.exists() and target.stat().st_size == source.stat().st_size:
        os.utime(target)  # the sweeper spares what was just referred to
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    os.rename(source, target)
    for folder in (target.parent, target.parent.parent, conf.folder()):
        sync(folder)


def remove(digest: str) -> None:
    """Remove the bytes; the removal is on disk when this returns. Once more is harmless."""
    target = path_of(digest)
    target.unlink(missing_ok=True)
    if target.parent.exists():
        sync(target.parent)


def lying_about(older_than: float = LEFTOVER_AGE) -> Iterator[Path]:
    """Files untouched for `older_than` seconds: candidates for the sweeper, which knows what is referred to."""
    limit = time.time() - older_than  # the file system's own clock, not the platform's
    for path in conf.folder().rglob("*"):
        if path.is_file() and path.stat().st_mtime < limit:
            yield path
