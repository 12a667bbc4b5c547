"""Triggers that refuse to alter or remove an entry; the sealer's two columns can be set once."""

from django.db import migrations

FIXED = (
    "id, uuid, verb, subject, unit, actor_id, occurred_on, recorded_at, facts, commitments, "
    "replaces, change, because, leaf"
)

SQLITE = {
    "entry_fixed": f"BEFORE UPDATE OF {FIXED} ON ledger_entry",
    "entry_kept": "BEFORE DELETE ON ledger_entry",
    "entry_index_once": 'BEFORE UPDATE OF "index" ON ledger_entry WHEN OLD."index" IS NOT NULL',
    "entry_replaced_once": "BEFORE UPDATE OF replaced_at ON ledger_entry WHEN OLD.replaced_at IS NOT NULL",
    # INSERT OR REPLACE deletes without firing the delete trigger, so a taken key is refused beforehand.
    "entry_not_overwritten": (
        "BEFORE INSERT ON ledger_entry WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.id"
        ' OR uuid = NEW.uuid OR "index" = NEW."index" OR replaces = NEW.replaces)'
    ),
    "entry_enters_unsealed": (
        'BEFORE INSERT ON ledger_entry WHEN NEW."index" IS NOT NULL OR NEW.replaced_at IS NOT NULL'
    ),
    "seal_fixed": "BEFORE UPDATE ON ledger_seal",
    "seal_kept": "BEFORE DELETE ON ledger_seal",
    "seal_not_overwritten": (
        "BEFORE INSERT ON ledger_seal WHEN EXISTS"
        " (SELECT 1 FROM ledger_seal WHERE number = NEW.number OR size = NEW.size)"
    ),
}

POSTGRESQL = {
    "entry_fixed": f"BEFORE UPDATE OF {FIXED} ON ledger_entry FOR EACH ROW",
    "entry_kept": "BEFORE DELETE ON ledger_entry FOR EACH ROW",
    "entry_not_emptied": "BEFORE TRUNCATE ON ledger_entry FOR EACH STATEMENT",
    "entry_index_once": (
        'BEFORE UPDATE OF "index" ON ledger_entry FOR EACH ROW WHEN (OLD."index" IS NOT NULL)'
    ),
    "entry_replaced_once": (
        "BEFORE UPDATE OF replaced_at ON ledger_entry FOR EACH ROW WHEN (OLD.replaced_at IS NOT NULL)"
    ),
    "entry_enters_unsealed": (
        "BEFORE INSERT ON ledger_entry FOR EACH ROW"
        ' WHEN (NEW."index" IS NOT NULL OR NEW.replaced_at IS NOT NULL)'
    ),
    "seal_fixed": "BEFORE UPDATE ON ledger_seal FOR EACH ROW",
    "seal_kept": "BEFORE DELETE ON ledger_seal FOR EACH ROW",
    "seal_not_emptied": "BEFORE TRUNCATE ON ledger_seal FOR EACH STATEMENT",
}

REFUSE = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the ledger is append-only: %', TG_NAME USING ERRCODE = 'integrity_constraint_violation'; END
$$
"""


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, clause in SQLITE.items():
            schema_editor.execute(
                f"CREATE TRIGGER {name} {clause} BEGIN"
                f" SELECT RAISE(ABORT, 'the ledger is append-only: {name}'); END",
                params=None,
            )
    else:
        schema_editor.execute(REFUSE, params=None)
        for name, clause in POSTGRESQL.items():
            schema_editor.execute(
                f"CREATE TRIGGER {name} {clause} EXECUTE FUNCTION ledger_refuse()", params=None
            )


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER {name}", params=None)
    else:
        for name, clause in POSTGRESQL.items():
            table = clause.split(" ON ")[1].split()[0]
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}", params=None)
        schema_editor.execute("DROP FUNCTION ledger_refuse()", params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
