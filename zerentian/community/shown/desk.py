"""What waits on the desk of notices: drafts, reviews, releases, villages to be told, answers owed, disputes."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.community.models import Dispute, Notice, Question, Telling
from zerentian.duties.rules.lights import light
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.desk import Group, Line, Sort, group_of, sorted_out, url_of
from zerentian.organization.models import Account
from zerentian.organization.subjects import Text

URGENT, DUE, DECISIONS, DRAFTS = 4, 18, 24, 55
AMBER_DAYS = 1


def notices_waiting(account: Account, now: datetime, shown: int) -> Iterable[Group]:
    """Return the texts whose next step is the account's."""
    if not account.may("notice.view"):
        return []
    rows = Notice.objects
    sorts: list[tuple[Any, int, Any, Any]] = [
        (_("To review before release"), DECISIONS, rows.to_review_by(account), _("Review")),
        (_("To release"), DECISIONS, rows.to_release_by(account), pgettext_lazy("notice", "Release")),
        (_("Drafts to go on with"), DRAFTS, rows.to_write_by(account), _("Go on")),
    ]
    waiting = [Sort(title, rank, found, notice_line(button)) for title, rank, found, button in sorts]
    return sorted_out(waiting, rows.all(), shown)


def notice_line(button: Any) -> Callable[[Notice], Line]:
    """Return what makes the sentence of one text, with its button."""

    def line(row: Notice) -> Line:
        url = url_of("community:notice-detail", str(row.pk))
        return Line(row.title, str(row.get_sort_display()), url, button)

    return line


def tellings_waiting(account: Account, now: datetime, shown: int) -> Iterable[Group]:
    """Return what the villages of the account are to tell their people."""
    if not account.may("notice.tell"):
        return []
    today = local_day(now)
    rows = (
        Telling.objects.to_tell_by(account).select_related("unit", "notice").prefetch_related("unit__periods")
    )

    def line(row: Telling) -> Line:
        url, lit = url_of("community:tell", str(row.pk)), light(row.due, today, AMBER_DAYS)
        return Line(row.notice.title, row.unit.name, url, _("Record how it was told"), lit, row.due)

    return [group_of(_("To tell the villages"), DUE, [rows], shown, line)]


def questions_waiting(account: Account, now: datetime, shown: int) -> Iterable[Group]:
    """Return what asks for an answer by the account's units, and what was promised to be told further."""
    if not account.may("notice.write"):
        return []
    today = local_day(now)

    def line(row: Question) -> Line:
        url = url_of("community:question-detail", str(row.pk))
        due = row.due if row.is_open else row.next_update_on
        lit = light(due, today, AMBER_DAYS) if due else ""
        return Line(row.title, str(row.get_urgency_display()), url, _("Answer"), lit, due)

    owed = Question.objects.update_owed(now).allowed(account, "notice.write")
    sorts = [
        Sort(_("To answer in public"), URGENT, Question.objects.to_answer_by(account), line),
        Sort(_("Updates that were promised"), DUE, owed, line),
    ]
    return sorted_out(sorts, Question.objects.all(), shown, "due", "next_update_on")


def disputes_waiting(account: Account, now: datetime, shown: int) -> Iterable[Group]:
    """Return the disputes that the account may answer."""
    if not account.may("notice.review"):
        return []

    def line(row: Dispute) -> Line:
        url = url_of("community:dispute-answer", str(row.pk))
        return Line(row.notice.title, str(row.get_channel_display()), url, _("Answer the dispute"))

    rows = Dispute.objects.to_answer_by(account).select_related("notice")
    return [group_of(_("Disputes of what we published"), DECISIONS, [rows], shown, line)]


def notice_text(row: Notice) -> Text:
    """A text by its index number, title, summary and parts, as its newest version says."""
    version = row.newest
    words = (row.number, version.title, version.summary, *version.said.values())
    return Text(row.title, " ".join(words), row.path, row.opened_on)


def question_text(row: Question) -> Text:
    """A matter that asks for an answer by its words."""
    return Text(row.title, row.title, row.path, local_day(row.heard_at))
