"""What demands for forms keep open for posts, and how it passes on."""

from collections.abc import Sequence
from datetime import datetime

from zerentian.exchange.actions.demands import pass_demand_on, pass_series_on
from zerentian.exchange.models import Demand, DemandSeries
from zerentian.ledger.models import Entry
from zerentian.organization.handover import Matter
from zerentian.organization.models import Account, Post


class Demands:
    """The demands that a post has not sent yet."""

    label = "待报送报表"

    def open_for(self, post: Post) -> Sequence[Matter]:
        """Return the post's open demands, the soonest due first."""
        found = Demand.objects.open().filter(post=post).order_by("due_at", "pk")
        return [Matter(one.ref, one.title, one.due) for one in found]

    def pass_on(self, post: Post, *, to: Post, by: Account, now: datetime, because: Entry) -> int:
        """Hand every open demand of a post to another."""
        found = list(Demand.objects.open().filter(post=post))
        for demand in found:
            pass_demand_on(demand, to=to, by=by, now=now, because=because)
        return len(found)


class Series:
    """The recurring demands in force of a post."""

    label = "定期索表"

    def open_for(self, post: Post) -> Sequence[Matter]:
        """Return the post's recurring demands."""
        return [Matter(one.ref, one.title) for one in DemandSeries.objects.in_force().filter(post=post)]

    def pass_on(self, post: Post, *, to: Post, by: Account, now: datetime, because: Entry) -> int:
        """Hand every recurring demand of a post to another."""
        found = list(DemandSeries.objects.in_force().filter(post=post))
        for series in found:
            pass_series_on(series, to=to, by=by, now=now, because=because)
        return len(found)
