"""The mark on a database that was, or is being, moved elsewhere: a guard that lets no entry and no seal in.

It stands in the database itself, so that also a process that runs already, or a machine that was forgotten, cannot
write to both. It changes no row and can be taken off again.
"""

import re
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction

from zerentian.ledger.rules.refusals import NotAllowed

NAME = "ledger_moved"
TABLES = ("ledger_entry", "ledger_seal")
MOVING, MOVED = "moving", "moved"
WORDS = re.compile(r"zerentian-moved: (moving|moved) to (\S+) since ([^\s']+)")
# On the other side: the table that says how far the rows have come. A database that has it is not whole.
ARRIVING = "ledger_arriving"


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a database goes (without its password), since when, and whether all of it is there."""

    state: str
    target: str
    since: str

    @property
    def refusal(self) -> str:
        """Return why nothing may be written here, and what to do."""
        if self.state == MOVING:
            return (
                f"本数据库正在迁往 {self.target}（{self.since} 起），暂不能写入：再次运行 zerentian move-to 完成，"
                "或用 --give-up 放弃"
                f" · this database is being moved to {self.target} since {self.since}: run `zerentian move-to` again"
                " to finish, or give up with --give-up"
            )
        return (
            f"本数据库已于 {self.since} 迁往 {self.target}，不再写入：请把 DATABASE_URL 设为新库"
            f" · this database was moved to {self.target} on {self.since}: set DATABASE_URL to the new one"
        )


def mark_of() -> Mark | None:
    """Return the mark of the database in use, if it has one."""
    statement = {
        "sqlite": f"SELECT sql FROM sqlite_master WHERE name = '{NAME}_{TABLES[0]}'",
        "postgresql": "SELECT prosrc FROM pg_proc"
        f" WHERE proname = '{NAME}' AND pronamespace = current_schema()::regnamespace",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return read(row[0]) if row else None


def read(text: str) -> Mark | None:
    """Return the mark that a guard or a guard's refusal speaks of."""
    found = WORDS.search(text)
    return Mark(*found.groups()) if found else None


@transaction.atomic
def put_mark(state: str, target: str, since: str) -> None:
    """Let no entry and no seal into the database in use; say where it goes. Replaces a mark that is there."""
    take_mark_off()
    words = f"zerentian-moved: {state} to {target} since {since}".replace("'", "")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '%',"
                f" '{words}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
        for table in TABLES:
            body = (
                f"FOR EACH ROW EXECUTE FUNCTION {NAME}()"
                if connection.vendor == "postgresql"
                else f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
            cursor.execute(f"CREATE TRIGGER {NAME}_{table} BEFORE INSERT ON {table} {body}")


@transaction.atomic
def take_mark_off() -> None:
    """Let entries and seals in again."""
    with connection.cursor() as cursor:
        for table in TABLES:
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {NAME}_{table}{on}")
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP FUNCTION IF EXISTS {NAME}()")


def refuse_here() -> None:
    """Refuse work on a database that was, or is being, moved elsewhere."""
    if mark := mark_of():
        raise NotAllowed(mark.refusal)


def refuse_moved(error: IntegrityError) -> None:
    """Turn the guard's refusal into words for whoever was at work when the database moved; do nothing else."""
    if mark := read(str(error)):
        raise NotAllowed(mark.refusal) from error
