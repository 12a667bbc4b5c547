"""The main navigation, in one place, and what every page knows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from zerentian.ledger.clock import now
from zerentian.ledger.models import Instance
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.desk import url_of
from zerentian.organization.models import Account
from zerentian.organization.subjects import SUBJECTS, Place

OWN = (
    Place(_("How it runs"), "status", "status.view", rank=10, first=True, key="s"),
    Place(_("Desk"), "desk", "desk.view", rank=20, first=True, key="d"),
    Place(_("Deadlines"), "deadlines", "desk.view", rank=28, key="l"),
    Place(_("Figures"), "figures", "figure.view", rank=110, key="i"),
    Place(_("Trail"), "trail", "ledger.view", rank=120, key="h"),
)

BELL = Place(_("What changed for me"), "changes", "desk.view", rank=0, key="b")

FEW = 5


def places() -> list[Place]:
    """Return every place, in the order in which they stand."""
    declared = [place for subject in SUBJECTS.values() for place in subject.places]
    for one in (subject.overview for subject in SUBJECTS.values() if subject.overview):
        declared.append(Place(one.title, "overview", "figure.view", one.rank, args=(one.name,)))
    return sorted((*OWN, *declared), key=lambda place: place.rank)


def navigation_for(account: object, path: str) -> dict[str, Any]:
    """Return the places an account may go: first ones side by side, the rest under "More".

    Whoever has only a few places (a keeper of the system) sees all of them side by side. The bell stands apart.
    """
    if not isinstance(account, Account):
        return {}
    found = [(item, url_of(item.name, *item.args)) for item in places() if account.may(item.right)]
    current = max((url for _, url in found if is_within(path, url)), key=len, default="")
    links = [
        (item.first, {"label": item.label, "url": url, "current": url == current, "key": item.key})
        for item, url in found
        if url
    ]
    few = len(links) <= FEW
    bell = bell_for(account, path)
    more = [link for first, link in links if not (first or few)]
    return {
        "first": [link for first, link in links if first or few],
        "more": more,
        "bell": bell,
        "keys": [link for link in (*(link for _, link in links), bell) if link and link["key"]],
        "inside": next((link["label"] for link in more if link["current"]), ""),
        "searchable": account.may("desk.view"),
    }


def bell_for(account: Account, path: str) -> dict[str, Any] | None:
    """Return where an account sees what changed for it; None for who has no matters."""
    if not account.may(BELL.right):
        return None
    url = url_of(BELL.name)
    return {"label": BELL.label, "url": url, "current": path == url, "key": BELL.key}


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
        "instance_is_demo": SimpleLazyObject(lambda: Instance.objects.is_demo()),
        "demo_today": lambda: local_day(now()),
    }
