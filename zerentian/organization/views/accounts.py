"""Accounts: the administrator keeps them, the security officer unlocks them and grants keeper roles."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow, require
from zerentian.organization.actions import accounts as actions
from zerentian.organization.actions.factors import has_factor
from zerentian.organization.actions.resets import clear_factor
from zerentian.organization.actions.sign_ins import is_locked, unlock
from zerentian.organization.actions.sittings import end_sittings
from zerentian.organization.forms.accounts import AccountForm, ConfirmForm, KeeperForm, NameForm
from zerentian.organization.models import Account, Sitting
from zerentian.organization.models.units import covering
from zerentian.organization.pages import change_page, form_page, sent


@require_safe
@allow("account.view")
def account_list(request: HttpRequest) -> HttpResponse:
    """Every person's account with the posts held today."""
    viewer = actor(request)
    sought = request.GET.get("q", "").strip()
    found = Account.objects.people().prefetch_related("appointments__post__unit__periods")
    if sought:
        found = found.filter(name__contains=sought) | found.filter(username__icontains=sought)
    rows = [
        (account, [held.post for held in account.appointments.all() if held.covers(viewer.today)])
        for account in found
    ]
    context = {"rows": rows, "sought": sought, "may_manage": viewer.may("account.manage")}
    return render(request, "organization/accounts.html", context)


@require_safe
@allow("account.view")
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account, and what may be done with it."""
    viewer = actor(request)
    found = get_object_or_404(Account.objects.people(), pk=pk)
    changes = [(name, change) for name, change in CHANGES.items() if change.applies(found, viewer)]
    context = {
        "person": found,
        "appointments": found.appointments.select_related("post__unit").prefetch_related(
            "post__unit__periods"
        ),
        "locked": is_locked_now(found),
        "factor": has_factor(found),
        "resets": found.resets.open(now()).select_related("asked_by"),
        "may_ask_reset": viewer.may("reset.ask")
        and found.pk != viewer.pk
        and found.is_active
        and actions.is_guarded_account(found, now()),
        "keys": found.access_keys.filter(revoked_at=None) if viewer.may("security.unlock") else [],
        "today": viewer.today,
        "changes": changes,
        "may_end": viewer.may("organization.manage"),
        "still_in_post": found.appointments.filter(covering(viewer.today)).exists(),
    }
    return render(request, "organization/account.html", context)


@never_cache
@allow("account.manage")
def account_new(request: HttpRequest) -> HttpResponse:
    """Create an account; its initial password is shown once."""
    by = actor(request)
    form = AccountForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            issued = actions.create_account(**form.cleaned_data, by=by, now=now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(
                request,
                "organization/issued.html",
                {"issued": [issued], "said": _("The account is created.")},
            )
    page = {
        "form": form,
        "title": _("New account"),
        "button": _("Create the account"),
        "back": reverse("organization:accounts"),
        "intro": _("No phone number, identity number or other personal data is collected."),
    }
    return form_page(request, "organization/change.html", form, page)


class Change(NamedTuple):
    """One thing that may be done with an account: the right it needs, its words, its form and its action.

    One that ``issues`` a password answers with it, once, instead of leading back.
    """

    right: str
    title: Any
    done: Any
    act: Callable[..., Any]
    when: Callable[[Account], bool]
    form: type[Form] = ConfirmForm
    issues: bool = False

    def applies(self, account: Account, viewer: Account) -> bool:
        """Tell whether the viewer may do it with the account as it stands."""
        return viewer.may(self.right) and account.pk != viewer.pk and self.when(account)


def is_open(account: Account) -> bool:
    """Tell whether an account is in use."""
    return account.is_active


def is_closed(account: Account) -> bool:
    """Tell whether an account was closed."""
    return not account.is_active


def is_plain(account: Account) -> bool:
    """Tell whether an account is in use and no keeper's."""
    return account.is_active and not account.keeper


def is_keepers(account: Account) -> bool:
    """Tell whether an account is a keeper's."""
    return bool(account.keeper)


def is_resettable(account: Account) -> bool:
    """Tell whether one keeper alone may give an account a new password."""
    return account.is_active and not actions.is_guarded_account(account, now())


def has_plain_factor(account: Account) -> bool:
    """Tell whether an account has a second factor that one keeper alone may clear."""
    return is_resettable(account) and has_factor(account)


def has_sittings(account: Account) -> bool:
    """Tell whether somebody sits with an account now."""
    return account.sittings.open().exists()


def end_all_sittings(account: Account, *, by: Account, now: datetime) -> object:
    """End every sitting of an account."""
    return end_sittings(Sitting.objects.all(), account=account, by=by, now=now)


def is_locked_now(account: Account) -> bool:
    """Tell whether an account is locked."""
    return is_locked(account, now=now())


RENAMED, CLOSED = gettext_lazy("The name is corrected."), gettext_lazy("The account is closed.")
NEW = gettext_lazy("The password is new: hand it over in person.")
UNLOCKED = gettext_lazy("The account is unlocked.")
GRANTED, WITHDRAWN = (
    gettext_lazy("The keeper role is granted."),
    gettext_lazy("The keeper role is taken back."),
)
CLEARED, ENDED = gettext_lazy("The second factor is cleared."), gettext_lazy("The sittings are ended.")
MANAGE, GRANT, UNLOCK = "account.manage", "security.grant", "security.unlock"

CHANGES: Mapping[str, Change] = {
    "rename": Change(
        MANAGE, gettext_lazy("Correct the name"), RENAMED, actions.rename_account, is_open, NameForm
    ),
    "reset": Change(
        MANAGE, gettext_lazy("Reset the password"), NEW, actions.reset_password, is_resettable, issues=True
    ),
    "close": Change(MANAGE, gettext_lazy("Close the account"), CLOSED, actions.close_account, is_plain),
    "reopen": Change(
        MANAGE, gettext_lazy("Reopen the account"), NEW, actions.reopen_account, is_closed, issues=True
    ),
    "unlock": Change(UNLOCK, gettext_lazy("Unlock the account"), UNLOCKED, unlock, is_locked_now),
    "clear_factor": Change(
        UNLOCK, gettext_lazy("Clear the second factor"), CLEARED, clear_factor, has_plain_factor
    ),
    "end_sittings": Change(UNLOCK, gettext_lazy("End all sittings"), ENDED, end_all_sittings, has_sittings),
    "grant": Change(
        GRANT, gettext_lazy("Grant a keeper role"), GRANTED, actions.grant_keeper, is_plain, KeeperForm
    ),
    "withdraw": Change(
        GRANT, gettext_lazy("Take the keeper role back"), WITHDRAWN, actions.withdraw_keeper, is_keepers
    ),
}


@never_cache
@allow("account.manage", "security.unlock", "security.grant")
def account_change(request: HttpRequest, pk: int, change: str) -> HttpResponse:
    """Do one thing with an account; a new password is shown once, on the answer itself."""
    by, chosen = actor(request), CHANGES[change]
    require(by, chosen.right)
    found = get_object_or_404(Account.objects.people(), pk=pk)
    if chosen.issues and request.method == "POST":
        return render(
            request,
            "organization/issued.html",
            {"issued": [chosen.act(found, by=by, now=now())], "said": chosen.done},
        )
    return change_page(
        request,
        chosen.form(sent(request), initial={"name": found.name}),
        lambda data: chosen.act(found, **data, by=by, now=now()),
        title=f"{chosen.title} · {found.name}",
        button=str(chosen.title),
        done=str(chosen.done),
        back=reverse("organization:account", args=[pk]),
        intro=_("The old password ends at once, and every session with it.") if chosen.issues else "",
    )
