"""Pages of endpoints, open figures and figures upward: what they list, in which order, what they offer to whom."""

import csv
import io
import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.cache import cache
from django.urls import reverse

from zerentian.exchange.actions.opened import OWN, close_figure, half_years, names_of, open_figure
from zerentian.exchange.actions.upward import keep_source, take_sheet
from zerentian.exchange.actions.webhooks import TEST, end_endpoint, open_endpoint, queued, resend, send_test
from zerentian.exchange.forms.opened import OpenForm
from zerentian.exchange.models import Delivery, FigureSheet, OpenedFigure
from zerentian.exchange.rules.opened import may_be_open
from zerentian.exchange.rules.upward import file_of, signed_text
from zerentian.exchange.rules.webhooks import Kind
from zerentian.exchange.shown.opened import opened_named
from zerentian.exchange.shown.upward import sources_named, units_named
from zerentian.exchange.shown.webhooks import endpoints_named, watched
from zerentian.exchange.tests.figures import VALUE
from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.note import Checkpoint, sign, signature_line, verifier_key
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed

pytestmark = pytest.mark.django_db
RECEIVED = "concerns.received"


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.WEBHOOKS, settings.SITE_URL = True, "https://zeren.example.gov.cn"
    cache.clear()


@pytest.fixture
def endpoint(receptionist, now):
    """An endpoint of the case desk's."""
    return open_endpoint(
        label="督查平台",
        url="https://county.example.gov.cn/hook",
        kinds=[Kind.TASK],
        last=local_day(now) + timedelta(days=9),
        password="Zuoye-2026-tian",
        by=receptionist,
        now=now,
    ).endpoint


def test_messages_that_wait_and_those_given_up_are_counted_apart(endpoint, receptionist, client_of, now):
    for number in range(3):
        queued(endpoint, "task.closed", at=now, subject=f"task:{number}")
    Delivery.objects.filter(subject="task:0").update(next_at=None)
    Delivery.objects.filter(subject="task:1").update(next_at=None, done_at=now)
    page = client_of(receptionist).get(reverse("exchange:webhook-list"))
    assert page.context["rows"] == [(endpoint, 1, 1)]
    seen = watched()
    assert (seen.bad, seen.numbers) == (True, {"webhooks_waiting": 1.0, "webhooks_given_up": 1.0})
    assert seen.remedy
    Delivery.objects.filter(subject="task:0").delete()
    assert (watched().bad, watched().remedy) == (False, "")


def test_endpoints_are_shown_to_their_holder_and_to_the_security_officer(
    endpoint, client_of, security, clerk
):
    for account, found in ((security, [endpoint]), (clerk, [])):
        rows = client_of(account).get(reverse("exchange:webhook-list"))
        if rows.status_code == 200:
            assert [one for one, _, _ in rows.context["rows"]] == found
    detail = reverse("exchange:webhook-detail", args=[endpoint.pk])
    assert client_of(security).get(detail).context["own"] is False
    assert client_of(clerk).get(detail).status_code in (403, 404)
    assert endpoints_named(endpoint.account, [str(endpoint.pk)]) == {str(endpoint.pk): "督查平台"}
    assert endpoints_named(clerk, [str(endpoint.pk)]) == {}


def test_the_page_of_an_endpoint_goes_through_its_messages(
    endpoint, receptionist, client_of, now, monkeypatch
):
    monkeypatch.setattr("zerentian.exchange.views.webhooks.PAGE", 2)
    for number in range(3):
        queued(endpoint, TEST, at=now + timedelta(seconds=number))
    browser, address = client_of(receptionist), reverse("exchange:webhook-detail", args=[endpoint.pk])
    first, second = browser.get(address).context, browser.get(address, {"page": 2}).context
    assert (len(first["rows"]), first["older"], first["newer"]) == (2, "?page=2", "")
    assert (len(second["rows"]), second["older"], second["newer"]) == (1, "", "?page=1")
    shown = [one.pk for one, _, _ in (*first["rows"], *second["rows"])]
    assert shown == sorted(shown, reverse=True)
    assert (first["own"], first["over"], first["on"]) == (True, False, True)


def test_one_test_is_on_its_way_at_a_time_and_a_message_is_sent_again_from_the_start(
    endpoint, receptionist, now
):
    said = {"by": receptionist, "now": now, "machine_now": now}
    first = send_test(endpoint, **said)
    body = json.loads(first.body)
    assert (body["type"], body["data"], first.entry, first.next_at) == (TEST, {}, None, now)
    assert body["timestamp"].startswith("2026-03-02T")
    assert "." not in body["timestamp"]
    with pytest.raises(NotAllowed, match="还在发送"):
        send_test(endpoint, **said)
    Delivery.objects.update(tries=4, next_at=None, status=500, problem="answer")
    again = resend(first, **said)
    assert (again.tries, again.next_at, again.done_at, again.status, again.problem) == (
        0,
        now,
        None,
        None,
        "",
    )
    assert (again.message, again.body) == (first.message, first.body)
    verbs = Entry.objects.filter(subject=endpoint.ref).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["webhook.opened", "webhook.tested", "webhook.resent"]
    end_endpoint(endpoint, by=receptionist, now=now)
    for step in (lambda: send_test(endpoint, **said), lambda: resend(first, **said)):
        with pytest.raises(NotAllowed, match="已停用"):
            step()


def test_figures_that_may_be_opened_are_offered_and_the_own_township_begins(leader, township):
    form = OpenForm(account=leader)
    assert form.fields["unit"].initial == township
    offered = dict(form.fields["code"].choices)
    assert set(offered) == {code for code, one in FIGURES.items() if may_be_open(one)}
    assert offered[RECEIVED] == FIGURES[RECEIVED].label


def test_units_of_open_figures_are_those_right_below_by_their_codes(township, village, now):
    names = names_of(township, now.date())
    below = [code for code in names if code != OWN]
    assert below == sorted(below)
    assert (names[village.code], names[OWN], list(names)[-1]) == (village.name, township.name, OWN)
    assert "990100" not in names


@pytest.mark.parametrize(
    ("day", "newest"), [((2026, 6, 30), "2025H2"), ((2026, 7, 1), "2026H1"), ((2027, 1, 1), "2026H2")]
)
def test_a_half_year_is_told_from_the_day_after_it(now, day, newest):
    found = half_years(now.date().replace(*day))
    assert (found[0].code, len(found)) == (newest, 4)


def test_who_may_opens_and_closes_on_the_page_and_others_see_it(township, leader, clerk, client_of, now):
    one = open_figure(township, code=RECEIVED, by=leader, now=now)
    address = reverse("exchange:opened-list")
    assert client_of(leader).get(address).context["rows"] == [(one, FIGURES[RECEIVED].label, True)]
    others = client_of(clerk).get(address)
    if others.status_code == 200:
        assert [may for _, _, may in others.context["rows"]] == [False]
        assert not others.context["may_open"]
    assert opened_named(leader, [str(one.pk)]) == {str(one.pk): FIGURES[RECEIVED].label}
    assert close_figure(one, by=leader, now=now) == one
    assert client_of(leader).get(address).context["rows"] == []
    assert client_of(leader).get(reverse("exchange:opened-close", args=[one.pk])).status_code == 404
    assert OpenedFigure.objects.get().closed_on == local_day(now)


def test_the_public_table_has_a_row_for_the_whole_and_one_for_each_unit(township, leader, client, now):
    open_figure(township, code=RECEIVED, by=leader, now=now)
    seal(now=now)
    address = reverse("exchange:open-figures-file", args=["csv"])
    sent = client.get(address, {"unit": "990101", "period": "2025H2"})
    rows = list(csv.DictReader(io.StringIO(sent.content.decode("utf-8-sig"))))
    names = names_of(township, half_years(now.date())[0].last)
    assert [row["unit"] for row in rows] == ["990101", *(code or "990101*" for code in names)]
    assert rows[-1]["name"] == f"{township.name}（本级）"
    assert {row["figure"] for row in rows} == {RECEIVED}
    page = client.get(reverse("exchange:open-figures"), {"unit": "990101", "period": "2025H2"}).context
    assert (page["query"], page["unit"], page["period"].code) == (
        "?unit=990101&period=2025H2",
        township,
        "2025H2",
    )
    assert [name for name, _ in page["rows"][0][3]] == list(names.values())


def test_a_township_without_open_figures_is_not_there_and_without_any_the_page_says_so(client, township):
    assert client.get(reverse("exchange:open-figures")).context["unit"] is None
    for wrong in ({"unit": "990101"}, {"period": "2024H3"}, {"period": "2020H1"}):
        assert client.get(reverse("exchange:open-figures"), wrong).status_code == 404


def sheet_of(key, period, size, value=4):
    """Return the file that a township's log makes of a period."""
    origin = "other.example/log"
    note = sign(Checkpoint(origin, size, bytes([size]) * 32), [key])
    sheet = {"format": "zerentian-figures-1", "origin": origin, "unit": "990102", "name": "别的乡"}
    sheet |= {"period": period, "size": size, "checkpoint": note, "values": [VALUE | {"value": value}]}
    return file_of(sheet, signature_line(signed_text(sheet), key, verifier_key(key, origin)))


@pytest.fixture
def sources(county, supervisor, now):
    """Two townships that send, of which the second has sent nothing."""
    key = Ed25519PrivateKey.generate()
    said = {"unit": county, "compared": "电话", "by": supervisor, "now": now}
    vkey = verifier_key(key, "other.example/log").text()
    kept = keep_source(code="990102", name="别的乡", vkey=vkey, **said)
    keep_source(code="990103", name="又一乡", vkey=vkey, **said)
    for period, size, value in (("2025", 3, 1), ("2026", 5, 2), ("2026", 7, 3)):
        take_sheet(sheet_of(key, period, size, value), unit=county, by=supervisor, now=now)
    return kept


def test_the_newest_files_of_the_newest_period_stand_side_by_side(sources, client_of, supervisor):
    browser, address = client_of(supervisor), reverse("exchange:upward")
    page = browser.get(address).context
    assert ([code for code, _ in page["periods"]], page["period"]) == (["2026", "2025"], "2026")
    assert [(source.name, sheet and sheet.size) for source, sheet in page["sources"]] == [
        ("别的乡", 7),
        ("又一乡", None),
    ]
    (row, cells) = page["rows"][0]
    assert (row.code, [cell and cell.text for _, cell in cells], row.together) == (
        "deeds.count",
        ["3件", None],
        "",
    )
    assert (page["may_send"], page["may_take"]) == (True, True)
    former = browser.get(address, {"period": "2025"}).context
    assert (former["period"], former["rows"][0][1][0][1].text) == ("2025", "1件")
    assert browser.get(address, {"period": "1999"}).context["period"] == "2026"


def test_files_are_seen_by_who_sees_their_source(sources, leader, supervisor, client_of):
    taken = FigureSheet.objects.newest("2026").get()
    address = reverse("exchange:upward-file", args=[taken.pk])
    assert client_of(supervisor).get(address).content == bytes(taken.content)
    saved = client_of(supervisor).get(address)["Content-Disposition"]
    assert saved == 'attachment; filename="figures-990102-2026.json"'
    assert client_of(leader).get(address).status_code == 404
    assert sources_named(supervisor, [str(sources.pk)]) == {str(sources.pk): "990102 别的乡"}
    assert sources_named(leader, [str(sources.pk)]) == {}
    assert units_named(leader, ["990101", "x"]) == {"990101": "云岭乡"}


@pytest.mark.parametrize("missing", ["code", "name", "compared"])
def test_a_source_says_code_name_and_how_its_key_was_compared(county, supervisor, now, missing):
    vkey = verifier_key(Ed25519PrivateKey.generate(), "a.example/log").text()
    said = {"code": "990102", "name": "别的乡", "compared": "电话"} | {missing: " "}
    with pytest.raises(NotAllowed, match="请写明乡镇代码、名称"):
        keep_source(unit=county, vkey=vkey, **said, by=supervisor, now=now)


def test_a_source_and_a_file_write_what_they_are_into_their_entries(sources, county):
    kept = Entry.objects.filter(verb="figure_source.kept", subject=sources.ref).get()
    assert (kept.unit, kept.fact["key"]) == (county.path, sources.key.public.hex())
    told = Entry.objects.filter(verb="figures.taken").order_by("id")
    assert [(one.fact["period"], one.fact["size"], one.fact["figures"]) for one in told] == [
        ("2025", 3, 1),
        ("2026", 5, 1),
        ("2026", 7, 1),
    ]
