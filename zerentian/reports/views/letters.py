"""Print-outs of a concern: the decision letter of each reply, and the case as one file. Nobody's contact data."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zerentian.casework.models import Concern
from zerentian.casework.views.shield import visible_concern
from zerentian.ledger.clock import now
from zerentian.organization.access import actor, allow
from zerentian.organization.models import Account
from zerentian.reports.actions.printing import print_paper
from zerentian.reports.archive import case_archive
from zerentian.reports.letters import decision_letter
from zerentian.reports.notices import notices_of
from zerentian.reports.rules.document import Document
from zerentian.reports.views.reports import ALONE, FILES

FORMS = {"docx": "docx", "pdf": "pdf", "html": "html", "large": "html"}
TYPES = {form: FILES[f"report.{form}"] for form in ("docx", "pdf", "html")}


@allow("desk.view")
@require_safe
@never_cache
def letter(request: HttpRequest, key: str, round: int, form: str) -> HttpResponse:
    """Print the decision letter of a released reply, with who prints it and when."""
    account, concern = actor(request), visible_concern(request, key)
    reply = get_object_or_404(concern.replies.filter(released=True), round=round)
    document = decision_letter(concern, reply, viewer=account, now=now())
    return printed(concern, document, "letter", form, account)


@allow("desk.view")
@require_safe
@never_cache
def notice(request: HttpRequest, key: str, code: str, form: str) -> HttpResponse:
    """Print a notice to the resident, or the receipt, drawn up from what was recorded on the concern."""
    account, concern = actor(request), visible_concern(request, key)
    found = [one for one in notices_of(concern, viewer=account, now=now()) if one.code == code]
    if not found:
        raise Http404(code)
    return printed(concern, found[0].compose(), "notice", form, account)


def printed(concern: Concern, document: Document, kind: str, form: str, account: Account) -> HttpResponse:
    """Return a paper in one form, sealed before it is rendered; the large page opens as the page does."""
    if form not in FORMS:
        raise Http404(form)
    files = print_paper(concern, document, kind=kind, forms=(form,), by=account, now=now())
    made = FORMS[form]
    return sent(files[made], TYPES[made], f"{document.number}.{made}", shown=made == "html")


@allow("desk.view")
@require_safe
@never_cache
def case(request: HttpRequest, key: str) -> FileResponse:
    """Hand out the case for the archive: Word, PDF and its entries."""
    account, concern = actor(request), visible_concern(request, key)
    packed = case_archive(concern, by=account, now=now())
    answer = FileResponse(packed, as_attachment=True, filename=f"{concern.number}.zip")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def sent(content: bytes, media_type: str, name: str, *, shown: bool) -> HttpResponse:
    """Return a file to keep, or a page that stands alone; its name says no more than the number."""
    way = "inline" if shown else "attachment"
    headers = {"Content-Disposition": f'{way}; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    if shown:
        headers["Content-Security-Policy"] = ALONE
    return HttpResponse(content, content_type=media_type, headers=headers)
