import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("duties", "0002_meetings"),
        ("rectification", "0011_signals_that_end"),
    ]

    operations = [
        migrations.AddField(
            model_name="measure",
            name="deed",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="duties.deed",
            ),
        ),
    ]
