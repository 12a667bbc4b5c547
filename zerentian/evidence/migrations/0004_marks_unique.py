"""Every row has a mark of its own now."""

from django.db import migrations, models

import zerentian.ledger.models.entries

TABLES = (
    "deposit",
    "erasure",
    "file",
)


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_marks_filled")]

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
