"""A file belongs to the matter it was filed with; the same content elsewhere is another file."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0004_marks_unique")]

    operations = [
        migrations.AddField(
            model_name="file", name="belongs_to", field=models.CharField(blank=True, default="", max_length=160),
            preserve_default=False,
        ),
        migrations.AlterField(model_name="file", name="sha256", field=models.CharField(max_length=64)),
        migrations.AddIndex(
            model_name="file", index=models.Index(fields=["belongs_to"], name="file_belongs_to")
        ),
        migrations.AddConstraint(
            model_name="file",
            constraint=models.UniqueConstraint(fields=("sha256", "belongs_to"), name="file_once_in_a_matter"),
        ),
    ]
