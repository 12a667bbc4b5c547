"""``zerentian init`` that is cut off: no instance ever stands that nobody can enter."""

import re
import signal
from collections.abc import Iterator

import pytest

from zerentian.ledger.tests.instances import Instance

pytestmark = [pytest.mark.django_db, pytest.mark.processes]

CUT_OFF = """
import os, signal, sys
import django
django.setup()
from zerentian.cli import main
import zerentian.web.cli
beginning = sys.modules["zerentian.web.cli.init"]
{at} = getattr(beginning, "{at}")
def cut_off(*arguments, **options):
    {at}(*arguments, **options) if {after} else None
    os.kill(os.getpid(), signal.SIGKILL)
setattr(beginning, "{at}", cut_off)
sys.argv = ["zerentian", "init", "--origin", "trial"]
main()
"""
ENTER = """
import sys
import django
django.setup()
from zerentian.organization.models import Account
print(Account.objects.get(username=sys.argv[1]).check_password(sys.argv[2]))
"""


@pytest.fixture
def instance(tmp_path) -> Iterator[Instance]:
    """An instance of all tables that nobody has begun."""
    made = Instance(tmp_path / "own")
    made.create_migrated()
    yield made
    made.drop()


def cut_off(instance: Instance, at: str, *, after: bool) -> str:
    """Begin an instance with a process that is killed before or after a step; return what it printed."""
    process = instance.start("-c", CUT_OFF.format(at=at, after=after))
    printed, errors = process.communicate()
    assert process.returncode == -signal.SIGKILL, errors
    return printed


def passwords_in(printed: str) -> dict[str, str]:
    """Return the initial passwords by user name."""
    return dict(re.findall(r"^  (\w+) +(\S+)$", printed, re.M))


def can_enter(instance: Instance, username: str, password: str) -> bool:
    """Tell whether an account takes a password."""
    process = instance.start("-c", ENTER, username, password)
    told, errors = process.communicate()
    assert process.returncode == 0, errors
    return told.strip() == "True"


def test_cut_off_after_the_instance_stands_its_passwords_have_been_shown(instance) -> None:
    printed = cut_off(instance, "seal", after=False)
    assert "已建立 · done" in printed
    passwords = passwords_in(printed)
    assert passwords.keys() == {"administrator", "auditor", "security"}
    assert can_enter(instance, "administrator", passwords["administrator"])
    again = instance.run("init", "--origin", "trial", check=False)
    assert "这里已有数据" in again.stderr
    instance.run("seal")
    instance.run("verify", "--log")


def test_cut_off_before_it_stands_it_is_begun_anew_and_the_passwords_shown_first_do_not_count(
    instance,
) -> None:
    printed = cut_off(instance, "show", after=True)
    assert passwords_in(printed).keys() == {"administrator", "auditor", "security"}
    assert "已建立 · done" not in printed
    passwords = passwords_in(instance.run("init", "--origin", "trial").stdout)
    assert can_enter(instance, "security", passwords["security"])
    assert passwords_in(printed)["security"] != passwords["security"]
    instance.run("verify", "--log")
