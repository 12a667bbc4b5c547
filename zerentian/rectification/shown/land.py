"""How land matters are shown, and what of them waits."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework.models import Concern
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.desk import Group, Line, only_noted
from zerentian.organization.handover import HandOver
from zerentian.organization.models import Account
from zerentian.organization.offers import Link, Offer
from zerentian.organization.subjects import Fact, Place, Search, Sentence, Subject, Text
from zerentian.organization.telling import numbers, titled
from zerentian.rectification.actions.concerns import is_about_a_place
from zerentian.rectification.handover import LAND_MATTERS, LAND_MATTERS_OF_UNITS
from zerentian.rectification.listed.due_risks import ANNOUNCEMENTS_DUE
from zerentian.rectification.models import LandMatter
from zerentian.rectification.models.land import LAND_KINDS, LAND_STAGES
from zerentian.rectification.shields import LAND

NEXT = 28


def land_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return number and name of the land matters that an account may read."""
    return titled(LandMatter.objects.visible_to(account).filter(pk__in=numbers(keys)))


def land_text(row: LandMatter) -> Text:
    """A land matter by its number, name, place and project."""
    return Text(row.title, " ".join((row.number, row.title, row.place, row.project)), row.path, row.opened_on)


def land_waiting(account: Account, now: datetime, shown: int) -> Iterator[Group]:
    """Yield the land matters of the account's posts in which a step can be taken today."""
    if not account.may("risk.keep"):
        return
    today = local_day(now)
    rows = LandMatter.objects.open().filter(responsible__in=account.post_keys()).prefetch_related("stages")
    if only_noted(rows):
        return
    waiting = [one for one in rows.order_by("opened_on", "pk")[:100] if one.waits_on(today)]
    lines = [land_line(one) for one in waiting[:shown]]
    yield Group(_("Land matters: next step"), lines, max(len(waiting) - shown, 0), NEXT)


def land_line(one: LandMatter) -> Line:
    """Return the sentence of a land matter with its next step."""
    stage = str(LAND_STAGES[one.next_stages[0]])
    return Line(
        one.title, stage, reverse("risks:land-detail", args=[one.pk]), _("Next step"), "", one.final_due
    )


def from_concern(concern: Concern, account: Account | None) -> Iterator[Link]:
    """Yield the land matters that a concern about a place brought up."""
    if account is None or not is_about_a_place(concern):
        return
    if account.may("risk.keep"):
        yield Link(_("Open a land matter"), f"{reverse('risks:land-new')}?concern={concern.key}")
    for matter in LandMatter.objects.visible_to(account).filter(source_ref=concern.ref):
        yield Link(str(matter), reverse("risks:land-detail", args=[matter.pk]))


LAND_OFFERS = (Offer("concern.side", from_concern, rank=63),)
LAND_NOUNS = (
    Subject(
        kind="land",
        one=_("a land matter"),
        page="risks:land-detail",
        titles=land_named,
        hand_over=HandOver(of_posts=(LAND_MATTERS,), of_units=(LAND_MATTERS_OF_UNITS,)),
        shield=LAND,
        places=(Place(_("Land matters"), "risks:land-list", "risk.view", rank=68),),
        due_days=(ANNOUNCEMENTS_DUE,),
        waiting=land_waiting,
        search=Search(_("Land matters"), "risk.view", LandMatter, land_text, rank=28),
        figures={"land": _("Land matters")},
        said={
            "land.opened": Sentence(_("%(unit)s opened a land matter: %(what)s"), daily=True),
            "land.posted": Sentence(
                _("A paper of %(what)s hangs from %(first)s to %(last)s: %(stage)s"), daily=True
            ),
            "land.met": Sentence(_("A step of %(what)s is met: %(stage)s"), daily=True),
            "land.objections": Sentence(_("%(objections)s objections to %(what)s were counted"), daily=True),
            "land.stopped": Sentence(_("The land matter %(what)s was stopped")),
            "land.moved": Sentence(_("The land matter %(what)s passed from %(from)s to %(to)s")),
        },
        facts={
            "kind": Fact(_("What is taken"), LAND_KINDS),
            "stage": Fact(_("Step"), LAND_STAGES),
            "first": Fact(pgettext_lazy("posting", "First day")),
            "last": Fact(pgettext_lazy("posting", "Last day")),
            "photo": Fact(_("With a photo of the board")),
            "all": Fact(_("All steps met")),
            "objections": Fact(_("Objections")),
            "objectors": Fact(_("Members who hold the plan unlawful")),
            "members": Fact(_("Members of the collective")),
            "hearing": Fact(_("A hearing is due")),
        },
    ),
)
