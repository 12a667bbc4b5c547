"""How reports, their outlines, samples and papers are shown."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework.models import Concern, Reply
from zerentian.community.models import Inquiry, Notice
from zerentian.duties.listed.matrix import Matrix
from zerentian.duties.models import Letter, Minutes
from zerentian.duties.rules.letters import LetterState
from zerentian.duties.rules.minutes import for_everybody
from zerentian.ledger.clock import now
from zerentian.organization.desk import Group, Line, Sort, Start, sorted_out
from zerentian.organization.models import Account
from zerentian.organization.offers import Link, Offer, offer
from zerentian.organization.punctuation import listed
from zerentian.organization.subjects import (
    Chore,
    Dated,
    Fact,
    FirstStep,
    Place,
    Search,
    Sentence,
    Subject,
    Text,
    page_of,
    register,
)
from zerentian.organization.telling import exactly, titled
from zerentian.rectification.lists import TITLES, SheetOf
from zerentian.rectification.models import RiskPoint
from zerentian.reports.actions.binding import CHECKED, CLEARED, CLEARED_SUBMITTED, SUBMITTED
from zerentian.reports.actions.redacting import redact_reports
from zerentian.reports.inquiry_letters import letters_of
from zerentian.reports.models import ASKED, Outline, Report, ReportDraft, Sample
from zerentian.reports.notices import notices_of
from zerentian.reports.readers import CLEARED as CLEARED_READERS
from zerentian.reports.readers import GENERAL
from zerentian.reports.render.placard import PAPERS as PLACARD_PAPERS
from zerentian.reports.rules.signing import DraftState
from zerentian.reports.shown.filed import REPORTS_FILED
from zerentian.reports.shown.oversight import overseen

DRAFTS = 25  # how urgent a draft is on the desk
PAPERS = {
    "letter": _("Decision letter"),
    "notice": _("Notice"),
    "case": _("Case file"),
    "file": _("File of a matter"),
    "minutes": _("Minutes of a meeting"),
    "scorecard": _("Scorecard"),
    "duty_letter": _("Letter of responsibility"),
    "inquiry": _("Letter on a request for information"),
    "transfer": _("Slip of a transfer to the archive"),
}
FORMS = (("docx", "Word"), ("pdf", "PDF"), ("html", _("read it")), ("large", _("large print")))

RENDITIONS = {
    CHECKED.name: _("everybody, with its proof"),
    SUBMITTED.name: _("its recipient, without marks"),
    CLEARED.name: _("the desk that receives reports of wrongdoing, with its proof"),
    CLEARED_SUBMITTED.name: _("the desk that receives reports of wrongdoing, without marks"),
}
AUDIENCES = {
    GENERAL: _("everybody, without what is protected since"),
    CLEARED_READERS: _("the desk that receives reports of wrongdoing"),
}


def renditions(values: Collection[Dated]) -> Mapping[Dated, str]:
    """Return for whom the renditions of some reports are, listed as ``general.checked:…``."""
    return {value: listed(RENDITIONS.get(name, name) for name in value[0].split(":")) for value in values}


def redact_what_tells(moment: datetime) -> None:
    """Put others in the place of issued reports in which a matter is protected since."""
    redact_reports(by=Account.objects.system("clock"), now=moment)


def reports_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return number and title of the reports that an account may read."""
    return titled(Report.objects.visible_to(account).filter(number__in=keys), "number")


def outlines_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the titles of outlines as they are current."""
    rows = Outline.objects.filter(code__in=keys, current=True)
    return {row.code: row.title for row in rows}


def samples_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the samples that an account may see."""
    return titled(Sample.objects.visible_to(account).filter(number__in=keys), "number")


def text_of(row: Report) -> Text:
    """A report by number and title."""
    return Text(row.title, f"{row.number} {row.title}", row.unit, row.last)


register(
    Subject(
        kind="outline",
        one=_("an outline"),
        page="reports:outline-edit",
        titles=outlines_named,
        hand_over=None,
        said={"outline.written": Sentence(_("The outline “%(what)s” was written, version %(version)s"))},
        facts={"code": Fact(_("Code"), read=exactly)},
    )
)
register(
    Subject(
        first_steps=(
            FirstStep(
                _("The first report"),
                _("It is made from what was recorded; every number opens."),
                _("Issue a report"),
                "reports:report-new",
                "report.issue",
                rank=90,
                done=Report.objects.all,
            ),
        ),
        kind="report",
        filed=REPORTS_FILED,
        one=_("a report"),
        page="reports:report-detail",
        titles=reports_named,
        hand_over=None,
        places=(Place(_("Reports"), "reports:report-list", "report.view", rank=80, first=True, key="p"),),
        search=Search(_("Reports"), "report.view", Report, text_of, rank=40, key="number"),
        figures={"reports": _("Reports")},
        waiting=overseen,
        starts=(
            Start(_("Brief for Monday"), "reports:brief", "task.personal", rank=90),
            Start(_("Inspection"), "reports:inspection", "sample.draw", rank=91),
        ),
        chores=(Chore("redaction", _("Withdrawing reports on what is protected since"), redact_what_tells),),
        said={
            "report.composed": Sentence(_("The report %(number)s on %(period)s was composed")),
            "report.rendered": Sentence(_("%(what)s was made for other readers: %(audience)s")),
            "report.dressed": Sentence(_("%(what)s was made without marks: %(audience)s")),
            "report.issued": Sentence(_("%(unit)s issued %(what)s"), daily=True),
            "paper.printed": Sentence(_("%(kind)s was printed: %(what)s")),
        },
        facts={
            "dress": Fact(pgettext_lazy("fact", "Dress"), {"submitted": _("without marks")}),
            "audience": Fact(pgettext_lazy("fact", "Readers"), AUDIENCES),
            "redacts": Fact(pgettext_lazy("fact", "In the place of"), read=exactly),
            "docx": Fact(_("Word file (SHA-256)"), read=exactly),
            "html": Fact(_("HTML file (SHA-256)"), read=exactly),
            "kind": Fact(_("Kind"), PAPERS),
            "manifest": Fact(_("Manifest (SHA-256)"), read=exactly),
            "pdf": Fact(_("PDF file (SHA-256)"), read=exactly),
            "renditions": Fact(pgettext_lazy("fact", "Made for"), read=renditions),
            "root": Fact(pgettext_lazy("fact", "Root over what is stated"), read=exactly),
            "stated": Fact(pgettext_lazy("fact", "What the paper states (SHA-256)"), read=exactly),
        },
    )
)


def drafts_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the titles of the drafts that an account may see."""
    rows = ReportDraft.objects.visible_to(account).filter(pk__in=keys).select_related("outline")
    return {str(row.pk): row.title for row in rows}


def draft_line(draft: ReportDraft, button: Any) -> Line:
    """Return the sentence of one draft on the desk."""
    return Line(draft.title, draft.written_by.name, page_of(draft.ref), button)


def drafts_waiting(account: Account, moment: datetime, shown: int) -> list[Group]:
    """Return the drafts whose next step is an account's: to be signed off, to be mended, to be issued."""
    if not account.may("outline.edit") and not account.may("report.sign"):
        return []
    rows = ReportDraft.objects
    sorts = [
        Sort(title, DRAFTS, waiting, partial(draft_line, button=button))
        for title, waiting, button in (
            (_("Reports to sign off"), rows.to_sign_by(account), _("Read")),
            (_("Reports returned to be mended"), rows.with_writer(account, DraftState.RETURNED), _("Mend")),
            (_("Reports signed off, to be issued"), rows.with_writer(account, DraftState.SIGNED), _("Issue")),
        )
    ]
    return sorted_out(sorts, rows.select_related("outline", "written_by"), shown, "submitted_at")


register(
    Subject(
        kind="draft",
        one=_("a draft of a report"),
        page="reports:draft-detail",
        titles=drafts_named,
        hand_over=None,
        waiting=drafts_waiting,
        said={
            "draft.submitted": Sentence(
                _("The report “%(what)s” was submitted for sign-off, submission %(round)s")
            ),
            "draft.returned": Sentence(_("The report “%(what)s” was returned to be mended")),
            "draft.signed": Sentence(_("The report “%(what)s” was signed off")),
            "draft.withdrawn": Sentence(_("The report “%(what)s” was withdrawn before its issue")),
            "draft.issued": Sentence(
                _("The report “%(what)s” was issued as it was signed off, as %(number)s")
            ),
        },
        facts={
            "round": Fact(pgettext_lazy("fact", "Submission")),
            "comments": Fact(pgettext_lazy("fact", "Comments")),
            "outline": Fact(pgettext_lazy("fact", "Outline"), read=exactly),
        },
    )
)
register(
    Subject(
        kind="signing",
        one=_("signing reports off"),
        page=None,
        titles=None,
        hand_over=None,
        said={"signing.set": Sentence(_("Whether reports are signed off was set: %(asked)s"))},
        facts={"asked": Fact(pgettext_lazy("fact", "Asked"), ASKED)},
    )
)
register(
    Subject(
        kind="sample",
        one=_("a sample"),
        page="reports:sample-detail",
        titles=samples_named,
        hand_over=None,
        said={"sample.drawn": Sentence(_("%(count)s entries of “%(figure)s” were drawn: %(what)s"))},
        facts={"seed": Fact(pgettext_lazy("fact", "Seed (SHA-256)"), read=exactly)},
    )
)


def case_file(concern: Concern, account: Account | None) -> Iterator[Link]:
    """Yield the case for the archive, beside a concern."""
    yield Link(_("The case as one file"), reverse("reports:case", args=[concern.key]))


def letters(reply: Reply, account: Account | None) -> Iterator[Link]:
    """Yield the decision letter of a released reply in its forms."""
    for form, label in FORMS:
        yield Link(label, reverse("reports:letter", args=[reply.concern.key, reply.round, form]))


def notices(concern: Concern, account: Account | None) -> Iterator[Link]:
    """Yield the notices to the resident that can be printed, beside a concern."""
    if account is not None:
        for one in notices_of(concern, viewer=account, now=now()):
            yield Link(one.title, reverse("reports:notice", args=[concern.key, one.code, "pdf"]))
            yield Link(_("large print"), reverse("reports:notice", args=[concern.key, one.code, "large"]))


def verifying(what: Any, account: Account | None) -> Iterator[Link]:
    """Yield where anybody verifies a report."""
    yield Link(_("Verify a report"), reverse("reports:verify"))


def list_files(sheet: SheetOf, account: Account | None) -> Iterator[Link]:
    """Yield a list of findings as Word and Excel, beside its page."""
    for form, label in (("docx", "Word"), ("xlsx", "Excel")):
        yield Link(label, reverse("reports:finding-list", args=[sheet.code, form]))


def register_files(sheet: SheetOf, account: Account | None) -> Iterator[Link]:
    """Yield the register of risk points as Word and Excel, beside its page."""
    for form, label in (("docx", "Word"), ("xlsx", "Excel")):
        yield Link(label, reverse("reports:risk-register", args=[form]))


def matrix_files(matrix: Matrix, account: Account | None) -> Iterator[Link]:
    """Yield who answers for what as Word and Excel, beside its page."""
    for form, label in (("docx", "Word"), ("xlsx", "Excel")):
        yield Link(label, reverse("reports:matrix", args=[form]))


def placards(notice: Notice, account: Account | None) -> Iterator[Link]:
    """Yield the placards of a text for the board."""
    for paper in PLACARD_PAPERS:
        label = _("Placard %(paper)s (PDF)") % {"paper": paper.upper()}
        yield Link(label, reverse("reports:placard", args=[notice.pk, paper]))


offer(Offer("notice.outputs", placards, rank=20))


def letter_files(letter: Letter, account: Account | None) -> Iterator[Link]:
    """Yield a letter of responsibility in its forms, once it was sent."""
    if letter.state == LetterState.DRAFTED:
        return
    for form, label in (("docx", "Word"), ("pdf", "PDF"), ("html", _("read it"))):
        yield Link(label, reverse("reports:duty-letter", args=[letter.pk, letter.version, form]))


def minutes_files(minutes: Minutes, account: Account | None) -> Iterator[Link]:
    """Yield signed minutes in their forms; whole ones for who reads what is not for everybody."""
    if minutes.signed_on is None or account is None:
        return
    for form, label in (("docx", "Word"), ("pdf", "PDF"), ("html", _("read it"))):
        yield Link(label, reverse("reports:minutes", args=[minutes.meeting_id, minutes.version, form]))
    if for_everybody(minutes.text) != minutes.text and minutes.meeting.is_read_whole_by(account):
        whole = reverse("reports:minutes", args=[minutes.meeting_id, minutes.version, "docx"])
        yield Link(_("Word, the whole text"), f"{whole}?whole=1")


def inquiry_files(inquiry: Inquiry, account: Account | None) -> Iterator[Link]:
    """Yield the letters about a request for information, as Word and PDF."""
    for code, title in letters_of(inquiry):
        for form, label in (("docx", "Word"), ("pdf", "PDF")):
            yield Link(f"{title} {label}", reverse("reports:inquiry-letter", args=[inquiry.pk, code, form]))


def card_files(asked: tuple[RiskPoint, str], account: Account | None) -> Iterator[Link]:
    """Yield the cards of a point as Word and PDF, beside the reason that is asked for them."""
    point, card = asked
    for form, label in (("docx", "Word"), ("pdf", "PDF")):
        if card == "roll":
            yield Link(label, reverse("reports:hazard-roll", args=[point.pk, form]))
        else:
            yield Link(label, reverse("reports:hazard-cards", args=[point.pk, card, form]))


def plan_files(point: RiskPoint, account: Account | None) -> Iterator[Link]:
    """Yield the plan of a hazard point as Word and PDF."""
    for form, label in (("docx", "Word"), ("pdf", "PDF")):
        shown = _("Plan of the point (%(form)s)") % {"form": label}
        yield Link(shown, reverse("reports:hazard-plan", args=[point.pk, form]))


def route_files(point: RiskPoint, account: Account | None) -> Iterator[Link]:
    """Yield the route sheet of a hazard point as Word and PDF."""
    for form, label in (("docx", "Word"), ("pdf", "PDF")):
        yield Link(label, reverse("reports:hazard-route", args=[point.pk, form]))


def roster_files(_shifts: object, account: Account | None) -> Iterator[Link]:
    """Yield the duty roster as Word and PDF."""
    for form, label in (("docx", "Word"), ("pdf", "PDF")):
        yield Link(label, reverse("reports:duty-roster", args=[form]))


def sheets_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return what the lists that leave as Word and Excel are called, by their codes."""
    named = {**TITLES, "risks": _("Register of risk points"), "matrix": _("Who answers for what")}
    return {key: str(named[key]) for key in keys if key in named}


register(Subject(kind="sheet", one=_("a list"), page=None, titles=sheets_named, hand_over=None))
offer(Offer("inquiry.letters", inquiry_files))
offer(Offer("hazard.cards", card_files))
offer(Offer("hazard.plan", plan_files))
offer(Offer("hazard.route", route_files))
offer(Offer("hazard.roster", roster_files))
offer(Offer("minutes.files", minutes_files))
offer(Offer("letter.files", letter_files))
offer(Offer("finding.list", list_files))
offer(Offer("risk.list", register_files))
offer(Offer("matrix.list", matrix_files))
offer(Offer("concern.side", notices, title=_("Notices to the resident")))
offer(Offer("concern.side", case_file))
offer(Offer("concern.reply", letters, title=_("Decision letter")))
offer(Offer("frame.footer", verifying))
