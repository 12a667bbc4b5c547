"""Rows that are there keep the number they have."""

from django.db import migrations, models


def fill(apps, schema_editor):
    for name in ("finding", "landmatter", "patrol", "riskpoint"):
        apps.get_model("rectification", name).objects.filter(serial=None).update(serial=models.F("pk"))


class Migration(migrations.Migration):
    dependencies = [("rectification", "0015_serials")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
