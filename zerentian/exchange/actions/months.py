"""The month's sheet of the demand ledger: what departments asked of the township, in figures (减负)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import translation

from zerentian.exchange.models import Demand
from zerentian.exchange.models.demands import DemandQuerySet
from zerentian.exchange.rules.demands import Listing, Shape
from zerentian.ledger.actions import envelope, record
from zerentian.ledger.figures import compute_all, latest_size
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.figures import FigureValue
from zerentian.ledger.rules.periods import LOCAL, Period, local_day
from zerentian.organization.access import require
from zerentian.organization.actions.tables import leaving
from zerentian.organization.models import Account, Unit
from zerentian.organization.shields import hidden_from

FIGURES = (
    "demands.received",
    "demands.off_list_share",
    "demands.short_share",
    "demands.paper_share",
    "demands.known_share",
    "demands.on_time_share",
    "demands.open",
    "demands.declined",
)
HEADINGS = (
    "索表部门",
    "项数",
    "清单外",
    "情况不明",
    "不足一个工作日",
    "要求纸质",
    "应填格数",
    "已有记录格数",
)
LINES = (
    "索表部门",
    "报表",
    "渠道",
    "收到",
    "期限",
    "清单",
    "依据",
    "形式",
    "定期",
    "应填格数",
    "已有记录格数",
    "手工格数",
    "填报岗位",
    "状态",
    "报送时间",
)
MOST = 5000


@dataclass(frozen=True, slots=True)
class Department:
    """What one department asked for in the period. ``cells`` and ``known`` are None where nobody counted any."""

    name: str
    demands: int
    off_list: int
    unknown: int
    short: int
    paper: int
    cells: int | None
    known: int | None

    @property
    def row(self) -> tuple[str, ...]:
        """Return the row of a table."""
        counts = (self.demands, self.off_list, self.unknown, self.short, self.paper, self.cells, self.known)
        return (self.name, *("未计" if one is None else str(one) for one in counts))


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """A month's sheet: sealed figures, departments in the order of their names, the demands themselves."""

    unit: Unit
    period: Period
    figures: Sequence[FigureValue]
    departments: Sequence[Department]
    demands: Sequence[Demand]

    @property
    def left(self) -> int:
        """Return how many demands are counted, but too many to be listed one by one."""
        return sum(one.demands for one in self.departments) - len(self.demands)


def month_sheet(unit: Unit, *, period: Period, account: Account) -> MonthSheet:
    """Return what departments asked of a unit and those below it in a period, as an account may see it."""
    begin = datetime.combine(period.first, time.min, LOCAL)
    end = datetime.combine(period.last + timedelta(days=1), time.min, LOCAL)
    rows = Demand.objects.visible_to(account).under(unit, min(period.last, account.today))
    rows = rows.filter(received_at__gte=begin, received_at__lt=end).select_related("post")
    demands = list(rows.order_by("asked_by", "received_at")[:MOST])
    path = unit.path_on(min(period.last, account.today)) or unit.path
    values = compute_all(FIGURES, unit=path, period=period, size=latest_size(), hidden=hidden_from(account))
    return MonthSheet(unit, period, values, departments(rows), demands)


def departments(rows: DemandQuerySet) -> list[Department]:
    """Return what each department asked for, in the order of their names; counted where the rows are, however many."""
    counted = (
        rows.order_by()
        .values("asked_by")
        .annotate(
            demands=Count("pk"),
            off_list=Count("pk", filter=Q(listing=Listing.OFF)),
            unknown=Count("pk", filter=Q(listing=Listing.UNKNOWN)),
            hurried=Count("pk", filter=Q(short=True)),
            on_paper=Count("pk", filter=Q(shape__in=(Shape.PAPER, Shape.BOTH))),
            all_cells=Sum("cells"),
            all_known=Sum("known"),
        )
    )
    names = ("asked_by", "demands", "off_list", "unknown", "hurried", "on_paper", "all_cells", "all_known")
    return sorted((Department(*(one[name] for name in names)) for one in counted), key=lambda one: one.name)


def take_month(unit: Unit, *, period: Period, by: Account, now: datetime) -> bytes:
    """Return the month's sheet as a spreadsheet that proves itself, with the entry that it left the office.

    Raises Forbidden without the right to see forms, NotAllowed when another sealer does not come to an end.
    """
    require(by, "form.view", unit, now=now)
    sheet = month_sheet(unit, period=period, account=by)
    with translation.override("zh-hans"):
        rows = [
            [f"{unit.name} {period.label} 索表情况"],
            *([one.figure.label, one.text] for one in sheet.figures),
            [],
            list(HEADINGS),
            *(list(one.row) for one in sheet.departments),
            [],
            list(LINES),
            *(line(one) for one in sheet.demands),
            *([[f"另有 {sheet.left} 项未逐项列出，请缩短期间或按下级单位分别导出"]] if sheet.left else []),
        ]
        taken = f"{unit.name} {period.label} 索表情况　{local_day(now)}　封存序号 {latest_size()}"
        table = leaving(rows, form="xlsx", taken=taken)
    return table.file(envelope(note_month(unit, sheet, table.digest, by=by, now=now), now))


@transaction.atomic
def note_month(unit: Unit, sheet: MonthSheet, stated: str, *, by: Account, now: datetime) -> Entry:
    """Record that a month's sheet left the office; ``stated`` is the digest of what it states."""
    return record(
        "demands.sheet_taken",
        subject=f"demand_month:{unit.code}.{sheet.period.code}",
        unit=unit.path,
        by=by,
        now=now,
        facts={"period": sheet.period.code, "rows": len(sheet.demands), "stated": stated},
    )


def line(one: Demand) -> list[str]:
    """Return one demand as a row."""
    counts = ("" if count is None else str(count) for count in (one.cells, one.known, one.by_hand))
    return [
        one.asked_by,
        one.title,
        str(one.get_way_display()),
        moment(one.received_at),
        moment(one.due_at),
        str(one.get_listing_display()),
        one.basis,
        str(one.get_shape_display()),
        one.span_label or "一次",
        *counts,
        one.post.title,
        str(one.get_state_display()),
        moment(one.sent_at),
    ]


def moment(at: datetime | None) -> str:
    """Return a time as people here read it."""
    return f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}" if at else ""
