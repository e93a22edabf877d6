"""Ledger lines and notices can be added and never changed, not even by the application's own role (ADR 0005)."""

from django.db import migrations

from gongkai.journal import queries
from gongkai.workdays.queries import APPEND_ONLY


def lock_down(apps, schema_editor):
    for statement in queries.lock_down(schema_editor.connection.vendor, APPEND_ONLY):
        schema_editor.execute(statement)


def unlock(apps, schema_editor):
    for statement in queries.unlock(schema_editor.connection.vendor, APPEND_ONLY):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("workdays", "0001_initial")]

    operations = [migrations.RunPython(lock_down, unlock)]
