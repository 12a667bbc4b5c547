"""The renditions of one report, drafted: each with its own words, values and lists, for its own readers."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from zerentian.ledger.models import Instance, Seal
from zerentian.ledger.rules.periods import chinese_day, local_day
from zerentian.organization.rules.protected import WITHOUT
from zerentian.reports.actions.annex import annex, statements_annex
from zerentian.reports.actions.binding import Rendition
from zerentian.reports.actions.composing import Composition, Scope
from zerentian.reports.actions.proving import find_entries, stated
from zerentian.reports.leftout import LeftOut, positions_hidden
from zerentian.reports.models import Report
from zerentian.reports.readers import CLEARED, GENERAL, hidden_of
from zerentian.reports.render.pages import Pages, set_pages
from zerentian.reports.rules.document import Annex, Block, Document, Paragraph, Run
from zerentian.reports.rules.dresses import CHECKED, SUBMITTED, Sealing, submitted
from zerentian.reports.rules.outline import Parsed
from zerentian.reports.rules.titles import addressed, is_briefing

NOTE = f"本报告{WITHOUT}"
AUDIENCES = (
    GENERAL,
    CLEARED,
)  # each has its drafts, whether or not there is anything that one of them leaves out
WITH = "本件含依法受保护的事项，供受理检举控告的上级机关使用，不得转交下级，不得公开"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed a report off, from which post and on which day."""

    name: str
    post: str
    day: date

    @property
    def words(self) -> str:
        """Return what the paper says of it. It is no seal, and the paper says so."""
        return f"本报告由{self.post}{self.name}于{chinese_day(self.day)}经本人口令复核签发，非电子印章。"


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be composed: an outline, for a scope, under a number, addressed to a recipient.

    It is issued by the unit's government, or by its party committee (``party``).
    """

    parsed: Parsed
    scope: Scope
    number: str
    recipient: str = ""
    party: bool = False
    signature: Signature | None = None

    @property
    def day(self) -> date:
        """Return the day it is dated (成文日期): that of the signature (GB/T 9704-2012 7.3.5), else of its making."""
        return self.signature.day if self.signature else self.scope.day

    @property
    def organ(self) -> str:
        """Return the full name of the organ that issues it."""
        return self.scope.unit.organ_on(self.scope.period.last, party=self.party)

    @property
    def title(self) -> str:
        """Return the title with unit and period in their places."""
        return self.parsed.title.replace("{{ unit }}", self.organ).replace(
            "{{ period }}", self.scope.period.label
        )

    def about(self) -> dict[str, Any]:
        """Return what every rendition states of the report as a whole."""
        period = self.scope.period
        return {
            "number": self.number,
            "title": self.title,
            "unit": self.scope.path,
            "unit_name": self.organ,
            "period": period.code,
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
            "issued_on": self.day.isoformat(),
            "demo": Instance.objects.get().demo,
        }


@dataclass(frozen=True, slots=True)
class Draft:
    """One rendition: its document, its composition, what it leaves out, and its pages, where it has any.

    The county's rendition is a Word file alone.
    """

    rendition: Rendition
    document: Document
    composition: Composition
    left_out: LeftOut
    pages: Pages | None

    def stated(self, task: Task, sealed: Seal) -> dict[str, Any]:
        """Return all that the rendition states, to be bound before it is rendered."""
        vkey = sealed.vkeys.splitlines()[-1]
        outside = self.pages.digests if self.pages else {}
        about = task.about()
        return stated(
            self.composition, self.document, sealed.note, vkey, about, outside, self.rendition, self.left_out
        )


def drafted(task: Task, sealed: Seal, audience: str) -> list[Draft]:
    """Return one audience's drafts, a dress each: whatever any of its readers may not see is in none of their parts.

    Both dresses have the same words and statements.
    """
    scope, general = task.scope, audience == GENERAL
    hidden = hidden_of(audience, scope.path)
    composition = Composition(scope, hidden)
    recipient, copies = addressed(task.title, task.recipient)
    checked = Document(
        number=task.number,
        title=task.title,
        unit_name=task.organ,
        recipient=recipient,
        closing_day=task.day,
        blocks=(*composition.blocks(task.parsed), *signed_line(task)),
        annexes=tuple(annexes(composition, task.number)),
        mark="演示实例：内容均为虚构" if Instance.objects.get().demo else "",
        note=NOTE if general else WITH,
        form="briefing" if is_briefing(task.title) else "report",
        signatory=task.signature.name if task.signature else "",
        copies=copies,
    )
    documents = {
        CHECKED: checked,
        SUBMITTED: submitted(
            checked, Sealing(sealed.size, bytes(sealed.root).hex(), local_day(sealed.sealed_at))
        ),
    }
    out = positions_hidden(hidden, scope.path, scope.size)
    return [
        Draft(
            Rendition(audience, dress),
            document,
            composition,
            LeftOut(out),
            set_pages(document) if general else None,
        )
        for dress, document in documents.items()
    ]


def signed_line(task: Task) -> list[Block]:
    """Return what stands under the text of a report that was signed off."""
    return [Paragraph((Run(task.signature.words),), "note")] if task.signature else []


def annexes(composition: Composition, number: str) -> list[Annex]:
    """Return what the numbers rest on, and what changed since the last report on the unit."""
    scope = composition.scope
    find_entries(composition)
    made = [statements_annex(composition.statements, number, scope.period, scope.size)]
    earlier = Report.objects.filter(unit=scope.path, size__lt=scope.size).order_by("-size", "-number")
    if (previous := earlier.first()) is not None:
        made.append(annex(previous, scope.size, composition.hidden))
    return made
