"""Concerns leaving the office: lists, and replies in the hotline's or county's own template; each with its entry."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import BinaryIO

from django.db import transaction
from django.db.models import Prefetch

from zerentian.casework.actions.shield import reveal_contact
from zerentian.casework.models import Concern, Contact, Reply
from zerentian.casework.models.concerns import ConcernQuerySet
from zerentian.exchange.actions.cells import CELLS, CONTACTS, LISTED, Told, moment
from zerentian.exchange.models import ExportRun, ReplySheet
from zerentian.exchange.rules.templates import check_template, fill_template
from zerentian.ledger.actions import envelope, record, record_on
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import LOCAL, local_day
from zerentian.ledger.rules.refusals import NotAllowed, check_filled
from zerentian.ledger.rules.words import Words
from zerentian.organization.access import require
from zerentian.organization.actions.tables import leaving
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.protected import IN_LISTS

MOST = 20_000
MAX_TEMPLATE = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that leaves the office: its bytes, how many concerns are in it, in which sheet, and what to say of it."""

    content: bytes
    rows: int
    sheet: str = ""
    notes: Sequence[Words] = ()


def meant(unit: Unit, source: str, since: date | None, until: date | None) -> ConcernQuerySet:
    """Return the concerns of a township that are to leave: of one source, received from a day on and up to a day."""
    found: ConcernQuerySet = Concern.objects.counted().filter(unit=unit)
    if source:
        found = found.filter(source=source)
    if since:
        found = found.filter(received_at__gte=datetime.combine(since, time.min, LOCAL))
    if until:
        found = found.filter(received_at__lt=datetime.combine(until + timedelta(days=1), time.min, LOCAL))
    return found


def export_concerns(
    concerns: ConcernQuerySet,
    *,
    unit: Unit,
    form: str,
    by: Account,
    now: datetime,
    purpose: str = "",
    reason: str = "",
) -> Exported:
    """Return a list of concerns as ``xlsx`` or ``csv``: those the account may see, with who took it and when.

    Contact data comes only with a ``purpose`` and reason, by the right to reveal it, and each look is an entry. The
    table proves itself. Raises NotAllowed for too many rows, and when another sealer does not come to an end.
    """
    require(by, "concern.import", unit, now=now)
    with transaction.atomic():
        told = told_of(concerns, by, now, purpose, reason)
        keys = [*LISTED, *(CONTACTS if purpose else ())]
        rows = [[CELLS[key][0] for key in keys], *([CELLS[key][1](one) for key in keys] for one in told)]
        table = leaving(rows, form=form, taken=taken_by(by, now, len(told)))
        entry = note_export(table.digest, f"list.{form}", told, unit, reason, by, now, stated=table.digest)
    return Exported(table.file(envelope(entry, now)), len(told))


@transaction.atomic
def export_replies(
    sheet: ReplySheet,
    concerns: ConcernQuerySet,
    *,
    by: Account,
    now: datetime,
    into: BinaryIO | None = None,
    purpose: str = "",
    reason: str = "",
) -> Exported:
    """Fill answered concerns into a template kept before, or ``into`` the hotline's own file of this batch.

    Only what the account may see and what was answered goes in; contact columns are filled only with a purpose.
    """
    require(by, "concern.import", sheet.unit, now=now)
    content, columns = into.read() if into else bytes(sheet.content), sheet.filled
    check_template(content, columns)
    wanted = purpose if set(CONTACTS) & columns.keys() else ""
    told = [one for one in told_of(concerns, by, now, wanted, reason) if one.reply]
    rows = [{key: CELLS[key][1](one) for key in {*columns, "number"}} for one in told]
    filled = fill_template(content, columns, rows)
    digest = sha256(filled.content).hexdigest()
    note_export(digest, "replies.xlsx", told, sheet.unit, reason, by, now)
    # Nothing of ours is written into somebody's own form: it is said beside it.
    zh, _, en = IN_LISTS.partition(" · ")
    return Exported(filled.content, filled.rows, filled.sheet, [*filled.notes, Words(zh, en)])


def told_of(concerns: ConcernQuerySet, by: Account, now: datetime, purpose: str, reason: str) -> list[Told]:
    """Return the concerns the account may see, oldest first; contact data for a purpose, each look an entry."""
    replies = Reply.objects.filter(released=True).select_related("unit").prefetch_related("unit__periods")
    visible = concerns.visible_to(by).order_by("received_at", "pk").select_related("category", "unit")
    told = (Prefetch("replies", replies), "callbacks", "clocks", "dispatches", "unit__periods")
    rows = list(visible.prefetch_related(*told)[: MOST + 1])
    if len(rows) > MOST:
        raise NotAllowed(f"一次最多导出 {MOST} 件，请缩小范围", f"{MOST} at most: narrow it down")
    reachable = contacts_of(rows, by, now, purpose, reason) if purpose else {}
    return [
        Told(
            concern,
            next(iter(reversed(concern.replies.all())), None),
            next(iter(reversed(concern.callbacks.all())), None),
            reachable.get(concern.pk, ("", "")),
        )
        for concern in rows
    ]


def contacts_of(
    rows: Iterable[Concern], by: Account, now: datetime, purpose: str, reason: str
) -> dict[int, tuple[str, str]]:
    """Return name and phone by concern, each revealed with an entry of its own."""
    reason = check_filled(reason, "查看理由", "the reason")
    kept = set(
        Contact.objects.filter(concern__in=[row.pk for row in rows], erased=False).values_list(
            "concern_id", flat=True
        )
    )
    return {
        concern.pk: reveal_contact(concern, purpose=purpose, reason=reason, by=by, now=now)[:2]
        for concern in rows
        if concern.pk in kept
    }


def taken_by(by: Account, now: datetime, rows: int) -> str:
    """Return who takes the file and when, as it stands in it."""
    return f"导出人：{by.name}　导出时间：{moment(now)}　共 {rows} 件"


def note_export(
    digest: str,
    form: str,
    told: Sequence[Told],
    unit: Unit,
    reason: str,
    by: Account,
    now: datetime,
    *,
    stated: str | None = None,
) -> Entry:
    """Record that concerns left the office.

    ``digest`` is the SHA-256 of what the file states, which everybody may read in the entry when it is ``stated``; of
    somebody else's form that was filled it is kept with the run, hidden: its few words could be guessed from it.
    """
    run: ExportRun = ExportRun.objects.create(
        unit=unit,
        path=unit.path_on(local_day(now)) or unit.path,
        form=form,
        rows=len(told),
        contacts=sum(any(one.reachable) for one in told),
        reason=reason.strip(),
        file_digest=digest,
        by=by,
        at=now,
    )
    facts = {"rows": len(told), "form": form} | ({"stated": stated} if stated else {})
    return record_on(run, "concerns.exported", by=by, now=now, facts=facts)


@transaction.atomic
def keep_reply_sheet(
    *, unit: Unit, name: str, content: bytes, columns: Mapping[str, str], by: Account, now: datetime
) -> ReplySheet:
    """Keep the template in which a hotline or the county wants replies, with what goes into which column."""
    require(by, "concern.import", unit, now=now)
    if len(content) > MAX_TEMPLATE:
        raise NotAllowed("模板超过 5 MB", "the template is larger than 5 MB")
    if unknown := sorted(columns.keys() - CELLS.keys()):
        raise NotAllowed(f"不认识 {'、'.join(unknown)}", f"unknown: {', '.join(unknown)}")
    check_template(content, columns)
    name = check_filled(name, "模板名称", "the template's name")
    sheet = ReplySheet.objects.filter(unit=unit, name=name).first() or ReplySheet(unit=unit, name=name)
    sheet.path, sheet.content, sheet.digest = unit.path, content, sha256(content).hexdigest()
    sheet.columns = json.dumps(dict(columns), ensure_ascii=False, sort_keys=True)
    sheet.save()
    record("reply_sheet.kept", subject=sheet.ref, unit=unit.path, by=by, now=now, rows=[sheet])
    return sheet
