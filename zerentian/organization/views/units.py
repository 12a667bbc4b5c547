"""Units as a tree on a day, one unit with its history, and its changes."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.organization.access import actor, allow
from zerentian.organization.actions import units as actions
from zerentian.organization.forms import units as forms
from zerentian.organization.models import Account, Post, Unit
from zerentian.organization.pages import change_page, sent
from zerentian.organization.rules.rights import Kind


def chosen_day(request: HttpRequest, account: Account) -> date:
    """Return the day asked for in the address, else today."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return account.today


@require_safe
@allow("organization.view")
def unit_list(request: HttpRequest) -> HttpResponse:
    """The tree of units on a day, with posts and who held them."""
    account = actor(request)
    day = chosen_day(request, account)
    units = list(Unit.objects.visible_to(account).on(day))
    posts: dict[int, list[dict[str, Any]]] = {}
    for post in Post.objects.on(day).filter(unit__in=units).prefetch_related("appointments__account"):
        holders = [held.account for held in post.appointments.all() if held.covers(day)]
        posts.setdefault(post.unit_id, []).append({"post": post, "holders": holders})
    rows = [
        {
            "unit": unit,
            "name": unit.name_on(day),
            "depth": unit.path_on(day).count("/"),
            "posts": posts.get(unit.pk, []),
        }
        for unit in units
    ]
    context = {
        "rows": rows,
        "day": day,
        "today": account.today,
        "may_manage": account.may("organization.manage"),
    }
    return render(request, "organization/units.html", context)


@require_safe
@allow("organization.view")
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """One unit: where it stands, what it was called, its posts and what belongs to it."""
    account = actor(request)
    found = get_object_or_404(Unit.objects.visible_to(account).prefetch_related("periods"), code=code)
    day = account.today
    live = Entry.objects.filter(verb="ledger.went_live", subject=found.ref).order_by("id").first()
    parent = found.parent_on(day)
    below = Unit.objects.visible_to(account).under(found, day).exclude(pk=found.pk).on(day)
    context = {
        "unit": found,
        "day": day,
        "parent": parent,
        "below": [child for child in below if child.parent_on(day) == found],
        "periods": found.periods.all(),
        "posts": [
            (post, Account.objects.holding(post, day)) for post in Post.objects.on(day).filter(unit=found)
        ],
        "past_posts": Post.objects.filter(unit=found, last__lt=day),
        "live": live,
        "organs": [name for name in (found.organ_on(day), party_of(found, day)) if name],
        "may_manage": account.may("organization.manage", found),
        "may_have_children": found.kind in {Kind.COUNTY, Kind.TOWNSHIP},
        "is_open": bool(found.path_on(day)),
    }
    return render(request, "organization/unit.html", context)


@allow("organization.manage")
def unit_new(request: HttpRequest) -> HttpResponse:
    """Open a unit, at the top or under the parent named in the address."""
    account = actor(request)
    code = request.GET.get("parent", "")
    parent = get_object_or_404(Unit.objects.visible_to(account), code=code) if code else None
    form = forms.OpenUnitForm(sent(request), parent=parent, initial={"first": account.today})
    return change_page(
        request,
        form,
        lambda data: actions.open_unit(
            **data | {"kind": Kind(data["kind"])}, parent=parent, by=account, now=now()
        ),
        title=_("Open a unit"),
        button=_("Open the unit"),
        done=_("The unit is open."),
        back=reverse("organization:unit", args=[code]) if parent else reverse("organization:units"),
        intro=_("It will belong to %(parent)s.") % {"parent": parent.name} if parent else "",
    )


def party_of(unit: Unit, day: date) -> str:
    """Return the full name of a unit's party committee, empty where it is of a kind that has none of its own."""
    return unit.organ_on(day, party=True) if unit.kind in {Kind.COUNTY, Kind.TOWNSHIP} else ""


class Change(NamedTuple):
    """One way in which a unit changes: its words, its form and its action."""

    title: Any
    button: Any
    done: Any
    form: Callable[..., Form]
    act: Callable[..., object]
    day: str = "first"
    needs_units: bool = False


CHANGES: Mapping[str, Change] = {
    "rename": Change(
        gettext_lazy("Rename"),
        gettext_lazy("Rename"),
        gettext_lazy("The unit is renamed."),
        forms.RenameForm,
        actions.rename_unit,
    ),
    "move": Change(
        gettext_lazy("Move to another parent"),
        gettext_lazy("Move"),
        gettext_lazy("The unit, and what is below it, has moved."),
        forms.MoveForm,
        actions.move_unit,
        needs_units=True,
    ),
    "merge": Change(
        gettext_lazy("Merge into another unit"),
        gettext_lazy("Merge"),
        gettext_lazy("The unit is merged: posts, people and open work have passed on."),
        forms.MergeForm,
        actions.merge_unit,
        needs_units=True,
    ),
    "close": Change(
        gettext_lazy("Close the unit"),
        gettext_lazy("Close the unit"),
        gettext_lazy("The unit is closed."),
        forms.CloseForm,
        actions.close_unit,
        "last",
        needs_units=True,
    ),
    "organ": Change(
        gettext_lazy("Full names and address"),
        gettext_lazy("Keep"),
        gettext_lazy("Papers bear them from now on."),
        forms.OrganForm,
        actions.keep_organ,
    ),
    "live": Change(
        gettext_lazy("Go live"),
        gettext_lazy("Go live"),
        gettext_lazy("The unit is live."),
        forms.LiveForm,
        actions.go_live,
        "on",
    ),
}


@allow("organization.manage")
def unit_change(request: HttpRequest, code: str, change: str) -> HttpResponse:
    """Rename, move, merge or close a unit, or let it go live."""
    account, chosen = actor(request), CHANGES[change]
    visible = Unit.objects.visible_to(account)
    found = get_object_or_404(visible, code=code)
    more = {"unit": found, "units": visible.on(account.today)} if chosen.needs_units else {}
    organ = found.kept_organ
    known = {name: getattr(organ, name) for name in organ.OPENABLE} if organ else {}
    known["hours"] = found.received_at
    initial = {chosen.day: account.today, "name": found.name, **known}
    form = chosen.form(sent(request), initial=initial, **more)
    return change_page(
        request,
        form,
        lambda data: chosen.act(found, **data, by=account, now=now()),
        title=f"{chosen.title} · {found.name}",
        button=str(chosen.button),
        done=str(chosen.done),
        back=reverse("organization:unit", args=[code]),
    )
