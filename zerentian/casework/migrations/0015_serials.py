"""The number of a concern no longer follows from its row: first the column, filled by the next migration."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0014_learnt")]

    operations = [
        migrations.AddField(
            model_name="concern",
            name="serial",
            field=models.BigIntegerField(editable=False, null=True),
        ),
    ]
