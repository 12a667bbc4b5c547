"""Notices, answers and corrections are written, reviewed by another person, released, amended and withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zerentian.community.actions.questions import answer_question, reopen_question
from zerentian.community.actions.steps import by_post, filed, issuer_of, locked, retained, say, villages_under
from zerentian.community.actions.tellings import ask_villages, drop_tellings
from zerentian.community.models import Notice, NoticeVersion, Question
from zerentian.community.models.notices import WRITING
from zerentian.community.rules.notices import (
    Part,
    Sort,
    State,
    Step,
    after,
    check_parts,
    check_reviewer,
    check_tell_by,
    check_until,
    joined,
    township_of,
)
from zerentian.community.rules.questions import check_next_update
from zerentian.duties.actions.heads import path_on
from zerentian.evidence.actions import Received
from zerentian.ledger.drawn import free_number
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What one version says, for whom it is, and how long it holds. ``tell_by``: villages confirm by then.

    ``without`` are the digests of the files that another version no longer brings along.
    """

    title: str
    summary: str
    said: Mapping[Part, str]
    formed_on: date
    until: date | None = None
    tell_by: date | None = None
    next_update_on: date | None = None
    villages: Sequence[Unit] = ()
    interests: Sequence[str] = ()
    uploads: Sequence[Received] = field(default=())
    without: Sequence[str] = ()


@transaction.atomic
def write_notice(
    text: Text, *, unit: Unit, sort: Sort, by: Account, now: datetime, question: Question | None = None
) -> Notice:
    """Write the first draft of a notice, an answer (to a ``question``) or a correction, in the name of a unit."""
    require(by, "notice.write", unit, now=now)
    today = local_day(now)
    notice = Notice(unit=unit, path=path_on(unit, today), sort=sort, opened_by=by, opened_on=today)
    if question is not None and township_of(question.path) != township_of(notice.path):
        raise NotAllowed("这件事不是本乡镇的待回应事项", "that matter is of another township")
    notice.title, notice.question = check_filled(text.title, "标题", "the title"), question
    notice.number = free_number(
        f"{unit.code}-{today.year}-", lambda one: Notice.objects.filter(number=one).exists()
    )
    notice.save()
    version = NoticeVersion(notice=notice, number=1, written_by=by)
    written(version, text, by=by, now=now)
    files = filed(version, text.uploads, by=by, now=now)
    addressed(notice, version)
    facts = {"sort": sort, "version": 1}
    say(
        "notice.written",
        notice,
        Step.WRITE,
        number=1,
        by=by,
        now=now,
        facts=facts,
        rows=[version],
        uses=files,
    )
    return notice


def check_days(text: Text | NoticeVersion, today: date) -> None:
    """Refuse days that have passed: an expiry, the villages' day, the next update. Asked again at the release."""
    check_until(text.until, today)
    check_tell_by(text.tell_by, today)
    check_next_update(text.next_update_on, today)


def written(version: NoticeVersion, text: Text, *, by: Account, now: datetime) -> None:
    """Put what a text says into a version and save it; NotAllowed for a text that lacks what its sort needs."""
    notice, today = version.notice, local_day(now)
    version.title = check_filled(text.title, "标题", "the title")
    version.summary = check_filled(text.summary, "内容概述", "the summary")
    said = check_parts(Sort(notice.sort), text.said)
    version.said = {part.value: words for part, words in said.items()}
    check_days(text, today)
    if text.formed_on > today:
        raise NotAllowed("生成日期在今天之后，请核对", "it can't be formed in the future: check the day")
    version.formed_on, version.until, version.tell_by = text.formed_on, text.until, text.tell_by
    version.next_update_on, version.interests = text.next_update_on, joined(text.interests)
    version.written_by = by
    own = {one.pk for one in villages_under(notice.unit, now)}
    if strange := [one.name for one in text.villages if one.pk not in own]:
        raise NotAllowed(
            f"{'、'.join(strange)}不在本单位范围内", f"{', '.join(strange)}: not in reach of the unit"
        )
    version.save()
    version.villages.set(text.villages)


def addressed(notice: Notice, version: NoticeVersion) -> None:
    """Let a notice that is not public yet be for whom its draft is: lists show it there."""
    if notice.version == 0:
        notice.interests = version.interests
        notice.save(update_fields=["interests"])
        notice.villages.set(version.villages.all())


def moved(
    notice: Notice, step: Step, *, by: Account, now: datetime, right: str
) -> tuple[Notice, NoticeVersion]:
    """Return the notice, locked, with the state after a step, and its newest version; the caller saves both."""
    fresh = locked(notice, by=by, now=now, right=right)
    fresh.state = after(State(fresh.state), step)
    return fresh, fresh.newest


@transaction.atomic
def edit_notice(notice: Notice, text: Text, *, by: Account, now: datetime) -> Notice:
    """State anew what a draft says; whoever does so wrote at it, and does not review it."""
    notice, version = moved(notice, Step.EDIT, by=by, now=now, right="notice.write")
    written(version, text, by=by, now=now)
    if notice.version == 0:
        # The title of what is public stays until another version is released: drafts are nobody's to read.
        notice.title = version.title
        notice.save(update_fields=["title"])
    files = filed(version, text.uploads, by=by, now=now)
    addressed(notice, version)
    facts = {"sort": notice.sort, "version": version.number}
    say(
        "notice.edited",
        notice,
        Step.EDIT,
        number=version.number,
        by=by,
        now=now,
        facts=facts,
        rows=[version],
        uses=files,
    )
    return notice


@transaction.atomic
def submit_notice(notice: Notice, *, by: Account, now: datetime) -> Notice:
    """Send a draft to the review by another person."""
    notice, version = moved(notice, Step.SUBMIT, by=by, now=now, right="notice.write")
    notice.save(update_fields=["state"])
    facts = {"sort": notice.sort, "version": version.number}
    say("notice.submitted", notice, Step.SUBMIT, number=version.number, by=by, now=now, facts=facts)
    return notice


@transaction.atomic
def return_notice(notice: Notice, *, reason: str, by: Account, now: datetime) -> Notice:
    """Return a draft to its writer with the reason, also one that was reviewed already."""
    notice, version = moved(notice, Step.RETURN, by=by, now=now, right="notice.review")
    notice.save(update_fields=["state"])
    version.reviewed_by, version.reviewed_on, version.review_words = None, None, ""
    version.save(update_fields=["reviewed_by", "reviewed_on", "review_words"])
    facts = {"sort": notice.sort, "version": version.number}
    say(
        "notice.returned",
        notice,
        Step.RETURN,
        number=version.number,
        by=by,
        now=now,
        facts=facts,
        words=check_filled(reason, "退回理由", "why it goes back"),
        rows=[version],
    )
    return notice


def writers(notice: Notice, number: int) -> set[int]:
    """Return the keys of the accounts that wrote at a version. ``Notice.writers``: at any of them."""
    steps = notice.steps_taken.filter(number=number, step__in=WRITING)
    return set(steps.values_list("by", flat=True))


@transaction.atomic
def clear_notice(notice: Notice, *, words: str, by: Account, now: datetime) -> Notice:
    """Find, as somebody who did not write at it, that a text may be published (保密审查).

    ``words`` say what was looked at.

    Source: 政府信息公开条例 art. 17 (review before release), arts 14-16 (what is not disclosed).
    """
    notice, version = moved(notice, Step.CLEAR, by=by, now=now, right="notice.review")
    check_reviewer(by.pk, {*writers(notice, version.number), version.written_by_id})
    notice.save(update_fields=["state"])
    version.reviewed_by, version.reviewed_on = by, local_day(now)
    version.review_words = check_filled(words, "审查意见", "what the review found")
    version.save(update_fields=["reviewed_by", "reviewed_on", "review_words"])
    facts = {"sort": notice.sort, "version": version.number, "by_post": by_post(by, now)}
    say(
        "notice.cleared",
        notice,
        Step.CLEAR,
        number=version.number,
        by=by,
        now=now,
        facts=facts,
        words=version.review_words,
        rows=[version],
    )
    return notice


@transaction.atomic
def release_notice(notice: Notice, *, by: Account, now: datetime) -> Notice:
    """Publish a reviewed version; villages are asked to tell it, and the question it answers is answered by it."""
    notice, version = moved(notice, Step.RELEASE, by=by, now=now, right="notice.release")
    check_days(version, local_day(now))
    version.released_by, version.released_at = by, now
    version.issuer = issuer_of(notice.unit, now)
    version.save(update_fields=["released_by", "released_at", "issuer"])
    notice.version, notice.until = version.number, version.until
    notice.title, notice.interests = version.title, version.interests
    notice.first_released_at = notice.first_released_at or now
    notice.save()
    notice.villages.set(version.villages.all())
    facts = {
        "sort": notice.sort,
        "version": version.number,
        "first": version.number == 1,
        "days": (local_day(now) - version.formed_on).days,
        "by_post": by_post(by, now),
    }
    entry = say(
        "notice.released",
        notice,
        Step.RELEASE,
        number=version.number,
        by=by,
        now=now,
        facts=facts,
        rows=[version],
    )
    drop_tellings(notice, by=by, now=now, because=entry)
    if version.tell_by:
        chosen = list(version.villages.order_by("code")) or villages_under(notice.unit, now)
        ask_villages(notice, version, chosen, by=by, now=now, because=entry)
    if notice.question is not None:
        answer_question(notice.question, version, by=by, now=now, because=entry)
    return notice


@transaction.atomic
def amend_notice(notice: Notice, text: Text, *, changed: str, by: Account, now: datetime) -> Notice:
    """Begin another version of what is public, saying in what it differs; the public one stands until its release."""
    notice, public = moved(notice, Step.AMEND, by=by, now=now, right="notice.write")
    number = notice.versions.latest("number").number + 1
    version = NoticeVersion(notice=notice, number=number, written_by=by)
    version.changed = check_filled(changed, "改了什么", "what is changed")
    written(version, text, by=by, now=now)
    files = [*retained(public, version, text.without), *filed(version, text.uploads, by=by, now=now)]
    notice.save(update_fields=["state"])
    facts = {"sort": notice.sort, "version": version.number}
    say(
        "notice.amended",
        notice,
        Step.AMEND,
        number=version.number,
        by=by,
        now=now,
        facts=facts,
        words=version.changed,
        rows=[version],
        uses=files,
    )
    return notice


@transaction.atomic
def drop_notice(notice: Notice, *, reason: str, by: Account, now: datetime) -> Notice:
    """Give up a version that was not released; what is public stays, a text that never was ends as withdrawn."""
    notice = locked(notice, by=by, now=now, right="notice.write")
    version = notice.newest
    if version.released_at is not None or notice.state == State.WITHDRAWN:
        raise NotAllowed("没有起草中的版本", "no version is being prepared")
    words = check_filled(reason, "理由", "why it is given up")
    version.dropped_on = local_day(now)
    version.save(update_fields=["dropped_on"])
    if notice.version:
        notice.state, notice.title = State.RELEASED, notice.published.title
    else:
        end(notice, words, now)
    notice.save()
    facts = {"sort": notice.sort, "version": version.number}
    say(
        "notice.dropped",
        notice,
        Step.DROP,
        number=version.number,
        by=by,
        now=now,
        facts=facts,
        words=words,
        rows=[version],
    )
    return notice


def end(notice: Notice, words: str, now: datetime) -> None:
    """Let a notice be withdrawn, with the reason."""
    notice.state, notice.withdrawn_reason = State.WITHDRAWN, words
    notice.withdrawn_on, notice.withdrawn_at = local_day(now), now


@transaction.atomic
def withdraw_notice(notice: Notice, *, reason: str, by: Account, now: datetime) -> Notice:
    """Take back what is public, with the reason: its address goes on saying that and why, and lists every version."""
    notice, version = moved(notice, Step.WITHDRAW, by=by, now=now, right="notice.release")
    end(notice, check_filled(reason, "撤回理由", "why it is withdrawn"), now)
    notice.save()
    facts: dict[str, Any] = {"sort": notice.sort, "version": version.number}
    entry = say(
        "notice.withdrawn",
        notice,
        Step.WITHDRAW,
        number=version.number,
        by=by,
        now=now,
        facts=facts,
        words=notice.withdrawn_reason,
    )
    drop_tellings(notice, by=by, now=now, because=entry)
    if notice.question is not None:
        reopen_question(notice.question, by=by, now=now, because=entry)
    return notice
