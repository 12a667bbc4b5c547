"""Venues on the screen: listed with hours and what is told of single days, opened, described, given up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zerentian.community.actions.venues import describe_venue, end_venue, open_venue
from zerentian.community.forms.activities import SmallForm
from zerentian.community.forms.venues import WEEKDAYS, VenueForm
from zerentian.community.models import Activity, Venue
from zerentian.community.models.venues import still_told
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.organization.access import actor, allow
from zerentian.organization.pages import change_page, sent


@allow("activity.view")
@require_safe
def venue_list(request: HttpRequest) -> HttpResponse:
    """List the venues that are kept, with their hours."""
    account = actor(request)
    rows = Venue.objects.kept().visible_to(account).select_related("unit").prefetch_related("unit__periods")
    context = {"rows": rows, "may_keep": account.may("activity.keep")}
    return render(request, "community/venue_list.html", context)


def visible_venue(request: HttpRequest, pk: int) -> Venue:
    """Return a venue that the account may see, else 404."""
    found: Venue = get_object_or_404(Venue.objects.visible_to(actor(request)).select_related("unit"), pk=pk)
    return found


@allow("activity.view")
@require_safe
def venue_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a venue with its hours, the days that differ, and what is planned there."""
    account, venue = actor(request), visible_venue(request, pk)
    context = {
        "venue": venue,
        "week": [(label, venue.hours_on(at)) for at, label in enumerate(WEEKDAYS)],
        "told": still_told([*venue.closures.with_end(), *venue.other_hours.with_end()], account.today),
        "coming": Activity.objects.coming(now()).filter(venue=venue),
        "bookings": venue.bookings.coming(now()),
        "may_keep": venue.ended_on is None and account.may("activity.keep", venue.path),
        "entries": Entry.objects.about(venue.ref),
    }
    return render(request, "community/venue_detail.html", context)


@allow("activity.keep")
def venue_new(request: HttpRequest) -> HttpResponse:
    """Write a venue down."""
    account = actor(request)
    form = VenueForm(sent(request), account=account)
    return change_page(
        request,
        form,
        lambda said: open_venue(unit=said["unit"], **form.said, by=account, now=now()),
        back=reverse("community:venue-list"),
        title=_("Open a venue"),
        intro=_("Its hours stand on the residents' page, as they stand on the door."),
        button=_("Open it"),
        done=_("It stands on the residents' page."),
    )


@allow("activity.keep")
def venue_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Describe a venue anew."""
    account, venue = actor(request), visible_venue(request, pk)
    form = VenueForm(sent(request), account=account, venue=venue)
    return change_page(
        request,
        form,
        lambda said: describe_venue(venue, **form.said, by=account, now=now()),
        back=reverse("community:venue-detail", args=[venue.pk]),
        title=_("Describe it anew"),
        intro=venue.name,
        button=_("Keep it"),
        done=_("Recorded."),
    )


@allow("activity.keep")
def venue_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a venue up."""
    account, venue = actor(request), visible_venue(request, pk)
    return change_page(
        request,
        SmallForm(sent(request)),
        lambda said: end_venue(venue, by=account, now=now()),
        back=reverse("community:venue-list"),
        title=_("Give the venue up"),
        intro=venue.name,
        button=_("Give it up"),
        done=_("Recorded."),
    )
