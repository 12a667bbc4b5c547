"""The worker as a process: what it does before and between, in which language and by which clock, and how it ends."""

import signal
import threading
from importlib import import_module
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner
from django.utils.translation import get_language, override

from zerentian.organization.subjects import Chore

# A package's commands stand under the names of their modules.
worker = import_module("zerentian.web.cli.worker")


class Thread:
    """A thread that never begins, and may be dead."""

    lives = True
    begun: list["Thread"] = []

    def __init__(self, *, target, args, daemon, name):
        self.target, self.args, self.daemon, self.name = target, args, daemon, name

    def start(self):
        """Be counted as begun."""
        Thread.begun.append(self)

    def is_alive(self):
        """Tell whether it lives."""
        return self.lives


@pytest.fixture
def handlers(monkeypatch) -> dict[int, object]:
    """What the worker does on which signal; its threads never begin, and it waits for nothing."""
    found: dict[int, object] = {}
    monkeypatch.setattr(Thread, "begun", [])
    monkeypatch.setattr(worker, "threading", SimpleNamespace(Event=threading.Event, Thread=Thread))
    monkeypatch.setattr(
        worker,
        "signal",
        SimpleNamespace(signal=found.__setitem__, SIGTERM=signal.SIGTERM, SIGINT=signal.SIGINT),
    )
    monkeypatch.setattr(worker, "SEAL_SECONDS", 0)
    monkeypatch.setattr(worker, "take_away_scratch", lambda folder: None)
    monkeypatch.setattr(worker, "work_once", lambda: found[signal.SIGTERM](signal.SIGTERM, None))
    monkeypatch.delenv(worker.PARENT_PIPE, raising=False)
    return found


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_works_until_it_is_asked_to_stop(handlers, monkeypatch, number):
    worked = []

    def work_once():
        worked.append(number)
        if len(worked) == 2:
            handlers[number](number, None)

    monkeypatch.setattr(worker, "work_once", work_once)
    assert CliRunner().invoke(worker.worker, []).exit_code == 0
    assert worked == [number, number]


def test_a_worker_takes_away_what_was_left_lying_before_it_begins(handlers, monkeypatch, tmp_path):
    done = []
    monkeypatch.setattr(worker.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(worker, "take_away_scratch", lambda folder: done.append((folder, len(Thread.begun))))
    assert CliRunner().invoke(worker.worker, []).exit_code == 0
    assert done == [(tmp_path, 0)]


def test_what_the_day_asks_for_is_shared_out_to_threads_that_end_with_the_worker(handlers):
    assert CliRunner().invoke(worker.worker, []).exit_code == 0
    shared = worker.shared_out(worker.chores())
    assert [(one.name, one.args[1]) for one in Thread.begun] == [(some[0].name, some) for some in shared]
    assert {(one.target, one.daemon, one.args[0].is_set()) for one in Thread.begun} == {
        (worker.daily_work, True, True)
    }


def test_a_worker_whose_daily_work_died_ends_and_is_begun_anew(handlers, monkeypatch):
    monkeypatch.setattr(Thread, "lives", False)
    monkeypatch.setattr(worker, "work_once", lambda: pytest.fail("it goes on without its daily work"))
    told = CliRunner().invoke(worker.worker, [])
    assert told.exit_code == click.ClickException.exit_code
    assert "每日工作意外中止" in told.output


@pytest.mark.parametrize(("pipe", "watched"), [("7", [7]), ("", []), (None, [])])
def test_a_worker_ends_with_its_parent_where_it_has_one(handlers, monkeypatch, pipe, watched):
    found = []
    monkeypatch.setattr(worker, "die_with_parent", found.append)
    if pipe is not None:
        monkeypatch.setenv(worker.PARENT_PIPE, pipe)
    CliRunner().invoke(worker.worker, [])
    assert found == watched


class Stopping:
    """Asked to stop after so many rounds; how long was waited before each."""

    def __init__(self, rounds):
        self.rounds, self.waited = rounds, []

    def wait(self, seconds):
        """Wait so long before the next round; tell whether to stop instead."""
        self.waited.append(seconds)
        return len(self.waited) > self.rounds


def test_each_round_of_the_day_does_every_chore_and_leaves_no_connection_open(monkeypatch):
    done = []
    monkeypatch.setattr(worker, "connection", SimpleNamespace(close=lambda: done.append("closed")))
    monkeypatch.setattr(
        worker, "do", lambda chore, known: done.append(chore.name) or known.setdefault("n", 1)
    )
    stopping = Stopping(2)
    worker.daily_work(stopping, [Chore("a", "a", print), Chore("b", "b", print)])
    assert done == ["a", "b", "closed"] * 2
    assert stopping.waited == [60, 60, 60]


def test_a_round_knows_what_was_done_in_the_one_before(monkeypatch):
    known = []
    monkeypatch.setattr(worker, "connection", SimpleNamespace(close=lambda: None))
    monkeypatch.setattr(worker, "do", lambda chore, done: known.append(dict(done)) or done.update(a=1))
    worker.daily_work(Stopping(2), [Chore("a", "a", print)])
    assert known == [{}, {"a": 1}]


@pytest.mark.parametrize("due", [True, False])
def test_digests_go_out_when_their_time_has_come_in_the_instances_own_language(
    monkeypatch, now, settings, due
):
    sent = []
    monkeypatch.setattr(worker, "is_due", lambda moment: due and moment == now)
    monkeypatch.setattr(worker, "send_digests", lambda moment: sent.append((moment, get_language())))
    with override("en"):
        worker.tell(now)
        assert get_language() == "en"
    assert sent == [(now, settings.LANGUAGE_CODE)] * due


def test_backups_go_by_the_machines_clock_and_counts_by_the_instances(monkeypatch, now):
    done = []
    monkeypatch.setattr(worker, "machine_now", lambda: "the machine's")
    monkeypatch.setattr(worker, "back_up_what_is_due", done.append)
    monkeypatch.setattr(worker, "forget_tallies", done.append)
    worker.back_up(now)
    worker.forget_counts(now)
    assert done == ["the machine's", now]


@pytest.mark.django_db
@pytest.mark.parametrize("pending", [True, False])
def test_what_waits_is_sealed_and_the_search_follows_either_way(monkeypatch, now, pending):
    done = []
    monkeypatch.setattr(worker.Entry.objects, "pending", lambda: SimpleNamespace(exists=lambda: pending))
    monkeypatch.setattr(worker, "seal", lambda *, now: done.append(("sealed", now)))
    monkeypatch.setattr(worker, "catch_up", lambda: done.append("caught up"))
    finder = SimpleNamespace(follow=lambda: done.append("followed"))
    monkeypatch.setattr(worker, "finders", lambda: [finder, finder])
    monkeypatch.setattr(worker, "close_old_connections", lambda: done.append("given up"))
    worker.work_once()
    assert done == [*[("sealed", now)] * pending, "caught up", "followed", "followed"]
