"""Which reports go to the archive: those that were issued, as they were issued."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zerentian.ledger.rules.periods import LOCAL, local_day
from zerentian.organization.filing import Catalogued, Filed
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.retention import Retention
from zerentian.reports.models import Report
from zerentian.reports.models.reports import ReportQuerySet

WHOLE_YEAR = 4  # letters of its period's code


def issued(account: Account, unit: Unit, first: date, last: date) -> ReportQuerySet:
    """Return the reports on a unit, or under it, that were issued in some days; none that was redacted.

    A report of one year on the year before it is of the year in which it was signed (DA/T 22—2015, 5.3.2).
    """
    path = unit.path_on(min(last, account.today)) or unit.path
    rows = Report.objects.visible_to(account).standing().filter(Q(unit=path) | Q(unit__startswith=f"{path}/"))
    begin, end = (datetime.combine(day, time(), LOCAL) for day in (first, last + timedelta(days=1)))
    return rows.filter(issued_at__gte=begin, issued_at__lt=end).order_by("issued_at", "pk")


def told_of_report(report: Report) -> Catalogued:
    """Return the catalogue's line of a report: that on a year is kept for good, the others for ten years."""
    keep = Retention.PERMANENT if len(report.period) == WHOLE_YEAR else Retention.SHORT
    unit = Unit.objects.filter(code=report.unit.rpartition("/")[2]).first()
    day = local_day(report.issued_at)
    organ = unit.organ_on(report.last, party=report.party) if unit else ""
    return Catalogued(report.number, report.title, organ, day, keep, named=True)


REPORTS_FILED = Filed(_("Issued reports"), issued, told_of_report)
