"""What concerns keep open for units and for the last who may handle them, and how it passes on."""

from collections.abc import Sequence
from datetime import datetime

from zerentian.casework.actions.passing import (
    assisted_by,
    pass_accusation,
    pass_assistance,
    pass_concern,
    standing_at,
)
from zerentian.casework.actions.topics import pass_topic
from zerentian.casework.models import Accusation, Assistance, Concern, Topic
from zerentian.casework.rules.concerns import OPEN_STATES
from zerentian.ledger.clock import now as clock_now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.handover import Matter
from zerentian.organization.models import Account, Post, Unit
from zerentian.organization.rules.rights import ROLES

HANDLE = "concern.handle"


def matter(concern: Concern) -> Matter:
    """Return a concern as open work; a shielded one tells nothing but its number."""
    return Matter(concern.ref, concern.number if concern.is_shielded else str(concern), concern.due)


class UnitConcerns:
    """The concerns a unit received or leads, and those it assists."""

    label = "诉求"

    def open_at(self, unit: Unit) -> Sequence[Matter]:
        """Return the concerns that are not over, the soonest due first, then those it assists."""
        own = Concern.objects.filter(standing_at(unit)).order_by("due", "pk")
        helped = Assistance.objects.filter(assisted_by(unit)).select_related("concern")
        return [matter(one) for one in own] + [matter(one.concern) for one in helped]

    def pass_on(self, unit: Unit, *, into: Unit, by: Account, now: datetime, because: Entry) -> int:
        """Let the other unit stand wherever this one stood."""
        own = list(Concern.objects.filter(standing_at(unit)).order_by("pk"))
        for concern in own:
            pass_concern(concern, unit, to=into, by=by, now=now)
        helped = list(Assistance.objects.filter(assisted_by(unit)).select_related("concern", "unit"))
        for assistance in helped:
            pass_assistance(assistance, to=into, by=by, now=now)
        if because.verb == "unit.merged":
            for accusation in list(
                Accusation.objects.filter(unit=unit, lifted=False).select_related("concern")
            ):
                pass_accusation(accusation, to=into, by=by, now=now)
        return len(own) + len(helped)


class UnitTopics:
    """The hot matters of a unit that are being dealt with, and those merged into one another or closed with them."""

    label = "热点事项"

    def open_at(self, unit: Unit) -> Sequence[Matter]:
        """Return the open topics of the unit, in the order in which they were confirmed."""
        found = Topic.objects.open().filter(unit=unit).order_by("confirmed_on", "pk")
        return [Matter(one.ref, str(one), None) for one in found]

    def pass_on(self, unit: Unit, *, into: Unit, by: Account, now: datetime, because: Entry) -> int:
        """Let the other unit hold them; merged and closed ones too, so that a merge can still be undone there."""
        topics = list(Topic.objects.filter(unit=unit).order_by("pk"))
        for topic in topics:
            pass_topic(topic, to=into, by=by, now=now)
        return len(topics)


class LastHandler:
    """The concerns a unit leads, for the last post in it whose holders may handle them."""

    label = "诉求"

    def led(self, post: Post) -> Sequence[Concern]:
        """Return the open concerns that nobody of the unit could handle without the post."""
        if not may_handle(post) or any(may_handle(other) for other in other_held_posts(post)):
            return []
        return list(Concern.objects.filter(lead=post.unit, state__in=OPEN_STATES).order_by("due", "pk"))

    def open_for(self, post: Post) -> Sequence[Matter]:
        """Return the concerns that would be left with nobody."""
        return [matter(concern) for concern in self.led(post)]

    def pass_on(self, post: Post, *, to: Post, by: Account, now: datetime, because: Entry) -> int:
        """Let the unit of the post that takes over lead them; it must be one that may handle concerns."""
        led = self.led(post)
        if led and (not may_handle(to) or to.unit_id == post.unit_id):
            raise NotAllowed(
                f"“{post.unit.name}”主办着 {len(led)} 件诉求，接办岗位须在另一单位且能办理诉求，或指定接任人",
                f"{post.unit.code} leads {len(led)} concerns: name a successor, or a post of another unit that may"
                " handle concerns",
            )
        for concern in led:
            pass_concern(concern, post.unit, to=to.unit, by=by, now=now)
        return len(led)


def may_handle(post: Post) -> bool:
    """Tell whether the holders of a post may handle concerns of its unit."""
    role = ROLES[post.role]
    return HANDLE in role.own or HANDLE in role.wide


def other_held_posts(post: Post) -> list[Post]:
    """Return the other posts of a unit that somebody holds today."""
    today = local_day(clock_now())
    others = Post.objects.on(today).filter(unit=post.unit).exclude(pk=post.pk)
    return [other for other in others if Account.objects.holding(other, today)]
