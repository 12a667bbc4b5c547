"""Minutes of meetings as Word, PDF or a page, with what proves them inside."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zerentian.duties.models import Meeting, Minutes
from zerentian.ledger.clock import now
from zerentian.organization.access import actor, allow
from zerentian.reports.actions.printing import print_paper
from zerentian.reports.minutes import minutes_paper
from zerentian.reports.views.letters import TYPES, sent


@allow("meeting.view")
@require_safe
@never_cache
def minutes(request: HttpRequest, pk: int, version: int, form: str) -> HttpResponse:
    """Print signed minutes; ``?whole=1`` with the matters that are not for everybody, for who reads those."""
    account = actor(request)
    meeting = get_object_or_404(
        Meeting.objects.visible_to(account).select_related("unit", "keeper", "kind"), pk=pk
    )
    rows = Minutes.objects.exclude(signed_on=None).select_related("post")
    signed = get_object_or_404(rows, meeting=meeting, version=version)
    if form not in TYPES:
        raise Http404(form)
    signed.meeting = meeting
    whole = request.GET.get("whole") == "1" and meeting.is_read_whole_by(account)
    document = minutes_paper(signed, whole=whole, viewer=account, now=now())
    files = print_paper(meeting, document, kind="minutes", forms=(form,), by=account, now=now())
    return sent(files[form], TYPES[form], f"minutes-{document.number}.{form}", shown=form == "html")
