"""What applicants proposed themselves becomes the same record as what officials entered for them (Art. 44)."""

from django.db import migrations

from gongkai.journal import clock


def carry_over(apps, schema_editor):
    application, wish = apps.get_model("foi", "Application"), apps.get_model("foi", "OpenWish")
    rows = application.objects.filter(proactive_wish_at__isnull=False, open_wish__isnull=True)
    wish.objects.bulk_create(
        (wish(application_id=pk, on=clock.local(at).date()) for pk, at in rows.values_list("pk", "proactive_wish_at").iterator()),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("foi", "0014_inquiries")]
    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
