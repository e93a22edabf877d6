"""Files by digest, from one folder to another: hard links where the disk allows it, copies elsewhere; only what is new."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from gongkai.vault.keyfiles import sync


class Damaged(Exception):
    """Raised for a file whose bytes are not those that its name promises."""


def path_in(folder: Path, digest: str) -> Path:
    """Where a file lies below `folder`: ab/cd/<digest>."""
    return folder / digest[:2] / digest[2:4] / digest


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def bring(source: Path, target: Path, digest: str, size: int) -> bool:
    """Have the file at `target`; True if it was not there yet.

    Raises FileNotFoundError when the source is away, Damaged when its bytes are others than its name promises.
    """
    if target.exists() and target.stat().st_size == size:
        return False
    if digest_of(source) != digest:
        raise Damaged(digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".new-") as workplace:
        made = Path(workplace) / digest
        try:
            os.link(source, made)
        except OSError:  # another disk, or one without hard links
            shutil.copyfile(source, made)
            made.chmod(0o600)
            with made.open("rb") as file:
                os.fsync(file.fileno())
        os.replace(made, target)
    sync(target.parent)
    return True


def digests_in(folder: Path) -> Iterator[Path]:
    """Every file that lies below the folder under its digest."""
    return (path for path in folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*") if len(path.name) == 64)
