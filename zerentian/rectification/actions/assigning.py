"""Somebody is put in charge of a finding, takes it on or objects; more time is asked for and decided by another."""

from datetime import date, datetime

from django.db import transaction

from zerentian.duties.actions.heads import path_on
from zerentian.duties.actions.heirs import back_to, check_takes_on
from zerentian.ledger.actions import record_on
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_words
from zerentian.organization.access import require
from zerentian.organization.models import Account, Post, Unit
from zerentian.rectification.actions.steps import by_post, check_open, locked, moved, say, standing
from zerentian.rectification.models import Finding, MoreTime, RectificationTerm
from zerentian.rectification.rules.findings import (
    OWED_STATES,
    Class,
    State,
    Step,
    check_due,
    check_extension,
    check_granted_by_another,
    is_late,
)
from zerentian.rectification.rules.terms import OF_CLASS, Term, check_days, day_after


@transaction.atomic
def assign_finding(
    finding: Finding,
    *,
    responsible: Post,
    kind: Class,
    standard: str,
    due: date,
    by: Account,
    now: datetime,
    words: str = "",
) -> Finding:
    """Put a post in charge, with the class, the due day and the closing standard, all fixed before work begins."""
    finding = moved(finding, Step.ASSIGN, by=by, now=now, right="finding.assign")
    require(by, "finding.assign", responsible.unit, now=now)
    today, old_path = local_day(now), finding.path
    terms = RectificationTerm.objects.at(finding.path, today)
    check_due(due, finding.found_on, today, terms.get(OF_CLASS[kind]))
    finding.responsible, finding.kind, finding.due = responsible, kind, due
    finding.standard = check_words(standard, "销号标准：整改到什么程度算完成", "the closing standard")
    finding.unit, finding.path, finding.assigned_on = (
        responsible.unit,
        path_on(responsible.unit, today),
        today,
    )
    finding.accept_due = day_after(today, terms.get(Term.ACCEPT))
    finding.save()
    facts = {"kind": kind, "due": due, "post": responsible.code, "from": old_path, "to": finding.path}
    say(
        "finding.assigned",
        finding,
        Step.ASSIGN,
        by=by,
        now=now,
        facts=facts | by_post(by, now),
        words=words.strip() or finding.standard,
    )
    return finding


@transaction.atomic
def accept_finding(finding: Finding, *, by: Account, now: datetime) -> Finding:
    """Take a finding on."""
    finding = moved(finding, Step.ACCEPT, by=by, now=now, right="finding.handle")
    finding.accepted_by = by
    finding.save(update_fields=["state", "accepted_by"])
    say("finding.accepted", finding, Step.ACCEPT, by=by, now=now)
    return finding


@transaction.atomic
def object_to_finding(finding: Finding, *, reason: str, by: Account, now: datetime) -> Finding:
    """Say, with the reason, why a finding is not this post's; who assigned it upholds it or hands it over."""
    finding = moved(finding, Step.OBJECT, by=by, now=now, right="finding.handle")
    finding.save(update_fields=["state"])
    words = check_words(reason, "异议理由", "why it is not yours")
    say("finding.objected", finding, Step.OBJECT, by=by, now=now, words=words)
    return finding


@transaction.atomic
def uphold_finding(finding: Finding, *, reason: str, by: Account, now: datetime) -> Finding:
    """Uphold a charge against an objection, with the reason."""
    finding = moved(finding, Step.UPHOLD, by=by, now=now, right="finding.assign")
    finding.save(update_fields=["state"])
    words = check_words(reason, "维持定责的理由", "why it stays")
    say("finding.upheld", finding, Step.UPHOLD, by=by, now=now, words=words)
    return finding


@transaction.atomic
def hand_over_finding(
    finding: Finding,
    *,
    to: Post,
    by: Account,
    now: datetime,
    reason: str = "",
    because: Entry | None = None,
) -> Finding:
    """Pass an open finding to another post, which takes it on anew when it had objected or not yet taken it on.

    Within a hand-over of posts ``because`` names it, and the right to it has been asked there.
    """
    finding = locked_for(finding, by=by, now=now, because=because)
    if because is None:
        require(by, "finding.assign", to.unit, now=now)
        check_takes_on(to, local_day(now))
    if finding.responsible is None:
        raise NotAllowed("尚未定责，请直接定责", "nobody is in charge yet: put somebody in charge")
    old = finding.responsible.code
    if finding.state == State.OBJECTED:
        finding.state = State.ASSIGNED
    return passed(finding, to.unit, to, {"from_post": old, "to_post": to.code}, reason, by, now, because)


def hand_back_finding(finding: Finding, *, reason: str, by: Account, now: datetime) -> Finding:
    """Pass a finding back to the post that had it before it was last handed over, with the reason."""
    moves = Entry.objects.filter(subject=finding.ref, verb="finding.moved").order_by("-id")
    last = moves.first()
    code = last.fact.get("from_post") if last else None
    post = Post.objects.filter(code=code).select_related("unit").first() if code else None
    if post is None:
        raise NotAllowed(
            "这个问题没有移交过，不能退回", "it was not handed over: there is nothing to pass back"
        )
    to = back_to(post, finding.responsible or post, local_day(now))
    return hand_over_finding(finding, to=to, reason=reason, by=by, now=now)


@transaction.atomic
def pass_ownerless(finding: Finding, *, to: Unit, by: Account, now: datetime, because: Entry) -> Finding:
    """Let a finding that nobody is in charge of stand at another unit, when its own ends."""
    return passed(locked_for(finding, by=by, now=now, because=because), to, None, {}, "", by, now, because)


def locked_for(finding: Finding, *, by: Account, now: datetime, because: Entry | None) -> Finding:
    """Return the open finding, locked; within a hand-over the right to it has been asked there."""
    if because is None:
        finding = locked(finding, by=by, now=now, right="finding.assign")
    else:
        rows = Finding.objects.select_for_update(of=("self",)).select_related("unit", "responsible")
        finding = rows.get(pk=finding.pk)
    check_open(finding)
    return finding


def brought(finding: Finding) -> dict[str, object]:
    """Return what this round of mending has brought so far: it counts where the finding counts."""
    if finding.reported_on is None:
        return {}
    return {"reported": finding.reported_on, "was_verified": finding.verified_by_id is not None}


def passed(
    finding: Finding,
    unit: Unit,
    post: Post | None,
    posts: dict[str, object],
    reason: str,
    by: Account,
    now: datetime,
    because: Entry | None,
) -> Finding:
    """Let a finding stand elsewhere, with its entry."""
    facts = standing(finding, finding.state) | brought(finding) | posts | {"from": finding.path}
    finding.unit, finding.path = unit, path_on(unit, local_day(now))
    finding.responsible = post
    finding.save(update_fields=["unit", "path", "responsible", "state"])
    facts["to"] = finding.path
    say(
        "finding.moved",
        finding,
        "hand_over",
        by=by,
        now=now,
        facts=facts,
        words=reason.strip(),
        because=because,
    )
    return finding


@transaction.atomic
def ask_time(finding: Finding, *, due: date, reason: str, by: Account, now: datetime) -> MoreTime:
    """Ask for more time, with the reason; until another person grants it the due day stands."""
    finding = locked(finding, by=by, now=now, right="finding.handle")
    today = local_day(now)
    if finding.state not in OWED_STATES or finding.due is None:
        raise NotAllowed("整改期间才能申请延期", "more time is asked for while it is being mended")
    check_extension(due, finding.due, today)
    if finding.times.undecided().exists():
        raise NotAllowed("已有一次延期申请待批准", "a request for more time waits already")
    late = is_late(today, finding.due)
    asked = MoreTime.objects.create(
        finding=finding,
        old_due=finding.due,
        due=due,
        reason=check_words(reason, "延期理由", "why more time is needed"),
        late=late,
        asked_by=by,
        asked_at=now,
    )
    facts = {"due": due, "old_due": finding.due, "late": late}
    say(
        "finding.time_asked",
        finding,
        "ask_time",
        by=by,
        now=now,
        facts=facts,
        words=asked.reason,
        rows=[asked],
    )
    return asked


@transaction.atomic
def grant_time(asked: MoreTime, *, answer: str, by: Account, now: datetime) -> MoreTime:
    """Grant, as another person, the more time that was asked for; asked for late, it stays printed overdue."""
    asked, finding = decided(asked, True, answer, by, now)
    finding.missed = finding.missed or asked.late
    finding.due = asked.due
    finding.save(update_fields=["due", "missed"])
    facts = {"due": asked.due, "old_due": asked.old_due, "missed": finding.missed}
    say(
        "finding.extended",
        finding,
        "grant_time",
        by=by,
        now=now,
        facts=facts | by_post(by, now),
        words=asked.answer,
        rows=[asked],
    )
    return asked


@transaction.atomic
def refuse_time(asked: MoreTime, *, answer: str, by: Account, now: datetime) -> MoreTime:
    """Refuse, as another person and with the reason, the more time that was asked for."""
    answer = check_words(answer, "不同意的理由", "why it is refused")
    asked, finding = decided(asked, False, answer, by, now)
    facts = {"due": asked.due, "old_due": asked.old_due}
    say(
        "finding.time_refused",
        finding,
        "refuse_time",
        by=by,
        now=now,
        facts=facts,
        words=answer,
        rows=[asked],
    )
    return asked


def decided(
    asked: MoreTime, granted: bool, answer: str, by: Account, now: datetime
) -> tuple[MoreTime, Finding]:
    """Return the request with what was decided, and its finding, both locked; refuse who asked for it."""
    finding = locked(asked.finding, by=by, now=now, right="finding.assign")
    asked = MoreTime.objects.select_for_update().get(pk=asked.pk)
    if asked.granted is not None or finding.state not in OWED_STATES or finding.due != asked.old_due:
        raise NotAllowed(
            "这次延期申请已不待批准，请刷新页面", "this request waits no longer: reload the page"
        )
    check_granted_by_another(by.pk, asked.asked_by_id)
    check_extension(asked.due, asked.old_due, min(local_day(now), asked.due))
    asked.granted, asked.answer, asked.decided_by, asked.decided_at = granted, answer.strip(), by, now
    asked.save(update_fields=["granted", "answer", "decided_by", "decided_at"])
    return asked, finding


@transaction.atomic
def set_term(
    *, unit: Unit, term: Term, days: int, since: date, basis: str, by: Account, now: datetime
) -> RectificationTerm:
    """Set, from a day on, how many days a term has at a unit and below it, with the document that says so."""
    require(by, "duty.manage", unit, now=now)
    check_days(days)
    row = RectificationTerm.objects.create(
        unit=unit,
        path=path_on(unit, local_day(now)),
        term=term,
        days=days,
        since=since,
        basis=check_words(basis, "依据文件", "the document that says so"),
        set_by=by,
    )
    facts = {"term": term, "days": days, "since": since}
    record_on(row, "rectification_term.set", by=by, now=now, facts=facts)
    return row
