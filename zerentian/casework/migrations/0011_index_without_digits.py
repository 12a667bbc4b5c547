"""The search index holds no digits any more: it is made anew, by the worker, from the first entry on."""

from django.db import migrations


def begin_anew(apps, schema_editor):
    apps.get_model("casework", "IndexProgress").objects.update(size=0)


class Migration(migrations.Migration):
    dependencies = [("casework", "0010_looks")]

    operations = [migrations.RunPython(begin_anew, migrations.RunPython.noop)]
