"""The main navigation, in one place, and what every page knows."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from zerentian.ledger.clock import now
from zerentian.ledger.models import Instance
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account


@dataclass(frozen=True, slots=True)
class Item:
    """One place of the navigation: its label, its URL's name and the right it needs."""

    label: Any
    name: str
    right: str
    first: bool = False


ITEMS = (
    Item(_("How it runs"), "status", "status.view", first=True),
    Item(_("Desk"), "desk", "desk.view", first=True),
    Item(_("Concerns"), "casework:concern-list", "desk.view", first=True),
    Item(_("Deeds"), "duties:deed-list", "deed.view", first=True),
    Item(_("Duties"), "duties:board", "duty.view", first=True),
    Item(_("Tasks"), "duties:task-list", "task.view"),
    Item(_("Evidence"), "evidence:file-list", "evidence.view"),
    Item(_("Reports"), "reports:report-list", "report.view", first=True),
    Item(_("Concerns in numbers"), "concern-numbers", "figure.view"),
    Item(_("Import and export"), "exchange:import", "concern.import"),
    Item(_("Figures"), "figures", "figure.view"),
    Item(_("Trail"), "trail", "ledger.view"),
    Item(_("Reply templates"), "casework:template-list", "concern.category"),
    Item(_("Looks at shielded data"), "casework:looks", "contact.oversee"),
    Item(_("People and units"), "organization:units", "organization.view"),
    Item(_("Calendar"), "organization:calendar", "calendar.view"),
    Item(_("Accounts"), "organization:accounts", "account.view"),
    Item(_("Resets by two keepers"), "organization:resets", "reset.confirm"),
    Item(_("Sign-in log"), "organization:sign-ins", "sign_ins.view"),
    Item(_("Search by actor"), "organization:actors", "actor.search"),
)

FEW = 5


def url_of(name: str) -> str:
    """Return the address of a URL name, empty when no room offers it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def navigation_for(account: object, path: str) -> dict[str, Any]:
    """Return the places an account may go: first ones side by side, the rest under "More".

    Whoever has only a few places (a keeper of the system) sees all of them side by side.
    """
    if not isinstance(account, Account):
        return {}
    found = [(item, url_of(item.name)) for item in ITEMS if account.may(item.right)]
    current = max((url for _, url in found if is_within(path, url)), key=len, default="")
    links = [
        (item.first, {"label": item.label, "url": url, "current": url == current})
        for item, url in found
        if url
    ]
    few = len(links) <= FEW
    more = [link for first, link in links if not (first or few)]
    return {
        "first": [link for first, link in links if first or few],
        "more": more,
        "inside": next((link["label"] for link in more if link["current"]), ""),
        "searchable": account.may("desk.view"),
    }


def is_within(path: str, url: str) -> bool:
    """Tell whether a page stands at or under a place; everything stands under "/", which only is itself."""
    return path == url or (url not in {"", "/"} and path.startswith(url))


def page(request: HttpRequest) -> dict[str, Any]:
    """What every page knows: navigation, theme, whether this is a demo."""
    user = getattr(request, "user", None)
    theme = request.COOKIES.get("theme", "")
    return {
        "navigation": SimpleLazyObject(lambda: navigation_for(user, request.path)),
        "theme": theme if theme in ("light", "dark") else "",
        "instance_is_demo": SimpleLazyObject(lambda: Instance.objects.filter(demo=True).exists()),
        "demo_today": lambda: local_day(now()),
    }
