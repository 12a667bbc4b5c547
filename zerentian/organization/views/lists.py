"""What every list can do besides being looked at: leave as a file, be kept under a title, many rows done at once."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden, actor, allow
from zerentian.organization.actions.lists import forget_list, keep_list
from zerentian.organization.actions.tables import Source, take_table
from zerentian.organization.listing.asked import Asked
from zerentian.organization.listing.many import many_page
from zerentian.organization.listing.sheet import TYPES, lines_of
from zerentian.organization.lists import LISTS, ListOf, Look
from zerentian.organization.models import Account, KeptList
from zerentian.organization.once import repeatable
from zerentian.organization.punctuation import sentences


def list_for(account: Account, code: str) -> ListOf:
    """Return a list that an account may look at; 404 for none, Forbidden without its right."""
    listed = LISTS.get(code)
    if listed is None:
        raise Http404(code)
    if not account.may(listed.right):
        raise Forbidden(listed.right)
    return listed


@never_cache
@allow("account.own")
@require_POST
@repeatable("the same list may be taken again: each time is an export of its own")
def list_file(request: HttpRequest, code: str) -> HttpResponse:
    """Send a list as a spreadsheet: the rows and columns its address asks for, with who took it and when."""
    account = actor(request)
    listed, form = list_for(account, code), request.POST.get("form", "xlsx")
    if form not in TYPES:
        raise Http404(form)
    asked = Asked(listed, request.GET, Look(account, now()))
    try:
        lines, rows, taken = lines_of(asked)
        source = Source(subject=f"list:{listed.code}", right=listed.right)
        content = take_table(lines, form=form, taken=taken, source=source, count=rows, by=account, now=now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(reverse(listed.page) + asked.address())
    name = f"{listed.title}-{local_day(now())}.{form}"
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(content, content_type=TYPES[form], headers=headers)


@allow("account.own")
@require_POST
@repeatable("a title that is taken is refused; nothing is recorded")
def list_keep(request: HttpRequest, code: str) -> HttpResponse:
    """Keep a list as it is looked at under a title of one's own."""
    account = actor(request)
    listed = list_for(account, code)
    asked = Asked(listed, request.GET, Look(account, now()))
    try:
        keep_list(listed, title=request.POST.get("title", ""), asked=asked.to_keep(), by=account)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        kept = gettext("Kept for you alone: it stands beside the quick views.")
        words = gettext("Words searched for are not kept.") if asked.words else ""
        messages.success(request, sentences(kept, words))
    return redirect(reverse(listed.page) + asked.address())


@allow("account.own")
@require_POST
@repeatable("what is gone stays gone")
def list_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a list that was kept under a title."""
    account = actor(request)
    kept = get_object_or_404(KeptList, pk=pk, account=account)
    forget_list(kept, by=account)
    messages.success(request, gettext("Forgotten."))
    listed = LISTS.get(kept.code)
    return redirect(listed.page if listed else "my-account")


@allow("account.own")
@require_POST
def list_many(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Do one thing to the chosen rows of a list: looked over first, then done, each with its own entry."""
    account = actor(request)
    listed = list_for(account, code)
    many = next((one for one in listed.many if one.code == what), None)
    if many is None:
        raise Http404(what)
    if not account.may(many.right):
        raise Forbidden(many.right)
    return many_page(request, listed, many)
