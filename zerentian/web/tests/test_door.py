"""The server's door: what is too large, too slow or too much is turned away before a thread is given to it."""

import asyncio
import io
import json
import threading
import time
from inspect import getsource, unwrap

import pytest
from django.urls import get_resolver

from zerentian.organization.access import walk
from zerentian.organization.devices import COOKIE, signed
from zerentian.web.serving.answers import Busy, Gone, TooLarge, TooSlow, WrongRequest, language_of
from zerentian.web.serving.bodies import Pace, Room, read_body
from zerentian.web.serving.door import Door
from zerentian.web.serving.environ import Whole, environ_of, headers_of
from zerentian.web.serving.lanes import Lane, Lanes
from zerentian.web.serving.places import is_known, lane_of, most_bytes, place_of


def room():
    """Room enough for a few bodies."""
    return Room(bodies=4, of_one=2, most_bytes=1_000_000)


def arriving(*parts, more_at_end=False):
    """Return a ``receive`` that brings these parts, then nothing; a number is a wait in seconds."""
    waiting = list(parts)

    async def receive():
        while waiting:
            part = waiting.pop(0)
            if isinstance(part, float):
                await asyncio.sleep(part)
            elif isinstance(part, dict):
                return part
            else:
                return {"type": "http.request", "body": part, "more_body": bool(waiting) or more_at_end}
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    return receive


def read(receive, *, most=1000, headers=None, where=None, pace=None):
    """Read a body."""
    return asyncio.run(read_body(receive, headers or {}, most=most, room=where or room(), pace=pace))


def test_a_body_is_read_whole_and_its_room_given_back():
    where = room()
    body = read(arriving(b"ab", b"", b"cd"), where=where)
    assert (body.file.read(), body.size, where.held) == (b"abcd", 4, 4)
    body.close()
    assert where.held == 0


def test_a_body_that_says_it_is_too_large_is_refused_before_a_byte_is_read():
    async def receive():
        raise AssertionError("something was read")

    with pytest.raises(TooLarge, match=r"0\.001 MB"):
        read(receive, headers={"content-length": "600000000"})


def test_a_body_that_grows_too_large_is_refused_as_it_grows():
    where = room()
    with pytest.raises(TooLarge):
        read(arriving(b"a" * 600, b"a" * 600, b"a" * 600), where=where)
    assert where.held == 0


@pytest.mark.parametrize("size", ["-1", "1e9", "12 ", "²", "9" * 40])
def test_a_length_that_is_none_is_a_wrong_request(size):
    with pytest.raises(WrongRequest):
        read(arriving(b""), headers={"content-length": size})


def test_a_body_that_stops_or_trickles_is_given_up():
    with pytest.raises(TooSlow):
        read(arriving(b"a", more_at_end=True), pace=Pace(idle=0.02))
    trickle = [part for _ in range(50) for part in (0.005, b"a")]
    with pytest.raises(TooSlow):
        read(arriving(*trickle), pace=Pace(grace=0.05, rate=1_000_000, idle=1))


def test_a_slow_honest_upload_gets_more_time_as_it_goes():
    assert Pace().left(10_000_000, 300) > 0
    assert Pace().left(100, 21) < 0


def test_who_leaves_while_sending_leaves_nothing_behind():
    where = room()
    with pytest.raises(Gone):
        read(
            arriving({"type": "http.request", "body": b"a", "more_body": True}, {"type": "http.disconnect"}),
            where=where,
        )
    assert where.held == 0


def test_one_sender_takes_only_its_share_and_all_together_only_the_whole():
    where = room()
    with where.entered("a"), where.entered("a"):
        with pytest.raises(Busy), where.entered("a"):
            pass
        with where.entered("b"), where.entered("c"), pytest.raises(Busy), where.entered("d"):
            pass
    assert where.senders == {}
    with where.entered("a"):
        with where.entered("a"):
            pass
        with where.entered("a"), pytest.raises(Busy), where.entered("a"):
            pass
    with pytest.raises(Busy):
        read(arriving(b"a" * 900), where=Room(bodies=1, of_one=1, most_bytes=800))


def small_lanes(**more):
    """Lanes of one thread each."""
    staff = Lane("staff", 1, 10, 5)
    visits = Lane("visits", 1, more.get("places", 10), more.get("patience", 5), before=staff)
    return Lanes(staff, Lane("programs", 1, 5, 5), visits, Lane("work", 1, 5, 5), Lane("health", 1, 2, 1))


def test_a_lane_that_is_full_says_so_and_one_that_waits_too_long_too():
    async def crowd():
        lane = Lane("work", 1, 2, 0.05)
        release = threading.Event()
        first = asyncio.ensure_future(lane.run(release.wait))
        await asyncio.sleep(0.01)
        late = await asyncio.gather(*(lane.run(lambda: None) for _ in range(4)), return_exceptions=True)
        release.set()
        await first
        return late

    assert [type(one) for one in asyncio.run(crowd())] == [Busy] * 4


def test_visitors_let_the_office_pass():
    order = []

    async def both():
        lanes = small_lanes()
        release = threading.Event()
        office = asyncio.ensure_future(lanes.staff.run(lambda: release.wait() and order.append("office")))
        await asyncio.sleep(0.01)
        visitor = asyncio.ensure_future(lanes.visits.run(lambda: order.append("visitor")))
        await asyncio.sleep(0.05)
        release.set()
        await asyncio.gather(office, visitor)

    asyncio.run(both())
    assert order == ["office", "visitor"]


def cookie(name=None):
    """Return the headers of a browser in which somebody of the office once signed in."""
    return {"cookie": f"theme=dark; {COOKIE}={name or signed('abc')}; sessionid=x"}


def test_a_known_browser_is_told_by_a_signature_only():
    assert is_known(cookie())
    assert not is_known(cookie("abc:1tXYZ:forged"))
    assert not is_known({"cookie": "sessionid=whatever"})


def test_each_request_has_its_lane():
    lanes = small_lanes()
    sign_in, desk, api = place_of("/sign-in/"), place_of("/"), place_of("/api/concerns/")
    assert lane_of(sign_in, "POST", lanes, known=False) is lanes.work
    assert lane_of(sign_in, "GET", lanes, known=False) is lanes.visits
    assert lane_of(desk, "GET", lanes, known=True) is lanes.staff
    assert lane_of(desk, "GET", lanes, known=False) is lanes.visits
    assert lane_of(api, "POST", lanes, known=False) is lanes.programs
    assert lane_of(place_of("/no/such/page"), "POST", lanes, known=False) is lanes.work


def test_how_much_may_be_brought_follows_from_the_address_and_from_who_may_be_there(settings):
    deposit, sign_in, verify = (
        place_of("/evidence/deposit/"),
        place_of("/sign-in/"),
        place_of("/reports/verify/"),
    )
    assert most_bytes(deposit, known=True) > max(settings.EVIDENCE_MAX_BYTES.values())
    assert most_bytes(deposit, known=False) == most_bytes(sign_in, known=False) == 256_000
    assert most_bytes(verify, known=False) == settings.PUBLIC_UPLOAD_MB * 1_000_000
    assert most_bytes(place_of("/\x00"), known=False) == 256_000


def test_every_view_that_takes_files_says_how_much():
    """A view that reads request.FILES and declares no limit could be sent no file at all past the door."""
    silent = [
        route
        for route, _, view in walk(get_resolver().url_patterns)
        if "request.FILES" in getsource(unwrap(view)) and not hasattr(view, "most_bytes")
    ]
    assert silent == []


def test_a_header_with_an_underscore_cannot_pass_for_another():
    scope = {"headers": [(b"x_forwarded_for", b"1.1.1.1"), (b"cookie", b"a=1"), (b"cookie", b"b=2")]}
    assert headers_of(scope) == {"cookie": "a=1; b=2"}


def request(path="/", method="GET", headers=()):
    """Return an ASGI scope."""
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"a=%E7%94%B0",
        "headers": list(headers),
        "client": ("192.0.2.7", 4711),
        "server": ("127.0.0.1", 8000),
    }


def test_the_program_is_told_what_wsgi_wants():
    scope = request(
        "/%E7%94%B0/", headers=[(b"content-type", b"text/plain"), (b"transfer-encoding", b"chunked")]
    )
    environ = environ_of(scope, headers_of(scope), io.BytesIO(b"x"), 1)
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/田/"
    assert environ["REMOTE_ADDR"] == "192.0.2.7"
    assert (environ["SERVER_NAME"], environ["SERVER_PORT"]) == ("127.0.0.1", "8000")
    assert (environ["CONTENT_LENGTH"], environ["CONTENT_TYPE"]) == ("1", "text/plain")
    assert "HTTP_TRANSFER_ENCODING" not in environ


def test_a_server_on_a_socket_file_has_a_name_and_the_usual_port():
    scope = request() | {"server": None, "client": None}
    environ = environ_of(scope, headers_of(scope), io.BytesIO(), 0)
    assert (environ["SERVER_NAME"], environ["SERVER_PORT"], environ["REMOTE_ADDR"]) == ("localhost", "80", "")


def ask(program, scope, *parts):
    """Let a door answer one request; return status, headers, body."""
    sent = []

    async def send(message):
        sent.append(message)

    asyncio.run(Door(program, small_lanes())(scope, arriving(*(parts or (b"",))), send))
    head = dict(sent[0]["headers"])
    return sent[0]["status"], head, b"".join(one.get("body", b"") for one in sent[1:])


class Answer(list):
    """What a WSGI program returns."""

    def close(self):
        """Nothing to close."""


def echo(environ, start):
    """Answer with what was sent."""
    start("200 OK", [("Content-Type", "text/plain")])
    return Answer([environ["wsgi.input"].read()])


def test_the_door_hands_the_body_on_and_the_answer_back():
    status, head, body = ask(echo, request("/sign-in/", "POST"), b"hello ", b"world")
    assert (status, head[b"content-type"], body) == (200, b"text/plain", b"hello world")


def test_a_file_is_sent_without_a_thread_and_closed(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"x" * 600_000)
    file = path.open("rb")

    def program(environ, start):
        start("200 OK", [])
        return Whole(file)

    assert len(ask(program, request())[2]) == 600_000
    assert file.closed


def test_what_is_turned_away_is_told_in_one_language_and_when_to_come_back():
    large = [(b"content-length", b"900000"), (b"accept-language", b"en-GB")]
    status, head, body = ask(echo, request("/sign-in/", "POST", large))
    assert (status, head[b"connection"]) == (413, b"close")
    assert b"at most 0.256 MB" in body
    assert "文件".encode() not in body
    as_json = [(b"content-length", b"900000"), (b"accept", b"application/json")]
    assert json.loads(ask(echo, request("/sign-in/", "POST", as_json))[2])["error"].startswith("这一页")
    either = [(b"content-length", b"900000"), (b"accept", b"text/html, application/json")]
    for headers in (either, either[:1]):
        assert b"<h1>" in ask(echo, request("/sign-in/", "POST", headers))[2]

    door = Door(echo, small_lanes())
    door.visitors = Room(bodies=0, of_one=0, most_bytes=0)
    sent = []

    async def send(message):
        sent.append(message)

    asyncio.run(door(request(), arriving(b""), send))
    assert sent[0]["status"] == 503
    assert dict(sent[0]["headers"])[b"retry-after"] == b"5"


def test_whether_the_process_lives_is_answered_even_when_no_lane_is_free():
    started = time.process_time()
    assert ask(None, request("/healthz"))[0] == 200
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("headers", "chosen"),
    [
        ({}, 0),
        ({"accept-language": "en-GB,en;q=0.9"}, 1),
        ({"accept-language": "zh-CN"}, 0),
        ({"accept-language": "en-GB", "cookie": "a=1; django_language=zh-hans"}, 0),
        ({"accept-language": "zh-CN", "cookie": "django_language=en"}, 1),
    ],
)
def test_who_is_turned_away_is_told_in_the_language_chosen_here_and_else_in_the_browsers(headers, chosen):
    assert language_of(headers) == chosen


def test_what_is_left_of_the_time_grows_with_what_came_and_is_never_longer_than_a_silence():
    pace = Pace(grace=20, rate=1000, idle=15)
    assert pace.left(0, 0) == 15
    assert pace.left(0, 12) == 8
    assert pace.left(10_000, 25) == 5
    assert pace.left(0, 21) < 0
