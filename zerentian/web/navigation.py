"""The main navigation, in one place, and what every page knows."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from zerentian.ledger.models import Instance
from zerentian.organization.models import Account


@dataclass(frozen=True, slots=True)
class Item:
    """One place of the navigation: its label, its URL's name and the right it needs."""

    label: Any
    name: str
    right: str


ITEMS = (
    Item(_("Desk"), "desk", "desk.view"),
    Item(_("Deeds"), "duties:deed-list", "deed.view"),
    Item(_("Duties"), "duties:board", "duty.view"),
    Item(_("Tasks"), "duties:task-list", "task.view"),
    Item(_("Evidence"), "evidence:file-list", "evidence.view"),
    Item(_("Reports"), "reports:report-list", "report.view"),
    Item(_("Figures"), "figures", "figure.view"),
    Item(_("Trail"), "trail", "ledger.view"),
    Item(_("People and units"), "organization:units", "organization.view"),
    Item(_("Calendar"), "organization:calendar", "calendar.view"),
    Item(_("Accounts"), "organization:accounts", "account.view"),
    Item(_("Sign-in log"), "organization:sign-ins", "sign_ins.view"),
    Item(_("Search"), "search", "desk.view"),
)


def url_of(name: str) -> str:
    """Return the address of a URL name, empty when no room offers it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def items_for(account: object, path: str) -> list[dict[str, object]]:
    """Return the navigation an account may use; the one that leads to ``path`` is current."""
    if not isinstance(account, Account):
        return []
    found = [(item, url_of(item.name)) for item in ITEMS if account.may(item.right)]
    return [
        {"label": item.label, "url": url, "current": path == url or (url != "/" and path.startswith(url))}
        for item, url in found
        if url
    ]


def page(request: HttpRequest) -> dict[str, Any]:
    """What every page knows: navigation, theme, whether this is a demo."""
    user = getattr(request, "user", None)
    theme = request.COOKIES.get("theme", "")
    return {
        "navigation": SimpleLazyObject(lambda: items_for(user, request.path)),
        "theme": theme if theme in ("light", "dark") else "",
        "instance_is_demo": SimpleLazyObject(lambda: Instance.objects.filter(demo=True).exists()),
    }
