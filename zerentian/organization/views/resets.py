"""Requests to reset a guarded account: listed for the keepers, decided by a second one, used by the holder."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow, public
from zerentian.organization.actions import resets as actions
from zerentian.organization.actions.proposals import confirm_appointment, refuse_appointment
from zerentian.organization.forms.accounts import ConfirmForm, ResetForm, SlipForm
from zerentian.organization.middleware import address_of
from zerentian.organization.models import Account, ProposedAppointment, Reset
from zerentian.organization.models.proposals import WAITING
from zerentian.organization.pages import change_page, form_page, sent
from zerentian.organization.rules.addresses import counted_as
from zerentian.organization.tallies import count_up

SHOWN = 30
TRIES, TRIES_SECONDS = 20, 3600


@require_safe
@allow("reset.confirm")
def reset_list(request: HttpRequest) -> HttpResponse:
    """The requests that wait, and the newest that are closed."""
    rows = Reset.objects.select_related("account", "asked_by", "decided_by")
    waiting = rows.open(now())
    proposals = ProposedAppointment.objects.select_related("account", "post__unit", "asked_by", "decided_by")
    context = {
        "proposals": proposals.filter(state=WAITING),
        "decided": proposals.exclude(state=WAITING)[:SHOWN],
        "waiting": waiting,
        "closed": rows.exclude(pk__in=waiting.values("pk"))[:SHOWN],
        "me": actor(request),
    }
    return render(request, "organization/resets.html", context)


@never_cache
@allow("reset.ask")
def reset_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reset of a guarded account; the asker's half of the slip is shown once, on the answer itself."""
    by, account = actor(request), get_object_or_404(Account.objects.people(), pk=pk)
    form = ResetForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask_reset(account, what=form.cleaned_data["what"], by=by, now=now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "organization/reset_half.html", {"made": made, "first": True})
    page = {
        "form": form,
        "title": _("Ask for a reset") + f" · {account.name}",
        "button": _("Ask for a reset"),
        "back": reverse("organization:account", args=[pk]),
        "intro": _(
            "Another keeper confirms. Each of you is shown one half of a slip, and gives it to the holder in person."
            " Both halves together let the holder choose a new password; until then the old one stays."
        ),
    }
    return form_page(request, "organization/change.html", form, page)


@never_cache
@allow("reset.confirm")
def reset_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm another keeper's request; the second half of the slip is shown once, on the answer itself."""
    by, reset = actor(request), get_object_or_404(Reset.objects.select_related("account", "asked_by"), pk=pk)
    form = ConfirmForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.confirm_reset(reset, by=by, now=now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "organization/reset_half.html", {"made": made, "first": False})
    page = {
        "form": form,
        "title": f"{reset.get_what_display()} · {reset.account.name}",
        "button": _("I have asked the holder: confirm"),
        "back": reverse("organization:resets"),
        "intro": _(
            "%(asker)s asks for it. Ask %(holder)s in person or by a number you know whether that is wanted."
        )
        % {"asker": reset.asked_by.name, "holder": reset.account.name},
    }
    return form_page(request, "organization/change.html", form, page)


@allow("reset.confirm")
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm another keeper's proposal for a guarded post, or refuse it."""
    by, rows = actor(request), ProposedAppointment.objects.select_related("account", "post__unit", "asked_by")
    found = get_object_or_404(rows, pk=pk)
    refuses = "refuse" in request.GET
    act = refuse_appointment if refuses else confirm_appointment
    said = {"asker": found.asked_by.name, "person": found.account.name, "post": found.post.title}
    return change_page(
        request,
        ConfirmForm(sent(request)),
        lambda data: act(found, by=by, now=now()),
        title=f"{found.post.title} · {found.account.name}",
        intro=_("%(asker)s proposes %(person)s as %(post)s. Ask the unit in charge whether that is wanted.")
        % said,
        button=_("Refuse the appointment") if refuses else _("Confirm the appointment"),
        done=_("The appointment is refused.") if refuses else _("The appointment is made."),
        back=reverse("organization:resets"),
    )


@allow("reset.confirm", "account.own")
def reset_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a request: a keeper, or the account's holder."""
    by, rows = actor(request), Reset.objects.select_related("account", "asked_by")
    mine = rows if by.may("reset.confirm") else rows.filter(account=by)
    reset = get_object_or_404(mine, pk=pk)
    back = reverse("organization:resets") if by.may("reset.confirm") else reverse("my-account")
    return change_page(
        request,
        ConfirmForm(sent(request)),
        lambda data: actions.refuse_reset(reset, by=by, now=now()),
        title=_("Refuse the reset") + f" · {reset.account.name}",
        intro=_("Nothing changes on the account; who asked sees that it was refused."),
        button=_("Refuse the reset"),
        done=_("The reset is refused."),
        back=back,
    )


@public
@never_cache
@sensitive_post_parameters()
def slip(request: HttpRequest) -> HttpResponse:
    """Choose a new password with both halves of a slip; then sign in with it."""
    form = SlipForm(sent(request))
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("username", "first", "second", "new")}
        sender = counted_as(address_of(request))
        try:
            if count_up("slip", sender, seconds=TRIES_SECONDS, now=now()) > TRIES:
                raise NotAllowed("试的次数太多，请一小时后再试", "too many tries: try again in an hour")
            actions.use_slip(**said, now=now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The password is changed. Sign in with it now."))
            return HttpResponseRedirect(reverse("sign-in"))
    return form_page(request, "organization/slip.html", form)
