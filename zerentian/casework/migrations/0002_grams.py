"""The full-text index of concerns, by each engine's own means; derived, no record of its own."""

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE casework_grams USING fts5(grams, tokenize='unicode61 remove_diacritics 0', detail='full')",
)
POSTGRESQL = (
    "CREATE TABLE casework_grams (concern_id bigint PRIMARY KEY, grams tsvector NOT NULL)",
    "CREATE INDEX casework_grams_found ON casework_grams USING gin (grams)",
)


def make(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE casework_grams")


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
