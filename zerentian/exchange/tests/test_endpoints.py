"""Addresses that are told: how they are opened, by whom, for how long; when a message is tried, and where it may go."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from zerentian.exchange import wire
from zerentian.exchange.actions import webhooks
from zerentian.exchange.actions.sending import gather
from zerentian.exchange.actions.webhooks import check_said, end_endpoint, open_endpoint, renew_secret
from zerentian.exchange.models import Delivery, Endpoint
from zerentian.exchange.models.webhooks import KINDS, PROBLEMS
from zerentian.exchange.rules.webhooks import (
    LONGEST_URL,
    MOST_DAYS,
    PREFIX,
    WAITS,
    Kind,
    Problem,
    Target,
    headers,
    is_reachable,
    networks,
    new_secret,
    next_try,
    signature,
    target_of,
)
from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry, Seal
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed

URL = "https://county.example.gov.cn/hook"
MACHINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PASSWORD = "Zuoye-2026-tian"


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.WEBHOOKS, settings.SITE_URL = True, "https://zeren.example.gov.cn"


@pytest.fixture
def opening(receptionist, now):
    """Open an endpoint of the case desk's."""

    def run(**said):
        usual = {"label": " 督查平台 ", "url": f" {URL} ", "kinds": ["task", "concern", "task"]}
        usual |= {"last": local_day(now) + timedelta(days=30), "password": PASSWORD, "by": receptionist}
        return open_endpoint(**usual | said, now=now)

    return run


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://a.cn", Target("a.cn", 443, "/")),
        ("https://a.cn/hook?x=1&y=2", Target("a.cn", 443, "/hook?x=1&y=2")),
        ("https://A.CN:8443/", Target("a.cn", 8443, "/")),
        ("https://县.cn/", Target("县.cn".encode("idna").decode(), 443, "/")),
        ("https://10.1.2.3/", Target("10.1.2.3", 443, "/")),
        ("https://a.cn?x", Target("a.cn", 443, "/?x")),
    ],
)
def test_an_address_leads_to_host_port_and_path(url, target):
    assert target_of(url) == target


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://a.cn/", "https:// 开头"),
        ("https:///x", "https:// 开头"),
        ("https://a.cn:0/", "https:// 开头"),
        ("https://a.cn:65536/", "https:// 开头"),
        ("https://u@a.cn/", "用户名、密码"),
        ("https://:p@a.cn/", "用户名、密码"),
        ("https://a.cn/#x", "用户名、密码"),
        ("https://a.cn/接收", "百分号编码"),
        ("https://a.cn/a b", "百分号编码"),
        ("https://a.cn/?问", "百分号编码"),
        ("https://[::1", "无法识别"),
        ("https://a.cn/\n", "无法识别"),
        ("https://" + "长" * 70 + ".cn", "主机名无法识别"),
    ],
)
def test_each_fault_of_an_address_is_told_apart(url, why):
    with pytest.raises(NotAllowed, match=why):
        target_of(url)


def test_an_address_of_just_the_length_is_taken():
    url = "https://a.cn/" + "x" * (LONGEST_URL - 13)
    assert target_of(url).path == "/" + "x" * (LONGEST_URL - 13)
    with pytest.raises(NotAllowed, match="不超过 500 个字符"):
        target_of(url + "x")


def test_a_message_is_tried_again_later_and_later_then_given_up():
    assert [next_try(tries, MACHINE) - MACHINE for tries in range(1, len(WAITS) + 1)] == list(WAITS)
    assert next_try(len(WAITS) + 1, MACHINE) is None
    assert list(WAITS) == sorted(WAITS)
    assert timedelta(days=2) < sum(WAITS, timedelta()) < timedelta(days=4)


def test_a_key_is_fresh_and_signs_id_time_and_body():
    secret = new_secret()
    assert secret.startswith(PREFIX)
    assert new_secret() != secret
    sent = headers(secret, "msg_1", MACHINE, b"{}")
    assert (sent["webhook-id"], sent["webhook-timestamp"]) == ("msg_1", str(int(MACHINE.timestamp())))
    assert sent["webhook-signature"] == signature(secret, "msg_1", int(MACHINE.timestamp()), b"{}")
    assert (sent["content-type"], sent["user-agent"]) == ("application/json", "Zerentian")
    first = signature(secret, "msg_1", 1, b"{}")
    others = [
        signature(new_secret(), "msg_1", 1, b"{}"),
        signature(secret, "msg_2", 1, b"{}"),
        signature(secret, "msg_1", 2, b"{}"),
        signature(secret, "msg_1", 1, b"[]"),
    ]
    assert first not in others
    assert first.startswith("v1,")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("10.0.0.1", False),
        ("127.0.0.1", False),
        ("169.254.1.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::8.8.8.8", True),
        ("64:ff9b::10.0.0.1", False),
        ("2002:0a00:0001::", False),
        ("2002:0808:0808::", True),
    ],
)
def test_a_message_goes_to_public_addresses_alone(address, public):
    assert is_reachable(address, []) is public


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("10.0.0.1", True),
        ("10.0.1.1", False),
        ("::ffff:10.0.0.1", True),
        ("fd00::1", True),
        ("fd01::1", False),
    ],
)
def test_a_network_that_the_operator_names_is_entered_and_no_other(address, allowed):
    assert is_reachable(address, networks(["10.0.0.0/24", "fd00::/64"])) is allowed


@pytest.mark.parametrize(
    ("found", "address"),
    [
        (["8.8.8.8", "9.9.9.9"], "8.8.8.8"),
        (["10.0.0.1"], "10.0.0.1"),
        (["8.8.8.8", "192.168.0.1"], None),
        ([], None),
    ],
)
def test_a_message_goes_to_the_first_address_of_a_host_all_of_which_may_be_gone_to(
    monkeypatch, found, address
):
    monkeypatch.setattr(wire, "addresses_of", lambda target: found)
    allowed = networks(["10.0.0.0/8"])
    if address:
        assert wire.pinned_address(Target("a.cn", 443, "/"), allowed) == address
        return
    with pytest.raises(wire.Unreached) as refused:
        wire.pinned_address(Target("a.cn", 443, "/"), allowed)
    assert refused.value.problem is Problem.ADDRESS


@pytest.mark.parametrize(
    ("target", "host"),
    [
        (Target("a.cn", 443, "/hook"), "a.cn"),
        (Target("a.cn", 8443, "/hook"), "a.cn:8443"),
        (Target("2001:db8::1", 443, "/hook"), "[2001:db8::1]"),
        (Target("2001:db8::1", 8443, "/hook"), "[2001:db8::1]:8443"),
    ],
)
def test_a_message_goes_over_the_line_whole(target, host):
    said = wire.request(target, "甲".encode(), {"webhook-id": "m"}).split(b"\r\n")
    assert said == [
        b"POST /hook HTTP/1.1",
        f"host: {host}".encode(),
        b"content-length: 3",
        b"connection: close",
        b"webhook-id: m",
        b"",
        "甲".encode(),
    ]


def test_what_is_no_network_is_none():
    with pytest.raises(ValueError, match="host bits set"):
        networks(["10.0.0.1/8"])
    with pytest.raises(ValueError, match="does not appear"):
        networks(["office"])


def test_every_noun_and_every_problem_has_its_words():
    assert set(KINDS) == set(Kind)
    assert set(PROBLEMS) == set(Problem)
    assert len({str(words) for words in PROBLEMS.values()}) == len(Problem)


@pytest.mark.parametrize(
    ("label", "url", "kinds", "why"),
    [
        (" ", URL, ["task"], "推送给哪个系统"),
        ("平台", "http://a", ["task"], "https"),
        ("平台", URL, [], "推送哪些事项"),
        ("平台", URL, ["task", "people"], "推送哪些事项"),
    ],
)
def test_an_endpoint_has_a_name_an_address_and_something_to_tell(label, url, kinds, why):
    check_said("平台", f" {URL} ", ["task"])
    with pytest.raises(NotAllowed, match=why):
        check_said(label, url, kinds)


@pytest.mark.django_db
def test_an_endpoint_is_kept_with_what_it_is_told_of_from_now_on(opening, receptionist, now):
    sealed = seal(now=now)
    opened = opening()
    endpoint = opened.endpoint
    assert (endpoint.label, endpoint.url, endpoint.kinds) == ("督查平台", URL, "concern task")
    assert (endpoint.listed, endpoint.size) == ([Kind.CONCERN, Kind.TASK], sealed.size)
    assert (endpoint.account, endpoint.made_at, endpoint.ended_at) == (receptionist, now, None)
    assert opened.secret not in endpoint.secret
    entry = Entry.objects.get(verb="webhook.opened")
    assert (entry.subject, entry.fact["kinds"], entry.fact["last"]) == (endpoint.ref, 2, str(endpoint.last))
    assert str(endpoint) == "督查平台"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "taken"), [(-1, False), (0, True), (MOST_DAYS, True), (MOST_DAYS + 1, False)]
)
def test_it_lasts_from_today_to_a_year(opening, now, days, taken):
    last = local_day(now) + timedelta(days=days)
    if taken:
        assert opening(last=last).endpoint.last == last
        return
    with pytest.raises(NotAllowed, match="最长一年"):
        opening(last=last)


@pytest.mark.django_db
def test_so_many_are_in_use_at_once_and_one_that_ended_makes_room(opening, receptionist, now, monkeypatch):
    monkeypatch.setattr(webhooks, "MOST_ENDPOINTS", 1)
    first = opening().endpoint
    with pytest.raises(NotAllowed, match="已有 1 个在用的推送地址"):
        opening()
    end_endpoint(first, by=receptionist, now=now)
    assert opening().endpoint.pk != first.pk


@pytest.mark.django_db
def test_what_ended_is_told_nothing_keeps_nothing_waiting_and_is_not_renewed(opening, receptionist, now):
    endpoint = opening().endpoint
    made = {"endpoint": endpoint, "verb": "task.closed", "body": "{}", "made_at": now}
    waiting = Delivery.objects.create(message="a", next_at=now, **made)
    arrived = Delivery.objects.create(message="b", next_at=None, done_at=now, **made)
    ended = end_endpoint(endpoint, by=receptionist, now=now)
    waiting.refresh_from_db()
    arrived.refresh_from_db()
    assert (ended.ended_at, waiting.next_at, waiting.done_at, arrived.done_at) == (now, None, None, now)
    assert not Endpoint.objects.in_use(local_day(now)).exists()
    with pytest.raises(NotAllowed, match="已停用"):
        end_endpoint(endpoint, by=receptionist, now=now)
    with pytest.raises(NotAllowed, match="已停用，或不是您的"):
        renew_secret(endpoint, password=PASSWORD, by=receptionist, now=now)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "in_use"),
    [
        ({}, True),
        ({"account__is_active": False}, False),
        ({"account__must_change_password": True}, False),
    ],
)
def test_an_endpoint_is_in_use_while_its_account_is(opening, receptionist, now, said, in_use):
    endpoint = opening().endpoint
    for name, value in said.items():
        setattr(receptionist, name.removeprefix("account__"), value)
    receptionist.save()
    assert Endpoint.objects.in_use(endpoint.last).exists() is in_use
    assert not Endpoint.objects.in_use(endpoint.last + timedelta(days=1)).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "words", "stands", "light"),
    [
        ({"next_at": 0}, {"waiting", "due"}, "waits", "amber"),
        ({"next_at": 1}, {"waiting"}, "waits", "amber"),
        ({"next_at": None}, {"given_up"}, "given up", "red"),
        ({"next_at": None, "done_at": 0}, set(), "arrived", "green"),
    ],
    ids=["due", "later", "given up", "arrived"],
)
def test_a_message_waits_is_due_arrived_or_is_given_up(opening, now, said, words, stands, light):
    times = {name: None if at is None else now + timedelta(seconds=at) for name, at in said.items()}
    made = Delivery.objects.create(
        endpoint=opening().endpoint, message="a", verb="task.closed", body="{}", made_at=now, **times
    )
    rows = Delivery.objects
    found = {"waiting": rows.waiting(), "due": rows.due(now), "given_up": rows.given_up()}
    assert {name for name, some in found.items() if some.exists()} == words
    with translation.override("en"):
        assert (str(made.stands), made.light) == (stands, light)


@pytest.mark.django_db
def test_before_anything_is_sealed_nothing_is_looked_at(opening, now):
    endpoint = opening().endpoint
    assert (Seal.objects.exists(), gather(now=now, machine_now=MACHINE)) == (False, 0)
    endpoint.refresh_from_db()
    assert endpoint.size == 0


@pytest.mark.django_db
def test_messages_of_an_endpoint_are_sent_in_their_order_and_one_for_an_entry(opening, now):
    endpoint = opening().endpoint
    made = {"endpoint": endpoint, "verb": "task.closed", "body": "{}", "made_at": now, "next_at": now}
    entry = Entry.objects.latest("id").uuid
    rows = [Delivery.objects.create(message=f"m{number}", **made) for number in range(3)]
    assert list(Delivery.objects.due(now)) == rows
    Delivery.objects.create(message="x", entry=entry, **made)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(message="y", entry=entry, **made)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(message="x", **made)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.update(problem="weather")
    with pytest.raises(IntegrityError), transaction.atomic():
        Endpoint.objects.update(label="")
