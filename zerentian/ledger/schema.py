"""The shape of the database as it stands: told apart from what another version made or somebody changed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from zerentian import __version__
from zerentian.ledger import clock
from zerentian.ledger import moved as marks
from zerentian.ledger.actions.posting import bring_postings
from zerentian.ledger.migrating import run_migrations
from zerentian.ledger.models import SchemaMark
from zerentian.ledger.rules.refusals import NotAllowed

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

COLUMNS_SQLITE = """SELECT t.name, c.name FROM sqlite_master t, pragma_table_xinfo(t.name) c
    WHERE t.type IN ('table', 'view')"""
COLUMNS_POSTGRESQL = """SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v')
    AND a.attnum > 0 AND NOT a.attisdropped"""

# What a move to another database puts up for a time.
PASSING = re.compile(rf"^\w+ ({marks.NAME}|{marks.ARRIVING})")


def described() -> list[str]:
    """Return the database's tables, columns, constraints, indexes and guards, one a line, sorted."""
    statements: Sequence[str] = POSTGRESQL if connection.vendor == "postgresql" else (SQLITE,)
    lines: list[str] = []
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            lines += [plain(row[0]) for row in cursor.fetchall()]
    return sorted(line for line in lines if not PASSING.match(line))


def plain(line: str) -> str:
    """Return a line without what PostgreSQL writes otherwise after a dump: casts and brackets; and on one line."""
    return re.sub(r"\s+", " ", re.sub(r"::[a-z]+( varying)?(\[\])?|[()]", "", line)).strip()


def fingerprint(lines: Sequence[str]) -> str:
    """Return the SHA-256 of a description, as 64 hex digits."""
    return sha256("\n".join(lines).encode()).hexdigest()


class Standing(StrEnum):
    """How a database stands to this version of the program."""

    RIGHT = "right"
    EMPTY = "empty"
    OLDER = "older"
    NEWER = "newer"
    FOREIGN = "foreign"
    CHANGED = "changed"
    MOVED = "moved"
    ARRIVING = "arriving"


REFUSED = {Standing.NEWER, Standing.FOREIGN, Standing.MOVED, Standing.ARRIVING}


@dataclass(frozen=True, slots=True)
class Look:
    """What was found when looking at a database: its standing, and the names that say why.

    ``version`` is the one that made a newer database; of one that was moved, the words of its mark.
    """

    standing: Standing
    names: tuple[str, ...] = ()
    version: str = ""

    @property
    def shown(self) -> str:
        """Return at most three of the names, and how many more there are."""
        more = f" … {len(self.names)}" if len(self.names) > 3 else ""
        return "、".join(name.partition(":")[0] for name in self.names[:3]) + more

    @property
    def refusal(self) -> str:
        """Return why the program may not work on this database and what to do; empty when it may."""
        said = {
            Standing.RIGHT: "",
            Standing.EMPTY: "数据库还是空的：请运行 zerentian init 或 zerentian demo"
            " · the database is empty: run `zerentian init` or `zerentian demo`",
            Standing.OLDER: f"数据库版本较旧（缺 {self.shown}）：先运行 zerentian backup，再运行 zerentian migrate"
            f" · the database is older (it lacks {self.shown}): run `zerentian backup`, then `zerentian migrate`",
            Standing.NEWER: f"数据库由较新的版本 {self.version} 建立（{self.shown}），本程序是 {__version__}："
            "请安装该版本，或用 zerentian restore 恢复升级前的备份"
            f" · a newer version {self.version} made this database ({self.shown}), this is {__version__}:"
            " install that version, or restore the backup made before the upgrade",
            Standing.FOREIGN: f"这不是本程序建立的数据库（{self.shown}）：请核对 DATABASE_URL 和 ZERENTIAN_HOME"
            f" · this program did not make this database ({self.shown}): check DATABASE_URL and ZERENTIAN_HOME",
            Standing.CHANGED: f"数据库结构被程序之外改动过（缺 {self.shown}）："
            "请恢复备份；确知原因的，运行 zerentian migrate 认可"
            f" · somebody changed the tables behind the program (gone: {self.shown}): restore a backup;"
            " if you know why, `zerentian migrate` accepts it",
            Standing.MOVED: self.version,
            Standing.ARRIVING: "有实例正在迁入这个数据库，还没有迁完：请在原库再次运行 zerentian move-to"
            " · an instance is on its way into this database: run `zerentian move-to` again from the old one",
        }
        return said[self.standing]


def look() -> Look:
    """Look at the database: is it this version's, and as this version left it?"""
    tables = set(connection.introspection.table_names())
    if not tables:
        return Look(Standing.EMPTY)
    if marks.ARRIVING in tables:
        return Look(Standing.ARRIVING)
    if moved := marks.mark_of():
        return Look(Standing.MOVED, (moved.target,), moved.refusal)
    loader = MigrationLoader(connection)
    applied, known = set(loader.applied_migrations or ()), set(loader.disk_migrations or ())
    if ("ledger", "0001_initial") not in applied:
        return Look(Standing.FOREIGN, tuple(sorted(tables)))
    if unknown := applied - known:
        return Look(Standing.NEWER, names_of(unknown), version_marked(tables))
    if missing := known - applied:
        return Look(Standing.OLDER, names_of(missing))
    # An unreleased version whose migrations were rewritten later has all their names, and not what they make.
    if lacking := lacking_columns(tables):
        return Look(Standing.FOREIGN, lacking)
    gone = differences()[0]
    return Look(Standing.CHANGED, tuple(gone)) if gone else Look(Standing.RIGHT)


def names_of(migrations: set[tuple[str, str]]) -> tuple[str, ...]:
    """Return migrations as ``room.name``, sorted."""
    return tuple(sorted(".".join(one) for one in migrations))


def version_marked(tables: set[str]) -> str:
    """Return the version that left its mark in the database, if any."""
    if SchemaMark._meta.db_table not in tables:
        return ""
    return SchemaMark.objects.values_list("version", flat=True).first() or ""


def lacking_columns(tables: set[str]) -> tuple[str, ...]:
    """Return ``table`` or ``table.column`` of everything that the program reads and the database has not."""
    there, lacking = columns(), []
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table not in tables:
            lacking.append(table)
            continue
        lacking += [
            f"{table}.{one.column}" for one in model._meta.concrete_fields if (table, one.column) not in there
        ]
    return tuple(lacking)


def columns() -> set[tuple[str, str]]:
    """Return (table, column) of all that the database has, in one question: Django's own look at a table reads on
    SQLite the whole statement that made it, which for all tables takes longer than everything else at the start."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS_POSTGRESQL if connection.vendor == "postgresql" else COLUMNS_SQLITE)
        return set(cursor.fetchall())


def differences() -> tuple[list[str], list[str]]:
    """Return what is gone and what is new since the mark was made; nothing when there is no mark."""
    mark = SchemaMark.objects.first()
    if mark is None:
        return [], []
    lines = described()
    if fingerprint(lines) == mark.fingerprint:
        return [], []
    before, after = set(mark.description.split("\n")), set(lines)
    return sorted(before - after), sorted(after - before)


def migrate(*, arriving: bool = False) -> tuple[str, ...]:
    """Bring the database to this version's schema and mark it; return the names of the migrations that ran.

    NotAllowed when a newer version made it, when it is not this program's, or while an instance is moved out of it or
    into it (``arriving`` says that it is the move that asks).
    """
    found = look()
    if found.standing in REFUSED and not (arriving and found.standing is Standing.ARRIVING):
        raise NotAllowed(found.refusal)
    run_migrations()
    if lacking := lacking_columns(set(connection.introspection.table_names())):
        raise NotAllowed(Look(Standing.FOREIGN, lacking).refusal)
    bring_postings()
    mark()
    return found.names if found.standing is Standing.OLDER else ()


def mark() -> None:
    """Write down which version made the tables, and how they look."""
    lines = described()
    values = {
        "version": __version__,
        "fingerprint": fingerprint(lines),
        "description": "\n".join(lines),
        "made_at": clock.now(),
    }
    SchemaMark.objects.update_or_create(pk=1, defaults=values)
