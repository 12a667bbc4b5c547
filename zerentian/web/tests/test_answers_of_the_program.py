"""What the door asks of the program, in a thread of a lane; and what the program does as it starts."""

import asyncio
import gc
import io

import pytest
from django.apps import apps

from zerentian.web.serving.answers import Busy, Gone
from zerentian.web.serving.door import Door, respond
from zerentian.web.serving.environ import Whole
from zerentian.web.serving.lanes import Lane, lanes


class Stays:
    """Somebody who has not gone away."""

    def done(self):
        """Tell that they have not."""
        return False


class Left:
    """Somebody who has gone away."""

    def done(self):
        """Tell that they have."""
        return True


class Lines(list):
    """What a program returns, and whether it was closed."""

    closed = False

    def close(self):
        """Be closed."""
        self.closed = True


@pytest.fixture
def freed(monkeypatch) -> list[str]:
    """Each time that the connections of a thread were given back."""
    told: list[str] = []
    monkeypatch.setitem(respond.__globals__, "close_old_connections", lambda: told.append("given back"))
    return told


def answering(result, status="200 OK", headers=()):
    """Return a program that answers so."""

    def program(_environ, start):
        start(status, list(headers))
        return result

    return program


def test_what_the_program_answers_is_joined_closed_and_its_connections_given_back(freed):
    lines = Lines([b"a", b"b"])
    answered = respond(answering(lines, "404 Not Found", [("X-Some", "Value")]), {}, Stays())
    assert answered == (404, [(b"x-some", b"Value")], b"ab")
    assert lines.closed
    assert freed == ["given back"]


def test_a_file_is_left_open_for_the_door_and_the_connections_are_given_back(freed):
    whole = Whole(io.BytesIO(b"x"))
    assert respond(answering(whole), {}, Stays()).body is whole
    assert not whole.file.closed
    assert freed == ["given back"]


def test_a_program_that_fails_gives_its_connections_back_too(freed):
    def fails(_environ, _start):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        respond(fails, {}, Stays())
    assert freed == ["given back"]


def test_for_who_has_gone_away_nothing_is_asked_of_the_program(freed):
    asked = []
    with pytest.raises(Gone):
        respond(lambda environ, start: asked.append(environ), {}, Left())
    assert (asked, freed) == ([], [])


def test_how_many_wait_in_each_lane_and_for_how_long():
    rows = lanes()
    rows.finish()
    told = {
        one.name: (one.threads, one.places, one.patience, one.niceness)
        for one in (rows.staff, rows.programs, rows.visits, rows.work, rows.health)
    }
    assert told == {
        "staff": (4, 200, 60, 0),
        "programs": (1, 20, 30, 2),
        "visits": (1, 60, 20, 5),
        "work": (1, 8, 20, 10),
        "health": (1, 4, 5, 0),
    }


@pytest.mark.parametrize("name", ["staff", "programs", "visits", "work", "health"])
def test_a_lane_that_is_finished_has_done_what_had_begun_and_takes_no_more(name):
    rows, done = lanes(), []
    pool = getattr(rows, name).pool
    begun = pool.submit(done.append, "begun")
    rows.finish()
    assert begun.done()
    with pytest.raises(RuntimeError):
        pool.submit(done.append, "too late")
    assert done == ["begun"] * (not begun.cancelled())


@pytest.mark.parametrize("places", [0, 1, 3])
def test_a_lane_lets_as_many_wait_as_it_has_places(places):
    async def crowd():
        lane = Lane("visits", threads=1, places=places, patience=60)
        await lane.slots.acquire()
        waiting = [asyncio.ensure_future(lane.run(lambda: "done")) for _ in range(places)]
        await asyncio.sleep(0)
        assert lane.waiting == places
        with pytest.raises(Busy):
            await lane.run(lambda: "never")
        lane.slots.release()
        assert await asyncio.gather(*waiting) == ["done"] * places
        assert (lane.waiting, lane.running) == (0, 0)
        lane.pool.shutdown()

    asyncio.run(crowd())


def test_how_much_of_the_office_and_of_visitors_may_be_under_way_at_once():
    rows = lanes()
    rows.finish()
    door = Door(answering(Lines()), rows)
    assert door.lanes is rows
    assert (door.office.bodies, door.office.of_one, door.office.most_bytes) == (400, 400, 20 * 10**9)
    assert (door.visitors.bodies, door.visitors.of_one, door.visitors.most_bytes) == (100, 16, 400 * 10**6)


@pytest.mark.parametrize("kind", ["lifespan", "websocket"])
def test_what_is_no_request_is_not_answered(kind):
    rows = lanes()
    rows.finish()
    sent = []
    asyncio.run(Door(answering(Lines()), rows)({"type": kind, "path": "/healthz"}, None, sent.append))
    assert sent == []


def test_what_was_loaded_is_set_aside_before_garbage_is_looked_for_again(monkeypatch):
    done = []
    monkeypatch.setattr(gc, "freeze", lambda: done.append("set aside"))
    monkeypatch.setattr(gc, "enable", lambda: done.append("looked for"))
    apps.get_app_config("web").ready()
    assert done == ["set aside", "looked for"]
