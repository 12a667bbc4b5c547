"""Tables that are printed of hazard points: the roll call of a transfer, with names; the duty roster, with posts.

One source for the page and for the files that rooms above make of it; a heading is in the language of who asks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from zerentian.ledger.rules.periods import LOCAL
from zerentian.organization.telling import day_words
from zerentian.rectification.cards import BLANK, post_named
from zerentian.rectification.models import DutyShift, Household, RiskPoint, Transfer
from zerentian.rectification.models.hazards import Told

# A box to tick by hand.
TICK = "□"
# A roll call is also taken where somebody was forgotten: so many empty lines follow.
SPARE = 3


@dataclass(frozen=True, slots=True)
class TablePaper:
    """One table: what it is, what it is about, its headings with their share of the width, its rows, its last line."""

    title: str
    under: str
    columns: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str, ...], ...]
    foot: str
    spare: tuple[tuple[str, ...], ...] = ()

    @property
    def printed(self) -> tuple[tuple[str, ...], ...]:
        """Return the rows as they are on paper: behind them those that are filled in by hand."""
        return (*self.rows, *self.spare)

    @property
    def labelled(self) -> Iterable[list[tuple[str, str]]]:
        """Yield each row with the heading of each of its cells, as a page shows them one under the other on a phone."""
        headings = [heading for heading, _share in self.columns]
        return (list(zip(headings, row, strict=True)) for row in self.rows)


def roll_call(
    point: RiskPoint, told: Sequence[tuple[Household, Told]], transfer: Transfer | None
) -> TablePaper:
    """Return the sheet on which the people of a point are counted, household by household."""
    about = [point.number, point.title]
    if transfer:
        about += [moment(transfer.ordered_at), transfer.shelter]
    households = ngettext("%(n)s household", "%(n)s households", len(told)) % {"n": len(told)}
    people = _("%(n)s people") % {"n": sum(row.size for row, _told in told)}
    rows = tuple(
        (one.head, str(row.size), one.house or "—", one.phone or "—", one.members, TICK, TICK, TICK, TICK)
        for row, one in told
    )
    signed = (_("Counted by (signature)"), _("Checked by (signature)"), _("Day and time"))
    return TablePaper(
        title=_("Roll call sheet of a transfer"),
        under=" · ".join([*about, f"{households} {people}"]),
        columns=(
            (_("Head of the household"), 2.2),
            (_("People living there"), 1.7),
            (_("House and address"), 3.6),
            (_("Telephone"), 2.4),
            (_("Members"), 3.6),
            (_("Moved"), 1.6),
            (_("Away already"), 1.6),
            (_("Staying"), 1.6),
            (_("Seen empty"), 1.6),
        ),
        rows=rows,
        foot="    ".join(_("%(what)s: %(blank)s") % {"what": one, "blank": BLANK} for one in signed),
        spare=(("", "", "", "", "", TICK, TICK, TICK, TICK),) * SPARE,
    )


def roster(shifts: Iterable[DutyShift], issuer: str) -> TablePaper:
    """Return which posts are on duty on which days, and the telephone under which they are reached."""
    return TablePaper(
        title=_("Duty roster"),
        under=issuer,
        columns=(
            (pgettext("duty roster", "Days"), 4.4),
            (_("Unit"), 2.2),
            (_("Post on duty"), 3.2),
            (_("Leader's post that decides"), 3.2),
            (_("Telephone of the duty room"), 2.4),
        ),
        rows=tuple(
            (
                days(one),
                one.unit.name,
                post_named(one.responsible),
                post_named(one.responsible_leader),
                one.duty_phone or "—",
            )
            for one in shifts
        ),
        foot="",
    )


def moment(at: datetime) -> str:
    """Return a time with its local day and minute."""
    return f"{day_words(at)} {at.astimezone(LOCAL):%H:%M}"


def days(shift: DutyShift) -> str:
    """Return the days of a shift: one, or from and to."""
    return day_words(shift.first) + ("" if shift.first == shift.last else f" — {day_words(shift.last)}")
