"""What somebody entered: searchable by the auditor, and by each person for their own entries. By nobody else."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zerentian.ledger.models import Entry
from zerentian.organization.access import actor, allow
from zerentian.organization.models import Account
from zerentian.organization.shields import hiding, overseers_verbs
from zerentian.organization.telling import tell

PAGE = 50


@require_safe
@allow("actor.search")
def actor_entries(request: HttpRequest) -> HttpResponse:
    """The entries of one account, the newest first, for the auditor."""
    sought = request.GET.get("username", "").strip()
    person = Account.objects.filter(username__iexact=sought).first() if sought else None
    context = {"sought": sought, "person": person, "own": False, "may_open": True}
    return render(request, "organization/actor_entries.html", context | entries_of(request, person))


@require_safe
@allow("account.own")
def my_entries(request: HttpRequest) -> HttpResponse:
    """The own entries, the newest first."""
    account = actor(request)
    context = {"person": account, "own": True, "may_open": account.may("ledger.view")}
    return render(request, "organization/actor_entries.html", context | entries_of(request, account))


def entries_of(request: HttpRequest, person: Account | None) -> dict[str, object]:
    """Return one page of an account's entries and the address of the next; by key, so that no page counts."""
    found = Entry.objects.filter(actor=person).order_by("-id") if person else Entry.objects.none()
    if person == request.user:
        # Whom a matter accuses finds nothing of it, not even what they did before, or were refused.
        for hidden in hiding(person, "subject"):
            found = found.exclude(hidden)
        found = found.exclude(verb__in=overseers_verbs())
    if last := named_entry(request.GET.get("before", "")):
        found = found.filter(pk__lt=last.pk)
    rows = list(found[: PAGE + 1])
    query = request.GET.copy()
    query["before"] = str(rows[PAGE - 1].uuid) if len(rows) > PAGE else ""
    return {
        "told": tell(rows[:PAGE], actor(request)),
        "older": f"?{query.urlencode()}" if query["before"] else "",
    }


def named_entry(text: str) -> Entry | None:
    """Return the entry of a uuid as an address gives it; None for what is none."""
    try:
        return Entry.objects.filter(uuid=UUID(text)).first()
    except ValueError:
        return None
