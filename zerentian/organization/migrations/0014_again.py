from django.db import migrations, models


class Migration(migrations.Migration):
    """The sign-in log also holds passwords that were entered again."""

    dependencies = [
        ('organization', '0013_local_rules'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='signin',
            name='sign_in_outcome_known',
        ),
        migrations.AlterField(
            model_name='signin',
            name='outcome',
            field=models.CharField(choices=[('signed_in', 'signed in'), ('refused', 'refused'), ('locked', 'refused: too many tries'), ('half', 'password right, code awaited'), ('again', 'password entered again'), ('signed_out', 'signed out'), ('expired', 'signed out for being idle'), ('limit', 'signed out after the longest time'), ('ended', 'ended from elsewhere'), ('unlocked', 'unlocked')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='signin',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['signed_in', 'refused', 'locked', 'half', 'again', 'signed_out', 'expired', 'limit', 'ended', 'unlocked'])), name='sign_in_outcome_known'),
        ),
    ]
