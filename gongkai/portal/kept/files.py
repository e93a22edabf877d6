"""Reading kept files for readers: the best encoding they take, with finished headers, the latest ones from memory.

Memory saves opening and reading; whether the file is still there and the same is asked of the file system every time.
"""

import os
from collections.abc import Iterable
from email.utils import formatdate
from pathlib import Path
from threading import Lock
from typing import Any

from .addresses import type_of

Header = tuple[str, str]
ENCODING_NAMES = {".br": "br", ".gz": "gzip"}
MEMORY = 16 * 1024 * 1024  # bytes of bodies that one process remembers
LARGEST_REMEMBERED = 256 * 1024
ENCODINGS_REMEMBERED = 200
CACHE_CONTROL = "no-cache"  # may be kept, must be asked about: what is removed must be gone at once
VARY = "Accept-Encoding, Cookie"


class KeptFile:
    """A file with its headers: `headers` for the whole, `unchanged` for 304."""

    __slots__ = ("body", "etag", "headers", "modified", "stamp", "unchanged")

    def __init__(self, body: bytes, found: os.stat_result, name: str, form: str, standard: Iterable[Header]):
        self.body, self.stamp = body, (found.st_mtime_ns, found.st_ino, found.st_size)
        # As nginx writes them, so that a reader who comes back by the other way is understood.
        self.etag = f'"{int(found.st_mtime):x}-{found.st_size:x}"'
        self.modified = formatdate(int(found.st_mtime), usegmt=True)
        self.unchanged = [
            ("ETag", self.etag), ("Last-Modified", self.modified), ("Cache-Control", CACHE_CONTROL), ("Vary", VARY),
            *standard,
        ]  # fmt: skip
        self.headers = [("Content-Type", type_of(name)), ("Content-Length", str(len(body))), *self.unchanged]
        if form:
            self.headers.append(("Content-Encoding", ENCODING_NAMES[form]))

    def is_known_to(self, request: dict[str, Any]) -> bool:
        """Whether the reader has this very file."""
        tags = request.get("HTTP_IF_NONE_MATCH")
        if tags is not None:
            return self.etag in tags or tags.strip() == "*"
        return bool(request.get("HTTP_IF_MODIFIED_SINCE") == self.modified)


class Files:
    """What one process knows of the kept files."""

    def __init__(self, live: Path):
        self.live = str(live)
        self.standard: tuple[Header, ...] | None = None
        self._remembered: dict[str, KeptFile] = {}
        self._bytes = 0
        self._lock = Lock()
        self._forms: dict[str, tuple[str, ...]] = {}

    def find(self, name: str, accepted: str) -> KeptFile | None:
        """The kept file of this name in the best encoding that the reader takes, None when there is none."""
        for form in self._forms.get(accepted) or self._forms_of(accepted):
            path = f"{self.live}/{name}{form}"
            try:
                found = os.stat(path)
            except OSError:
                continue
            kept = self._remembered.get(path)
            if kept is not None and kept.stamp == (found.st_mtime_ns, found.st_ino, found.st_size):
                return kept
            return self._read(path, name, form)
        return None

    def _read(self, path: str, name: str, form: str) -> KeptFile | None:
        if self.standard is None:
            return None
        try:
            with open(path, "rb") as file:
                found, body = os.fstat(file.fileno()), file.read()
        except OSError:
            return None  # purged in this very moment
        kept = KeptFile(body, found, name, form, self.standard)
        self._remember(path, kept)
        return kept

    def _remember(self, path: str, kept: KeptFile) -> None:
        if len(kept.body) > LARGEST_REMEMBERED:
            return
        with self._lock:
            before = self._remembered.pop(path, None)
            self._bytes += len(kept.body) - (len(before.body) if before else 0)
            self._remembered[path] = kept
            while self._bytes > MEMORY:
                oldest = next(iter(self._remembered))
                self._bytes -= len(self._remembered.pop(oldest).body)

    def _forms_of(self, accepted: str) -> tuple[str, ...]:
        """Endings to look for, best first, by an Accept-Encoding header; q=0 refuses one."""
        taken = set()
        for part in accepted.lower().split(","):
            coding, _, weight = part.partition(";")
            if weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
                taken.add(coding.strip())
        forms = (*(form for form, coding in ENCODING_NAMES.items() if coding in taken), "")
        if len(self._forms) < ENCODINGS_REMEMBERED:
            self._forms[accepted] = forms
        return forms
