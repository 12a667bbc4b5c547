"""Files that came with concerns, or were added to them, belong to these from now on.

A file that several concerns have, and nobody else, belongs to "concern:", which is none: each shows it on its own
page. One that an office deposited for itself as well stays the office's: whoever sees that unit saw it there.
"""

from collections import defaultdict

from django.db import migrations


def belong(apps, schema_editor):
    Kept = apps.get_model("casework", "ConcernFile")
    Deposit = apps.get_model("evidence", "Deposit")
    File = apps.get_model("evidence", "File")
    DeedFile = apps.get_model("duties", "DeedFile")
    Basis = apps.get_model("duties", "Basis")
    keys, moments = defaultdict(set), defaultdict(set)
    for file, key, moment in Kept.objects.values_list("file_id", "concern__key", "added_at").iterator():
        keys[file].add(key)
        moments[file].add(moment)
    used = set(DeedFile.objects.values_list("file_id", flat=True)) | set(
        Basis.objects.exclude(file=None).values_list("file_id", flat=True)
    )
    own = Deposit.objects.filter(file__in=Kept.objects.values("file")).exclude(unit=None)
    for file, moment in own.values_list("file_id", "deposited_at").iterator():
        # What was deposited with a note on a concern bears the note's own moment.
        if moment not in moments[file]:
            used.add(file)
    for file, of in keys.items():
        if file not in used:
            File.objects.filter(pk=file).update(belongs_to=f"concern:{next(iter(of))}" if len(of) == 1 else "concern:")


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0007_marks_unique"),
        ("duties", "0001_initial"),
        ("evidence", "0005_files_of_matters"),
    ]

    operations = [migrations.RunPython(belong, migrations.RunPython.noop)]
