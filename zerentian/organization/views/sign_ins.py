"""Signing in and out, the own account, and the sign-in log."""

import time
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from zerentian.ledger.clock import machine_now, now
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow, public
from zerentian.organization.actions import sign_ins as actions
from zerentian.organization.actions import sittings
from zerentian.organization.actions.accounts import change_password, set_email
from zerentian.organization.actions.factors import has_factor
from zerentian.organization.devices import device_of, new_name, remember
from zerentian.organization.forms.accounts import CodeForm, EmailForm, PasswordForm, SignInForm
from zerentian.organization.middleware import BEGAN, DEVICE, FACTOR, address_of
from zerentian.organization.models import Account, SignIn
from zerentian.organization.models.sign_ins import OUTCOME_LABELS
from zerentian.organization.pages import change_page, form_page, sent
from zerentian.organization.rules.browsers import browser_of
from zerentian.organization.rules.rights import KEEPERS, ROLES

HALF, HALF_SECONDS = "half", 300


@public
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with user name and password; a code follows where the account has a second factor."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if request.user.is_authenticated:
        return HttpResponseRedirect(landing(request, target))
    form = SignInForm(sent(request))
    if request.method == "POST" and form.is_valid():
        address, device = address_of(request), device_of(request)
        try:
            account = actions.sign_in(**form.cleaned_data, address=address, device=device, now=now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            if not has_factor(account):
                return seated(request, account, target)
            request.session.cycle_key()
            request.session[HALF] = [account.pk, account.get_session_auth_hash(), time.time(), target]
            return HttpResponseRedirect(reverse("sign-in-code"))
    page = {"next": target}
    return form_page(request, "organization/sign_in.html", form, page)


@public
@never_cache
@sensitive_post_parameters("code")
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Finish a sign-in with the code of the moment, or a recovery code."""
    account, target = half_signed_in(request)
    if account is None:
        messages.warning(
            request, _("Please begin again: the code comes within five minutes of the password.")
        )
        return HttpResponseRedirect(reverse("sign-in"))
    form = CodeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        address, device = address_of(request), device_of(request)
        try:
            actions.confirm_code(
                account,
                code=form.cleaned_data["code"],
                address=address,
                device=device,
                now=now(),
                machine_now=machine_now(),
            )
        except NotAllowed as refusal:
            form.add_error("code", str(refusal))
        else:
            request.session.pop(HALF)
            return seated(request, account, target, by_factor=True)
    page = {"form": form}
    return form_page(request, "organization/sign_in_code.html", form, page)


def half_signed_in(request: HttpRequest) -> tuple[Account | None, str]:
    """Return whose password was right a moment ago in this browser, and where the person wanted to go."""
    pk, password_hash, at, target = request.session.get(HALF) or (0, "", 0, "")
    account = Account.objects.people().filter(pk=pk, is_active=True).first()
    fresh = time.time() - at <= HALF_SECONDS
    same = account is not None and constant_time_compare(password_hash, account.get_session_auth_hash())
    return (account if fresh and same else None), target


def seated(request: HttpRequest, account: Account, target: str, *, by_factor: bool = False) -> HttpResponse:
    """Begin a sitting, remember the browser, and lead to where the person wanted to go."""
    login(request, account)
    device = device_of(request) or new_name()
    request.session[BEGAN], request.session[DEVICE], request.session[FACTOR] = time.time(), device, by_factor
    sittings.begin_sitting(
        account,
        session_key=request.session.session_key or "",
        device=device,
        browser=browser_of(request.headers.get("User-Agent", "")),
        now=now(),
    )
    response = HttpResponseRedirect(landing(request, target))
    remember(response, device)
    return response


def landing(request: HttpRequest, target: str) -> str:
    """Return where a sign-in leads: the page asked for, when it is one of ours, else the first page."""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    account = request.user
    has_first_page = (
        not isinstance(account, Account) or account.may("desk.view") or account.may("status.view")
    )
    return resolve_url(settings.LOGIN_REDIRECT_URL) if has_first_page else reverse("my-account")


@require_POST
@allow("account.own")
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out; the page that sends this clears the drafts kept in the browser."""
    actions.note_end(actor(request), outcome="signed_out", address=address_of(request), now=now())
    sittings.close_sitting(request.session.session_key or "", now())
    logout(request)
    messages.success(request, _("You are signed out. Drafts on this computer were cleared."))
    return HttpResponseRedirect(reverse("sign-in"))


@require_safe
@allow("account.own")
def my_account(request: HttpRequest) -> HttpResponse:
    """The own account: posts, rights, last sign-ins."""
    account = actor(request)
    posts = account.posts_on(account.today)
    roles = [ROLES[post.role] for post in posts] + [KEEPERS[keeper] for keeper in [account.keeper] if keeper]
    changed = account.password_changed_at
    page = {
        "mail": bool(settings.EMAIL_HOST),
        "factor": has_factor(account),
        "resets": account.resets.open(now()),
        "posts": posts,
        "may_make_keys": account.may("key.make"),
        "roles": roles,
        "sign_ins": SignIn.objects.filter(account=account)[:10],
        "password_until": changed and changed + timedelta(days=settings.PASSWORD_DAYS),
    }
    return render(request, "organization/my_account.html", page)


@allow("account.own")
def email(request: HttpRequest) -> HttpResponse:
    """Choose whether, and where, the own desk is told by mail."""
    account = actor(request)
    return change_page(
        request,
        EmailForm(sent(request), initial={"email": account.email}),
        lambda data: set_email(account, email=data["email"], by=account),
        title=_("My desk by e-mail"),
        intro=_("Numbers and days only: no names, no words of residents."),
        button=_("Save"),
        done=_("Saved."),
        back=reverse("my-account"),
    )


@never_cache
@sensitive_post_parameters()
@allow("account.own")
def password(request: HttpRequest) -> HttpResponse:
    """Change the own password."""
    account = actor(request)
    form = PasswordForm(sent(request))
    if request.method == "POST" and form.is_valid():
        old, new = form.cleaned_data["old"], form.cleaned_data["new"]
        try:
            change_password(account, old=old, new=new, now=now())
        except NotAllowed as refusal:
            form.add_error("old" if "原密码" in str(refusal) else "new", str(refusal))
        else:
            update_session_auth_hash(request, account)
            messages.success(request, _("The password is changed."))
            return HttpResponseRedirect(reverse("my-account"))
    page = {
        "form": form,
        "title": _("Change password"),
        "button": _("Change password"),
        "back": reverse("my-account"),
        "intro": "",
    }
    return form_page(request, "organization/change.html", form, page)


@require_safe
@allow("sign_ins.view")
def sign_in_log(request: HttpRequest) -> HttpResponse:
    """The sign-in log, for the auditor: by user name, outcome and day."""
    rows = SignIn.objects.select_related("account")
    chosen = {name: request.GET.get(name, "").strip() for name in ("username", "outcome")}
    rows = rows.filter(**{name: value for name, value in chosen.items() if value})
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    query = request.GET.copy()
    addresses = {}
    for name, number in (("newer", page.number - 1), ("older", page.number + 1)):
        query["page"] = str(number)
        addresses[name] = f"?{query.urlencode()}" if 1 <= number <= page.paginator.num_pages else ""
    context = {
        "rows": page,
        "outcomes": OUTCOME_LABELS,
        "chosen": chosen,
        "months": settings.SIGN_IN_LOG_MONTHS,
        "today": local_day(now()),
        **addresses,
    }
    return render(request, "organization/sign_ins.html", context)
