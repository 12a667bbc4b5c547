"""The commands that begin an instance: a demo never covers data, and passwords are out before what they open."""

import io
import json
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.web.cli.demo import SHOWN, demo
from zerentian.web.cli.init import begin, init, show
from zerentian.web.demo.cast import PASSWORD
from zerentian.web.demo.founding import BEGIN, END

pytestmark = pytest.mark.django_db


@pytest.fixture
def played(monkeypatch) -> list[object]:
    """What the demo's story was asked for, in place of a year's telling."""
    told: list[object] = []

    @contextmanager
    def progress(_label, steps):
        told.append(steps)
        yield None

    names = demo.callback.__globals__
    monkeypatch.setitem(names, "migrate", lambda: None)
    monkeypatch.setitem(names, "progress", progress)
    monkeypatch.setitem(names, "play", lambda *, until, progress: told.append(until))
    return told


def test_the_demo_never_begins_over_data(played):
    done = CliRunner().invoke(demo, [])
    assert isinstance(done.exception, NotAllowed)
    assert played == []


@pytest.mark.parametrize(
    ("asked", "last"),
    [
        ([], END),
        (["--days", "1"], BEGIN),
        (["--days", "3"], BEGIN + timedelta(days=2)),
        (["--days", str((END - BEGIN).days + 1)], END),
    ],
    ids=["all", "one", "three", "as many as there are"],
)
def test_the_demo_tells_as_many_days_as_asked_for(played, monkeypatch, asked, last):
    monkeypatch.setitem(demo.callback.__globals__, "refuse_data", lambda: None)
    done = CliRunner().invoke(demo, asked)
    assert (done.exit_code, played) == (0, [(last - BEGIN).days + 1, last])
    assert "演示乡镇已建立" in done.output


@pytest.mark.parametrize("days", ["0", str((END - BEGIN).days + 2)])
def test_days_that_the_demo_does_not_have_are_a_wrong_call(played, days):
    assert CliRunner().invoke(demo, ["--days", days]).exit_code == 2
    assert played == []


def test_the_first_passwords_are_out_before_anything_else_happens(monkeypatch):
    class Pipe(io.StringIO):
        out = ""

        def flush(self):
            self.out = self.getvalue()

    pipe = Pipe()
    monkeypatch.setattr("sys.stdout", pipe)
    show([SimpleNamespace(account=SimpleNamespace(username="auditor"), password="示例-初始")])
    assert "auditor" in pipe.out
    assert "示例-初始" in pipe.out


def recorded(monkeypatch, command, done, **answers):
    """Let steps of a command be written down in place of being taken; each answers as given."""
    for name, answer in answers.items():

        def step(*_given, _name=name, _answer=answer, **_more):
            done.append(_name)
            return _answer

        monkeypatch.setitem(command.__globals__, name, step)


def test_nothing_is_begun_where_an_instance_stands(monkeypatch):
    done = []
    recorded(monkeypatch, init.callback, done, migrate=[], begin=[], show=None, seal=None)
    told = CliRunner().invoke(init, [])
    assert isinstance(told.exception, NotAllowed)
    assert done == ["migrate"]


def test_every_noun_that_has_a_beginning_begins_with_the_instance(monkeypatch):
    done = []
    nouns = {
        "concerns": SimpleNamespace(begins=lambda: done.append("concerns")),
        "deeds": SimpleNamespace(begins=None),
        "visits": SimpleNamespace(begins=lambda: done.append("visits")),
    }
    monkeypatch.setitem(begin.__globals__, "SUBJECTS", nouns)
    made = SimpleNamespace(account=SimpleNamespace(username="x"), password="示例")
    steps = {"open_ledger": None, "seed_calendar": None, "create_account": made, "grant_keeper": None}
    recorded(monkeypatch, begin, done, **steps)
    assert begin("trial") == [made] * 3
    assert done[:4] == ["open_ledger", "concerns", "visits", "seed_calendar"]
    assert done[4:] == ["create_account", "grant_keeper"] * 3


def test_the_demo_is_told_in_a_database_of_this_version_and_can_be_searched_at_once(monkeypatch, played):
    done, names = [], demo.callback.__globals__
    recorded(monkeypatch, demo.callback, done, migrate=[], refuse_data=None, play=None, catch_up_wholly=None)
    monkeypatch.setitem(
        names, "concerns", SimpleNamespace(catch_up_wholly=lambda: done.append("concerns are searchable"))
    )
    told = CliRunner().invoke(demo, ["--json", "--days", "1"])
    assert done == ["migrate", "refuse_data", "play", "catch_up_wholly", "concerns are searchable"]
    assert json.loads(told.output) == {"entries": Entry.objects.count(), "reports": []}


def test_the_demo_says_who_signs_in_and_with_which_password(monkeypatch, played):
    monkeypatch.setitem(demo.callback.__globals__, "refuse_data", lambda: None)
    told = CliRunner().invoke(demo, []).output
    assert all(name in told for name in SHOWN)
    assert PASSWORD in told
    assert f"共 {Entry.objects.count()} 条台账" in told
