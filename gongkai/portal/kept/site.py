"""The store of this installation, and the version under which its pages are kept."""

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

from .store import Store

PACKAGE = Path(__file__).resolve().parents[2]
BOOT = Path("/proc/sys/kernel/random/boot_id")  # Linux; the index is not synced, so a new boot must not trust it
# What pages are made of beside the code and the data.
MATTERS = ("BUREAU", "PRODUCTION", "STATIC_URL", "TIME_ZONE", "STORAGES", "MIDDLEWARE")


def folder() -> Path:
    return Path(settings.VAR) / "pages"


@cache
def _store(place: Path, limit: int) -> Store:
    return Store(place, limit=limit)


def store() -> Store:
    """This process's hold on the kept pages."""
    return _store(folder(), settings.PAGES_MB * 1024 * 1024)


def existing() -> Store | None:
    """The same, None where nothing has ever been kept: nobody need purge what is not there."""
    return store() if (folder() / "live").is_dir() else None


def version() -> str:
    """Changes with the code, its templates and static files, the settings that pages show, and the boot."""
    digest = hashlib.sha256()
    for path in _files():
        found = path.stat()
        digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    digest.update(repr([getattr(settings, name, None) for name in MATTERS]).encode())
    digest.update(BOOT.read_bytes() if BOOT.exists() else b"")
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    for place, folders, names in os.walk(PACKAGE):
        folders[:] = [name for name in folders if name not in {"__pycache__", "tests"}]
        yield from (Path(place) / name for name in names if not name.endswith(".pyc"))
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.exists():
        yield manifest
