"""How scorecards are shown, what of them waits, and their days."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties.rules.lights import light
from zerentian.duties.shown.names import of
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.organization.desk import Group, Line, Sort, sorted_out
from zerentian.organization.due_days import DueDays
from zerentian.organization.models import Account, Unit
from zerentian.organization.records import Field, Records
from zerentian.organization.subjects import Fact, Place, Search, Sentence, Subject, Text, register
from zerentian.organization.telling import exactly, unit_names
from zerentian.reports.models import Scorecard
from zerentian.reports.rules.scorecards import ScoreState
from zerentian.reports.shields import SCORECARDS

DECISIONS, DUE, LATER = 24, 30, 58
AMBER_DAYS = 2


def cards_waiting(account: Account, now: datetime, shown: int) -> Iterable[Group]:
    """Return the scorecards on which the account may take a step today, and those its units may object to."""
    if not any(account.may(right) for right in ("scorecard.keep", "scorecard.decide", "scorecard.object")):
        return []
    today, rows = local_day(now), Scorecard.objects.all()
    sorts = [
        Sort(_("Objections to marks"), DECISIONS, rows.to_answer_by(account), card_line(_("Answer"), today)),
        Sort(
            _("Initial marks of your units"),
            DUE,
            rows.to_look_at_by(account, today),
            card_line(_("Look at them"), today),
        ),
        Sort(
            _("Scorecards: next step"), LATER, rows.to_go_on_by(account, today), card_line(_("Go on"), today)
        ),
    ]
    return sorted_out(sorts, rows, shown, "objections_until")


def card_line(button: Any, today: Any) -> Callable[[Scorecard], Line]:
    """Return what makes the sentence of one card, with its button."""

    def line(row: Scorecard) -> Line:
        url, due = reverse("reports:scorecard-detail", args=[row.pk]), row.objections_until
        lit = light(due, today, AMBER_DAYS) if due and due >= today else ""
        return Line(row.title, str(row.get_state_display()), url, button, lit, due if lit else None)

    return line


OBJECTIONS_UNTIL = DueDays(
    label=_("Objections to marks until"),
    right="scorecard.view",
    rows=lambda account: (
        Scorecard.objects.visible_to(account).filter(state="initial").exclude(objections_until=None)
    ),
    mine=lambda rows, look: rows.filter(
        pk__in=Scorecard.objects.to_look_at_by(look.account, look.today).values("pk")
    ),
    day="objections_until",
    number=lambda one: one.number,
    title=lambda one: one.title,
    where=lambda one: one.unit.name,
    fetch=lambda rows: rows.prefetch_related("unit__periods"),
    light=lambda one, look: light(one.objections_until, look.today, AMBER_DAYS),
)


def published_cards(account: Account, unit: Unit, first: date, last: date) -> "QuerySet[Any]":
    """Return the scorecards of a unit whose result was published in some days, the oldest first."""
    rows = Scorecard.objects.visible_to(account).under(unit, last).filter(state=ScoreState.PUBLISHED)
    rows = rows.filter(published_on__range=(first, last)).select_related("unit")
    return rows.prefetch_related("unit__periods", "items", "scored__unit__periods").order_by(
        "published_on", "pk"
    )


def units_of(card: Scorecard) -> str:
    """Return the units that a card assesses, by code, as they were called at the end of its period."""
    return "、".join(one.unit.name_on(card.last) for one in card.scored.all())


# Whole cards alone: a list of units with marks would be one step from an order by them.
CARD_RECORDS = Records(
    _("Scorecards published"),
    "scorecard.view",
    published_cards,
    {
        "number": Field(pgettext_lazy("document", "Number"), lambda row: row.number, "考核表编号 考核编号"),
        "title": Field(
            _("What the scorecard is called"), lambda row: row.title, "考核表 考核名称 考核项目 考核事项"
        ),
        "basis": Field(_("Document it rests on"), lambda row: row.basis, "考核依据 依据 文件依据"),
        "period": Field(_("Period assessed"), lambda row: Period.parse(row.period).label, "考核期间 考核期"),
        "unit": Field(_("Assessed by"), lambda row: row.unit.name, "考核单位 实施单位"),
        "units": Field(_("Units assessed, by code"), units_of, "被考核单位 考核对象"),
        "items": Field(
            pgettext_lazy("scorecard", "Items"),
            lambda row: sum(not one.dropped for one in row.items.all()),
            "考核项目数 考核项数",
        ),
        "published_on": Field(_("Published on"), lambda row: row.published_on, "公布时间 公布日期"),
    },
    headings="考核结果 考核台账 绩效考核",
)

register(
    Subject(
        kind="scorecard",
        one=_("a scorecard"),
        page="reports:scorecard-detail",
        titles=of(Scorecard.objects.all()),
        # A card is the township's: whoever holds the right there goes on with it.
        hand_over=None,
        shield=SCORECARDS,
        places=(Place(_("Scorecards"), "reports:scorecard-list", "scorecard.view", rank=83),),
        waiting=cards_waiting,
        due_days=(OBJECTIONS_UNTIL,),
        records=CARD_RECORDS,
        search=Search(
            _("Scorecards"),
            "scorecard.view",
            Scorecard,
            # Rules that are still being written are for who writes them.
            lambda row: (
                None
                if row.state == "draft"
                else Text(row.title, f"{row.number} {row.title} {row.basis}", row.path, row.last)
            ),
            rank=42,
        ),
        figures={"scorecards": _("Scorecards")},
        said={
            "scorecard.drafted": Sentence(_("%(unit)s began to write the scorecard %(what)s for %(period)s")),
            "scorecard.changed": Sentence(_("The rules of %(what)s were changed: %(weight)s points so far")),
            "scorecard.ruled": Sentence(
                _("%(unit)s published the rules of %(what)s"), daily=True, tells="scorecard.object"
            ),
            "scorecard.marked": Sentence(_("Item %(item)s of %(what)s was marked by hand: %(scored)s")),
            "scorecard.frozen": Sentence(
                _("The initial marks of %(what)s were frozen, open to objections until %(until)s"),
                daily=True,
                tells="scorecard.object",
            ),
            "scorecard.objected": Sentence(
                _("%(scored)s objected to its mark for item %(item)s of %(what)s"), tells="scorecard.decide"
            ),
            "scorecard.answered": Sentence(
                _("The objection of %(scored)s to item %(item)s of %(what)s was answered: %(outcome)s"),
                tells="scorecard.object",
            ),
            "scorecard.settled": Sentence(_("%(what)s is final")),
            "scorecard.published": Sentence(
                _("%(unit)s published the result of %(what)s"), daily=True, tells="scorecard.object"
            ),
            "scorecard.withdrawn": Sentence(_("%(what)s was withdrawn")),
        },
        facts={
            "units": Fact(_("Units assessed")),
            "items": Fact(pgettext_lazy("scorecard", "Items")),
            "weight": Fact(_("Weight in points")),
            "rules": Fact(_("Rules (SHA-256)"), read=exactly),
            "item": Fact(pgettext_lazy("scorecard", "Item")),
            "scored": Fact(_("Unit assessed"), read=unit_names),
            "mark": Fact(_("Mark in hundredths of a point")),
            "until": Fact(_("Objections until")),
            "marks": Fact(_("Marks given")),
            "unmarked": Fact(_("Not assessable")),
            "outcome": Fact(
                pgettext_lazy("fact", "Outcome"),
                {"kept": _("the mark stays"), "changed": _("the mark changes")},
            ),
            "before": Fact(_("Before, in hundredths of a point")),
            "after": Fact(_("After, in hundredths of a point")),
            "changed": Fact(_("Marks changed")),
            "result": Fact(_("Result (SHA-256)"), read=exactly),
            "objections": Fact(_("Open objections")),
        },
    )
)
