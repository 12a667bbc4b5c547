"""A finding is mended, verified by somebody else, posted, closed out, looked back at, and taken up again."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from zerentian.duties.actions.heirs import TAKEN_OVER, elsewhere
from zerentian.evidence.actions import Received
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_words
from zerentian.organization.models import Account
from zerentian.rectification.actions.assigning import hand_over_finding
from zerentian.rectification.actions.steps import by_post, check_open, filed, locked, moved, say
from zerentian.rectification.models import Finding, RectificationTerm
from zerentian.rectification.models.measures import DONE
from zerentian.rectification.rules.findings import (
    Class,
    Method,
    Result,
    Step,
    check_due,
    check_look_back,
    check_mended,
    check_observed,
    check_other,
    check_posted,
    check_posting,
    was_on_time,
)
from zerentian.rectification.rules.terms import OF_CLASS, Term

# Everything a round of mending has brought, taken away when the next begins.
OF_A_ROUND = (
    "mended_by",
    "mended_on",
    "reported_by",
    "reported_on",
    "verified_by",
    "observed_on",
    "posted_from",
    "posted_to",
    "objections",
    "closed_on",
    "look_back_due",
)


@transaction.atomic
def note_finding(finding: Finding, *, immediate: str, cause: str, by: Account, now: datetime) -> Finding:
    """Note what was done at once, before anybody knew the cause, and the cause once it is known."""
    finding = locked(finding, by=by, now=now, right="finding.handle")
    check_open(finding)
    immediate, cause = immediate.strip(), cause.strip()
    if not (immediate or cause):
        raise NotAllowed("请写明先行措施或原因", "say what was done at once, or the cause")
    before = {"immediate": finding.immediate, "cause": finding.cause}
    finding.immediate, finding.cause = immediate or finding.immediate, cause or finding.cause
    finding.save(update_fields=["immediate", "cause"])
    facts = {"immediate": bool(immediate), "cause": bool(cause)}
    words = "\n".join(filter(None, (immediate, cause)))
    say("finding.noted", finding, Step.NOTE, by=by, now=now, facts=facts, words=words, before=before)
    return finding


@transaction.atomic
def report_mended(
    finding: Finding,
    *,
    mended_on: date,
    words: str,
    by: Account,
    now: datetime,
    uploads: Sequence[Received] = (),
    mended_by: Account | None = None,
) -> Finding:
    """Report a finding as mended on a day and ask for the close-out; no measure may be under way any more."""
    finding = moved(finding, Step.REPORT, by=by, now=now, right="finding.handle")
    check_mended(mended_on, finding.found_on, local_day(now))
    waiting = finding.measures.open().count()
    if waiting:
        raise NotAllowed(
            f"还有 {waiting} 条措施没有落实；请先登记落实或撤销",
            f"{waiting} measures are under way: carry them out or drop them first",
        )
    finding.mended_on, finding.mended_by = mended_on, mended_by or by
    finding.reported_by, finding.reported_on = by, local_day(now)
    finding.save(update_fields=["state", "mended_on", "mended_by", "reported_by", "reported_on"])
    files = filed(finding, Step.REPORT, uploads, by=by, now=now)
    facts = {
        "due": finding.due,
        "mended": mended_on,
        "on_time": on_time(finding),
        "missed": finding.missed,
        "measures": finding.measures.filter(state=DONE).count(),
    } | by_post(by, now)
    words = check_words(words, "整改结果", "what was mended")
    say("finding.reported", finding, Step.REPORT, by=by, now=now, facts=facts, words=words, uses=files)
    return finding


@transaction.atomic
def return_finding(finding: Finding, *, reason: str, by: Account, now: datetime) -> Finding:
    """Return a finding as not mended, with the reason; also one that was verified, before it is closed out."""
    was_verified = locked(finding, by=by, now=now, right="finding.verify").verified_by_id is not None
    finding = moved(finding, Step.RETURN, by=by, now=now, right="finding.verify")
    facts = {
        "due": finding.due,
        "missed": finding.missed,
        "reported": finding.reported_on,
        "was_verified": was_verified,
    }
    begin_round(finding)
    finding.save()
    words = check_words(reason, "退回理由", "what is not mended")
    say("finding.returned", finding, Step.RETURN, by=by, now=now, facts=facts, words=words)
    return finding


def begin_round(finding: Finding) -> None:
    """Take away what the last round of mending brought; its entries and words stay."""
    for name in OF_A_ROUND:
        setattr(finding, name, None)
    finding.method, finding.posted_at = "", ""


@transaction.atomic
def verify_finding(
    finding: Finding,
    *,
    observed_on: date,
    method: Method,
    words: str,
    by: Account,
    now: datetime,
    uploads: Sequence[Received] = (),
) -> Finding:
    """Confirm, as somebody else, by an observation made after the mending, that it meets the closing standard."""
    finding = moved(finding, Step.VERIFY, by=by, now=now, right="finding.verify")
    check_other(by.pk, *finding.involved, *doers(finding))
    mended_on = finding.mended_on or finding.found_on
    check_observed(observed_on, mended_on, local_day(now), Class(finding.kind))
    finding.verified_by, finding.observed_on, finding.method = by, observed_on, method
    finding.save(update_fields=["state", "verified_by", "observed_on", "method"])
    files = filed(finding, Step.VERIFY, uploads, by=by, now=now)
    facts = {
        "observed": observed_on,
        "method": method,
        "reported": finding.reported_on,
        "first": is_first_time(finding),
        "kind": finding.kind,
        "round": finding.round,
        "days": (mended_on - finding.found_on).days,
    } | by_post(by, now)
    words = check_words(words, "核查看到了什么", "what was seen")
    say("finding.verified", finding, Step.VERIFY, by=by, now=now, facts=facts, words=words, uses=files)
    return finding


def doers(finding: Finding) -> list[int]:
    """Return the keys of the accounts that carried out measures of a finding."""
    done = finding.measures.filter(state=DONE).values_list("done_by", flat=True)
    return [key for key in done if key is not None]


def is_first_time(finding: Finding) -> bool:
    """Tell whether nothing was returned since the finding was last taken up."""
    steps = list(finding.story.order_by("-pk").values_list("step", flat=True))
    since = steps[: steps.index(Step.REOPEN)] if Step.REOPEN in steps else steps
    return Step.RETURN not in since


@transaction.atomic
def post_finding(
    finding: Finding, *, first: date, last: date, where: str, by: Account, now: datetime
) -> Finding:
    """Post the result publicly from one day to another; it is closed out afterwards."""
    finding = moved(finding, Step.POST, by=by, now=now, right="finding.assign")
    today = local_day(now)
    terms = RectificationTerm.objects.at(finding.path, today)
    check_posting(first, last, today, terms.get(Term.POSTING))
    finding.posted_from, finding.posted_to = first, last
    finding.posted_at = check_words(where, "公示地点", "where it is posted")
    finding.save(update_fields=["state", "posted_from", "posted_to", "posted_at"])
    facts = {"first": first, "last": last}
    say("finding.posted", finding, Step.POST, by=by, now=now, facts=facts, words=finding.posted_at)
    return finding


@transaction.atomic
def close_finding(
    finding: Finding,
    *,
    look_back_due: date,
    by: Account,
    now: datetime,
    objections: int | None = None,
    words: str = "",
) -> Finding:
    """Close out (销号) a finding that another person has verified; the day of the look-back is set with it."""
    finding = moved(finding, Step.CLOSE, by=by, now=now, right="finding.assign")
    check_other(by.pk, finding.mended_by_id)
    today = local_day(now)
    check_posted(finding.posted_to, today, objections, words)
    check_look_back(look_back_due, today)
    finding.closed_on, finding.look_back_due = today, look_back_due
    finding.objections, finding.looked_on, finding.looked_by, finding.result = objections, None, None, ""
    finding.save()
    facts = {
        "due": finding.due,
        "on_time": on_time(finding),
        "days": (today - finding.found_on).days,
        "look_back": look_back_due,
        "objections": objections,
    } | by_post(by, now)
    say("finding.closed", finding, Step.CLOSE, by=by, now=now, facts=facts, words=words.strip())
    return finding


@transaction.atomic
def look_back(
    finding: Finding,
    *,
    result: Result,
    words: str,
    by: Account,
    now: datetime,
    due: date | None = None,
    uploads: Sequence[Received] = (),
) -> Finding:
    """Look back at a closed finding: it holds (稳固), or has come back (反弹) and is taken up again until ``due``."""
    finding = moved(finding, Step.LOOK_BACK, by=by, now=now, right="finding.verify")
    check_other(by.pk, finding.mended_by_id)
    if finding.looked_on is not None:
        raise NotAllowed(
            "已经回头看过；再次发现问题请重新整改", "it was looked back at: take it up again instead"
        )
    day, planned = local_day(now), finding.look_back_due
    finding.looked_on, finding.looked_by, finding.result = day, by, result
    finding.save(update_fields=["looked_on", "looked_by", "result"])
    files = filed(finding, Step.LOOK_BACK, uploads, by=by, now=now)
    facts = {"due": planned, "result": result}
    words = check_words(words, "回头看看到了什么", "what was seen")
    entry = say(
        "finding.looked_back", finding, Step.LOOK_BACK, by=by, now=now, facts=facts, words=words, uses=files
    )
    if result == Result.REBOUNDED:
        if due is None:
            raise NotAllowed("反弹的问题须给出新的整改期限", "what has come back needs a new due day")
        return take_up(finding, due, words, by, now, rebounded=True, because=entry)
    return finding


@transaction.atomic
def reopen_finding(finding: Finding, *, reason: str, due: date, by: Account, now: datetime) -> Finding:
    """Take a closed finding up again with a new due day, because it turned out not to be mended."""
    finding = locked(finding, by=by, now=now, right="finding.assign")
    words = check_words(reason, "重新整改的理由", "why it is taken up again")
    return take_up(finding, due, words, by, now, rebounded=False, because=None)


def take_up(
    finding: Finding,
    due: date,
    words: str,
    by: Account,
    now: datetime,
    *,
    rebounded: bool,
    because: Entry | None,
) -> Finding:
    """Begin another round of mending, at whoever took the work over where the post in charge has ended since."""
    finding = moved(
        finding, Step.REOPEN, by=by, now=now, right="finding.verify" if rebounded else "finding.assign"
    )
    today = local_day(now)
    terms = RectificationTerm.objects.at(finding.path, today)
    check_due(due, finding.found_on, today, terms.get(OF_CLASS[Class(finding.kind)]))
    facts = {
        "due": due,
        "old_due": finding.due,
        "was_on_time": on_time(finding),
        "rebounded": rebounded,
        "look_back": finding.look_back_due if finding.looked_on is None else None,
    }
    begin_round(finding)
    finding.due, finding.missed, finding.round = due, False, finding.round + 1
    finding.looked_on, finding.looked_by = (
        (finding.looked_on, finding.looked_by) if rebounded else (None, None)
    )
    finding.save()
    reopened = say(
        "finding.reopened", finding, Step.REOPEN, by=by, now=now, facts=facts, words=words, because=because
    )
    if finding.responsible and (heir := elsewhere(finding.responsible, today)):
        return hand_over_finding(finding, to=heir, by=by, now=now, reason=TAKEN_OVER, because=reopened)
    return finding


def on_time(finding: Finding) -> bool:
    """Tell whether the finding was mended by its due day."""
    if finding.mended_on is None or finding.due is None:
        return False
    return was_on_time(finding.mended_on, finding.due, finding.missed)
