"""An import that is killed on the way leaves nothing; the next one brings all of it."""

import csv
import json
import signal

import pytest

from zerentian.ledger.tests.test_processes import Instance

pytestmark = pytest.mark.processes

UNITS = """
import datetime, django
django.setup()
from zerentian.ledger.clock import now
from zerentian.organization.actions.units import open_unit
from zerentian.organization.models import Account
from zerentian.organization.rules.rights import Kind
by, county = Account.objects.system("cli"), None
for code, kind in (("990100", "county"), ("990101", "township")):
    county = open_unit(code=code, kind=Kind(kind), name="示例", parent=county,
                       first=datetime.date(2024, 1, 1), by=by, now=now())
"""
# Imports a file, and kills itself when the third batch has been written, before the commit.
KILLED = """
import os, signal, sys, django
django.setup()
from zerentian.exchange.actions import imports
from zerentian.ledger.clock import now
from zerentian.organization.models import Account, Unit
imports.BATCH, written, receive = 50, [], imports.receive_many
def receive_and_die(*given, **named):
    receive(*given, **named)
    written.append(1)
    if len(written) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
imports.receive_many = receive_and_die
with open(sys.argv[1], "rb") as stream:
    imports.import_concerns(stream, name="many.csv", unit=Unit.objects.get(code="990101"),
                            by=Account.objects.system("cli"), now=now())
"""
COUNT = """
import django
django.setup()
from zerentian.casework.models import ClockRun, Concern, Happening
from zerentian.exchange.models import ImportRun
from zerentian.ledger.models import Entry
print([model.objects.count() for model in (Concern, ClockRun, Happening, ImportRun)],
      Entry.objects.filter(subject__startswith="concern:").count())
"""


@pytest.fixture
def instance(db, tmp_path):
    """An instance with one township."""
    made = Instance(tmp_path / "own")
    made.begin()
    try:
        script(made, UNITS)
        yield made
    finally:
        made.drop()


def script(instance, text, *arguments, code=0):
    """Run a script of its own process; return what it printed."""
    process = instance.start("-c", text, *arguments)
    out, error = process.communicate()
    assert process.returncode == code, error
    return out.strip()


def test_a_killed_import_leaves_nothing_and_the_next_brings_all_of_it(instance, tmp_path):
    file = tmp_path / "many.csv"
    with file.open("w", encoding="utf-8", newline="") as text:
        rows = [[number, f"示例：第{number}件事。", "2026-02-27 10:30"] for number in range(300)]
        csv.writer(text).writerows([["编号", "诉求内容", "受理时间"], *rows])
    script(instance, KILLED, str(file), code=-signal.SIGKILL)
    assert script(instance, COUNT) == "[0, 0, 0, 0] 0"
    brought = json.loads(instance.run("import", "concerns", str(file), "--json").stdout)
    assert (brought["created"], brought["errors"]) == (300, [])
    assert script(instance, COUNT) == "[300, 600, 300, 1] 300"
    again = json.loads(instance.run("import", "concerns", str(file), "--json").stdout)
    assert (again["unchanged"], again["created"]) == (300, 0)
