"""Reports: listed, issued, shown with every number's entries, checked and downloaded."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from zerentian.ledger.clock import now
from zerentian.ledger.figures import changed_counts
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden, allow
from zerentian.organization.models import Account, Unit
from zerentian.organization.pages import form_page, sent
from zerentian.organization.shields import hidden_from
from zerentian.reports.actions import issue_report, outline_named
from zerentian.reports.actions.binding import CHECKED, CLEARED, CLEARED_SUBMITTED, SUBMITTED, Rendition
from zerentian.reports.actions.issuing import report_folder, write_proof
from zerentian.reports.actions.redacting import redact, tells_too_much
from zerentian.reports.actions.signing import submit_report
from zerentian.reports.checking import outcome_of
from zerentian.reports.forms.reports import IssueForm
from zerentian.reports.leftout import FILE, opened_in, positions_hidden
from zerentian.reports.models import Report, ReportDraft
from zerentian.reports.offline.verify import expanded
from zerentian.reports.outline_choices import outline_choices
from zerentian.reports.readers import GENERAL, hidden_of
from zerentian.reports.rules.parts import parts_of, side_by_side
from zerentian.reports.views.under_way import told_to
from zerentian.reports.views.verifying import told

PAGE = 50
FILES = {
    "report.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "report.pdf": "application/pdf",
    "report.html": "text/html; charset=utf-8",
    "manifest.json": "application/json",
    "proof.zip": "application/zip",
}
KINDS = {
    "report.docx": "Word",
    "report.pdf": "PDF",
    "report.html": _("Page"),
    "proof.zip": _("With its proof (zip)"),
    "manifest.json": _("Manifest"),
}
GIVEN = (SUBMITTED, CHECKED)
FOR_THE_DESK = (CLEARED_SUBMITTED, CLEARED)
# The page stands alone: it may show its own style and drawings, run nothing, and lead where a reader clicks.
ALONE = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "sandbox allow-top-navigation-by-user-activation allow-same-origin"
)


def reader(request: HttpRequest) -> Account:
    """Return the account that is signed in."""
    if not isinstance(request.user, Account):
        raise Forbidden("report.view")
    return request.user


def visible_report(request: HttpRequest, number: str) -> Report:
    """Return a report the account may see, by its number; else 404.

    Nobody gets one in which something is protected since: at once another takes its place.
    """
    account = reader(request)
    report = get_object_or_404(Report.objects.visible_to(account), number=number)
    if tells_too_much(report):
        redact(report, by=Account.objects.system("clock"), now=now())
        report = get_object_or_404(Report.objects.visible_to(account), number=number)
    return report


@allow("report.view")
@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """List the reports the account may see, the newest first."""
    account = reader(request)
    reports = Report.objects.visible_to(account)
    before = request.GET.get("before", "")
    if before:
        reports = reports.filter(number__lt=before)
    page = list(reports[: PAGE + 1])
    context = {
        "reports": [(report, unit_name(report.unit, report)) for report in page[:PAGE]],
        "older": f"?before={page[PAGE - 1].number}" if len(page) > PAGE else "",
        "newer": "?" if before else "",
        "may_issue": account.may("report.issue"),
        "may_edit": account.may("outline.edit"),
        "may_draw": account.may("sample.draw"),
        "may_submit": account.may("outline.edit"),
        "may_sign": account.may("report.sign"),
        **told_to(account),
        "drafts": ReportDraft.objects.visible_to(account).open().select_related("outline")[:PAGE],
    }
    return render(request, "reports/report_list.html", context)


def unit_names(paths: Iterable[str], report: Report) -> dict[str, str]:
    """Return the names units bore at the end of a report's period, by path."""
    codes = {path: path.rpartition("/")[2] for path in paths}
    units = Unit.objects.filter(code__in=codes.values()).prefetch_related("periods")
    names = {unit.code: unit.name_on(report.last) for unit in units}
    return {path: names.get(code, path) for path, code in codes.items()}


def unit_name(path: str, report: Report) -> str:
    """Return the name a unit bore at the end of a report's period."""
    unit = Unit.objects.filter(code=path.rpartition("/")[2]).first()
    return unit.name_on(report.last) if unit else path


@allow("report.issue", "outline.edit")
def issue(request: HttpRequest) -> HttpResponse:
    """Issue a report, or submit it to be signed off first; a refusal is said on the form."""
    account, moment = reader(request), now()
    today = local_day(moment)
    rights = [right for right in ("report.issue", "outline.edit") if account.may(right)]
    units = reduce(or_, (Unit.objects.allowed(account, right, today) for right in rights))
    half = f"{today.year}H{1 if today.month < 7 else 2}"
    form = IssueForm(
        sent(request),
        outlines=outline_choices(),
        units=units.on(today),
        initial={"period": half, "outline": "half-year"} | asked_for(request),
    )
    if form.is_bound and form.is_valid():
        try:
            made = ordered(form.cleaned_data, account, moment, submitted="submit" in request.POST)
        except Forbidden as refusal:
            form.add_error(None, refused(refusal, account, form.cleaned_data["unit"]))
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return told_of(request, made)
    may = {"may_issue": account.may("report.issue"), "may_submit": account.may("outline.edit")}
    return form_page(request, "reports/issue.html", form, may)


def refused(refusal: Forbidden, by: Account, unit: Unit) -> str:
    """Return why a report may not be issued; whoever may submit it is told to."""
    if not by.may("report.issue", unit) and by.may("outline.edit", unit):
        return gettext("Your post does not issue reports on this unit: submit it for sign-off.")
    return str(refusal)


def asked_for(request: HttpRequest) -> dict[str, str]:
    """Return what a link to the form asks for."""
    return {name: request.GET[name] for name in ("outline", "unit", "period") if name in request.GET}


def ordered(given: dict[str, Any], by: Account, moment: datetime, *, submitted: bool) -> Report | ReportDraft:
    """Issue what a form asks for, or submit it to be signed off."""
    act = submit_report if submitted else issue_report
    return act(
        outline_named(given["outline"], by=by, now=moment),
        unit=given["unit"],
        period=given["period"],
        by=by,
        now=moment,
        recipient=given["recipient"],
        party=given["organ"] == "party",
    )


def told_of(request: HttpRequest, made: Report | ReportDraft) -> HttpResponse:
    """Say what was made and lead to its page."""
    if isinstance(made, ReportDraft):
        messages.success(request, gettext("It is submitted. Whoever signs reports off finds it on the desk."))
        return redirect("reports:draft-detail", made.pk)
    messages.success(request, gettext("Report %(number)s is issued.") % {"number": made.number})
    return redirect("reports:report-detail", made.number)


@allow("report.view")
@require_safe
def report_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Show a report: its files, every statement with its states and entries, and what changed since."""
    report = visible_report(request, number)
    manifest = manifest_of(report)
    context = {
        "report": report,
        "unit": unit_name(report.unit, report),
        "given": [offered(report, one) for one in GIVEN if (report_folder(report) / one.place).exists()],
        "statements": statements_of(report, manifest),
        "entries": len(manifest["entries"]),
        "annexed": Report.objects.visible_to(reader(request)).before(report).first(),
        "redaction": Report.objects.filter(redacts=report).first(),
        "cleared": [offered(report, one) for one in FOR_THE_DESK if is_cleared(request, report, one)],
    }
    return render(request, "reports/report_detail.html", context)


def is_cleared(request: HttpRequest, report: Report, rendition: Rendition) -> bool:
    """Tell whether a rendition with protected matters is there, and for this reader."""
    there = (report_folder(report) / rendition.place).exists()
    return there and Report.objects.cleared_to(reader(request)).filter(pk=report.pk).exists()


def offered(report: Report, rendition: Rendition) -> dict[str, Any]:
    """Return what the page offers of a rendition: for whom it is, and its files by name and kind."""
    folder = report_folder(report) / rendition.place
    told = [(name, label) for name, label in KINDS.items() if (folder / name).exists() or name == "proof.zip"]
    return {"dress": rendition.dress, "place": rendition.place, "files": told}


@allow("report.view")
@require_safe
def compare(request: HttpRequest, number: str) -> HttpResponse:
    """Show a report beside the last one of its kind on the same unit that the reader may see, part by part."""
    report = visible_report(request, number)
    before = Report.objects.visible_to(reader(request)).before(report)
    # A half-year beside a half-year says more than beside a quarter.
    earlier = before.filter(outline__code=report.outline.code).first() or before.first()
    if earlier is None:
        raise Http404(f"there is no report before {number}")
    pairs = side_by_side(parts_of(told_by(earlier)), parts_of(told_by(report)))
    return render(request, "reports/compare.html", {"report": report, "earlier": earlier, "pairs": pairs})


def told_by(report: Report) -> list[tuple[str, str]]:
    """Return what a report says, as (kind, text) of its paragraphs: no frame, no cell, no annex."""
    told = []
    for one in manifest_of(report)["paragraphs"]:
        if one["kind"] == "heading" and one["text"].startswith("附件"):
            break
        if one["kind"] in ("heading", "generated", "author") and not one.get("controls"):
            told.append((str(one["kind"]), str(one["text"])))
    return told


def manifest_of(report: Report) -> dict[str, Any]:
    """Return a report's manifest; 404 with a reason when its files are gone."""
    path = report_folder(report) / "manifest.json"
    if not path.exists():
        raise Http404(f"{path.name} of {report.number} is gone: restore the reports folder from a backup")
    manifest: dict[str, Any] = expanded(json.loads(path.read_bytes()))
    return manifest


def statements_of(report: Report, manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the statements for the page, each with how many entries changed it since."""
    names = unit_names({statement["unit"] for statement in manifest["statements"]}, report)
    since = changes(report, manifest)
    rows = []
    for statement in manifest["statements"]:
        definition = manifest["figures"][statement["figure"]]
        own = statement["unit"] == report.unit
        rows.append(
            {
                **statement,
                "label": definition["label"],
                "label_en": definition["label_en"],
                "unit_name": "" if own else names[statement["unit"]],
                "count": len(statement["entries"]),
                "since": since[statement["figure"]] if own else 0,
            }
        )
    return rows


def changes(report: Report, manifest: dict[str, Any]) -> Counter[str]:
    """Return, by figure, how many entries sealed since the report changed it."""
    codes = [statement["figure"] for statement in manifest["statements"] if statement["figure"] in FIGURES]
    period = Period.parse(report.period)
    hidden = hidden_of(GENERAL, report.unit)
    return changed_counts(codes, unit=report.unit, period=period, size=report.size, hidden=hidden)


@allow("report.view")
@require_safe
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Verify the report's proof.zip as it lies here, and say in words what was found."""
    report = visible_report(request, number)
    path = report_folder(report) / "proof.zip"
    data = (path if path.exists() else write_proof(report)).read_bytes()
    outcome = told(outcome_of(data, f"{report.number}/proof.zip"))
    template = "reports/outcome.html" if getattr(request, "htmx", False) else "reports/check.html"
    return render(request, template, {"report": report, "outcome": outcome})


@allow("report.view")
@require_safe
def download(
    request: HttpRequest, number: str, name: str, rendition: Rendition = CHECKED
) -> HttpResponseBase:
    """Send one of a report's files; the page opens in the browser, locked up."""
    report = visible_report(request, number)
    if name not in FILES:
        raise Http404(name)
    return file_answer(report, report_folder(report) / rendition.place / name)


@allow("concern.wrongdoing")
@require_safe
def cleared(request: HttpRequest, number: str, name: str, rendition: Rendition = CLEARED) -> HttpResponseBase:
    """Send a file of the rendition with protected matters, to the desk that receives reports of wrongdoing.

    Not to one of that desk whom a matter in it accuses by now.
    """
    account = reader(request)
    report = get_object_or_404(Report.objects.cleared_to(account), number=number)
    folder = report_folder(report)
    hidden = positions_hidden(hidden_from(account), report.unit, report.size)
    if name not in (*FILES, FILE) or not opened_in(folder, CLEARED.name).issuperset(hidden):
        raise Http404(name)
    return file_answer(report, folder / FILE if name == FILE else folder / rendition.place / name)


def file_answer(report: Report, path: Path) -> FileResponse:
    """Return a file of a report; the page opens in the browser, locked up."""
    name = path.name
    if not path.exists() and name == "proof.zip" and path.parent.exists():
        write_proof(report)
    if not path.exists():
        raise Http404(f"{name} of {report.number} is gone: restore the reports folder from a backup")
    page = name == "report.html"
    response = FileResponse(
        path.open("rb"),
        as_attachment=not page,
        filename=f"{report.number}-{'' if path.parent.name != SUBMITTED.dress else 'submitted-'}{name}",
        content_type=FILES.get(name, "application/json"),
    )
    if page:
        response.headers["Content-Security-Policy"] = ALONE
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
