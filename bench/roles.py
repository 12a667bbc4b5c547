"""Every role's pages, as ratios to a bare list of fifty rows in the same process, at growing numbers of concerns.

The bare list is Django's own list view: fifty rows of the same table by key, eight columns. Both are taken in turns, so
that both meet the same machine; of each the median is kept.
"""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.template import engines
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.views.generic import ListView

from bench import concerns
from bench.township import VILLAGES
from bench.words import RARE
from zerentian.casework import search
from zerentian.casework.actions import accept_concern, dispatch_concern, triage_concern
from zerentian.casework.models import Category, Concern
from zerentian.casework.rules.concerns import Kind
from zerentian.casework.rules.concerns import State as ConcernState
from zerentian.ledger import clock
from zerentian.ledger.actions import seal
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.actions.accounts import create_account
from zerentian.organization.actions.posts import appoint, create_post
from zerentian.organization.actions.units import open_unit
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.rights import Kind as UnitKind

OFFICE = "990101-MS"
VILLAGE = VILLAGES[0].rsplit("/", 1)[-1]
# user name, unit, role
PEOPLE = (
    ("first", "990101", "first"),
    ("leader", "990101", "leader"),
    ("head", OFFICE, "office_head"),
    ("clerk", OFFICE, "clerk"),
    ("reception", OFFICE, "reception"),
    ("cadre", VILLAGE, "cadre"),
    ("inspector", "990100", "inspector"),
    ("supervisor", "990100", "supervisor"),
)
IN_HAND = 400
ROUNDS = 9
COLUMNS = ("title", "state", "kind", "channel", "due", "received_at", "place")
TEMPLATE = engines["django"].from_string(
    "<!doctype html><table>{% for row in rows %}<tr><td>{{ row.pk }}"
    + "".join(f"<td>{{{{ row.{name} }}}}" for name in COLUMNS)
    + "</tr>{% endfor %}</table>"
)


def people(by: Account) -> None:
    """Make an office and an account of each role, once."""
    if Account.objects.filter(username="reception").exists():
        return
    now = clock.now()
    first = local_day(now).replace(month=1, day=1)
    township = Unit.objects.get(code="990101")
    open_unit(
        code=OFFICE, kind=UnitKind("office"), name="民生办", parent=township, first=first, by=by, now=now
    )
    for username, code, role in PEOPLE:
        account = create_account(username=username, name=f"示例{username}", by=by, now=now).account
        account.must_change_password = False
        account.save(update_fields=["must_change_password"])
        unit = Unit.objects.get(code=code)
        post = create_post(unit=unit, title=role, role=role, first=first, by=by, now=now)
        appoint(account, post=post, first=first, by=by, now=now)


def in_hand(count: int) -> None:
    """Triage and dispatch the newest open concerns to an office and a village; some accuse another village."""
    now, reception = clock.now(), Account.objects.get(username="reception")
    clerk, office = Account.objects.get(username="clerk"), Unit.objects.get(code=OFFICE)
    accused = [Unit.objects.get(code=VILLAGES[1].rsplit("/", 1)[-1])]
    category = Category.objects.first()
    assert category is not None
    already = Concern.objects.exclude(lead=None).count()
    waiting = Concern.objects.filter(state=ConcernState.RECEIVED).order_by("-pk")
    for number, concern in enumerate(list(waiting[: max(count - already, 0)])):
        kind, named = (Kind.COMPLAINT, accused) if number % 20 == 0 else (Kind.HELP, [])
        triage_concern(concern, kind=kind, category=category, accused_units=named, by=reception, now=now)
        if number % 4:
            dispatch_concern(concern, unit=office, by=reception, now=now)
        if number % 4 == 2:
            accept_concern(concern, by=clerk, now=now)


def addresses() -> dict[str, str]:
    """Return the pages that are measured, by name."""
    newest = Concern.objects.exclude(lead=None).exclude(kind=Kind.COMPLAINT).newest_first().first()
    assert newest is not None
    entry = Entry.objects.filter(verb="concern.dispatched", subject=newest.ref).get()
    listing = reverse("casework:concern-list")
    return {
        "list": listing,
        "filtered": f"{listing}?state=open&channel=hotline",
        "search": f"{listing}?q=噪音",
        "rare search": f"{listing}?q={RARE}",
        "detail": reverse("casework:concern-detail", args=[newest.key]),
        "figure": reverse("figure", args=["concerns.received"]),
        "trail": reverse("trail"),
        "entry": reverse("entry", args=[entry.uuid]),
        "looks": reverse("casework:looks"),
        "numbers": reverse("overview", args=["concerns"]),
        "desk": reverse("desk"),
    }


class Bare(ListView):  # type: ignore[type-arg]
    """A bare list of fifty rows of the same table, as Django alone makes it: no middleware, no reader, no form."""

    queryset = Concern.objects.only("pk", *COLUMNS).order_by("-pk")[:50]

    def render_to_response(self, context: dict[str, Any], **given: Any) -> HttpResponse:
        """Return the page."""
        return HttpResponse(TEMPLATE.render({"rows": context["object_list"]}))


def bare() -> Callable[[], object]:
    """Return how the bare list is asked for."""
    ask, view = RequestFactory(), Bare.as_view()
    return lambda: view(ask.get("/")).content


def spent(work: Callable[[], object]) -> float:
    """Return how long this process computed on some work, in ms."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def wall(work: Callable[[], object]) -> float:
    """Return how long some work took, in ms: on PostgreSQL the server computes, not this process."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def measures(
    by: Account, size: int, analyze: Callable[[], None], say: Callable[[str], None]
) -> dict[str, Any]:
    """Bring the township to ``size`` concerns and measure each page for each role that may open it."""
    people(by)
    concerns.keep_lists(by)
    concerns.fill(by, size)
    in_hand(IN_HAND)
    seal(now=clock.now())
    search.catch_up_wholly()
    analyze()
    clock_of = wall if connection.vendor == "postgresql" else spent
    found: dict[str, Any] = {}
    for username, _, _ in PEOPLE:
        client = Client(SERVER_NAME="localhost")
        client.force_login(Account.objects.get(username=username))
        for name, address in addresses().items():
            one = page(client, address, clock_of)
            if one:
                found[f"{name} {username}"] = one
                say(f"{name} {username}: {one['ms']:.1f} ms, {one['ratio']:.1f} x, {one['queries']} queries")
    return found


def page(client: Client, address: str, clock_of: Callable[[Callable[[], object]], float]) -> dict[str, float]:
    """Return a page's median time (ms), its ratio to the bare list and its queries; empty where it does not open."""
    with CaptureQueriesContext(connection) as queries:
        if client.get(address).status_code != 200:
            return {}
    counted, plain = len(queries), bare()
    plain()
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(clock_of(lambda: client.get(address)))
        theirs.append(clock_of(plain))
    return {"ms": median(ours), "ratio": median(ours) / median(theirs), "queries": counted}
