from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("foi", "0015_one_wish")]
    operations = [migrations.RemoveField("application", "proactive_wish_at")]
