"""Findings are opened, from wherever they come, corrected, joined, or found unfounded."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zerentian.casework.models import Concern
from zerentian.duties.actions.heads import head, path_on
from zerentian.evidence.actions import Received
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_words
from zerentian.organization.access import require
from zerentian.organization.models import Account, Area, Unit
from zerentian.rectification.actions.concerns import check_about_a_place
from zerentian.rectification.actions.measures import drop_open_measures
from zerentian.rectification.actions.steps import check_open, filed, locked, moved, say, standing
from zerentian.rectification.models import Finding
from zerentian.rectification.rules.findings import Level, Source, Step, check_other

OPENED = "finding.opened"
CORRECTED = ("title", "detail", "place", "level", "violated", "found_on")


@transaction.atomic
def open_finding(
    *,
    title: str,
    unit: Unit,
    source: Source,
    found_on: date,
    by: Account,
    now: datetime,
    detail: str = "",
    place: str = "",
    place_unit: Unit | None = None,
    area: Area | None = None,
    level: Level = Level.ORDINARY,
    source_level: str = "",
    source_ref: str = "",
    source_document: str = "",
    source_number: str = "",
    violated: str = "",
    immediate: str = "",
    recurs_from: Finding | None = None,
    uploads: Sequence[Received] = (),
    imported: bool = False,
) -> Finding:
    """Open a finding about a matter or place of a unit; nobody is in charge of it yet.

    ``source_ref`` refers to what it came from, such as ``concern:…``. Raises NotAllowed for an empty title and for
    a number that the document's list already brought.
    """
    require(by, "finding.open", unit, now=now)
    finding = Finding(
        title=check_words(title, "问题是什么", "what is wrong"),
        unit=unit,
        opened_at_unit=unit,
        path=path_on(unit, found_on),
        source=source,
        found_on=found_on,
        opened_by=by,
        opened_on=local_day(now),
        detail=detail.strip(),
        place=place.strip(),
        place_unit=place_unit,
        area=area,
        level=level,
        source_level=source_level.strip(),
        source_ref=source_ref,
        source_document=source_document.strip(),
        source_number=source_number.strip(),
        violated=violated.strip(),
        immediate=immediate.strip(),
        recurs_from=recurs_from,
    )
    check_number(finding)
    finding.save()
    files = filed(finding, "open", uploads, by=by, now=now)
    words = finding.detail or finding.title
    say(
        OPENED,
        finding,
        "open",
        by=by,
        now=now,
        facts=facts_of(finding),
        words=words,
        uses=files,
        occurred_on=found_on,
        imported=imported,
    )
    return finding


def check_number(finding: Finding) -> None:
    """Refuse a number that the same document has brought to the unit before."""
    same = Finding.objects.filter(
        opened_at_unit=finding.opened_at_unit,
        source_document=finding.source_document,
        source_number=finding.source_number,
    )
    if finding.source_number and same.exists():
        raise NotAllowed(
            f"“{finding.source_document}”的第 {finding.source_number} 号问题已登记，不必再登记",
            f"number {finding.source_number} of that document has been opened already",
        )


def facts_of(finding: Finding) -> dict[str, object]:
    """Return what the opening of a finding states."""
    return {
        "source": finding.source,
        "level": finding.level,
        "area": finding.area.code if finding.area else None,
        "recurs": finding.recurs_from_id is not None,
    }


@transaction.atomic
def open_from_concern(
    concern: Concern, *, title: str, unit: Unit, by: Account, now: datetime, detail: str = "", **more: Any
) -> Finding:
    """Open a finding that a resident's concern brought up; the finding says nothing of the resident.

    A complaint about somebody, a report of wrongdoing and a concern that accuses a unit bring none: a finding is
    about a matter or a place, and is read by the unit in charge of it.
    """
    check_about_a_place(concern, by)
    return open_finding(
        title=title,
        unit=unit,
        source=Source.CONCERN,
        source_ref=concern.ref,
        detail=detail,
        by=by,
        now=now,
        **more,
    )


@transaction.atomic
def correct_finding(
    finding: Finding,
    *,
    reason: str,
    title: str,
    found_on: date,
    by: Account,
    now: datetime,
    detail: str = "",
    place: str = "",
    level: Level = Level.ORDINARY,
    violated: str = "",
) -> Finding:
    """State again what a finding says, with the reason; what it said before stays readable."""
    finding = moved(finding, Step.CORRECT, by=by, now=now, right="finding.open")
    reason = check_words(reason, "更正理由", "why it is corrected")
    before = {name: str(getattr(finding, name)) for name in CORRECTED}
    finding.title = check_words(title, "问题是什么", "what is wrong")
    finding.detail, finding.place, finding.violated = detail.strip(), place.strip(), violated.strip()
    finding.level, finding.found_on = level, found_on
    finding.save(update_fields=list(CORRECTED))
    opened = head(finding.ref, OPENED)
    say(
        OPENED,
        finding,
        Step.CORRECT,
        by=by,
        now=now,
        facts=facts_of(finding),
        words=reason,
        before=before,
        occurred_on=found_on,
        replaces=opened,
        change="corrected",
        unit=opened.unit,
    )
    return finding


@transaction.atomic
def dismiss_finding(
    finding: Finding, *, proof: str, uploads: Sequence[Received], by: Account, now: datetime
) -> Finding:
    """Find, as another person and with a paper or picture that proves it, that a finding is unfounded."""
    state = locked(finding, by=by, now=now, right="finding.verify").state
    finding = moved(finding, Step.DISMISS, by=by, now=now, right="finding.verify")
    check_other(by.pk, finding.opened_by_id, *finding.involved)
    proof = check_words(proof, "不成立的依据", "what proves that it is unfounded")
    if not uploads:
        raise NotAllowed("认定不成立须附证据材料", "attach what proves that it is unfounded")
    finding.save(update_fields=["state"])
    files = filed(finding, Step.DISMISS, uploads, by=by, now=now)
    facts = standing(finding, state)
    entry = say(
        "finding.dismissed", finding, Step.DISMISS, by=by, now=now, facts=facts, words=proof, uses=files
    )
    drop_open_measures(finding, by=by, now=now, because=entry)
    return finding


@transaction.atomic
def join_finding(finding: Finding, *, into: Finding, reason: str, by: Account, now: datetime) -> Finding:
    """Join a finding to an earlier open one about the same matter; it stays listed, with a link."""
    state = locked(finding, by=by, now=now, right="finding.assign").state
    into = locked(into, by=by, now=now, right="finding.assign")
    if into.pk == finding.pk:
        raise NotAllowed("不能并入自己，请选另一个问题", "a finding isn't joined to itself: choose another")
    check_open(into)
    finding = moved(finding, Step.JOIN, by=by, now=now, right="finding.assign")
    finding.joined_to = into
    finding.save(update_fields=["state", "joined_to"])
    facts = standing(finding, state) | {"into": into.ref}
    words = check_words(reason, "并案理由", "why they are joined")
    entry: Entry = say("finding.joined", finding, Step.JOIN, by=by, now=now, facts=facts, words=words)
    drop_open_measures(finding, by=by, now=now, because=entry)
    return finding
