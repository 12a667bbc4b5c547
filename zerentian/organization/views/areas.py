"""Areas of work and the posts that answer for them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zerentian.ledger.clock import now
from zerentian.organization.access import actor, allow
from zerentian.organization.actions import areas as actions
from zerentian.organization.forms import units as forms
from zerentian.organization.forms.accounts import ConfirmForm, NameForm
from zerentian.organization.models import Area, AreaCharge, Post
from zerentian.organization.models.areas import PART_LABELS
from zerentian.organization.models.units import covering
from zerentian.organization.pages import change_page, sent


@require_safe
@allow("organization.view")
def area_list(request: HttpRequest) -> HttpResponse:
    """The matrix of 一岗双责: areas down, leading, handling and assisting posts across."""
    account = actor(request)
    visible = Post.objects.visible_to(account)
    charges = AreaCharge.objects.filter(covering(account.today), post__in=visible)
    held: dict[tuple[int, str], list[AreaCharge]] = {}
    for charge in charges.select_related("post__unit").prefetch_related("post__unit__periods"):
        held.setdefault((charge.area_id, charge.part), []).append(charge)
    rows = [
        {
            "area": area,
            "cells": [(label, held.get((area.pk, part), [])) for part, label in PART_LABELS.items()],
        }
        for area in Area.objects.filter(is_open=True)
    ]
    context = {
        "rows": rows,
        "parts": PART_LABELS.values(),
        "may_manage": account.may("organization.manage"),
        "may_charge": account.may("area.charge"),
    }
    return render(request, "organization/areas.html", context)


@allow("organization.manage")
def area_new(request: HttpRequest) -> HttpResponse:
    """Open an area of work."""
    account = actor(request)
    return change_page(
        request,
        forms.AreaForm(sent(request)),
        lambda data: actions.open_area(**data, by=account, now=now()),
        title=_("Open an area of work"),
        button=_("Open the area"),
        done=_("The area is open."),
        back=reverse("organization:areas"),
    )


@allow("organization.manage")
@require_POST
def area_adopt(request: HttpRequest) -> HttpResponse:
    """Begin with the usual areas; what is there stays."""
    made = actions.adopt_areas(by=actor(request), now=now())
    messages.success(
        request, _("%(n)d areas of work were opened; rename or close what is not yours.") % {"n": made}
    )
    return redirect("organization:areas")


@allow("organization.manage")
def area_rename(request: HttpRequest, code: str) -> HttpResponse:
    """Give an area another name."""
    account, area = actor(request), get_object_or_404(Area, code=code)
    return change_page(
        request,
        NameForm(sent(request), initial={"name": area.name}),
        lambda data: actions.rename_area(area, **data, by=account, now=now()),
        title=_("Rename the area %(area)s") % {"area": area.name},
        button=_("Rename"),
        done=_("The area is renamed."),
        back=reverse("organization:areas"),
    )


@allow("organization.manage")
def area_close(request: HttpRequest, code: str) -> HttpResponse:
    """Close an area no post answers for."""
    account, area = actor(request), get_object_or_404(Area, code=code)
    return change_page(
        request,
        ConfirmForm(sent(request)),
        lambda data: actions.close_area(area, by=account, now=now()),
        title=_("Close the area %(area)s") % {"area": area.name},
        button=_("Close the area"),
        done=_("The area is closed."),
        back=reverse("organization:areas"),
    )


@allow("area.charge")
def area_charge(request: HttpRequest, code: str) -> HttpResponse:
    """Put a post in charge of an area."""
    account, area = actor(request), get_object_or_404(Area, code=code)
    posts = Post.objects.visible_to(account).on(account.today).select_related("unit")
    form = forms.ChargeForm(sent(request), posts=posts, initial={"first": account.today})
    return change_page(
        request,
        form,
        lambda data: actions.charge(area, **data, by=account, now=now()),
        title=_("Who answers for %(area)s") % {"area": area.name},
        button=_("Put in charge"),
        done=_("The post answers for the area."),
        back=reverse("organization:areas"),
    )


@allow("area.charge")
def area_discharge(request: HttpRequest, pk: int) -> HttpResponse:
    """Release a post from an area."""
    account = actor(request)
    visible = Post.objects.visible_to(account)
    held = get_object_or_404(AreaCharge.objects.select_related("area", "post"), pk=pk, post__in=visible)
    return change_page(
        request,
        forms.LastDayForm(sent(request), initial={"last": account.today}),
        lambda data: actions.discharge(held, **data, by=account, now=now()),
        title=_("Release %(post)s from %(area)s") % {"post": held.post.title, "area": held.area.name},
        button=_("Release"),
        done=_("The post no longer answers for the area."),
        back=reverse("organization:areas"),
    )
