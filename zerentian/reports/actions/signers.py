"""Whether a report may be issued at all without somebody's having signed it off."""

from datetime import date, datetime

from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Account
from zerentian.organization.rules.rights import holders
from zerentian.reports.models import SignOff
from zerentian.reports.rules.signing import Asked

RIGHT = "report.sign"


def asked_now() -> Asked:
    """Return the office's setting."""
    setting = SignOff.objects.first()
    return Asked(setting.asked) if setting else Asked.IF_POSSIBLE


def is_asked(path: str, by: Account, now: datetime) -> bool:
    """Tell whether a report on a unit needs somebody's signature before this account issues it.

    Whoever may sign there signs by issuing it; the program's own accounts put others in a report's place.
    """
    asked, today = asked_now(), local_day(now)
    if asked == Asked.NEVER or by.is_system or by.may(RIGHT, path, today):
        return False
    return asked == Asked.ALWAYS or somebody_signs(path, today)


def somebody_signs(path: str, day: date) -> bool:
    """Tell whether anybody may sign off the reports on a unit."""
    roles = [role.code for role in holders(RIGHT)]
    people = Account.objects.people().filter(is_active=True, appointments__post__role__in=roles).distinct()
    return any(one.may(RIGHT, path, day) for one in people)


def check_signed_off(path: str, *, by: Account, now: datetime) -> None:
    """Refuse to issue a report that nobody signed off where that is asked, and say what to do."""
    if is_asked(path, by, now):
        raise NotAllowed(
            "本单位的报告须先送审：请在“送审”中提交，由领导签发后再出具",
            "reports on this unit are signed off first: submit it, and issue it once a leader has signed",
        )
