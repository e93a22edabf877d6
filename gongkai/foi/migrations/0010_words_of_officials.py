"""Room for the ciphertext of what officials write about an application, and a column for how it was withdrawn."""

from django.db import migrations, models

import gongkai.vault.fields

COLUMNS = (
    ("application", "evidence", "收到日期的依据", True),
    ("application", "delivery", "送达方式和凭证", True),
    ("earlieranswer", "delivery", "送达方式和凭证", True),
    ("search", "places", "检索范围", False),
    ("search", "terms", "检索词", False),
    ("search", "found", "结果", False),
)


class Migration(migrations.Migration):
    dependencies = [("foi", "0009_parts")]
    operations = [
        *[
            migrations.AlterField(model, column, models.TextField(words, blank=blank))
            for model, column, words, blank in COLUMNS
        ],
        migrations.AddField(
            "application",
            "withdrawal",
            gongkai.vault.fields.EncryptedTextField(
                blank=True, default="", editable=False, row="letter_key", verbose_name="撤回的情况"
            ),
            preserve_default=False,
        ),
    ]
