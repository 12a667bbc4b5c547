"""What every step on a decision shares: the lock, the right, the words said, the files that came with it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Unpack

from zerentian.duties.models import Decision, DecisionEvent, DecisionFile, Meeting, MeetingItem
from zerentian.duties.rules.decisions import DecisionState, DecisionStep, step, was_on_time
from zerentian.evidence.actions import Received, deposit
from zerentian.ledger.actions import Besides, record_step
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account

# What one round of work has brought, taken away when the next begins.
OF_A_ROUND = ("done_by", "done_on", "reported_by", "reported_on", "verified_by", "closed_on")


def begin_round(decision: Decision) -> None:
    """Take away what the last round brought; its entries and words stay."""
    for name in OF_A_ROUND:
        setattr(decision, name, None)


def on_time(decision: Decision) -> bool:
    """Tell whether a decision was done by its due day."""
    if decision.done_on is None or decision.due is None:
        return False
    return was_on_time(decision.done_on, decision.due, decision.missed)


def locked(decision: Decision, *, by: Account, now: datetime, right: str) -> Decision:
    """Return a decision, locked against other steps, for who may read it and holds the right over it."""
    rows = Decision.objects.select_for_update(of=("self",)).select_related(
        "unit", "lead", "task", "meeting__kind"
    )
    fresh: Decision = rows.get(pk=decision.pk)
    require(by, right, fresh.path, now=now)
    if not by.is_system and not Decision.objects.visible_to(by).filter(pk=fresh.pk).exists():
        raise NotAllowed("没有这项议定事项，或您不能查看", "there is no such decision, or not for you to see")
    return fresh


def moved(decision: Decision, move: DecisionStep, *, by: Account, now: datetime, right: str) -> Decision:
    """Return a decision, locked, with the state after a step; the caller saves what else it changes."""
    fresh = locked(decision, by=by, now=now, right=right)
    state = step(DecisionState(fresh.state), move)
    if move not in fresh.steps:
        raise NotAllowed("仅阅知的事项没有这一步", "what is only to be taken note of has no such step")
    fresh.state = state
    return fresh


def by_post(by: Account, now: datetime) -> dict[str, object]:
    """Return the fact that names the acting post, none for a system actor."""
    post = next(iter(by.posts_on(local_day(now))), None)
    return {"by_post": post.code} if post else {}


def filed(
    decision: Decision, move: str, uploads: Sequence[Received], *, by: Account, now: datetime
) -> list[DecisionFile]:
    """Deposit files as this very decision's; content that was sent twice is one file."""
    files = {
        file.pk: file for file in (deposit(one, by=by, now=now, belongs_to=decision.ref) for one in uploads)
    }
    uses = []
    for file in files.values():
        use, is_new = DecisionFile.objects.get_or_create(
            decision=decision, file=file, step=move, defaults={"added_at": now}
        )
        uses += [use] if is_new else []
    return uses


def say(
    verb: str,
    decision: Decision,
    move: str,
    *,
    by: Account,
    now: datetime,
    words: str = "",
    meeting: Meeting | None = None,
    item: MeetingItem | None = None,
    **besides: Unpack[Besides],
) -> Entry:
    """Record a step of a decision with the words said on it; save the decision beforehand."""
    event = DecisionEvent(decision=decision, step=move, words=words, due=decision.due, by=by, at=now)
    event.occurred_on = besides.get("occurred_on") or local_day(now)
    event.meeting, event.item = meeting, item
    return record_step(decision, verb, event, **besides)
