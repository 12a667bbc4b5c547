"""Figures upward on the screen: sent up as a file, taken in, laid side by side with their checkpoints."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zerentian.exchange.actions.upward import export_figures, keep_source, take_sheet
from zerentian.exchange.forms.upward import SourceForm, TakeForm, UpwardForm
from zerentian.exchange.models import FigureSheet, FigureSource
from zerentian.exchange.rules.upward import MOST_BYTES, side_by_side
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import Period
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.models import Unit
from zerentian.organization.pages import change_page, made_page, sent
from zerentian.organization.punctuation import in_english
from zerentian.organization.rules.rights import Kind

TYPE = "application/json; charset=utf-8"


@allow("figure.view")
@require_safe
def upward(request: HttpRequest) -> HttpResponse:
    """Lay the newest files of a period side by side, by code and unranked; the newest period where none is named."""
    account = actor(request)
    sources = list(FigureSource.objects.visible_to(account))
    held = FigureSheet.objects.visible_to(account)
    periods = sorted(
        set(held.values_list("period", flat=True)), key=lambda one: Period.parse(one).last, reverse=True
    )
    wanted = request.GET.get("period", "")
    period = wanted if wanted in periods else (periods[0] if periods else "")
    newest = {one.source_id: one for one in held.newest(period).select_related("source")}
    files = [newest.get(one.pk) for one in sources]
    rows = side_by_side([one.sheet if one else None for one in files])
    counties = Unit.objects.allowed(account, "report.issue").filter(kind=Kind.COUNTY)
    context = {
        "sources": list(zip(sources, files, strict=True)),
        "rows": [(row, list(zip(sources, row.cells, strict=True))) for row in rows],
        "periods": [(one, Period.parse(one).label) for one in periods],
        "period": period,
        "english": in_english(),
        "may_send": account.may("report.issue"),
        "may_take": counties.exists(),
    }
    return render(request, "exchange/upward.html", context)


@allow("report.issue")
def upward_send(request: HttpRequest) -> HttpResponse:
    """Hand out a unit's figures as a signed file."""
    account = actor(request)
    form = UpwardForm(sent(request), account=account)

    def handed_out(content: bytes) -> HttpResponse:
        unit, period = form.cleaned_data["unit"], form.cleaned_data["period"]
        return as_file(content, f"figures-{unit.code}-{period.code}.json")

    page = {
        "title": _("Send figures up"),
        "button": _("Make the file"),
        "back": reverse("exchange:upward"),
        "intro": _(
            "Every figure of the unit, as of the newest seal, signed by the key of the log; no names, no words."
        ),
    }
    return made_page(
        request, form, lambda said: export_figures(**said, by=account, now=now()), handed_out, page=page
    )


def as_file(content: bytes, name: str) -> HttpResponse:
    """Hand a file out under a name."""
    headers = {
        "Content-Disposition": content_disposition_header(True, name),
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=TYPE, headers=headers)


@allow("report.issue")
def upward_source(request: HttpRequest) -> HttpResponse:
    """Register a township that sends figures, or its new key."""
    account = actor(request)
    return change_page(
        request,
        SourceForm(sent(request), account=account),
        lambda said: keep_source(**said, by=account, now=now()),
        title=_("Register who sends figures"),
        intro=_(
            "Compare the key by another way than the file came: everything rests on it. A code that is here already "
            "gets the new key."
        ),
        button=_("Register it"),
        done=_("Registered."),
        back=reverse("exchange:upward"),
    )


@takes(lambda: MOST_BYTES)
@allow("report.issue")
def upward_take(request: HttpRequest) -> HttpResponse:
    """Take a file of figures in."""
    account = actor(request)
    form = TakeForm(sent(request), request.FILES or None, account=account)
    return change_page(
        request,
        form,
        lambda said: take_sheet(said["file"].read(), unit=said["unit"], by=account, now=now()),
        title=_("Take figures in"),
        intro=_(
            "The file as it was exported. Its signature and its checkpoint's are checked by the registered key."
        ),
        button=_("Check and take in"),
        done=_("Taken in: signature and checkpoint hold."),
        back=reverse("exchange:upward"),
    )


@allow("figure.view")
@require_safe
def upward_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out a file as it was taken in, byte for byte."""
    found = get_object_or_404(FigureSheet.objects.visible_to(actor(request)).select_related("source"), pk=pk)
    return as_file(bytes(found.content), f"figures-{found.source.code}-{found.period}.json")
