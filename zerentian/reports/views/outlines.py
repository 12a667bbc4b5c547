"""Outlines: listed, written and revised with a live preview; every version stays readable."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from zerentian.ledger.clock import now
from zerentian.ledger.figures import latest_size
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.periods import Period, local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden, allow
from zerentian.organization.models import Account, Unit
from zerentian.organization.pages import form_page, sent
from zerentian.reports.actions import outline_named, write_outline
from zerentian.reports.actions.composing import Composition, Scope
from zerentian.reports.actions.drafting import Task
from zerentian.reports.actions.outlines import WrittenMeanwhile, read
from zerentian.reports.forms.reports import NewOutlineForm, OutlineForm
from zerentian.reports.models import Outline
from zerentian.reports.outline_choices import outline_choices, title_of
from zerentian.reports.readers import GENERAL, hidden_of
from zerentian.reports.render.html import rendered
from zerentian.reports.rules.document import without_references
from zerentian.reports.rules.outline import Parsed
from zerentian.reports.rules.periods import before

WRITTEN_AFTER = 60  # days: for so long after a half-year reports on it are being written
BEGINNING = "# {{ unit }}{{ period }}\n\n## \n"


def writer(request: HttpRequest) -> Account:
    """Return the account that is signed in."""
    if not isinstance(request.user, Account):
        raise Forbidden("outline.edit")
    return request.user


@allow("report.view")
@require_safe
def outline_list(request: HttpRequest) -> HttpResponse:
    """List the outlines, those that ship with the program included."""
    current = {outline.code: outline for outline in Outline.objects.filter(current=True)}
    rows = [(code, label, current.get(code)) for code, label in outline_choices()]
    context = {"outlines": rows, "may_edit": writer(request).may("outline.edit")}
    return render(request, "reports/outline_list.html", context)


@allow("outline.edit")
def new(request: HttpRequest) -> HttpResponse:
    """Write a new outline."""
    form = NewOutlineForm(sent(request), initial={"text": BEGINNING}, periods=periods())
    if wants_to_keep(request, form):
        code = form.cleaned_data["code"]
        if Outline.objects.filter(code=code).exists():
            form.add_error("code", gettext("This code is taken: choose another one."))
        elif written := saved(request, form, code, base=0):
            return redirect("reports:outline-edit", written.code)
    return page(request, form, {"outline": None})


@allow("outline.edit")
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Revise an outline; a shipped one becomes this instance's own on first opening."""
    if code not in dict(outline_choices()):
        return redirect("reports:outline-list")
    outline = outline_named(code, by=writer(request), now=now())
    given = {"text": outline.text, "base": outline.version}
    form = OutlineForm(sent(request), initial=given, periods=periods())
    if wants_to_keep(request, form) and saved(request, form, code, form.cleaned_data["base"]):
        return redirect("reports:outline-edit", code)
    versions = Outline.objects.filter(code=code).order_by("-version")
    outline = versions.first() or outline
    return page(request, form, {"outline": outline, "versions": versions})


def wants_to_keep(request: HttpRequest, form: OutlineForm) -> bool:
    """Tell whether a sound form was sent to be kept, not only to be previewed (without JavaScript)."""
    return form.is_bound and form.is_valid() and "preview" not in request.POST


def saved(request: HttpRequest, form: OutlineForm, code: str, base: int | None) -> Outline | None:
    """Write the form's text as the next version; a refusal is said on the form."""
    text = form.cleaned_data["text"].replace("\r\n", "\n")
    try:
        outline = write_outline(code=code, text=text, by=writer(request), now=now(), base=base)
    except WrittenMeanwhile as refusal:
        # Whoever was told, and keeps it once more, has seen the other version or chose not to.
        form.data = {**{name: form.data[name] for name in form.data}, "base": str(refusal.version)}
        form.add_error("text", str(refusal))
        return None
    except NotAllowed as refusal:
        form.add_error("text", str(refusal))
        return None
    messages.success(request, gettext("Version %(n)d is kept.") % {"n": outline.version})
    return outline


def page(request: HttpRequest, form: OutlineForm, context: dict[str, Any]) -> HttpResponse:
    """Show the editor with its preview."""
    text = form.data.get("text", "") if form.is_bound else form.initial["text"]
    figures = [(code, figure) for code, figure in sorted(FIGURES.items())]
    shown = {"figures": figures, **previewed(request, str(text)), **context}
    return form_page(request, "reports/outline_edit.html", form, shown)


@allow("report.view")
@require_safe
def version(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """Show one version of an outline as it was written."""
    outline = get_object_or_404(Outline, code=code, version=version)
    return render(
        request, "reports/outline_version.html", {"outline": outline, "title": title_of(outline.title)}
    )


@allow("outline.edit")
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Return the preview of a text that is being written."""
    return render(request, "reports/preview.html", previewed(request, request.POST.get("text", "")))


def periods() -> list[Period]:
    """Return for which periods a text can be previewed: first the half-year that reports are being written on."""
    today = local_day(now())
    half = Period.parse(f"{today.year}H{1 if today.month < 7 else 2}")
    quarter = Period.parse(f"{today.year}Q{(today.month + 2) // 3}")
    month = Period.parse(f"{today:%Y-%m}")
    year = Period.parse(str(today.year))
    ended = (today - half.first).days < WRITTEN_AFTER
    halves = [before(half), half] if ended else [half, before(half)]
    return [*halves, quarter, before(quarter), month, before(month), year, before(year)]


def previewed(request: HttpRequest, text: str) -> dict[str, Any]:
    """Return what speaks against a text, and how it would read for the writer's own unit, as of the last seal."""
    parsed = read(text.replace("\r\n", "\n")[:60_000])
    chosen = {one.code: one for one in periods()}
    scope = own_scope(
        writer(request), chosen.get(request.POST.get("shown_for", ""), next(iter(chosen.values())))
    )
    blocks = mark_safe("") if parsed.refused or scope is None else body(parsed, scope)
    return {"objections": parsed.objections, "scope": scope, "blocks": blocks, "title": titled(parsed, scope)}


def titled(parsed: Parsed, scope: Scope | None) -> str:
    """Return the title as the report would bear it."""
    return Task(parsed, scope, "").title if scope else ""


def body(parsed: Parsed, scope: Scope) -> SafeString:
    """Return the body of the report for everybody as HTML; every text in it is escaped by the renderer."""
    composed = Composition(scope, hidden_of(GENERAL, scope.path)).blocks(parsed)
    return mark_safe("".join(part for block in composed for part in rendered(without_references(block))))


def own_scope(account: Account, period: Period) -> Scope | None:
    """Return the account's own township (or county) and a period; None without any unit."""
    today = local_day(now())
    unit = next((found for held in account.units_on(today) if (found := home_of(held, today))), None)
    if unit is None or not latest_size():
        return None
    return Scope(unit, unit.path_on(today), period, latest_size(), today)


def home_of(unit: Unit, today: Any) -> Unit | None:
    """Return the township or county a unit is, or belongs to."""
    return Unit.objects.filter(code=unit.home_path_on(today).rpartition("/")[2]).first()
