"""Things that are lent, on the screen: listed, described, lent, kept longer, brought back."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zerentian.community.actions import items as acts
from zerentian.community.actions.contacts import reveal_caller
from zerentian.community.forms.activities import ReasonForm, SmallForm
from zerentian.community.forms.items import BackForm, DueForm, ItemForm, LoanForm
from zerentian.community.models import Booking, Item, Loan
from zerentian.community.rules.lending import Condition
from zerentian.community.views.notices import PAGE, page_number
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.organization.access import actor, allow
from zerentian.organization.pages import change_page, sent


@allow("activity.view")
@require_safe
def item_list(request: HttpRequest) -> HttpResponse:
    """List what is lent, with what should be back."""
    account, page, only = actor(request), page_number(request), request.GET.get("late") == "1"
    rows = Item.objects.kept().visible_to(account).select_related("unit")
    rows = rows.overdue(account.today) if only else rows
    found = list(rows.prefetch_related("loans", "unit__periods")[(page - 1) * PAGE : page * PAGE + 1])
    step = "?late=1&page=" if only else "?page="
    context = {
        "rows": found[:PAGE],
        "only": only,
        "today": account.today,
        "may_keep": account.may("activity.keep"),
        "older": f"{step}{page + 1}" if len(found) > PAGE else "",
        "newer": f"{step}{page - 1}" if page > 1 else "",
    }
    return render(request, "community/item_list.html", context)


def visible_item(request: HttpRequest, pk: int) -> Item:
    """Return a thing that the account may see, else 404."""
    found: Item = get_object_or_404(Item.objects.visible_to(actor(request)).select_related("unit"), pk=pk)
    return found


def visible_loan(request: HttpRequest, pk: int, mark: int) -> Loan:
    """Return a loan of a thing that the account may see, else 404."""
    found: Loan = get_object_or_404(visible_item(request, pk).loans.select_related("item"), mark=mark)
    return found


def page_of(item: Item) -> str:
    """Return the address of a thing's page."""
    return reverse("community:item-detail", args=[item.pk])


@allow("activity.view")
@require_safe
def item_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a thing with what is out of it: days, no names."""
    account, item = actor(request), visible_item(request, pk)
    context = {
        "item": item,
        "out": item.out,
        "today": account.today,
        "may_keep": item.ended_on is None and account.may("activity.keep", item.path),
        "entries": Entry.objects.about(item.ref),
    }
    return render(request, "community/item_detail.html", context)


def changed(
    request: HttpRequest, item: Item, form: Any, act: Any, title: str, intro: str = ""
) -> HttpResponse:
    """Show a form that changes a thing or a loan of it, and lead back to its page."""
    return change_page(
        request,
        form,
        act,
        back=page_of(item),
        title=title,
        intro=intro or item.title,
        button=title,
        done=_("Recorded."),
    )


@allow("activity.keep")
def item_new(request: HttpRequest) -> HttpResponse:
    """Put a thing on the list."""
    account = actor(request)
    return change_page(
        request,
        ItemForm(sent(request), account=account),
        lambda said: acts.add_item(**said, by=account, now=now()),
        back=reverse("community:item-list"),
        title=_("Add a thing to lend"),
        intro=_("It stands on the residents' page, with how many can be had."),
        button=_("Put it on the list"),
        done=_("It stands on the residents' page."),
    )


@allow("activity.keep")
def item_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Describe a thing anew."""
    account, item = actor(request), visible_item(request, pk)
    form = ItemForm(sent(request), account=account, item=item)
    return changed(
        request,
        item,
        form,
        lambda said: acts.describe_item(item, **said, by=account, now=now()),
        _("Describe it anew"),
    )


@allow("activity.keep")
def item_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a thing off the list."""
    account, item = actor(request), visible_item(request, pk)
    return changed(
        request,
        item,
        SmallForm(sent(request)),
        lambda said: acts.end_item(item, by=account, now=now()),
        _("Lend it no more"),
    )


@allow("activity.keep")
def item_lend(request: HttpRequest, pk: int) -> HttpResponse:
    """Lend a thing to who stands at the counter."""
    account, item = actor(request), visible_item(request, pk)
    form = LoanForm(sent(request), initial={"due": account.today + timedelta(item.days)})
    return changed(
        request,
        item,
        form,
        lambda said: acts.lend(item, told=form.told, due=said["due"], by=account, now=now()),
        _("Lend it"),
        _("A name and a telephone, to ask for it back. Nothing else is kept, and both go after its return."),
    )


@allow("activity.keep")
def loan_longer(request: HttpRequest, pk: int, mark: int) -> HttpResponse:
    """Let a thing be kept longer."""
    account, loan = actor(request), visible_loan(request, pk, mark)
    form = DueForm(sent(request), initial={"due": account.today + timedelta(loan.item.days)})
    return changed(
        request,
        loan.item,
        form,
        lambda said: acts.prolong_loan(loan, due=said["due"], by=account, now=now()),
        _("Keep it longer"),
    )


@allow("activity.keep")
def loan_back(request: HttpRequest, pk: int, mark: int) -> HttpResponse:
    """Record a thing as back."""
    account, loan = actor(request), visible_loan(request, pk, mark)
    return changed(
        request,
        loan.item,
        BackForm(sent(request)),
        lambda said: acts.take_back(loan, condition=Condition(said["condition"]), by=account, now=now()),
        _("It is back"),
        _("Whether it came late is not recorded. A thing that was lost is taken off the number there are."),
    )


@allow("activity.keep")
def loan_caller(request: HttpRequest, pk: int, mark: int) -> HttpResponse:
    """Show who has a thing, for a stated reason; the look is recorded."""
    loan = visible_loan(request, pk, mark)
    return caller_page(request, loan, loan.item.title, page_of(loan.item))


def caller_page(request: HttpRequest, row: Loan | Booking, title: str, back: str) -> HttpResponse:
    """Ask why somebody looks, and show whom they may telephone; kept by no browser."""
    form = ReasonForm(sent(request))
    context: dict[str, Any] = {"form": form, "title": title, "back": back, "row": row, "told": None}
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        context["told"] = reveal_caller(row, reason=reason, by=actor(request), now=now())
    context["looks"] = row.looks.all()
    status = 422 if form.is_bound and not form.is_valid() else 200
    answer = render(request, "community/caller.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
