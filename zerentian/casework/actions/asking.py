"""Asking the resident back without seeing the contact: a bounded wait, of which the answer or its last day wakes."""

from datetime import date, datetime, timedelta

from django.db import transaction

from zerentian.casework.actions.clocks import put_off, running
from zerentian.casework.actions.sealing import kept_safe
from zerentian.casework.actions.steps import SUPPLEMENT, locked, rulebook, say, taken
from zerentian.casework.models import ClockPause, ClockRun, Concern, Question
from zerentian.casework.models.clocks import LONGEST_REASON
from zerentian.casework.rules.asking import Ended, check_question, check_until
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import OPEN_STATES, State
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.models import Account
from zerentian.organization.rules.clocks import CLOCKS

ASKING = (State.TRIAGED, State.HANDLING)


@transaction.atomic
def ask_resident(concern: Concern, *, words: str, until: date, by: Account, now: datetime) -> Question:
    """Put a question on the resident's page, and wait for the answer until a day.

    The answer's clock stands still meanwhile if its rule knows such time, is not overdue and has some of it left; a
    clock by law runs on (信访工作条例 knows no such pause). Nobody sees the contact for it.
    """
    concern = locked(concern, by=by, now=now, right="concern.handle", here=True)
    words, today = check_question(check_filled(words, "要问的内容", "the question")), local_day(now)
    check_until(until, today)
    if concern.state not in ASKING:
        raise NotAllowed("正在办理的诉求才能请群众补充", "only a concern in hand waits for the resident")
    if Question.objects.filter(concern=concern, ended="").exists():
        raise NotAllowed(
            "已在等待群众补充，请等答复或到期", "one is open already: wait for its answer or its day"
        )
    pause = paused_for(concern, words, until, by, now)
    question = Question.objects.create(
        concern=concern, words=words, asked_by=by, asked_on=today, until=until, pause=pause
    )
    facts = {"until": until, "paused": pause is not None}
    say(
        "asking.begun",
        concern,
        "ask_back",
        by=by,
        now=now,
        facts=facts,
        words=words,
        public=True,
        rows=[question],
    )
    return question


def paused_for(concern: Concern, words: str, until: date, by: Account, now: datetime) -> ClockPause | None:
    """Pause the answer's clock for a question as far as its rule allows; None where it runs on."""
    run = next(iter(running(concern, Purpose.ANSWER)), None)
    if run is None or run.is_overdue(now) or run.pauses.filter(last=None).exists():
        return None
    today = local_day(now)
    left = CLOCKS[run.rule_id].waiting - waited(run)
    if left < 1:
        return None
    last = min(until, today + timedelta(days=left - 1))
    pause = ClockPause.objects.create(run=run, first=today, until=last, reason=words[:LONGEST_REASON], by=by)
    facts = put_off(run, rulebook()) | {"until": last}
    concern.refresh_from_db(fields=["due", "due_at", "due_estimated"])
    say("clock.suspended", concern, "pause", by=by, now=now, facts=facts, public=True, rows=[run, pause])
    return pause


def waited(run: ClockRun) -> int:
    """Return for how many days a clock has stood still for questions."""
    pauses = run.pauses.exclude(question=None)
    return sum(((one.last or one.until) - one.first).days + 1 for one in pauses)


@transaction.atomic
def record_answer(concern: Concern, *, words: str, by: Account, now: datetime) -> Concern:
    """Record what the resident answered by phone or in person; it wakes the matter."""
    concern = locked(concern, by=by, now=now, right="concern.register")
    words = check_filled(words, "群众的答复", "what the resident answered")
    if not Question.objects.filter(concern=concern, ended="").exists():
        raise NotAllowed("现在没有在等群众补充", "nothing is asked of the resident now")
    words = kept_safe(concern, words)
    woken(concern, Ended.ANSWERED, by, now)
    facts = {"by_code": False}
    say("concern.noted", concern, SUPPLEMENT, by=by, now=now, facts=facts, words=words, public=True)
    return concern


def woken(concern: Concern, ended: Ended, by: Account, now: datetime) -> None:
    """End the open question of a concern, if there is one: its clock runs on, and it is back on the desk."""
    question = Question.objects.select_for_update().filter(concern=concern, ended="").first()
    if question is None:
        return
    pause = question.pause
    if pause is not None and pause.last is None and pause.run.stopped_on is None:
        run_on(concern, pause, by, now)
    question.ended, question.ended_on = ended, local_day(now)
    question.save(update_fields=["ended", "ended_on"])
    facts = {"ended": str(ended), "until": question.until}
    say("asking.ended", concern, "woken", by=by, now=now, facts=facts, public=True, rows=[question])


def run_on(concern: Concern, pause: ClockPause, by: Account, now: datetime) -> None:
    """Let a clock that waited run on: the day on which it does counts again."""
    run = ClockRun.objects.select_for_update().select_related("concern").get(pk=pause.run_id)
    pause.last = min(pause.until, max(pause.first, local_day(now) - timedelta(days=1)))
    pause.save(update_fields=["last"])
    facts = put_off(run, rulebook())
    concern.refresh_from_db(fields=["due", "due_at", "due_estimated"])
    say("clock.ran_on", concern, "resume", by=by, now=now, facts=facts, public=True, rows=[run, pause])


def wake_expired(*, by: Account, now: datetime) -> int:
    """Wake every concern whose resident did not answer by the day, and those that ended meanwhile; return how many."""
    waiting = Question.objects.filter(ended="").select_related("concern")
    late = list(waiting.filter(until__lt=local_day(now)))
    late += [one for one in waiting.exclude(concern__state__in=OPEN_STATES) if one not in late]
    for question in late:
        with transaction.atomic():
            concern = taken(question.concern)
            woken(concern, Ended.EXPIRED if concern.is_open else Ended.DROPPED, by, now)
    return len(late)
