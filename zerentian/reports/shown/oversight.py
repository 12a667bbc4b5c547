"""What the county's inspectors find on their desk: what is overdue by township, new reports, reviews that run.

Places and matters; townships stand in the order of their codes, which is no ranking.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zerentian.casework.models import Concern, Review
from zerentian.ledger.rules.figures import Figure
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.organization.desk import Group, Line, group_of, url_of
from zerentian.organization.models import Account, SignIn
from zerentian.organization.subjects import page_of
from zerentian.reports.inspection import RIGHT, townships
from zerentian.reports.models import Report

RANK = 18
FIRST_DAYS = 30  # so far back somebody looks who signed in but once
OVERDUE = ("concerns.overdue", "tasks.overdue", "occurrences.overdue", "findings.overdue")


def overseen(account: Account, now: datetime, shown: int) -> Iterator[Group]:
    """Yield what stands on the desk of who inspects townships; nothing for others."""
    if not account.may(RIGHT):
        return
    reports = Report.objects.visible_to(account).filter(issued_at__gt=last_visit(account, now))
    yield Group(_("Overdue by township"), overdue_lines(account, now), rank=RANK)
    yield group_of(
        _("Reports issued since you last signed in"),
        RANK + 1,
        [reports.order_by("-issued_at", "-pk")],
        shown,
        report_line,
    )
    running = Review.objects.filter(outcome="").values("concern")
    reviewed = Concern.objects.visible_to(account).filter(pk__in=running).order_by("due", "pk")
    yield group_of(
        _("Reviews that run"), RANK + 2, [reviewed], shown, partial(concern_line, button=_("Read it"))
    )


def last_visit(account: Account, now: datetime) -> datetime:
    """Return when the account signed in before this sitting."""
    times = SignIn.objects.filter(username=account.username, outcome="signed_in").order_by("-at")
    before = list(times.values_list("at", flat=True)[:2])
    return before[1] if len(before) == 2 else now - timedelta(days=FIRST_DAYS)


def overdue_lines(account: Account, now: datetime) -> Sequence[Line]:
    """Return the townships in which something is overdue, by the sealed figures; each opens on the inspector's page."""
    today = local_day(now)
    period = Period.parse(f"{today.year}Q{(today.month + 2) // 3}")
    found = []
    for row in townships(account, period, today):
        late = [one for one in row.values if one.figure.code in OVERDUE and one.value]
        if late:
            said = " · ".join(f"{label_of(one.figure)} {one.value}" for one in late)
            found.append(Line(row.unit.name, said, url_of("reports:inspection"), _("Look at it"), "red"))
    return found


def label_of(figure: Figure) -> str:
    """Return a figure's name in the reader's language."""
    return figure.label if (get_language() or "").startswith("zh") else figure.label_en


def report_line(report: Report) -> Line:
    """Return the sentence of a report on the desk."""
    return Line(report.title, report.number, page_of(f"report:{report.number}"), _("Read it"))


def concern_line(concern: Concern, button: Any) -> Line:
    """Return the sentence of a concern whose answer is under review."""
    return Line(concern.title, concern.number, page_of(concern.ref), button)
