from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("rectification", "0008_points_restored")]

    operations = [
        migrations.AddField(
            model_name="patrol",
            name="unfollowed",
            field=models.PositiveSmallIntegerField(db_index=True, default=0),
        ),
    ]
