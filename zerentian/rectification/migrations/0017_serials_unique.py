"""A number is one row's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rectification", "0016_serials_filled")]

    operations = [
        migrations.AlterField(
            model_name="finding",
            name="serial",
            field=models.BigIntegerField(editable=False, unique=True),
        ),
        migrations.AlterField(
            model_name="landmatter",
            name="serial",
            field=models.BigIntegerField(editable=False, unique=True),
        ),
        migrations.AlterField(
            model_name="patrol",
            name="serial",
            field=models.BigIntegerField(editable=False, unique=True),
        ),
        migrations.AlterField(
            model_name="riskpoint",
            name="serial",
            field=models.BigIntegerField(editable=False, unique=True),
        ),
    ]
