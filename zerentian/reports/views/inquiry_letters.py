"""Letters about a request for information as Word, PDF or a page, with what proves them inside."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zerentian.community.models import Inquiry
from zerentian.ledger.clock import now
from zerentian.organization.access import actor, allow
from zerentian.reports.actions.printing import print_paper
from zerentian.reports.inquiry_letters import inquiry_letter, letters_of
from zerentian.reports.views.letters import TYPES, sent


@allow("inquiry.view")
@require_safe
@never_cache
def inquiry_paper(request: HttpRequest, pk: int, code: str, form: str) -> HttpResponse:
    """Print one letter about a request; it bears number and code, never who applied."""
    account = actor(request)
    inquiry = get_object_or_404(Inquiry.objects.visible_to(account).select_related("unit"), pk=pk)
    if form not in TYPES or code not in dict(letters_of(inquiry)):
        raise Http404(form)
    document = inquiry_letter(inquiry, code, viewer=account, now=now())
    files = print_paper(inquiry, document, kind="inquiry", forms=(form,), by=account, now=now())
    return sent(files[form], TYPES[form], f"{document.number}.{form}", shown=form == "html")
