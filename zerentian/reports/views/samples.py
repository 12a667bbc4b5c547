"""Samples for a re-check on site: drawn, listed, printed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from zerentian.ledger.clock import now
from zerentian.ledger.models import Seal
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import allow
from zerentian.organization.models import Unit
from zerentian.organization.pages import form_page, sent
from zerentian.organization.rules.places import place
from zerentian.reports.actions.sampling import SAMPLED, draw_sample, entries_drawn, words_of
from zerentian.reports.forms.reports import SampleForm
from zerentian.reports.models import Sample
from zerentian.reports.views.reports import PAGE, reader


def figure_label(code: str) -> str:
    """Return a figure's label in the reader's language; its code when it is no longer declared."""
    figure = FIGURES.get(code)
    if figure is None:
        return code
    return figure.label if (get_language() or "").startswith("zh") else figure.label_en


def unit_label(path: str, sample: Sample) -> str:
    """Return the name a unit bore when the sample was drawn."""
    unit = Unit.objects.filter(code=path.rpartition("/")[2]).first()
    return unit.name_on(local_day(sample.drawn_at)) if unit else path


@allow("sample.draw")
@require_safe
def sample_list(request: HttpRequest) -> HttpResponse:
    """List the latest samples of the units the account may see."""
    account = reader(request)
    samples = Sample.objects.visible_to(account)[:PAGE]
    rows = [(sample, unit_label(sample.unit, sample), figure_label(sample.figure)) for sample in samples]
    return render(request, "reports/sample_list.html", {"samples": rows})


@allow("sample.draw")
def new(request: HttpRequest) -> HttpResponse:
    """Show the last checkpoint, take the inspector's words, and draw."""
    account, moment = reader(request), now()
    last = Seal.objects.order_by("-number").first()
    form = SampleForm(
        sent(request),
        units=Unit.objects.allowed(account, "sample.draw", local_day(moment)).on(local_day(moment)),
        figures=[(code, figure_label(code)) for code, figure in FIGURES.items() if figure.measure in SAMPLED],
        initial={"figure": "deeds.count", "size": last.size if last else 0},
    )
    if form.is_bound and form.is_valid():
        try:
            sample = draw_sample(by=account, now=moment, **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("reports:sample-detail", sample.number)
    asked = place(str(form["size"].value() or ""))
    shown = Seal.objects.filter(size=asked).first() if form.is_bound else last
    context = {"seal": shown or last}
    return form_page(request, "reports/sample_new.html", form, context)


@allow("sample.draw")
@require_safe
def sample_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Show a sample as a list to print and take along."""
    sample = get_object_or_404(Sample.objects.visible_to(reader(request)), number=number)
    entries, whole = entries_drawn(sample)
    context = {
        "sample": sample,
        "unit": unit_label(sample.unit, sample),
        "figure": figure_label(sample.figure),
        "seal": get_object_or_404(Seal, size=sample.size),
        "rows": [(entry, unit_label(entry.unit, sample), words_of(entry)) for entry in entries],
        "whole": whole,
    }
    return render(request, "reports/sample_detail.html", context)
