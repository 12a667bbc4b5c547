"""Real processes against a database of their own: concurrent writers and killed sealers; a backup brought back."""

import json
import random
import signal
import subprocess
import time

import pytest

from zerentian.ledger.tests.instances import Instance

pytestmark = pytest.mark.processes

WRITER = """
import os, random, sys, django
django.setup()
from django.db import transaction
from django.utils import timezone
from zerentian.ledger.actions import go_live, record
from zerentian.ledger.models import Entry
from zerentian.organization.models import Account
name, count = sys.argv[1], int(sys.argv[2])
chance, acked = random.Random(name), []
by = Account.objects.system("cli")
for number in range(count):
    try:
        with transaction.atomic():
            made = [
                record("ledger.went_live", subject=f"unit:{name}-{number}-{part}", unit="", by=by, now=timezone.now())
                for part in range(chance.randint(1, 3))
            ]
            if chance.random() < 0.1:
                raise RuntimeError
    except RuntimeError:
        continue
    acked += [entry.uuid.hex for entry in made]
print("\\n".join(acked))
"""


@pytest.fixture
def instance(db, tmp_path):
    """An instance begun by ``zerentian init``."""
    made = Instance(tmp_path / "own")
    made.begin()
    try:
        yield made
    finally:
        made.drop()


def test_writers_and_killed_sealers_lose_and_double_nothing(instance) -> None:
    writers = [instance.start("-c", WRITER, name, "25") for name in ("a", "b", "c")]
    chance = random.Random(7)
    sealers: list[subprocess.Popen[str]] = []
    while any(writer.poll() is None for writer in writers):
        while len(sealers) < 2:
            sealers.append(instance.start("-m", "zerentian", "worker"))
        time.sleep(chance.uniform(0.5, 2.5))
        killed = sealers.pop(0)
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
    for sealer in sealers:
        sealer.kill()
        sealer.communicate()
    acked = [uuid for writer in writers for uuid in writer.communicate()[0].split()]
    assert len(acked) > 60
    instance.run("seal")
    folder = instance.home / "log"
    instance.run("export-log", str(folder))
    log = b"".join(path.read_bytes() for path in folder.glob("tile/entries/**/*") if path.is_file())
    assert [uuid for uuid in acked if log.count(f'"uuid":"{uuid}"'.encode()) != 1] == []
    found = json.loads(instance.run("verify", "--log", "--json").stdout)
    assert found["problems"] == []
    assert found["pending"] == 0
