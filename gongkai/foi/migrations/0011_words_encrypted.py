"""What officials write about an application may name persons: evidence, delivery, searches become ciphertext."""

from django.db import migrations

import gongkai.vault.fields

from gongkai.vault.ring import default_ring

# Model, column, field that names the row, words of the column.
COLUMNS = (
    ("Application", "evidence", "letter_key", "收到日期的依据", True),
    ("Application", "delivery", "letter_key", "送达方式和凭证", True),
    ("EarlierAnswer", "delivery", "dispute_id", "送达方式和凭证", True),
    ("Search", "places", "application_id", "检索范围", False),
    ("Search", "terms", "application_id", "检索词", False),
    ("Search", "found", "application_id", "结果", False),
)
BATCH = 500


def turned(turn):
    """Each text of the columns, turned by `turn(ring, text, purpose)`, a batch at a time."""

    def run(apps, schema_editor):
        ring = default_ring()
        for name, column, row, _, _ in COLUMNS:
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


def each(field):
    return [
        migrations.AlterField(name.lower(), column, field(row, words, blank)) for name, column, row, words, blank in COLUMNS
    ]


class Migration(migrations.Migration):
    dependencies = [("foi", "0010_words_of_officials")]
    operations = [
        migrations.RunPython(
            turned(lambda ring, text, purpose: ring.encrypt(text, purpose)),
            turned(lambda ring, text, purpose: ring.decrypt(text, purpose)),
        ),
        *each(lambda row, words, blank: gongkai.vault.fields.EncryptedTextField(blank=blank, editable=False, row=row, verbose_name=words)),
    ]
