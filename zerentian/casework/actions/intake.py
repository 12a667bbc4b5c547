"""Intake: a concern is received, waits as suspected spam, is admitted or set aside; residents add to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from zerentian.casework.actions.arrivals import Arrival, Said, described, first_runs, received_facts
from zerentian.casework.actions.asking import woken
from zerentian.casework.actions.batches import furnish, write_arrivals
from zerentian.casework.actions.clocks import OWN_PURPOSES, stop_runs
from zerentian.casework.actions.sealing import kept_safe
from zerentian.casework.actions.standing import home_of
from zerentian.casework.actions.steps import SUPPLEMENT, filed, locked, moved, rulebook, say, stated_at, taken
from zerentian.casework.codes import new_secret, secret_digest, secret_for
from zerentian.casework.models import ClockRun, Concern, ConcernFile
from zerentian.casework.rules.asking import Ended
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import Channel, State, Step, step
from zerentian.evidence.actions import Received
from zerentian.evidence.models import File
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit


@dataclass(frozen=True, slots=True)
class Receipt:
    """A concern as it was received. ``secret`` opens the personal part of its page; ``created`` False: it was
    there already, because the form arrived twice."""

    concern: Concern
    secret: str
    created: bool = True


def receive_concern(
    said: Said,
    *,
    unit: Unit,
    channel: Channel,
    by: Account,
    now: datetime,
    received_at: datetime | None = None,
    submission: UUID | None = None,
    suspected: bool = False,
    files: Sequence[Received] = (),
    source: str = "",
    source_number: str | None = None,
    imported: bool = False,
) -> Receipt:
    """Register a concern at a township, with its clocks; the same ``submission`` twice makes one concern.

    ``suspected`` spam waits in its queue, without clocks, until somebody looks at it: nothing is dropped.
    """
    require(by, "concern.register", now=now)
    if not by.is_system:
        # A village cadre registers at the township, over which the right to work at all reaches.
        require(by, "desk.view", unit, now=now)
    if submission is not None and (known := Concern.objects.filter(submission=submission).first()):
        return Receipt(known, secret_for(submission, settings.SECRET_KEY.encode()), created=False)
    concern = described(said, unit, channel, received_at or now, by)
    concern.submission, concern.source, concern.source_number = submission, source, source_number
    secret = secret_for(submission, settings.SECRET_KEY.encode()) if submission else new_secret()
    concern.secret_digest = secret_digest(secret, bytes(concern.salt))
    arrival = Arrival(concern, said, uploads=files, queued=suspected, imported=imported)
    # Made ready before, written here: SQLite lets one write at a time.
    furnish(arrival, by=by, now=now, book=rulebook())
    try:
        with transaction.atomic():
            write_arrivals([arrival], by=by, now=now)
    except IntegrityError:
        known = Concern.objects.filter(submission=submission).first() if submission else None
        if known is None or submission is None:
            raise
        return Receipt(known, secret_for(submission, settings.SECRET_KEY.encode()), created=False)
    return Receipt(concern, secret)


def saved_runs(runs: list[ClockRun], concern: Concern) -> list[ClockRun]:
    """Save new clocks of a concern that has its key now."""
    for run in runs:
        run.concern = concern
        run.save()
    return runs


@transaction.atomic
def admit_concern(concern: Concern, *, by: Account, now: datetime) -> Concern:
    """Let a concern out of the queue of suspected spam, or take it back after it was set aside."""
    # Asked of the locked row: it may have been set aside since it was read.
    was_queued = taken(concern).state == State.QUEUED
    concern = moved(concern, Step.ADMIT, by=by, now=now, right="concern.triage")
    runs = first_runs(concern, rulebook())
    concern.save()
    saved_runs(runs, concern)
    say("concern.admitted", concern, Step.ADMIT, by=by, now=now, facts={"was_queued": was_queued})
    concern.path = home_of(concern, now)
    concern.save(update_fields=["path"])
    say(
        "concern.received",
        concern,
        "receive",
        by=by,
        now=now,
        occurred_on=local_day(concern.received_at),
        facts=received_facts(concern, runs),
        rows=runs,
        files=[kept.file for kept in concern.files.select_related("file")],
    )
    return concern


@transaction.atomic
def set_aside(concern: Concern, *, reason: str, by: Account, now: datetime) -> Concern:
    """Set aside what is no concern at all (advertising, a test), with the reason; it stays and can come back."""
    reason = check_filled(reason, "搁置理由", "the reason")
    concern = moved(concern, Step.SET_ASIDE, by=by, now=now, right="concern.triage")
    concern.save(update_fields=["state"])
    say("concern.set_aside", concern, Step.SET_ASIDE, by=by, now=now, words=reason)
    return concern


@transaction.atomic
def supplement_concern(
    concern: Concern, *, words: str, by: Account, now: datetime, files: Sequence[Received] = ()
) -> Concern:
    """Let the resident add to the concern, from its page and with its secret."""
    concern = taken(concern)
    words = kept_safe(concern, check_filled(words, "补充内容", "what to add"))
    kept = filed(concern, files, by=by, now=now)
    rows = added_files(concern, kept, now, from_resident=True)
    woken(concern, Ended.ANSWERED, by, now)
    say(
        "concern.noted",
        concern,
        SUPPLEMENT,
        by=by,
        now=now,
        facts={"by_code": True},
        words=words,
        public=True,
        rows=rows,
        files=kept,
    )
    return concern


def added_files(
    concern: Concern, files: Sequence[File], now: datetime, *, from_resident: bool
) -> list[ConcernFile]:
    """Add files to a concern; one that is there already is left."""
    known = set(concern.files.values_list("file_id", flat=True))
    return [
        ConcernFile.objects.create(concern=concern, file=file, from_resident=from_resident, added_at=now)
        for file in files
        if file.pk not in known
    ]


@transaction.atomic
def withdraw_concern(concern: Concern, *, by: Account, now: datetime, words: str = "") -> Concern:
    """Withdraw a concern at the resident's own wish, from its page and with its secret."""
    concern = taken(concern)
    concern.state = step(State(concern.state), Step.WITHDRAW)
    concern.save(update_fields=["state"])
    rows = stop_runs(concern, *OWN_PURPOSES, day=local_day(now))
    facts = {"due": concern.due}
    say(
        "concern.withdrawn",
        concern,
        Step.WITHDRAW,
        by=by,
        now=now,
        facts=facts,
        words=kept_safe(concern, words),
        public=True,
        rows=rows,
    )
    return concern


@transaction.atomic
def give_notice(concern: Concern, *, words: str, by: Account, now: datetime) -> Concern:
    """Record the written notice of receipt (信访工作条例 art. 23); it stands on the resident's page."""
    concern = locked(concern, by=by, now=now, right="concern.register", here=True)
    runs = stop_runs(concern, Purpose.NOTICE, day=local_day(now))
    if not runs:
        raise NotAllowed("已经告知过，不必重复", "the notice has been given already")
    kept = runs[0].was_kept
    facts = {"purpose": Purpose.NOTICE.value, "rule": runs[0].rule_id, "due": runs[0].due, "on_time": kept}
    words = check_filled(words, "告知内容", "the notice")
    said: dict[str, Any] = {"facts": facts, "words": words, "public": True, "rows": runs}
    say(
        "clock.stopped",
        concern,
        "notice",
        by=by,
        now=now,
        unit=stated_at(concern, "concern.received"),
        **said,
    )
    return concern
