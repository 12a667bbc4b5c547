"""Which requests for information go to the archive; what lies in their files is their letters."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from zerentian.community.models import Inquiry
from zerentian.community.models.inquiries import InquiryQuerySet
from zerentian.community.rules.inquiries import State
from zerentian.organization.filing import Catalogued, Filed
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.retention import Retention


def answered(account: Account, unit: Unit, first: date, last: date) -> InquiryQuerySet:
    """Return the requests to a unit that were answered in some days."""
    rows = Inquiry.objects.visible_to(account).under(unit, last).filter(state=State.ANSWERED)
    rows = rows.filter(closed_on__range=(first, last)).select_related("unit")
    found: InquiryQuerySet = rows.order_by("closed_on", "pk")
    return found


def told_of_inquiry(inquiry: Inquiry) -> Catalogued:
    """Return the catalogue's line of a request: number and matter, never who applied."""
    day = inquiry.closed_on or inquiry.received_on
    title = f"关于“{inquiry.title}”的政府信息公开申请办理案卷"
    return Catalogued(inquiry.number, title, inquiry.unit.organ_on(day), day, Retention.SHORT)


INQUIRIES_FILED = Filed(_("Requests for information"), answered, told_of_inquiry)
