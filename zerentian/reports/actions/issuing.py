"""Issuing a report: sealed first, rendered, recorded with the hashes of its files, sealed again, proved."""

import fcntl
import io
import json
import shutil
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction

from zerentian.ledger.actions import declare_figures, record, seal
from zerentian.ledger.keys import write_whole
from zerentian.ledger.models import Entry, Instance, Seal
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import joined
from zerentian.organization.access import require
from zerentian.organization.models import Account, Unit
from zerentian.reports.actions.annex import annex, statements_annex
from zerentian.reports.actions.binding import CHECKED, Bound, composed, envelope_of, void_abandoned
from zerentian.reports.actions.composing import Composition, Scope
from zerentian.reports.actions.outlines import read
from zerentian.reports.models import Outline, Report
from zerentian.reports.offline.verify import in_html, in_pdf
from zerentian.reports.render.docx import render_docx
from zerentian.reports.render.pages import Pages, set_pages
from zerentian.reports.rules.document import Annex, Document
from zerentian.reports.rules.outline import Parsed

VERIFIER = Path(__file__).resolve().parent.parent / "offline" / "verify.py"
WAIT = 60  # seconds for another report, or another sealer, to be done
EARLIEST = (1980, 1, 1, 0, 0, 0)
READ_ME = """责任田报告证明包 · Proof of a Zerentian report

python3 verify.py proof.zip        （只需 Python 3.11，无需联网 · needs Python 3.11 and no network）

verify.py 与本包一同出具；也可从您信任的来源另取一份。
Take verify.py from a source you trust if you do not trust this copy.
"""


def issue_report(
    outline: Outline, *, unit: Unit, period: Period, by: Account, now: datetime, recipient: str = ""
) -> Report:
    """Issue a report on a unit and a period, as of a seal made now; return it with its files in place.

    Refuses an outline with mistakes and a period that has not begun. A run that is killed leaves no report, or
    the whole of it; ``proof.zip`` can be written again at any time.
    """
    path = unit.path_on(min(period.last, local_day(now)))
    require(by, "report.issue", path, now=now)
    parsed = read(outline.text)
    if parsed.refused:
        raise NotAllowed(joined(one.placed for one in parsed.refused))
    if period.first > local_day(now):
        raise NotAllowed("期间尚未开始 · the period has not begun")
    with one_at_a_time():
        report = issue(parsed, outline, unit, path, period, by, now, recipient)
        sealed_surely(now)
        write_proof(report)
    return report


def issue(
    parsed: Parsed,
    outline: Outline,
    unit: Unit,
    path: str,
    period: Period,
    by: Account,
    now: datetime,
    recipient: str,
) -> Report:
    """Compose, render and keep a report, as the only one at it; finish what a killed run left unproved."""
    void_abandoned(by=by, now=now)
    sealed = sealed_now(by, now)
    unproved = Report.objects.first()
    if unproved and report_folder(unproved).exists() and not (report_folder(unproved) / "proof.zip").exists():
        write_proof(unproved)
    scope = Scope(unit, path, period, sealed.size, local_day(now))
    composition = Composition(scope)
    instance = Instance.objects.get()
    blocks = tuple(composition.blocks(parsed))
    folder = new_folder(now)
    number = folder.name.lstrip(".")
    title = parsed.title.replace("{{ unit }}", unit.name_on(period.last)).replace(
        "{{ period }}", period.label
    )
    document = Document(
        number=number,
        title=title,
        unit_name=unit.name_on(period.last),
        recipient=recipient,
        closing_day=local_day(now),
        blocks=blocks,
        annexes=tuple(annexes(composition, number)),
        mark="演示实例：内容均为虚构" if instance.demo else "",
    )
    about = {
        "number": document.number,
        "title": title,
        "unit": path,
        "unit_name": document.unit_name,
        "period": period.code,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "issued_on": local_day(now).isoformat(),
        "demo": instance.demo,
    }
    pages = set_pages(document)
    vkey = sealed.vkeys.splitlines()[-1]
    stated = composition.stated(document, sealed.note, vkey, about, pages.digests, CHECKED)
    bound = Bound({CHECKED: stated})
    entry = composed(about, scope.size, bound, by=by, now=now)
    sealed_surely(now)
    files = render(document, bound.manifest(CHECKED, envelope_of(entry, scope.size)), pages)
    return keep(files, folder, document, scope, outline, by, now)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the lock of the reports folder: numbers are given and folders put in place by one process at a time.

    The lock goes with its process, however that ends. NotAllowed when another report takes too long.
    """
    folder: Path = settings.ZERENTIAN_HOME / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / ".lock", "w") as file:
        for _ in range(WAIT * 10):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(0.1)
        else:
            raise NotAllowed(
                "另一份报告正在出具，请稍后再试 · another report is being issued: try again in a moment"
            )
        yield


def annexes(composition: Composition, number: str) -> Iterator[Annex]:
    """Yield what the numbers rest on, and what changed since the last report on the unit."""
    scope = composition.scope
    composition.find_entries()
    yield statements_annex(composition.statements, number, scope.period, scope.size)
    previous = Report.objects.filter(unit=scope.path, size__lt=scope.size).order_by("-size").first()
    if previous is not None:
        yield annex(previous, scope.size)


def sealed_now(by: Account, now: datetime) -> Seal:
    """Declare changed figures and seal everything; return the seal the report stands on."""
    declare_figures(by=by, now=now)
    return sealed_surely(now)


def sealed_surely(now: datetime) -> Seal:
    """Seal everything; a sealer that is at work is waited for."""
    for _ in range(WAIT * 10):
        sealed = seal(now=now)
        if sealed is not None:
            return sealed
        time.sleep(0.1)
    raise NotAllowed("另一封存正在进行，请稍后再试 · another sealer is at work: try again in a moment")


def new_folder(now: datetime) -> Path:
    """Return a fresh hidden folder named after the next number of the year; half-made ones are cleared."""
    year = local_day(now).year
    number = max((int(one.split("-")[1]) for one in numbers_taken(year)), default=0) + 1
    home: Path = settings.ZERENTIAN_HOME / "reports"
    for left in home.glob(".[0-9]*-[0-9]*"):
        shutil.rmtree(left)
    folder = home / f".{year}-{number:04}"
    folder.mkdir()
    return folder


def numbers_taken(year: int) -> set[str]:
    """Return the numbers of a year that reports bear, or were composed under: none is ever used again."""
    entries = Entry.objects.filter(verb="report.composed", subject__startswith=f"report:{year}-")
    composed_under = {
        subject.removeprefix("report:") for subject in entries.values_list("subject", flat=True)
    }
    issued = Report.objects.filter(number__startswith=f"{year}-").values_list("number", flat=True)
    return composed_under | set(issued)


def set_aside(place: Path) -> None:
    """Keep a folder without a row under another name: a run that was killed left it, or a database that is gone."""
    number = len(list(place.parent.glob(f"{place.name}.unrecorded-*"))) + 1
    if place.exists():
        place.rename(place.with_name(f"{place.name}.unrecorded-{number}"))


def render(document: Document, manifest: bytes, pages: Pages) -> dict[str, bytes]:
    """Return the files of a report by name, every rendition with the same manifest."""
    return {
        "manifest.json": manifest,
        "report.docx": render_docx(document, manifest),
        "report.html": in_html(pages.html, manifest),
        "report.pdf": in_pdf(pages.pdf, manifest),
        "render.log": "\n".join(map(str, pages.log)).encode(),
    }


def keep(
    files: dict[str, bytes],
    folder: Path,
    document: Document,
    scope: Scope,
    outline: Outline,
    by: Account,
    now: datetime,
) -> Report:
    """Write the files, put the folder in its place and record the report with their hashes."""
    for name, data in files.items():
        write_whole(folder / name, data)
    hashes = {kind: sha256(files[f"report.{kind}"]).hexdigest() for kind in ("docx", "pdf", "html")}
    hashes["manifest"] = sha256(files["manifest.json"]).hexdigest()
    period = scope.period
    place = folder.with_name(document.number)
    with transaction.atomic():
        report = Report.objects.create(
            number=document.number,
            title=document.title,
            unit=scope.path,
            period=period.code,
            first=period.first,
            last=period.last,
            size=scope.size,
            issued_at=now,
            outline=outline,
            **hashes,
        )
        facts = {"number": report.number, "period": period.code, "first": period.first, "last": period.last}
        record(
            "report.issued",
            subject=f"report:{report.number}",
            unit=scope.path,
            by=by,
            now=now,
            facts={**facts, "size": scope.size, **hashes},
            rows=[report],
        )
        set_aside(place)
        folder.rename(place)
    return report


def report_folder(report: Report) -> Path:
    """Return where a report's files lie."""
    folder: Path = settings.ZERENTIAN_HOME / "reports" / report.number
    return folder


def write_proof(report: Report) -> Path:
    """Write ``proof.zip``: every file, the sealed entry of the issue with its proof, and the verifier."""
    folder = report_folder(report)
    entry = Entry.objects.get(verb="report.issued", subject=f"report:{report.number}")
    if entry.index is None:
        raise NotAllowed(
            "出具记录尚未封存，请先运行 zerentian seal · the issue is not sealed yet: run `zerentian seal`"
        )
    issued = envelope_of(entry, report.size)
    names = ("manifest.json", "report.docx", "report.html", "report.pdf")
    parts = {name: (folder / name).read_bytes() for name in names}
    parts["issued.json"] = json.dumps(issued, ensure_ascii=False, indent=1).encode()
    parts["verify.py"] = VERIFIER.read_bytes()
    parts["README.txt"] = READ_ME.encode()
    write_whole(folder / "proof.zip", zipped(parts))
    return folder / "proof.zip"


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return a zip with fixed dates, so that the same parts give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(parts.items()):
            archive.writestr(zipfile.ZipInfo(name, EARLIEST), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
