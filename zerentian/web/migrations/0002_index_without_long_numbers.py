"""The search index holds no long numbers any more: it is made anew, by the worker, from the first entry on."""

from django.db import migrations


def begin_anew(apps, schema_editor):
    apps.get_model("web", "SearchProgress").objects.update(size=0)


class Migration(migrations.Migration):
    dependencies = [("web", "0001_initial")]

    operations = [migrations.RunPython(begin_anew, migrations.RunPython.noop)]
