"""How findings, their measures and the terms of rectification are shown."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework.models import Concern, Topic
from zerentian.duties import tabling
from zerentian.duties.models import Basis, Decision
from zerentian.duties.tabling import Suggested, Tabling
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.desk import Start
from zerentian.organization.handover import HandOver
from zerentian.organization.models import Account, Unit
from zerentian.organization.offers import Link, Offer, offer
from zerentian.organization.subjects import Fact, Place, Search, Sentence, Subject, register
from zerentian.organization.telling import numbers, titled, until
from zerentian.rectification import handover
from zerentian.rectification.actions.concerns import is_about_a_place
from zerentian.rectification.listed import FINDINGS as FINDING_LIST
from zerentian.rectification.listed import MEASURES
from zerentian.rectification.listed.due import FINDINGS_DUE, LOOK_BACKS_DUE, MEASURES_DUE
from zerentian.rectification.models import Finding, Measure, RectificationTerm
from zerentian.rectification.models.labels import CLASSES, LEVELS, METHODS, RESULTS, SOURCES, STATES, TERMS
from zerentian.rectification.rules.findings import Source, State
from zerentian.rectification.shields import FINDINGS
from zerentian.rectification.shown.desk import finding_text, findings_waiting, lights_over_findings
from zerentian.rectification.shown.filed import FINDINGS_FILED
from zerentian.rectification.shown.hazards import HAZARD_NOUNS
from zerentian.rectification.shown.land import LAND_NOUNS, LAND_OFFERS
from zerentian.rectification.shown.records import FINDING_RECORDS, MEASURE_RECORDS
from zerentian.rectification.shown.risks import OFFERS, RISK_NOUNS
from zerentian.rectification.shown.uses import USES_OF_FILES


def findings_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return number and title of the findings that an account may read."""
    return titled(Finding.objects.visible_to(account).filter(pk__in=numbers(keys)))


def measures_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the measures that an account may read."""
    return titled(Measure.objects.visible_to(account).filter(pk__in=numbers(keys)))


def terms_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return what the terms are set for."""
    rows = RectificationTerm.objects.filter(pk__in=numbers(keys))
    return {str(row.pk): str(row.get_term_display()) for row in rows}


def finding_of_measure(key: str) -> str:
    """Return the address of the page on which a measure stands: its finding's; nothing for no measure."""
    found = Measure.objects.filter(pk__in=numbers([key])).first()
    return reverse("rectification:finding-detail", args=[found.finding_id]) if found else ""


def from_concern(concern: Concern, account: Account | None) -> Iterator[Link]:
    """Yield where a finding is opened from a concern about a matter or a place, and those it brought up."""
    if account is None or not is_about_a_place(concern):
        return
    if account.may("finding.open"):
        yield Link(
            _("Open a finding from it"), f"{reverse('rectification:finding-new')}?concern={concern.key}"
        )
    for finding in Finding.objects.visible_to(account).filter(source_ref=concern.ref):
        yield Link(str(finding), reverse("rectification:finding-detail", args=[finding.pk]))


def from_topic(topic: Topic, account: Account | None) -> Iterator[Link]:
    """Yield where a finding is opened from a hot matter, and those it brought up."""
    if account is None:
        return
    if account.may("finding.open"):
        yield Link(_("Open a finding from it"), f"{reverse('rectification:finding-new')}?topic={topic.pk}")
    for finding in Finding.objects.visible_to(account).filter(source_ref=topic.ref):
        yield Link(str(finding), reverse("rectification:finding-detail", args=[finding.pk]))


def of_basis(document: Basis, account: Account | None) -> Iterator[Link]:
    """Yield where a finding is opened on a basis document, and those that came of it, also by way of a meeting."""
    if account is None:
        return
    if account.may("finding.open") and not document.repealed_on:
        begun = urlencode({"source": Source.INSPECTION.value, "source_document": document.number})
        yield Link(_("Open a finding on it"), f"{reverse('rectification:finding-new')}?{begun}")
    decisions = Decision.objects.visible_to(account).of_basis(document)
    came = Q(source_ref__in=[document.ref, *(one.ref for one in decisions)]) | Q(
        source_document=document.number
    )
    for finding in Finding.objects.visible_to(account).filter(came):
        yield Link(
            f"{finding} · {STATES[State(finding.state)]}",
            reverse("rectification:finding-detail", args=[finding.pk]),
        )


def from_decision(decision: Decision, account: Account | None) -> Iterator[Link]:
    """Yield where a finding is opened from a decision of a meeting, and those it brought up."""
    if account is None or decision.inner:
        return
    if decision.is_in_force and account.may("finding.open"):
        yield Link(
            _("Open a finding from it"), f"{reverse('rectification:finding-new')}?decision={decision.pk}"
        )
    for finding in Finding.objects.visible_to(account).filter(source_ref=decision.ref):
        yield Link(str(finding), reverse("rectification:finding-detail", args=[finding.pk]))


def findings_suggested(account: Account, unit: Unit, now: datetime) -> Iterator[Suggested]:
    """Yield the findings of a unit that are overdue or objected to: a meeting may have to say a word."""
    rows = Finding.objects.visible_to(account).under(unit, local_day(now))
    objected = rows.filter(state=State.OBJECTED)
    for one in rows.overdue(now).order_by("due", "pk")[:6]:
        yield Suggested(one.ref, str(one), tabling.late_words(one.due, now), one.due)
    for one in objected.order_by("due", "pk")[:6]:
        yield Suggested(one.ref, str(one), STATES[State.OBJECTED], one.due)


tabling.register(Tabling("finding", findings_suggested))
offer(Offer("basis.came", of_basis, title=_("Findings")))
offer(Offer("decision.side", from_decision, rank=60))
offer(Offer("concern.side", from_concern, rank=60))
offer(Offer("topic.side", from_topic, rank=60))
register(
    Subject(
        kind="finding",
        lists=(FINDING_LIST,),
        filed=FINDINGS_FILED,
        due_days=(FINDINGS_DUE, LOOK_BACKS_DUE),
        one=_("a finding"),
        page="rectification:finding-detail",
        titles=findings_named,
        hand_over=HandOver(of_posts=(handover.FINDINGS,), of_units=(handover.OWNERLESS_FINDINGS,)),
        shield=FINDINGS,
        places=(
            Place(_("Findings"), "rectification:finding-list", "finding.view", rank=65, first=True, key="f"),
        ),
        starts=(Start(_("Open a finding"), "rectification:finding-new", "finding.open", rank=40),),
        waiting=findings_waiting,
        records=FINDING_RECORDS,
        lights=lights_over_findings,
        search=Search(_("Findings"), "finding.view", Finding, finding_text, rank=25),
        figures={"findings": _("Findings")},
        said={
            "finding.opened": Sentence(_("A finding was opened at %(unit)s: %(what)s"), daily=True),
            "finding.assigned": Sentence(
                _("%(post)s was put in charge of the finding %(what)s"),
                (until,),
                daily=True,
                tells="finding.handle",
            ),
            "finding.accepted": Sentence(_("%(unit)s took on the finding %(what)s")),
            "finding.objected": Sentence(
                _("%(unit)s objected to being in charge of %(what)s"), tells="finding.assign"
            ),
            "finding.upheld": Sentence(_("The finding %(what)s stays with %(unit)s"), tells="finding.handle"),
            "finding.noted": Sentence(_("Immediate action or cause was noted on the finding %(what)s")),
            "finding.reported": Sentence(_("%(unit)s reported the finding %(what)s as mended"), daily=True),
            "finding.returned": Sentence(
                _("The finding %(what)s went back to %(unit)s as not mended"), tells="finding.handle"
            ),
            "finding.verified": Sentence(
                _("Somebody else saw on %(observed)s that the finding %(what)s is mended"), daily=True
            ),
            "finding.posted": Sentence(
                _("The result of the finding %(what)s is posted from %(first)s to %(last)s"),
                facts={
                    "first": Fact(pgettext_lazy("posting", "First day")),
                    "last": Fact(pgettext_lazy("posting", "Last day")),
                },
            ),
            "finding.closed": Sentence(
                _("The finding %(what)s of %(unit)s was closed out after %(days)s days"),
                daily=True,
                tells="finding.handle",
            ),
            "finding.looked_back": Sentence(_("The finding %(what)s was looked back at: %(result)s")),
            "finding.reopened": Sentence(
                _("The finding %(what)s was taken up again"), (until,), tells="finding.handle"
            ),
            "finding.time_asked": Sentence(
                _("%(unit)s asked for more time for the finding %(what)s"), (until,), tells="finding.assign"
            ),
            "finding.time_refused": Sentence(
                _("More time for the finding %(what)s was refused"), tells="finding.handle"
            ),
            "finding.extended": Sentence(
                _("More time for the finding %(what)s was granted"), (until,), tells="finding.handle"
            ),
            "finding.moved": Sentence(
                _("The finding %(what)s passed from %(from)s to %(to)s"), tells="finding.handle"
            ),
            "finding.dismissed": Sentence(_("The finding %(what)s was found unfounded")),
            "finding.joined": Sentence(_("The finding %(what)s was joined to another")),
        },
        facts={
            "source": Fact(_("Source"), SOURCES),
            "level": Fact(pgettext_lazy("finding", "Level"), LEVELS),
            "kind": Fact(_("Class"), CLASSES),
            "method": Fact(_("How it was seen"), METHODS),
            "result": Fact(_("What was found"), RESULTS),
            "recurs": Fact(_("Found before")),
            "immediate": Fact(_("With immediate action")),
            "cause": Fact(_("With cause")),
            "mended": Fact(_("Mended on")),
            "missed": Fact(_("Was overdue before more time was asked for")),
            "measures": Fact(_("Measures carried out")),
            "reported": Fact(_("Reported on")),
            "was_verified": Fact(_("Had been verified")),
            "observed": Fact(_("Seen on")),
            "round": Fact(_("Round of mending")),
            "look_back": Fact(_("Look back on")),
            "objections": Fact(_("Objections during the posting")),
            "rebounded": Fact(_("It has come back")),
            "owed": Fact(_("Mending was owed")),
            "ownerless": Fact(_("Nobody was in charge")),
            "into": Fact(_("Joined to"), refers=True),
            "first": Fact(_("At the first time")),
            "last": Fact(pgettext_lazy("posting", "Last day")),
        },
    )
)
register(
    Subject(
        kind="measure",
        lists=(MEASURES,),
        due_days=(MEASURES_DUE,),
        one=_("a measure of rectification"),
        page=finding_of_measure,
        titles=measures_named,
        records=MEASURE_RECORDS,
        hand_over=HandOver(of_posts=(handover.MEASURES,)),
        figures={"measures": _("Measures")},
        said={
            "measure.planned": Sentence(_("%(unit)s plans a measure: %(what)s"), (until,)),
            "measure.done": Sentence(_("%(unit)s carried out a measure: %(what)s"), daily=True),
            "measure.recorded": Sentence(_("A measure was recorded as a deed: %(what)s")),
            "measure.dropped": Sentence(_("A measure of %(unit)s was dropped: %(what)s")),
            "measure.moved": Sentence(_("A measure passed from %(from_post)s to %(to_post)s: %(what)s")),
        },
        facts={
            "assisting": Fact(_("Assisting units")),
            "money_known": Fact(_("Money planned is known")),
            "spent_known": Fact(_("Money spent is known")),
            "yuan": Fact(_("Amount (yuan)")),
            "deed": Fact(_("Deed"), refers=True),
        },
    )
)
register(
    Subject(
        kind="rectification_term",
        one=_("a term of rectification"),
        page=None,
        titles=terms_named,
        hand_over=None,
        said={
            "rectification_term.set": Sentence(
                _("A term of rectification is %(days)s days from %(since)s on: %(term)s")
            )
        },
        facts={"term": Fact(_("Term"), TERMS)},
    )
)
for one in (*OFFERS, *LAND_OFFERS, *USES_OF_FILES):
    offer(one)
for noun in (*RISK_NOUNS, *HAZARD_NOUNS, *LAND_NOUNS):
    register(noun)
