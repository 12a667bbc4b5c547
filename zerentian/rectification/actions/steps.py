"""What every step on a finding shares: the lock, the right, the words said, the files that came with it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Unpack

from zerentian.evidence.actions import Received, deposit
from zerentian.evidence.models import File
from zerentian.ledger.actions import Besides, record_step
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account, Post
from zerentian.rectification.models import Finding, FindingFile, FindingStep, Measure
from zerentian.rectification.rules.findings import OPEN_STATES, State, Step, step


def locked(finding: Finding, *, by: Account, now: datetime, right: str) -> Finding:
    """Return the finding, locked against other steps, for an account that may read it and holds the right over it."""
    rows = Finding.objects.select_for_update(of=("self",)).select_related("unit", "responsible")
    fresh: Finding = rows.get(pk=finding.pk)
    require(by, right, fresh.path, now=now)
    if not by.is_system and not Finding.objects.visible_to(by).filter(pk=fresh.pk).exists():
        raise NotAllowed("没有这个问题，或您不能查看", "there is no such finding, or not for you to see")
    return fresh


def moved(finding: Finding, move: Step, *, by: Account, now: datetime, right: str) -> Finding:
    """Return the finding, locked, with the state after a step; the caller saves what else it changes."""
    fresh = locked(finding, by=by, now=now, right=right)
    fresh.state = step(State(fresh.state), move)
    return fresh


def check_open(finding: Finding) -> None:
    """Refuse to work on a finding that is over."""
    if finding.state not in OPEN_STATES:
        raise NotAllowed("问题已经办结，请刷新页面", "the finding is over: reload the page")


def say(
    verb: str,
    finding: Finding,
    move: str,
    *,
    by: Account,
    now: datetime,
    words: str = "",
    before: dict[str, Any] | None = None,
    **besides: Unpack[Besides],
) -> Entry:
    """Record a step with the words said on it, in the transaction of the change; save the finding beforehand."""
    said = FindingStep(finding=finding, step=move, words=words, before=before or {}, by=by, at=now)
    said.due, said.occurred_on = finding.due, besides.get("occurred_on") or local_day(now)
    return record_step(finding, verb, said, **besides)


def filed(
    finding: Finding,
    move: str,
    uploads: Sequence[Received],
    *,
    by: Account,
    now: datetime,
    measure: Measure | None = None,
) -> list[FindingFile]:
    """Deposit files as this very finding's; content that was sent twice is one file."""
    files: dict[int, File] = {}
    for upload in uploads:
        file = deposit(upload, by=by, now=now, belongs_to=finding.ref)
        files[file.pk] = file
    uses = []
    for file in files.values():
        values = {"measure": measure, "added_at": now}
        use, is_new = FindingFile.objects.get_or_create(
            finding=finding, file=file, step=move, defaults=values
        )
        uses += [use] if is_new else []
    return uses


def post_of(by: Account, now: datetime) -> Post | None:
    """Return the post from which an account acts, None for a system actor."""
    return next(iter(by.posts_on(local_day(now))), None)


def by_post(by: Account, now: datetime) -> dict[str, object]:
    """Return the fact that names the acting post, none for a system actor."""
    post = post_of(by, now)
    return {"by_post": post.code} if post else {}


def standing(finding: Finding, state: str) -> dict[str, object]:
    """Return what a finding stood in before a step that ends or moves it, by the state it had."""
    before = Finding(state=state)
    return {
        "due": finding.due,
        "owed": before.is_owed,
        "missed": finding.missed,
        "ownerless": state == State.OPENED,
    }
