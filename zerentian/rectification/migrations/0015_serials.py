"""Numbers that people use no longer follow from the row: first the columns, filled by the next migration."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rectification", "0014_steps_taken_back")]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="serial",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="landmatter",
            name="serial",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="patrol",
            name="serial",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="riskpoint",
            name="serial",
            field=models.BigIntegerField(editable=False, null=True),
        ),
    ]
