import django.db.models.deletion
import zerentian.ledger.models.entries
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('duties', '0004_conduct'),
        ('evidence', '0009_pairs_of_texts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='meetingevent',
            name='step',
            field=models.CharField(choices=[('open', 'Being prepared'), ('call', 'Call the meeting'), ('change', 'Change day or place'), ('hold', 'Record who was there'), ('minute', 'Draft the minutes'), ('agree', 'Agree to the minutes'), ('sign', 'Sign the minutes'), ('return', 'Return to be mended'), ('reopen', 'Take up again'), ('scan', 'Add a scan of the signed paper'), ('cancel', 'Cancel')], max_length=12),
        ),
        migrations.CreateModel(
            name='MinutesRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('salt', models.BinaryField(default=zerentian.ledger.models.entries.new_salt, max_length=16)),
                ('words', models.CharField(max_length=300)),
                ('minutes', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='round', to='duties.minutes')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='minutes_round_whole')],
            },
        ),
        migrations.CreateModel(
            name='MinutesScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('salt', models.BinaryField(default=zerentian.ledger.models.entries.new_salt, max_length=16)),
                ('added_at', models.DateTimeField()),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.file')),
                ('minutes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='duties.minutes')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('minutes', 'file'), name='minutes_scan_once')],
            },
        ),
    ]
