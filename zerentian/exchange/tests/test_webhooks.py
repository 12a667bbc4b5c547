"""Webhooks: what another system is told, what never, how it travels."""

import json
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.checks import run_checks
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from zerentian.casework import actions as casework
from zerentian.casework.rules.concerns import Channel, Kind
from zerentian.exchange import wire
from zerentian.exchange.actions.sending import forget, gather, send_due
from zerentian.exchange.actions.webhooks import (
    TEST,
    end_endpoint,
    open_endpoint,
    queued,
    renew_secret,
    resend,
    send_test,
)
from zerentian.exchange.models import Delivery, Endpoint
from zerentian.exchange.rules import webhooks as rules
from zerentian.exchange.rules.webhooks import Problem, is_reachable, networks, signature, target_of
from zerentian.exchange.views.webhooks_described import MOVED
from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.subjects import SUBJECTS

PASSWORD = "Zuoye-2026-tian"
URL = "https://county.example.gov.cn/hook?from=990101"
MACHINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.WEBHOOKS, settings.SITE_URL = True, "https://zeren.example.gov.cn"


@pytest.fixture
def opened(receptionist, now):
    """An endpoint of the case desk's, told of everything there is."""
    seal(now=now)
    return opening(receptionist, now)


def opening(account, now, **said):
    """Open an endpoint."""
    last = local_day(now) + timedelta(days=90)
    said = {
        "label": "县督查平台",
        "url": URL,
        "kinds": list(rules.Kind),
        "last": last,
        "password": PASSWORD,
    } | said
    return open_endpoint(**said, by=account, now=now)


@pytest.fixture
def answers(monkeypatch):
    """What the other side answers, one after the other; what it was sent stands in ``got``."""

    class Answers(list):
        got: list = []

    queue = Answers()
    queue.got = []

    def send(target, body, headers, *, allowed, seconds=0):
        queue.got.append((target, body, headers))
        answer = queue.pop(0) if queue else 204
        if isinstance(answer, Problem):
            raise wire.Unreached(answer)
        return answer

    monkeypatch.setattr(wire, "send", send)
    return queue


def gathered(now):
    """Seal what is pending and queue it."""
    seal(now=now)
    return gather(now=now, machine_now=MACHINE)


def round_of(now, at=MACHINE):
    return send_due(now=now, machine_now=at)


def test_the_signature_is_that_of_the_libraries_of_standard_webhooks():
    secret, message = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
    body = b'{"test": 2432232314}'
    known = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signature(secret, message, 1614265330, body) == known


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://county.example.gov.cn/",
            "https:///hook",
            "https://u:p@county.example.gov.cn/",
            "ftp://a/",
            "",
        ),
        *(
            "https://county.example.gov.cn/#a",
            "https://county.example.gov.cn:0/",
            "https://a.cn:99999/",
            "a.cn",
        ),
        *("https://county.example.gov.cn/接收", "https://a.cn/a b", "https://[::1", "https://" + "a" * 600),
        *("https://a.cn/\r\nx", "javascript:alert(1)", "https://" + "长" * 80 + ".cn/"),
    ],
)
def test_an_address_that_may_not_be_told_is_refused(url):
    with pytest.raises(NotAllowed):
        target_of(url)


@given(st.text(max_size=60))
def test_whatever_is_typed_as_an_address_is_read_or_refused(text):
    for url in (text, "https://" + text):
        try:
            target = target_of(url)
        except NotAllowed:
            continue
        assert target.host
        assert target.path.isascii()


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
        *(
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "::1",
            "fe80::1%eth0",
            "fd00::1",
            "::ffff:10.0.0.1",
            "::",
        ),
        *("64:ff9b::a00:1", "fec0::1", "2002:7f00:1::", "ff02::1", "192.0.2.1", "198.18.0.1"),
    ],
)
def test_no_message_goes_inside_or_to_a_special_address(address):
    assert not is_reachable(address, [])


def test_what_the_operator_names_may_be_reached_and_no_more():
    allowed = networks(["10.20.0.0/16", "fd00::/8"])
    assert is_reachable("10.20.1.1", allowed)
    assert is_reachable("::ffff:10.20.1.1", allowed)
    assert is_reachable("fd00::1", allowed)
    assert is_reachable("114.114.114.114", [])
    assert not is_reachable("10.21.0.1", allowed)


def test_one_address_inside_is_enough_to_refuse_a_name(monkeypatch):
    monkeypatch.setattr(wire, "addresses_of", lambda target: ["114.114.114.114", "127.0.0.1"])
    with pytest.raises(wire.Unreached, match="address"):
        wire.pinned_address(target_of(URL), [])


def test_settings_that_are_wrong_are_said_at_the_start(settings):
    settings.SITE_URL, settings.WEBHOOK_NETWORKS = "", ["10.0.0.0/33"]
    assert len([one for one in run_checks(tags=["security"]) if one.id == "exchange.E001"]) == 2


def test_number_state_and_link_are_told_and_nothing_else(opened, dispatched, now, answers):
    assert gathered(now) > 0
    last = Delivery.objects.filter(verb="concern.dispatched").get()
    assert json.loads(last.body) == {
        "type": "concern.dispatched",
        "timestamp": "2026-03-02T01:00:00Z",
        "data": {
            "kind": "concern",
            "number": dispatched.number,
            "state": "dispatched",
            "link": f"https://zeren.example.gov.cn/concerns/{dispatched.key}/",
        },
    }
    described = MOVED["properties"]["data"]["anyOf"][0]["properties"]
    assert set(json.loads(last.body)["data"]) == set(described)
    told = "\n".join(Delivery.objects.values_list("body", flat=True))
    assert not [word for word in ("路灯", "群众", "139", "上坪") if word in told]
    assert gathered(now) == 0


def test_it_is_signed_with_the_key_that_was_shown_and_sent_once(opened, dispatched, now, answers):
    assert opened.secret.startswith("whsec_")
    assert opened.secret not in Endpoint.objects.get().secret
    gathered(now)
    waiting = Delivery.objects.count()
    assert round_of(now) == waiting
    assert round_of(now) == 0
    target, body, headers = answers.got[0]
    assert (target.host, target.port, target.path) == ("county.example.gov.cn", 443, "/hook?from=990101")
    seconds = int(headers["webhook-timestamp"])
    assert seconds == int(MACHINE.timestamp())
    assert headers["webhook-signature"] == signature(opened.secret, headers["webhook-id"], seconds, body)
    assert not Delivery.objects.filter(done_at=None).exists()


def test_what_accuses_or_is_hidden_from_anybody_is_never_told(
    opened, township, conduct, office, receptionist, resident, now
):
    for kind, category in ((Kind.COMPLAINT, conduct), (Kind.WRONGDOING, None)):
        said = casework.Said(text="示例：办事推诿", title="示例：办事推诿", kind=kind, category=category)
        casework.receive_concern(said, unit=township, channel=Channel.FORM, by=resident, now=now)
    assert Entry.objects.filter(verb="concern.received").count() == 2
    assert gathered(now) == 0
    assert not Delivery.objects.exists()


def test_who_may_see_decides_and_what_was_before_is_not_told(opened, outsider, first, dispatched, now):
    Endpoint.objects.update(account=outsider)
    assert gathered(now) == 0
    seal(now=now)
    later = opening(first, now)
    assert gather(now=now, machine_now=MACHINE) == 0
    assert later.endpoint.size == Entry.objects.exclude(index=None).count()


def test_a_noun_that_was_not_chosen_is_not_told(receptionist, dispatched, now):
    opening(receptionist, now, kinds=["task"])
    Endpoint.objects.update(size=0)
    assert gathered(now) == 0


def test_what_fails_is_tried_again_later_and_later_then_given_up(opened, receptionist, now, answers):
    send_test(opened.endpoint, by=receptionist, now=now, machine_now=MACHINE)
    at = MACHINE
    answers.extend([Problem.TIME, 500, 301, *[Problem.CONNECTION] * 7])
    waits = []
    for _ in range(10):
        assert round_of(now, at) == 0
        assert round_of(now, at) == 0
        one = Delivery.objects.get()
        if one.next_at:
            waits.append(one.next_at - at)
            at = one.next_at
    assert tuple(waits) == rules.WAITS
    assert (one.tries, one.next_at, one.problem) == (10, None, "connection")
    assert {json.dumps(body.decode()) for _, body, _ in answers.got} == {json.dumps(one.body)}
    assert SUBJECTS["webhook"].watched().bad
    resend(one, by=receptionist, now=now, machine_now=at)
    assert round_of(now, at) == 1
    one.refresh_from_db()
    assert (one.tries, one.status, one.problem) == (1, 204, "")
    assert not SUBJECTS["webhook"].watched().bad


def test_an_endpoint_that_is_gone_is_not_tried_again(opened, receptionist, now, answers):
    send_test(opened.endpoint, by=receptionist, now=now, machine_now=MACHINE)
    answers.append(410)
    round_of(now)
    one = Delivery.objects.get()
    assert (one.status, one.next_at, one.done_at) == (410, None, None)


def test_one_that_is_down_holds_up_no_other_and_a_round_ends(opened, receptionist, first, now, answers):
    other = opening(first, now)
    for one in (opened, other):
        send_test(one.endpoint, by=one.endpoint.account, now=now, machine_now=MACHINE)
    answers.extend([Problem.TIME, 204])
    assert round_of(now) == 1
    ticks = iter([0.0, 0.0, 31.0, 31.0])
    for one in Delivery.objects.filter(done_at=None):
        resend(one, by=one.endpoint.account, now=now, machine_now=MACHINE)
    resend(Delivery.objects.exclude(done_at=None).get(), by=first, now=now, machine_now=MACHINE)
    assert send_due(now=now, machine_now=MACHINE, clock=lambda: next(ticks)) == 1


def waiting(endpoint, number):
    """Put so many messages into the queue."""
    return [queued(endpoint, TEST, at=MACHINE) for _ in range(number)]


def test_however_much_waits_for_one_that_is_down_the_others_are_told(
    opened, first, now, answers, monkeypatch
):
    monkeypatch.setattr("zerentian.exchange.actions.sending.STEP", 3)
    other = opening(first, now).endpoint
    waiting(opened.endpoint, 4)
    waiting(other, 2)
    answers.append(Problem.TIME)
    assert round_of(now) == 2
    assert not other.deliveries.waiting().exists()
    assert len(answers.got) == 3
    soon, later = MACHINE + timedelta(minutes=2), MACHINE + timedelta(minutes=7)
    answers.append(Problem.TIME)
    assert (round_of(now, soon), len(answers.got)) == (0, 4)
    assert round_of(now, later) == 4


def test_each_endpoint_is_told_in_turn(opened, first, now, answers):
    other = opening(first, now, url="https://other.example.gov.cn/").endpoint
    waiting(opened.endpoint, 3)
    waiting(other, 1)
    assert round_of(now) == 4
    assert [target.host.partition(".")[0] for target, _, _ in answers.got] == [
        *("county", "other", "county", "county")
    ]


def test_a_matter_that_was_hidden_meanwhile_is_told_no_more(
    opened, concern, conduct, neighbour_office, receptionist, client_of, now, answers
):
    assert gathered(now) == 1
    answers.append(Problem.TIME)
    assert round_of(now) == 0
    one, page = Delivery.objects.get(), reverse("exchange:webhook-detail", args=[opened.endpoint.pk])
    browser = client_of(receptionist)
    assert f"/concerns/{concern.key}/" in browser.get(page).content.decode()
    said = {"kind": Kind.COMPLAINT, "category": conduct, "accused_units": [neighbour_office]}
    casework.triage_concern(concern, **said, by=receptionist, now=now)
    shown = browser.get(page).content.decode()
    assert (f"/concerns/{concern.key}/" in shown, "这里还没有" in shown) == (False, False)
    resend(one, by=receptionist, now=now, machine_now=MACHINE)
    assert round_of(now) == 0
    assert len(answers.got) == 1
    assert not Delivery.objects.exists()


def test_off_nothing_is_opened_queued_or_sent(settings, opened, receptionist, dispatched, now, answers):
    send_test(opened.endpoint, by=receptionist, now=now, machine_now=MACHINE)
    settings.WEBHOOKS = False
    assert gathered(now) == 0
    assert round_of(now) == 0
    with pytest.raises(NotAllowed, match="没有开启"):
        opening(receptionist, now)


def test_only_holders_of_keys_open_and_only_their_own(opened, receptionist, clerk, first, security, now):
    with pytest.raises(Forbidden):
        opening(clerk, now)
    with pytest.raises(NotAllowed, match="密码不正确"):
        opening(receptionist, now, password="wrong")
    with pytest.raises(NotAllowed, match="推送哪些"):
        opening(receptionist, now, kinds=["account"])
    with pytest.raises(NotAllowed, match="最长一年"):
        opening(receptionist, now, last=local_day(now) + timedelta(days=400))
    with pytest.raises(NotAllowed, match="不是您的"):
        send_test(opened.endpoint, by=first, now=now, machine_now=MACHINE)
    with pytest.raises(Forbidden):
        end_endpoint(opened.endpoint, by=first, now=now)
    end_endpoint(opened.endpoint, by=security, now=now)
    with pytest.raises(NotAllowed, match="已停用"):
        end_endpoint(opened.endpoint, by=receptionist, now=now)


def test_an_ended_or_closed_one_is_sent_nothing(opened, receptionist, dispatched, now, answers):
    gathered(now)
    assert Delivery.objects.waiting().exists()
    receptionist.is_active = False
    receptionist.save()
    assert round_of(now) == 0
    receptionist.is_active = True
    receptionist.save()
    end_endpoint(opened.endpoint, by=receptionist, now=now)
    assert round_of(now) == 0
    assert not Delivery.objects.waiting().exists()


def test_another_key_signs_from_then_on(opened, receptionist, now, answers):
    made = renew_secret(opened.endpoint, password=PASSWORD, by=receptionist, now=now)
    send_test(made.endpoint, by=receptionist, now=now, machine_now=MACHINE)
    round_of(now)
    _, body, said = answers.got[0]
    args = (said["webhook-id"], int(said["webhook-timestamp"]), body)
    assert said["webhook-signature"] == signature(made.secret, *args)
    assert said["webhook-signature"] != signature(opened.secret, *args)


def test_a_key_that_can_not_be_read_is_said(opened, receptionist, now, answers, settings):
    send_test(opened.endpoint, by=receptionist, now=now, machine_now=MACHINE)
    settings.SECRET_KEY = "another" * 10
    round_of(now)
    assert Delivery.objects.get().problem == "key"


def test_messages_are_forgotten_after_thirty_days_unless_they_wait(opened, receptionist, now, answers):
    send_test(opened.endpoint, by=receptionist, now=now, machine_now=MACHINE)
    late = MACHINE + timedelta(days=31)
    assert forget(machine_now=late) == 0
    round_of(now)
    assert forget(machine_now=MACHINE + timedelta(days=29)) == 0
    assert forget(machine_now=late) == 1


def test_on_the_pages_it_is_opened_tested_sent_again_and_ended(
    receptionist, first, security, client_of, now, answers
):
    browser, where = client_of(receptionist), reverse("exchange:webhook-list")
    assert "本系统没有向别的系统推送" in browser.get(where).content.decode()
    last = str(local_day(now) + timedelta(days=90))
    said = {
        "label": "县平台",
        "url": "http://a.cn/",
        "kinds": ["concern"],
        "last": last,
        "password": PASSWORD,
    }
    wrong = browser.post(reverse("exchange:webhook-new"), said)
    assert (wrong.status_code, "https://" in wrong.content.decode()) == (422, True)
    made = browser.post(reverse("exchange:webhook-new"), said | {"url": URL}).content.decode()
    assert "whsec_" in made
    one = Endpoint.objects.get()
    page = reverse("exchange:webhook-detail", args=[one.pk])
    browser.post(reverse("exchange:webhook-test", args=[one.pk]))
    answers.append(Problem.ADDRESS)
    round_of(now, datetime.now(UTC) + timedelta(minutes=1))
    shown = browser.get(page).content.decode()
    assert "不允许推送的网段" in shown
    assert "whsec_" not in shown
    again = reverse("exchange:webhook-resend", args=[Delivery.objects.get().pk])
    assert browser.post(again, follow=True).status_code == 200
    assert client_of(first).get(page).status_code == 404
    assert client_of(first).post(again).status_code == 404
    officer = client_of(security)
    assert "县平台" in officer.get(where).content.decode()
    assert officer.post(reverse("exchange:webhook-end", args=[one.pk]), follow=True).status_code == 200
    assert "已停用" in browser.get(where).content.decode()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for ``localhost`` of an authority of its own, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    begin = datetime.now(UTC) - timedelta(days=1)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number()
    ).not_valid_before(begin)
    made = made.not_valid_after(begin + timedelta(days=10))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM) + private)
    return path


@pytest.fixture
def receiver(certificate):
    """A receiver on this machine with TLS; what it got stands in ``got``."""
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append((self.headers["webhook-id"], self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(307 if self.path == "/moved" else 202)
            self.send_header("Location", "https://localhost/elsewhere")
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.got = got
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def there(server, path="/hook"):
    return target_of(f"https://localhost:{server.server_address[1]}{path}")


def sending(target, inside=("127.0.0.0/8", "::1/128"), seconds=5.0):
    return wire.send(target, b"{}", {"webhook-id": "msg_1"}, allowed=networks(inside), seconds=seconds)


def test_over_tls_it_arrives_where_the_operator_allows_it(receiver, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setattr(wire, "addresses_of", lambda target: ["127.0.0.1"])
    assert sending(there(receiver)) == 202
    assert receiver.got == [("msg_1", b"{}")]
    assert sending(there(receiver, "/moved")) == 307
    assert len(receiver.got) == 2
    with pytest.raises(wire.Unreached, match="address"):
        sending(there(receiver), inside=())


def test_a_certificate_of_nobody_known_or_of_another_name_is_refused(receiver, certificate, monkeypatch):
    monkeypatch.setattr(wire, "addresses_of", lambda target: ["127.0.0.1"])
    with pytest.raises(wire.Unreached, match="tls"):
        sending(there(receiver))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    other = there(receiver)._replace(host="county.example.gov.cn")
    with pytest.raises(wire.Unreached, match="tls"):
        sending(other)
    assert receiver.got == []


def test_who_never_answers_is_left_after_a_bounded_time(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(wire, "addresses_of", lambda target: ["127.0.0.1"])
        target = target_of(f"https://localhost:{silent.getsockname()[1]}/")
        with pytest.raises(wire.Unreached, match="time"):
            sending(target, seconds=0.2)


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-x\r\n", b"HTTP/1.1 2", b"x" * 200])
def test_what_is_no_answer_is_no_arrival(said):
    class Line:
        pieces = [said[:5], said[5:], b""]

        def settimeout(self, seconds):
            assert seconds > 0

        def recv(self, most):
            piece = self.pieces.pop(0)
            return piece[:most]

    with pytest.raises(wire.Unreached, match="connection"):
        wire.status_of(Line(), wire.time.monotonic() + 5)


def test_a_name_nobody_knows_is_said(monkeypatch):
    def unknown(*args, **kwargs):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(wire.Unreached, match="name"):
        sending(target_of(URL))
