"""Rules of dispatch: which office is proposed for a category, a village, or both; made and ended with an entry."""

from datetime import datetime

from django.db import transaction

from zerentian.casework.models import Category, Routing
from zerentian.ledger.actions import record
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit


@transaction.atomic
def keep_routing(
    *,
    unit: Unit,
    category: Category | None,
    place_unit: Unit | None,
    office: Unit,
    by: Account,
    now: datetime,
) -> Routing:
    """Let a category, a village, or both propose an office of the township; it takes the place of the rule before."""
    require(by, "concern.category", unit, now=now)
    if category is None and place_unit is None:
        raise NotAllowed("请选类别、村（社区），或两样都选", "choose a category, a village, or both")
    if category is not None and category.unit_id != unit.pk:
        raise NotAllowed("请选本乡镇的类别", "choose a category of this township")
    path = unit.path_on(local_day(now)) or unit.path
    for one in filter(None, (place_unit, office)):
        if not one.path_on(local_day(now)) or not one.was_within(path):
            raise NotAllowed("请选本乡镇现有的单位", "choose units that stand in this township today")
    # Two who keep the same rule at once come one after the other.
    Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    for old in Routing.objects.in_use().filter(unit=unit, category=category, place_unit=place_unit):
        retired(old, by, now)
    routing = Routing.objects.create(
        unit=unit, path=path, category=category, place_unit=place_unit, office=office
    )
    said(routing, by, now)
    return routing


@transaction.atomic
def end_routing(routing: Routing, *, by: Account, now: datetime) -> Routing:
    """End a rule of dispatch; what it proposed stays as it was dispatched."""
    require(by, "concern.category", routing.unit, now=now)
    routing = Routing.objects.select_for_update(of=("self",)).get(pk=routing.pk)
    if routing.retired:
        raise NotAllowed("这条规则已经停用", "this rule has ended already")
    return retired(routing, by, now)


def retired(routing: Routing, by: Account, now: datetime) -> Routing:
    """Mark a rule as ended, with its entry."""
    routing.retired = True
    routing.save(update_fields=["retired"])
    said(routing, by, now)
    return routing


def said(routing: Routing, by: Account, now: datetime) -> None:
    """Record a rule as it stands."""
    facts: dict[str, object] = {"office": routing.office.path, "retired": routing.retired}
    record(
        "routing.kept", subject=routing.ref, unit=routing.path, by=by, now=now, facts=facts, rows=[routing]
    )
