"""The papers of a geological hazard point (两卡一表) as labelled lines: work card, escape card, plan of the point.

One source for the page and for the files that rooms above make of it; a label is in the language of who asks.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Post, Unit
from zerentian.organization.punctuation import labelled
from zerentian.organization.rules.rights import Kind
from zerentian.rectification.models import HazardSheet, Household, RiskPoint
from zerentian.rectification.models.hazards import Told, households_on

BLANK = "________"
BETWEEN_MEMBERS = re.compile(r"[\n、；;]")


@dataclass(frozen=True, slots=True)
class CardPaper:
    """One paper: what it is, its number, lines of label and text, who issues it."""

    title: str
    number: str
    lines: tuple[tuple[str, str], ...]
    issuer: str
    holder: str = ""

    @property
    def copies(self) -> list[str]:
        """Return the head of each copy: its number, the how manieth it is, for whom."""
        whom = (self.holder, _("for the village"), _("for the issuing office"))
        return [
            " · ".join((self.number, _("copy %(n)s of 3") % {"n": place}, one))
            for place, one in enumerate(whom, 1)
        ]

    @property
    def signed(self) -> str:
        """Return the line on which a copy is issued and received."""
        issued = pgettext("card", "Issued by (seal): %(unit)s") % {"unit": self.issuer}
        signed, day = _("Received by (signature)"), pgettext("card", "Day")
        return f"{issued}    {labelled(signed, BLANK)}    {labelled(day, BLANK)}"


def issuer_over(unit: Unit) -> str:
    """Return the full name of the organ that issues the papers of a unit: its township, whoever fills them in.

    A card is kept by the household, the village and who issued it: the village issues none to itself.
    """
    day = local_day(now())
    above = unit.parent_on(day) if unit.kind in (Kind.VILLAGE, Kind.OFFICE) else None
    return (above or unit).organ_on(day)


def sheet_of(point: RiskPoint) -> HazardSheet | None:
    """Return how people at a point are warned, None where it was never set."""
    rows = HazardSheet.objects.select_related("town_post__unit", "warning_post__unit", "shelter_post__unit")
    return rows.filter(point=point).first()


def said(*parts: object) -> str:
    """Return what is known of a line, joined; a blank to write on where nothing is."""
    return " · ".join(str(one) for one in parts if one) or BLANK


def post_named(post: Post | None) -> str:
    """Return a post with its unit: who reads a card on the wall does not know the posts' names."""
    return f"{post.unit.name} {post.title}" if post else ""


def escape_cards(point: RiskPoint, shown: Iterable[tuple[Household, Told]]) -> list[CardPaper]:
    """Return the card of each household: who lives there, what threatens them, how they are warned and led away."""
    sheet, issuer = sheet_of(point), issuer_over(point.unit)
    return [
        CardPaper(
            title=_("Escape card for geological hazards"),
            number=f"{point.number}-{row.number}",
            lines=(*lines_of_household(point, row, told), *lines_of_escape(sheet)),
            issuer=issuer,
            holder=_("for the household"),
        )
        for row, told in shown
    ]


def lines_of_household(point: RiskPoint, row: Household, told: Told) -> Iterable[tuple[str, str]]:
    """Yield what a card says of a household."""
    people = _("%(n)s people") % {"n": row.size}
    yield _("Head of the household"), said(told.head, people)
    yield _("House and address"), said(told.house)
    yield _("Telephone"), said(told.phone)
    yield _("Members"), "\n".join(members_of(told.members, row.size))
    yield _("Hazard"), said(point.kind.title, point.extent, point.cause)
    yield _("How it lies to the hazard"), said(told.position)
    yield _("Notes"), said(told.notes)
    yield _("Patrolled by"), said(post_named(point.responsible))


def members_of(members: str, size: int) -> list[str]:
    """Return all members one a line, and a blank to write on for each who is not named."""
    found = [one.strip() for one in BETWEEN_MEMBERS.split(members) if one.strip()]
    return found + [BLANK] * (size - len(found))


def lines_of_escape(sheet: HazardSheet | None) -> Iterable[tuple[str, str]]:
    """Yield how people are warned and led away."""
    known = sheet or HazardSheet()
    yield _("Sign of warning"), said(known.warning_sign, post_named(known.warning_post))
    yield _("Route away from it"), said(known.route)
    yield _("Shelter"), said(known.shelter, post_named(known.shelter_post))
    yield _("Medical help"), said(known.medical)
    yield _("Telephone of the duty room"), said(known.duty_phone)


def work_card(point: RiskPoint) -> CardPaper:
    """Return the card for the post that watches a point."""
    return CardPaper(
        title=_("Work card for geological hazards"),
        number=point.number,
        lines=(*lines_of_point(point), *lines_of_escape(sheet_of(point))),
        issuer=issuer_over(point.unit),
        holder=_("for whoever watches"),
    )


def plan_table(point: RiskPoint) -> CardPaper:
    """Return the plan of a point (防灾预案表): who answers on each level, what is done before and when it moves."""
    sheet = sheet_of(point)
    known = sheet or HazardSheet()
    return CardPaper(
        title=_("Plan of a geological hazard point"),
        number=point.number,
        lines=(
            *lines_of_point(point),
            (_("In charge: county"), said(known.county_post)),
            (_("In charge: township"), said(post_named(known.town_post))),
            (_("In charge: village"), said(post_named(point.responsible))),
            *lines_of_escape(sheet),
        ),
        issuer=issuer_over(point.unit),
    )


def route_sheet(point: RiskPoint) -> CardPaper:
    """Return the way to safety as it is hung up at a point: no names, whoever passes reads it."""
    known = sheet_of(point) or HazardSheet()
    return CardPaper(
        title=_("Way to safety: %(what)s") % {"what": point.title},
        number=f"{point.number} · {point.unit.name} · {point.place}",
        lines=(
            (_("When you hear"), said(known.warning_sign)),
            (_("Go this way"), said(known.route)),
            (_("To the shelter"), said(known.shelter)),
            (_("Medical help"), said(known.medical)),
            (_("Telephone of the duty room"), said(known.duty_phone)),
        ),
        issuer=issuer_over(point.unit),
    )


def way_back() -> str:
    """Return the last line of a route sheet: when people may return."""
    return _("Go back only after the county has lifted its signal.")


def threatened_at(point: RiskPoint) -> str:
    """Return how many households and people a place threatens, as its register says; what is unknown is said so."""
    return threatened(point.households, point.people)


def threatened(households: int | None, people: int | None) -> str:
    """Return counts of households and people in words, None for unknown."""
    if households is None and people is None:
        return _("unknown")
    if people is None:
        return _("%(households)s households, people unknown") % {"households": households}
    if households is None:
        return _("%(people)s people, households unknown") % {"people": people}
    return _("%(households)s households, %(people)s people") % {"households": households, "people": people}


def rhythm_of(point: RiskPoint) -> str:
    """Return how often a point is patrolled, in whole days where it is; empty where no rule asks for it."""
    hours = point.patrol_hours
    if not hours:
        return ""
    days, rest = divmod(hours, 24)
    if rest:
        return ngettext("at least every hour", "at least every %(hours)s hours", hours) % {"hours": hours}
    if days == 1:
        return _("at least once a day")
    return _("at least every %(days)s days") % {"days": days}


def lines_of_point(point: RiskPoint) -> Iterable[tuple[str, str]]:
    """Yield what is said of a point: households and people as counts."""
    kept, living = households_on(point)
    counts = threatened(point.households or kept or point.households, point.people or living or point.people)
    yield _("Risk point"), said(point.title, point.place)
    yield _("Kind and extent"), said(point.kind.title, point.extent)
    yield _("What may set it off"), said(point.cause)
    yield _("What it threatens"), said(point.threatens, counts)
    yield _("Patrolled by"), said(post_named(point.responsible), rhythm_of(point))
    yield _("How it is kept in hand"), said(point.control)
