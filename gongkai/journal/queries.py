"""What only a database's own words can say: append-only tables, and whether someone is recording right now."""

from collections.abc import Mapping

from django.db import connection

# Any fixed number: the name of the lock that recorders share and the sealer takes alone.
RECORDING_LOCK = 0x6A6F7572

# The protected tables, each with the columns by which a row is known; of a partial key the condition, with NEW.
Tables = Mapping[str, tuple[str, ...]]
JOURNAL: Tables = {"journal_entry": ("id",), "journal_seal": ("id", "last_entry", "previous", "digest")}
PROTECTED: dict[str, tuple[str, ...]] = dict(JOURNAL)


def protect(tables: Tables) -> None:
    """An app above has append-only tables too; its own migration locks them, after that they are handled with the others."""
    PROTECTED.update(tables)


def announce_recording() -> None:
    """Hold the shared lock until commit, so that the sealer never passes over an id that is still uncommitted.

    SQLite has one writer at a time and needs nothing.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [RECORDING_LOCK])


def nobody_is_recording() -> bool:
    """Take the lock alone until commit, without waiting; False when a recorder holds it."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [RECORDING_LOCK])
        return bool(cursor.fetchone()[0])


def lock_down(vendor: str, tables: Tables = PROTECTED) -> list[str]:
    """Statements that make the protected tables append-only for the application's own role (ADR 0005)."""
    if vendor == "postgresql":
        return [f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM CURRENT_USER" for table in tables]
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{name} BEFORE {verb} ON {table} {condition}"
        "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        for table, keys in tables.items()
        for name, verb, condition in (
            ("update", "UPDATE", ""),
            ("delete", "DELETE", ""),
            # REPLACE removes the old row without waking a trigger for DELETE.
            ("replace", "INSERT", _when_a_key_is_there(table, keys)),
        )
    ]


def _when_a_key_is_there(table: str, keys: tuple[str, ...]) -> str:
    there = " OR ".join(key if "NEW." in key else f"{key} = NEW.{key}" for key in keys)
    return f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {there}) "  # noqa: S608  only names of our own tables


def unlock(vendor: str, tables: Tables = PROTECTED) -> list[str]:
    """The reverse, for a migration backwards and for tests that empty tables between them."""
    if vendor == "postgresql":
        return [f"GRANT UPDATE, DELETE, TRUNCATE ON {table} TO CURRENT_USER" for table in tables]
    return [f"DROP TRIGGER IF EXISTS {table}_no_{name}" for table in tables for name in ("update", "delete", "replace")]
