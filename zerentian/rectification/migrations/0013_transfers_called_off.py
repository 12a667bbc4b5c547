"""A transfer that was ordered by mistake is called off, and a reading entered wrongly is taken back; both stay."""

from django.db import migrations, models

STATES = [
    ("ordered", "ordered"),
    ("counted", "everybody counted"),
    ("returned", "returned"),
    ("called_off", "called off"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("organization", "0015_office_hours"),
        ("rectification", "0012_measures_that_are_deeds"),
    ]

    operations = [
        migrations.RemoveConstraint("transfer", "transfer_one_under_way"),
        migrations.AddField("reading", "voided", models.BooleanField(default=False)),
        migrations.AlterField(
            "transfer", "state", models.CharField(choices=STATES, default="ordered", max_length=10)
        ),
        migrations.AddConstraint(
            "transfer",
            models.UniqueConstraint(
                condition=models.Q(state__in=("ordered", "counted")),
                fields=("point",),
                name="transfer_one_under_way",
            ),
        ),
    ]
