"""Bookings of venues on the screen: made for who telephones or stands at the counter, and cancelled."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from zerentian.community.actions.bookings import book_venue, cancel_booking
from zerentian.community.forms.activities import ReasonForm
from zerentian.community.forms.items import BookingForm
from zerentian.community.models import Booking
from zerentian.community.views.items import caller_page
from zerentian.community.views.venues import visible_venue
from zerentian.ledger.clock import now
from zerentian.organization.access import actor, allow
from zerentian.organization.pages import change_page, sent


@allow("activity.keep")
def booking_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Book a venue for somebody."""
    account, venue = actor(request), visible_venue(request, pk)
    form = BookingForm(sent(request))

    def book(said: dict[str, object]) -> None:
        times = {name: form.cleaned_data[name] for name in ("purpose", "begins_at", "ends_at")}
        book_venue(venue, **times, told=form.told, by=account, now=now())

    return change_page(
        request,
        form,
        book,
        back=reverse("community:venue-detail", args=[venue.pk]),
        title=_("Book it for somebody"),
        intro=_(
            "For what is no activity of yours. No hour is taken twice; residents see only that it is taken."
        ),
        button=_("Book it"),
        done=_("Booked."),
    )


def visible_booking(request: HttpRequest, pk: int, mark: int) -> Booking:
    """Return a booking of a venue that the account may see, else 404."""
    rows = visible_venue(request, pk).bookings.select_related("venue")
    found: Booking = get_object_or_404(rows, mark=mark)
    return found


@allow("activity.keep")
def booking_cancel(request: HttpRequest, pk: int, mark: int) -> HttpResponse:
    """Cancel a booking."""
    account, booking = actor(request), visible_booking(request, pk, mark)
    return change_page(
        request,
        ReasonForm(sent(request)),
        lambda said: cancel_booking(booking, **said, by=account, now=now()),
        back=reverse("community:venue-detail", args=[booking.venue_id]),
        title=_("Cancel the booking"),
        intro=_("Its hours are free again. Telephone who booked."),
        button=_("Cancel the booking"),
        done=_("Recorded."),
    )


@allow("activity.keep")
def booking_caller(request: HttpRequest, pk: int, mark: int) -> HttpResponse:
    """Show who booked, for a stated reason; the look is recorded."""
    booking = visible_booking(request, pk, mark)
    back = reverse("community:venue-detail", args=[booking.venue_id])
    return caller_page(request, booking, booking.purpose, back)
