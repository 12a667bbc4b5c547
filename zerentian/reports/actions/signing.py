"""Drafts of reports: submitted (送审), returned with comments (修改), signed off (签发), withdrawn, issued."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from zerentian.ledger.actions import record, sealed_surely
from zerentian.ledger.models import Committed, Entry
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.actions.factors import confirm_person
from zerentian.organization.models import Account, Post, Unit
from zerentian.organization.rules.rights import holders
from zerentian.organization.rules.units import is_within
from zerentian.reports.actions.composing import Scope
from zerentian.reports.actions.issuing import (
    Issued,
    check_issuable,
    issue,
    sealed_now,
    write_proof,
)
from zerentian.reports.actions.signers import RIGHT
from zerentian.reports.actions.under_way import one_at_a_time, under_way
from zerentian.reports.models import DraftComment, Outline, Report, ReportDraft, SignOff
from zerentian.reports.rules.progress import Progress, Step
from zerentian.reports.rules.signing import (
    Asked,
    DraftState,
    DraftStep,
    check_other_signs,
    check_reason,
    check_round,
    check_step,
    checked_comments,
)


def submit_report(
    outline: Outline,
    *,
    unit: Unit,
    period: Period,
    by: Account,
    now: datetime,
    recipient: str = "",
    party: bool = False,
) -> ReportDraft:
    """Submit a report on a unit and a period to be signed off, as of a seal made now.

    Refuses what could not be issued: an outline with mistakes or with evidence still to come, a period not begun.
    """
    path = unit.path_on(min(period.last, local_day(now)))
    require(by, "outline.edit", path, now=now)
    check_issuable(outline, period, now)
    with one_at_a_time():
        sealed = sealed_now(by, now)
        with transaction.atomic():
            draft = ReportDraft.objects.create(
                outline=outline,
                unit=path,
                period=period.code,
                recipient=recipient,
                party=party,
                size=sealed.size,
                day=local_day(now),
                written_by=by,
                submitted_at=now,
            )
            tell_submitted(draft, by, now)
    return draft


def submit_again(
    draft: ReportDraft, *, outline: Outline, words: str, by: Account, now: datetime
) -> ReportDraft:
    """Submit a returned or withdrawn draft anew, from the outline as it is now, with a word to whoever signs.

    Its numbers are computed anew as of a seal made now. Only its writer may.
    """
    require(by, "outline.edit", draft.unit, now=now)
    check_writer(draft, by)
    check_issuable(outline, Period.parse(draft.period), now)
    with one_at_a_time():
        sealed = sealed_now(by, now)
        with transaction.atomic():
            draft = moved(draft, DraftStep.SUBMIT, DraftState.SUBMITTED)
            draft.outline, draft.size, draft.day = outline, sealed.size, local_day(now)
            draft.round, draft.submitted_at = draft.round + 1, now
            draft.save()
            rows = commented(draft, {"": words} if words.strip() else {}, by, now)
            tell_submitted(draft, by, now, rows)
    return draft


@transaction.atomic
def return_draft(
    draft: ReportDraft, *, seen: int, comments: Mapping[str, str], by: Account, now: datetime
) -> ReportDraft:
    """Return a draft to be mended, with at least one comment, each on a part or (named empty) on the whole.

    A signature that was given is taken back with it. ``seen`` is the round that was read.
    """
    require(by, RIGHT, draft.unit, now=now)
    said = checked_comments(comments)
    check_reason(said)
    draft = moved(draft, DraftStep.RETURN, DraftState.RETURNED, seen)
    draft.signed_by = draft.signed_post = draft.signed_on = None
    draft.save()
    rows = commented(draft, said, by, now)
    tell("draft.returned", draft, {"round": draft.round, "comments": len(said)}, by, now, rows)
    return draft


def sign_draft(
    draft: ReportDraft,
    *,
    seen: int,
    comments: Mapping[str, str],
    password: str,
    by: Account,
    now: datetime,
    machine_now: datetime,
    code: str = "",
) -> ReportDraft:
    """Sign a draft off, by the account's own password, entered again; it stands on the paper by whom and when.

    Not by its writer. ``seen`` is the round that was read. Whoever signs in with a code enters one again as well
    (``machine_now``: the machine's own time). Not atomic: a wrong password must stay in the log, and slows the next.
    """
    confirm_person(by, password, code, now=now, machine_now=machine_now)
    return signed(draft, seen, comments, by, now)


@transaction.atomic
def signed(
    draft: ReportDraft, seen: int, comments: Mapping[str, str], by: Account, now: datetime
) -> ReportDraft:
    """Sign a draft off, by whom has just been confirmed."""
    require(by, RIGHT, draft.unit, now=now)
    said = checked_comments(comments)
    draft = moved(draft, DraftStep.SIGN, DraftState.SIGNED, seen)
    check_other_signs(by.pk, draft.written_by_id)
    post = post_of(by, draft.unit, now)
    draft.signed_by, draft.signed_post, draft.signed_on = by, post, local_day(now)
    draft.save()
    rows = commented(draft, said, by, now)
    facts = {"round": draft.round, "comments": len(said), "size": draft.size, "by_post": post.code}
    tell("draft.signed", draft, facts, by, now, rows)
    return draft


@transaction.atomic
def withdraw_draft(draft: ReportDraft, *, by: Account, now: datetime) -> ReportDraft:
    """Take back what was submitted, before it is issued; it may be submitted again."""
    check_writer(draft, by)
    draft = moved(draft, DraftStep.WITHDRAW, DraftState.WITHDRAWN)
    draft.signed_by = draft.signed_post = draft.signed_on = None
    draft.save()
    tell("draft.withdrawn", draft, {"round": draft.round}, by, now)
    return draft


def issue_draft(draft: ReportDraft, *, by: Account, now: datetime) -> Report:
    """Issue a report as it was signed off: by the same outline, as of the same seal, dated on the day of signature.

    Its writer may, and whoever issues reports there. Refuses once a figure is defined otherwise than when it was read.
    """
    if draft.written_by_id != by.pk:
        require(by, "report.issue", draft.unit, now=now)
    check_step(DraftStep.ISSUE, ReportDraft.objects.get(pk=draft.pk).state)
    progress = Progress(draft.unit, draft.period, draft.outline.code, draft.pk)
    with one_at_a_time(), under_way(by, progress) as run:
        # As it stands once this is the only one at it: another round may have been signed off in the meantime.
        draft = ReportDraft.objects.select_related("outline", "signed_by", "signed_post").get(pk=draft.pk)
        check_step(DraftStep.ISSUE, draft.state)
        parsed = check_issuable(draft.outline, Period.parse(draft.period), now)
        report = issue(parsed, Issued(draft.outline, draft=draft, tell=run), scope_of(draft), by, now, draft)
        run(Step.PROVE)
        sealed_surely(now)
        write_proof(report)
    return report


@transaction.atomic
def set_sign_off(*, asked: Asked, by: Account, now: datetime) -> SignOff:
    """Set whether the office's reports are issued only once they are signed off."""
    require(by, RIGHT, now=now)
    setting, _ = SignOff.objects.update_or_create(pk=1, defaults={"asked": asked})
    record(
        "signing.set",
        subject="signing:1",
        unit="",
        by=by,
        now=now,
        facts={"asked": asked.value},
        rows=[setting],
    )
    return setting


def moved(draft: ReportDraft, step: DraftStep, state: DraftState, seen: int | None = None) -> ReportDraft:
    """Return a draft, locked, in the state that a step leads to; not saved yet."""
    draft = ReportDraft.objects.select_for_update().get(pk=draft.pk)
    check_step(step, draft.state)
    if seen is not None:
        check_round(seen, draft.round)
    draft.state = state
    return draft


def check_writer(draft: ReportDraft, by: Account) -> None:
    """Refuse a step that only the writer of a draft may take."""
    if draft.written_by_id != by.pk:
        raise NotAllowed(
            "只有拟稿人可以重新送审或撤回", "only its writer submits a draft again or withdraws it"
        )


def post_of(by: Account, path: str, now: datetime) -> Post:
    """Return the post from which somebody signs a draft off: one that may, the closest to the draft's unit."""
    roles, today = {role.code for role in holders(RIGHT)}, local_day(now)
    found = [(post.unit.path_on(today), post) for post in by.posts_on(today) if post.role in roles]
    over = [one for one in found if one[0] and is_within(path, one[0])]
    if not over:
        raise NotAllowed("签发须由有签发权限的岗位作出", "a report is signed off from a post that may")
    return max(over, key=lambda one: len(one[0]))[1]


def commented(draft: ReportDraft, said: Mapping[str, str], by: Account, now: datetime) -> list[Committed]:
    """Keep the comments of a round; return their rows."""
    return [
        DraftComment.objects.create(
            draft=draft, round=draft.round, part=part[:200], text=words, by=by, at=now
        )
        for part, words in said.items()
    ]


def tell_submitted(draft: ReportDraft, by: Account, now: datetime, rows: Sequence[Committed] = ()) -> None:
    """Record that a draft was submitted."""
    outline = draft.outline
    facts = {"outline": outline.code, "version": outline.version, "period": draft.period}
    tell("draft.submitted", draft, {**facts, "size": draft.size, "round": draft.round}, by, now, rows)


def tell(
    verb: str,
    draft: ReportDraft,
    facts: Mapping[str, object],
    by: Account,
    now: datetime,
    rows: Sequence[Committed] = (),
) -> Entry:
    """Record a step of a draft, with the rows that came with it."""
    return record(verb, subject=draft.ref, unit=draft.unit, by=by, now=now, facts=facts, rows=[draft, *rows])


def scope_of(draft: ReportDraft) -> Scope:
    """Return what a draft is about, as of the seal and the day of its last round."""
    unit = Unit.objects.get(code=draft.unit.rpartition("/")[2])
    return Scope(unit, draft.unit, Period.parse(draft.period), draft.size, draft.day)
