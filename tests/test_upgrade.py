"""Upgrades: migrations are only added, and a database of commit 100abf0 comes whole into this version.

``data/100abf0`` holds an instance made by that commit's own code; its README says how.
"""

import hashlib
import json
from collections.abc import Iterator

import pytest

from zerentian.ledger.registry import FIGURES, definition_digest
from zerentian.ledger.schema import described
from zerentian.ledger.tests.instances import Instance

from .upgrading import DATA, LOOK, ROOT, asked, copied, triggers

EXPECTED = json.loads((DATA / "expected.json").read_text("utf-8"))
FROZEN = [line.split() for line in (DATA / "migrations.sha256").read_text().splitlines()]


# Says, in the words of expected.json, what is in the database now.
# Month totals of 100abf0 whose amounts came to nought: it kept a row for each.
CAME_TO_NOTHING = 95

ASK = """
import json, sys, django
django.setup()
from django.db.models import Sum
from zerentian.casework.models import Concern, Contact
from zerentian.duties.models import Deed
from zerentian.ledger.figures import compute_all
from zerentian.ledger.models import Entry, MonthTotal, Posting, Seal
from zerentian.ledger.registry import FIGURES, definition_digest
from zerentian.ledger.schema import described
from zerentian.ledger.rules.periods import Period
head = Seal.objects.get(size=717)
then = Posting.objects.filter(component__code__in=json.loads(sys.argv[1]))
months = MonthTotal.objects.filter(component__code__in=json.loads(sys.argv[1]))
values = compute_all(sorted(FIGURES), unit="990100/990101", period=Period.parse("2025Q3"), size=717)
print(json.dumps({
    "origin": head.checkpoint.origin,
    "size": head.size,
    "seals": Seal.objects.count(),
    "root": head.root_hex,
    "entries": Entry.objects.count(),
    "deeds": Deed.objects.count(),
    "concerns": Concern.objects.count(),
    "postings": then.count(),
    "amounts": dict(then.values_list("component__code").annotate(sum=Sum("amount"))),
    "month_totals": months.count(),
    "contacts": sum(one.reached.phone.startswith("139000") for one in Contact.objects.all()),
    "figures": {
        one.figure.code: [definition_digest(one.figure), one.value, one.numerator, one.denominator] for one in values
    },
}))
"""

SHAPE = """
import django
django.setup()
from zerentian.ledger.schema import described
print(*described(), sep="\\n")
"""

VERIFY = """
import sys, django
django.setup()
from click.testing import CliRunner
from zerentian.reports.cli.verify import verify
for path in sys.argv[1:]:
    done = CliRunner().invoke(verify, [path])
    print(done.exit_code, path, done.output.replace("\\n", " "))
"""

# Does what an office does every day: something happens, and is sealed.
GO_ON = """
import django
django.setup()
from zerentian.casework import actions
from zerentian.casework.models import Concern
from zerentian.casework.rules.concerns import Channel
from zerentian.ledger.actions import seal
from zerentian.ledger.clock import now
from zerentian.organization.models import Account, Unit
desk = Account.objects.get(username="reception")
said = actions.Said(text="示例：村口路灯坏了。", contact=actions.Reachable(name="示例群众", phone="13900009999"))
actions.receive_concern(said, unit=Unit.objects.get(code="990101"), channel=Channel.CALL, by=desk, now=now())
seal(now=now())
"""


@pytest.mark.parametrize(("digest", "name"), FROZEN, ids=[name for _, name in FROZEN])
def test_a_migration_that_offices_have_run_stays_as_it_is(digest: str, name: str) -> None:
    path = ROOT / name
    assert path.exists(), f"{name} was removed: offices have run it. Bring it back and add a new migration."
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    assert found == digest, f"{name} was edited: offices have run it. Undo that and add a new migration."


def test_a_figure_that_means_something_else_than_it_did_has_a_new_version_and_says_what_changed() -> None:
    """What feeds a figure is part of its meaning: a new verb in its condition is a change like any other."""
    then = {code: value[0] for code, value in EXPECTED["figures"].items()}
    for code in FIGURES.keys() & then.keys():
        figure = FIGURES[code]
        assert (definition_digest(figure) != then[code]) == (figure.version > 1), code
        assert all(words.zh and words.en for words in figure.changed), code


@pytest.fixture(scope="module")
def upgraded(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Instance]:
    """The instance of 100abf0, migrated by this version; what was before stands in its folder."""
    with django_db_blocker.unblock():
        made, folder = copied(tmp_path_factory, tmp_path_factory.mktemp("upgrade") / "home")
    made.backup = folder / "backup"
    made.before = json.loads((folder / "before.json").read_text())
    yield made
    with django_db_blocker.unblock():
        made.drop()


@pytest.mark.django_db
@pytest.mark.processes
def test_everything_of_the_old_database_is_there_and_adds_up(upgraded) -> None:
    # What verbs add up to besides, by this version, is posted by `migrate`; what they did stays.
    found = json.loads(asked(upgraded, ASK, json.dumps(list(EXPECTED["amounts"]))))
    figures = {code: value for code, value in EXPECTED["figures"].items() if code in FIGURES}
    same = {code for code, value in figures.items() if value[0] == definition_digest(FIGURES[code])}
    assert same, "every definition has changed"
    assert {code: found["figures"][code] for code in same} == {code: figures[code] for code in same}
    # The month totals are a cache of postings, written anew: without those that came to nothing.
    assert found["month_totals"] == EXPECTED["month_totals"] - CAME_TO_NOTHING
    for name in EXPECTED.keys() - {"figures", "month_totals"}:
        assert found[name] == EXPECTED[name], name


@pytest.mark.django_db
@pytest.mark.processes
def test_the_old_database_is_called_older_and_then_right(upgraded) -> None:
    assert (upgraded.before["standing"], asked(upgraded, LOOK).strip()) == ("older", "right")


@pytest.mark.django_db
@pytest.mark.processes
def test_a_backup_made_before_the_upgrade_comes_back_upgraded_with_every_file_and_key(
    upgraded, tmp_path
) -> None:
    other = Instance(tmp_path / "elsewhere")
    other.create()
    try:
        keys = str(upgraded.home / "keys")
        told = json.loads(other.run("restore", str(upgraded.backup), "--keys", keys, "--json").stdout)
        assert told == {"entries": EXPECTED["size"], "files": 5}
        (other.home / "keys" / "contact-0001.key").unlink()
        lacking = other.run("restore", "--check", check=False)
        assert lacking.returncode == 1
        assert "contact-*.key" in lacking.stderr
    finally:
        other.drop()


@pytest.mark.django_db
@pytest.mark.processes
def test_the_old_log_verifies_and_goes_on(upgraded) -> None:
    before = json.loads(upgraded.run("verify", "--log", "--json").stdout)
    assert (before["problems"], before["size"]) == ([], EXPECTED["size"])
    asked(upgraded, GO_ON)
    after = json.loads(upgraded.run("verify", "--log", "--json").stdout)
    assert after["problems"] == []
    assert after["size"] > before["size"]


@pytest.mark.django_db
@pytest.mark.processes
def test_a_report_issued_then_still_verifies(upgraded) -> None:
    folder = upgraded.home / "reports" / "2025-0001"
    names = ["report.docx", "report.pdf", "manifest.json", "proof.zip"]
    told = asked(upgraded, VERIFY, *(str(folder / name) for name in names))
    assert [line.split()[0] for line in told.splitlines()] == ["0"] * len(names), told


@pytest.mark.django_db
@pytest.mark.processes
def test_no_guard_of_the_old_database_is_lost(upgraded) -> None:
    guards = set(upgraded.before["guards"])
    assert guards >= {"entry_fixed", "entry_kept", "seal_fixed"}
    assert guards - triggers(upgraded) == set()


@pytest.mark.django_db
@pytest.mark.processes
def test_an_upgraded_database_has_the_shape_of_a_new_one(upgraded) -> None:
    # The one under test has just been made by all migrations.
    assert asked(upgraded, SHAPE).splitlines() == described()
