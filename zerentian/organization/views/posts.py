"""Posts: created, filled, handed over, closed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zerentian.ledger.clock import now
from zerentian.organization.access import actor, allow
from zerentian.organization.actions import posts as actions
from zerentian.organization.actions.proposals import propose_appointment
from zerentian.organization.forms import units as forms
from zerentian.organization.forms.accounts import TitleForm
from zerentian.organization.handover import open_for
from zerentian.organization.models import Appointment, Post, Unit
from zerentian.organization.pages import change_page, sent
from zerentian.organization.rules.named_rights import RIGHTS
from zerentian.organization.rules.resets import GUARDED_ROLES
from zerentian.organization.rules.rights import ROLES


@require_safe
@allow("organization.view")
def post(request: HttpRequest, code: str) -> HttpResponse:
    """One post: its role, who held it when, what it answers for, and how much is open there."""
    account = actor(request)
    found = get_object_or_404(Post.objects.visible_to(account).select_related("unit"), code=code)
    role = ROLES[found.role]
    context = {
        "post": found,
        "role": role,
        "own_rights": [RIGHTS[right] for right in RIGHTS if right in role.own],
        "wide_rights": [RIGHTS[right] for right in RIGHTS if right in role.wide],
        "appointments": found.appointments.select_related("account"),
        "charges": found.charges.select_related("area"),
        "open_count": len(open_for(found)),
        "day": account.today,
        "is_open": found.exists_on(account.today),
        "may_manage": account.may("organization.manage", found.unit),
    }
    return render(request, "organization/post.html", context)


@allow("organization.manage")
def post_new(request: HttpRequest, code: str) -> HttpResponse:
    """Create a post in a unit."""
    account = actor(request)
    unit = get_object_or_404(Unit.objects.visible_to(account), code=code)
    day = account.today
    form = forms.PostForm(sent(request), unit=unit, day=day, initial={"first": day})
    return change_page(
        request,
        form,
        lambda data: actions.create_post(unit=unit, **data, by=account, now=now()),
        title=_("New post in %(unit)s") % {"unit": unit.name},
        button=_("Create the post"),
        done=_("The post is created."),
        back=reverse("organization:unit", args=[code]),
    )


@allow("organization.manage")
def post_rename(request: HttpRequest, code: str) -> HttpResponse:
    """Give a post another title."""
    account = actor(request)
    found = get_object_or_404(Post.objects.visible_to(account), code=code)
    form = TitleForm(sent(request), initial={"name": found.title})
    return change_page(
        request,
        form,
        lambda data: actions.rename_post(found, title=data["name"], by=account, now=now()),
        title=_("Rename the post %(post)s") % {"post": found.title},
        button=_("Rename"),
        done=_("The post is renamed."),
        back=reverse("organization:post", args=[code]),
    )


@allow("organization.manage")
def post_close(request: HttpRequest, code: str) -> HttpResponse:
    """Close a post; its open work passes to another."""
    account = actor(request)
    found = get_object_or_404(Post.objects.visible_to(account), code=code)
    day = account.today
    posts = Post.objects.visible_to(account).on(day).select_related("unit")
    form = forms.ClosePostForm(sent(request), post=found, posts=posts, initial={"last": day})
    return change_page(
        request,
        form,
        lambda data: actions.close_post(found, **data, by=account, now=now()),
        title=_("Close the post %(post)s") % {"post": found.title},
        button=_("Close the post"),
        done=_("The post is closed; its open work has passed on."),
        back=reverse("organization:post", args=[code]),
        template="organization/hand_over.html",
        context={"matters": open_for(found)},
    )


@allow("organization.manage")
def appoint(request: HttpRequest, code: str) -> HttpResponse:
    """Let a person hold a post."""
    account = actor(request)
    found = get_object_or_404(Post.objects.visible_to(account), code=code)
    form = forms.AppointForm(sent(request), initial={"first": account.today})
    guarded = found.role in GUARDED_ROLES
    act = propose_appointment if guarded else actions.appoint
    return change_page(
        request,
        form,
        lambda data: act(data["account"], post=found, first=data["first"], by=account, now=now()),
        title=_("Appoint to %(post)s") % {"post": found.title},
        intro=_(
            "This post decides over others: the appointment takes effect when another keeper confirms it."
        )
        if guarded
        else "",
        button=_("Propose") if guarded else _("Appoint"),
        done=_("The appointment waits for another keeper.") if guarded else _("The appointment is made."),
        back=reverse("organization:post", args=[code]),
    )


@allow("organization.manage")
def appointment_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand over: who leaves, what is open, and who goes on."""
    account = actor(request)
    visible = Post.objects.visible_to(account)
    held = get_object_or_404(Appointment.objects.select_related("post", "account"), pk=pk, post__in=visible)
    day = account.today
    posts = visible.on(day).select_related("unit")
    form = forms.HandOverForm(sent(request), post=held.post, posts=posts, initial={"last": day})
    return change_page(
        request,
        form,
        lambda data: actions.end_appointment(held, **data, by=account, now=now()),
        title=_("Hand-over: %(person)s leaves %(post)s")
        % {"person": held.account.name, "post": held.post.title},
        button=_("End the appointment and hand over"),
        done=_("The hand-over is done."),
        back=reverse("organization:post", args=[held.post.code]),
        template="organization/hand_over.html",
        context={"matters": open_for(held.post)},
    )


@require_safe
@allow("handover.see")
def handovers(request: HttpRequest) -> HttpResponse:
    """Posts that nobody holds, and what is open there."""
    account = actor(request)
    units = Unit.objects.allowed(account, "handover.see")
    vacant = Post.objects.vacant(account.today).filter(unit__in=units).select_related("unit")
    rows = [(found, len(open_for(found))) for found in vacant]
    context = {"rows": rows, "may_manage": account.may("organization.manage")}
    return render(request, "organization/handovers.html", context)
