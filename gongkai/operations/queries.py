"""What only a database's own words can say: one consistent view while others write, bulk loading, putting a database aside."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.color import no_style
from django.db import connection, connections, transaction

from gongkai.journal import queries as journal_queries

VIEW = "snapshot"  # the alias of the connection that reads one moment
BATCH = 2000
SAMPLED = 1000  # rows of an index that the planner's statistics are taken from


@contextmanager
def one_moment() -> Iterator[str]:
    """The alias of a connection that sees the database as it is now, whatever is written meanwhile; it writes nothing.

    SQLite: a read transaction on the WAL, which stops no writer. PostgreSQL: REPEATABLE READ, READ ONLY.
    """
    main = connections["default"]
    view = main.copy(alias=VIEW)
    if main.vendor == "sqlite":
        view.settings_dict["OPTIONS"] = {**view.settings_dict["OPTIONS"], "transaction_mode": "DEFERRED"}
    connections[VIEW] = view
    try:
        with transaction.atomic(using=VIEW), connections[VIEW].cursor() as cursor:
            if main.vendor == "postgresql":
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT count(*) FROM django_migrations")  # from here on the moment is fixed
            yield VIEW
    finally:
        view.close()
        del connections[VIEW]


def refresh_statistics() -> None:
    """Let the planner know how values are spread, from a sample of each index: a moment's work, to be done every day.

    SQLite takes no statistics by itself and would read all that is public where it should read ten rows; PostgreSQL does.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {SAMPLED}")
            cursor.execute("ANALYZE")


def insert(table: str, columns: list[str], rows: Iterable[list[Any]]) -> None:
    """Put prepared rows into a table as fast as the database takes them."""
    name, quoted = connection.ops.quote_name, ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {name(table)} ({quoted}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(columns))
        statement = f"INSERT INTO {name(table)} ({quoted}) VALUES ({places})"  # noqa: S608  names of our own tables
        stream = iter(rows)
        while chunk := list(islice(stream, BATCH)):
            cursor.executemany(statement, chunk)


def empty(tables: Iterable[str]) -> None:
    """Remove every row of these tables of a new database, what migrations have put there; append-only ones included."""
    with connection.cursor() as cursor:
        for statement in journal_queries.unlock(connection.vendor):
            cursor.execute(statement)
        for table in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608  names of our own tables
        for statement in journal_queries.lock_down(connection.vendor):
            cursor.execute(statement)


def continue_numbers(models: Iterable[type]) -> None:
    """Let new rows be numbered after those that were loaded; SQLite does so by itself."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


def has_tables() -> bool:
    return bool(connection.introspection.table_names())


def put_aside(mark: str, *, keep: bool) -> str:
    """Move the whole database out of the way, or remove it; returns where it lies now ('' if removed).

    SQLite: its file is renamed beside the new one. PostgreSQL: its schema is renamed within the database.
    """
    if connection.vendor == "sqlite":
        return _file_aside(Path(connection.settings_dict["NAME"]), mark, keep)
    kept = f"before_{mark}".lower()
    with connection.cursor() as cursor:
        if keep:
            cursor.execute(f"ALTER SCHEMA public RENAME TO {connection.ops.quote_name(kept)}")
        else:
            cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    return f"schema {kept}" if keep else ""


def _file_aside(path: Path, mark: str, keep: bool) -> str:
    connection.close()
    kept = path.with_name(f"{path.name}.before-{mark}")
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if keep and part.exists():
            part.rename(kept.with_name(kept.name + suffix))
        else:
            part.unlink(missing_ok=True)
    return str(kept) if keep else ""


def database_bytes() -> tuple[int, int]:
    """Size of the database and of its write-ahead log (0 where the server keeps it)."""
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        return _size(path), _size(path.with_name(path.name + "-wal"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0]), 0


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
