"""What changed for me: shown with what is new marked, and marked as looked at."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zerentian.organization.access import actor, allow
from zerentian.organization.actions.lists import look_up_to
from zerentian.organization.once import repeatable
from zerentian.organization.telling import tell
from zerentian.organization.views.actors import named_entry
from zerentian.web.changes import changes_for, looked_up_to, unread

SHOWN = 50


@allow("desk.view")
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Show the latest changes by others on one's own matters; those since the last look are marked."""
    account = actor(request)
    entries = list(changes_for(account).order_by("-pk")[:SHOWN])
    mark = looked_up_to(account) or 0
    told = tell(entries, account)
    context = {
        "fresh": [one for one in told if one.entry.pk > mark],
        "seen": [one for one in told if one.entry.pk <= mark],
        "newest": entries[0].uuid if entries else "",
    }
    return render(request, "web/changes.html", context)


@allow("desk.view")
@require_safe
def changes_count(request: HttpRequest) -> HttpResponse:
    """Answer how many changes were not looked at: the bell asks after its page stands, so that no page waits for it."""
    return render(request, "web/changes_count.html", {"unread": unread(actor(request))})


@allow("desk.view")
@require_POST
@repeatable("a mark that stands there already stays")
def changes_looked(request: HttpRequest) -> HttpResponse:
    """Mark what was shown as looked at."""
    account = actor(request)
    # By its random name: the key of an entry counts all that happened anywhere.
    newest = named_entry(request.POST.get("newest", ""))
    if newest is not None and changes_for(account).filter(pk=newest.pk).exists():
        look_up_to(newest.pk, by=account)
    return redirect("changes")
