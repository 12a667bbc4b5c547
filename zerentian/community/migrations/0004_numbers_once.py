"""An index number is given once. Apart from the filling of it: PostgreSQL alters no table with changes pending."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("community", "0003_numbers_that_stay")]

    operations = [
        migrations.AddConstraint(
            "notice",
            models.UniqueConstraint(
                fields=["number"],
                condition=models.Q(("number", ""), _negated=True),
                name="notice_number_once",
            ),
        ),
    ]
