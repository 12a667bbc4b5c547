"""Access keys on the screen: the own ones listed, made and shown once, revoked."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from zerentian.ledger.clock import now
from zerentian.organization.access import actor, allow
from zerentian.organization.actions.keys import make_key, revoke_key
from zerentian.organization.desk import url_of
from zerentian.organization.forms.accounts import ConfirmForm
from zerentian.organization.forms.keys import KeyForm
from zerentian.organization.models import AccessKey
from zerentian.organization.pages import change_page, made_page, sent

USUAL_DAYS = 180


@require_safe
@allow("key.make")
def key_list(request: HttpRequest) -> HttpResponse:
    """The own access keys: what each is for, until when, when it was last used."""
    account = actor(request)
    context = {"keys": account.access_keys.all(), "today": account.today}
    return render(request, "organization/keys.html", context)


@never_cache
@sensitive_post_parameters("password")
@allow("key.make")
def key_new(request: HttpRequest) -> HttpResponse:
    """Make an access key; what opens it is shown on the answer, once."""
    account = actor(request)
    form = KeyForm(sent(request), initial={"last": account.today + timedelta(days=USUAL_DAYS)})
    page = {
        "title": _("New access key"),
        "button": _("Make the key"),
        "back": reverse("my-keys"),
        "intro": _("The program acts in your name, with your rights, until the key ends or you revoke it."),
    }
    return made_page(
        request,
        form,
        lambda said: make_key(**said, by=account, now=now()),
        lambda made: render(request, "organization/key_made.html", {"made": made}),
        page=page,
    )


def back_from(key: AccessKey) -> str:
    """Return where the holder of a key came from: the calendar, or the list of keys."""
    return (url_of("deadlines") if key.feeds else "") or reverse("my-keys")


@allow("account.own")
def key_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke an own key, or as security officer anybody's."""
    account, rows = actor(request), AccessKey.objects.select_related("account")
    key = get_object_or_404(rows if account.may("security.unlock") else rows.filter(account=account), pk=pk)
    own = key.account_id == account.pk
    return change_page(
        request,
        ConfirmForm(sent(request)),
        lambda data: revoke_key(key, by=account, now=now()),
        title=_("Revoke the key “%(label)s”") % {"label": key.label},
        intro=_("From that moment on the program is refused. A revoked key never opens again."),
        button=_("Revoke"),
        done=_("The key is revoked."),
        back=back_from(key) if own else reverse("organization:account", args=[key.account_id]),
    )
