"""One ``serve`` on its home and port, whose children live as long as it does and no longer."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.tests.instances import Instance
from zerentian.ledger.tests.processes import ended
from zerentian.web.cli.serve import children, stopper
from zerentian.web.serving.family import Child, Family, back_off, resident
from zerentian.web.serving.holding import close_to_others, hold_home, listen


def test_a_second_serve_on_a_home_is_told_of_the_first(tmp_path):
    home = tmp_path / "not" / "there yet"
    with hold_home(home, "http://127.0.0.1:8000, 4711"):
        with pytest.raises(NotAllowed, match="已有一个 serve") as refused:
            hold_home(home, "again")
        assert "4711" in str(refused.value)
        assert [one.stat().st_mode & 0o077 for one in (home / "run", home / "run" / "serve.lock")] == [0, 0]
    hold_home(home, "later").close()
    assert (home / "run" / "serve.lock").read_bytes() == b"later"


def test_a_port_is_opened_by_one_serve_alone():
    with listen("127.0.0.1", 0, 8) as first, pytest.raises(NotAllowed, match="--port"):
        listen("127.0.0.1", first.getsockname()[1], 8)


def test_a_home_that_others_could_enter_is_closed(tmp_path):
    home = tmp_path / "open"
    home.mkdir(mode=0o755)
    close_to_others(home)
    assert home.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("before", "after"),
    [(0o700, None), (0o500, None), (0o710, 0o700), (0o701, 0o700), (0o1777, 0o1700)],
    ids=["closed", "closed and not to be written", "to a group", "to all", "as a folder for all"],
)
def test_rights_are_taken_from_others_alone_and_a_closed_home_is_not_touched(
    tmp_path, monkeypatch, before, after
):
    home = tmp_path / "some home"
    home.mkdir()
    home.chmod(before)
    given = []
    monkeypatch.setattr(Path, "chmod", lambda path, mode: given.append((path, mode)))
    close_to_others(home)
    assert given == ([] if after is None else [(home, after)])


def test_a_home_that_is_not_there_yet_is_made_for_its_owner_alone(tmp_path):
    home = tmp_path / "not" / "there yet"
    close_to_others(home)
    close_to_others(home)
    assert home.stat().st_mode & 0o777 == 0o700


def test_what_dies_again_and_again_is_started_ever_more_slowly():
    assert [back_off(n) for n in (1, 2, 3, 10)] == [0.5, 1.0, 2.0, 30.0]


def test_memory_of_a_process_is_told_and_of_none_is_nothing():
    assert resident(os.getpid()) > 1_000_000
    assert resident(2**22 + 1) == 0


class Died:
    """A process that has ended."""

    pid, returncode = 4711, -9

    def poll(self):
        """Tell that it has ended."""
        return self.returncode


def test_a_child_that_died_early_waits_and_one_renewed_for_its_memory_does_not():
    child = Child("web-1", [])
    child.process, child.began = Died(), 100.0
    child.look(101.0)
    assert (child.process, child.failures, child.due) == (None, 1, 101.5)
    child.process, child.ripe = Died(), True
    child.look(102.0)
    assert (child.failures, child.due) == (0, 102.0)


def test_a_child_that_was_never_begun_or_still_runs_is_left_alone():
    for process in (None, Running()):
        child = Child("web-1", [], process=process, failures=3, due=7.0)
        child.look(101.0)
        assert (child.process, child.failures, child.due) == (process, 3, 7.0)


@pytest.mark.parametrize(
    ("holds", "most", "asked"), [(101, 100, 1), (100, 100, 0), (101, 0, 0)], ids=["heavy", "just", "no limit"]
)
def test_a_child_that_grew_too_heavy_is_asked_to_stop_once(monkeypatch, holds, most, asked):
    monkeypatch.setitem(Child.weigh.__globals__, "resident", lambda pid: holds)
    process = Stopping(0)
    child = Child("web-1", [], most_memory=most, process=process)
    child.weigh()
    child.weigh()
    assert process.asked == ["terminate"] * asked
    assert child.ripe is bool(asked)
    Child("web-2", [], most_memory=most).weigh()


@pytest.mark.processes
def test_children_end_with_a_parent_that_was_killed(tmp_path):
    script = (
        "from zerentian.web.serving.family import Child, Family\n"
        "Family([Child('sleeper', ['-c', "
        "'import os,time; from zerentian.web.serving.family import *;"
        " die_with_parent(int(os.environ[PARENT_PIPE])); print(os.getpid(), flush=True); time.sleep(60)'"
        "])]).keep()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    assert ended(child)
    parent.stdout.close()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def answer(port: int, path: str, seconds: float = 90) -> bytes:
    """Ask until somebody answers; processes that start beside a whole suite take their time."""
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as response:
                return response.read()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def children_of(pid: int) -> set[int]:
    """Return the processes that a process started."""
    return {int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


@pytest.mark.processes
def test_a_served_instance_outlives_its_processes_and_slow_senders_and_stops_whole(db, tmp_path):
    instance = Instance(tmp_path / "home")
    instance.begin("--origin", "serving-tests")
    try:
        port = free_port()
        serve = instance.start("-m", "zerentian", "serve", "--port", str(port), "--workers", "1")
        try:
            assert b"csrfmiddlewaretoken" in answer(port, "/sign-in/")
            slow = [unfinished(port) for _ in range(8)]
            began = time.monotonic()
            answer(port, "/sign-in/")
            assert time.monotonic() - began < 12  # before a sender is given up
            assert refused_by_length(port) == b"HTTP/1.1 413"
            second = instance.run("serve", "--port", str(port), check=False)
            assert second.returncode == 1
            assert "ZERENTIAN_HOME" in second.stderr
            before = children_of(serve.pid)
            for pid in before:
                os.kill(pid, signal.SIGKILL)
            assert answer(port, "/healthz") == b"ok\n"
            for one in slow:
                one.close()
            until = time.monotonic() + 60
            while len(after := children_of(serve.pid) - before) < 2 and time.monotonic() < until:
                time.sleep(0.1)
            serve.terminate()
            _, log = serve.communicate(timeout=60)
            assert serve.returncode == 0
            assert log.count("started again") >= 2
            assert len(after) == 2
            assert all(ended(pid) for pid in after)
        finally:
            serve.kill()
            serve.wait()
    finally:
        instance.drop()


def unfinished(port: int) -> socket.socket:
    """Return a connection on which a form was begun and is not finished."""
    one = socket.create_connection(("127.0.0.1", port))
    one.sendall(b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nabc")
    return one


def refused_by_length(port: int) -> bytes:
    """Return how an answer to a form of 600 MB begins, of which nothing was sent yet."""
    with socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 600000000\r\n\r\n")
        return one.recv(12)


def test_a_family_starts_what_is_missing(monkeypatch):
    started = []
    monkeypatch.setattr(Child, "start", lambda child, now, pipe: started.append(child.name))
    family = Family([Child("web-1", []), Child("worker", [])])
    family.children[1].due = 10.0
    family.tend(5.0, 0)
    assert started == ["web-1"]


def test_a_family_notices_who_died_and_starts_it_when_its_time_has_come(monkeypatch):
    started = []
    monkeypatch.setattr(Child, "start", lambda child, now, pipe: started.append((child.name, now, pipe)))
    died, ripe, runs = Child("web-1", []), Child("web-2", [], ripe=True), Child("worker", [])
    died.process, ripe.process, runs.process = Died(), Died(), Running()
    family = Family([died, ripe, runs])
    family.tend(1000.0, 7)
    assert started == [("web-2", 1000.0, 7)]
    assert (died.process, died.failures, died.due) == (None, 1, 1000.5)
    family.tend(1000.4, 7)
    ripe.due = 2000.0
    started.clear()
    family.tend(1000.5, 7)
    assert started == [("web-1", 1000.5, 7)]
    assert isinstance(runs.process, Running)


class Stopping:
    """A process that needs so many seconds to stop once asked, and how it was asked."""

    pid = 4711

    def __init__(self, needs):
        self.needs, self.asked = needs, []

    def terminate(self):
        """Ask it to stop."""
        self.asked.append("terminate")

    def kill(self):
        """End it."""
        self.asked.append("kill")
        self.needs = 0

    def wait(self, seconds=None):
        """Wait for it, no longer than allowed."""
        self.asked.append("wait")
        if seconds is not None and self.needs > seconds:
            raise subprocess.TimeoutExpired("child", seconds)


def test_a_family_gives_its_children_time_to_stop_and_ends_those_that_do_not():
    prompt, slow, stuck = Child("web-1", []), Child("web-2", []), Child("web-3", [])
    prompt.process, slow.process, stuck.process = Stopping(0), Stopping(8), Stopping(3600)
    Family([prompt, slow, stuck, Child("worker", [])]).stop()
    assert prompt.process.asked == ["terminate", "wait"]
    assert slow.process.asked == ["terminate", "wait"]
    assert stuck.process.asked == ["terminate", "wait", "kill", "wait"]


def test_a_family_weighs_its_children_from_time_to_time_alone(monkeypatch):
    weighed = []
    monkeypatch.setattr(Child, "weigh", lambda child: weighed.append(child.name))
    family = Family([Child("web-1", [], process=Running())])
    for moment in (6.0, 8.0, 10.0, 12.0):
        family.tend(moment, 0)
    assert len(weighed) == 2


class Running:
    """A process that runs."""

    pid = 4711

    def poll(self):
        """Tell that it runs."""


def test_a_serve_keeps_as_many_web_processes_as_asked_for_one_at_least_and_a_worker():
    assert [child.name for child in children(7, 2)] == ["web-1", "web-2", "worker"]
    assert [child.name for child in children(7, 0)] == ["web-1", "worker"]
    assert children(7, 1)[0].inherits == (7,)


def test_a_signal_asks_the_family_to_stop():
    family = Family([])
    stopper(family)(signal.SIGTERM, None)
    assert family.stopping.is_set()
