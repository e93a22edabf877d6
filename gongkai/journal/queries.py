"""What only a database's own words can say: append-only tables, and whether someone is recording right now."""

from django.db import connection

# Any fixed number: the name of the lock that recorders share and the sealer takes alone.
RECORDING_LOCK = 0x6A6F7572

PROTECTED = ("journal_entry", "journal_seal")


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


def lock_down(vendor: str) -> list[str]:
    """Statements that make the protected tables append-only for the application's own role (ADR 0005)."""
    if vendor == "postgresql":
        return [f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM CURRENT_USER" for table in PROTECTED]
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        for table in PROTECTED
        for verb in ("UPDATE", "DELETE")
    ]


def unlock(vendor: str) -> list[str]:
    """The reverse, for a migration backwards and for tests that empty tables between them."""
    if vendor == "postgresql":
        return [f"GRANT UPDATE, DELETE, TRUNCATE ON {table} TO CURRENT_USER" for table in PROTECTED]
    return [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for table in PROTECTED for verb in ("update", "delete")]
