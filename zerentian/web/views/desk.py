"""The desk: what I must do today, in sentences, each with one button."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.access import actor, allow
from zerentian.organization.shields import hidden_from
from zerentian.organization.subjects import daily_verbs
from zerentian.organization.telling import tell
from zerentian.web.desk import SHOWN, WHOLE, first_three, lights_over, starts_for, work_for
from zerentian.web.first_hour import first_hour
from zerentian.web.visibility import entries_for, reader

LATEST = 8


@allow("desk.view", "status.view")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits for the account, how the matters it leads stand, and what was recorded lately around it.

    A keeper of the system has no desk: the first page is how the system runs.
    """
    if not actor(request).may("desk.view"):
        return redirect("status")
    account, moment, whole = reader(request), now(), "all" in request.GET
    work = work_for(account, moment, WHOLE if whole else SHOWN)
    context = {
        "today": local_day(moment),
        "three": first_three(account, work),
        "work": work,
        "whole": whole,
        "first_hour": first_hour(account),
        "lights": lights_over(account, moment),
        "starts": starts_for(account),
        "latest": tell(entries_for(account).filter(verb__in=daily_verbs()).order_by("-id")[:LATEST], account),
        "pending": hidden_from(account).shown(Entry.objects.pending()).count(),
    }
    return render(request, "web/desk.html", context)
