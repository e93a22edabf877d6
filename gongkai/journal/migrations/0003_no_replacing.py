"""On SQLite `INSERT OR REPLACE` would remove a row without waking the triggers of 0002: an existing key is refused."""

from django.db import migrations

from gongkai.journal import queries


def lock_down(apps, schema_editor):
    for statement in queries.lock_down(schema_editor.connection.vendor, queries.JOURNAL):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_append_only")]

    # 0002 takes everything away again on the way back.
    operations = [migrations.RunPython(lock_down, migrations.RunPython.noop)]
