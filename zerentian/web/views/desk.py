"""The desk: what I must do today, in sentences, each with one button."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zerentian.ledger.models import Entry
from zerentian.organization.access import allow
from zerentian.web.visibility import entries_for, reader


@allow("desk.view")
def desk(request: HttpRequest) -> HttpResponse:
    """Show what waits for the account, and what was recorded lately around it."""
    account = reader(request)
    latest = entries_for(account).order_by("-id")[:8]
    return render(request, "web/desk.html", {"latest": latest, "pending": Entry.objects.pending().count()})
