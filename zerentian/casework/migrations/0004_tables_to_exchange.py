"""The tables of imports and exports belong to the room ``exchange`` from here on; nothing in the database moves."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("casework", "0003_newest_by_channel_and_kind")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name)
                for name in ("ExportRun", "ImportRun", "ImportSource", "ReplySheet")
            ]
        )
    ]
