"""How risk points, patrols, control measures and what a place lays down about them are shown."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework.models import Concern
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.desk import Start
from zerentian.organization.handover import HandOver
from zerentian.organization.models import Account
from zerentian.organization.offers import Link, Offer
from zerentian.organization.subjects import Chore, Dated, Fact, Place, Search, Sentence, Subject, Text
from zerentian.organization.telling import numbers, titled, until
from zerentian.rectification.actions.concerns import is_about_a_place
from zerentian.rectification.actions.county_signals import end_expired
from zerentian.rectification.actions.patrols import reckon_all
from zerentian.rectification.handover import RISK_CONTROLS, RISK_POINTS, RISK_POINTS_OF_UNITS, SIGNALS
from zerentian.rectification.listed import RISKS as RISK_LIST
from zerentian.rectification.listed.due_risks import CONTROLS_DUE, PATROLS_DUE
from zerentian.rectification.models import (
    Checklist,
    CountySignal,
    Finding,
    Patrol,
    PatrolRule,
    RiskControl,
    RiskKind,
    RiskPoint,
    RiskScale,
)
from zerentian.rectification.models.hazard_labels import CARDS, PURPOSES
from zerentian.rectification.models.risk_labels import (
    COLOUR_LABELS,
    FAMILIES,
    RESULTS_OF_PATROLS,
    RISK_LEVELS,
    RISK_STATES,
)
from zerentian.rectification.shields import RISKS
from zerentian.rectification.shown.risk_desk import lights_over_points, patrols_waiting
from zerentian.rectification.shown.risk_records import PATROL_RECORDS, RISK_RECORDS


def points_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return number and name of the risk points that an account may read."""
    return titled(RiskPoint.objects.visible_to(account).filter(pk__in=numbers(keys)))


def patrols_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return place and day of the patrols that an account may read."""
    rows = Patrol.objects.visible_to(account).filter(pk__in=numbers(keys)).select_related("point")
    return titled(rows)


def controls_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the control measures that an account may read."""
    return titled(RiskControl.objects.visible_to(account).filter(pk__in=numbers(keys)))


def signals_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return issuer and number of the signals that an account may read."""
    return titled(CountySignal.objects.visible_to(account).filter(pk__in=numbers(keys)))


def kinds_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the names of kinds of risk points."""
    return titled(RiskKind.objects.visible_to(account).filter(pk__in=numbers(keys)))


def kinds_read(values: Collection[Dated]) -> Mapping[Dated, str]:
    """Return the names of kinds by their codes; a code that several townships use bears the first one's name."""
    rows = RiskKind.objects.filter(code__in={code for code, _day in values}).order_by("-pk")
    titles = dict(rows.values_list("code", "title"))
    return {(code, day): titles[code] for code, day in values if code in titles}


def checklists_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return kind and version of checklists."""
    rows = Checklist.objects.visible_to(account).filter(pk__in=numbers(keys)).select_related("kind")
    return titled(rows)


def scales_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the beginnings of the scales that an account may read."""
    return titled(RiskScale.objects.visible_to(account).filter(pk__in=numbers(keys)))


def frequencies_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the hours of the frequencies that an account may read."""
    return titled(PatrolRule.objects.visible_to(account).filter(pk__in=numbers(keys)))


def page_of_control(key: str) -> str:
    """Return the address of the page on which a control measure stands: its point's; nothing for none."""
    found = RiskControl.objects.filter(pk__in=numbers([key])).first()
    return reverse("risks:risk-detail", args=[found.point_id]) if found else ""


def page_of_rules(_key: str) -> str:
    """Return the address of the page of what is laid down."""
    return reverse("risks:rules")


def point_text(row: RiskPoint) -> Text:
    """A risk point by its number, name, place and what it threatens."""
    words = (row.number, row.title, row.place, row.extent, row.cause, row.threatens, row.control)
    return Text(row.title, " ".join(words), row.path, row.registered_on)


def from_concern(concern: Concern, account: Account | None) -> Iterator[Link]:
    """Yield where a risk point is registered from a concern about a place, and those that it is linked with."""
    if account is None or not is_about_a_place(concern):
        return
    if account.may("risk.keep"):
        yield Link(_("Register a risk point"), f"{reverse('risks:risk-new')}?concern={concern.key}")
    points = RiskPoint.objects.visible_to(account)
    for point in points.filter(source_ref=concern.ref) | points.filter(links__ref=concern.ref):
        yield Link(str(point), reverse("risks:risk-detail", args=[point.pk]))


def from_finding(finding: Finding, account: Account | None) -> Iterator[Link]:
    """Yield the risk points that a finding came from or is linked with."""
    if account is None:
        return
    kind, _colon, key = finding.source_ref.partition(":")
    points = RiskPoint.objects.visible_to(account)
    linked = points.filter(links__ref=finding.ref)
    if kind == "patrol":
        linked = linked | points.filter(patrols__in=numbers([key]))
    for point in linked.distinct():
        yield Link(str(point), reverse("risks:risk-detail", args=[point.pk]))


def reckon_today(now: datetime) -> None:
    """End signals whose time is over, tell which patrols were missed, reckon those that another season asks for."""
    from_clock = Account.objects.system("clock")
    end_expired(now, by=from_clock)
    reckon_all(now, by=from_clock)


def is_new_day(now: datetime, last: datetime | None) -> bool:
    """Tell whether a day has begun since the last time, or the time of a signal is over."""
    return last is None or local_day(last) != local_day(now) or CountySignal.objects.expired(now).exists()


OFFERS = (
    Offer("concern.side", from_concern, rank=62),
    Offer("finding.side", from_finding, title=_("Risk point"), rank=20),
)
RISK_NOUNS = (
    Subject(
        kind="risk",
        one=_("a risk point"),
        page="risks:risk-detail",
        titles=points_named,
        hand_over=HandOver(of_posts=(RISK_POINTS,), of_units=(RISK_POINTS_OF_UNITS,)),
        shield=RISKS,
        lists=(RISK_LIST,),
        records=RISK_RECORDS,
        places=(Place(_("Risk points"), "risks:risk-list", "risk.view", rank=67, key="q"),),
        starts=(Start(_("Patrol"), "risks:patrol-sheet", "risk.patrol", rank=45),),
        waiting=patrols_waiting,
        lights=lights_over_points,
        search=Search(_("Risk points"), "risk.view", RiskPoint, point_text, rank=27),
        figures={"risks": _("Risk points")},
        due_days=(PATROLS_DUE,),
        chores=(Chore("patrols", _("Reckoning patrols"), reckon_today, is_new_day),),
        said={
            "risk.registered": Sentence(_("%(unit)s put a risk point on the register: %(what)s"), daily=True),
            "risk.described": Sentence(_("The risk point %(what)s was described anew")),
            "risk.rated": Sentence(_("The risk point %(what)s was rated %(level)s (before: %(old_level)s)")),
            "risk.stood": Sentence(_("The risk point %(what)s is now: %(state)s"), daily=True),
            "risk.written_off": Sentence(_("The risk point %(what)s was written off"), daily=True),
            "risk.restored": Sentence(_("The risk point %(what)s was restored"), daily=True),
            "risk.moved": Sentence(_("The risk point %(what)s passed from %(from)s to %(to)s")),
            "risk.reckoned": Sentence(_("The next patrol of %(what)s was reckoned anew")),
            "risk.missed": Sentence(_("The patrol of %(what)s due on %(missed)s was missed")),
            "risk.linked": Sentence(_("A matter was linked to the risk point %(what)s")),
            "risk.sheet_kept": Sentence(_("How people are led away from %(what)s was set")),
            "risk.household_kept": Sentence(
                _("A threatened household of %(people)s people was written down at %(what)s")
            ),
            "risk.household_revealed": Sentence(
                _("The %(households)s households at %(what)s were looked at: %(purpose)s")
            ),
            "risk.household_erased": Sentence(_("%(households)s households at %(what)s were erased")),
            "risk.cards_printed": Sentence(_("Cards of %(what)s were printed: %(card)s")),
        },
        facts={
            "kind": Fact(_("Kind of risk point"), read=kinds_read),
            "family": Fact(_("Sort of point"), FAMILIES),
            "level": Fact(pgettext_lazy("risk", "Level"), RISK_LEVELS),
            "old_level": Fact(_("Level before"), RISK_LEVELS),
            "state": Fact(_("State"), RISK_STATES),
            "old_state": Fact(_("State before"), RISK_STATES),
            "likelihood": Fact(_("Likelihood")),
            "impact": Fact(_("Impact")),
            "kept": Fact(_("On the register")),
            "hours": Fact(_("Hours between two patrols")),
            "missed": Fact(_("Due and missed on")),
            "owed_since": Fact(_("Owed since")),
            "next_due": Fact(_("Next patrol by")),
            "owed_next": Fact(_("Owed from then on")),
            "missing": Fact(_("Fields of the cards that are empty")),
            "people": Fact(pgettext_lazy("fact", "People")),
            "households": Fact(pgettext_lazy("fact", "Households")),
            "purpose": Fact(_("Purpose"), PURPOSES),
            "card": Fact(pgettext_lazy("fact", "Card"), CARDS),
            "matter": Fact(_("Linked"), {"concern": _("Concern"), "finding": _("Finding")}),
        },
    ),
    Subject(
        kind="patrol",
        one=_("a patrol"),
        page="risks:patrol-detail",
        titles=patrols_named,
        hand_over=None,
        records=PATROL_RECORDS,
        figures={"patrols": _("Patrols")},
        said={
            "patrol.done": Sentence(_("%(unit)s patrolled %(what)s: %(result)s"), daily=True),
            "patrol.followed": Sentence(_("A finding was opened from the patrol %(what)s")),
        },
        facts={
            "result": Fact(_("What was found"), RESULTS_OF_PATROLS),
            "items": Fact(_("Items looked at")),
            "abnormal": Fact(_("Items abnormal")),
            "kept": Fact(_("Kept the due day")),
            "made_good": Fact(_("Made good the due day")),
            "owed_since": Fact(_("Owed since")),
            "next_due": Fact(_("Next patrol by")),
            "owed_next": Fact(_("Owed from then on")),
            "patrolled": Fact(_("Patrolled on")),
            "finding": Fact(_("Finding"), refers=True),
        },
    ),
    Subject(
        kind="risk_control",
        one=_("a control measure"),
        page=page_of_control,
        titles=controls_named,
        hand_over=HandOver(of_posts=(RISK_CONTROLS,)),
        due_days=(CONTROLS_DUE,),
        figures={"risk_controls": _("Control measures")},
        said={
            "risk_control.planned": Sentence(_("%(unit)s plans a control measure: %(what)s"), (until,)),
            "risk_control.done": Sentence(_("%(unit)s carried out a control measure: %(what)s"), daily=True),
            "risk_control.dropped": Sentence(_("A control measure of %(unit)s was dropped: %(what)s")),
            "risk_control.moved": Sentence(
                _("A control measure passed from %(from_post)s to %(to_post)s: %(what)s")
            ),
        },
    ),
    Subject(
        kind="signal",
        one=_("a signal of the county"),
        page=page_of_rules,
        titles=signals_named,
        hand_over=HandOver(of_units=(SIGNALS,)),
        figures={"signals": _("Signals of the county")},
        said={
            "signal.relayed": Sentence(
                _("A signal of the county was relayed (%(colour)s): %(what)s"), daily=True
            ),
            "signal.lifted": Sentence(_("The county lifted a signal (%(colour)s): %(what)s"), daily=True),
            "signal.moved": Sentence(_("A signal of the county passed from %(from)s to %(to)s: %(what)s")),
        },
        facts={
            "colour": Fact(_("Colour"), COLOUR_LABELS),
            "issued": Fact(_("Issued on")),
            "lifted": Fact(_("Lifted on")),
        },
    ),
    Subject(
        kind="risk_kind",
        one=_("a kind of risk points"),
        page=page_of_rules,
        titles=kinds_named,
        hand_over=None,
        said={"risk_kind.kept": Sentence(_("A kind of risk points was set: %(what)s"))},
        facts={"family": Fact(_("Sort of point"), FAMILIES), "open": Fact(_("In use"))},
    ),
    Subject(
        kind="risk_scale",
        one=_("a scale of levels"),
        page=page_of_rules,
        titles=scales_named,
        hand_over=None,
        said={
            "risk_scale.set": Sentence(_("Levels of risk begin at %(general)s, %(greater)s and %(major)s"))
        },
        facts={
            "general": Fact(_("General from")),
            "greater": Fact(_("Greater from")),
            "major": Fact(_("Major from")),
        },
    ),
    Subject(
        kind="patrol_rule",
        one=_("a frequency of patrols"),
        page=page_of_rules,
        titles=frequencies_named,
        hand_over=None,
        said={"patrol_rule.set": Sentence(_("At most %(hours)s hours lie between two patrols"))},
        facts={
            "hours": Fact(_("Hours between two patrols")),
            "level": Fact(pgettext_lazy("risk", "Level"), RISK_LEVELS),
            "state": Fact(_("State"), RISK_STATES),
            "signal": Fact(_("While a signal stands"), COLOUR_LABELS),
            "single": Fact(_("For one point")),
        },
    ),
    Subject(
        kind="checklist",
        one=_("a checklist"),
        page=page_of_rules,
        titles=checklists_named,
        hand_over=None,
        said={"checklist.set": Sentence(_("Version %(version)s of a checklist was laid down: %(what)s"))},
        facts={"version": Fact(pgettext_lazy("checklist", "Version")), "items": Fact(_("Items looked at"))},
    ),
)
