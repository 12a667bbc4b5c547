"""Released texts on top of the public pages, for some days."""

from datetime import date, datetime

from django.db import transaction

from zerentian.community.actions.steps import locked
from zerentian.community.models import Banner, Notice
from zerentian.community.rules.banners import check_days
from zerentian.ledger.actions import record_on
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Account


@transaction.atomic
def put_on_top(notice: Notice, *, first: date, last: date, by: Account, now: datetime) -> Banner:
    """Let a released text stand on top of every public page from a day to a day; other days take the place of these.

    It was reviewed and released before: a banner says nothing of its own.
    """
    notice = locked(notice, by=by, now=now, right="notice.release")
    if not notice.is_public:
        raise NotAllowed("发布以后才能置顶", "it stands on top once it is released")
    check_days(first, last, local_day(now), notice.until)
    days = {"first": first, "last": last}
    banner, _ = Banner.objects.update_or_create(notice=notice, defaults=days | {"taken_off_on": None})
    record_on(notice, "notice.put_on_top", by=by, now=now, facts=days, rows=[banner])
    return banner


@transaction.atomic
def take_off_top(notice: Notice, *, by: Account, now: datetime) -> Banner:
    """Take a text off the top of the public pages before its last day; the text itself stays."""
    notice = locked(notice, by=by, now=now, right="notice.release")
    today = local_day(now)
    banner = Banner.objects.filter(notice=notice, taken_off_on=None, last__gte=today).first()
    if banner is None:
        raise NotAllowed("它没有置顶", "it does not stand on top")
    banner.taken_off_on = today
    banner.save(update_fields=["taken_off_on"])
    record_on(notice, "notice.taken_off_top", by=by, now=now, facts={"last": banner.last}, rows=[banner])
    return banner
