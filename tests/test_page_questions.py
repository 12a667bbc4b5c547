"""How many questions each main page asks of the database, for each role: a bound, so that it does not creep up again.

A question costs some 0.4 ms of building, whatever the database does: the number of questions is what a page costs.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zerentian.casework import actions
from zerentian.casework.rules.concerns import Channel, Group, Kind
from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry
from zerentian.organization.models import Account

ROLES = ("first", "leader", "office_head", "clerk", "receptionist", "cadre", "inspector", "supervisor")
# Of a warm page: session, account, posts and clock are six of them, whatever the page.
MOST = {"list": 17, "detail": 23, "figure": 30, "numbers": 26, "trail": 25, "entry": 20, "desk": 30}


@pytest.fixture
def concerns(township, office, neighbour_office, receptionist, clerk, now):
    """Concerns at every stage that the desk of an office knows, one of them hidden from whom it accuses; all sealed."""
    by = {"by": receptionist, "now": now}
    category = actions.keep_category(
        unit=township, code="lamp", name="路灯", group=Group.BUILDING, kind=Kind.HELP, **by
    )
    found = []
    for number in range(6):
        said = actions.Said(text=f"第{number}盏路灯不亮", category=category)
        found.append(actions.receive_concern(said, unit=township, channel=Channel.CALL, **by).concern)
    actions.triage_concern(
        found[0], kind=Kind.COMPLAINT, category=category, accused_units=[neighbour_office], **by
    )
    for one in found[1:5]:
        actions.triage_concern(one, kind=Kind.HELP, category=category, **by)
        actions.dispatch_concern(one, unit=office, **by)
    actions.accept_concern(found[1], by=clerk, now=now)
    seal(now=now)
    return found


def pages(concern) -> dict[str, str]:
    entry = Entry.objects.filter(verb="concern.dispatched", subject=concern.ref).get()
    return {
        "list": reverse("casework:concern-list"),
        "detail": reverse("casework:concern-detail", args=[concern.key]),
        "figure": reverse("figure", args=["concerns.received"]),
        "numbers": reverse("overview", args=["concerns"]),
        "trail": reverse("trail"),
        "entry": reverse("entry", args=[entry.uuid]),
        "desk": reverse("desk"),
    }


@pytest.mark.parametrize("role", ROLES)
def test_a_page_asks_no_more_than_it_is_allowed(role, concerns, request, client_of) -> None:
    account: Account = request.getfixturevalue(role)
    browser = client_of(account)
    asked, opened = {}, 0
    for name, address in pages(concerns[1]).items():
        if browser.get(address).status_code != 200:
            continue
        opened += 1
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        asked[name] = len(queries.captured_queries)
    assert opened >= 5
    assert not {name: count for name, count in asked.items() if count > MOST[name]}, asked


def test_a_list_and_a_number_ask_as_often_for_many_as_for_few(
    concerns, township, receptionist, client_of, now
) -> None:
    browser = client_of(receptionist)
    names = ("list", "figure", "numbers")

    def counts() -> dict[str, int]:
        found = {}
        for name in names:
            address = pages(concerns[1])[name]
            browser.get(address)
            with CaptureQueriesContext(connection) as queries:
                browser.get(address)
            found[name] = len(queries.captured_queries)
        return found

    few = counts()
    for number in range(12):
        said = actions.Said(text=f"再报一盏，第{number}盏", category=concerns[1].category)
        actions.receive_concern(said, unit=township, channel=Channel.CALL, by=receptionist, now=now)
    seal(now=now)
    assert counts() == few
