"""Printing a paper about a matter: what it states is sealed before it is rendered, so that anybody can verify it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import transaction

from zerentian.casework.models import Concern
from zerentian.duties.models.located import Located
from zerentian.ledger.actions import envelope, record
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.canonical import canonical_text
from zerentian.ledger.rules.later import Later
from zerentian.ledger.rules.periods import chinese_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import require
from zerentian.organization.models import Account
from zerentian.reports.offline.verify import canonical, in_html, in_pdf
from zerentian.reports.render.html import html_page
from zerentian.reports.render.pdf import set_pdf
from zerentian.reports.render.signs import printable
from zerentian.reports.render.stated import stated
from zerentian.reports.rules.document import Document

if TYPE_CHECKING:
    from zerentian.reports.render import docx as word
else:
    word = Later("zerentian.reports.render.docx")

FORMAT = "zerentian-paper-1"
# Papers that hold what a resident wrote: no sign of it keeps them from being printed.
OF_RESIDENTS = ("letter", "notice", "case", "inquiry")


def print_paper(
    matter: Concern | Located,
    document: Document,
    *,
    kind: str,
    forms: Iterable[str],
    by: Account,
    now: datetime,
    rests_on: Sequence[Entry] = (),
) -> dict[str, bytes]:
    """Return a paper about a matter as ``docx``, ``pdf`` or ``html``, by form, each with what proves it inside.

    ``kind`` is ``letter``, ``case``, ``notice``, ``minutes``, ``scorecard``, ``duty_letter``, ``inquiry``,
    ``file`` or ``transfer``; ``large`` is the page in large print, given as ``html``; ``rests_on`` are entries that
    travel beside it, to whose leaves it commits. The same paper, printed again, needs no second entry. Raises
    NotAllowed when the account may not read the matter, MissingGlyph when a character of the office's own cannot be
    printed; in a paper that holds a resident's words it is named where it stands.
    """
    wanted = set(forms)
    if "pdf" in wanted and kind in OF_RESIDENTS:
        document = printable(document)
    pages = {"pdf": set_pdf(document)[0]} if "pdf" in wanted else {}
    if wanted & {"html", "large"}:
        pages["html"] = html_page(document, large="large" in wanted)
    statement = statement_of(document, kind, pages)
    if rests_on:
        statement["entries"] = [bytes(entry.leaf).hex() for entry in rests_on]
    proof = sealed(statement, noted(matter, statement, by=by, now=now), now)
    files = {"docx": word.render_docx(document, proof)} if "docx" in wanted else {}
    attach = {"pdf": in_pdf, "html": in_html}
    return files | {form: attach[form](page, proof) for form, page in pages.items()}


def statement_of(document: Document, kind: str, pages: dict[str, bytes]) -> dict[str, Any]:
    """Return what a paper states: its words, cells and frame, and the bytes of its pages outside the envelope."""
    return {
        "kind": kind,
        "number": document.number,
        "title": document.title,
        "unit_name": document.unit_name,
        "day": chinese_day(document.closing_day),
        "paragraphs": stated(document),
        "outside": {form: sha256(page).hexdigest() for form, page in pages.items()},
    }


def _rows_of(matter: Concern | Located) -> Any:
    """Return the rows among which a matter is, which know who may see them."""
    return type(matter)._default_manager


@transaction.atomic
def noted(
    matter: Concern | Located,
    statement: dict[str, Any],
    *,
    by: Account,
    now: datetime,
) -> Entry:
    """Return the entry that commits to what a paper states, made when there is none yet."""
    require(by, "desk.view", now=now)
    if not by.is_system and not _rows_of(matter).visible_to(by).filter(pk=matter.pk).exists():
        raise NotAllowed("没有这件事，或您不能查看", "there is no such matter, or not for you to see")
    facts = {"kind": statement["kind"], "stated": sha256(canonical(statement)).hexdigest()}
    for entry in Entry.objects.filter(verb="paper.printed", subject=matter.ref):
        if entry.fact == facts:
            return entry
    return record("paper.printed", subject=matter.ref, unit=matter.path, by=by, now=now, facts=facts)


def sealed(statement: dict[str, Any], entry: Entry, now: datetime) -> bytes:
    """Return the envelope of a paper: what it states, its sealed entry, and the proof that the log holds it."""
    return canonical_text({"format": FORMAT, "stated": statement} | envelope(entry, now)).encode()
