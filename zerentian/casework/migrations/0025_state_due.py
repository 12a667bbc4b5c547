"""What is open and due within some days is found without reading all that is open, on SQLite as well."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0024_near")]

    operations = [
        migrations.AddIndex("concern", models.Index(fields=["state", "due"], name="concern_state_due")),
    ]
