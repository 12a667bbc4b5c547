"""Where one is signed in, and ending it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from zerentian.ledger.clock import now
from zerentian.organization.access import actor, allow
from zerentian.organization.actions.sittings import end_sittings
from zerentian.organization.models import Sitting
from zerentian.organization.punctuation import sentences

SHOWN = 30


@require_safe
@allow("account.own")
def sitting_list(request: HttpRequest) -> HttpResponse:
    """The own sittings, those that are open first."""
    account = actor(request)
    rows = Sitting.objects.filter(account=account).select_related("sign_in")
    context = {
        "open": rows.open(),
        "past": rows.exclude(ended_at=None)[:SHOWN],
        "here": request.session.session_key,
    }
    return render(request, "organization/sittings.html", context)


@require_POST
@allow("account.own")
def sitting_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of the own sittings, other than this one."""
    return ended(request, pk=pk)


@require_POST
@allow("account.own")
def sittings_end(request: HttpRequest) -> HttpResponse:
    """End all of the own sittings but this one."""
    return ended(request)


def ended(request: HttpRequest, **chosen: int) -> HttpResponse:
    """End the chosen ones of the own sittings, never the present one, and lead back to the list."""
    account = actor(request)
    others = Sitting.objects.filter(**chosen).exclude(session_key=request.session.session_key or "")
    number = end_sittings(others, account=account, by=account, now=now())
    done = ngettext("%(n)d sitting is ended.", "%(n)d sittings are ended.", number) % {"n": number}
    messages.success(request, sentences(done, _("If it was not you, change your password too.")))
    return HttpResponseRedirect(reverse("my-sittings"))
