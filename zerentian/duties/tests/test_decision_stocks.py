"""Every stock and cohort of decisions equals the rows it speaks of, on every day of a life lived at random."""

import random
from datetime import timedelta

import pytest

from zerentian.duties.actions import agenda, decision_moves, decision_passing
from zerentian.duties.actions import decisions as deciding
from zerentian.duties.actions.agenda import Settled
from zerentian.duties.actions.decisions import Part
from zerentian.duties.models import Decision, DecisionEvent, Meeting
from zerentian.duties.rules.decisions import (
    IN_FORCE_STATES,
    DecisionKind,
    DecisionState,
    DecisionStep,
    Rhythm,
)
from zerentian.duties.rules.meetings import MeetingState, Result
from zerentian.duties.tests.meetings import a_kind, a_meeting, hold, signed
from zerentian.ledger.actions import seal
from zerentian.ledger.figures import compute_table
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed

UNITS = ("990100/990101", "990100/990101/990101-V01", "990100/990101/990101-V02")
EVER = Period.parse("2026-01-01..2030-12-31")
STOCKS = ("resolutions.open", "resolutions.overdue")
COUNTS = (
    "resolutions.due",
    "resolutions.made",
    "resolutions.closed",
    "resolutions.carried",
    "resolutions.verified",
)


def rows_of(now):
    """Return what a plain question to the rows gives today, by figure."""
    asked = Decision.objects.required()
    dated = (*IN_FORCE_STATES, DecisionState.CLOSED)
    return {
        "resolutions.open": asked.open(),
        "resolutions.overdue": Decision.objects.overdue(now),
        # A period still running counts what was due before the day of the seal.
        "resolutions.due": asked.filter(state__in=dated, due__lt=now.date()),
        "resolutions.made": asked,
    }


def steps_of(step):
    """Return how often a step was taken, by the path where the decision stands now."""
    return DecisionEvent.objects.filter(step=step)


class Life:
    """A secretary, leads and leaders who do at random whatever may be done."""

    def __init__(self, seed, people, posts, kind, chair, recorder):
        self.chance, self.people, self.posts, self.kind = random.Random(seed), people, posts, kind
        self.chair, self.recorder = chair, recorder

    def day(self, now, most=12):
        """Return a day in the next two weeks."""
        return now.date() + timedelta(days=self.chance.randint(1, most))

    def part(self, now):
        """Return a part of a decision for one of the posts, with a due day or without."""
        due = self.day(now) if self.chance.random() < 0.7 else None
        rhythm = self.chance.choice(list(Rhythm))
        return Part(lead=self.chance.choice(self.posts), due=due, rhythm=rhythm)

    def meet(self, now):
        """Hold a meeting: carry over or replace what stands, decide anew, and mostly sign the minutes."""
        clerk, chance = self.people["clerk"], self.chance
        meeting = hold(a_meeting(self.kind, self.chair, self.recorder, clerk, now, "议题"), clerk, now)
        item = meeting.items.get()
        agenda.settle_item(
            item, Settled(result=chance.choice((Result.AGREED, Result.HEARD))), by=clerk, now=now
        )
        item.refresh_from_db()
        for one in chance.sample(list(Decision.objects.all()), min(Decision.objects.count(), 3)):
            way = chance.choice(("carry", "replace", ""))
            if way == "carry":
                done(lambda one=one: decision_moves.carry_decision(
                    one, item=item, due=self.day(now, 25), words="继续", by=clerk, now=now
                ))  # fmt: skip
            elif way and chance.random() < 0.5:
                done(lambda one=one: decision_moves.replace_decision(
                    one, item=item, text="换", part=self.part(now), by=clerk, now=now
                ))  # fmt: skip
        kind = DecisionKind.FOR_NOTE if chance.random() < 0.2 else DecisionKind.REQUIRED
        parts = [self.part(now) for _ in range(chance.randint(1, 3))]
        deciding.decide(item, text="办", parts=parts, kind=kind, by=clerk, now=now)
        if chance.random() < 0.8:
            signed(meeting, clerk, self.people["leader"], self.people["first"], now)

    def act(self, now):
        """Take one step on one decision, whichever the rules let be."""
        if self.chance.random() < 0.08 or not Decision.objects.exists():
            self.meet(now)
            return
        one = self.chance.choice(list(Decision.objects.order_by("pk")))
        allowed = [way for step, way in self.ways(one, now) if step in one.steps]
        if allowed:
            done(self.chance.choice(allowed))

    def ways(self, one, now):
        """Return the steps that a decision may take, each by who may take it."""
        lead, leader, first = self.people["lead"], self.people["leader"], self.people["first"]
        chance, day = self.chance, self.day(now)
        rare, at = chance.random() < 0.25, {"now": now}
        return [
            (DecisionStep.ASSIGN, lambda: deciding.assign_decision(one, by=leader, **at)),
            (DecisionStep.ACCEPT, lambda: deciding.accept_decision(one, due=day, by=lead, **at)),
            (DecisionStep.OBJECT, lambda: rare and deciding.object_to_decision(one, reason="否", by=lead, **at)),
            (DecisionStep.UPHOLD, lambda: deciding.uphold_decision(one, reason="是", by=leader, **at)),
            (DecisionStep.PROGRESS, lambda: rare and deciding.report_progress(one, words="半", by=lead, **at)),
            (DecisionStep.REPORT, lambda: deciding.report_decision(
                one, done_on=max(one.opened_on, now.date() - timedelta(days=chance.randint(0, 3))), words="好",
                by=lead, **at
            )),
            (DecisionStep.RETURN, lambda: rare and deciding.return_decision(one, reason="否", by=leader, **at)),
            (DecisionStep.VERIFY, lambda: deciding.verify_decision(one, words="看", by=leader, **at)),
            (DecisionStep.CLOSE, lambda: deciding.close_decision(one, words="可", by=leader, **at)),
            (DecisionStep.REOPEN, lambda: rare and deciding.reopen_decision(
                one, reason="坏", due=day, by=leader, **at
            )),
            (DecisionStep.EXTEND, lambda: rare and decision_moves.extend_decision(
                one, due=day + timedelta(days=9), reason="雨", by=first, **at
            )),
            (DecisionStep.HAND_OVER, lambda: rare and decision_passing.hand_over_decision(
                one, to=chance.choice(self.posts), reason="换", by=leader, **at
            )),
            (DecisionStep.WITHDRAW, lambda: rare and decision_moves.withdraw_decision(
                one, reason="撤", by=leader, **at
            )),
        ]  # fmt: skip


def done(way):
    """Take a step; tell whether the rules let it be."""
    try:
        return way()
    except NotAllowed:
        return False


@pytest.mark.parametrize("seed", [1, 2])
def test_stocks_and_cohorts_are_the_rows_on_every_day(
    seed, township, office, clerk, leader, first, cadre, neighbour_cadre, now
):
    # The first responsible person does in both villages what their leads may do; the leader judges it.
    people = {"clerk": clerk, "leader": leader, "first": first, "lead": first}
    posts = [one.posts_on(now.date())[0] for one in (cadre, neighbour_cadre)]
    chair, recorder = first.posts_on(now.date())[0], clerk.posts_on(now.date())[0]
    kind = a_kind(township, office, first, now)
    life = Life(seed, people, posts, kind, chair, recorder)
    for passed in range(36):
        moment = now + timedelta(days=passed)
        for _ in range(16):
            life.act(moment)
        if passed % 6 == 5:
            seal(now=moment)
            period = Period.parse(f"2026-01-01..{moment.date()}")
            told = compute_table(STOCKS, units=UNITS, period=period, size=None)
            told |= compute_table(COUNTS, units=UNITS, period=EVER, size=None)
            said = {key: value.value or 0 for key, value in told.items()}
            rows = {
                (code, unit): sum(
                    f"{path}/".startswith(f"{unit}/") for path in some.values_list("path", flat=True)
                )
                for code, some in rows_of(moment).items()
                for unit in UNITS
            }
            # What was made counts where it was decided, whoever leads it later.
            moved = [key for key in rows if key[0] == "resolutions.made" and key[1] != UNITS[0]]
            assert {key: said[key] for key in rows if key not in moved} == {
                key: value for key, value in rows.items() if key not in moved
            }, moment.date()
            for code, step in (("closed", "close"), ("carried", "carry"), ("verified", "verify")):
                assert said[f"resolutions.{code}", UNITS[0]] == steps_of(step).count(), (code, moment.date())
    lived = set(DecisionEvent.objects.values_list("step", flat=True))
    assert {
        "assign",
        "close",
        "reopen",
        "extend",
        "carry",
        "replace",
        "withdraw",
        "hand_over",
        "return",
    } <= lived
    assert Meeting.objects.filter(state=MeetingState.SIGNED).exists()


def test_what_was_reported_and_verified_counts_where_the_decision_counts_after_a_hand_over(
    township, office, clerk, leader, first, cadre, neighbour_cadre, now
):
    chair, recorder, lead, other = (
        one.posts_on(now.date())[0] for one in (first, clerk, cadre, neighbour_cadre)
    )
    meeting = hold(
        a_meeting(a_kind(township, office, first, now), chair, recorder, clerk, now, "防汛"), clerk, now
    )
    item = meeting.items.get()
    agenda.settle_item(item, Settled(result=Result.AGREED, unanimous=True), by=clerk, now=now)
    item.refresh_from_db()
    due = now.date() + timedelta(days=5)
    decision = deciding.decide(item, text="清沟", parts=[Part(lead=lead, due=due)], by=clerk, now=now)[0]
    signed(meeting, clerk, leader, first, now)
    deciding.accept_decision(decision, by=cadre, now=now)
    deciding.report_decision(decision, done_on=now.date(), words="清完", by=cadre, now=now)
    later = now + timedelta(days=1)
    decision_passing.hand_over_decision(decision, to=other, reason="换", by=leader, now=later)
    deciding.verify_decision(decision, words="看了", by=leader, now=later)
    decision_passing.hand_over_decision(decision, to=lead, reason="换回", by=leader, now=later)
    decision_passing.hand_over_decision(decision, to=other, reason="再换", by=leader, now=later)
    seal(now=later)
    shares = compute_table(("resolutions.verified_share",), units=UNITS, period=EVER, size=None)
    parts = [(one.numerator, one.denominator) for one in shares.values()]
    assert parts == [(1, 1), (0, 0), (1, 1)]
