"""Demands for forms: registered, sent, declined or taken back; those that come again open by themselves."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from zerentian.duties.actions.heads import head, path_on
from zerentian.duties.rules.cadences import Cadence, DueRule, Span, check_rule, spans
from zerentian.duties.rules.deeds import check_reason
from zerentian.duties.rules.functions import Level
from zerentian.exchange.models import CountyForm, Demand, DemandSeries, FormFilling
from zerentian.exchange.rules.demands import (
    Asker,
    Listing,
    Shape,
    State,
    Way,
    check_cells,
    check_ending,
    check_open,
    check_times,
    short_notice,
    workdays_of_notice,
)
from zerentian.ledger.actions import record_on
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import LOCAL, local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.access import require
from zerentian.organization.models import Account, CalendarYear, Post

RECEIVED = "demand.received"
# A series opens every demand since its first day at once.
MOST_BACK = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What is asked for by whom, as a person writes it down."""

    title: str
    asked_by: str
    asker: Asker
    level: Level
    way: Way
    post: Post
    form: CountyForm | None = None
    basis: str = ""
    listing: Listing = Listing.UNKNOWN
    shape: Shape = Shape.ELECTRONIC


@transaction.atomic
def register_demand(
    asked: AskedFor, *, received_at: datetime, due_at: datetime, by: Account, now: datetime
) -> Demand:
    """Write down that a form was asked for, once."""
    require(by, "form.fill", asked.post.unit, now=now)
    check_times(received_at, due_at, now)
    demand = Demand(received_at=received_at, due_at=due_at, recorded_by=by)
    stated(demand, asked)
    return received(demand, Cadence.ONCE, by=by, now=now)


def registered_already(asked: AskedFor, due_at: datetime, by: Account) -> Demand | None:
    """Return the open demand that this seems to be once more: the same form, asker and due day.

    Two posts hear of one demand in two chat groups; counted twice, the township's evidence would be wrong.
    """
    same = (
        Demand.objects.visible_to(by)
        .open()
        .filter(
            title__iexact=asked.title.strip(), asked_by__iexact=asked.asked_by.strip(), due=local_day(due_at)
        )
    )
    found: Demand | None = same.select_related("post__unit").order_by("pk").first()
    return found


@transaction.atomic
def correct_demand(
    demand: Demand,
    asked: AskedFor,
    *,
    received_at: datetime,
    due_at: datetime,
    reason: str,
    by: Account,
    now: datetime,
) -> Demand:
    """State an open demand again, with the reason; the entry that said it before is replaced."""
    demand = locked(demand, by=by, now=now)
    check_times(received_at, due_at, now)
    reason, old = check_reason(reason), head(demand.ref, RECEIVED)
    if asked.post.unit_id != demand.unit_id:
        raise NotAllowed("换岗位到别的单位请用“移交”", "to pass it to another unit, hand it over")
    check_stayed(demand)
    demand.received_at, demand.due_at, demand.reason = received_at, due_at, reason
    stated(demand, asked)
    cadence = Cadence(demand.series.cadence) if demand.series else Cadence.ONCE
    return received(demand, cadence, by=by, now=now, replaces=old)


def check_stayed(demand: Demand) -> None:
    """Refuse to correct a demand that passed to another unit: what it said moved the figures of both."""
    moves = Entry.objects.filter(subject=demand.ref, verb="demand.moved")
    if any(one.fact["from"] != one.fact["to"] for one in moves):
        raise NotAllowed(
            "这项索表已移交过别的单位，不能再更正；请以“撤销”结束并写明理由，再重新登记",
            "it passed to another unit and can't be corrected: end it as taken back, with the reason, and register it"
            " anew",
        )


@transaction.atomic
def begin_series(
    asked: AskedFor, *, rule: DueRule, due_hour: int, first: date, by: Account, now: datetime
) -> DemandSeries:
    """Write down that a form is asked for again and again; what has begun already opens at once."""
    require(by, "form.fill", asked.post.unit, now=now)
    if rule.cadence is Cadence.ONCE:
        raise NotAllowed("定期索表须选择周期", "choose how often it comes")
    check_rule(rule)
    if first < local_day(now) - MOST_BACK:
        raise NotAllowed(
            "起始日期最早为一年前；更早收到的请逐项登记",
            "it begins a year ago at the earliest: register earlier demands one by one",
        )
    if not 0 <= due_hour <= 23:
        raise NotAllowed("时刻须在0到23点之间", "an hour is between 0 and 23")
    series = DemandSeries(cadence=rule.cadence, due_day=rule.day, due_month=rule.month, due_hour=due_hour)
    series.first = first
    told(series, asked, local_day(now))
    series.save()
    facts = facts_of(series) | {"cadence": series.cadence}
    record_on(series, "demand_series.begun", by=by, now=now, facts=facts)
    for span in spans(rule, since=first, until=local_day(now)):
        open_demand(series, span, by, now)
    return series


@transaction.atomic
def open_demands(*, until: date, by: Account, now: datetime) -> list[Demand]:
    """Open every recurring demand that begins by ``until`` and is not open yet; again it opens nothing twice."""
    require(by, "duty.manage", now=now)
    opened = []
    for series in DemandSeries.objects.in_force().select_for_update().select_related("unit", "post"):
        known = dict(series.demands.values_list("span", "received_at"))
        since = max([series.first, *(local_day(one) for one in known.values())])
        opened += [
            open_demand(series, span, by, now)
            for span in spans(series.rule, since=since, until=until)
            if span.code not in known
        ]
    return opened


def open_demand(series: DemandSeries, span: Span, by: Account, now: datetime) -> Demand:
    """Open one occurrence of a demand that comes again: it counts as received on the first day of its span."""
    demand = Demand(series=series, span=span.code, recorded_by=by)
    begin = datetime.combine(span.first, time(8, 0), LOCAL)
    demand.due_at = datetime.combine(span.due, time(series.due_hour, 0), LOCAL)
    demand.received_at = min(begin, now, demand.due_at)
    stated(demand, asked_of(series))
    return received(demand, Cadence(series.cadence), by=by, now=now)


@transaction.atomic
def end_series(series: DemandSeries, *, reason: str, by: Account, now: datetime) -> DemandSeries:
    """Note that a form is not asked for again any more; what is open stays open."""
    require(by, "form.fill", series.unit, now=now)
    series = DemandSeries.objects.select_for_update().get(pk=series.pk)
    if series.last:
        raise NotAllowed("这项定期索表已经停止", "this recurring demand has ended already")
    check_reason(reason)
    series.last = local_day(now)
    series.save(update_fields=["last"])
    record_on(series, "demand_series.ended", by=by, now=now)
    return series


@transaction.atomic
def send_demand(
    demand: Demand,
    *,
    sent_at: datetime,
    shape: Shape,
    by: Account,
    now: datetime,
    filling: FormFilling | None = None,
    cells: int | None = None,
    known: int | None = None,
    by_hand: int | None = None,
) -> Demand:
    """Note when a form was sent, in what shape, and how many of its cells were known; a filling says so by itself."""
    demand = locked(demand, by=by, now=now)
    if sent_at > now or sent_at < demand.received_at:
        raise NotAllowed("报送时间须在收到之后、现在之前", "it was sent between receipt and now")
    if filling is not None:
        cells, known, by_hand = filling.total, filling.known, filling.by_hand
    check_cells(cells, known, by_hand)
    demand.filling, demand.cells, demand.known, demand.by_hand = filling, cells, known, by_hand
    demand.sent_at, demand.shape, demand.state = sent_at, shape, State.SENT
    demand.closed_on = local_day(sent_at)
    demand.save()
    facts: dict[str, object] = {"due": demand.due, "on_time": demand.in_time, "shape": str(shape)}
    facts |= {"cells": cells, "known": known, "by_hand": by_hand}
    record_on(demand, "demand.sent", by=by, now=now, facts=facts, occurred_on=counted_on(demand))
    return demand


@transaction.atomic
def end_demand(demand: Demand, *, outcome: State, reason: str, by: Account, now: datetime) -> Demand:
    """Note that a form is not sent: declined by the rules of the list, or taken back by its asker, with the reason."""
    demand = locked(demand, by=by, now=now)
    check_ending(outcome)
    if outcome is State.DECLINED and demand.listing == Listing.LISTED:
        raise NotAllowed(
            "清单内的报表不能拒报；部门自行撤销的请选“撤销”",
            "a form on the list can't be declined; choose that its asker took it back, if so",
        )
    demand.state, demand.reason, demand.closed_on = outcome, check_reason(reason), local_day(now)
    demand.save(update_fields=["state", "reason", "closed_on"])
    facts = {"due": demand.due, "outcome": str(outcome)}
    record_on(demand, "demand.ended", by=by, now=now, facts=facts)
    return demand


@transaction.atomic
def hand_over_demand(demand: Demand, *, to: Post, by: Account, now: datetime) -> Demand:
    """Pass an open demand to another post."""
    require(by, "form.fill", demand.unit, now=now)
    require(by, "form.fill", to.unit, now=now)
    return pass_demand_on(demand, to=to, by=by, now=now)


@transaction.atomic
def pass_demand_on(
    demand: Demand, *, to: Post, by: Account, now: datetime, because: Entry | None = None
) -> Demand:
    """Give an open demand to another post, part of an action that has asked for its right (``because`` of it)."""
    demand = Demand.objects.select_for_update(of=("self",)).select_related("post").get(pk=demand.pk)
    check_open(demand.state)
    facts = {"due": demand.due} | moving(demand, to, now)
    demand.save(update_fields=["post", "unit", "path"])
    record_on(demand, "demand.moved", by=by, now=now, facts=facts, because=because)
    return demand


@transaction.atomic
def pass_series_on(
    series: DemandSeries, *, to: Post, by: Account, now: datetime, because: Entry
) -> DemandSeries:
    """Give a recurring demand to another post, part of an action that has asked for its right."""
    series = DemandSeries.objects.select_for_update(of=("self",)).select_related("post").get(pk=series.pk)
    facts = moving(series, to, now)
    series.save(update_fields=["post", "unit", "path"])
    record_on(series, "demand_series.moved", by=by, now=now, facts=facts, because=because)
    return series


def moving(row: Demand | DemandSeries, to: Post, now: datetime) -> dict[str, object]:
    """Give a row to another post; return the facts of the move."""
    facts: dict[str, object] = {"from": row.path, "from_post": row.post.code, "to_post": to.code}
    row.post, row.unit, row.path = to, to.unit, path_on(to.unit, local_day(now))
    return facts | {"to": row.path}


def locked(demand: Demand, *, by: Account, now: datetime) -> Demand:
    """Return an open demand, locked, for an account that may work on it."""
    require(by, "form.fill", demand.unit, now=now)
    rows = Demand.objects.select_for_update(of=("self",)).select_related("unit", "post", "series")
    fresh: Demand = rows.get(pk=demand.pk)
    check_open(fresh.state)
    return fresh


def told(row: Demand | DemandSeries, asked: AskedFor, day: date) -> None:
    """Set what is asked for by whom."""
    for name in AskedFor.__dataclass_fields__:
        setattr(row, name, getattr(asked, name))
    row.title = check_filled(asked.title, "报表名称", "what is asked for")
    row.asked_by = check_filled(asked.asked_by, "索表部门", "who asks")
    row.basis = asked.basis.strip()
    row.unit, row.path = asked.post.unit, path_on(asked.post.unit, day)


def stated(demand: Demand, asked: AskedFor) -> None:
    """Set what a demand says, and what follows from its times."""
    told(demand, asked, local_day(demand.received_at))
    demand.due = local_day(demand.due_at)
    demand.short = short_notice(
        workdays_of_notice(CalendarYear.objects.calendar(), local_day(demand.received_at), demand.due)
    )


def received(
    demand: Demand, cadence: Cadence, *, by: Account, now: datetime, replaces: Entry | None = None
) -> Demand:
    """Save a demand and record, or record again, that it came."""
    demand.save()
    again = demand.series_id is not None
    facts = facts_of(demand) | {"cadence": cadence, "due": demand.due, "short": demand.short, "again": again}
    said: dict[str, Any] = {"replaces": replaces, "change": "corrected"} if replaces else {}
    record_on(
        demand, RECEIVED, by=by, now=now, facts=facts, occurred_on=local_day(demand.received_at), **said
    )
    return demand


def facts_of(row: Demand | DemandSeries) -> dict[str, object]:
    """Return who asks, on which level, by which way, on which list, in what shape."""
    return {name: str(getattr(row, name)) for name in ("asker", "level", "way", "listing", "shape")}


def asked_of(series: DemandSeries) -> AskedFor:
    """Return what a recurring demand asks for."""
    return AskedFor(
        title=series.title,
        asked_by=series.asked_by,
        asker=Asker(series.asker),
        level=Level(series.level),
        way=Way(series.way),
        post=series.post,
        form=series.form,
        basis=series.basis,
        listing=Listing(series.listing),
        shape=Shape(series.shape),
    )


def counted_on(demand: Demand) -> date:
    """Return the day on which a sending counts: not before the demand came to the unit that sends it."""
    day = local_day(demand.sent_at) if demand.sent_at else demand.due
    moves = Entry.objects.filter(subject=demand.ref, verb="demand.moved", occurred_on__gt=day)
    latest = moves.order_by("-occurred_on").first()
    return latest.occurred_on if latest else day
