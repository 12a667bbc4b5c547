"""Clocks on a concern: started, stopped, extended, paused, resumed; always by a rule with its article.

Whatever moves a clock's due day, or the unit it counts at, says the old one and the new in an entry: the stocks of
what is overdue follow from what was said, never from the row.
"""

from datetime import date, datetime, timedelta

from django.db import transaction

from zerentian.casework.actions.steps import locked, rulebook, say, stated_at
from zerentian.casework.models import ClockExtension, ClockPause, ClockRun, Concern
from zerentian.casework.models.clocks import LONGEST_REASON
from zerentian.casework.rules.clocks import Purpose
from zerentian.ledger.actions import record
from zerentian.ledger.bulk import fresh
from zerentian.ledger.models import Committed, Entry
from zerentian.ledger.rules.days import refuse_stray
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.models import Account
from zerentian.organization.rules.clocks import (
    CLOCKS,
    Deadline,
    Pause,
    Rulebook,
    check_extension,
    kept_promise,
)

# A review is owed by the unit above until its opinion is given, whatever becomes of the concern meanwhile.
UNDER_REVIEW = (Purpose.REVIEW, Purpose.RECHECK)
OWN_PURPOSES = tuple(purpose for purpose in Purpose if purpose not in UNDER_REVIEW)


def new_run(
    concern: Concern, purpose: Purpose, rule_id: str, start: datetime, book: Rulebook | None = None
) -> ClockRun:
    """Return a clock, not yet saved, that starts at a moment; the answer's clock gives the concern its due day."""
    run = fresh(ClockRun, concern=concern, purpose=purpose, rule_id=rule_id, start=start)
    dated(run, (book or rulebook()).due(rule_id, start))
    promise(concern, run)
    return run


def dated(run: ClockRun, deadline: Deadline) -> None:
    """Let a clock end as reckoned."""
    run.raw, run.due, run.moment, run.estimated = (
        deadline.raw,
        deadline.day,
        deadline.moment,
        deadline.estimated,
    )


def promise(concern: Concern, run: ClockRun) -> None:
    """Let the concern be due when its answer's clock ends."""
    if run.purpose == Purpose.ANSWER:
        concern.due, concern.due_at, concern.due_estimated = run.due, run.moment, run.estimated


def start_clock(
    concern: Concern,
    purpose: Purpose,
    rule_id: str,
    *,
    by: Account,
    now: datetime,
    start: datetime | None = None,
) -> ClockRun:
    """Start a clock with an entry of its own; the concern is saved with its new due day.

    An answer's clock that starts again, when a petition matter is accepted anew, takes the place of the day that
    was promised first.
    """
    old = concern.due if purpose is Purpose.ANSWER else None
    run = new_run(concern, purpose, rule_id, start or now)
    run.save()
    concern.save(update_fields=["due", "due_at", "due_estimated"])
    if old is None:
        write("clock.started", run, {"due": run.due}, by, now)
    elif old != run.due:
        write("clock.reruled", run, {"due": run.due, "old_due": old}, by, now)
    return run


def running(concern: Concern, *purposes: Purpose) -> list[ClockRun]:
    """Return the clocks of these purposes that run, locked."""
    return list(concern.clocks.select_for_update().filter(purpose__in=purposes, stopped_on=None))


def stop_runs(concern: Concern, *purposes: Purpose, day: date) -> list[ClockRun]:
    """Stop the running clocks of these purposes, and return them for the entry of the step that stops them."""
    runs = running(concern, *purposes)
    for run in runs:
        run.stopped_on = day
        run.save(update_fields=["stopped_on"])
    return runs


def stop_clock(
    concern: Concern, purpose: Purpose, *, by: Account, now: datetime, day: date | None = None
) -> None:
    """Stop a running clock with an entry that says whether it was kept; nothing when none runs."""
    for run in stop_runs(concern, purpose, day=day or local_day(now)):
        write("clock.stopped", run, {"due": run.due, "on_time": run.was_kept}, by, now, day)


@transaction.atomic
def extend_clock(
    concern: Concern,
    *,
    purpose: Purpose,
    days: int,
    reason: str,
    approved_by: Account,
    told_on: date,
    by: Account,
    now: datetime,
) -> ClockExtension:
    """Extend a running clock, approved by a head, with the reason and the day the person was told of it.

    Sources: 信访工作条例 art. 34 (30 days at most, the head's approval, the reason told); the rule's own limit
    for local hotline clocks. Only a person who may approve extensions is named as who approved.
    """
    concern = locked(concern, by=by, now=now, right="concern.handle", here=True)
    run = only_running(concern, purpose)
    check_in_time(run, days, now)
    refuse_stray("told_on", told_on, local_day(now))
    book = rulebook()
    may_approve = approved_by.may("concern.extend", concern.unit) and not approved_by.is_system
    reason = check_filled(reason, "延期理由", "the reason")
    check_extension(
        book.clock(run.rule_id, run.start),
        length=run.extension + days,
        approved=may_approve,
        reason=reason,
        told_on=told_on,
        today=local_day(now),
    )
    return lengthened(concern, run, days, reason, approved_by=approved_by, told_on=told_on, by=by, now=now)


def lengthened(
    concern: Concern,
    run: ClockRun,
    days: int,
    reason: str,
    *,
    approved_by: Account,
    told_on: date,
    by: Account,
    now: datetime,
    asked: Committed | None = None,
    ruling: str = "",
) -> ClockExtension:
    """Write an extension that was checked and approved; ``asked`` is the request that it grants, ``ruling`` why."""
    old, book = run.due, rulebook()
    run.extension += days
    dated(run, book.due(run.rule_id, run.start, extension=run.extension, pauses=pauses_of(run)))
    run.save(update_fields=["extension", "due", "raw", "moment", "estimated"])
    promise(concern, run)
    concern.save(update_fields=["due", "due_at", "due_estimated"])
    extension = ClockExtension.objects.create(
        run=run,
        days=days,
        old_due=old,
        due=run.due,
        reason=reason[:LONGEST_REASON],
        approved_by=approved_by,
        told_on=told_on,
    )
    post = next(iter(approved_by.posts_on(local_day(now))), None)
    facts = {"purpose": run.purpose, "rule": run.rule_id, "due": run.due, "old_due": old, "days": days}
    facts |= {"by_post": post.code} if post else {}
    say(
        "clock.extended",
        concern,
        "extend",
        by=by,
        now=now,
        facts=facts,
        words="\n".join(filter(None, (reason, ruling))),
        public=True,
        rows=[run, extension, *([asked] if asked else [])],
    )
    return extension


def check_in_time(run: ClockRun, days: int, now: datetime) -> None:
    """Refuse an extension of no day, and one of a clock that has run out: another grants that (``late``)."""
    if run.is_overdue(now):
        raise NotAllowed(
            "已经逾期：请提出申请，由另一位有权批准的人批准；批准前仍为逾期",
            "it is overdue: ask for more time; another person who may grant it decides, and until then it stays so",
        )
    if days < 1:
        raise NotAllowed("延期至少一天", "an extension is at least one day")


@transaction.atomic
def pause_clock(
    concern: Concern, *, purpose: Purpose, until: date, reason: str, by: Account, now: datetime
) -> ClockPause:
    """Pause a clock whose rule knows such time: for whom, why, until when. The pause is a record, never an edit.

    The days announced are left out at once: what is paused is not overdue meanwhile. What the pause took in the end
    is reckoned when the clock runs on.
    """
    concern = locked(concern, by=by, now=now, right="concern.handle", here=True)
    run = only_running(concern, purpose)
    today = local_day(now)
    if not CLOCKS[run.rule_id].pausable:
        raise NotAllowed(f"{run.rule_id} 的时限不能中止计算", f"no time is left out of {run.rule_id}")
    if until < today or run.pauses.filter(last=None).exists():
        raise NotAllowed(
            "已在中止中，或截止日期早于今天", "it is paused already, or the day lies in the past"
        )
    reason = check_filled(reason, "中止理由", "the reason")
    pause = ClockPause.objects.create(
        run=run, first=today, until=until, reason=reason[:LONGEST_REASON], by=by
    )
    facts = put_off(run, rulebook()) | {"until": until}
    say(
        "clock.suspended",
        concern,
        "pause",
        by=by,
        now=now,
        facts=facts,
        words=reason,
        public=True,
        rows=[run, pause],
    )
    return pause


@transaction.atomic
def resume_clock(concern: Concern, *, purpose: Purpose, by: Account, now: datetime) -> ClockRun:
    """Let a paused clock run on; the days of the pause are not counted."""
    concern = locked(concern, by=by, now=now, right="concern.handle", here=True)
    run = only_running(concern, purpose)
    pause = run.pauses.select_for_update().filter(last=None).first()
    if pause is None:
        raise NotAllowed("这项时限没有中止", "the clock is not paused")
    # The day on which it runs on counts again.
    pause.last = max(pause.first, local_day(now) - timedelta(days=1))
    pause.save(update_fields=["last"])
    facts = put_off(run, rulebook())
    say("clock.ran_on", concern, "resume", by=by, now=now, facts=facts, public=True, rows=[run, pause])
    return run


def put_off(run: ClockRun, book: Rulebook) -> dict[str, object]:
    """Reckon a clock anew with its pauses, save it, and return what its entry says of it."""
    old = run.due
    moved_to(run, book.due(run.rule_id, run.start, extension=run.extension, pauses=pauses_of(run)))
    return {"purpose": run.purpose, "rule": run.rule_id, "due": run.due, "old_due": old}


def moved_to(run: ClockRun, deadline: Deadline) -> None:
    """Let a clock, and the concern that it promises an answer for, be due as reckoned, and save both."""
    dated(run, deadline)
    run.save(update_fields=["due", "raw", "moment", "estimated"])
    promise(run.concern, run)
    run.concern.save(update_fields=["due", "due_at", "due_estimated"])


def reckon_again(*, by: Account, now: datetime, because: Entry) -> int:
    """Reckon every running 预估 clock by the loaded calendar, never later than promised; return how many changed."""
    book, changed = rulebook(), 0
    for run in ClockRun.objects.select_related("concern").filter(stopped_on=None, estimated=True):
        promised = Deadline(run.rule_id, run.raw, run.due, run.estimated, run.moment)
        reckoned = book.due(run.rule_id, run.start, extension=run.extension, pauses=pauses_of(run))
        kept = kept_promise(promised, reckoned)
        if kept == promised:
            continue
        old = run.due
        moved_to(run, kept)
        write("clock.due_moved", run, {"due": run.due, "old_due": old}, by, now, because=because)
        changed += 1
    return changed


def only_running(concern: Concern, purpose: Purpose) -> ClockRun:
    """Return the running clock of a purpose; NotAllowed when there is none."""
    runs = running(concern, purpose)
    if not runs:
        raise NotAllowed("这项时限没有在计时", "no such clock is running")
    return runs[0]


def pauses_of(run: ClockRun) -> list[Pause]:
    """Return the pauses of a clock; an open one reaches to the day it was announced for."""
    return [Pause(pause.first, pause.last or pause.until) for pause in run.pauses.all()]


def write(
    verb: str,
    run: ClockRun,
    facts: dict[str, object],
    by: Account,
    now: datetime,
    day: date | None = None,
    because: Entry | None = None,
) -> Entry:
    """Record what happened to a clock: where the concern stands, but of a notice where it was received and is due."""
    noticed = run.purpose == Purpose.NOTICE
    return record(
        verb,
        subject=run.concern.ref,
        unit=stated_at(run.concern, "concern.received") if noticed else run.concern.path,
        by=by,
        now=now,
        occurred_on=day,
        facts={"purpose": str(run.purpose), "rule": run.rule_id} | facts,
        rows=[run.concern, run],
        because=because,
    )
