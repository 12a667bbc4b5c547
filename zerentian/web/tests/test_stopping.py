"""A signal may ask to stop at whatever moment: what waits for it is never kept waiting by it."""

import os
import signal
import sys
import threading
import time

import pytest

from zerentian.web.serving.family import Family
from zerentian.web.serving.stopping import Stopping

A_MOMENT = 0.05  # seconds, to be waited to their end


def within(seconds, work) -> list[object]:
    """Return what some work gave in a thread of its own; nothing where it does not come to an end in time."""
    given: list[object] = []
    thread = threading.Thread(target=lambda: given.append(work()), daemon=True)
    thread.start()
    thread.join(seconds)
    return given


def asked_at_every_line(stopping) -> bool:
    """Ask at each line that a wait enters, within the thread that waits, as the handler of a signal does."""

    def asking(frame, _event, _argument):
        if frame.f_code.co_name != "set":
            stopping.set()
        return asking

    sys.settrace(asking)
    try:
        return stopping.wait(A_MOMENT)
    finally:
        sys.settrace(None)


def test_a_signal_at_any_moment_of_a_wait_ends_it():
    assert within(60, lambda: asked_at_every_line(Stopping())) == [True]
    assert within(60, lambda: asked_at_every_line(Family([]).stopping)) == [True]


def test_the_signals_own_handler_may_ask():
    stopping = Stopping()
    before = signal.signal(signal.SIGUSR1, lambda *_: stopping.set())
    try:
        os.kill(os.getpid(), signal.SIGUSR1)
        assert stopping.wait(60)
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_nobody_has_asked_until_somebody_does_and_once_is_enough_for_all():
    stopping = Stopping()
    began = time.monotonic()
    assert not stopping.is_set()
    assert not stopping.wait(A_MOMENT)
    assert time.monotonic() - began >= 0.04
    stopping.set()
    assert [stopping.wait(60), stopping.is_set(), stopping.wait(60)] == [True] * 3
    assert within(60, lambda: stopping.wait(60)) == [True]


def test_asking_without_end_keeps_nobody_waiting():
    stopping = Stopping()
    for _ in range(70_000):  # more than a pipe holds
        stopping.set()
    assert stopping.is_set()


def test_its_ends_are_no_childs_and_are_closed_with_it():
    stopping = Stopping()
    ends = stopping.reading, stopping.writing
    assert [os.get_inheritable(end) for end in ends] == [False, False]
    del stopping
    for end in ends:
        with pytest.raises(OSError, match="descriptor"):
            os.fstat(end)
