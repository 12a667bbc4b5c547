"""A file that crashes, hangs or swells ends its child and nothing else."""

import os
import pickle
import resource
import signal
import time

import pytest

from zerentian.ledger.foreign import Limits, Unopened, opening, read_apart
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words

pytestmark = pytest.mark.processes
MEGABYTE = 1024 * 1024
SMALL = Limits(memory=64 * MEGABYTE, seconds=1, answer=MEGABYTE)


def swell(size: int) -> int:
    return len(bytearray(size))


def spin() -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(60)


def abort() -> None:
    os.abort()


def descend(depth: int) -> int:
    return descend(depth + 1) + 1


def write() -> None:
    with open("/tmp/never-written", "wb") as file:
        file.write(b"x")


def refuse() -> None:
    raise NotAllowed("不收", "not kept")


def echo(value: object) -> object:
    return value


def environment() -> dict[str, str]:
    return dict(os.environ)


def bounds() -> tuple[int, int]:
    return resource.getrlimit(resource.RLIMIT_CPU)[0], resource.getrlimit(resource.RLIMIT_CORE)[0]


class Armed:
    """An answer of a child that was taken over: what unpickles it would run a program."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("true",)


def test_a_reader_answers_with_what_it_was_given() -> None:
    value = {"rows": [Words("一", "one"), ("二", 2)], "bytes": b"\x00" * 1000}
    assert read_apart(echo, value) == value


def test_the_limits_are_those_of_the_kernel() -> None:
    assert read_apart(bounds, limits=SMALL) == (1, 0)


@pytest.mark.parametrize(
    ("function", "arguments"),
    [(swell, (512 * MEGABYTE,)), (spin, ()), (sleep, ()), (abort, ()), (descend, (0,)), (write, ())],
    ids=["swells", "spins", "sleeps", "aborts", "descends", "writes"],
)
def test_whatever_ends_a_child_is_one_sentence_and_the_next_file_is_read(function, arguments) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Unopened, match=r"另存一份再试 · .*save a copy and try again"):
        read_apart(function, *arguments, limits=SMALL)
    assert read_apart(echo, "next") == "next"


def test_a_refusal_of_the_program_comes_through_in_both_languages() -> None:
    with pytest.raises(NotAllowed) as refusal:
        read_apart(refuse)
    assert refusal.value.words == Words("不收", "not kept")


def test_an_answer_beyond_its_limit_is_not_taken() -> None:
    with pytest.raises(Unopened):
        read_apart(echo, b"x" * (2 * MEGABYTE), limits=SMALL)


def test_an_answer_that_would_run_a_program_is_not_taken() -> None:
    with pytest.raises(pickle.UnpicklingError):
        opening.Plain(opening.io.BytesIO(pickle.dumps(Armed()))).load()


def test_a_child_knows_no_secret_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "known-to-the-office")
    opening.NURSERY.start()
    assert "SECRET_KEY" not in read_apart(environment)


def test_a_nursery_that_died_is_started_again() -> None:
    read_apart(echo, 1)
    process = opening.NURSERY.process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert read_apart(echo, 2) == 2
