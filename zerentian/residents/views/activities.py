"""Activities and venues for anybody: what is on, signing up without an account, one's own page by code, a calendar."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from icalendar import Alarm, Calendar, Event

from zerentian.casework.codes import as_typed
from zerentian.community.actions.signups import leave, sign_up, take_offer
from zerentian.community.actions.steps import issuer_of
from zerentian.community.forms.activities import PartyForm
from zerentian.community.forms.venues import WEEKDAYS
from zerentian.community.models import Activity, Booking, Closure, Item, Loan, OtherHours, SignUp, Venue
from zerentian.community.models.venues import still_told
from zerentian.community.rules.activities import LIVE, Door, Standing, State
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import public
from zerentian.organization.api import described
from zerentian.organization.models import Account, CalendarYear, Unit
from zerentian.organization.pages import form_page, sent
from zerentian.organization.rules.calendar import WorkCalendar
from zerentian.organization.rules.places import place
from zerentian.organization.rules.rights import Kind
from zerentian.residents.feeds import identity
from zerentian.residents.forms.activities import TownForm
from zerentian.residents.rates import counted, sender
from zerentian.residents.views.described import ACTIVITY, COMING

SHOWN, AHEAD_DAYS = 60, 180
REMIND_BEFORE = timedelta(days=1)
# What ``issuer_of`` reads of a unit.
ISSUERS = ("unit__periods__parent__periods", "unit__organ")
MOST_ITEMS = 200
MOST_SIGN_UPS, TRIES_BY_ONE = 6, 20


@public
@require_safe
def activity_list(request: HttpRequest) -> HttpResponse:
    """List what is on, the next first, and the venues with hours and closures; of one township where there are more."""
    moment, page = now(), place(request.GET.get("page", ""), 1)
    today = local_day(moment)
    towns = Unit.objects.filter(kind=Kind.TOWNSHIP).on(today)
    form = TownForm(request.GET, towns=towns.prefetch_related("periods"))
    coming = Activity.objects.coming(moment).select_related("venue", "need")
    venues, items = Venue.objects.kept(), Item.objects.kept()
    if town := form.chosen:
        coming, venues = coming.under(town, today), venues.under(town, today)
        items = items.under(town, today)
    found = coming.prefetch_related("signups", *ISSUERS)[(page - 1) * SHOWN : page * SHOWN + 1]
    rows = [(one, issuer_of(one.unit, moment)) for one in found]
    step = f"?town={town.code}&page=" if town else "?page="
    # What is over stays for years, with whom it was: the public page does not fetch it.
    taken, lent = Prefetch("bookings", Booking.objects.coming(moment)), Prefetch("loans", Loan.objects.out())
    closures = Prefetch("closures", Closure.objects.filter(last__gte=today).with_end())
    others = Prefetch("other_hours", OtherHours.objects.filter(last__gte=today).with_end())
    calendar = CalendarYear.objects.calendar()
    context = {
        "form": form if len(towns) > 1 else None,
        "rows": rows[:SHOWN],
        "later": f"{step}{page + 1}" if len(rows) > SHOWN else "",
        "sooner": f"{step}{page - 1}" if page > 1 else "",
        "venues": [
            shown_venue(one, issuer_of(one.unit, moment), today, calendar)
            for one in venues.prefetch_related(closures, others, taken, *ISSUERS)
        ],
        "items": [
            (one, issuer_of(one.unit, moment)) for one in items.prefetch_related(lent, *ISSUERS)[:MOST_ITEMS]
        ],
    }
    return render(request, "residents/activities.html", context)


def shown_venue(one: Venue, issuer: str, today: date, calendar: WorkCalendar) -> dict[str, object]:
    """Return what the page says of a venue: its hours, those of today and tomorrow, and the days that differ."""
    return {
        "venue": one,
        "issuer": issuer,
        "week": [(label, one.hours_on(at)) for at, label in enumerate(WEEKDAYS)],
        "next": [
            (label, one.opening_on(today + timedelta(days=at), calendar))
            for at, label in enumerate((gettext("Today"), gettext("Tomorrow")))
        ],
        "told": still_told([*one.closures.all(), *one.other_hours.all()], today),
        "bookings": one.bookings.all(),
    }


def shown(pk: int) -> Activity:
    """Return an activity, else 404; what was announced stays readable, cancelled and held ones too."""
    rows = Activity.objects.select_related("venue", "unit", "need").prefetch_related(
        "signups", "unit__periods"
    )
    found: Activity = get_object_or_404(rows, pk=pk)
    return found


@public
@never_cache
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an activity, and sign a party up for it without an account."""
    one, moment = shown(pk), now()
    is_open = one.state == State.OPEN and one.begins_at > moment
    form = PartyForm(sent(request) if is_open else None, alone=hasattr(one, "need"))
    if form.is_bound and form.is_valid():
        try:
            party = taken_on(request, one, form)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("residents:party", party.code)
    context = {"activity": one, "is_open": is_open, "begun": one.begins_at <= moment}
    context["issuer"] = issuer_of(one.unit, moment)
    return form_page(request, "residents/activity.html", form, context)


def taken_on(request: HttpRequest, one: Activity, form: PartyForm) -> SignUp:
    """Sign a party up; NotAllowed for too many from one sender within minutes."""
    if counted("sign-up", sender(request)) > MOST_SIGN_UPS:
        raise NotAllowed(
            "提交太频繁，请过十分钟再试，或打电话报名", "too many at once: wait ten minutes, or telephone"
        )
    resident = Account.objects.system("public")
    size = form.cleaned_data["size"]
    return sign_up(one, told=form.told, size=size, door=Door.PAGE, by=resident, now=now())


@public
@never_cache
def party(request: HttpRequest, code: str) -> HttpResponse:
    """Show a party where it stands, and let it take an offered place or leave.

    After many wrong codes the right one opens nothing either, until some minutes are over: else one could go on trying.
    """
    too_many = counted("party", sender(request), 0) >= TRIES_BY_ONE
    found = SignUp.objects.filter(code=as_typed(code)).select_related("activity__venue", "certificate")
    row = None if too_many else found.first()
    if row is None:
        counted("party", sender(request))
        status = 429 if too_many else 404
        return render(request, "residents/party_unknown.html", {"too_many": too_many}, status=status)
    if request.method == "POST":
        act = take_offer if "take" in request.POST else leave
        try:
            act(row, by=Account.objects.system("public"), now=now())
        except NotAllowed as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, gettext("Done."))
        return redirect("residents:party", row.code)
    one, moment = shown(row.activity_id), now()
    context: dict[str, object] = {
        "party": row,
        "activity": one,
        "ahead": len([rival for rival in one.waiting if rival.key < row.pk]),
        "may_leave": row.standing in LIVE and one.state == State.OPEN and one.begins_at > moment,
        "may_remind": row.standing == Standing.IN and one.state == State.OPEN and one.begins_at > moment,
        "may_take": row.standing == Standing.OFFERED
        and row.offered_until is not None
        and row.offered_until > moment,
    }
    return render(request, "residents/party.html", context)


@described(get=COMING)
@public
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Send what is on as iCalendar (RFC 5545); a cancelled one says so under the same id."""
    moment = now()
    rows = Activity.objects.filter(
        begins_at__gte=moment - timedelta(days=30), begins_at__lte=moment + timedelta(days=AHEAD_DAYS)
    )
    found = rows.select_related("venue").order_by("begins_at", "pk")
    return calendar_of(event_of(one, request, moment) for one in found)


@described(get=ACTIVITY)
@public
@require_safe
def activity_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one activity for the reader's own calendar, which reminds them a day before; a cancelled one of nothing."""
    one = shown(pk)
    event = event_of(one, request, now())
    if one.state == State.OPEN:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", one.title)
        alarm.add("trigger", -REMIND_BEFORE)
        event.add_component(alarm)
    answer = calendar_of([event])
    answer["Content-Disposition"] = f'attachment; filename="activity-{one.pk}.ics"'
    return answer


def event_of(one: Activity, request: HttpRequest, moment: datetime) -> Event:
    """Return an activity as an event of a calendar; who signed up stands in none."""
    event = Event()
    event.add("uid", identity(one.ref))
    event.add("dtstamp", moment)
    event.add("dtstart", one.begins_at)
    event.add("dtend", one.ends_at)
    event.add("summary", one.title)
    event.add("location", f"{one.venue.name} {one.venue.place}")
    event.add("description", one.reason if one.state == State.CANCELLED else one.about)
    event.add("status", "CANCELLED" if one.state == State.CANCELLED else "CONFIRMED")
    event.add("url", request.build_absolute_uri(reverse("residents:activity", args=[one.pk])))
    return event


def calendar_of(events: Iterable[Event]) -> HttpResponse:
    """Return some events as a calendar."""
    made = Calendar()
    made.add("prodid", "-//Zerentian//activities//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", gettext("Activities"))
    for event in events:
        made.add_component(event)
    return HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
