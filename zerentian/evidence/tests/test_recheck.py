"""What lies on disk is hashed again; what does not hold is named and recorded."""

import json
import os
from io import BytesIO

import pytest
from click.testing import CliRunner

from zerentian.evidence import store
from zerentian.evidence.actions import check_files, deposit, receive, recheck, recheck_is_due
from zerentian.evidence.cli import evidence
from zerentian.evidence.models import File
from zerentian.evidence.tests import files
from zerentian.ledger.models import Entry
from zerentian.organization.access import Forbidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(clerk, now):
    return [
        deposit(BytesIO(files.PDF + bytes(n)), name="a.pdf", by=clerk, now=now.replace(minute=n))
        for n in range(3)
    ]


def alter(file: File) -> None:
    """Change one byte of a kept file, as somebody with the disk in hand could."""
    os.chmod(file.path, 0o640)
    file.path.write_bytes(file.path.read_bytes()[:-1] + b"!")


def test_sound_files_are_said_to_be_sound(three, cli, now):
    run, damages = recheck(1, now, by=cli)
    assert (run.checked, run.damaged, run.missing, damages) == (3, 0, 0, [])
    assert Entry.objects.get(verb="evidence.rechecked").fact["checked"] == 3


def test_one_changed_byte_and_a_missing_file_are_found_and_named(three, cli, now):
    alter(three[0])
    three[1].path.unlink()
    run, damages = recheck(1, now, by=cli)
    assert [(d.file, d.condition) for d in damages] == [(three[0], "damaged"), (three[1], "missing")]
    assert three[0].sha256 in damages[0].text
    assert (run.damaged, run.missing) == (1, 1)
    assert set(Entry.objects.filter(verb="evidence.damaged").values_list("subject", flat=True)) == {
        three[0].ref,
        three[1].ref,
    }


def test_damage_is_recorded_once_and_its_repair_too(three, cli, now, clerk):
    alter(three[0])
    recheck(1, now, by=cli)
    recheck(1, now, by=cli)
    assert Entry.objects.filter(verb="evidence.damaged").count() == 1
    deposit(BytesIO(files.PDF), name="a.pdf", by=clerk, now=now)
    recheck(1, now, by=cli)
    assert Entry.objects.filter(verb="evidence.restored").count() == 1
    assert File.objects.get(pk=three[0].pk).condition == "sound"


def test_a_share_goes_round_to_those_checked_longest_ago(three, cli, now):
    seen = [run_on(cli, now.replace(hour=10 + n)) for n in range(3)]
    assert seen == [three[0].pk, three[1].pk, three[2].pk]


def run_on(cli, now):
    recheck(1 / 3, now, by=cli)
    return File.objects.get(checked_at=now).pk


def test_checking_for_verify_writes_nothing(three):
    alter(three[2])
    counted, entries = [], Entry.objects.count()
    assert [damage.file for damage in check_files(counted.append)] == [three[2]]
    assert sum(counted) == 3
    assert Entry.objects.count() == entries


def test_what_an_interrupted_upload_left_is_removed_after_a_day(cli, now, three):
    fresh, old = (receive(BytesIO(files.PDF + name), name="a.pdf") for name in (b"fresh", b"old"))
    half = store.incoming() / ".upload-old"
    half.write_bytes(b"half")
    for path in (half, store.path_of(old.sha256), three[0].path):
        os.utime(path, (0, 0))
    recheck(1, now, by=cli)
    assert not half.exists()
    assert not store.path_of(old.sha256).exists()
    assert store.path_of(fresh.sha256).exists()
    assert three[0].path.exists()


def test_what_somebody_else_removed_meanwhile_is_no_error(cli, now, monkeypatch):
    gone = store.incoming() / ".upload-gone"
    monkeypatch.setattr(store, "abandoned", lambda moment: [gone])
    recheck(1, now, by=cli)
    assert Entry.objects.get(verb="evidence.rechecked").fact["unclaimed"] == 1


def test_who_may_not_verify_cannot_recheck(administrator, now):
    with pytest.raises(Forbidden):
        recheck(1, now, by=administrator)


def test_the_command_says_all_is_well(three, cli):
    ran = CliRunner().invoke(evidence, ["recheck", "--all", "--json"])
    assert ran.exit_code == 0
    assert json.loads(ran.stdout) == {"checked": 3, "damaged": 0, "missing": 0, "files": []}


def test_the_command_names_the_damaged_file_and_ends_with_1(three, cli):
    alter(three[1])
    ran = CliRunner().invoke(evidence, ["recheck", "--all", "--json"])
    assert ran.exit_code == 1
    said = json.loads(ran.stdout)["files"][0]
    assert (said["sha256"], said["condition"]) == (three[1].sha256, "damaged")
    ran = CliRunner().invoke(evidence, ["recheck", "--all"])
    assert ran.exit_code == 1
    assert three[1].sha256 in ran.output


@pytest.mark.parametrize("share", ["0", "1.5", "half"])
def test_a_share_that_is_none_is_a_wrong_call(share):
    assert CliRunner().invoke(evidence, ["recheck", "--share", share]).exit_code == 2


def test_a_recheck_is_due_once_a_day_and_only_where_there_are_files(now, cli, clerk):
    assert not recheck_is_due(now)
    deposit(BytesIO(files.PDF), name="a.pdf", by=clerk, now=now)
    assert recheck_is_due(now)
    recheck(1 / 30, now, by=cli)
    assert not recheck_is_due(now.replace(hour=23))
    assert recheck_is_due(now.replace(day=3, hour=1))
