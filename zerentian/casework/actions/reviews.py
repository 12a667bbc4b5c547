"""Review and recheck by the superior unit, each with its own clock (信访工作条例 art. 35, 36)."""

from datetime import date, datetime

from django.db import transaction

from zerentian.casework.actions.clocks import start_clock, stop_clock, stop_runs
from zerentian.casework.actions.replies import take_up_again
from zerentian.casework.actions.steps import locked, say, taken
from zerentian.casework.models import Concern, Review
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import State, Step, step
from zerentian.casework.rules.reviews import (
    Level,
    Outcome,
    check_asked_in_time,
    check_not_exhausted,
    check_superior,
)
from zerentian.ledger.rules.days import refuse_stray
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit

CLOCK = {
    Level.REVIEW: (Purpose.REVIEW, "xf.review", Purpose.ASK_REVIEW),
    Level.RECHECK: (Purpose.RECHECK, "xf.recheck", Purpose.ASK_RECHECK),
}


@transaction.atomic
def ask_review(
    concern: Concern,
    *,
    level: Level,
    request: str,
    unit: Unit,
    by: Account,
    now: datetime,
    asked_on: date | None = None,
    organ: str = "",
) -> Review:
    """Register that the person asks the superior unit to review (or recheck) the answer; late ones are marked.

    ``organ`` names who rechecks where that lies above every unit kept here.
    """
    request = check_filled(request, "复查请求和理由", "the request and its reasons")
    if not by.is_system:
        require(by, "concern.register", now=now)
    concern = taken(concern)
    if concern.state not in (State.ANSWERED, State.CLOSED, State.EXITED):
        raise NotAllowed("答复之后才能申请复查", "a review can be asked once there is an answer")
    reviews = {review.level: review for review in concern.reviews.all()}
    check_not_exhausted(Level.RECHECK in reviews and bool(reviews[Level.RECHECK].outcome))
    check_superior((concern.lead or concern.unit).path, unit.path)
    if level in reviews or (level is Level.RECHECK and not reviews.get(Level.REVIEW, Review()).outcome):
        raise NotAllowed("复查一次、复核一次，先复查后复核", "one review, then one recheck, in that order")
    purpose, rule, asking = CLOCK[level]
    day = asked_on or local_day(now)
    refuse_stray("asked_on", day, local_day(now))
    limit = concern.clock(asking)
    in_time = check_asked_in_time(day, limit.due if limit else None)
    review = Review.objects.create(
        concern=concern,
        level=level,
        unit=unit,
        organ=organ.strip(),
        request=request,
        asked_on=day,
        in_time=in_time,
    )
    rows = [review, *stop_runs(concern, asking, day=day)]
    facts = {"level": str(level), "in_time": in_time}
    say(
        "review.asked",
        concern,
        "ask_review",
        by=by,
        now=now,
        facts=facts,
        words=request,
        public=True,
        rows=rows,
    )
    start_clock(concern, purpose, rule, by=by, now=now)
    return review


@transaction.atomic
def decide_review(review: Review, *, outcome: Outcome, reasons: str, by: Account, now: datetime) -> Review:
    """Decide a review or recheck with a opinion and its reasons; ``redo`` sends the matter back."""
    reasons = check_filled(reasons, "复查意见及理由", "the opinion with its reasons")
    concern = locked(review.concern, by=by, now=now, right="concern.review", path=review.unit.path)
    review = Review.objects.select_for_update().get(pk=review.pk)
    if review.outcome:
        raise NotAllowed("已经作出意见", "the opinion has been given already")
    review.outcome, review.reasons = outcome, reasons
    review.decided_on, review.decided_by = local_day(now), by
    review.save()
    level = Level(review.level)
    stop_clock(concern, CLOCK[level][0], by=by, now=now)
    facts = {"level": str(level), "outcome": str(outcome)}
    say(
        "review.decided",
        concern,
        "review",
        by=by,
        now=now,
        facts=facts,
        words=reasons,
        public=True,
        rows=[review],
    )
    if level is Level.REVIEW:
        start_clock(concern, Purpose.ASK_RECHECK, "xf.recheck.ask", by=by, now=now)
    if outcome is Outcome.REDO:
        concern.state = step(State(concern.state), Step.REOPEN)
        take_up_again(concern, reasons, by, now)
    return review
