"""Rows that entries name get a random mark: first the column, filled by the next migration."""

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


class Migration(migrations.Migration):
    dependencies = [("casework", "0004_tables_to_exchange")]

    operations = [
        migrations.AddField(model_name=table, name="mark", field=models.BigIntegerField(editable=False, null=True))
        for table in TABLES
    ]
