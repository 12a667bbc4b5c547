"""What is there already: which concerns a reply of ours answered, and on which the resident spoke last."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    concerns = apps.get_model("casework", "concern").objects
    replies = apps.get_model("casework", "reply").objects.filter(released=True, imported=False)
    concerns.filter(pk__in=replies.values("concern")).update(answered_here=True)
    happenings = apps.get_model("casework", "happening").objects
    last = happenings.filter(concern=OuterRef("pk")).order_by("-pk").values("step")[:1]
    spoken = concerns.filter(pk__in=happenings.filter(step="supplement").values("concern"))
    waiting = list(spoken.annotate(last=Subquery(last)).filter(last="supplement").values_list("pk", flat=True))
    for at in range(0, len(waiting), 500):
        concerns.filter(pk__in=waiting[at : at + 500]).update(resident_spoke_last=True)


class Migration(migrations.Migration):
    dependencies = [("casework", "0012_what_waits")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
