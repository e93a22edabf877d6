"""Files and index together: keep a page, purge by keys, empty everything. Correct among processes and after kill -9."""

import fcntl
import json
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from .files import Header
from .index import Index

ENCODINGS = (".br", ".gz")
LARGEST = 2 * 1024 * 1024  # bytes of one page
MOST_KEYS = 2000
BLOCK = 4096
# Times of files have a resolution of a second, and entity tags are made of them: a page is not kept within the second
# of its last purge, so that two different texts never bear one tag.
SETTLE = 1.0
EVICTED = 0.05  # the part of the pages that goes when there are too many bytes


def weight(size: int) -> int:
    """Bytes on disk of a page of this size with its compressed forms, in whole blocks."""
    blocks = -(-size // BLOCK)
    return (blocks + 2 * -(-blocks // 3)) * BLOCK


class Store:
    """The folder of kept pages. `limit`: bytes on disk; `version`: what was rendered under another one is worth nothing."""

    def __init__(self, folder: Path, *, limit: int, now: Callable[[], float] = time.time):
        self.folder, self.limit, self.now = folder, limit, now
        self.live, self.spare, self.gone = folder / "live", folder / "new", folder / "gone"
        for place in (self.live, self.spare, self.gone):
            place.mkdir(parents=True, exist_ok=True)
        self.index = Index(folder / "index.sqlite3")
        self.version = ""

    @contextmanager
    def _locked(self) -> Iterator[sqlite3.Connection]:
        """One process at a time keeps or purges; the kernel lets go of the lock when its holder dies."""
        handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            self.index.look_again()
            try:
                connection = self.index.connection
            except sqlite3.DatabaseError:
                self._begin_anew()
                connection = self.index.connection
            yield connection
        finally:
            os.close(handle)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        connection = self.index.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def open(self, version: str) -> None:
        """Take part in keeping under this version; the first of a new version empties the folder."""
        self.version = version
        with self._locked() as connection:
            if connection.execute("SELECT version FROM state").fetchone()[0] != version:
                self._empty()
                connection.execute("UPDATE state SET version = ?, headers = ''", (version,))

    def headers(self, own: tuple[Header, ...] = ()) -> tuple[Header, ...] | None:
        """The headers that every kept page has; `own` become these when none are known yet."""
        with self._locked() as connection:
            known = connection.execute("SELECT headers FROM state").fetchone()[0]
            if not known and own:
                known = json.dumps(own)
                connection.execute("UPDATE state SET headers = ?", (known,))
        return tuple((name, value) for name, value in json.loads(known)) if known else None

    def _begin_anew(self) -> None:
        """An index that cannot be read or written is no index: without it no file may stay."""
        self.index.close()
        self.live.rename(self.gone / token_hex(12))
        self.live.mkdir()
        for leftover in self.folder.glob("index.sqlite3*"):
            leftover.unlink(missing_ok=True)

    def keep(self, name: str, body: bytes, keys: Collection[str], *, since: int, expires: float | None = None) -> bool:
        """Make this the kept page of `name`, unless one of its keys was purged since sequence number `since`."""
        if len(body) > LARGEST or len(keys) > MOST_KEYS:
            return False
        spare = self.spare / token_hex(12)
        spare.write_bytes(body)
        try:
            with self._locked():
                return self._keep(spare, name, weight(len(body)), keys, since, expires)
        finally:
            spare.unlink(missing_ok=True)

    def _keep(
        self, spare: Path, name: str, size: int, keys: Collection[str], since: int, expires: float | None
    ) -> bool:
        with self._transaction():
            if not self.index.may_keep(self.version, keys, since, self.now() - SETTLE):
                return False
            if not self.index.add(name, size, keys, expires):
                return False
        # In the index first: a file that nobody knows could never be purged.
        target = self.live / name
        try:
            spare.rename(target)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            spare.rename(target)
        self._make_room()
        return True

    def _make_room(self) -> None:
        size, count = self.index.connection.execute("SELECT size, (SELECT max(id) FROM page) FROM state").fetchone()
        if size <= self.limit:
            return
        oldest = self.index.connection.execute(
            "SELECT id, name FROM page WHERE id < ? ORDER BY id LIMIT CAST(1 + (SELECT count(*) FROM page) * ? AS INTEGER)",
            (count, EVICTED),
        ).fetchall()
        self._remove(oldest)

    def _remove(self, pages: Collection[tuple[int, str]]) -> None:
        for _, name in pages:
            for form in (*ENCODINGS, ""):
                try:
                    os.unlink(f"{self.live}/{name}{form}")
                except FileNotFoundError:
                    continue
        with self._transaction():
            self.index.forget([pk for pk, _ in pages])

    def purge(self, keys: Collection[str]) -> int:
        """Delete every page that shows one of these keys; answers how many. Whoever is rendering one cannot keep it."""
        with self._locked():
            try:
                with self._transaction():
                    self.index.mark(keys, self.now())
                    pages = self.index.showing(keys)
                self._remove(pages)
            except sqlite3.DatabaseError:
                # A full disk or a torn file: what must go goes, and everything with it.
                self._begin_anew()
                return 0
        return len(pages)

    def expire(self, moment: float) -> int:
        """Delete the pages that a date has changed by `moment` (seconds since 1970); answers how many."""
        due = "SELECT id, name FROM page WHERE expires <= ?"
        if self.index.connection.execute(f"{due} LIMIT 1", (moment,)).fetchone() is None:
            return 0
        with self._locked():
            pages = self.index.connection.execute(due, (moment,)).fetchall()
            self._remove(pages)
        return len(pages)

    def empty(self, *, navigation: str | None = None) -> None:
        """Let every page go at once, whatever their number; `navigation`: for which stamp this was done."""
        with self._locked() as connection:
            try:
                self._empty()
                if navigation is not None:
                    connection.execute("UPDATE state SET navigation = ?", (navigation,))
            except sqlite3.DatabaseError:
                self._begin_anew()

    def navigation(self) -> str:
        """The navigation stamp for which everything was last emptied."""
        return str(self.index.connection.execute("SELECT navigation FROM state").fetchone()[0])

    def figures(self) -> tuple[int, int, int]:
        """How many pages there are, how many of them await compression, and their bytes on disk."""
        asked = "SELECT count(*), coalesce(sum(packed = 0), 0), (SELECT size FROM state) FROM page"
        count, loose, size = self.index.connection.execute(asked).fetchone()
        return int(count), int(loose), int(size)

    def loose(self, count: int) -> list[tuple[int, str]]:
        """Id and name of pages without compressed forms, oldest first."""
        return self.index.connection.execute(
            "SELECT id, name FROM page WHERE packed = 0 ORDER BY id LIMIT ?", (count,)
        ).fetchall()

    def add_forms(self, pk: int, name: str, spares: dict[str, Path]) -> bool:
        """Put compressed forms beside a page, unless it was purged since; they bear its time, as one file in other clothes."""
        with self._locked() as connection:
            if connection.execute("SELECT 1 FROM page WHERE id = ? AND name = ?", (pk, name)).fetchone() is None:
                return False
            target = self.live / name
            try:
                found = target.stat()
            except FileNotFoundError:
                return False
            for form, spare in spares.items():
                os.utime(spare, ns=(found.st_atime_ns, found.st_mtime_ns))
                spare.rename(f"{target}{form}")
            connection.execute("UPDATE page SET packed = 1 WHERE id = ?", (pk,))
        return True

    def _empty(self) -> None:
        with self._transaction():
            self.index.mark_all(self.now())
        self.live.rename(self.gone / token_hex(12))
        self.live.mkdir()
        with self._transaction():
            self.index.forget_all()

    def sweep(self) -> None:
        """Delete what was let go, and what a killed process had not finished writing."""
        for leftover in self.gone.iterdir():
            shutil.rmtree(leftover, ignore_errors=True)
        for spare in self.spare.iterdir():
            try:
                if spare.stat().st_mtime < self.now() - 600:
                    spare.unlink()
            except FileNotFoundError:
                continue
