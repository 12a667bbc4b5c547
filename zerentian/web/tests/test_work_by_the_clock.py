"""The worker as a process: what it does before and between, in which language and by which clock."""

import signal
from importlib import import_module
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from django.utils.translation import get_language, override

from zerentian.organization.subjects import Chore

# A package's commands stand under the names of their modules.
worker = import_module("zerentian.web.cli.worker")


class Thread:
    """A thread that never begins."""

    begun: list["Thread"] = []

    def __init__(self, *, target, args, daemon, name):
        self.target, self.args, self.daemon, self.name = target, args, daemon, name

    def start(self):
        """Be counted as begun."""
        Thread.begun.append(self)

    def is_alive(self):
        """Tell whether it lives."""
        return True


@pytest.fixture
def handlers(monkeypatch) -> dict[int, object]:
    """What the worker does on which signal; its threads never begin, and it waits for nothing."""
    found: dict[int, object] = {}
    monkeypatch.setattr(Thread, "begun", [])
    monkeypatch.setattr(worker, "threading", SimpleNamespace(Thread=Thread))
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


@pytest.mark.parametrize(("took", "waits"), [(0.0, 2.0), (0.5, 1.5), (2.0, 0.1), (30.0, 0.1)])
def test_a_worker_seals_every_two_seconds_and_rests_a_moment_where_it_took_longer(
    handlers, monkeypatch, took, waits
):
    rests, clock, asked_to_stop = [], [100.0], iter([False, False, True])
    stopping = SimpleNamespace(is_set=lambda: next(asked_to_stop), wait=rests.append)
    monkeypatch.setattr(worker, "Stopping", lambda: stopping)
    monkeypatch.setattr(worker, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    monkeypatch.setattr(worker, "work_once", lambda: clock.append(clock.pop() + took))
    monkeypatch.setattr(worker, "SEAL_SECONDS", 2)
    worker.worker.callback()
    assert rests == pytest.approx([waits, waits])


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
