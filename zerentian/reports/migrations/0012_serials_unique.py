"""A number is one row's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0011_serials_filled")]

    operations = [
        migrations.AlterField(
            model_name="scorecard",
            name="serial",
            field=models.BigIntegerField(editable=False, unique=True),
        ),
    ]
