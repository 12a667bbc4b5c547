"""A step of a land matter keeps what it said before it was corrected or taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rectification", "0013_transfers_called_off")]

    operations = [migrations.AddField("landstep", "earlier", models.JSONField(default=list))]
