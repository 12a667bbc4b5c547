"""Which minutes and letters of responsibility go to the archive; what lies in their files is their own paper."""

from datetime import date

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from zerentian.duties.models import Letter, Meeting, Minutes
from zerentian.duties.models.located import LocatedQuerySet
from zerentian.duties.rules.letters import LetterState
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.filing import Catalogued, Filed
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.retention import Retention
from zerentian.organization.rules.rights import Kind

SIGNED = (LetterState.SIGNED, LetterState.RENEWED, LetterState.ENDED)


def minuted(account: Account, unit: Unit, first: date, last: date) -> LocatedQuerySet:
    """Return the meetings of a unit whose minutes were signed in some days."""
    signed = Minutes.objects.filter(meeting=OuterRef("pk"), signed_on__range=(first, last))
    rows = Meeting.objects.visible_to(account).under(unit, last).filter(Exists(signed))
    found: LocatedQuerySet = rows.select_related("unit", "kind", "keeper").order_by("held_on", "pk")
    return found


def told_of_meeting(meeting: Meeting) -> Catalogued:
    """Return the catalogue's line of a meeting's minutes: those of the organ itself are kept for good."""
    minutes = meeting.signed_minutes
    day = minutes.signed_on or local_day(minutes.drafted_at)
    own = meeting.unit.kind in (Kind.TOWNSHIP, Kind.COUNTY)
    title = f"{meeting.unit.name_on(day)}{meeting.name}{meeting.label}会议纪要"
    keep = Retention.PERMANENT if own else Retention.LONG
    return Catalogued(meeting.label, title, meeting.organ, day, keep, named=True)


def fulfilled(account: Account, unit: Unit, first: date, last: date) -> LocatedQuerySet:
    """Return the letters of a unit that were signed by all and whose term ended in some days, and is over."""
    rows = Letter.objects.visible_to(account).under(unit, last)
    rows = rows.filter(state__in=SIGNED, last__range=(first, last), last__lt=account.today)
    found: LocatedQuerySet = rows.select_related("unit", "of_unit", "of_post").order_by("last", "pk")
    return found


def told_of_letter(letter: Letter) -> Catalogued:
    """Return the catalogue's line of a letter of responsibility."""
    organ = letter.unit.organ_on(letter.last)
    number = f"{letter.number}-{letter.version}"
    return Catalogued(number, letter.title, organ, letter.last, Retention.SHORT, True)


MINUTES_FILED = Filed(_("Minutes of meetings"), minuted, told_of_meeting)
LETTERS_FILED = Filed(_("Letters of responsibility whose term is over"), fulfilled, told_of_letter)
