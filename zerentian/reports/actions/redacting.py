"""A matter of an issued report that is protected now: the report goes from download, another takes its place.

Copies that were given before cannot be recalled; the manual says so.
"""

from datetime import datetime

from zerentian.ledger.actions import sealed_surely
from zerentian.ledger.models import Entry, Seal
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Account, Unit
from zerentian.reports.actions.binding import CHECKED, void_abandoned
from zerentian.reports.actions.composing import Scope
from zerentian.reports.actions.drafting import Task
from zerentian.reports.actions.issuing import (
    Issued,
    kept,
    report_folder,
    sealed_now,
    write_proof,
)
from zerentian.reports.actions.numbers import new_folder
from zerentian.reports.actions.outlines import read
from zerentian.reports.actions.under_way import one_at_a_time
from zerentian.reports.leftout import opened_in, positions_hidden
from zerentian.reports.models import Report
from zerentian.reports.readers import GENERAL, hidden_of


def tells_too_much(report: Report) -> bool:
    """Tell whether a report that stands was made with entries that are hidden from somebody since."""
    if Report.objects.filter(redacts=report).exists():
        return False
    hidden = positions_hidden(hidden_of(GENERAL, report.unit), report.unit, report.size)
    return not opened_in(report_folder(report), CHECKED.name).issuperset(hidden)


def redact_reports(*, by: Account, now: datetime) -> list[Report]:
    """Put another report in the place of each that tells too much; return the new ones.

    What was issued from an outline that can be read no more stays withdrawn from download without a substitute.
    """
    return [redact(one, by=by, now=now) for one in Report.objects.order_by("pk") if tells_too_much(one)]


def redact(report: Report, *, by: Account, now: datetime) -> Report:
    """Compose a report again, as of the same seal, without what is protected now, under a number of its own."""
    with one_at_a_time():
        made = redacted(report, by, now)
        sealed_surely(now)
        write_proof(made)
    return made


def redacted(report: Report, by: Account, now: datetime) -> Report:
    """Compose and keep what takes a report's place, as the only one at it."""
    if taken := Report.objects.filter(redacts=report).first():
        return taken
    unit = Unit.objects.filter(code=report.unit.rpartition("/")[2]).first()
    parsed = read(report.outline.text)
    if unit is None or parsed.refused:
        raise NotAllowed(
            f"报告 {report.number} 的提纲或单位已不能用，无法另行成件；原件已停止下载",
            f"report {report.number} cannot be composed again: its outline or unit is gone; it is withdrawn",
        )
    void_abandoned(by=by, now=now)
    latest = sealed_now(by, now)
    sealed = seal_of(report, latest)
    period = Period.parse(report.period)
    folder = new_folder(now)
    scope = Scope(unit, report.unit, period, sealed.size, local_day(now))
    task = Task(parsed, scope, folder.name.lstrip("."), report.recipient, report.party)
    return kept(task, sealed, folder, Issued(report.outline, report), by, now)


def seal_of(report: Report, latest: Seal) -> Seal:
    """Return the seal the report stood on; the latest where a figure's definition has changed since."""
    changed = Entry.objects.filter(verb="ledger.figure_defined", index__gte=report.size).exists()
    return latest if changed else Seal.objects.get(size=report.size)
