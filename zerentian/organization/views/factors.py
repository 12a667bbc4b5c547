"""The second factor of the own account: set up with a QR code, recovery codes, removal."""

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from zerentian.ledger.clock import machine_now, now
from zerentian.ledger.models import Instance
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow
from zerentian.organization.actions import factors as actions
from zerentian.organization.forms.accounts import FirstCodeForm, OwnPasswordForm
from zerentian.organization.middleware import FACTOR
from zerentian.organization.models import Account
from zerentian.organization.pages import change_page, form_page, sent
from zerentian.organization.rules.totp import provisioning_uri


@never_cache
@sensitive_post_parameters()
@allow("account.own")
def second_factor(request: HttpRequest) -> HttpResponse:
    """Show how the second factor stands; where there is none, set it up."""
    account = actor(request)
    if actions.has_factor(account):
        left = account.recovery_codes.filter(used_at=None).count()
        standing = {"left": left, "needed": actions.needs_factor(account, now())}
        return render(request, "organization/second_factor.html", standing)
    form = FirstCodeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            code = form.cleaned_data["code"]
            codes = actions.confirm_factor(account, code=code, now=now(), machine_now=machine_now())
        except NotAllowed as refusal:
            form.add_error("code", str(refusal))
        else:
            request.session[FACTOR] = True
            return render(request, "organization/recovery_codes.html", {"codes": codes})
    page = {**drawn(account), "needed": actions.needs_factor(account, now())}
    return form_page(request, "organization/second_factor_new.html", form, page)


def drawn(account: Account) -> dict[str, str]:
    """Return the secret to put into a generator, drawn and spelled; black on white whatever the theme."""
    secret = actions.begin_factor(account, now=now()).secret
    issuer = Instance.objects.values_list("origin", flat=True).first() or "zerentian"
    uri = provisioning_uri(secret, username=account.username, issuer=issuer)
    code = segno.make_qr(uri, error="m")
    svg = code.svg_inline(scale=5, border=4, light="#fff", dark="#000", svgclass="qr", omitsize=True)
    spelled = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"qr": mark_safe(svg), "secret": spelled}


@never_cache
@sensitive_post_parameters()
@allow("account.own")
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes; they are shown once, on the answer itself."""
    account, form = actor(request), OwnPasswordForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            codes = actions.renew_recovery_codes(account, password=form.cleaned_data["password"], now=now())
        except NotAllowed as refusal:
            form.add_error("password", str(refusal))
        else:
            return render(request, "organization/recovery_codes.html", {"codes": codes})
    page = {
        "form": form,
        "title": _("New recovery codes"),
        "intro": _("The old ones end at once."),
        "button": _("Make new codes"),
        "back": reverse("second-factor"),
    }
    return form_page(request, "organization/change.html", form, page)


@never_cache
@sensitive_post_parameters()
@allow("account.own")
def second_factor_remove(request: HttpRequest) -> HttpResponse:
    """Stop using a second factor."""
    account = actor(request)

    def act(said: dict[str, str]) -> None:
        actions.remove_factor(account, password=said["password"], now=now())
        request.session[FACTOR] = False

    return change_page(
        request,
        OwnPasswordForm(sent(request)),
        act,
        title=_("Stop using the second factor"),
        intro=_("From then on the password alone signs you in."),
        button=_("Stop using it"),
        done=_("The second factor is removed."),
        back=reverse("second-factor"),
    )
