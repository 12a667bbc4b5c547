"""Hot matters that ask for an answer are logged without an author, answered by what is published, or need none."""

from datetime import datetime

from django.db import transaction

from zerentian.casework.models import Topic
from zerentian.community.actions.passing import pass_on
from zerentian.community.models import NoticeVersion, Question
from zerentian.community.rules.notices import Sort
from zerentian.community.rules.questions import (
    Origin,
    State,
    Urgency,
    check_heard,
    due_of,
    hours_between,
    was_in_time,
)
from zerentian.duties.actions.heads import path_on
from zerentian.ledger.actions import record_on
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit


@transaction.atomic
def log_question(
    *,
    title: str,
    unit: Unit,
    origin: Origin,
    urgency: Urgency,
    heard_at: datetime,
    by: Account,
    now: datetime,
    origin_ref: str = "",
) -> Question:
    """Log a matter that asks for a public answer, in the office's own words; its hours run from when it was heard of.

    ``origin_ref`` names the hot matter or notice it comes from. Nothing says who asked, or where.
    """
    require(by, "notice.write", unit, now=now)
    check_heard(heard_at, now)
    if origin_ref and Question.objects.open().filter(origin_ref=origin_ref).exists():
        raise NotAllowed("这件事已在等待回应", "this matter waits for an answer already")
    due_at = due_of(heard_at, urgency)
    question = Question(
        title=check_filled(title, "大家问的是什么", "what is asked"),
        unit=unit,
        path=path_on(unit, local_day(heard_at)),
        origin=origin,
        origin_ref=origin_ref,
        urgency=urgency,
        heard_at=heard_at,
        due_at=due_at,
        due=local_day(due_at),
        logged_by=by,
    )
    question.save()
    facts: dict[str, object] = {"origin": origin, "urgency": urgency, "due": question.due}
    day = local_day(heard_at)
    record_on(question, "question.logged", by=by, now=now, occurred_on=day, facts=facts)
    return question


@transaction.atomic
def log_topic(topic: Topic, *, urgency: Urgency, heard_at: datetime, by: Account, now: datetime) -> Question:
    """Log a hot matter of concerns as one that asks for a public answer; its messages are told on their code pages."""
    if not by.is_system and not Topic.objects.visible_to(by).filter(pk=topic.pk).exists():
        raise NotAllowed(
            "没有这个热点事项，或您不能查看", "there is no such hot matter, or not for you to see"
        )
    return log_question(
        title=topic.title,
        unit=topic.unit,
        origin=Origin.TOPIC,
        origin_ref=topic.ref,
        urgency=urgency,
        heard_at=heard_at,
        by=by,
        now=now,
    )


def locked(question: Question, *, by: Account, now: datetime, right: str) -> Question:
    """Return the question, locked, for an account that holds the right over it."""
    fresh: Question = (
        Question.objects.select_for_update(of=("self",)).select_related("unit").get(pk=question.pk)
    )
    require(by, right, fresh.path, now=now)
    return fresh


def answer_question(
    question: Question, version: NoticeVersion, *, by: Account, now: datetime, because: Entry
) -> Question:
    """Let a released version answer a question, or tell more of one that was answered before.

    The right to release has been asked where the text stands: an office may answer what the township logged.
    """
    question = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if version.next_update_on or version.notice.sort == Sort.ANSWER:
        # A correction beside an answer takes back no update that the answer promised.
        question.next_update_on = version.next_update_on
    first, again = question.state != State.ANSWERED, was_answered(question)
    facts: dict[str, object] = {"due": question.due, "was_open": question.state == State.OPEN}
    if first:
        question.state, question.answered_at, question.reason = State.ANSWERED, now, ""
        facts |= {
            "in_time": was_in_time(now, question.due_at),
            "hours": hours_between(question.heard_at, now),
        }
    question.save()
    if first and again:
        due = {"due": question.due}
        record_on(question, "question.answered_again", by=by, now=now, facts=due, because=because)
        return question
    verb = "question.answered" if first else "question.updated"
    record_on(question, verb, by=by, now=now, facts=facts if first else {}, because=because)
    return question


def was_answered(question: Question) -> bool:
    """Tell whether a question had a public answer before, withdrawn since."""
    return Entry.objects.filter(subject=question.ref, verb="question.reopened").exists()


def reopen_question(question: Question, *, by: Account, now: datetime, because: Entry) -> None:
    """Let a question wait again when the last of its public answers was withdrawn; its hours stay those it had.

    The right to withdraw has been asked where the text stands.
    """
    question = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if question.state != State.ANSWERED or question.answers.public().exists():
        return
    origin = question.origin_ref
    if origin and Question.objects.open().filter(origin_ref=origin).exists():
        return
    question.state, question.answered_at, question.next_update_on = State.OPEN, None, None
    question.save(update_fields=["state", "answered_at", "next_update_on"])
    facts: dict[str, object] = {"due": question.due}
    reopened = record_on(question, "question.reopened", by=by, now=now, facts=facts, because=because)
    if (standing := question.unit.standing) != question.unit:
        pass_on(question, to=standing, by=by, now=now, because=reopened)


@transaction.atomic
def drop_question(question: Question, *, reason: str, by: Account, now: datetime) -> Question:
    """Find that a matter needs no public answer, with the reason, such as that it is answered in person."""
    question = locked(question, by=by, now=now, right="notice.review")
    if not question.is_open:
        raise NotAllowed("这件事已经回应或结束，请刷新页面", "it is answered or over: reload the page")
    question.state = State.DROPPED
    question.reason = check_filled(reason, "不需要公开回应的理由", "why it needs no public answer")
    question.save(update_fields=["state", "reason"])
    record_on(question, "question.dropped", by=by, now=now, facts={"due": question.due})
    return question
