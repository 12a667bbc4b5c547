"""What demands for forms keep open for posts, and how it passes on."""

from zerentian.exchange.actions.demands import pass_demand_on, pass_series_on
from zerentian.exchange.models import Demand, DemandSeries
from zerentian.organization.handover import Matter, RowsOfPosts

DEMANDS = RowsOfPosts(
    "待报送报表",
    lambda post: Demand.objects.open().filter(post=post).order_by("due_at", "pk"),
    pass_demand_on,
    lambda demand: Matter(demand.ref, demand.title, demand.due),
)
SERIES = RowsOfPosts(
    "定期索表",
    lambda post: DemandSeries.objects.in_force().filter(post=post),
    pass_series_on,
    lambda series: Matter(series.ref, series.title),
)
