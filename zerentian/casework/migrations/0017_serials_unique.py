"""Every concern has a number of its own now."""

from django.db import migrations, models

import zerentian.casework.codes


class Migration(migrations.Migration):
    dependencies = [("casework", "0016_serials_filled")]

    operations = [
        migrations.AlterField(
            model_name="concern",
            name="serial",
            field=models.BigIntegerField(default=zerentian.casework.codes.new_serial, editable=False, unique=True),
        ),
    ]
