"""The mark of a row that is there already is its number: the entries that name it so stay valid."""

from django.db import migrations, models

TABLES = (
    "deposit",
    "erasure",
    "file",
)


def fill(apps, schema_editor):
    for table in TABLES:
        apps.get_model("evidence", table).objects.filter(mark=None).update(mark=models.F("pk"))


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_marks")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
