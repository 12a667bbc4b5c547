"""Puts the posts of the demo township in charge of areas of work; a gap stays, to be seen.

Times are fixed, not drawn: the rest of the story stays what it is.
"""

from datetime import date, datetime
from functools import partial

from zerentian.organization.actions.areas import charge
from zerentian.web.demo import cast
from zerentian.web.demo.founding import BEGIN, Story, at

# area → who leads, who handles, who assists
CHARGES = {
    "safety": (("leader",), ("head-aj",), ("clerk-aj",)),
    "fire": (("leader",), ("head-aj",), ()),
    "flood": (("leader",), ("head-aj",), ("clerk-aj",)),
    "habitat": (("leader2",), ("head-ny",), ("clerk-ny",)),
    "petition": (("first",), ("head-zf",), ("reception", "clerk-zf")),
    "relief": (("leader2",), ("head-ms",), ("clerk-ms",)),
    "culture": (("leader2",), ("head-wh",), ("clerk-wh",)),
    "study": (("first",), (), ("clerk",)),
    "farm": ((), ("head-ny",), ("clerk-ny",)),
}
IN_VILLAGES = ("fire", "flood", "habitat")
# Farmland had no leader for half a year; then the matrix was read.
MENDED = date(2026, 1, 14)


def schedule_charges(story: Story) -> None:
    """Put the division of work into the queue."""
    story.later(at(BEGIN, 8, 5), partial(divide, story))
    story.later(at(MENDED, 10), partial(mend, story))


def divide(story: Story, now: datetime) -> None:
    """Say which post leads, handles and assists in which area."""
    for area, parts in CHARGES.items():
        for part, usernames in zip(("leads", "handles", "assists"), parts, strict=True):
            for username in usernames:
                put(story, area, username, part, BEGIN, now)
    for area in IN_VILLAGES:
        for number in range(1, len(cast.VILLAGES) + 1):
            put(story, area, f"cadre{number:02}" if number > 1 else "cadre", "assists", BEGIN, now)


def mend(story: Story, now: datetime) -> None:
    """Let a leader answer for farmland from now on."""
    put(story, "farm", "leader2", "leads", MENDED, now)


def put(story: Story, area: str, username: str, part: str, first: date, now: datetime) -> None:
    """Put one post in charge."""
    by = story.people["first"]
    charge(story.areas[area], post=story.posts[username], part=part, first=first, by=by, now=now)
