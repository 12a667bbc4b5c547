"""Plays the county's forms: one kept, mapped, filled and sent each time it is asked for; one off the list declined."""

import io
from datetime import date, datetime, timedelta
from functools import partial

import openpyxl
from openpyxl.styles import Alignment, Border, Font, Side

from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import Level
from zerentian.exchange.actions import demands
from zerentian.exchange.actions.county_forms import keep_form, map_form
from zerentian.exchange.actions.demands import AskedFor
from zerentian.exchange.actions.fillings import fill_form
from zerentian.exchange.actions.form_vocabulary import units_named, vocabulary
from zerentian.exchange.models import CountyForm, Demand
from zerentian.exchange.rules.demands import Asker, Listing, Shape, State, Way
from zerentian.exchange.rules.form_looks import look_at
from zerentian.exchange.rules.form_suggestions import suggest
from zerentian.ledger.rules.periods import LOCAL, Period
from zerentian.organization.models import Account
from zerentian.web.demo.founding import BEGIN, END, Story, at

FORM, ASKER = "安全隐患排查整改台账", "县应急管理局"
HEADINGS = (
    *("序号", "检查日期", "被检查单位", "隐患", "隐患等级", "整改措施", "责任单位"),
    *("整改时限", "整改到位时间", "是否整改", "销号时间", "联系人", "备注"),
)
DAILY, DECLINED = "森林防火每日填报表", "已有月报，且未列入报表准入清单"
ROWS = 8


def schedule_forms(story: Story) -> None:
    """Put the months' forms into the queue."""
    story.later(at(BEGIN + timedelta(days=10), 9, 10), partial(keep, story))
    month = BEGIN
    while month <= END:
        story.later(at(month, 8, 35), ask_again)
        story.later(at(month.replace(day=24), 10, 20), partial(send, story, f"{month:%Y-%m}"))
        month = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    story.later(at(BEGIN + timedelta(days=75), 8, 40), partial(asked_daily, story))


def file() -> bytes:
    """Return the county's file: a title, headings, empty rows, a foot."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append([f"{FORM}（  月）"])
    page.append(list(HEADINGS))
    page.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(HEADINGS))
    page["A1"].font, page["A1"].alignment = Font(bold=True, size=16), Alignment(horizontal="center")
    line = Side(style="thin")
    thin = Border(left=line, right=line, top=line, bottom=line)
    for row in range(2, 3 + ROWS):
        for column in range(1, len(HEADINGS) + 1):
            cell = page.cell(row, column)
            cell.border, cell.alignment = thin, Alignment(wrap_text=True, vertical="center")
    page.cell(3 + ROWS, 1, "填报单位：          审核人：          联系电话：")
    page.merge_cells(start_row=3 + ROWS, end_row=3 + ROWS, start_column=1, end_column=len(HEADINGS))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def keep(story: Story, now: datetime) -> None:
    """Keep the form, map it by what its headings say, and write down that it comes every month."""
    clerk, township = story.people["clerk-aj"], story.units["990101"]
    form = keep_form(
        unit=township, name=FORM, asked_by=ASKER, file_name=f"{FORM}.xlsx", content=file(), by=clerk, now=now
    )
    words = vocabulary(units_named(township, clerk))
    map_form(form, regions=suggest(look_at(form.newest.sheet), words), by=clerk, now=now)
    rule, first = DueRule(Cadence.MONTHLY, day=25), now.astimezone(LOCAL).date()
    demands.begin_series(
        asked(story, FORM, Listing.LISTED, Shape.BOTH, form),
        rule=rule,
        due_hour=17,
        first=first,
        by=clerk,
        now=now,
    )


def ask_again(now: datetime) -> None:
    """Open what is asked for again this month."""
    clock = Account.objects.system("clock")
    demands.open_demands(until=now.astimezone(LOCAL).date(), by=clock, now=now)


def asked(
    story: Story, title: str, listing: Listing, shape: Shape, form: CountyForm | None = None
) -> AskedFor:
    """Return what the county's emergency office asks for."""
    return AskedFor(
        title=title,
        asked_by=ASKER,
        asker=Asker.EMERGENCY,
        level=Level.COUNTY,
        way=Way.DOCUMENT if listing is Listing.LISTED else Way.GROUP,
        post=story.posts["clerk-aj"],
        form=form,
        listing=listing,
        shape=shape,
    )


def send(story: Story, month: str, now: datetime) -> None:
    """Fill the month's form and send it, where it was asked for."""
    clerk = story.people["clerk-aj"]
    demand = Demand.objects.open().filter(span=month, title=FORM).first()
    if demand is None or demand.form is None:
        return
    filling = fill_form(demand.form, period=Period.parse(month), by=clerk, now=now)
    demands.send_demand(demand, sent_at=now, shape=Shape.BOTH, filling=filling, by=clerk, now=now)


def asked_daily(story: Story, now: datetime) -> None:
    """Decline what a chat group wants by the same evening: it is off the list, and the month's form has it."""
    clerk, day = story.people["clerk-aj"], now.astimezone(LOCAL).date()
    demand = demands.register_demand(
        asked(story, DAILY, Listing.OFF, Shape.ELECTRONIC),
        received_at=now,
        due_at=evening(day),
        by=clerk,
        now=now,
    )
    demands.end_demand(
        demand, outcome=State.DECLINED, reason=DECLINED, by=clerk, now=now + timedelta(hours=1)
    )


def evening(day: date) -> datetime:
    """Return five o'clock of a day."""
    return at(day, 17)
