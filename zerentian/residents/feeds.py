"""What the township tells, as feeds: Atom and JSON Feed, with the same ids for ever, updates and tombstones.

A reader chooses village, trade and sort in the address: nobody is subscribed, and nothing is kept of who reads.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zerentian.community.models import Notice
from zerentian.community.models.labels import INTERESTS, SORTS
from zerentian.community.models.notices import NoticeQuerySet
from zerentian.community.rules.notices import Interest, Sort, split
from zerentian.ledger.models import Instance
from zerentian.ledger.rules.texts import plain
from zerentian.organization.models import Unit

FED = 50
# How long a feed says that something was withdrawn: a reader that looks once a month learns of it.
TOLD_GONE = timedelta(days=90)
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
JSON_FEED = "https://jsonfeed.org/version/1.1"
Address = Callable[[Notice], str]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a reader chose: a village, a trade or season, a sort; empty means everything."""

    village: Unit | None = None
    interest: str = ""
    sort: str = ""

    def of(self, rows: NoticeQuerySet) -> NoticeQuerySet:
        """Return those of the texts that the reader chose."""
        if self.village:
            rows = rows.for_place(self.village)
        if self.interest:
            rows = rows.of_interest(Interest(self.interest))
        return rows.filter(sort=self.sort) if self.sort else rows


@dataclass(frozen=True, slots=True)
class Feed:
    """The whole addresses of a feed: of its page, of itself, of a text."""

    home: str
    own: str
    address: Address


def identity(ref: str) -> str:
    """Return the id of a subject in every feed of this instance: the same wherever it is published."""
    instance = Instance.objects.first()
    origin = instance.origin if instance else ""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{origin}/{ref}')}"


def current(chosen: Chosen, day: date, start: int = 0) -> Sequence[Notice]:
    """Return texts of what a reader chose, the one that changed last first: so many from ``start`` on."""
    rows = chosen.of(Notice.objects.current(day)).newest_first().select_related("unit")
    found = rows.prefetch_related("unit__periods", "versions", "villages__periods")
    return list(found[start : start + FED])


def gone(chosen: Chosen, now: datetime) -> Iterable[Notice]:
    """Return what was public and was withdrawn lately."""
    rows = chosen.of(Notice.objects.released_once())
    return rows.filter(withdrawn_at__gte=now - TOLD_GONE).order_by("-withdrawn_at")


def public_version(notice: Notice) -> Any:
    """Return the version that is public, among versions that were looked up together."""
    return next(one for one in notice.versions.all() if one.number == notice.version)


def content_of(notice: Notice) -> str:
    """Return what the public version says, as HTML that stands by itself."""
    return render_to_string("residents/parts/notice_text.html", {"version": public_version(notice)}).strip()


class WithTombstones(Atom1Feed):
    """An Atom feed that carries whole texts, and says what was withdrawn (RFC 6721)."""

    def root_attributes(self) -> dict[str, str]:
        """Return the attributes of the feed's element."""
        return {**super().root_attributes(), "xmlns:at": TOMBSTONES}

    def add_root_elements(self, handler: Any) -> None:
        """Write the head of the feed, then its tombstones."""
        super().add_root_elements(handler)
        for one in self.feed["gone"]:
            handler.startElement("at:deleted-entry", {"ref": one["id"], "when": rfc3339_date(one["when"])})
            handler.addQuickElement("at:comment", one["why"])
            handler.endElement("at:deleted-entry")

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Write an entry with its whole text."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


def title_of(chosen: Chosen) -> str:
    """Return what a feed is called."""
    parts = [_("What the township tells"), chosen.village.name if chosen.village else ""]
    parts += [str(INTERESTS[Interest(chosen.interest)])] if chosen.interest else []
    return "·".join(filter(None, parts))


def dead(chosen: Chosen, now: datetime) -> list[dict[str, Any]]:
    """Return the tombstones of what a reader chose: id, moment, reason."""
    return [
        {"id": identity(one.ref), "when": one.withdrawn_at, "why": plain(one.withdrawn_reason)}
        for one in gone(chosen, now)
    ]


def atom(feed: Feed, chosen: Chosen, now: datetime, day: date) -> str:
    """Return the current texts of what a reader chose as an Atom feed."""
    made = WithTombstones(
        title=title_of(chosen),
        link=feed.home,
        description="",
        feed_url=feed.own,
        language=get_language() or settings.LANGUAGE_CODE,
        feed_guid=identity(f"feed:{feed_key(chosen)}"),
        gone=dead(chosen, now),
    )
    for one in current(chosen, day):
        version = public_version(one)
        made.add_item(
            title=plain(version.title, lines=False),
            link=feed.address(one),
            description=plain(version.summary),
            content=plain(content_of(one)),
            pubdate=one.first_released_at,
            updateddate=version.released_at,
            unique_id=identity(one.ref),
            author_name=version.issued_by,
            categories=tags(one),
        )
    return str(made.writeString("utf-8"))


def feed_key(chosen: Chosen) -> str:
    """Return what tells a feed from another."""
    return f"{chosen.village.code if chosen.village else ''}.{chosen.interest}.{chosen.sort}"


def tags(notice: Notice) -> list[str]:
    """Return the words a reader sorts by: what it is, for which villages, for which trades."""
    places = [one.name for one in notice.villages.all()]
    return [str(SORTS[Sort(notice.sort)]), *places, *(str(INTERESTS[one]) for one in split(notice.interests))]


def json_feed(feed: Feed, chosen: Chosen, now: datetime, day: date) -> str:
    """Return the current texts of what a reader chose as a JSON Feed 1.1; its extension holds the tombstones."""
    data = {
        "version": JSON_FEED,
        "title": title_of(chosen),
        "home_page_url": feed.home,
        "feed_url": feed.own,
        "language": get_language() or settings.LANGUAGE_CODE,
        "items": [json_item(one, feed) for one in current(chosen, day)],
        "_zerentian": {
            "about": "https://www.rfc-editor.org/rfc/rfc6721",
            "deleted": [one | {"when": rfc3339_date(one["when"])} for one in dead(chosen, now)],
        },
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def json_item(notice: Notice, feed: Feed) -> dict[str, Any]:
    """Return a text as an item of a JSON Feed."""
    version = public_version(notice)
    return {
        "id": identity(notice.ref),
        "url": feed.address(notice),
        "title": version.title,
        "summary": version.summary,
        "content_html": content_of(notice),
        "date_published": rfc3339_date(notice.first_released_at or version.released_at),
        "date_modified": rfc3339_date(version.released_at),
        "authors": [{"name": version.issued_by}],
        "tags": tags(notice),
        "_zerentian": {
            "index_number": notice.number,
            "formed_on": version.formed_on.isoformat(),
            "until": version.until.isoformat() if version.until else None,
            "version": version.number,
        },
    }
