"""More time: asked for by who handles it, decided by another who may grant it; after the due day overdue until then.

Sources: 信访工作条例 art. 34 (the head approves, the reason is told); nobody approves what they asked for themselves.
"""

from datetime import date, datetime

from django.db import transaction

from zerentian.casework.actions.clocks import (
    check_in_time,
    dated,
    lengthened,
    only_running,
    pauses_of,
    promise,
)
from zerentian.casework.actions.steps import locked, rulebook, say
from zerentian.casework.models import AskedTime, ClockExtension, ClockRun, Concern
from zerentian.casework.models.clocks import LONGEST_REASON
from zerentian.casework.rules.clocks import Purpose, Urgency, answer_rule
from zerentian.casework.rules.concerns import Kind
from zerentian.ledger.models import Committed
from zerentian.ledger.rules.days import refuse_stray
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.models import Account
from zerentian.organization.rules.clocks import check_extension_length


@transaction.atomic
def ask_extension(
    concern: Concern, *, purpose: Purpose, days: int, reason: str, by: Account, now: datetime
) -> AskedTime:
    """Ask for more time before the due day; it stays as it is until a head decides, who does so in the program."""
    concern = locked(concern, by=by, now=now, right="concern.handle", here=True)
    run = only_running(concern, purpose)
    check_in_time(run, days, now)
    check_extension_length(rulebook().clock(run.rule_id, run.start), run.extension + days)
    reason = check_filled(reason, "延期理由", "the reason")
    return asked_for(AskedTime(run=run, days=days), concern, reason, by, now, "clock.extension_asked")


@transaction.atomic
def ask_late_extension(
    concern: Concern, *, purpose: Purpose, days: int, reason: str, told_on: date, by: Account, now: datetime
) -> AskedTime:
    """Ask for more time on a clock that has run out; it stays overdue until somebody else grants it."""
    concern = locked(concern, by=by, now=now, right="concern.handle", here=True)
    run = only_running(concern, purpose)
    if not run.is_overdue(now):
        raise NotAllowed("还没有逾期，请直接办理延期", "it is not overdue yet: extend it directly")
    refuse_stray("told_on", told_on, local_day(now))
    if days < 1 or told_on > local_day(now):
        raise NotAllowed(
            "延期至少一天，告知日期不能晚于今天",
            "an extension is at least one day, and the person has been told by today",
        )
    check_extension_length(rulebook().clock(run.rule_id, run.start), run.extension + days)
    asked = AskedTime(run=run, days=days, told_on=told_on)
    return asked_for(asked, concern, check_filled(reason, "延期理由", "the reason"), by, now)


def ask_other_rule(concern: Concern, run: ClockRun, *, reason: str, by: Account, now: datetime) -> AskedTime:
    """Ask that a clock that has run out follow the rule of another kind: a triage alone clears nothing.

    What waits already is decided on by the kind the concern has then.
    """
    if not reason.strip():
        raise NotAllowed(
            "答复已经逾期，改变类别会改变时限：请写明理由，由另一位有权批准延期的人批准；批准前仍为逾期",
            "the answer is overdue and another kind changes its time: give the reason; somebody else who may grant"
            " extensions decides, and until then it stays overdue",
        )
    waiting = run.asked.filter(decided_on=None).first()
    return waiting or asked_for(AskedTime(run=run), concern, reason.strip(), by, now)


def asked_for(
    asked: AskedTime,
    concern: Concern,
    reason: str,
    by: Account,
    now: datetime,
    verb: str = "clock.time_asked",
) -> AskedTime:
    """Write what is asked for, with its entry; one at a time."""
    if asked.run.asked.filter(decided_on=None).exists():
        raise NotAllowed("已有一项申请在等批准", "a request waits for a decision already")
    asked.reason, asked.asked_by, asked.asked_on = reason, by, local_day(now)
    asked.save()
    facts = {
        "purpose": asked.run.purpose,
        "rule": asked.run.rule_id,
        "due": asked.run.due,
        "days": asked.days,
    }
    rows: list[Committed] = [asked]
    say(verb, concern, "extend", by=by, now=now, facts=facts, words=reason, rows=rows)
    return asked


@transaction.atomic
def decide_on_time(concern: Concern, *, granted: bool, reason: str, by: Account, now: datetime) -> AskedTime:
    """Grant or refuse the time asked for; never by who asked, nor by who named the kind.

    Decided before the due day, it is an extension like any other. What is decided after it was late, whenever it
    was asked for. The resident reads at once what was granted, and why (信访工作条例 art. 34).
    """
    concern = locked(concern, by=by, now=now, right="concern.extend")
    reason = check_filled(reason, "批准或不批准的理由", "the reason of the decision")
    # Answered meanwhile, there is no time left to grant: the answer was late.
    waiting = AskedTime.objects.select_for_update(of=("self",)).filter(
        run__concern=concern, run__stopped_on=None, decided_on=None
    )
    asked = waiting.select_related("run").first()
    if asked is None:
        raise NotAllowed("没有等待批准的申请", "nothing waits for a decision")
    if asked.asked_by_id == by.pk or by.is_system:
        raise NotAllowed(
            "不能批准自己提出的申请，请由另一人批准", "nobody decides on what they asked for themselves"
        )
    asked.granted, asked.decided_by, asked.decided_on = granted, by, local_day(now)
    asked.save()
    if asked.days and not asked.run.is_overdue(now):
        decided_in_time(concern, asked, reason, by, now)
    else:
        decided_late(concern, asked, reason, by, now)
    return asked


def decided_in_time(concern: Concern, asked: AskedTime, reason: str, by: Account, now: datetime) -> None:
    """Write a decision taken before the due day."""
    run = asked.run
    if asked.granted:
        told = asked.told_on or local_day(now)
        lengthened(
            concern,
            run,
            asked.days,
            asked.reason,
            approved_by=by,
            told_on=told,
            by=by,
            now=now,
            asked=asked,
            ruling=reason,
        )
        return
    facts = {"purpose": run.purpose, "rule": run.rule_id, "due": run.due, "days": asked.days}
    say(
        "clock.extension_refused",
        concern,
        "extend",
        by=by,
        now=now,
        facts=facts,
        words=reason,
        rows=[asked],
    )


def decided_late(concern: Concern, asked: AskedTime, reason: str, by: Account, now: datetime) -> None:
    """Write a decision taken after the due day: granted, the answer was late all the same."""
    run, old, granted = asked.run, asked.run.due, asked.granted
    rows: list[Committed] = [asked, run]
    if granted:
        rows += moved_late(concern, asked, by, local_day(now))
    post = next(iter(by.posts_on(local_day(now))), None)
    facts = {"purpose": run.purpose, "rule": run.rule_id, "old_due": old, "granted": granted}
    facts |= {"due": (concern.due if run.purpose == Purpose.ANSWER else run.due) if granted else old}
    facts |= {"by_post": post.code} if post else {}
    say(
        "clock.time_ruled",
        concern,
        "extend",
        by=by,
        now=now,
        facts=facts,
        words=reason,
        public=True,
        rows=rows,
    )


def moved_late(concern: Concern, asked: AskedTime, by: Account, today: date) -> list[ClockExtension]:
    """Move the end of a clock that has run out, and keep that it was late."""
    run, old = asked.run, asked.run.due
    rule = answer_rule(Kind(concern.kind), Urgency(concern.urgency)) if not asked.days else run.rule_id
    run.extension += asked.days
    if rule:
        run.rule_id = rule
        dated(run, rulebook().due(rule, run.start, extension=run.extension, pauses=pauses_of(run)))
        promise(concern, run)
    else:
        # The 60 days of a petition matter begin with its acceptance.
        run.stopped_on = today
        concern.due = concern.due_at = None
    run.save()
    concern.save(update_fields=["due", "due_at", "due_estimated"])
    return [
        ClockExtension.objects.create(
            run=run,
            days=asked.days,
            old_due=old,
            due=run.due,
            reason=asked.reason[:LONGEST_REASON],
            approved_by=by,
            told_on=asked.told_on or today,
            late=True,
        )
    ]
