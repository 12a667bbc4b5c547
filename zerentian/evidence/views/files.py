"""Files: listed, deposited, shown as pictures, downloaded. Nothing uploaded is ever served as a page."""

from django.contrib import messages
from django.db import transaction
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
)
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from zerentian.evidence import actions, copies
from zerentian.evidence.forms import DepositForm
from zerentian.evidence.listed import FILES
from zerentian.evidence.models import File, Recheck
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import Forbidden, allow, takes
from zerentian.organization.listing.page import list_page
from zerentian.organization.models import Account
from zerentian.organization.pages import form_page, sent
from zerentian.organization.rules.units import is_within

PAGE = 48
# Whatever a browser thinks of a file, it may neither run nor frame it.
LOCKED = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def reader(request: HttpRequest) -> Account:
    """Return the account that is signed in."""
    if not isinstance(request.user, Account):
        raise Forbidden("evidence.view")
    return request.user


def visible_file(request: HttpRequest, sha256: str) -> File:
    """Return a file the account may see, by its hash (or its mark, as in ``file:17``); else 404.

    The same content may be a matter's and the office's own: then the office's own comes first.
    """
    key = {"mark": sha256} if sha256.isdecimal() and len(sha256) < 20 else {"sha256": sha256}
    found = File.objects.visible_to(reader(request)).filter(**key).order_by("belongs_to").first()
    if found is None:
        raise Http404(sha256)
    return found


@allow("evidence.view")
@require_safe
def file_list(request: HttpRequest) -> HttpResponse:
    """List the files the account may see, the newest first."""
    account = reader(request)
    context = {
        "may_decide": account.may("evidence.erase") or account.may("evidence.erase_approve"),
        "last_recheck": Recheck.objects.first(),
        "unsound": File.objects.visible_to(account).standing().exclude(condition="sound"),
    }
    return list_page(request, FILES, template="evidence/file_list.html", context=context)


@allow("evidence.deposit")
@takes(limits.evidence)
def deposit(request: HttpRequest) -> HttpResponse:
    """Deposit files; those whose content is already there are shown with where and when."""
    form = DepositForm(sent(request), request.FILES or None)
    if not form.is_valid():
        return form_page(request, "evidence/deposit.html", form)
    moment, account = now(), reader(request)
    try:
        with transaction.atomic():  # of files of which one is refused none is deposited
            files = [
                actions.deposit(received, by=account, now=moment)
                for received in form.cleaned_data["evidence"]
            ]
    except NotAllowed as refusal:
        form.add_error("evidence", str(refusal))
        return form_page(request, "evidence/deposit.html", form)
    messages.success(
        request,
        ngettext("%(n)d file deposited.", "%(n)d files deposited.", len(files)) % {"n": len(files)},
    )
    for received, file in zip(form.cleaned_data["evidence"], files, strict=True):
        if file.deposits_before(moment).exists():
            messages.warning(request, seen_before(received.name, file, account))
    return (
        redirect("evidence:file-list")
        if len(files) > 1
        else redirect("evidence:file-detail", files[0].sha256)
    )


def seen_before(name: str, file: File, account: Account) -> str:
    """Return where a file was deposited first; a unit the account may not see is not named."""
    earliest = file.deposits.select_related("unit").order_by("pk")[0]
    visible = earliest.unit is not None and account.may("evidence.view", earliest.unit)
    return gettext("%(name)s: the same file was deposited on %(day)s by %(unit)s.") % {
        "name": name,
        "day": local_day(earliest.deposited_at),
        "unit": earliest.unit.name if visible and earliest.unit else gettext("another unit"),
    }


@allow("evidence.view")
@require_safe
def file_detail(request: HttpRequest, sha256: str) -> HttpResponse:
    """Show what is known of a file: hash, times, deposits, re-checks, its story in the ledger."""
    return detail(request, visible_file(request, sha256))


def detail(request: HttpRequest, file: File, status: int = 200) -> HttpResponse:
    """Render a file's page."""
    account = reader(request)
    deposits = file.deposits.select_related("unit").prefetch_related("unit__periods").order_by("pk")
    context = {
        "file": file,
        "deposits": [
            made
            for made in deposits
            if file.belongs_to or (made.unit and account.may("evidence.view", made.unit))
        ],
        "entries": story(file, account),
        "erasures": file.erasures.visible_to(account),  # type: ignore[attr-defined]
        "may_ask": account.may("evidence.erase") and not file.erased_at and not file.open_erasure,
    }
    return render(request, "evidence/file_detail.html", context, status=status)


def story(file: File, account: Account) -> list[Entry]:
    """Return what the ledger says of a file, as far as it happened in units the account may see.

    Of a matter's file that is all of it: whoever sees the file may read the matter.
    """
    if file.belongs_to:
        return list(Entry.objects.about(file.ref))
    reaches = account.reach("evidence.view") or []
    entries = Entry.objects.about(file.ref)
    return [entry for entry in entries if any(is_within(entry.unit, reach) for reach in reaches)]


@allow("evidence.view")
@require_safe
def download(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """Send a file as it is kept, always to be saved and never shown; 410 after a lawful erasure."""
    file = visible_file(request, sha256)
    if file.erased_at:
        return detail(request, file, status=410)
    if not file.path.is_file():
        raise NotAllowed(
            "这个文件在磁盘上缺失，已可由复验报告；请联系系统管理员从备份取回",
            "the file is missing from the disk: ask the administrator to bring it back from the backup",
        )
    headers = LOCKED | {"Cache-Control": "private, no-cache", "ETag": f'"{file.sha256}"'}
    return FileResponse(
        file.path.open("rb"),
        as_attachment=True,
        filename=file.label,
        content_type=file.media_type,
        headers=headers,
    )


@allow("evidence.view")
@require_safe
def picture(request: HttpRequest, sha256: str, size: str) -> HttpResponseBase:
    """Send a newly encoded copy of a picture for the screen; browsers may keep it for an hour."""
    file = visible_file(request, sha256)
    if not file.is_picture or not file.path.is_file():
        return HttpResponse(status=410 if file.erased_at else 404)
    tag = f'"{file.sha256}-{size}"'
    headers = LOCKED | {"Cache-Control": "private, max-age=3600", "ETag": tag}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers=headers)
    return FileResponse(
        copies.picture(file.sha256, size).open("rb"), content_type="image/jpeg", headers=headers
    )


@allow("evidence.view", "ledger.verify")
@require_safe
def recheck_list(request: HttpRequest) -> HttpResponse:
    """Show the latest re-checks, and what does not hold of the files the account may see."""
    unsound = File.objects.visible_to(reader(request)).standing().exclude(condition="sound")
    return render(
        request, "evidence/recheck_list.html", {"rechecks": Recheck.objects.all()[:PAGE], "unsound": unsound}
    )
