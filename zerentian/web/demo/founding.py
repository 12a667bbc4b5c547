"""The demo township before its story begins: ledger, units, posts, accounts; and the story's state."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import count
from random import Random
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from zerentian.casework.actions import declare_county_key
from zerentian.casework.cipher import declare_key
from zerentian.casework.county import new_private, public_of
from zerentian.ledger.actions import open_ledger
from zerentian.ledger.files import write_whole
from zerentian.ledger.rules.periods import LOCAL
from zerentian.organization.actions.accounts import create_account, grant_keeper
from zerentian.organization.actions.areas import open_area
from zerentian.organization.actions.calendar import seed_calendar
from zerentian.organization.actions.clocks import set_local_clock
from zerentian.organization.actions.posts import appoint, create_post
from zerentian.organization.actions.units import go_live, keep_organ, open_unit
from zerentian.organization.models import Account, Area, Post, Unit
from zerentian.organization.models.clocks import LOCAL as LOCAL_CLOCKS
from zerentian.organization.rules.clocks import CLOCKS
from zerentian.organization.rules.rights import KEEPERS, Kind
from zerentian.web.demo import cast
from zerentian.web.demo.stories import Promise

BEGIN, END = date(2025, 7, 1), date(2026, 7, 5)
HOTLINE_RULES = "《示例县12345热线办理规程（示例）》"
ORIGIN = "demo-yunling.example"

Event = Callable[[datetime], object]


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """Return a local time of a day."""
    return datetime.combine(day, time(hour, minute), LOCAL)


@dataclass(slots=True)
class Story:
    """The township while it is told: who is who, and what is still to happen."""

    until: date = END
    chance: Random = field(default_factory=lambda: Random("云岭乡"))
    queue: list[tuple[datetime, int, Event]] = field(default_factory=list)
    order: Any = field(default_factory=count)
    people: dict[str, Account] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    promises: dict[int, Promise] = field(default_factory=dict)
    letters: dict[str, int] = field(default_factory=dict)
    deeds: int = 0

    def later(self, when: datetime, event: Event) -> None:
        """Let something happen at a time, if the story is still being told then."""
        if when.date() <= self.until:
            heapq.heappush(self.queue, (when, next(self.order), event))

    def hours(self, day: date) -> datetime:
        """Return a time within a day's working hours."""
        return at(day, self.chance.randint(9, 16), self.chance.randint(0, 59))


def found(story: Story) -> None:
    """Open the ledger, the units, the posts and the accounts."""
    now = at(BEGIN, 7)
    demo = Account.objects.system("demo")
    # Who acts through the console when nobody is named; ``init`` makes it too.
    Account.objects.system("cli")
    open_ledger(origin=ORIGIN, demo=True, by=demo, now=now)
    declare_key()
    # A demo has its county's private key at hand, so that one can try how a report is opened.
    private = new_private()
    declare_county_key(public_of(private), by=demo, now=now)
    write_whole(settings.ZERENTIAN_HOME / "demo-county.key", f"{private}\n".encode(), mode=0o600)
    seed_calendar(years=range(2025, 2028), by=demo, now=now)
    set_hotline_clocks(demo, now)
    for code, kind, name, parent in cast.UNITS:
        above = story.units.get(parent)
        story.units[code] = open_unit(
            code=code, kind=Kind(kind), name=name, parent=above, first=BEGIN, by=demo, now=now
        )
    for code, words in cast.ORGANS.items():
        keep_organ(story.units[code], **words, by=demo, now=now)
    go_live(story.units["990101"], on=BEGIN, by=demo, now=now)
    for code, name in cast.AREAS:
        story.areas[code] = open_area(code=code, name=name, by=demo, now=now)
    password = make_password(cast.PASSWORD)
    for number, (username, unit, title, role) in enumerate(cast.STAFF):
        account = sign_up(story, username, cast.made_up_name(number), password, now)
        post = create_post(unit=story.units[unit], title=title, role=role, first=BEGIN, by=demo, now=now)
        appoint(account, post=post, first=BEGIN, by=demo, now=now)
        story.posts[username] = post
    for code, keeper in KEEPERS.items():
        grant_keeper(sign_up(story, code, keeper.label, password, now), keeper=code, by=demo, now=now)
    sign_up(story, cast.SUCCESSOR[0], cast.made_up_name(77), password, now)


def set_hotline_clocks(demo: Account, now: datetime) -> None:
    """Set the county's own hotline clocks, as its rules of procedure put them."""
    for rule_id in LOCAL_CLOCKS:
        clock = CLOCKS[rule_id]
        set_local_clock(
            rule_id=rule_id,
            length=clock.length,
            measure=clock.measure,
            extension=clock.extension,
            law=HOTLINE_RULES,
            since=BEGIN,
            by=demo,
            now=now,
        )


def sign_up(story: Story, username: str, name: str, password: str, now: datetime) -> Account:
    """Create an account whose password is the demo's, changed on the story's last day so that it is still good."""
    demo = Account.objects.system("demo")
    account = create_account(username=username, name=name, by=demo, now=now, encoded=password).account
    account.must_change_password = False
    account.password_changed_at = at(END, 18)
    account.save(update_fields=["must_change_password", "password_changed_at"])
    story.people[username] = account
    return account
