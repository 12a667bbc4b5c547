"""The mark of a row that is there already is its number: the entries that name it so stay valid."""

from django.db import migrations, models

TABLES = (
    "accusation",
    "assistance",
    "callback",
    "clockextension",
    "clockpause",
    "clockrun",
    "concern",
    "concernfile",
    "contact",
    "dispatch",
    "happening",
    "jointvisit",
    "objection",
    "publicanswer",
    "reply",
    "review",
    "subtask",
)


def fill(apps, schema_editor):
    for table in TABLES:
        apps.get_model("casework", table).objects.filter(mark=None).update(mark=models.F("pk"))


class Migration(migrations.Migration):
    dependencies = [("casework", "0005_marks")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
