"""Help: the manual inside the program, open to anyone."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.access import public
from zerentian.organization.models import Account
from zerentian.organization.rules.rights import KEEPERS
from zerentian.web import manual

# Which chapter is written for whom; a role that is not named reads the clerk's.
FOR_ROLES = {
    "first": "leader",
    "leader": "leader",
    "office_head": "leader",
    "inspector": "inspector",
    "supervisor": "inspector",
    **dict.fromkeys(KEEPERS, "administrator"),
}


def language() -> str:
    """Return the language of the manual that the reader's page speaks."""
    return "en" if (get_language() or "").startswith("en") else "zh"


@public
@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """Show the table of contents, what is written for this reader first."""
    found = [one for name in manual.names() if (one := manual.chapter(name, language()))]
    mine = own_chapters(request.user)
    page = {
        "mine": [one for one in found if one.name in mine],
        "readers": [one for one in found if one.name in manual.READERS and one.name not in mine],
        "topics": [one for one in found if one.name not in manual.READERS],
    }
    return render(request, "web/help.html", page)


def own_chapters(user: object) -> set[str]:
    """Return the names of the chapters written for somebody's posts; for who is not signed in the residents'."""
    if not isinstance(user, Account):
        return {"residents"}
    roles = [user.keeper] if user.keeper else [post.role for post in user.posts_on(local_day(now()))]
    return {FOR_ROLES.get(role, "clerk") for role in roles}


@public
@require_safe
def chapter(request: HttpRequest, name: str) -> HttpResponse:
    """Show one chapter in the reader's language."""
    found = manual.chapter(name, language())
    if found is None:
        raise Http404(name)
    return render(request, "web/help_chapter.html", {"chapter": found})


def link(request: HttpRequest) -> dict[str, object]:
    """Tell every page where its help stands: the chapter of the page, else the contents."""
    return {"help_url": SimpleLazyObject(lambda: address_for(request))}


def address_for(request: HttpRequest) -> str:
    """Return the address of the help for the page that is asked for."""
    name = manual.chapter_for(request.resolver_match.view_name) if request.resolver_match else ""
    return reverse("help-chapter", args=[name]) if name else reverse("help")
