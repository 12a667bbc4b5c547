"""How readings, the rain table, duty shifts and transfers of geological hazard points are shown."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework.tokens import also_encrypted
from zerentian.organization.desk import FIRST, Group, Line, Sort, group_of, sorted_out
from zerentian.organization.models import Account
from zerentian.organization.subjects import Fact, Sentence, Subject
from zerentian.organization.telling import numbers, titled
from zerentian.rectification.models import DutyShift, Household, RainTable, Reading, RiskPoint, Transfer
from zerentian.rectification.models.hazard_labels import READINGS
from zerentian.rectification.models.risk_labels import COLOUR_LABELS
from zerentian.rectification.rules.hazards import TransferState
from zerentian.rectification.shown.risk_records import TRANSFER_RECORDS
from zerentian.rectification.shown.risks import page_of_rules

AWAY, CARDS = 17, 32
also_encrypted(Household)


def readings_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the places of the readings that an account may read."""
    rows = Reading.objects.visible_to(account).filter(pk__in=numbers(keys)).select_related("point")
    return {str(row.pk): str(row.point) for row in rows}


def transfers_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return place and day of the transfers that an account may read."""
    return titled(Transfer.objects.visible_to(account).filter(pk__in=numbers(keys)).select_related("point"))


def rains_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the rows of the rain table that an account may read."""
    return titled(RainTable.objects.visible_to(account).filter(pk__in=numbers(keys)))


def shifts_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the posts of the duty shifts that an account may read."""
    units = account.unit_keys("risk.view")
    rows = DutyShift.objects.filter(pk__in=numbers(keys), unit__in=units).select_related("responsible")
    return {str(row.pk): row.responsible.title for row in rows}


def page_of_transfer(key: str) -> str:
    """Return the address of the page on which a transfer stands; nothing for none."""
    found = Transfer.objects.filter(pk__in=numbers([key])).first()
    return reverse("risks:hazard", args=[found.point_id]) if found else ""


def page_of_reading(key: str) -> str:
    """Return the address of the page on which a reading stands; nothing for none."""
    found = Reading.objects.filter(pk__in=numbers([key])).first()
    return reverse("risks:hazard", args=[found.point_id]) if found else ""


def page_of_roster(_key: str) -> str:
    """Return the address of the duty roster."""
    return reverse("risks:duty-roster")


def hazards_waiting(account: Account, now: datetime, shown: int) -> Iterator[Group]:
    """Yield the transfers that are not counted or returned, and the points with cards that are not up to date."""
    if not account.may("risk.patrol"):
        return
    open_ones = Transfer.objects.under_way().allowed(account, "risk.patrol").select_related("point")
    sorts = [
        Sort(_("Transfers to count"), FIRST, open_ones.filter(state=TransferState.ORDERED), transfer_line),
        Sort(_("Transfers to end"), AWAY, open_ones.filter(state=TransferState.COUNTED), transfer_line),
    ]
    yield from sorted_out(sorts, Transfer.objects.select_related("point"), shown, "ordered_at")
    if account.may("household.keep"):
        stale = Household.objects.allowed_points(account).stale()
        points = RiskPoint.objects.kept().filter(pk__in=stale.order_by().values("point")).order_by("pk")
        yield group_of(_("Cards to print anew"), CARDS, [points], shown, card_line)


def transfer_line(one: Transfer) -> Line:
    """Return the sentence of a transfer under way."""
    label = _("Roll call") if one.state == TransferState.ORDERED else _("People return")
    return Line(one.point.title, one.shelter, reverse("risks:hazard", args=[one.point_id]), label)


def card_line(point: RiskPoint) -> Line:
    """Return the sentence of a point whose cards are not up to date."""
    return Line(point.title, point.number, reverse("risks:hazard", args=[point.pk]), _("Escape cards"))


HAZARD_NOUNS = (
    Subject(
        kind="reading",
        one=_("a reading"),
        page=page_of_reading,
        titles=readings_named,
        hand_over=None,
        figures={"readings": _("Readings")},
        said={"reading.taken": Sentence(_("A reading was taken at %(what)s: %(kind)s"))},
        facts={
            "kind": Fact(_("What was read"), READINGS),
            "proposed": Fact(_("Reached in the local table"), COLOUR_LABELS),
        },
    ),
    Subject(
        kind="rain_table",
        one=_("a row of the rain table"),
        page=page_of_rules,
        titles=rains_named,
        hand_over=None,
        said={"rain_table.set": Sentence(_("The rain table for %(hours)s hours was set"))},
        facts={"hours": Fact(pgettext_lazy("fact", "Hours"))},
    ),
    Subject(
        kind="duty_shift",
        one=_("a duty shift"),
        page=page_of_roster,
        titles=shifts_named,
        hand_over=None,
        said={"duty_shift.set": Sentence(_("The duty roster from %(first)s to %(last)s was set: %(what)s"))},
        facts={
            "first": Fact(pgettext_lazy("posting", "First day")),
            "last": Fact(pgettext_lazy("posting", "Last day")),
            "dropped": Fact(pgettext_lazy("fact", "Dropped")),
        },
    ),
    Subject(
        kind="transfer",
        one=_("a transfer"),
        page=page_of_transfer,
        titles=transfers_named,
        hand_over=None,
        waiting=hazards_waiting,
        records=TRANSFER_RECORDS,
        figures={"transfers": _("Transfers")},
        said={
            "transfer.ordered": Sentence(
                _("%(unit)s leads %(people)s people of %(households)s households away: %(what)s"), daily=True
            ),
            "transfer.counted": Sentence(
                _("Everybody of %(what)s was counted: %(moved_people)s moved"), daily=True
            ),
            "transfer.returned": Sentence(_("People returned: %(what)s"), daily=True),
        },
        facts={
            "people": Fact(pgettext_lazy("fact", "People")),
            "households": Fact(pgettext_lazy("fact", "Households")),
            "signal": Fact(_("On a signal of the county")),
            "moved_households": Fact(_("Households moved")),
            "moved_people": Fact(_("People moved")),
            "refused_people": Fact(_("People staying")),
            "away_people": Fact(_("People away already")),
            "checked_empty": Fact(_("The houses were seen empty")),
        },
    ),
)
