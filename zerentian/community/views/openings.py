"""What is told of single days of a venue, on the screen: closures, other hours, and that they hold no more."""

from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from zerentian.community.actions.openings import call_off, tell_closure, tell_hours
from zerentian.community.forms.venues import CallOffForm, ClosureForm, OtherHoursForm
from zerentian.community.models import Closure, OtherHours, Venue
from zerentian.community.views.venues import visible_venue
from zerentian.ledger.clock import now
from zerentian.organization.access import actor, allow
from zerentian.organization.pages import change_page, sent


@allow("activity.keep")
def venue_closure(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell that a venue is closed on some days."""
    return tell_page(request, visible_venue(request, pk), ClosureForm, tell_closure, _("Tell a closure"))


@allow("activity.keep")
def venue_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the hours of days on which a venue is open at other times than its week says."""
    return tell_page(request, visible_venue(request, pk), OtherHoursForm, tell_hours, _("Tell other hours"))


def tell_page(
    request: HttpRequest, venue: Venue, form: type[Form], tell: Callable[..., object], title: str
) -> HttpResponse:
    """Show the form in which something is told of single days of a venue, and tell it when it is sent."""
    account = actor(request)
    return change_page(
        request,
        form(sent(request)),
        lambda said: tell(venue, **said, by=account, now=now()),
        back=reverse("community:venue-detail", args=[venue.pk]),
        title=title,
        intro=venue.name,
        button=_("Tell it"),
        done=_("It stands on the residents' page. Hang a note on the door as well."),
    )


@allow("activity.keep")
def venue_closure_off(request: HttpRequest, pk: int, told: int) -> HttpResponse:
    """Say that a closure holds no more from a day on."""
    venue = visible_venue(request, pk)
    return off_page(request, get_object_or_404(venue.closures.select_related("venue"), pk=told))


@allow("activity.keep")
def venue_hours_off(request: HttpRequest, pk: int, told: int) -> HttpResponse:
    """Say that other hours hold no more from a day on."""
    venue = visible_venue(request, pk)
    return off_page(request, get_object_or_404(venue.other_hours.select_related("venue"), pk=told))


def off_page(request: HttpRequest, told: Closure | OtherHours) -> HttpResponse:
    """Show the form in which a closure or other hours are called off, and act when it is sent."""
    account = actor(request)
    form = CallOffForm(sent(request), told=told, today=account.today)
    if isinstance(told, Closure):
        del form.fields["urgent"]
    return change_page(
        request,
        form,
        lambda said: call_off(told, **{"urgent": False} | said, by=account, now=now()),
        back=reverse("community:venue-detail", args=[told.venue_id]),
        title=_("Call it off"),
        intro=f"{told.venue.name} · {told.reason}",
        button=_("Call it off"),
        done=_("It stands on the residents' page. Change the note on the door as well."),
    )
