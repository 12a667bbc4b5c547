from django.db import migrations


def count_what_is_no_finding_yet(apps, schema_editor):
    """Say of each patrol with something wrong how many of its abnormal items are no finding yet."""
    findings = apps.get_model("rectification", "Finding").objects.all()
    for patrol in apps.get_model("rectification", "Patrol").objects.filter(result="abnormal").iterator():
        wrong = {str(at) for at, one in enumerate(patrol.answers, 1) if one["answer"] == "abnormal"}
        opened = findings.filter(source_ref=f"patrol:{patrol.pk}", source_number__in=wrong)
        patrol.unfollowed = len(wrong - set(opened.values_list("source_number", flat=True)))
        patrol.save(update_fields=["unfollowed"])


class Migration(migrations.Migration):

    dependencies = [("rectification", "0009_abnormal_items_to_follow")]

    operations = [migrations.RunPython(count_what_is_no_finding_yet, migrations.RunPython.noop)]
