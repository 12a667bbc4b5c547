from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0005_opened'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='figuresheet',
            name='figure_sheet_once',
        ),
        migrations.AddConstraint(
            model_name='figuresheet',
            constraint=models.UniqueConstraint(fields=('source', 'period', 'size', 'root'), name='figure_sheet_once_of_a_seal'),
        ),
    ]
