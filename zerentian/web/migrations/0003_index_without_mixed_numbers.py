"""Numbers that mix figures and numerals stand in the search index no more, and numbers of matters are found whole: it is
made anew, by the worker, from the first entry on."""

from django.db import migrations


def begin_anew(apps, schema_editor):
    apps.get_model("web", "SearchProgress").objects.update(size=0)


class Migration(migrations.Migration):
    dependencies = [("web", "0002_index_without_long_numbers")]

    operations = [migrations.RunPython(begin_anew, migrations.RunPython.noop)]
