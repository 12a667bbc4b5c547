"""The door at its bounds: how much, how slow, how many; and in which words somebody is turned away."""

import io
import json

import pytest

from zerentian.web.serving.answers import Busy, TooLarge, TooSlow, WrongRequest, answer, language_of
from zerentian.web.serving.bodies import Body, Pace, Room, declared_size
from zerentian.web.serving.environ import Whole, environ_of, headers_of
from zerentian.web.serving.lanes import lanes
from zerentian.web.serving.places import (
    WORDS_OF_STAFF,
    WORDS_OF_VISITORS,
    Place,
    lane_of,
    most_bytes,
    place_of,
)

SCOPE = {
    "method": "POST",
    "path": "/a b/汉",
    "raw_path": b"/a%20b/%E6%B1%89?x=1",
    "query_string": b"x=1&y=%E6",
    "http_version": "1.1",
    "server": ("zeren.example", 8000),
    "client": ("10.0.0.7", 5123),
    "scheme": "https",
}


def told(turned, **headers):
    """Return status, headers by name and body of what is answered."""
    status, found, body = answer(turned, {name.replace("_", "-"): value for name, value in headers.items()})
    return status, {name.decode(): value.decode() for name, value in found}, body.decode()


class TestAnswers:
    @pytest.mark.parametrize(
        ("turned", "status", "wait", "zh", "en"),
        [
            (Busy(), 503, "5", "请稍后再试", "Please try again shortly"),
            (TooLarge(2_500_000), 413, None, "一次最多接收 2.5 MB", "takes at most 2.5 MB"),
            (TooSlow(), 408, None, "传输中断", "The transfer stopped"),
            (WrongRequest(), 400, None, "请求的格式不正确", "not well formed"),
        ],
    )
    def test_who_is_turned_away_reads_why_and_when_to_come_back(self, turned, status, wait, zh, en):
        found, headers, body = told(turned)
        assert (found, headers.get("retry-after")) == (status, wait)
        assert zh in body
        assert 'lang="zh-CN"' in body
        _, _, english = told(turned, accept_language="en-GB")
        assert en in english
        assert 'lang="en"' in english
        assert (headers["cache-control"], headers["connection"]) == ("no-store", "close")
        assert headers["content-type"].startswith("text/html")

    @pytest.mark.parametrize(
        ("accept", "is_json"),
        [
            ("application/json", True),
            ("application/json, text/html", False),
            ("text/html", False),
            ("*/*", False),
            ("", False),
        ],
    )
    def test_a_program_that_takes_json_alone_is_told_in_json(self, accept, is_json):
        _, headers, body = told(Busy(), accept=accept)
        assert (headers["content-type"] == "application/json") is is_json
        if is_json:
            assert json.loads(body) == {"error": Busy.reason[0]}

    @pytest.mark.parametrize(
        ("headers", "chosen"),
        [
            ({}, 0),
            ({"accept-language": "en"}, 1),
            ({"accept-language": "zh-CN,en;q=0.5"}, 0),
            ({"accept-language": "en", "cookie": "a=b; django_language=zh-hans"}, 0),
            ({"accept-language": "zh", "cookie": "django_language=en; a=b"}, 1),
            ({"accept-language": "en", "cookie": "a=b"}, 1),
        ],
    )
    def test_the_language_chosen_here_comes_before_the_browsers(self, headers, chosen):
        assert language_of(headers) == chosen


class TestBodies:
    @pytest.mark.parametrize(
        ("received", "elapsed", "left"),
        [
            (0, 0, 15),
            (0, 5, 15),
            (0, 6, 14),
            (0, 20, 0),
            (16_000, 20, 1),
            (160_000, 20, 10),
            (1_600_000, 20, 15),
        ],
    )
    def test_the_time_left_grows_with_what_came_and_no_silence_is_longer_than_a_quarter_minute(
        self, received, elapsed, left
    ):
        assert Pace().left(received, elapsed) == left

    def test_so_many_bodies_at_once_of_one_and_of_all(self):
        room = Room(bodies=3, of_one=2, most_bytes=10)
        with room.entered("a"), room.entered("a"):
            with pytest.raises(Busy), room.entered("a"):
                pass
            with room.entered("b"):
                for sender in ("b", "c"):
                    with pytest.raises(Busy), room.entered(sender):
                        pass
            assert room.senders == {"a": 2}
        assert room.senders == {}

    def test_so_many_bytes_at_once_and_a_closed_body_gives_its_own_back_once(self):
        room = Room(bodies=3, of_one=2, most_bytes=10)
        room.take(4)
        room.take(6)
        with pytest.raises(Busy):
            room.take(1)
        assert room.held == 10
        body = Body(io.BytesIO(), 6, room)
        body.close()
        body.close()
        assert room.held == 4

    @pytest.mark.parametrize(
        ("said", "size"),
        [
            (None, None),
            ("0", 0),
            ("12", 12),
            ("9" * 18, 10**18 - 1),
            ("9" * 19, WrongRequest),
            ("", WrongRequest),
        ],
    )
    def test_a_declared_size_is_a_number_of_eighteen_digits_at_most(self, said, size):
        headers = {} if said is None else {"content-length": said}
        if size is WrongRequest:
            with pytest.raises(WrongRequest):
                declared_size(headers)
        else:
            assert declared_size(headers) == size


class TestEnviron:
    def test_headers_are_told_by_lower_case_names_joined_where_repeated(self):
        raw = [
            (b"Accept", b"a"),
            (b"accept", b"b"),
            (b"Cookie", b"x=1"),
            (b"cookie", b"y=2"),
            (b"X_Forwarded_For", b"9.9.9.9"),
            (b"X-Name", b"\xe4"),
        ]
        assert headers_of({"headers": raw}) == {"accept": "a,b", "cookie": "x=1; y=2", "x-name": "ä"}

    def test_the_program_is_told_path_query_and_who_asks(self):
        headers = {
            "content-type": "text/plain",
            "content-length": "99",
            "transfer-encoding": "chunked",
            "x-y-z": "1",
        }
        body = io.BytesIO(b"abc")
        environ = environ_of(SCOPE, headers, body, 3)
        wanted = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/a b/汉".encode().decode("latin-1"),
            "QUERY_STRING": "x=1&y=%E6",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "SERVER_NAME": "zeren.example",
            "SERVER_PORT": "8000",
            "REMOTE_ADDR": "10.0.0.7",
            "CONTENT_LENGTH": "3",
            "CONTENT_TYPE": "text/plain",
            "HTTP_X_Y_Z": "1",
            "wsgi.url_scheme": "https",
            "wsgi.input": body,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            "wsgi.version": (1, 0),
        }
        assert {name: environ[name] for name in wanted} == wanted
        assert not {"HTTP_CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING", "HTTP_CONTENT_TYPE"} & set(environ)

    def test_what_a_scope_does_not_say_is_usual(self):
        bare = {name: value for name, value in SCOPE.items() if name not in ("raw_path", "scheme")}
        environ = environ_of(bare | {"server": None, "client": None}, {}, io.BytesIO(), 0)
        assert environ["PATH_INFO"] == "/a b/汉".encode().decode("latin-1")
        assert (environ["SERVER_NAME"], environ["SERVER_PORT"], environ["REMOTE_ADDR"]) == (
            "localhost",
            "80",
            "",
        )
        assert environ["wsgi.url_scheme"] == "http"

    def test_a_file_is_read_whole_and_closed(self):
        file = io.BytesIO(b"x" * 300_000)
        whole = Whole(file)
        assert [len(part) for part in whole] == [262_144, 37_856]
        whole.close()
        assert file.closed


class TestPlaces:
    @pytest.mark.parametrize(
        ("place", "known", "most"),
        [
            (Place(public=False), True, WORDS_OF_STAFF),
            (Place(public=False), False, WORDS_OF_VISITORS),
            (Place(public=False, most=9_000_000), True, 9_000_000),
            (Place(public=False, most=9_000_000), False, WORDS_OF_VISITORS),
            (Place(public=False, most=9_000_000, for_programs=True), False, 9_000_000),
            (Place(public=False, for_programs=True), False, WORDS_OF_STAFF),
            (Place(), False, WORDS_OF_VISITORS),
            (Place(most=9_000_000), False, 5_000_000),
            (Place(most=3_000_000), False, 3_000_000),
            (Place(most=9_000_000), True, 9_000_000),
        ],
    )
    def test_how_much_may_be_brought_where_by_whom(self, settings, place, known, most):
        settings.PUBLIC_UPLOAD_MB = 5
        assert most_bytes(place, known=known) == most

    @pytest.mark.parametrize(
        ("place", "method", "known", "lane"),
        [
            (Place(health=True), "GET", True, "health"),
            (Place(for_programs=True), "POST", True, "staff"),
            (Place(for_programs=True), "POST", False, "programs"),
            (Place(), "GET", False, "visits"),
            (Place(), "HEAD", False, "visits"),
            (Place(), "OPTIONS", False, "visits"),
            (Place(), "POST", False, "work"),
            (Place(), "DELETE", False, "work"),
        ],
    )
    def test_a_request_waits_in_its_lane(self, place, method, known, lane):
        rows = lanes()
        try:
            assert lane_of(place, method, rows, known=known).name == lane
        finally:
            rows.finish()

    def test_visitors_let_the_office_pass_and_nobody_else_does(self):
        rows = lanes()
        try:
            before = [one.before for one in (rows.staff, rows.programs, rows.visits, rows.work, rows.health)]
            assert before == [None, None, rows.staff, rows.staff, None]
            nice = [one.niceness for one in (rows.staff, rows.programs, rows.visits, rows.work)]
            assert nice == sorted(nice)
        finally:
            rows.finish()

    def test_what_leads_nowhere_takes_what_any_visitor_may_send(self):
        for path in ("/no/such/page", "/\x00", "//"):
            assert place_of(path) == Place()
        assert place_of("/readyz").health is (place_of("/readyz") != Place())
