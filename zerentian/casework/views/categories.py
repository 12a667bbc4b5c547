"""The township's own categories of concerns: listed, made, changed, no longer offered."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zerentian.casework import actions
from zerentian.casework.forms.categories import CategoryForm, QuestionRows, rows_of
from zerentian.casework.forms.concerns import townships_of
from zerentian.casework.models import Category
from zerentian.casework.rules.concerns import Group, Kind
from zerentian.casework.views.templates import township
from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow
from zerentian.organization.models import Unit
from zerentian.organization.pages import form_page, sent


@allow("concern.category")
@require_safe
def category_list(request: HttpRequest) -> HttpResponse:
    """List the categories, those no longer offered last."""
    categories = Category.objects.filter(unit__in=townships_of(actor(request))).select_related("function")
    rows = categories.order_by("retired", "position", "code")
    return render(request, "casework/category_list.html", {"categories": rows})


@allow("concern.category")
def category_new(request: HttpRequest) -> HttpResponse:
    """Make a category."""
    return edited(request, township(request), None)


@allow("concern.category")
def category_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a category and what it asks."""
    rows = Category.objects.filter(unit__in=townships_of(actor(request))).select_related("unit")
    category = get_object_or_404(rows, pk=pk)
    return edited(request, category.unit, category)


def edited(request: HttpRequest, unit: Unit, category: Category | None) -> HttpResponse:
    """Show the form of a category; keep what it says once it is whole."""
    data = sent(request)
    form = CategoryForm(data, unit=unit, category=category)
    questions = QuestionRows(data, initial=rows_of(category), prefix="question")
    if form.is_valid() and questions.is_valid():
        try:
            keep(form, questions, unit, category, request)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The category is kept."))
            return redirect("casework:category-list")
    context = {"questions": questions, "category": category}
    return form_page(request, "casework/category_form.html", form, context, beside=[questions])


def keep(
    form: CategoryForm, questions: object, unit: Unit, category: Category | None, request: HttpRequest
) -> Category:
    """Keep a category as its form and questions say."""
    given = form.cleaned_data
    asked = [row.question for row in questions if row.cleaned_data and not row.cleaned_data["DELETE"]]  # type: ignore[attr-defined]
    return actions.keep_category(
        category,
        unit=unit,
        code=category.code if category else given["code"],
        name=given["name"],
        group=Group(given["group"]),
        kind=Kind(given["kind"]),
        hint=given["hint"],
        anonymous=given["anonymous"],
        function=given["function"],
        questions=[{"code": f"q{number}", **one} for number, one in enumerate(asked, 1)],
        position=given["position"],
        retired=given["retired"],
        by=actor(request),
        now=now(),
    )
