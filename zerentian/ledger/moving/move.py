"""``move_to()``: an instance into another database. The old one stays as it is and lets nothing more in.

Killed at any moment, nothing is lost: the old database is whole, the new one says that it is not, and running it
again goes on where it stopped. The home (keys, evidence, reports) stays where it is.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import dj_database_url
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction

from zerentian.ledger import moved as marks
from zerentian.ledger.backup.making import identity
from zerentian.ledger.locks import HELD, only_one
from zerentian.ledger.models import Entry, Seal
from zerentian.ledger.moving import guards
from zerentian.ledger.moving.guards import TARGET, rows, run, target
from zerentian.ledger.moving.tables import (
    differing,
    moved_models,
    pieces,
    sequences,
    set_sequence,
    write,
)
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.schema import look

Begin = Callable[[str, int], Any]
"""Opens a bar for so many rows, with a label in both languages: a context whose value advances it."""

DONE = "done"
WAIT = 60  # seconds for another move, or what a killed one left running, to be done
UNDER_WAY = "另一次迁移正在进行，请等它结束 · another move is under way: wait for it"


def move_to(url: str, *, machine_now: datetime, begin: Begin) -> int:
    """Move the instance into the database at ``url``, empty or begun before; return the entries that are there now.

    Refused: a database of another instance, one that is in use, a row that the other engine cannot keep (named).
    """
    name, since = open_target(url), machine_now.astimezone(LOCAL).isoformat(timespec="minutes")
    refuse_source(name)
    with only_one(settings.ZERENTIAN_HOME / "state" / "moving.lock", UNDER_WAY, wait=WAIT):
        arrived = has_arrived()
        marks.put_mark(marks.MOVING, name, since)
        if not arrived:
            prepare(url)
            bring_and_compare(begin)
            put_guards_back()
        prove(url)
        run([f"DROP TABLE IF EXISTS {marks.ARRIVING}"])
        marks.put_mark(marks.MOVED, name, since)
    return Entry.objects.using(TARGET).count()


def open_target(url: str) -> str:
    """Connect to the new database; return its address without a password. NotAllowed when that does not go."""
    try:
        config: dict[str, Any] = dict(dj_database_url.parse(url))
    except ValueError as error:
        raise NotAllowed("无法识别的数据库地址", f"not an address of a database: {error}") from error
    if config["ENGINE"] not in settings.ENGINES:
        raise NotAllowed("只支持 PostgreSQL 和 SQLite", "PostgreSQL or SQLite alone")
    used = connection.settings_dict
    if all(str(config[part] or "") == str(used[part] or "") for part in ("ENGINE", "NAME", "HOST", "PORT")):
        raise NotAllowed("这就是正在使用的数据库", "this is the database in use")
    if "sqlite" in config["ENGINE"]:
        config["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20}
    connections.settings[TARGET] = connections.configure_settings({"default": used, TARGET: config})[TARGET]
    try:
        # SQLite's foreign keys are a switch of the connection; PostgreSQL's are guards, taken off later.
        target().ensure_connection()
        target().disable_constraint_checking()
    except DatabaseError as error:
        raise NotAllowed(f"连不上新库：{error}", "the new database can't be reached") from error
    place = f"{config['HOST'] or 'localhost'}/{config['NAME']}".replace(" ", "%20")
    return f"{target().vendor}://{place}"


def refuse_source(name: str) -> None:
    """Refuse to move a database of another version, or one that is on its way elsewhere."""
    found = marks.mark_of()
    if found and found.target == name:
        return
    if refusal := look().refusal:
        raise NotAllowed(refusal)


def has_arrived() -> bool:
    """Tell whether all of this instance is in the new database already; NotAllowed when something else is."""
    tables = set(target().introspection.table_names())
    if marks.ARRIVING in tables:
        if notes()["instance"] != identity():
            raise NotAllowed(
                "新库里有另一个实例没有迁完的数据", "another instance is on its way into that database"
            )
        return False
    if not tables or ("ledger_entry" in tables and not Entry.objects.using(TARGET).exists()):
        return False
    first = Entry.objects.using(TARGET).order_by("id").first() if "ledger_entry" in tables else None
    if first is None or first.uuid.hex != identity():
        raise NotAllowed("新库不是空的，不会覆盖", "the new database isn't empty: nothing is overwritten")
    if Entry.objects.using(TARGET).count() != Entry.objects.count():
        raise NotAllowed("新库已在使用", "the new database is in use already")
    return True


def prepare(url: str) -> None:
    """Make the new database's tables by a process of its own, and take its guards off until all rows are there."""
    if marks.ARRIVING not in target().introspection.table_names():
        claim()
    if notes()["guards"] != "[]":
        return
    told(url, "migrate", "--arriving")
    off = list(guards.taking_off())
    with transaction.atomic(using=TARGET):
        keep("guards", json.dumps([back for _, back in off]))
        run([statement for statement, _ in off])


def claim() -> None:
    """Write into the new database that it is not whole, and whose it will be."""
    with transaction.atomic(using=TARGET):
        run([f"CREATE TABLE {marks.ARRIVING} (name varchar(200) PRIMARY KEY, value text NOT NULL)"])
        keep("instance", identity())
        keep("guards", "[]")


def notes() -> dict[str, str]:
    """Return what is written down in the new database: whose it is, its guards, how far each table has come."""
    return {name: value for name, value in rows(f"SELECT name, value FROM {marks.ARRIVING}")}  # noqa: C416


def keep(name: str, value: str) -> None:
    """Write down how far something has come."""
    with target().cursor() as cursor:
        cursor.execute(f"DELETE FROM {marks.ARRIVING} WHERE name = %s", [name])
        cursor.execute(f"INSERT INTO {marks.ARRIVING} (name, value) VALUES (%s, %s)", [name, value])


def told(url: str, *arguments: str) -> str:
    """Run a command of this program on the new database; NotAllowed says what it complained of."""
    environment = {**os.environ, "DATABASE_URL": url, "ZERENTIAN_HOME": str(settings.ZERENTIAN_HOME)}
    command = [sys.executable, "-m", "zerentian", *arguments]
    result = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, pass_fds=tuple(HELD)
    )
    if result.returncode:
        raise NotAllowed(f"zerentian {' '.join(arguments)}: {(result.stderr or result.stdout).strip()}")
    return result.stdout


@contextmanager
def one_moment() -> Iterator[None]:
    """Read the old database as it is at one moment while the block runs, and hold up nobody."""
    with connection.cursor() as cursor:
        on_postgresql = connection.vendor == "postgresql"
        cursor.execute(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if on_postgresql else "BEGIN DEFERRED"
        )
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def bring_and_compare(begin: Begin) -> None:
    """Bring every row, compare every row, and let the counts of keys go on, all as of one moment."""
    with one_moment():
        bring_all(begin)
        compare_all(begin)
        for model, last in sequences():
            set_sequence(model, last)


def bring_all(begin: Begin) -> None:
    """Bring every table's rows, from where it stopped on."""
    models = moved_models()
    known = notes()
    total = sum(model._base_manager.using("default").count() for model in models)
    with begin("迁移 · moving", total) as advance:
        for model in models:
            bring(model, json.loads(known.get(model._meta.label, "null")), advance)


def bring(model: Any, after: Any, advance: Callable[[int], object]) -> None:
    """Bring a table's rows behind a key; each piece and how far it came are one transaction."""
    if after == DONE:
        advance(model._base_manager.using("default").count())
        return
    if after is None:
        with target().cursor() as cursor:
            cursor.execute(f'DELETE FROM "{model._meta.db_table}"')
    place = [field.primary_key for field in model._meta.concrete_fields].index(True)
    for piece in pieces(model, after):
        with transaction.atomic(using=TARGET):
            write(model, piece)
            keep(model._meta.label, json.dumps(piece[-1][place], default=str))
        advance(len(piece))
    keep(model._meta.label, json.dumps(DONE))


def compare_all(begin: Begin) -> None:
    """Compare every table row by row; one that changed since it was brought (a sign-in) is brought anew, once."""
    models = moved_models()
    total = sum(model._base_manager.using("default").count() for model in models)
    with begin("逐行核对 · comparing row by row", total) as advance:
        for model in models:
            if differing(model, advance):
                bring(model, None, lambda rows: None)
                if problem := differing(model, lambda rows: None):
                    raise NotAllowed(problem)


def put_guards_back() -> None:
    """Put triggers and foreign keys back, in one transaction with the note that they are."""
    with transaction.atomic(using=TARGET):
        run(json.loads(notes()["guards"]))
        keep("guards", "[]")
    if loose := guards.loose_rows():
        raise NotAllowed(
            f"{loose[0][0]} 的行指向不存在的行", f"a row of {loose[0][0]} names one that is not there"
        )
    run(["ANALYZE"])


def prove(url: str) -> None:
    """Let a process of its own verify the log in the new database, live rows and files; compare the heads."""
    found = json.loads(told(url, "verify", "--log", "--json"))
    last = Seal.objects.order_by("-number").first()
    if last and (found["size"], found["root"]) != (last.size, last.root_hex):
        raise NotAllowed("新库的台账与原库不同", "the log in the new database is another one")


def give_up(url: str | None) -> None:
    """Let the old database be written to again. Refused when it was moved and the new one has gone on since."""
    found = marks.mark_of()
    if found is None:
        raise NotAllowed("这个数据库没有迁移", "this database is not being moved")
    if found.state == marks.MOVED:
        if url is None or open_target(url) != found.target:
            raise NotAllowed(
                f"已迁往 {found.target}：请给出它的地址，以便核对那边没有新记录",
                f"it was moved to {found.target}: give its address, to see that nothing was recorded there since",
            )
        if not has_arrived():
            raise NotAllowed("新库里没有本实例", "this instance is not in the new database")
        # From now on the new one is the copy: it says so and is not served.
        claim()
    marks.take_mark_off()
