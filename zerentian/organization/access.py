"""The one gate: every view declares its right, every action asks ``require``."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver

from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.words import Refusal
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.named_rights import RIGHTS

View = Callable[..., HttpResponseBase]


class Forbidden(Refusal, PermissionDenied):
    """The account lacks the right; the message names it. Shown as 403."""

    def __init__(self, *rights: str) -> None:
        names = "、".join(RIGHTS[right].label for right in rights)
        names_en = ", ".join(RIGHTS[right].label_en for right in rights)
        super().__init__(f"您的岗位没有此权限：{names}", f"your post lacks the right: {names_en}")


def require(by: Account, right: str, unit: Unit | str | None = None, *, now: datetime | None = None) -> None:
    """Refuse, with Forbidden, an account without the right over the unit (at ``now``, else today).

    ``unit`` is a unit or a path of unit codes; None asks whether the right is held anywhere.
    """
    if right not in RIGHTS:
        raise LookupError(f"no such right: {right}; rights stand in organization/rules/named_rights.py")
    if not by.may(right, unit, local_day(now) if now else None):
        raise Forbidden(right)


def actor(request: HttpRequest) -> Account:
    """Return the account that is signed in; a guarded view always has one."""
    if not isinstance(request.user, Account):
        raise Forbidden("account.own")
    return request.user


def allow(*rights: str) -> Callable[[View], View]:
    """Declare that a view needs one of these rights; without any of them it answers 403."""
    if not rights or not RIGHTS.keys() >= set(rights):
        raise LookupError(
            f"no such right: {', '.join(rights)}; rights stand in organization/rules/named_rights.py"
        )

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            account = request.user
            if not isinstance(account, Account) or not any(account.may(right) for right in rights):
                raise Forbidden(*rights)
            return view(request, *args, **kwargs)

        guarded.declared_rights = frozenset(rights)  # type: ignore[attr-defined]
        return guarded

    return declare


def public(view: View) -> View:
    """Declare that a view is open to anyone, signed in or not."""
    opened: View = login_not_required(view)
    opened.declared_rights = frozenset()  # type: ignore[attr-defined]
    return opened


def takes(most: Callable[[], int]) -> Callable[[View], View]:
    """Declare how many bytes a request to a view may bring; without it only what a form of words needs.

    The server's door asks for it before a byte of the body is read.
    """

    def declare(view: View) -> View:
        view.most_bytes = most  # type: ignore[attr-defined]
        return view

    return declare


def declared_rights(view: View) -> frozenset[str] | None:
    """Return the rights a view declares, none for a public one; None when it declares nothing."""
    declared: frozenset[str] | None = getattr(view, "declared_rights", None)
    return declared


def walk(
    patterns: list[URLPattern | URLResolver], prefix: str = "", space: str = ""
) -> Iterator[tuple[str, str, View]]:
    """Yield (route, name with its namespace, view) of every URL, depth first."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from walk(pattern.url_patterns, route, inner)
        else:
            yield route, f"{space}{pattern.name}" if pattern.name else "", pattern.callback
