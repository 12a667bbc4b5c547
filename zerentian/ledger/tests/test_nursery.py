"""The process that bears children for foreign files, with the other end of its line held by the test."""

import io
import operator
import os
import pickle
import signal
import socket
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import pytest

from zerentian.ledger.foreign import Limits, nursery, opening
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words
from zerentian.ledger.tests.sockets import framed

MEGABYTE = 1024 * 1024
SMALL = Limits(memory=64 * MEGABYTE, seconds=3, answer=MEGABYTE)


class Ended(BaseException):
    """Stands for the end of a process."""


def refuse() -> None:
    raise NotAllowed("不收", "not kept")


@pytest.mark.parametrize("read", [nursery.received, opening.exactly])
class TestReading:
    def test_so_many_bytes_are_read_however_they_come_and_no_more(self, line, read):
        ours, theirs = line
        for piece in (b"ab", b"c", b"defg"):
            theirs.sendall(piece)
        assert (read(ours, 0), read(ours, 5), read(ours, 2)) == (b"", b"abcde", b"fg")

    def test_more_than_one_piece_is_put_together(self, read):
        waiting = io.BytesIO(bytes(range(256)) * (MEGABYTE // 128 + 1))
        asked: list[int] = []

        def recv(most: int) -> bytes:
            asked.append(most)
            return waiting.read(most)

        assert read(SimpleNamespace(recv=recv), 2 * MEGABYTE + 3) == waiting.getvalue()[: 2 * MEGABYTE + 3]
        assert asked == [MEGABYTE, MEGABYTE, 3]

    def test_a_line_that_ends_too_early_is_an_error(self, line, read):
        ours, theirs = line
        theirs.sendall(b"abc")
        theirs.close()
        with pytest.raises(EOFError):
            read(ours, 4)


class TestBearing:
    """``main``, with the fork and the signals noted down."""

    @pytest.fixture
    def noted(self, monkeypatch):
        """What the process does to itself; ``forks`` are what its forks return."""
        noted = SimpleNamespace(signals={}, imported=[], worked=[], forks=[])

        def work(handed: socket.socket) -> None:
            noted.worked.append(handed)
            noted.asking = noted.line.recv(1)
            raise Ended

        def fork() -> int:
            return noted.forks.pop(0)

        signals = {name: getattr(signal, name) for name in ("SIGINT", "SIGCHLD", "SIG_IGN")}
        monkeypatch.setattr(nursery, "signal", SimpleNamespace(signal=noted.signals.__setitem__, **signals))
        monkeypatch.setattr(nursery, "os", SimpleNamespace(fork=fork, close=os.close))
        monkeypatch.setattr(nursery, "importlib", SimpleNamespace(import_module=noted.imported.append))
        monkeypatch.setattr(nursery, "work", work)
        with ExitStack() as self.ends:
            yield noted

    def asked(self, line, *modules: str) -> list[socket.socket]:
        """Ask for a child for each module; return our ends of their lines."""
        ends = []
        for module in modules:
            own, handed = socket.socketpair()
            self.ends.callback(own.close)
            own.settimeout(0)
            socket.send_fds(line, [module.encode()], [handed.fileno()])
            handed.close()
            ends.append(own)
        return ends

    def test_it_ends_with_whoever_asks_and_heeds_no_other_signal(self, line, noted):
        ours, theirs = line
        ours.close()
        nursery.main(theirs.detach())
        assert noted.signals == {signal.SIGINT: signal.SIG_IGN, signal.SIGCHLD: signal.SIG_IGN}
        assert noted.imported == []

    def test_for_each_request_the_module_is_imported_and_a_child_borne_that_alone_holds_the_line(
        self, line, noted
    ):
        ours, theirs = line
        noted.forks = [71, 72]
        first, second = self.asked(ours, "json", "csv")
        ours.close()
        nursery.main(theirs.detach())
        assert (noted.imported, noted.forks, noted.worked) == (["json", "csv"], [], [])
        # Nobody holds the other ends any more: the parent let go of them.
        assert (first.recv(1), second.recv(1)) == (b"", b"")

    def test_the_child_works_at_what_was_handed_over_and_asks_for_no_children(self, line, noted):
        ours, theirs = line
        ours.settimeout(0)
        noted.forks, noted.line = [0], ours
        (own,) = self.asked(ours, "json")
        with pytest.raises(Ended):
            nursery.main(theirs.detach())
        (handed,) = noted.worked
        handed.sendall(b"here")
        assert own.recv(9) == b"here"
        assert noted.asking == b""
        handed.close()


class TestWorking:
    """``work``, whose process ends by an exception."""

    @pytest.fixture(autouse=True)
    def confined(self, monkeypatch):
        """The limits within which the work is done; its process ends by ``Ended``."""
        confined: list[tuple[int, int]] = []

        def end(code: int) -> None:
            raise Ended

        monkeypatch.setattr(nursery, "confine", lambda *limits: confined.append(limits))
        monkeypatch.setattr(nursery, "os", SimpleNamespace(_exit=end))
        return confined

    def answered(self, line, *work: object) -> bytes:
        """Return what comes back of a piece of work, whose process has ended."""
        ours, theirs = line
        ours.sendall(framed(pickle.dumps(work)))
        with pytest.raises(Ended):
            nursery.work(theirs)
        theirs.close()
        return opening.exactly(ours, 8) + ours.recv(9999) if ours.recv(1, socket.MSG_PEEK) else b""

    def test_what_comes_of_it_is_sent_back_behind_its_length(self, line, confined):
        assert self.answered(line, operator.add, (40, 2), SMALL) == framed(pickle.dumps((True, 42)))
        assert confined == [(64 * MEGABYTE, 3)]

    def test_a_refusal_of_the_program_is_an_answer(self, line):
        done, error = pickle.loads(self.answered(line, refuse, (), SMALL)[8:])
        assert (done, type(error), error.words) == (False, NotAllowed, Words("不收", "not kept"))

    def test_any_other_fault_leaves_the_line_silent(self, line):
        assert self.answered(line, operator.truediv, (1, 0), SMALL) == b""

    def test_so_does_work_that_never_comes(self, line):
        ours, theirs = line
        ours.sendall(b"\0\0")
        ours.shutdown(socket.SHUT_WR)
        with pytest.raises(Ended):
            nursery.work(theirs)
        theirs.close()
        assert ours.recv(1) == b""


def test_a_child_is_bound_in_memory_time_and_files(monkeypatch):
    def held() -> int:
        return int(Path("/proc/self/statm").read_text().split()[0]) * nursery.PAGE

    limits: dict[int, tuple[int, int]] = {}
    told: list[object] = []
    names = ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_CORE", "RLIMIT_FSIZE")
    kinds = {name: getattr(nursery.resource, name) for name in names}
    monkeypatch.setattr(nursery, "resource", SimpleNamespace(setrlimit=limits.__setitem__, **kinds))
    monkeypatch.setattr(
        nursery,
        "signal",
        SimpleNamespace(
            signal=lambda *given: told.append(given), alarm=told.append, SIGALRM="alarm", SIG_DFL="ends"
        ),
    )
    nursery.confine(300 * MEGABYTE, 7)
    memory = limits.pop(kinds["RLIMIT_AS"])
    assert memory[0] == memory[1]
    assert abs(memory[0] - 300 * MEGABYTE - held()) < 16 * MEGABYTE
    assert limits == {
        kinds["RLIMIT_CPU"]: (7, 7),
        kinds["RLIMIT_CORE"]: (0, 0),
        kinds["RLIMIT_FSIZE"]: (0, 0),
    }
    assert told == [("alarm", "ends"), 7]
