"""Contact data: shown once for a reason to the case desk, seen by the supervisor, never by the handling office."""

import pytest
from django.urls import reverse

from zerentian.casework.rules.concerns import Kind
from zerentian.ledger.models import Entry

pytestmark = pytest.mark.django_db
LOOKS = "/concerns/looks/"


def ask(browser, concern, **said: str):
    return browser.post(reverse("casework:contact", args=[concern.key]), said)


def test_contact_is_shown_once_with_who_looked_and_when(client_of, receptionist, answered):
    browser = client_of(receptionist)
    page = browser.get(reverse("casework:contact", args=[answered.key]))
    assert "13900000000" not in page.content.decode()
    shown = ask(browser, answered, purpose="call_back", reason="按规定回访")
    text = shown.content.decode()
    assert "示例群众" in text
    assert "13900000000" in text
    assert receptionist.name in text
    assert "2026年3月2日 09:00" in text
    assert "no-store" in shown.headers["Cache-Control"]
    assert Entry.objects.filter(verb="contact.revealed", subject=answered.ref).count() == 1


def test_without_reason_or_purpose_nothing_is_shown(client_of, receptionist, answered):
    browser = client_of(receptionist)
    for said in ({"purpose": "call_back", "reason": " "}, {"purpose": "curious", "reason": "看看"}):
        page = ask(browser, answered, **said)
        assert page.status_code == 422
        assert "13900000000" not in page.content.decode()
    assert not Entry.objects.filter(verb="contact.revealed").exists()


def test_the_handling_office_neither_looks_nor_sees_who_looked(client_of, neighbour_clerk, leader, answered):
    for account in (neighbour_clerk, leader):
        browser = client_of(account)
        assert ask(browser, answered, purpose="call_back", reason="我想自己打").status_code == 403
        assert browser.get(LOOKS).status_code == 403


def test_the_supervisor_sees_looks_and_refused_ones_with_their_reason(
    client_of, receptionist, supervisor, leader, answered
):
    ask(client_of(receptionist), answered, purpose="call_back", reason="按规定回访")
    answered.kind = Kind.COMPLAINT
    answered.save()
    answered.accusations.create(account=leader)
    assert client_of(leader).get(reverse("casework:reply", args=[answered.key])).status_code == 404
    browser = client_of(supervisor)
    refused, revealed = browser.get(LOOKS).context["looks"]
    assert (refused.entry, refused.number, refused.who) == (None, answered.number, leader.name)
    assert (revealed.reason, revealed.number) == ("按规定回访", answered.number)
    only = browser.get(LOOKS, {"kind": "contact.revealed"}).context["looks"]
    assert [look.entry.verb for look in only] == ["contact.revealed"]


def test_the_desk_does_not_oversee_itself(client_of, receptionist):
    assert client_of(receptionist).get(LOOKS).status_code == 403


def test_the_handling_offices_page_tells_of_no_look(
    client_of, receptionist, neighbour_clerk, supervisor, answered
):
    ask(client_of(receptionist), answered, purpose="call_back", reason="回访时需要核对门牌")
    where = reverse("casework:concern-detail", args=[answered.key])
    shown = client_of(neighbour_clerk).get(where)
    assert "回访时需要核对门牌" not in shown.content.decode()
    assert not [entry for entry in shown.context["entries"] if entry.verb == "contact.revealed"]
    assert "回访时需要核对门牌" in client_of(supervisor).get(where).content.decode()


def test_nor_does_the_trail_but_to_who_oversees_looks(
    client_of, receptionist, neighbour_clerk, leader, supervisor, answered
):
    ask(client_of(receptionist), answered, purpose="call_back", reason="按规定回访")
    look = Entry.objects.get(verb="contact.revealed")
    where = reverse("entry", args=[look.uuid])
    for account in (neighbour_clerk, leader, receptionist):
        browser = client_of(account)
        assert browser.get(where).status_code == 404
        assert where not in browser.get(reverse("trail"), {"verb": look.verb}).content.decode()
    browser = client_of(supervisor)
    assert browser.get(where).status_code == 200
    assert where in browser.get(reverse("trail"), {"verb": look.verb}).content.decode()
