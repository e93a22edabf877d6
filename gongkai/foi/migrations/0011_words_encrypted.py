"""What officials write about an application may name persons: evidence, delivery, searches become ciphertext."""

from django.db import migrations

from gongkai.vault.ring import default_ring

# Model, column, and the field that names the row: the ciphertext is bound to it.
COLUMNS = (
    ("Application", "evidence", "letter_key"),
    ("Application", "delivery", "letter_key"),
    ("EarlierAnswer", "delivery", "dispute_id"),
    ("Search", "places", "application_id"),
    ("Search", "terms", "application_id"),
    ("Search", "found", "application_id"),
)
BATCH = 500


def turned(turn):
    """Each text of the columns, turned by `turn(ring, text, purpose)`, a batch at a time."""

    def run(apps, schema_editor):
        ring = default_ring()
        for name, column, row in COLUMNS:
            model = apps.get_model("foi", name)
            table, last = model._meta.db_table, 0
            while True:
                rows = list(model.objects.filter(pk__gt=last).exclude(**{column: ""}).order_by("pk")[:BATCH])
                if not rows:
                    break
                for one in rows:
                    purpose = f"{table}.{column}:{getattr(one, row)}"
                    setattr(one, column, turn(ring, getattr(one, column), purpose))
                model.objects.bulk_update(rows, [column])
                last = rows[-1].pk

    return run


class Migration(migrations.Migration):
    dependencies = [("foi", "0010_words_of_officials")]
    operations = [
        migrations.RunPython(
            turned(lambda ring, text, purpose: ring.encrypt(text, purpose)),
            turned(lambda ring, text, purpose: ring.decrypt(text, purpose)),
        )
    ]
