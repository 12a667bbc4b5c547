"""The desk by e-mail, once a working day: how many matters wait, never whose or what about."""

import logging
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zerentian.ledger.rules.periods import LOCAL, local_day
from zerentian.organization.desk import Group
from zerentian.organization.models import Account, CalendarYear
from zerentian.organization.punctuation import bracketed
from zerentian.web.desk import work_for

log = logging.getLogger("zerentian.digest")

FIRST_HOUR = 8


def is_due(now: datetime) -> bool:
    """Tell whether digests go out now: where mail is configured, on a working day, from eight in the morning."""
    if not settings.EMAIL_HOST or now.astimezone(LOCAL).hour < FIRST_HOUR:
        return False
    return CalendarYear.objects.calendar().is_workday(local_day(now))


def digest_of(account: Account, now: datetime) -> tuple[str, str] | None:
    """Return subject and text of an account's digest; None when nothing waits.

    A mail passes through other people's machines: it tells numbers and days, no title, no name, no place.
    """
    groups = work_for(account, now)
    count = sum(map(size_of, groups))
    if not count:
        return None
    subject = ngettext("One matter waits for you", "%(count)d matters wait for you", count) % {"count": count}
    lines = [line_of(group) for group in groups]
    how = _("To get no more of these, empty the e-mail address under “My account”.")
    return subject, "\n".join([*lines, "", f"{_('Your desk')}: {settings.SITE_URL}/", "", how, ""])


def size_of(group: Group) -> int:
    """Return how many matters a group of the desk holds."""
    return len(group.lines) + group.more


def line_of(group: Group) -> str:
    """Return a group in a line: how many, and the earliest day among those shown."""
    days = [line.due for line in group.lines if line.due]
    earliest = bracketed(_("earliest %(day)s") % {"day": min(days)}) if days else ""
    return f"{group.title}: {size_of(group)}{earliest}"


def send_digests(now: datetime) -> int:
    """Send today's digests to whoever wants one and has not got it; return how many.

    A digest is marked before it goes out and unmarked when it can't: rather none than two.
    """
    today, sent = local_day(now), 0
    wanting = Account.objects.people().filter(is_active=True).exclude(email="")
    for account in wanting.filter(Q(told_on=None) | Q(told_on__lt=today)):
        before = account.told_on
        if not Account.objects.filter(pk=account.pk, told_on=before).update(told_on=today):
            continue
        if (digest := digest_of(account, now)) is None:
            continue
        try:
            send_mail(*digest, settings.DEFAULT_FROM_EMAIL, [account.email])
        except (SMTPException, OSError) as problem:
            Account.objects.filter(pk=account.pk).update(told_on=before)
            log.warning("digests not sent, will try again: %s", problem)
            break
        sent += 1
    return sent
