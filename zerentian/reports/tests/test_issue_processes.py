"""Reports issued by real processes: two at once, and one that is killed on the way."""

import json
import signal
from pathlib import Path

import pytest

from zerentian.ledger.tests.test_processes import Instance

pytestmark = pytest.mark.processes

UNIT = """
import datetime, django
django.setup()
from zerentian.ledger.clock import now
from zerentian.organization.actions.units import open_unit
from zerentian.organization.models import Account
from zerentian.organization.rules.rights import Kind
by = Account.objects.system("cli")
open_unit(code="990199", kind=Kind("county"), name="示例县", parent=None,
          first=datetime.date(2024, 1, 1), by=by, now=now())
"""
# Issues a report, and kills itself when it comes to the point named.
ISSUE = """
import os, signal, sys, django
from pathlib import Path
django.setup()
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import Period
from zerentian.organization.models import Account, Unit
from zerentian.reports.actions import issue_report, outline_named, issuing
def die(*given, **named):
    os.kill(os.getpid(), signal.SIGKILL)
renamed = Path.rename
def rename_and_die(path, to):
    renamed(path, to)
    die()
point = sys.argv[1]
if point == "renamed":
    Path.rename = rename_and_die
elif point:
    setattr(issuing, point, die)
by, moment = Account.objects.system("cli"), now()
outline = outline_named("quarter", by=by, now=moment)
unit = Unit.objects.get(code="990199")
print(issue_report(outline, unit=unit, period=Period.parse("2026"), by=by, now=moment).number)
"""


@pytest.fixture
def instance(db, tmp_path):
    """An instance with one county."""
    made = Instance(tmp_path / "own")
    made.begin()
    try:
        process = made.start("-c", UNIT)
        error = process.communicate()[1]
        assert process.returncode == 0, error
        yield made
    finally:
        made.drop()


def folders(instance: Instance) -> list[str]:
    return sorted(path.name for path in (instance.home / "reports").iterdir() if path.is_dir())


def issued(instance: Instance, dies_at: str = "") -> str:
    """Return the number of a report issued by a process; empty when it was killed."""
    process = instance.start("-c", ISSUE, dies_at)
    out, error = process.communicate()
    assert process.returncode == (-signal.SIGKILL if dies_at else 0), error
    return out.strip()


def told_of(instance: Instance) -> dict[str, str]:
    """Return what the last run left told of itself; nothing once a run came to its end."""
    left = list((instance.home / "state").glob("issuing-*.json"))
    return json.loads(left[0].read_text()) if left else {}


def verified(instance: Instance, folder: Path) -> bool:
    return instance.run("verify", str(folder / "proof.zip"), check=False).returncode == 0


def test_reports_issued_at_once_take_numbers_of_their_own(instance) -> None:
    issuers = [instance.start("-c", ISSUE, "") for _ in range(2)]
    said = [issuer.communicate() for issuer in issuers]
    numbers = sorted(out.strip() for out, _ in said)
    assert numbers == ["2026-0001", "2026-0002"], said
    assert folders(instance) == numbers
    assert all(verified(instance, instance.home / "reports" / number) for number in numbers)


def test_a_killed_issue_leaves_nothing_half(instance) -> None:
    assert issued(instance, "keep") == ""
    assert told_of(instance)["number"] == "2026-0001"
    assert issued(instance, "renamed") == ""
    # A number under which something was composed is never used again.
    assert issued(instance) == "2026-0003"
    assert told_of(instance) == {}
    assert folders(instance) == ["2026-0002", "2026-0003"]
    assert issued(instance, "write_proof") == ""
    assert issued(instance) == "2026-0005"
    for number in ("2026-0003", "2026-0004", "2026-0005"):
        assert verified(instance, instance.home / "reports" / number)
    found = json.loads(instance.run("verify", "--log", "--json", check=False).stdout)
    assert found["problems"] == []
