"""How a family of processes holds together: one pipe that ends with the parent, and children that end in time."""

import os
import threading
from types import SimpleNamespace

import pytest

from zerentian.web.serving.family import LOOK_SECONDS, Child, Family


def is_open(descriptor: int) -> bool:
    """Tell whether a descriptor is open."""
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


@pytest.fixture
def pipe(monkeypatch) -> tuple[int, int]:
    """The pipe of a family, whose writing end children would inherit."""
    made = os.pipe()
    os.set_inheritable(made[1], True)
    monkeypatch.setattr(os, "pipe", lambda: made)
    return made


def test_a_family_holds_its_pipe_alone_while_it_is_kept_and_no_longer(monkeypatch, pipe):
    seen, family = [], Family([], stopping=threading.Event())

    def tend(self, now, ours):
        seen.append((ours, is_open(pipe[0]), is_open(pipe[1]), os.get_inheritable(pipe[1])))
        family.stopping.set()

    monkeypatch.setattr(Family, "tend", tend)
    family.keep()
    assert seen == [(pipe[0], True, True, False)]
    assert [is_open(one) for one in pipe] == [False, False]


def test_a_family_is_looked_after_now_and_then_and_not_without_pause(monkeypatch, pipe):
    done = []
    asked_to_stop = iter([False, False, True])
    stopping = SimpleNamespace(is_set=lambda: next(asked_to_stop), wait=done.append)
    monkeypatch.setattr(Family, "tend", lambda self, now, ours: done.append("looked after"))
    Family([], stopping=stopping).keep()
    assert done == ["looked after", LOOK_SECONDS] * 2
    assert 0 < LOOK_SECONDS < 1


def test_a_family_that_is_asked_to_stop_before_it_began_starts_nobody(monkeypatch, pipe):
    monkeypatch.setattr(Family, "tend", lambda *given: pytest.fail("somebody was looked after"))
    family = Family([], stopping=threading.Event())
    family.stopping.set()
    family.keep()
    assert [is_open(one) for one in pipe] == [False, False]


def test_children_are_stopped_also_when_looking_after_them_fails(monkeypatch, pipe):
    stopped = []

    def tend(*given):
        raise OSError("no more processes")

    monkeypatch.setattr(Family, "tend", tend)
    monkeypatch.setattr(Family, "stop", lambda self: stopped.append(self))
    family = Family([], stopping=threading.Event())
    with pytest.raises(OSError, match="no more processes"):
        family.keep()
    assert stopped == [family]
    assert [is_open(one) for one in pipe] == [False, False]


def test_a_child_is_begun_apart_with_what_it_inherits_and_the_parents_pipe(monkeypatch):
    begun = []
    given = SimpleNamespace(
        Popen=lambda command, **more: begun.append((command, more)) or "process", DEVNULL="nothing"
    )
    monkeypatch.setitem(Child.start.__globals__, "subprocess", given)
    child = Child("web-1", ["-m", "zerentian"], inherits=(5,), ripe=True)
    child.start(12.0, 9)
    ((command, more),) = begun
    assert command[1:] == ["-m", "zerentian"]
    assert (more["pass_fds"], more["env"]["ZERENTIAN_PARENT_PIPE"]) == ((5, 9), "9")
    assert (more["stdin"], more["start_new_session"]) == ("nothing", True)
    assert os.environ.items() <= more["env"].items()
    assert (child.process, child.began, child.ripe) == ("process", 12.0, False)


@pytest.mark.parametrize(("lived", "failures"), [(60.0, 4), (60.1, 1)])
def test_who_lived_for_more_than_a_minute_begins_to_count_anew(lived, failures):
    child = Child("web-1", [], failures=3, began=100.0)
    child.process = SimpleNamespace(pid=4711, returncode=1, poll=lambda: 1)
    child.look(100.0 + lived)
    assert child.failures == failures
    assert child.due == pytest.approx(100.0 + lived + (4.0 if failures == 4 else 0.5))
