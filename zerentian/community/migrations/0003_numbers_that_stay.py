"""A text keeps its index number, and each version the name of the office that released it."""

from typing import Any

from django.db import migrations, models


def number_texts(apps: Any, schema_editor: Any) -> None:
    """Give every text the index number that its page has shown so far."""
    texts = apps.get_model("community", "Notice").objects
    for one in texts.select_related("unit").iterator():
        texts.filter(pk=one.pk).update(number=f"{one.unit.code}-{one.opened_on.year}-{one.pk:05}")


class Migration(migrations.Migration):
    dependencies = [("community", "0002_warnings")]

    operations = [
        migrations.AddField("notice", "number", models.CharField(blank=True, default="", max_length=60), False),
        migrations.AddField(
            "noticeversion", "issuer", models.CharField(blank=True, default="", max_length=200), False
        ),
        migrations.RunPython(number_texts, migrations.RunPython.noop, elidable=False),
    ]
