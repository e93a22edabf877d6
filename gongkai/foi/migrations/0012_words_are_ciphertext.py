"""The columns whose texts were encrypted are encrypted columns from here on; nothing changes in the database."""

from django.db import migrations

from gongkai.vault.fields import EncryptedTextField

COLUMNS = (
    ("application", "evidence", "letter_key", "收到日期的依据", True),
    ("application", "delivery", "letter_key", "送达方式和凭证", True),
    ("earlieranswer", "delivery", "dispute_id", "送达方式和凭证", True),
    ("search", "places", "application_id", "检索范围", False),
    ("search", "terms", "application_id", "检索词", False),
    ("search", "found", "application_id", "结果", False),
)


class Migration(migrations.Migration):
    dependencies = [("foi", "0011_words_encrypted")]
    operations = [
        migrations.AlterField(
            model, column, EncryptedTextField(blank=blank, editable=False, row=row, verbose_name=words)
        )
        for model, column, row, words, blank in COLUMNS
    ]
