"""Numbers that mix figures and numerals stand in the search index no more: it is made anew, by the worker, from the first
entry on."""

from django.db import migrations


def begin_anew(apps, schema_editor):
    apps.get_model("casework", "IndexProgress").objects.update(size=0)


class Migration(migrations.Migration):
    dependencies = [("casework", "0025_state_due")]

    operations = [migrations.RunPython(begin_anew, migrations.RunPython.noop)]
