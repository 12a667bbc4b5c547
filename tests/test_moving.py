"""An instance moves into another database: every row, guard, count and proof; killed, refused, given up, and back.

From SQLite into PostgreSQL where the suite runs on PostgreSQL, else into another SQLite file.
"""

import json
import random
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from zerentian.ledger.tests.instances import Instance

from .test_upgrade import ASK, CAME_TO_NOTHING, EXPECTED, GO_ON, SHAPE
from .upgrading import LOOK, asked, copy_home, upgraded_on_sqlite

pytestmark = [pytest.mark.django_db, pytest.mark.processes]

BETWEEN_ENGINES = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="tried between the two engines"
)

TAMPER = """
from django.db import IntegrityError, connection
try:
    connection.cursor().execute("UPDATE ledger_entry SET verb = 'x' WHERE id = 1")
except IntegrityError:
    print("guarded")
"""
# The newest row of a table is gone: its key, which an entry may name, must not be given again.
TAKE_LAST = """
import django
django.setup()
from zerentian.web.models import SearchTerm
last = SearchTerm.objects.order_by("-pk").first()
print(last.pk)
last.delete()
"""
MAKE_NEXT = """
from zerentian.web.models import Findable, SearchTerm
print(SearchTerm.objects.create(term="zz", findable=Findable.objects.first()).pk)
"""


# What 100abf0 added up; a later version adds up more besides.
COMPONENTS = json.dumps(list(EXPECTED["amounts"]))


class Move:
    """The instance of 100abf0, migrated, on SQLite; and the same home on the empty database where it moves to."""

    def __init__(self, home: Path) -> None:
        self.old, self.new = Instance(home), Instance(home)
        self.old.environment.pop("DATABASE_URL", None)
        self.new.environment.setdefault("DATABASE_URL", f"sqlite:///{home / 'moved.sqlite3'}")
        self.url = self.new.environment["DATABASE_URL"]

    def to_new(self, *options: str, check: bool = True):
        """Run ``zerentian move-to`` from the old database."""
        return self.old.run("move-to", self.url, *options, check=check)


@pytest.fixture(scope="module")
def migrated(django_db_setup, tmp_path_factory) -> Path:
    """The home of the instance of 100abf0, migrated on SQLite, from which each test takes a copy."""
    return upgraded_on_sqlite(tmp_path_factory) / "home"


@pytest.fixture
def move(migrated, db, tmp_path) -> Iterator[Move]:
    """A move that has not begun."""
    home = tmp_path / "moving"
    copy_home(migrated, home)
    made = Move(home)
    made.new.create()
    try:
        yield made
    finally:
        made.new.drop()


def head(database: Path) -> tuple[int, str]:
    """Return how many entries an SQLite database holds, and the root of its last seal."""
    with closing(sqlite3.connect(database)) as own:
        entries = own.execute("SELECT count(*) FROM ledger_entry").fetchone()[0]
        return entries, own.execute("SELECT root FROM ledger_seal ORDER BY number DESC").fetchone()[0].hex()


def test_everything_arrives_and_the_old_one_lets_nothing_in_any_more(move) -> None:
    deleted = int(asked(move.old, TAKE_LAST))
    done = move.to_new()
    assert "逐行核对" in done.stdout
    told, standing, guarded, key = asked(move.new, ASK + LOOK + TAMPER + MAKE_NEXT, COMPONENTS).splitlines()
    found = json.loads(told)
    # The month totals were written anew before: without those that came to nothing.
    kept = EXPECTED.keys() - {"figures", "month_totals"}
    assert {name: found[name] for name in kept} == {name: EXPECTED[name] for name in kept}
    assert found["month_totals"] == EXPECTED["month_totals"] - CAME_TO_NOTHING
    assert (standing, guarded, int(key)) == ("right", "guarded", deleted + 1)

    process = move.old.start("-c", LOOK + GO_ON)
    out, errors = process.communicate()
    assert out.strip() == "moved"
    assert "不再写入" in errors
    sealed = move.old.run("seal", check=False)
    assert "DATABASE_URL" in sealed.stderr
    assert "recover" not in sealed.stderr

    asked(move.new, GO_ON)
    assert json.loads(move.new.run("verify", "--log", "--json").stdout)["problems"] == []
    again = move.to_new(check=False)
    assert again.returncode == 1
    assert "已在使用" in again.stderr
    assert "已在使用" in move.to_new("--give-up", check=False).stderr


def test_killed_at_any_moment_nothing_is_lost_and_it_goes_on(move) -> None:
    chance = random.Random(11)
    # While the tables are made, while rows arrive, while they are compared, and while the new log is verified.
    for label, latest in (("", 1.5), ("迁移", 0.3), ("逐行", 0.1), ("逐行", 2.5)):
        process = move.old.start("-m", "zerentian", "move-to", move.url)
        while label and process.poll() is None and label not in (process.stderr.readline() or label):
            pass
        time.sleep(chance.uniform(0, latest))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert head(move.old.home / "zerentian.sqlite3") == (EXPECTED["entries"], EXPECTED["root"])
    assert asked(move.new, LOOK).strip() in {"empty", "arriving", "right"}
    move.to_new()
    told, standing = asked(move.new, ASK + LOOK, COMPONENTS).splitlines()
    found = json.loads(told)
    assert {name: found[name] for name in ("entries", "amounts", "contacts", "root")} == {
        name: EXPECTED[name] for name in ("entries", "amounts", "contacts", "root")
    }
    assert standing == "right"
    assert asked(move.old, LOOK).strip() == "moved"


@BETWEEN_ENGINES
def test_a_move_that_is_given_up_leaves_the_old_database_as_it_was(move) -> None:
    before = asked(move.old, SHAPE)
    move.to_new()
    move.to_new("--give-up")
    assert asked(move.new, LOOK).strip() == "arriving"
    assert asked(move.old, SHAPE + LOOK + GO_ON) == before + "right\n"
    move.to_new()
    assert json.loads(move.new.run("verify", "--log", "--json").stdout)["size"] > EXPECTED["size"]


def test_a_database_in_use_and_one_that_cannot_be_reached_are_refused(move) -> None:
    other = move.old.home / "strange.sqlite3"
    with closing(sqlite3.connect(other)) as own, own:
        own.execute("CREATE TABLE letters (words TEXT)")
    refused = move.old.run("move-to", f"sqlite:///{other}", check=False)
    assert "不会覆盖" in refused.stderr
    unreachable = move.old.run("move-to", "postgresql://nobody@127.0.0.1:9/none", check=False)
    assert "连不上" in unreachable.stderr
    assert "Traceback" not in unreachable.stderr
    same = move.old.run("move-to", f"sqlite:///{move.old.home / 'zerentian.sqlite3'}", check=False)
    assert "正在使用" in same.stderr
    assert asked(move.old, LOOK).strip() == "right"


@BETWEEN_ENGINES
def test_the_way_back_brings_the_same_log(move) -> None:
    move.to_new()
    asked(move.new, GO_ON)
    back = move.new.home / "back.sqlite3"
    move.new.run("move-to", f"sqlite:///{back}")
    move.old.environment["DATABASE_URL"] = f"sqlite:///{back}"
    verified = json.loads(move.old.run("verify", "--log", "--json").stdout)
    assert verified["problems"] == []
    assert verified["size"] > EXPECTED["size"]
    assert (asked(move.old, LOOK).strip(), asked(move.new, LOOK).strip()) == ("right", "moved")
