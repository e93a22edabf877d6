"""The index of kept pages: which page shows which keys, how recently a key was purged, how large everything is.

A small SQLite file beside the pages. It holds nothing that cannot be thrown away, therefore nothing is synced to disk; a
new boot throws everything away (`store.version`).
"""

import os
import sqlite3
from collections.abc import Collection, Iterable
from pathlib import Path
from threading import local

SCHEMA = """
CREATE TABLE IF NOT EXISTS state (
    id INTEGER PRIMARY KEY CHECK (id = 1), version TEXT NOT NULL DEFAULT '', sequence INTEGER NOT NULL DEFAULT 1,
    emptied INTEGER NOT NULL DEFAULT 0, emptied_at REAL NOT NULL DEFAULT 0, size INTEGER NOT NULL DEFAULT 0,
    headers TEXT NOT NULL DEFAULT '', navigation TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS page (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, size INTEGER NOT NULL,
    expires REAL, packed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS page_expires ON page (expires) WHERE expires IS NOT NULL;
CREATE INDEX IF NOT EXISTS page_loose ON page (id) WHERE packed = 0;
CREATE TABLE IF NOT EXISTS shows (key TEXT NOT NULL, page INTEGER NOT NULL, PRIMARY KEY (key, page)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS shows_page ON shows (page);
CREATE TABLE IF NOT EXISTS purged (key TEXT PRIMARY KEY, sequence INTEGER NOT NULL, at REAL NOT NULL) WITHOUT ROWID;
"""
# A new index goes on after every number that an earlier one can have given, and refuses what was begun under that one.
FIRST = """
INSERT OR IGNORE INTO state (id, sequence, emptied)
SELECT 1, number, number FROM (SELECT CAST(strftime('%s', 'now') AS INTEGER) * 1000 AS number);
"""
SLICE = 500  # names in one statement


class Index:
    """The file, with one connection for each thread; every statement that changes something runs in a transaction."""

    def __init__(self, path: Path):
        self.path = path
        self._local = local()

    @property
    def connection(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = self._local.connection = self._open()
        return found

    def _open(self) -> sqlite3.Connection:
        made = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("PRAGMA synchronous=OFF")
        if made.execute("SELECT count(*) FROM sqlite_master WHERE name = 'purged'").fetchone()[0] == 0:
            made.executescript(f"BEGIN IMMEDIATE;{SCHEMA}{FIRST}COMMIT;")
        self._local.inode = os.stat(self.path).st_ino
        return made

    def look_again(self) -> None:
        """Leave the connection if somebody has put another file in the place of this one."""
        try:
            same = os.stat(self.path).st_ino == getattr(self._local, "inode", None)
        except FileNotFoundError:
            same = False
        if not same:
            self.close()

    def close(self) -> None:
        """Close this thread's connection; the next use opens another."""
        found = getattr(self._local, "connection", None)
        if found is not None:
            found.close()
            self._local.connection = None

    def sequence(self) -> int:
        """The number of the last purge: a page rendered from now on knows everything that was committed before it."""
        return int(self.connection.execute("SELECT sequence FROM state").fetchone()[0])

    def may_keep(self, version: str, keys: Collection[str], since: int, settled: float) -> bool:
        """Whether none of these keys, nor everything, was purged after sequence number `since` or later than `settled`."""
        row = self.connection.execute("SELECT version, emptied, emptied_at FROM state").fetchone()
        if row[0] != version or row[1] > since or row[2] > settled:
            return False
        marks = ",".join("?" * len(keys))
        late = self.connection.execute(
            f"SELECT 1 FROM purged WHERE key IN ({marks}) AND (sequence > ? OR at > ?) LIMIT 1",  # noqa: S608  marks only
            [*keys, since, settled],
        )
        return late.fetchone() is None

    def add(self, name: str, size: int, keys: Iterable[str], expires: float | None) -> bool:
        """Enter a page with its keys; False when it is already kept."""
        made = self.connection.execute(
            "INSERT OR IGNORE INTO page (name, size, expires) VALUES (?, ?, ?)", (name, size, expires)
        )
        if made.rowcount == 0:
            return False
        self.connection.executemany("INSERT INTO shows VALUES (?, ?)", [(key, made.lastrowid) for key in keys])
        self.connection.execute("UPDATE state SET size = size + ?", (size,))
        return True

    def mark(self, keys: Iterable[str], at: float) -> None:
        """Give these keys the next sequence number."""
        self.connection.execute("UPDATE state SET sequence = sequence + 1")
        self.connection.executemany(
            "INSERT OR REPLACE INTO purged SELECT ?, sequence, ? FROM state", [(key, at) for key in keys]
        )

    def mark_all(self, at: float) -> None:
        """Give everything the next sequence number."""
        self.connection.execute(
            "UPDATE state SET sequence = sequence + 1, emptied = sequence + 1, emptied_at = ?", (at,)
        )

    def showing(self, keys: Collection[str]) -> list[tuple[int, str]]:
        """Id and name of every page that shows one of these keys."""
        found: dict[int, str] = {}
        names = list(keys)
        for start in range(0, len(names), SLICE):
            part = names[start : start + SLICE]
            marks = ",".join("?" * len(part))
            found |= dict(
                self.connection.execute(
                    f"SELECT page.id, name FROM shows JOIN page ON page.id = page WHERE key IN ({marks})",  # noqa: S608  marks only
                    part,
                )
            )
        return list(found.items())

    def forget(self, ids: Collection[int]) -> None:
        """Take pages out whose files are gone."""
        rows = [(pk,) for pk in ids]
        self.connection.executemany(
            "UPDATE state SET size = size - coalesce((SELECT size FROM page WHERE id = ?), 0)", rows
        )
        self.connection.executemany("DELETE FROM page WHERE id = ?", rows)
        self.connection.executemany("DELETE FROM shows WHERE page = ?", rows)

    def forget_all(self) -> None:
        for table in ("shows", "page", "purged"):
            self.connection.execute(f"DELETE FROM {table}")  # noqa: S608  one of three constants
        self.connection.execute("UPDATE state SET size = 0")
