"""The first page for whoever comes without an account: say it, follow it, read what came of it; whom to call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zerentian.community.models import RelayedWarning
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.access import public
from zerentian.organization.models import Unit
from zerentian.residents.feeds import Chosen, current, public_version
from zerentian.residents.views.asking import townships

LATEST = 3


@dataclass(frozen=True, slots=True)
class Counter:
    """A township's office: its full name, where it is, its telephone, and when it receives; empty where not stored."""

    name: str
    address: str
    telephone: str
    hours: str


def counter_of(unit: Unit, day: date) -> Counter:
    """Return where and when residents reach a township on a day."""
    organ = unit.kept_organ
    return Counter(
        unit.organ_on(day),
        organ.address if organ else "",
        organ.telephone if organ else "",
        unit.received_at,
    )


def counters(day: date) -> Sequence[Counter]:
    """Return every township's office, by code."""
    found = (
        townships(now()).select_related("organ", "office_hours").prefetch_related("periods__parent__periods")
    )
    return [counter_of(unit, day) for unit in found.order_by("code")]


@public
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Show the three doors, what is told now, and how the office is reached."""
    moment = now()
    day = local_day(moment)
    context = {
        "counters": counters(day),
        "warnings": RelayedWarning.objects.public(moment).count(),
        "told": [(one, public_version(one)) for one in current(Chosen(), day)[:LATEST]],
    }
    return render(request, "residents/front.html", context)
