"""A concern that is there already keeps its number."""

from django.db import migrations, models


def fill(apps, schema_editor):
    apps.get_model("casework", "concern").objects.filter(serial=None).update(serial=models.F("pk"))


class Migration(migrations.Migration):
    dependencies = [("casework", "0015_serials")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
