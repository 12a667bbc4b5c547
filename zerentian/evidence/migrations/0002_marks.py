"""Rows that entries name get a random mark: first the column, filled by the next migration."""

from django.db import migrations, models

TABLES = (
    "deposit",
    "erasure",
    "file",
)


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]

    operations = [
        migrations.AddField(model_name=table, name="mark", field=models.BigIntegerField(editable=False, null=True))
        for table in TABLES
    ]
