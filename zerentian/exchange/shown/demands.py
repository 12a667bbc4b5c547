"""How demands for forms are shown: on the desk, in the trail, in search; and as records that fill forms themselves."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties.models.basis import LEVEL_LABELS
from zerentian.duties.models.duties import CADENCE_LABELS
from zerentian.duties.rules.lights import Light
from zerentian.exchange import handover
from zerentian.exchange.actions.demands import open_demands
from zerentian.exchange.models import Demand, DemandSeries
from zerentian.exchange.models.demands import ASKERS, LISTINGS, SHAPES, STATES, WAYS, DemandQuerySet
from zerentian.ledger.drawn import named_by
from zerentian.ledger.rules.periods import LOCAL, local_day
from zerentian.organization.desk import Group, Lights, Line, Sort, Start, lights_of, sorted_out
from zerentian.organization.due_days import DueDays
from zerentian.organization.handover import HandOver
from zerentian.organization.models import Account, Unit
from zerentian.organization.punctuation import listed
from zerentian.organization.records import Field, Records
from zerentian.organization.subjects import (
    Chore,
    Fact,
    Place,
    Search,
    Sentence,
    Subject,
    Text,
    page_of,
    register,
)
from zerentian.organization.telling import exactly, numbers, titled, until

OVERDUE, DUE_SOON, TO_SEND = (_("Overdue"), 20), (_("Due soon"), 21), (_("Forms to be sent"), 23)


def demands_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return what was asked for, for those who may see it."""
    return titled(Demand.objects.visible_to(account).filter(pk__in=numbers(keys)))


def series_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return what is asked for again and again."""
    return titled(DemandSeries.objects.visible_to(account).filter(pk__in=numbers(keys)))


def demands_waiting(account: Account, now: datetime, shown: int) -> Iterator[Group]:
    """Yield the forms that the account's posts have to send."""
    own = Demand.objects.waiting_for(account)
    sorts = [
        Sort(*heading, rows, partial(demand_line, light=light))
        for heading, light, rows in (
            (OVERDUE, Light.RED, own.overdue(now)),
            (DUE_SOON, Light.AMBER, own.due_soon(now)),
            (TO_SEND, Light.GREEN, own),
        )
    ]
    yield from sorted_out(sorts, Demand.objects.all(), shown, "due")


def demand_line(row: Demand, light: Light) -> Line:
    """Return the sentence of a demand."""
    note = listed(filter(None, (row.asked_by, row.span_label)))
    return Line(row.title, note, page_of(row.ref), _("Fill and send"), light, row.due)


def lights_over_demands(account: Account, now: datetime) -> Iterator[Lights]:
    """Yield how the open demands of the units the account leads stand."""
    if account.may("task.assign"):
        rows = Demand.objects.allowed(account, "task.assign")
        yield lights_of(_("Demands for forms"), "exchange:demand-list", rows, now)


def open_what_begins(now: datetime) -> None:
    """Open the recurring demands that begin by today."""
    open_demands(until=local_day(now), by=Account.objects.system("clock"), now=now)


def something_begins(now: datetime, last: datetime | None) -> bool:
    """Tell whether recurring demands may have to be opened: once a day."""
    return last is None or local_day(last) != local_day(now)


def demand_text(row: Demand) -> Text:
    """Return what is searched of a demand."""
    body = "\n".join(filter(None, (row.title, row.asked_by, row.basis)))
    return Text(row.title, body, row.path, local_day(row.received_at))


def demands(account: Account, unit: Unit, first: date, last: date) -> DemandQuerySet:
    """Return the demands received in some days."""
    begin = datetime.combine(first, time.min, LOCAL)
    end = datetime.combine(last + timedelta(days=1), time.min, LOCAL)
    rows = Demand.objects.visible_to(account).under(unit, last)
    rows = rows.filter(received_at__gte=begin, received_at__lt=end).select_related("unit", "post")
    return rows.prefetch_related("unit__periods").order_by("received_at", "pk")


RECORDS = Records(
    _("Demands for forms"),
    "form.view",
    demands,
    {
        "title": Field(_("What is asked for"), lambda row: row.title, "报表名称 表格名称 报表 表名"),
        "asked_by": Field(_("Who asks"), lambda row: row.asked_by, "索表部门 下发部门 要求部门 布置单位"),
        "level": Field(_("Level"), lambda row: str(row.get_level_display()), "层级 部门层级"),
        "way": Field(_("By which way"), lambda row: str(row.get_way_display()), "下发渠道 下达方式 索要方式"),
        "received_on": Field(
            _("Came in at"), lambda row: local_day(row.received_at), "下发时间 收到时间 布置时间"
        ),
        "due": Field(_("Due"), lambda row: row.due, "报送时限 上报时限 截止时间"),
        "listing": Field(
            _("On the list?"), lambda row: str(row.get_listing_display()), "是否清单内 清单情况 准入情况"
        ),
        "shape": Field(_("Wanted"), lambda row: str(row.get_shape_display()), "报送形式 上报形式"),
        "basis": Field(_("On which basis"), lambda row: row.basis or None, "依据 文件依据"),
        "cells": Field(_("Cells"), lambda row: row.cells, "指标数 应填格数 填报项数"),
        "known": Field(_("Known already"), lambda row: row.known, "已有记录格数 可自动填写项数"),
        "sent_on": Field(
            _("Sent at"), lambda row: local_day(row.sent_at) if row.sent_at else None, "报送时间 上报时间"
        ),
        "state": Field(_("State"), lambda row: str(row.get_state_display()), "报送情况 状态"),
    },
    {
        "listing": (_("On the list?"), LISTINGS),
        "state": (_("State"), STATES),
        "asker": (_("Field of the asker"), ASKERS),
    },
    "报表统计 减负 报表清单 填报台账 索表",
)
DUE = DueDays(
    label=_("Form to be sent"),
    right="form.view",
    rows=lambda account: Demand.objects.visible_to(account).open(),
    mine=lambda rows, look: rows.filter(post__in=look.account.post_keys()),
    day="due",
    number=lambda one: named_by(one.pk),
    title=lambda one: one.title,
    light=lambda one, look: one.light(look.today),
    where=lambda one: one.unit.name,
    fetch=lambda rows: rows.prefetch_related("unit__periods"),
)
ASKED: Mapping[str, Any] = {
    "asker": Fact(_("Field of the asker"), ASKERS),
    "level": Fact(_("Level"), LEVEL_LABELS),
    "way": Fact(_("By which way"), WAYS),
    "listing": Fact(_("On the list?"), LISTINGS),
    "shape": Fact(_("Wanted"), SHAPES),
    "cadence": Fact(_("How often"), CADENCE_LABELS),
}
register(
    Subject(
        kind="demand",
        one=_("a demand for a form"),
        page="exchange:demand-detail",
        titles=demands_named,
        hand_over=HandOver(of_posts=(handover.DEMANDS,)),
        places=(Place(_("Demands for forms"), "exchange:demand-list", "form.view", rank=92, key="m"),),
        starts=(Start(_("Register a demand"), "exchange:demand-new", "form.fill", rank=60),),
        waiting=demands_waiting,
        lights=lights_over_demands,
        records=RECORDS,
        due_days=(DUE,),
        search=Search(_("Demands for forms"), "form.view", Demand, demand_text, rank=66),
        figures={"demands": _("Demands for forms")},
        said={
            "demand.received": Sentence(
                _("%(unit)s was asked for the form “%(what)s”"), (until,), daily=True, tells="form.fill"
            ),
            "demand.sent": Sentence(_("%(unit)s sent the form “%(what)s”"), daily=True, tells="form.fill"),
            "demand.ended": Sentence(
                _("%(unit)s does not send the form “%(what)s”: %(outcome)s"), tells="form.fill"
            ),
            "demand.moved": Sentence(
                _("The demand “%(what)s” passed from %(from_post)s to %(to_post)s"), tells="form.fill"
            ),
        },
        facts={
            **ASKED,
            "short": Fact(_("Less than a working day")),
            "again": Fact(_("It comes again")),
            "cells": Fact(_("Cells")),
            "known": Fact(_("Known already")),
            "by_hand": Fact(_("Cells by hand")),
            "outcome": Fact(pgettext_lazy("demand", "Outcome"), STATES),
        },
    )
)
register(
    Subject(
        kind="demand_series",
        one=_("a recurring demand"),
        page="exchange:series-detail",
        titles=series_named,
        hand_over=HandOver(of_posts=(handover.SERIES,)),
        chores=(Chore("demands", _("Opening recurring demands"), open_what_begins, something_begins),),
        said={
            "demand_series.begun": Sentence(_("%(unit)s is asked for the form “%(what)s” again and again")),
            "demand_series.moved": Sentence(
                _("The recurring demand “%(what)s” passed from %(from_post)s to %(to_post)s")
            ),
            "demand_series.ended": Sentence(_("%(unit)s is not asked for the form “%(what)s” any more")),
        },
        facts=ASKED,
    )
)
register(
    Subject(
        kind="demand_month",
        one=_("a month's sheet of demands"),
        page=None,
        titles=None,
        hand_over=None,
        said={
            "demands.sheet_taken": Sentence(_("The sheet of demands of %(unit)s was taken, %(rows)s in all")),
        },
        facts={
            "rows": Fact(pgettext_lazy("fact", "Rows")),
            "period": Fact(pgettext_lazy("form", "Period"), read=exactly),
            "stated": Fact(pgettext_lazy("fact", "What the table states (SHA-256)"), read=exactly),
        },
    )
)
