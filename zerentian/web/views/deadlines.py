"""The calendar of deadlines on the screen, and its feed for a calendar program."""

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from zerentian.ledger.clock import now
from zerentian.ledger.rules.days import in_range
from zerentian.organization.access import actor, allow, public
from zerentian.organization.actions.keys import Made, holder_of, make_feed_key
from zerentian.organization.forms.keys import FeedForm
from zerentian.organization.lists import Look
from zerentian.organization.pages import made_page, sent
from zerentian.organization.rules.keys import FEED_PREFIX
from zerentian.web.deadlines import BEHIND, View, days_of, due_between, span_of, weeks_of
from zerentian.web.feeds import feed_of

YEARS = 10


def day_asked(request: HttpRequest, today: date) -> date:
    """Return the day that an address names; today for none, and for one that no calendar has."""
    try:
        day = date.fromisoformat(request.GET.get("at", "")[:10])
    except ValueError:
        return today
    return day if in_range(day, today, YEARS) else today


@allow("desk.view")
@require_safe
def deadlines(request: HttpRequest) -> HttpResponse:
    """Show what falls due: by month, by week or as a list; one's own, or all that one may see."""
    look = Look(actor(request), now())
    asked = request.GET.get("view", "")
    view = View(asked) if asked in list(View) else View.MONTH
    mine = request.GET.get("whose") != "all"
    span = span_of(view, day_asked(request, look.today))
    dues = due_between(look, span.first, span.last, mine=mine)
    yesterday = look.today - timedelta(days=1)
    behind = due_between(look, None, yesterday, mine=mine, most=BEHIND) if view is View.LIST else []
    context = {
        "span": span,
        "views": [(one, str(label)) for one, label in labels().items()],
        "mine": mine,
        "today": look.today,
        "weeks": weeks_of(span, dues) if view is not View.LIST else [],
        "days": days_of(dues),
        "behind": behind,
        "feed": look.account.access_keys.in_use(look.today).filter(feeds=True).first(),
    }
    return render(request, "web/deadlines.html", context)


def labels() -> dict[View, str]:
    """Return what the views are called."""
    return {View.MONTH: gettext("Month"), View.WEEK: gettext("Week"), View.LIST: gettext("List")}


@never_cache
@sensitive_post_parameters("password")
@allow("desk.view")
def deadlines_feed_new(request: HttpRequest) -> HttpResponse:
    """Make the address under which a calendar program reads one's deadlines; shown on the answer, once."""
    account = actor(request)

    def shown(made: Made) -> HttpResponse:
        url = request.build_absolute_uri(reverse("deadlines-feed", args=[made.token]))
        return render(request, "web/deadlines_feed.html", {"url": url, "made": made})

    page = {
        "title": gettext("Subscribe to the calendar"),
        "button": gettext("Make the address"),
        "back": reverse("deadlines"),
        "intro": gettext(
            "A calendar program reads your deadlines under an address of your own: number, kind and day, no titles and"
            " no words. An address made before ends."
        ),
    }
    return made_page(
        request,
        FeedForm(sent(request)),
        lambda said: make_feed_key(password=said["password"], by=account, now=now()),
        shown,
        page=page,
    )


@never_cache
@public
@require_safe
def deadlines_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Send one's own deadlines as iCalendar to whoever has the address; 404 for one that is not in use."""
    key = holder_of(token, now=now(), prefix=FEED_PREFIX)
    if key is None or not key.account.may("desk.view"):
        raise Http404("no such feed")
    with override("zh-hans"):
        content = feed_of(Look(key.account, now()), request.build_absolute_uri("/"))
    headers = {"Content-Disposition": 'inline; filename="zerentian.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
