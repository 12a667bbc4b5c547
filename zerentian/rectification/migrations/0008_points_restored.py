from django.db import migrations


def forget_who_wrote_off(apps, schema_editor):
    """A point that is back on the register was written off by nobody: whoever did so may treat it again."""
    points = apps.get_model("rectification", "RiskPoint").objects.exclude(state="written_off")
    points.exclude(written_off_by=None).update(written_off_by=None, written_off_on=None)


class Migration(migrations.Migration):

    dependencies = [("rectification", "0007_looks_and_moments")]

    operations = [migrations.RunPython(forget_who_wrote_off, migrations.RunPython.noop)]
