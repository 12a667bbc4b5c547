"""What findings keep open for posts and units, and how it passes on."""

from collections.abc import Sequence
from datetime import datetime

from zerentian.ledger.models import Entry
from zerentian.organization.handover import Matter
from zerentian.organization.models import Account, Post, Unit
from zerentian.rectification.actions.assigning import hand_over_finding, pass_ownerless
from zerentian.rectification.actions.land import hand_over_land, pass_land
from zerentian.rectification.actions.measures import hand_over_measure
from zerentian.rectification.actions.risk_controls import hand_over_control
from zerentian.rectification.actions.risk_passing import hand_over_point, pass_point
from zerentian.rectification.models import Finding, LandMatter, Measure, RiskControl, RiskPoint


class Findings:
    """The open findings that a post is in charge of."""

    label = "问题整改"

    def open_for(self, post: Post) -> Sequence[Matter]:
        """Return the post's open findings, the soonest due first."""
        found = Finding.objects.open().filter(responsible=post).order_by("due", "pk")
        return [Matter(one.ref, str(one), one.due) for one in found]

    def pass_on(self, post: Post, *, to: Post, by: Account, now: datetime, because: Entry) -> int:
        """Hand every open finding of a post to another."""
        found = list(Finding.objects.open().filter(responsible=post))
        for finding in found:
            hand_over_finding(finding, to=to, by=by, now=now, because=because)
        return len(found)


class Measures:
    """The measures under way that a post is in charge of."""

    label = "整改措施"

    def open_for(self, post: Post) -> Sequence[Matter]:
        """Return the post's measures under way, the soonest due first."""
        found = Measure.objects.open().filter(responsible=post).order_by("due", "pk")
        return [Matter(one.ref, str(one), one.due) for one in found]

    def pass_on(self, post: Post, *, to: Post, by: Account, now: datetime, because: Entry) -> int:
        """Hand every measure under way of a post to another."""
        found = list(Measure.objects.open().filter(responsible=post))
        for measure in found:
            hand_over_measure(measure, to=to, by=by, now=now, because=because)
        return len(found)


class OwnerlessFindings:
    """The findings at a unit that nobody is in charge of."""

    label = "待定责问题"

    def open_at(self, unit: Unit) -> Sequence[Matter]:
        """Return the unit's findings without anybody in charge, the oldest first."""
        found = Finding.objects.without_owner().filter(unit=unit).order_by("found_on", "pk")
        return [Matter(one.ref, str(one)) for one in found]

    def pass_on(self, unit: Unit, *, into: Unit, by: Account, now: datetime, because: Entry) -> int:
        """Let the unit's findings stand at another."""
        found = list(Finding.objects.without_owner().filter(unit=unit))
        for finding in found:
            pass_ownerless(finding, to=into, by=by, now=now, because=because)
        return len(found)


class RiskPoints:
    """The risk points on the register that a post patrols."""

    label = "风险点巡查"

    def open_for(self, post: Post) -> Sequence[Matter]:
        """Return the post's risk points, the soonest patrol first."""
        found = RiskPoint.objects.kept().filter(responsible=post).order_by("patrol_due", "pk")
        return [Matter(one.ref, str(one), one.patrol_due) for one in found]

    def pass_on(self, post: Post, *, to: Post, by: Account, now: datetime, because: Entry) -> int:
        """Let another post patrol every risk point of a post."""
        found = list(RiskPoint.objects.kept().filter(responsible=post))
        for point in found:
            hand_over_point(point, to=to, by=by, now=now, because=because)
        return len(found)


class RiskControls:
    """The control measures under way that a post is in charge of."""

    label = "风险管控措施"

    def open_for(self, post: Post) -> Sequence[Matter]:
        """Return the post's control measures under way, the soonest due first."""
        found = RiskControl.objects.open().filter(responsible=post).order_by("due", "pk")
        return [Matter(one.ref, str(one), one.due) for one in found]

    def pass_on(self, post: Post, *, to: Post, by: Account, now: datetime, because: Entry) -> int:
        """Hand every control measure under way of a post to another."""
        found = list(RiskControl.objects.open().filter(responsible=post))
        for control in found:
            hand_over_control(control, to=to, by=by, now=now, because=because)
        return len(found)


class RiskPointsOfUnits:
    """The risk points on the register of a unit, whoever patrols them."""

    label = "本单位风险点"

    def open_at(self, unit: Unit) -> Sequence[Matter]:
        """Return the unit's risk points in the order of their numbers."""
        found = RiskPoint.objects.kept().filter(unit=unit).order_by("pk")
        return [Matter(one.ref, str(one)) for one in found]

    def pass_on(self, unit: Unit, *, into: Unit, by: Account, now: datetime, because: Entry) -> int:
        """Let the unit's risk points stand at another."""
        found = list(RiskPoint.objects.kept().filter(unit=unit))
        for point in found:
            pass_point(point, to=into, by=by, now=now, because=because)
        return len(found)


class LandMatters:
    """The land matters that a post is in charge of."""

    label = "征收事项"

    def open_for(self, post: Post) -> Sequence[Matter]:
        """Return the post's land matters under way, the oldest first."""
        found = LandMatter.objects.open().filter(responsible=post).order_by("opened_on", "pk")
        return [Matter(one.ref, str(one), one.final_due) for one in found]

    def pass_on(self, post: Post, *, to: Post, by: Account, now: datetime, because: Entry) -> int:
        """Hand every land matter under way of a post to another."""
        found = list(LandMatter.objects.open().filter(responsible=post))
        for matter in found:
            hand_over_land(matter, to=to, by=by, now=now, because=because)
        return len(found)


class LandMattersOfUnits:
    """The land matters of a unit that are under way, whoever is in charge of them."""

    label = "本单位征收事项"

    def open_at(self, unit: Unit) -> Sequence[Matter]:
        """Return the unit's land matters under way, the oldest first."""
        found = LandMatter.objects.open().filter(unit=unit).order_by("opened_on", "pk")
        return [Matter(one.ref, str(one), one.final_due) for one in found]

    def pass_on(self, unit: Unit, *, into: Unit, by: Account, now: datetime, because: Entry) -> int:
        """Let the unit's land matters under way stand at another."""
        found = list(LandMatter.objects.open().filter(unit=unit))
        for matter in found:
            pass_land(matter, to=into, by=by, now=now, because=because)
        return len(found)
