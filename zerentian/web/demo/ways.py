"""What may become of a concern in the demo township: one way for each name in the tales."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from zerentian.casework import actions
from zerentian.casework.rules.callbacks import Contacted, Satisfied, Solved
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import Channel, Exit, State
from zerentian.casework.rules.reviews import Level, Outcome
from zerentian.ledger.rules.periods import local_day
from zerentian.web.demo import tales
from zerentian.web.demo.life import Life, said_by
from zerentian.web.demo.tales import Tale


def plain(life: Life) -> None:
    """Handled, answered, called back, mostly satisfied."""
    life.begun(1)
    life.answered(4)
    satisfied = Satisfied.PARTLY if life.number % 4 == 1 else Satisfied.YES
    life.at(15, life.call_back, satisfied=satisfied, words=tales.WORDS["content"])


def urgent(life: Life) -> None:
    """Seen to on the day."""
    life.begun(0)
    life.answered(1)
    life.at(9, life.call_back, words=tales.WORDS["content"])


def consult(life: Life) -> None:
    """A question, answered at once."""
    life.begun(0)
    life.answered(1)
    life.at(8, life.call_back, words=tales.WORDS["content"])


def no_answer(life: Life) -> None:
    """Answered; the person is not reached, then does not wish to be asked."""
    life.begun(1)
    life.answered(4)
    life.at(14, life.call_back, contacted=Contacted.NO_ANSWER, solved=None, satisfied=None)
    life.at(16, life.call_back, contacted=Contacted.REFUSED, solved=None, satisfied=None)


def unsatisfied(life: Life) -> None:
    """Answered, not solved, taken up again, solved."""
    life.begun(1)
    life.answered(4)
    life.at(16, life.call_back, solved=Solved.NO, satisfied=Satisfied.NO, words=unsolved(life))
    life.at(17, partial(taken_up_again, life))


def unsolved(life: Life) -> str:
    """Return what is said where the first answer did not solve it."""
    return tales.UNSOLVED[life.tale.title][0]


def taken_up_again(life: Life, now: datetime) -> None:
    """Take a concern up again that was not solved; it is answered anew and solved."""
    if life.concern.state != State.ANSWERED:
        return
    actions.reopen_concern(life.concern, reason=unsolved(life), by=life.desk, now=now)
    day = (life.story_day - life.day).days
    life.at(day + 4, life.draft_anew)
    life.at(day + 5, life.release)
    life.at(day + 13, life.call_back, words=tales.WORDS["solved"])


def published(life: Life) -> None:
    """Answered to satisfaction, and the answer published."""
    plain(life)

    def publish(now: datetime) -> None:
        if life.concern.state == State.CLOSED and not life.concern.confidential:
            actions.publish_answer(
                life.concern,
                title=life.tale.title,
                question=life.tale.text,
                answer=f"{life.tale.found}{life.tale.reasons}{life.tale.follows}",
                by=life.desk,
                now=now,
            )

    life.at(20, publish)


def whistle(life: Life) -> None:
    """The county is called to the place, comes and promises."""
    life.begun(1)

    def call(now: datetime) -> None:
        visit = actions.call_to_visit(
            life.concern,
            called=tales.WORDS["county"],
            matter=life.tale.title,
            visit_on=life.story_day + timedelta(days=2),
            by=life.handler,
            now=now,
        )

        def held(then: datetime) -> None:
            came = life.number % 2 == 0
            promise = tales.WORDS["promise"] if came else ""
            until = local_day(then) + timedelta(days=10) if came else None
            actions.record_visit(
                visit, came=came, promise=promise, promised_by=until, by=life.handler, now=then
            )
            if came:
                life.story.later(then + timedelta(days=9), kept)

        def kept(then: datetime) -> None:
            actions.check_promise(visit, kept=True, words=tales.WORDS["kept"], by=life.handler, now=then)

        life.story.later(life.story.hours(life.story_day + timedelta(days=3)), held)

    life.at(4, call)
    life.answered(12)
    life.at(24, life.call_back, solved=Solved.PARTLY, satisfied=Satisfied.PARTLY)
    life.at(25, partial(taken_up_again, life))


def objected(life: Life) -> None:
    """The first office objects, with success; another handles it."""
    life.at(1, life.dispatch, unit="990101-NY")
    first, life.tale = life.tale, life.tale

    def object_elsewhere(now: datetime) -> None:
        life.tale = replaced(first, "990101-NY")
        life.object(now)
        life.tale = first

    life.at(2, object_elsewhere)
    life.at(3, life.rule, sustained=True)
    life.at(4, life.dispatch)
    life.at(5, life.accept)
    life.at(7, life.draft)
    life.at(8, life.release)
    life.at(18, life.call_back, words=tales.WORDS["content"])


def replaced(tale: Tale, office: str) -> Tale:
    """Return the tale as if another office handled it."""
    values = {name: getattr(tale, name) for name in tale.__dataclass_fields__}
    return Tale(**values | {"office": office})


def upheld(life: Life) -> None:
    """The unit objects, is overruled and handles it."""
    life.at(1, life.dispatch)
    life.at(2, life.object)
    life.at(3, life.rule, sustained=False)
    life.at(4, life.accept)
    life.at(6, life.draft)
    life.at(7, life.release)
    life.at(17, life.call_back, satisfied=Satisfied.PARTLY)


def petition(life: Life) -> None:
    """A petition matter: 60 days from acceptance, once extended."""
    life.at(2, life.dispatch)
    life.at(3, life.accept)

    def extend(now: datetime) -> None:
        actions.ask_extension(
            life.concern,
            purpose=Purpose.ANSWER,
            days=20,
            reason=tales.WORDS["extend"],
            by=life.handler,
            now=now,
        )

    def grant(now: datetime) -> None:
        actions.decide_on_time(
            life.concern, granted=True, reason=tales.WORDS["grant"], by=life.leader, now=now
        )

    life.at(50, extend)
    life.at(50, grant)
    life.at(68, life.draft)
    life.at(70, life.release)
    life.at(80, life.call_back, words=tales.WORDS["content"])


def review(life: Life) -> None:
    """Refused with reasons; the county reviews and sends it back."""
    life.at(2, life.dispatch)
    life.at(3, life.accept)
    life.at(20, life.draft)
    life.at(21, life.release)

    def ask(now: datetime) -> None:
        asked = actions.ask_review(
            life.concern,
            level=Level.REVIEW,
            request=tales.WORDS["review"],
            unit=life.story.units["990100"],
            by=life.desk,
            now=now,
        )

        def decide(then: datetime) -> None:
            outcome = Outcome.REDO if life.number % 2 else Outcome.UPHELD
            actions.decide_review(
                asked,
                outcome=outcome,
                reasons=tales.WORDS["opinion"],
                by=life.story.people["supervisor"],
                now=then,
            )

        life.story.later(life.story.hours(life.story_day + timedelta(days=18)), decide)

    life.at(31, ask)


def complaint(life: Life) -> None:
    """A complaint about one office, handled by another and released by a second person."""
    life.begun(2)
    life.answered(4)
    life.at(17, life.call_back, words=tales.WORDS["content"])


def exit_(life: Life) -> None:
    """Shown another way, with the reason and where to go."""

    def show(now: datetime) -> None:
        actions.show_another_way(
            life.concern,
            exit=Exit.LEGAL,
            reason=life.tale.reasons,
            where=tales.WORDS["arbitration"],
            by=life.desk,
            now=now,
        )

    life.at(2, show)


def refer(life: Life) -> None:
    """A county matter, referred up."""

    def send(now: datetime) -> None:
        actions.refer_to_county(
            life.concern, to=tales.WORDS["energy"], reason=life.tale.reasons, by=life.desk, now=now
        )

    def ask(now: datetime) -> None:
        actions.ask_county(life.concern, words=tales.WORDS["asked"], by=life.desk, now=now)

    def settle(now: datetime) -> None:
        actions.settle_with_county(life.concern, words=tales.WORDS["settled"], by=life.desk, now=now)

    life.at(2, send)
    life.at(15, ask)
    life.at(27, settle)


def linked(life: Life) -> None:
    """Two neighbours ask the same; all are answered with one reply, each counted."""
    life.begun(1)

    def neighbours(now: datetime) -> None:
        for place, text in enumerate(tales.SAME_MATTER):
            said = said_by(life.story, life.tale, 500 + life.number * 2 + place, text=text, title=text[:12])
            other = actions.receive_concern(
                said, unit=life.story.units["990101"], channel=Channel.CALL, by=life.desk, now=now
            ).concern
            actions.link_concern(other, lead=life.concern, by=life.desk, now=now)

    life.at(2, neighbours)
    life.answered(4)
    life.at(15, life.call_back, words=tales.WORDS["content"])


WAYS: dict[str, Callable[[Life], None]] = {
    "plain": plain,
    "village": plain,
    "urgent": urgent,
    "consult": consult,
    "noanswer": no_answer,
    "unsatisfied": unsatisfied,
    "published": published,
    "whistle": whistle,
    "objected": objected,
    "upheld": upheld,
    "petition": petition,
    "review": review,
    "complaint": complaint,
    "exit": exit_,
    "refer": refer,
    "linked": linked,
}
