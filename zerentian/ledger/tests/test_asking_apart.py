"""Asking for a foreign file to be read apart, with the child and the process that bears it played by the test."""

import errno
import importlib
import io
import operator
import os
import pickle
import socket
import sys
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from zerentian.ledger.backup.databases import Corrupt
from zerentian.ledger.foreign import Limits, Unopened, opening
from zerentian.ledger.foreign.opening import answer_of
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words
from zerentian.ledger.tests.sockets import framed

SMALL = Limits(seconds=3, answer=1024)


class CellRefused(NotAllowed):
    """A refusal that is made of something of its own beside its words."""

    def __init__(self, cell: str, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.cell = cell


def refuse() -> None:
    raise NotAllowed("不收", "not kept")


class TestNursery:
    """How the process is started and stopped, and children asked for, with a process that only holds its line."""

    @pytest.fixture
    def begun(self, monkeypatch):
        """The processes that were started."""
        begun: list[SimpleNamespace] = []

        def start(command, *, pass_fds, env, cwd, **streams):
            (descriptor,) = pass_fds
            end = socket.socket(fileno=os.dup(descriptor))
            end.settimeout(0)
            waited: list[int] = []
            begun.append(
                SimpleNamespace(
                    command=command,
                    said=descriptor,
                    env=env,
                    cwd=cwd,
                    end=end,
                    waited=waited,
                    wait=waited.append,
                )
            )
            assert set(streams.values()) == {opening.subprocess.DEVNULL}
            return begun[-1]

        monkeypatch.setattr(opening.subprocess, "Popen", start)
        yield begun
        for one in begun:
            one.end.close()

    @pytest.fixture
    def house(self):
        """A nursery of the test's own."""
        house = opening.Nursery()
        yield house
        house.process = None
        house.stop()

    @staticmethod
    def taken(process) -> str:
        """Return the module that a process was asked for."""
        message, (descriptor,), _, _ = socket.recv_fds(process.end, 4096, 1)
        os.close(descriptor)
        return message.decode()

    def test_it_is_started_when_first_needed_and_serves_what_comes_after(self, house, begun, line):
        for module in ("json", "csv"):
            house.hand(module, line[0])
        (process,) = begun
        assert (self.taken(process), self.taken(process)) == ("json", "csv")

    def test_it_begins_apart_with_the_places_of_our_modules_and_nothing_else_of_ours(
        self, house, begun, line
    ):
        house.hand("json", line[0])
        (process,) = begun
        assert process.command[:3] == [sys.executable, "-I", "-c"]
        assert process.command[3].endswith(f"import main; main({process.said})")
        assert repr(sys.path) in process.command[3]
        assert (process.env, process.cwd) == ({"LC_ALL": "C.UTF-8"}, "/")

    def test_one_that_died_is_started_again_and_asked_again(self, house, begun, line):
        house.hand("json", line[0])
        begun[0].end.close()
        house.hand("csv", line[0])
        assert len(begun) == 2
        assert begun[0].waited == [opening.GRACE]
        assert self.taken(begun[1]) == "csv"

    def test_stopping_closes_its_line_waits_for_it_and_may_be_done_twice(self, house, begun, line):
        house.hand("json", line[0])
        self.taken(begun[0])
        house.stop()
        house.stop()
        assert begun[0].end.recv(1) == b""
        assert begun[0].waited == [opening.GRACE]

    def test_a_forked_process_starts_its_own_and_leaves_its_parents_alone(
        self, house, begun, line, monkeypatch
    ):
        house.hand("json", line[0])
        monkeypatch.setattr(opening, "NURSERY", house)
        house.lock.acquire()
        while house.places.acquire(blocking=False):
            pass
        opening.after_fork()
        assert house.places.acquire(blocking=False)
        house.hand("csv", line[0])
        assert len(begun) == 2
        assert begun[0].waited == []
        assert self.taken(begun[1]) == "csv"


class TestAsking:
    """``answer_of``, with a child played by the test."""

    @pytest.fixture
    def child(self, monkeypatch):
        """Return what makes the child answer with these bytes; it tells what it was asked."""
        asked = SimpleNamespace(module="", line=None, patience=None)
        held = ExitStack()

        class Line(socket.socket):
            def settimeout(self, seconds: float | None) -> None:
                asked.patience = seconds
                super().settimeout(seconds)

        def pair() -> tuple[socket.socket, socket.socket]:
            ours, theirs = socket.socketpair()
            return Line(fileno=ours.detach()), theirs

        def answering(said: bytes, *, ends: bool = False) -> SimpleNamespace:
            def hand(module: str, end: socket.socket) -> None:
                asked.module, asked.line = module, held.enter_context(end.dup())
                asked.line.sendall(said)
                if ends:
                    asked.line.shutdown(socket.SHUT_WR)

            monkeypatch.setattr(opening.NURSERY, "hand", hand)
            return asked

        monkeypatch.setattr(opening, "socket", SimpleNamespace(socketpair=pair))
        with held:
            yield answering

    def test_the_work_is_sent_behind_its_length_and_the_answer_is_taken(self, child):
        asked = child(framed(pickle.dumps((True, [1, date(2026, 3, 2)]))))
        assert answer_of("csv", b"the work", SMALL) == (True, [1, date(2026, 3, 2)])
        assert (asked.module, asked.patience) == ("csv", 3 + opening.GRACE)
        assert asked.line.recv(99) == framed(b"the work")
        # Our end is closed: the child is not waited for.
        assert asked.line.recv(1) == b""

    def test_an_answer_may_be_as_long_as_its_limit_and_no_longer(self, child):
        content = pickle.dumps((True, "x"))
        child(framed(content))
        assert answer_of("csv", b"", Limits(answer=len(content))) == (True, "x")
        child(framed(content))
        with pytest.raises(Unopened):
            answer_of("csv", b"", Limits(answer=len(content) - 1))

    @pytest.mark.parametrize(
        "said",
        [b"", b"\0" * 7, framed(b"x" * 20)[:-1], framed(b"no pickle"), framed(pickle.dumps(os.system))],
    )
    def test_a_child_that_ends_too_early_or_answers_strangely_is_one_sentence(self, child, said):
        child(said, ends=True)
        with pytest.raises(Unopened, match="另存一份再试"):
            answer_of("csv", b"", SMALL)

    def test_one_that_never_answers_is_given_up(self, child, monkeypatch):
        monkeypatch.setattr(opening, "GRACE", 0)
        child(b"")
        with pytest.raises(Unopened) as given_up:
            answer_of("csv", b"", Limits(seconds=0))
        assert given_up.value.__cause__.errno == errno.EAGAIN


class TestAnswers:
    @pytest.mark.parametrize(
        ("module", "name"),
        [
            ("builtins", "set"),
            ("builtins", "frozenset"),
            ("datetime", "date"),
            ("datetime", "timedelta"),
            ("zerentian.ledger.rules.refusals", "NotAllowed"),
            ("zerentian.ledger.rules.words", "Words"),
            ("zerentian.ledger.foreign.opening", "Limits"),
        ],
    )
    def test_plain_data_and_what_the_program_declares_may_be_in_one(self, module, name):
        wanted = getattr(importlib.import_module(module), name)
        assert opening.Plain(io.BytesIO()).find_class(module, name) is wanted

    @pytest.mark.parametrize(
        ("module", "name"),
        [
            ("builtins", "eval"),
            ("builtins", "int"),
            ("builtins", "date"),
            ("datetime", "tzinfo"),
            ("datetime", "set"),
            ("posix", "system"),
            ("pathlib", "Path"),
            ("zerentian.ledger.foreign.opening", "read_apart"),
            ("zerentian.ledger.foreign.opening", "Nursery"),
            ("zerentian.ledger.foreign.opening", "NURSERY"),
            ("zerentian.never.imported", "Words"),
        ],
    )
    def test_nothing_that_runs_may_be(self, module, name):
        with pytest.raises(pickle.UnpicklingError, match=name):
            opening.Plain(io.BytesIO()).find_class(module, name)

    @pytest.mark.parametrize(
        "refusal",
        [
            Unopened(),
            opening.Busy(),
            Corrupt("page 7"),
            CellRefused("B7", "不收", "not kept"),
            NotAllowed("不收", "not kept"),
            NotAllowed("不收 · not kept"),
            NotAllowed(Words("不收", "not kept")),
        ],
        ids=lambda refusal: type(refusal).__name__,
    )
    def test_a_refusal_is_the_same_on_the_other_side_whatever_it_is_made_of(self, refusal):
        there = pickle.loads(pickle.dumps(refusal))
        assert (type(there), there.words, str(there)) == (type(refusal), refusal.words, str(refusal))
        assert vars(there) == vars(refusal)


class TestReadingApart:
    @pytest.fixture
    def answers(self, monkeypatch):
        """Return what makes every piece of work end in this answer; it tells what was handed over."""

        def be(done: bool, value: object) -> list[tuple[str, object, Limits]]:
            handed: list[tuple[str, object, Limits]] = []

            def answer(module: str, content: bytes, limits: Limits) -> tuple[bool, object]:
                handed.append((module, pickle.loads(content), limits))
                return done, value

            monkeypatch.setattr(opening, "answer_of", answer)
            return handed

        return be

    def test_a_path_is_said_in_full_for_the_child_works_elsewhere(self, answers, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        handed = answers(True, 42)
        assert opening.read_apart(operator.add, Path("a.csv"), "b.csv", limits=SMALL) == 42
        assert handed == [("_operator", (operator.add, (tmp_path / "a.csv", "b.csv"), SMALL), SMALL)]

    def test_what_was_refused_is_raised_and_what_was_found_returned_be_it_a_refusal(self, answers):
        found = NotAllowed("不收", "not kept")
        answers(True, found)
        assert opening.read_apart(refuse) is found
        answers(False, found)
        with pytest.raises(NotAllowed) as raised:
            opening.read_apart(refuse)
        assert raised.value is found

    def test_a_place_is_free_again_whatever_came_of_it_and_where_none_is_one_must_wait(
        self, answers, monkeypatch
    ):
        monkeypatch.setattr(opening, "NURSERY", opening.Nursery())
        answers(False, Unopened())
        for _ in range(opening.AT_ONCE + 1):
            with pytest.raises(Unopened):
                opening.read_apart(refuse, limits=Limits(seconds=0))
        for _ in range(opening.AT_ONCE):
            assert opening.NURSERY.places.acquire(blocking=False)
        with pytest.raises(opening.Busy, match="请过一分钟再试"):
            opening.read_apart(refuse, limits=Limits(seconds=0))
