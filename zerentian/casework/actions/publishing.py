"""Publishing an answer: a decision, with a copy of its own; every version stays readable."""

from datetime import datetime

from django.db import transaction

from zerentian.casework.actions.steps import locked, say
from zerentian.casework.models import Concern, Contact, PublicAnswer
from zerentian.casework.rules.concerns import Kind
from zerentian.casework.rules.replies import certain_data
from zerentian.evidence.models import File
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.models import Account


@transaction.atomic
def publish_answer(
    concern: Concern,
    *,
    title: str,
    question: str,
    answer: str,
    by: Account,
    now: datetime,
    photo: File | None = None,
) -> PublicAnswer:
    """Publish an answer as a copy without personal data; a further version supersedes the one before.

    Refused while the copy holds what looks like a phone, ID or card number (PIPL art. 25), and for a report of
    wrongdoing or a concern whose person asked for confidentiality.
    """
    concern = locked(concern, by=by, now=now, right="concern.publish")
    if concern.kind == Kind.WRONGDOING or concern.confidential:
        raise NotAllowed(
            "检举控告和要求保密的诉求不公开答复",
            "answers to reports and confidential concerns are not published",
        )
    if not concern.replies.filter(released=True).exists():
        raise NotAllowed("答复发出后才能公开", "an answer is published once it has been given")
    title, question, answer = (
        check_filled(title, "标题", "the title"),
        check_filled(question, "诉求概要", "the question"),
        check_filled(answer, "答复内容", "the answer"),
    )
    check_without_persons(concern, title, question, answer)
    older = list(concern.public_answers.select_for_update().filter(superseded=False))
    for version in older:
        version.superseded = True
        version.save(update_fields=["superseded"])
    published = PublicAnswer.objects.create(
        concern=concern,
        version=concern.public_answers.count() + 1,
        title=title,
        question=question,
        answer=answer,
        photo=photo,
        published_at=now,
        published_by=by,
    )
    facts = {"version": published.version}
    say("answer.published", concern, "publish", by=by, now=now, facts=facts, rows=[published, *older])
    return published


def check_without_persons(concern: Concern, *texts: str) -> None:
    """Refuse a public copy with a personal number, or with the name, phone or address of who brought the concern."""
    for found in certain_data(*texts):
        raise NotAllowed(
            f"公开稿里还有“{found.words}”，像是{found.what}，请删去",
            f"the public copy still holds {found.words}, which looks like {found.what_en}: remove it",
        )
    contact = Contact.objects.filter(concern=concern, erased=False).first()
    if contact is None:
        return
    name, phone, address = contact.reached
    # The name of a village is no one's address; a door number is.
    exact = address if any(letter.isdigit() for letter in address) else ""
    if any(len(word) > 1 and word in text for word in (name, phone, exact) for text in texts):
        raise NotAllowed(
            "公开稿里有诉求人的姓名、电话或住址，请删去（《个人信息保护法》第二十五条）",
            "the public copy holds the person's name, phone or address: remove it (PIPL art. 25)",
        )


@transaction.atomic
def unpublish_answer(published: PublicAnswer, *, reason: str, by: Account, now: datetime) -> PublicAnswer:
    """Take an answer off the public pages, with a reason that stands in its place; the trace remains."""
    reason = check_filled(reason, "撤下理由", "the reason")
    concern = locked(published.concern, by=by, now=now, right="concern.publish")
    published = PublicAnswer.objects.select_for_update().get(pk=published.pk)
    if published.withdrawn_at is not None:
        raise NotAllowed("已经撤下", "it has been withdrawn already")
    return taken_down(published, concern, reason=reason, by=by, now=now)


def take_down_all(concern: Concern, *, reason: str, by: Account, now: datetime) -> None:
    """Take every answer to a matter off the public pages, because the matter is not one for the public any more."""
    for published in concern.public_answers.select_for_update().filter(withdrawn_at=None):
        taken_down(published, concern, reason=reason, by=by, now=now)


def taken_down(
    published: PublicAnswer, concern: Concern, *, reason: str, by: Account, now: datetime
) -> PublicAnswer:
    """Write that an answer is off the public pages, and why."""
    published.withdrawn_at, published.withdrawn_reason = now, reason
    published.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    facts = {"version": published.version}
    say(
        "answer.unpublished",
        concern,
        "unpublish",
        by=by,
        now=now,
        facts=facts,
        words=reason,
        rows=[published],
    )
    return published
