from hashlib import sha256

from django.conf import settings
from django.db import migrations, models


def take_over(apps, schema_editor):
    """Declare the keys that an instance made by an earlier version has in use; a new one has none yet."""
    if not apps.get_model("ledger", "Instance").objects.exists():
        return
    declared = apps.get_model("ledger", "DeclaredKey")
    for path in sorted((settings.ZERENTIAN_HOME / "keys").glob("contact-*.key")):
        print_ = sha256(b"zerentian contact key\n" + path.read_bytes().strip()).hexdigest()
        declared.objects.get_or_create(fingerprint=print_)


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0004_set_aside'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeclaredKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fingerprint', models.CharField(max_length=64, unique=True)),
            ],
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
