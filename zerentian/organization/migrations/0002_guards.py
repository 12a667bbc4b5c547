"""Triggers for what a constraint cannot say: spans of days that never overlap, codes that never change, and a
tree that never bites its tail."""

from django.db import migrations

# table, columns that name what may have only one span at a time
SPANS = (
    ("organization_unitperiod", ("unit_id",)),
    ("organization_appointment", ("account_id", "post_id")),
    ("organization_areacharge", ("area_id", "post_id")),
)
# table, columns that never change
FIXED = (
    ("organization_unit", ("code", "kind")),
    ("organization_post", ("code", "unit_id", "role", "first")),
    ("organization_unitperiod", ("unit_id", "first")),
    ("organization_appointment", ("account_id", "post_id", "first")),
    ("organization_account", ("username", "is_system")),
)
TAIL = "('/' || NEW.path || '/') LIKE ('%/' || (SELECT code FROM organization_unit WHERE id = NEW.unit_id) || '/_%')"


def overlaps(table, same):
    """The condition that another row of the same thing shares a day with the new one."""
    alike = " AND ".join(f"o.{column} = NEW.{column}" for column in same)
    return (
        f"EXISTS (SELECT 1 FROM {table} o WHERE {alike} AND o.id <> NEW.id"
        " AND o.first <= COALESCE(NEW.last, '9999-12-31') AND COALESCE(o.last, '9999-12-31') >= NEW.first)"
    )


def differs(columns):
    """The condition that an update would change one of the columns."""
    return " OR ".join(f"NEW.{column} <> OLD.{column}" for column in columns)


def guards():
    """Yield (table, name, when, condition, message) of every trigger."""
    for table, same in SPANS:
        yield table, f"{table}_overlap", "INSERT OR UPDATE", overlaps(table, same), "two spans of days overlap"
    for table, columns in FIXED:
        yield table, f"{table}_fixed", "UPDATE", differs(columns), f"{', '.join(columns)} never change"
    yield "organization_unitperiod", "organization_unitperiod_tail", "INSERT OR UPDATE", TAIL, "a unit below itself"


def statements(vendor):
    """Return the SQL that makes every guard on an engine. AFTER, so that a row has its id to be told apart by."""
    for table, name, when, condition, message in guards():
        if vendor == "sqlite":
            for event in when.split(" OR "):
                yield (
                    f"CREATE TRIGGER {name}_{event.lower()} AFTER {event} ON {table} FOR EACH ROW"
                    f" WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"
                )
        if vendor == "postgresql":
            yield (
                f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN IF {condition}"
                f" THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF;"
                " RETURN NEW; END $$ LANGUAGE plpgsql"
            )
            yield f"CREATE TRIGGER {name} AFTER {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


def make(apps, schema_editor):
    """Make the triggers."""
    for sql in statements(schema_editor.connection.vendor):
        schema_editor.execute(sql, params=None)


def drop(apps, schema_editor):
    """Drop the triggers (and, on PostgreSQL, their functions)."""
    vendor = schema_editor.connection.vendor
    for table, name, when, _, _ in guards():
        if vendor == "sqlite":
            for event in when.split(" OR "):
                schema_editor.execute(f"DROP TRIGGER {name}_{event.lower()}", params=None)
        if vendor == "postgresql":
            schema_editor.execute(f"DROP FUNCTION {name}() CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("organization", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
