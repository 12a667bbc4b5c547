"""The commands that begin an instance: a demo never covers data, and passwords are out before what they open."""

import io
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.web.cli.demo import demo
from zerentian.web.cli.init import show
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
