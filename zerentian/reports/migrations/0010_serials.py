"""Numbers that people use no longer follow from the row: first the columns, filled by the next migration."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0009_files_of_marks")]

    operations = [
        migrations.AlterModelOptions(name="sample", options={"ordering": ["-drawn_at", "-pk"]}),
        migrations.AddField(
            model_name="scorecard",
            name="serial",
            field=models.BigIntegerField(editable=False, null=True),
        ),
    ]
