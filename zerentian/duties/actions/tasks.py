"""Tasks: assigned, accepted, reported, verified by another person, closed out; each step with its entry."""

from datetime import date, datetime
from itertools import takewhile
from typing import Unpack

from django.db import transaction

from zerentian.duties.actions.heads import path_on
from zerentian.duties.actions.heirs import TAKEN_OVER, back_to, check_takes_on, elsewhere
from zerentian.duties.models import Deed, Duty, Task, TaskEvent
from zerentian.duties.rules.deeds import check_other_person, check_reason, check_text
from zerentian.duties.rules.tasks import Step, TaskState, check_due, check_granter, check_later, step
from zerentian.ledger.actions import Besides, record_step
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, Area, Post


@transaction.atomic
def assign_task(
    *,
    title: str,
    post: Post,
    due: date,
    by: Account,
    now: datetime,
    detail: str = "",
    area: Area | None = None,
    duty: Duty | None = None,
) -> Task:
    """Give a post a task with a due day; who assigns it stands as the post of the assigner."""
    require(by, "task.assign", post.unit, now=now)
    today = local_day(now)
    check_due(due, today)
    task = Task(title=check_text(title), detail=detail.strip(), area=area, duty=duty, post=post, due=due)
    task.unit, task.path, task.assigned_on = post.unit, path_on(post.unit, today), today
    task.assigner = next(iter(by.posts_on(today)), None)
    task.save()
    facts = {"due": due, "post": post.code} | by_post(task.assigner)
    if area is not None:
        facts["area"] = area.code
    say("task.assigned", task, "assign", by=by, now=now, facts=facts, words=detail)
    return task


@transaction.atomic
def accept_task(task: Task, *, by: Account, now: datetime) -> Task:
    """Take a task on."""
    task = moved(task, Step.ACCEPT, "task.handle", by, now)
    task.save(update_fields=["state"])
    say("task.accepted", task, Step.ACCEPT, by=by, now=now)
    return task


@transaction.atomic
def object_to_task(task: Task, *, reason: str, by: Account, now: datetime) -> Task:
    """Say, with the reason, why a task is not this post's; the assigner upholds or withdraws it."""
    task = moved(task, Step.OBJECT, "task.handle", by, now)
    task.save(update_fields=["state"])
    say("task.objected", task, Step.OBJECT, by=by, now=now, words=check_reason(reason))
    return task


@transaction.atomic
def uphold_task(task: Task, *, reason: str, by: Account, now: datetime) -> Task:
    """Uphold a task against an objection, with the reason."""
    task = moved(task, Step.UPHOLD, "task.assign", by, now)
    task.save(update_fields=["state"])
    say("task.upheld", task, Step.UPHOLD, by=by, now=now, words=check_reason(reason))
    return task


@transaction.atomic
def report_task(
    task: Task,
    *,
    words: str,
    by: Account,
    now: datetime,
    deed: Deed | None = None,
    done_by: Account | None = None,
) -> Task:
    """Report a task as done, in words and, where there is one, with the deed that shows it."""
    task = moved(task, Step.REPORT, "task.handle", by, now)
    task.deed, task.done_by, task.reported_by = deed or task.deed, done_by or by, by
    task.reported_on = local_day(now)
    task.save(update_fields=["state", "deed", "done_by", "reported_by", "reported_on"])
    facts = {"has_deed": task.deed_id is not None}
    say("task.reported", task, Step.REPORT, by=by, now=now, facts=facts, words=check_text(words))
    return task


@transaction.atomic
def return_task(task: Task, *, reason: str, by: Account, now: datetime) -> Task:
    """Send a reported task back to be done again, with the reason."""
    task = moved(task, Step.RETURN, "task.verify", by, now)
    task.verified_by, task.reported_on = None, None
    task.save(update_fields=["state", "verified_by", "reported_on"])
    say("task.returned", task, Step.RETURN, by=by, now=now, words=check_reason(reason))
    return task


@transaction.atomic
def verify_task(task: Task, *, by: Account, now: datetime, words: str = "") -> Task:
    """Confirm, as somebody other than who did or reported it, that a task is done."""
    task = moved(task, Step.VERIFY, "task.verify", by, now)
    check_other_person(by.pk, *(key for key in (task.done_by_id, task.reported_by_id) if key))
    task.verified_by = by
    task.save(update_fields=["state", "verified_by"])
    say("task.checked", task, Step.VERIFY, by=by, now=now, words=words)
    return task


@transaction.atomic
def close_task(task: Task, *, by: Account, now: datetime) -> Task:
    """Close out (销号) a task that another person has verified."""
    task = moved(task, Step.CLOSE, "task.assign", by, now)
    if by.pk == task.done_by_id:
        check_other_person(by.pk, by.pk)
    task.closed_on = local_day(now)
    task.save(update_fields=["state", "closed_on"])
    facts = {"due": task.due, "days": (task.closed_on - task.assigned_on).days, "on_time": on_time(task)}
    say("task.closed", task, Step.CLOSE, by=by, now=now, facts=facts)
    return task


@transaction.atomic
def reopen_task(task: Task, *, reason: str, due: date, by: Account, now: datetime) -> Task:
    """Take a closed task up again with a new due day, because it turned out not to be done.

    It goes to whoever took its post's work over where the post has ended since.
    """
    task = moved(task, Step.REOPEN, "task.assign", by, now)
    check_due(due, local_day(now))
    facts = {"due": due, "old_due": task.due, "was_on_time": on_time(task)}
    task.due, task.closed_on, task.verified_by, task.reported_on = due, None, None, None
    task.save(update_fields=["state", "due", "closed_on", "verified_by", "reported_on"])
    words = check_reason(reason)
    reopened = say("task.reopened", task, Step.REOPEN, by=by, now=now, facts=facts, words=words)
    if heir := elsewhere(task.post, local_day(now)):
        return hand_over_task(task, to=heir, by=by, now=now, reason=TAKEN_OVER, because=reopened)
    return task


@transaction.atomic
def extend_task(task: Task, *, due: date, reason: str, by: Account, now: datetime) -> Task:
    """Grant a task a later due day, with the reason; who grants it stands as the post of the approver.

    After the due day neither who does the task nor who gave it grants the time: a second person looks at it. It was
    overdue until then, and is not done in time any more (``on_time``).
    """
    task, today = moved(task, Step.EXTEND, "task.assign", by, now), local_day(now)
    posts = by.posts_on(today)
    check_later(due, task.due, today)
    check_granter(task.due, today, is_party={task.post_id, task.assigner_id} & {post.pk for post in posts})
    facts = {"due": due, "old_due": task.due} | by_post(next(iter(posts), None))
    task.due = due
    task.save(update_fields=["state", "due"])
    say("task.extended", task, Step.EXTEND, by=by, now=now, facts=facts, words=check_reason(reason))
    return task


@transaction.atomic
def withdraw_task(task: Task, *, reason: str, by: Account, now: datetime) -> Task:
    """Withdraw a task that should not have been given, with the reason."""
    task = moved(task, Step.WITHDRAW, "task.assign", by, now)
    task.save(update_fields=["state"])
    say(
        "task.withdrawn",
        task,
        Step.WITHDRAW,
        by=by,
        now=now,
        facts={"due": task.due},
        words=check_reason(reason),
    )
    return task


@transaction.atomic
def hand_over_task(
    task: Task, *, to: Post, by: Account, now: datetime, reason: str = "", because: Entry | None = None
) -> Task:
    """Pass an open task to another post, with the reason where one is given. Within a hand-over of posts ``because``
    names it and the right to it has been asked there."""
    if because is None:
        require(by, "task.assign", task.unit, now=now)
        require(by, "task.assign", to.unit, now=now)
        check_takes_on(to, local_day(now))
    task = Task.objects.select_for_update().get(pk=task.pk)
    if not task.is_open:
        raise NotAllowed("事项已办结，不必移交", "the task is closed: there is nothing to hand over")
    old_path, old_post = task.path, task.post
    task.post, task.unit, task.path = to, to.unit, path_on(to.unit, local_day(now))
    task.save(update_fields=["post", "unit", "path"])
    facts = {
        "due": task.due,
        "from": old_path,
        "to": task.path,
        "from_post": old_post.code,
        "to_post": to.code,
    }
    say("task.moved", task, "hand_over", by=by, now=now, facts=facts, words=reason.strip(), because=because)
    return task


def hand_back_task(task: Task, *, reason: str, by: Account, now: datetime) -> Task:
    """Pass a task back to the post that had it before it was last handed over, with the reason."""
    moves = Entry.objects.filter(subject=task.ref, verb="task.moved").order_by("-id")
    last = moves.first()
    post = Post.objects.filter(code=last.fact["from_post"]).select_related("unit").first() if last else None
    if post is None:
        raise NotAllowed(
            "这件事没有移交过，不能退回", "it was not handed over: there is nothing to pass back"
        )
    to = back_to(post, task.post, local_day(now))
    return hand_over_task(task, to=to, reason=check_reason(reason), by=by, now=now)


def moved(task: Task, move: Step, right: str, by: Account, now: datetime) -> Task:
    """Return the task, locked, with the state after a step; the caller saves what else it changes."""
    require(by, right, task.unit, now=now)
    task = Task.objects.select_for_update().select_related("unit", "post").get(pk=task.pk)
    task.state = step(TaskState(task.state), move)
    return task


def on_time(task: Task) -> bool:
    """Tell whether the task was reported done by its due day, and that day was not granted after the one before."""
    return task.reported_on is not None and task.reported_on <= task.due and not granted_late(task)


def granted_late(task: Task) -> bool:
    """Tell whether the task was given more time after it was due, since it was last taken up."""
    told = Entry.objects.filter(subject=task.ref, verb__in=("task.extended", "task.reopened")).order_by("-id")
    since = takewhile(lambda entry: entry.verb == "task.extended", told)
    return any(entry.occurred_on.isoformat() > str(entry.fact["old_due"]) for entry in since)


def by_post(post: Post | None) -> dict[str, object]:
    """Return the fact that names the acting post, none for a system actor."""
    return {"by_post": post.code} if post else {}


def say(
    verb: str,
    task: Task,
    move: str,
    *,
    by: Account,
    now: datetime,
    words: str = "",
    **besides: Unpack[Besides],
) -> Entry:
    """Record a step with the words said on it, in the transaction of the change; save the task beforehand."""
    event = TaskEvent(task=task, step=move, words=words, due=task.due, by=by, at=now)
    return record_step(task, verb, event, **besides)
