"""The feeds, the calendar and the warnings, as the description of all addresses for programs tells of them."""

from zerentian.community.rules.notices import Interest, Sort
from zerentian.organization.rules.openapi import (
    DAY,
    MOMENT,
    PAGE,
    TEXT,
    WHOLE,
    Operation,
    Schema,
    Taken,
    many,
    maybe,
    of,
    one_of,
)

ATOM, CALENDAR, CAP, JSON_FEED = (
    *("application/atom+xml", "text/calendar"),
    *("application/cap+xml", "application/feed+json"),
)
CHOICE = {
    "village": Taken(said="村的代码 · a village's code"),
    "interest": Taken(one_of(("", *Interest)), said="行业或季节 · a trade or season"),
    "sort": Taken(one_of(("", *Sort)), said="公告、回应、更正 · notice, answer, correction"),
}
ITEM = of(
    dict.fromkeys(("id", "url", "title", "summary", "content_html"), TEXT)
    | dict.fromkeys(("date_published", "date_modified"), MOMENT)
    | {"authors": many(of({"name": TEXT})), "tags": many(TEXT)}
    | {"_zerentian": of({"index_number": TEXT, "formed_on": DAY, "until": maybe(DAY), "version": WHOLE})}
)
GONE = of({"about": TEXT, "deleted": many(of({"id": TEXT, "when": MOMENT, "why": TEXT}))})
FEED = of(
    dict.fromkeys(("version", "title", "home_page_url", "feed_url", "language"), TEXT)
    | {"items": many(ITEM), "_zerentian": GONE}
)


def open_to_all(summary: str, kind: str, answer: Schema = TEXT, *refusals: int, **query: Taken) -> Operation:
    """Return what an address tells to anybody; where it has nothing it answers with a page."""
    return Operation(
        summary,
        answer,
        query=query,
        refusals=refusals,
        refused=TEXT,
        keyed=False,
        kinds=(kind,),
        refused_kinds=(PAGE,),
    )


NOTICES = open_to_all(
    "公告、回应、更正 · what the township tells, as JSON Feed 1.1", JSON_FEED, FEED, **CHOICE
)
NOTICES_ATOM = open_to_all("同上，Atom · the same as Atom, with tombstones", ATOM, TEXT, **CHOICE)
ANSWERS_ATOM = open_to_all("公开的答复 · published answers, as Atom", ATOM)
WARNINGS_ATOM = open_to_all("转发中的预警 · warnings that are relayed, as Atom", ATOM)
WARNING = open_to_all("一条预警 · one warning, as CAP 1.2", CAP, TEXT, 404)
COMING = open_to_all("活动日历 · activities, as iCalendar", CALENDAR)
ACTIVITY = open_to_all("一场活动 · one activity, as iCalendar, with a reminder", CALENDAR, TEXT, 404)
