from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_drafts")]

    operations = [
        migrations.AlterField(
            model_name="scoremark",
            name="why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("unknown", "not assessable: nothing is known"),
                    ("few", "not assessable: fewer than 5 cases"),
                    ("unmarked", "not assessable: nobody marked it"),
                    (
                        "redefined",
                        "not assessable: the figure is defined otherwise than when the rules were published",
                    ),
                ],
                max_length=10,
            ),
        ),
    ]
