"""What duties keep open for posts, and how it passes on when staff move."""

from collections.abc import Sequence
from datetime import datetime

from zerentian.duties.actions.duties import hand_over_duty
from zerentian.duties.actions.tasks import hand_over_task
from zerentian.duties.models import Duty, Task
from zerentian.ledger.models import Entry
from zerentian.organization.handover import Matter
from zerentian.organization.models import Account, Post


class Duties:
    """The duties in force of a post, with their open occurrences."""

    label = "责任"

    def open_for(self, post: Post) -> Sequence[Matter]:
        """Return the post's duties in force."""
        return [Matter(duty.ref, duty.title) for duty in Duty.objects.in_force().filter(post=post)]

    def pass_on(self, post: Post, *, to: Post, by: Account, now: datetime, because: Entry) -> int:
        """Hand every duty in force of a post to another."""
        duties = list(Duty.objects.in_force().filter(post=post))
        for duty in duties:
            hand_over_duty(duty, to=to, by=by, now=now, because=because)
        return len(duties)


class Tasks:
    """The open tasks of a post."""

    label = "交办事项"

    def open_for(self, post: Post) -> Sequence[Matter]:
        """Return the post's open tasks, the soonest due first."""
        open_tasks = Task.objects.open().filter(post=post).order_by("due")
        return [Matter(task.ref, task.title, task.due) for task in open_tasks]

    def pass_on(self, post: Post, *, to: Post, by: Account, now: datetime, because: Entry) -> int:
        """Hand every open task of a post to another."""
        tasks = list(Task.objects.open().filter(post=post))
        for task in tasks:
            hand_over_task(task, to=to, by=by, now=now, because=because)
        return len(tasks)
