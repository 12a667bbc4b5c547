"""The shape of the database as it stands: told apart from what another version made or somebody changed."""

import re
from collections.abc import Sequence
from hashlib import sha256

from django.db import connection

SQLITE = "SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"

POSTGRESQL = (
    """SELECT 'column ' || c.relname || '.' || a.attname || ': ' || format_type(a.atttypid, a.atttypmod)
        || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END || ' ' || a.attidentity::text || a.attgenerated::text
        || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v')
        AND a.attnum > 0 AND NOT a.attisdropped""",
    """SELECT 'constraint ' || conrelid::regclass || '.' || conname || ': ' || pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND conrelid <> 0""",
    """SELECT 'index ' || indexname || ': ' || indexdef FROM pg_indexes WHERE schemaname = current_schema()""",
    """SELECT 'trigger ' || t.tgname || ': ' || pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace""",
    """SELECT 'function ' || proname || ': ' || md5(prosrc) FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace
        AND prolang <> (SELECT oid FROM pg_language WHERE lanname = 'c')""",
)


def described() -> list[str]:
    """Return the database's tables, columns, constraints, indexes and guards, one a line, sorted."""
    statements: Sequence[str] = POSTGRESQL if connection.vendor == "postgresql" else (SQLITE,)
    lines: list[str] = []
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            lines += [plain(row[0]) for row in cursor.fetchall()]
    return sorted(lines)


def plain(line: str) -> str:
    """Return a line without what PostgreSQL writes otherwise after a dump: casts and brackets; and on one line."""
    return re.sub(r"\s+", " ", re.sub(r"::[a-z]+( varying)?(\[\])?|[()]", "", line)).strip()


def fingerprint(lines: Sequence[str]) -> str:
    """Return the SHA-256 of a description, as 64 hex digits."""
    return sha256("\n".join(lines).encode()).hexdigest()
