"""Every row has a mark of its own now."""

from django.db import migrations, models

import zerentian.ledger.models.entries

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
    dependencies = [("casework", "0006_marks_filled")]

    operations = [
        migrations.AlterField(
            model_name=table,
            name="mark",
            field=models.BigIntegerField(
                default=zerentian.ledger.models.entries.new_mark, editable=False, unique=True
            ),
        )
        for table in TABLES
    ]
