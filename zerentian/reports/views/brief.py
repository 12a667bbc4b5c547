"""A leader's brief for Monday: a page of its own beside the desk, and one sheet of paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zerentian.ledger.clock import now
from zerentian.organization.access import actor, allow
from zerentian.reports.brief import brief_of, brief_paper
from zerentian.reports.render.pdf import set_pdf


@allow("task.personal")
@require_safe
def brief(request: HttpRequest) -> HttpResponse:
    """Show what a leader did in person and what came of it, what waits, what is late by area, and the last week."""
    return render(request, "reports/brief.html", {"brief": brief_of(actor(request), now())})


@allow("task.personal")
@require_safe
@never_cache
def brief_pdf(request: HttpRequest) -> HttpResponse:
    """Send the brief as a PDF, in Chinese whatever the page's language."""
    account, moment = actor(request), now()
    with override("zh-hans"):
        page = set_pdf(brief_paper(brief_of(account, moment), viewer=account, now=moment))[0]
    name = f'attachment; filename="brief-{account.today}.pdf"'
    return HttpResponse(page, content_type="application/pdf", headers={"Content-Disposition": name})
