"""Issuing a report: sealed first, rendered, recorded with the hashes of its files, sealed again, proved."""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from zerentian.casework.actions import seal_looks
from zerentian.ledger.actions import declare_figures, record, sealed_surely
from zerentian.ledger.files import write_whole
from zerentian.ledger.models import Entry, Seal
from zerentian.ledger.rules.later import Later
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import joined
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit
from zerentian.reports.actions.binding import (
    CHECKED,
    CLEARED,
    CLEARED_SUBMITTED,
    RENDITIONS,
    SUBMITTED,
    Bound,
    Rendition,
    composed,
    envelope_of,
    void_abandoned,
)
from zerentian.reports.actions.composing import Scope
from zerentian.reports.actions.drafting import AUDIENCES, Draft, Signature, Task, drafted
from zerentian.reports.actions.numbers import new_folder, set_aside
from zerentian.reports.actions.outlines import read
from zerentian.reports.actions.signers import check_signed_off
from zerentian.reports.actions.under_way import one_at_a_time, under_way
from zerentian.reports.leftout import FILE, opening_of
from zerentian.reports.models import Outline, Report, ReportDraft
from zerentian.reports.offline.verify import ISSUES, PROOF_READ_ME, in_html, in_pdf
from zerentian.reports.rules.outline import Parsed
from zerentian.reports.rules.progress import Progress, Step, Tell
from zerentian.reports.rules.signing import DraftState, DraftStep, check_step

if TYPE_CHECKING:
    from zerentian.reports.render import docx as word
else:
    word = Later("zerentian.reports.render.docx")

VERIFIER = Path(__file__).resolve().parent.parent / "offline" / "verify.py"
NAMES = {"docx": "report.docx", "pdf": "report.pdf", "html": "report.html", "manifest": "manifest.json"}
EARLIEST = (1980, 1, 1, 0, 0, 0)


def untold(step: Step, done: int = 0, of: int = 0, number: str = "") -> None:
    """Tell nobody how far it is."""


@dataclass(frozen=True, slots=True)
class Issued:
    """From which outline a report is issued, in the place of which earlier one, where there is one, and to whom it is
    told how far that is."""

    outline: Outline
    redacts: Report | None = None
    draft: ReportDraft | None = None
    tell: Tell = untold


@dataclass(frozen=True, slots=True)
class Addressed:
    """To whom a report is addressed, and whether it is issued in the name of the party committee."""

    recipient: str = ""
    party: bool = False


def issue_report(
    outline: Outline,
    *,
    unit: Unit,
    period: Period,
    by: Account,
    now: datetime,
    recipient: str = "",
    party: bool = False,
    tell: Tell = untold,
) -> Report:
    """Issue a report on a unit and a period, as of a seal made now; return it with its files in place.

    ``party``: in the name of the unit's party committee, else of its government. ``tell`` is told each step as well.

    Refuses an outline with mistakes and a period that has not begun, and, where that is asked, what nobody signed off.
    A run that is killed leaves no report, or the whole of it; ``proof.zip`` can be written again at any time.
    """
    path = unit.path_on(min(period.last, local_day(now)))
    require(by, "report.issue", path, now=now)
    parsed = check_issuable(outline, period, now)
    check_signed_off(path, by=by, now=now)
    with one_at_a_time(), under_way(by, Progress(path, period.code, outline.code), tell) as run:
        scope = Scope(unit, path, period, 0, local_day(now))
        report = issue(parsed, Issued(outline, tell=run), scope, by, now, Addressed(recipient, party))
        run(Step.PROVE)
        sealed_surely(now)
        write_proof(report)
    return report


def check_issuable(outline: Outline, period: Period, now: datetime) -> Parsed:
    """Return an outline that can be issued, read; NotAllowed for one with mistakes or evidence still to come."""
    parsed = read(outline.text)
    if parsed.refused:
        raise NotAllowed(joined(one.placed for one in parsed.refused))
    if parsed.waiting:
        raise NotAllowed(joined(one.placed for one in parsed.waiting))
    if period.first > local_day(now):
        raise NotAllowed("期间尚未开始", "the period has not begun")
    return parsed


def issue(
    parsed: Parsed,
    issued: Issued,
    scope: Scope,
    by: Account,
    now: datetime,
    addressed: Addressed | ReportDraft,
) -> Report:
    """Compose, render and keep a report, as the only one at it; finish what a killed run left unproved.

    It stands on a seal made now, what was signed off on the seal on which it was read.
    """
    void_abandoned(by=by, now=now)
    sealed = sealed_now(by, now)
    unproved = Report.objects.first()
    if unproved and report_folder(unproved).exists() and not (report_folder(unproved) / "proof.zip").exists():
        write_proof(unproved)
    if issued.draft is not None:
        refuse_defined_anew(issued.draft)
        sealed = Seal.objects.get(size=scope.size)
    folder = new_folder(now)
    task = Task(
        parsed,
        replace(scope, size=sealed.size),
        folder.name.lstrip("."),
        addressed.recipient,
        addressed.party,
        signature_of(issued.draft),
    )
    return kept(task, sealed, folder, issued, by, now)


def refuse_defined_anew(draft: ReportDraft) -> None:
    """Refuse to issue what was signed off once a figure is defined otherwise than when it was read.

    Asked after the seal made for the issue, which declares what a version that was put in since defines anew.
    """
    if Entry.objects.filter(verb="ledger.figure_defined", index__gte=draft.size).exists():
        raise NotAllowed(
            "送审以后有指标改了定义，签发的数字已不能照原样出具：请撤回后重新送审",
            "a figure was defined anew since it was submitted: withdraw the draft and submit it again",
        )


def signature_of(draft: ReportDraft | None) -> Signature | None:
    """Return who signed a draft off, from which post and on which day."""
    if draft is None or draft.signed_by is None or draft.signed_post is None or draft.signed_on is None:
        return None
    return Signature(draft.signed_by.name, draft.signed_post.title, draft.signed_on)


def kept(task: Task, sealed: Seal, folder: Path, issued: Issued, by: Account, now: datetime) -> Report:
    """Draft all renditions, bind them to one sealed entry, render them and keep the report with its files."""
    drafts = []
    for done, audience in enumerate(AUDIENCES):
        issued.tell(Step.COMPOSE, done, len(AUDIENCES), task.number)
        drafts += drafted(task, sealed, audience)
    issued.tell(Step.BIND)
    bound = Bound({draft.rendition: draft.stated(task, sealed) for draft in drafts})
    entry = composed(task.about(), task.scope.size, bound, by=by, now=now)
    sealed_surely(now)
    envelope = envelope_of(entry, task.scope.size)
    files: dict[str, bytes] = {}
    for done, draft in enumerate(drafts):
        issued.tell(Step.RENDER, done, len(drafts))
        files |= render(draft, bound.manifest(draft.rendition, envelope))
    issued.tell(Step.KEEP)
    files[FILE] = opening_of(task.number, {one.rendition.name: one.left_out for one in drafts})
    return keep(files, folder, task, issued, by, now)


def sealed_now(by: Account, now: datetime) -> Seal:
    """Declare changed figures and seal everything; return the seal the report stands on.

    It is one of today: what a period still running comes to is taken as of the day of the seal. On a day on which
    nothing was recorded the access log of yesterday, which is sealed every day, gives it.
    """
    declare_figures(by=by, now=now)
    sealed = sealed_surely(now)
    if local_day(sealed.sealed_at) >= local_day(now):
        return sealed
    seal_looks(by=Account.objects.system("clock"), now=now)
    return sealed_surely(now)


def render(draft: Draft, manifest: bytes) -> dict[str, bytes]:
    """Return the files of a rendition by name, all with the same manifest, in the folder of the rendition."""
    place = draft.rendition.place
    files = {
        f"{place}manifest.json": manifest,
        f"{place}report.docx": word.render_docx(draft.document, manifest),
    }
    if draft.pages:
        files |= {
            f"{place}report.html": in_html(draft.pages.html, manifest),
            f"{place}report.pdf": in_pdf(draft.pages.pdf, manifest),
            f"{place}render.log": "\n".join(map(str, draft.pages.log)).encode(),
        }
    return files


def keep(
    files: dict[str, bytes], folder: Path, task: Task, issued: Issued, by: Account, now: datetime
) -> Report:
    """Write the files, put the folder in its place and record the report with their hashes."""
    for name, data in files.items():
        # What only the county reads is closed to others on the machine as well.
        closed = name == FILE or name.startswith(CLEARED.place)
        write_whole(folder / name, data, mode=0o600 if closed else 0o644)
    hashes = hashes_of(files, CHECKED)
    scope, period = task.scope, task.scope.period
    place = folder.with_name(task.number)
    with transaction.atomic():
        report = Report.objects.create(
            number=task.number,
            title=task.title,
            unit=scope.path,
            period=period.code,
            first=period.first,
            last=period.last,
            size=scope.size,
            issued_at=now,
            outline=issued.outline,
            recipient=task.recipient,
            party=task.party,
            redacts=issued.redacts,
            **hashes,
        )
        facts = {"number": report.number, "period": period.code, "first": period.first, "last": period.last}
        facts |= {"size": scope.size}
        note_issue(report, facts, hashes, issued.redacts, by, now)
        for one in (CLEARED, SUBMITTED, CLEARED_SUBMITTED):
            note_rendition(report, one, {**facts, **hashes_of(files, one)}, by, now)
        if issued.draft is not None:
            note_draft(issued.draft, report, by, now)
        set_aside(place)
        folder.rename(place)
    return report


def note_draft(draft: ReportDraft, report: Report, by: Account, now: datetime) -> None:
    """Record that what was signed off is issued; refuse one that was returned or withdrawn meanwhile."""
    draft = ReportDraft.objects.select_for_update().get(pk=draft.pk)
    check_step(DraftStep.ISSUE, draft.state)
    draft.state, draft.report = DraftState.ISSUED, report
    draft.save(update_fields=["state", "report"])
    facts = {"number": report.number}
    record("draft.issued", subject=draft.ref, unit=draft.unit, by=by, now=now, facts=facts, rows=[draft])


def hashes_of(files: dict[str, bytes], rendition: Rendition) -> dict[str, str]:
    """Return the SHA-256 of a rendition's files, by kind."""
    own = {kind: f"{rendition.place}{name}" for kind, name in NAMES.items()}
    return {kind: sha256(files[name]).hexdigest() for kind, name in own.items() if name in files}


def note_issue(
    report: Report,
    facts: dict[str, Any],
    hashes: dict[str, str],
    redacts: Report | None,
    by: Account,
    now: datetime,
) -> None:
    """Record the issue; of a report that takes the place of an earlier one, that it does: it counts once."""
    if redacts is not None:
        note_rendition(report, CHECKED, {**facts, **hashes, "redacts": redacts.number}, by, now, [report])
        return
    record(
        "report.issued",
        subject=f"report:{report.number}",
        unit=report.unit,
        by=by,
        now=now,
        facts={**facts, **hashes},
        rows=[report],
    )


def note_rendition(
    report: Report,
    rendition: Rendition,
    facts: dict[str, Any],
    by: Account,
    now: datetime,
    rows: Sequence[Report] = (),
) -> None:
    """Record the files of another rendition of a report than the one that was issued to everybody."""
    marked = rendition.dress == CHECKED.dress
    record(
        "report.rendered" if marked else "report.dressed",
        subject=f"report:{report.number}",
        unit=report.unit,
        by=by,
        now=now,
        facts={**facts, "audience": rendition.audience} | ({} if marked else {"dress": rendition.dress}),
        rows=rows,
    )


def report_folder(report: Report) -> Path:
    """Return where a report's files lie."""
    folder: Path = settings.ZERENTIAN_HOME / "reports" / report.number
    return folder


def write_proof(report: Report) -> Path:
    """Write ``proof.zip`` of every rendition: its files, the sealed entry of their issue with its proof, and the
    verifier. Return that of the rendition for everybody."""
    folder = report_folder(report)
    for rendition in RENDITIONS:
        if (folder / rendition.place / "manifest.json").exists():
            write_proof_of(report, folder / rendition.place, rendition)
    return folder / "proof.zip"


def noting(report: Report, rendition: Rendition) -> Entry:
    """Return the entry that records the files of a rendition."""
    noted = Entry.objects.filter(verb__in=ISSUES, subject=f"report:{report.number}")
    wanted = (rendition.audience, rendition.dress)
    (entry,) = (
        one
        for one in noted
        if (one.fact.get("audience", CHECKED.audience), one.fact.get("dress", CHECKED.dress)) == wanted
    )
    return entry


def write_proof_of(report: Report, folder: Path, rendition: Rendition) -> Path:
    """Write the ``proof.zip`` of one rendition."""
    entry = noting(report, rendition)
    if entry.index is None:
        raise NotAllowed(
            "出具记录尚未封存，请先运行 zerentian seal", "the issue is not sealed yet: run `zerentian seal`"
        )
    issued = envelope_of(entry, report.size)
    parts = {name: (folder / name).read_bytes() for name in NAMES.values() if (folder / name).exists()}
    parts["issued.json"] = json.dumps(issued, ensure_ascii=False, indent=1).encode()
    parts["verify.py"] = VERIFIER.read_bytes()
    parts["README.txt"] = PROOF_READ_ME.encode()
    write_whole(folder / "proof.zip", zipped(parts), mode=0o600 if rendition.is_protected else 0o644)
    return folder / "proof.zip"


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return a zip with fixed dates, so that the same parts give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(parts.items()):
            archive.writestr(zipfile.ZipInfo(name, EARLIEST), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
