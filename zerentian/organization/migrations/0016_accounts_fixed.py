from django.db import migrations

TRIGGER = "organization_account_fixed_update"


def make(apps, schema_editor):
    """Make the guard of accounts again on SQLite, where adding a column makes the table anew and lets it go."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TRIGGER}", params=None)
        schema_editor.execute(
            f"CREATE TRIGGER {TRIGGER} AFTER UPDATE ON organization_account FOR EACH ROW"
            " WHEN NEW.username <> OLD.username OR NEW.is_system <> OLD.is_system"
            " BEGIN SELECT RAISE(ABORT, 'username, is_system never change'); END",
            params=None,
        )


class Migration(migrations.Migration):
    """What names an account never changes: the guard that 0004 lost on SQLite stands again."""

    dependencies = [("organization", "0015_office_hours")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
