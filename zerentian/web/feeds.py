"""Deadlines as iCalendar (RFC 5545): number, kind and day, never anybody's words."""

from datetime import timedelta

from icalendar import Calendar, Event

from zerentian.ledger.models import Instance
from zerentian.organization.lists import Look
from zerentian.organization.subjects import page_of
from zerentian.web.deadlines import due_between

BEHIND_DAYS, AHEAD_DAYS = 90, 180
REFRESH = timedelta(hours=6)


def feed_of(look: Look, base: str) -> bytes:
    """Return an account's own deadlines of the last and next months; ``base`` is where the pages stand.

    What accuses somebody of the office is not in it: a calendar lies on other people's machines.
    """
    first, last = look.today - timedelta(days=BEHIND_DAYS), look.today + timedelta(days=AHEAD_DAYS)
    calendar = Calendar()
    calendar.add("prodid", "-//Zerentian//deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "责任田")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    origin = Instance.objects.values_list("origin", flat=True).first() or "zerentian"
    for due in due_between(look, first, last, mine=True, leaving=True):
        event = Event()
        event.add("uid", f"{due.ref}/{due.day:%Y%m%d}@{origin}")
        event.add("dtstamp", look.now)
        event.add("dtstart", due.day)
        event.add("dtend", due.day + timedelta(days=1))
        event.add("summary", f"{due.label} {due.number}")
        event.add("transp", "TRANSPARENT")
        if path := page_of(due.ref):
            event.add("url", base.rstrip("/") + path)
        calendar.add_component(event)
    feed: bytes = calendar.to_ical()
    return feed
