"""Reply templates of a township on the screen: listed, made, changed, no longer offered; a set to begin with."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from zerentian.casework import actions
from zerentian.casework.forms.replies import TemplateForm
from zerentian.casework.models import Category, Template
from zerentian.casework.models.replies import PARTS
from zerentian.casework.rules.concerns import Kind
from zerentian.casework.rules.replies import REVIEW_NOTICE, Decision
from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden, actor, allow
from zerentian.organization.models import Account, Unit
from zerentian.organization.pages import form_page, sent
from zerentian.organization.rules.rights import Kind as UnitKind


def townships(account: Account) -> list[Unit]:
    """Return the townships whose lists the account keeps."""
    units = Unit.objects.allowed(account, "concern.category").on(account.today)
    return list(units.filter(kind=UnitKind.TOWNSHIP).order_by("code"))


def township(request: HttpRequest) -> Unit:
    """Return the township whose list is shown: the one named by ``?unit=``, else the first."""
    units = townships(actor(request))
    wanted = request.GET.get("unit", "") or request.POST.get("unit", "")
    chosen = [unit for unit in units if unit.code == wanted] or units
    if not chosen:
        raise Forbidden("concern.category")
    return chosen[0]


@allow("concern.category")
@require_safe
def template_list(request: HttpRequest) -> HttpResponse:
    """List a township's reply templates, those no longer offered last."""
    unit = township(request)
    rows = Template.objects.filter(unit=unit).select_related("category").order_by("retired", "name")
    context = {"templates": rows, "unit": unit, "units": townships(actor(request))}
    return render(request, "casework/template_list.html", context)


@allow("concern.category")
def template_new(request: HttpRequest) -> HttpResponse:
    """Make a reply template."""
    initial = {"review_notice": REVIEW_NOTICE, "decision": Decision.SUPPORTED}
    return edited(request, None, township(request), initial)


@allow("concern.category")
def template_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a reply template; replies written with it stay as they are."""
    units = townships(actor(request))
    template = get_object_or_404(Template.objects.select_related("unit"), pk=pk, unit__in=units)
    names = ("name", "category", "kind", "decision", "retired", *PARTS)
    return edited(request, template, template.unit, {name: getattr(template, name) for name in names})


def edited(
    request: HttpRequest, template: Template | None, unit: Unit, initial: dict[str, Any]
) -> HttpResponse:
    """Show the form of a template, and keep what it says."""
    categories = Category.objects.filter(unit=unit).in_use()
    form = TemplateForm(sent(request), initial=initial, categories=categories)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.keep_template(
                template,
                unit=unit,
                name=said["name"],
                decision=Decision(said["decision"]),
                parts=form.written,
                category=said["category"],
                kind=Kind(said["kind"]) if said["kind"] else None,
                retired=said["retired"],
                by=actor(request),
                now=now(),
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The template is kept."))
            return redirect("casework:template-list")
    context = {"template": template, "unit": unit}
    return form_page(request, "casework/template_form.html", form, context)


@allow("concern.category")
@require_POST
def adopt(request: HttpRequest) -> HttpResponse:
    """Begin with the categories and templates that come along; what is there stays."""
    made = actions.adopt_defaults(township(request), by=actor(request), now=now())
    messages.success(
        request,
        gettext("Adopted: %(categories)d categories, %(templates)d reply templates.")
        % {"categories": made[0], "templates": made[1]},
    )
    return redirect("casework:template-list")
