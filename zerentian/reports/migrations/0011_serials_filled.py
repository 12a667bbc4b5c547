"""Rows that are there keep the number they have."""

from django.db import migrations, models


def fill(apps, schema_editor):
    for name in ("scorecard",):
        apps.get_model("reports", name).objects.filter(serial=None).update(serial=models.F("pk"))


class Migration(migrations.Migration):
    dependencies = [("reports", "0010_serials")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
