"""Print-outs of a concern: the decision letter of each reply, and the case as one file. Nobody's contact data."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zerentian.casework.views.shield import visible_concern
from zerentian.ledger.clock import now
from zerentian.organization.access import actor, allow
from zerentian.reports.actions.printing import print_paper
from zerentian.reports.letters import case_archive, decision_letter
from zerentian.reports.views.reports import ALONE, FILES

TYPES = {form: FILES[f"report.{form}"] for form in ("docx", "pdf", "html")}


@allow("desk.view")
@require_safe
@never_cache
def letter(request: HttpRequest, key: str, round: int, form: str) -> HttpResponse:
    """Print the decision letter of a released reply, with who prints it and when."""
    account, concern = actor(request), visible_concern(request, key)
    reply = get_object_or_404(concern.replies.filter(released=True), round=round)
    if form not in TYPES:
        raise Http404(form)
    document = decision_letter(concern, reply, viewer=account, now=now())
    files = print_paper(concern, document, kind="letter", forms=(form,), by=account, now=now())
    return sent(files[form], TYPES[form], f"{document.number}.{form}", shown=form == "html")


@allow("desk.view")
@require_safe
@never_cache
def case(request: HttpRequest, key: str) -> HttpResponse:
    """Hand out the case for the archive: Word, PDF and its entries."""
    account, concern = actor(request), visible_concern(request, key)
    content = case_archive(concern, by=account, now=now())
    return sent(content, "application/zip", f"{concern.number}.zip", shown=False)


def sent(content: bytes, media_type: str, name: str, *, shown: bool) -> HttpResponse:
    """Return a file to keep, or a page that stands alone; its name says no more than the number."""
    way = "inline" if shown else "attachment"
    headers = {"Content-Disposition": f'{way}; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    if shown:
        headers["Content-Security-Policy"] = ALONE
    return HttpResponse(content, content_type=media_type, headers=headers)
