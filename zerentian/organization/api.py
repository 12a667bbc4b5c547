"""The gate for programs: a view answers a key instead of a signed-in person, and always in JSON."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words
from zerentian.organization.access import View, allow
from zerentian.organization.actions.keys import holder_of
from zerentian.organization.models import AccessKey
from zerentian.organization.rules.keys import token_in

NO_KEY = Words(
    "请在 Authorization 头中给出在用的访问密钥：Bearer ztk_…",
    "show an access key in use in the Authorization header: Bearer ztk_…",
)
ONLY_READS = Words("这把密钥只能读取", "this key only reads")
READING = ("GET", "HEAD")


def allow_key(*rights: str) -> Callable[[View], View]:
    """Declare that a view is for programs: it asks for an access key, and for one of these rights of its account.

    A session opens nothing here, so that no other site can make a browser act; hence no CSRF token is asked for.
    """

    def declare(view: View) -> View:
        gated = allow(*rights)(view)

        @wraps(gated)
        def keyed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            key = holder_of(token_in(request.headers.get("Authorization", "")), now=now())
            if key is None:
                return refused(NO_KEY, 401)
            if request.method not in READING and not key.writes:
                return refused(ONLY_READS, 403)
            return answer(gated, request, key, *args, **kwargs)

        keyed.takes_key = True  # type: ignore[attr-defined]
        opened: View = csrf_exempt(never_cache(login_not_required(keyed)))
        return opened

    return declare


def answer(
    view: View, request: HttpRequest, opened: AccessKey, /, *args: Any, **kwargs: Any
) -> HttpResponseBase:
    """Let a view answer as the key's account; what it refuses is told in JSON."""
    request.user = opened.account
    try:
        return view(request, *args, **kwargs)
    except NotAllowed as refusal:
        return refused(str(refusal), 409)
    except PermissionDenied as refusal:
        return refused(str(refusal), 403)
    except Http404:
        return refused(Words("没有，或您无权查看", "nothing here that you may see"), 404)


def refused(reason: str | Words, status: int) -> JsonResponse:
    """Return why something is refused."""
    response = JsonResponse({"error": str(reason)}, status=status, json_dumps_params={"ensure_ascii": False})
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def refused_form(form: Form) -> JsonResponse:
    """Return what is wrong with what was sent, field by field."""
    wrong = [f"{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()]
    return refused("; ".join(wrong), 422)


def told(data: object) -> JsonResponse:
    """Return data as JSON, readable as it is."""
    return JsonResponse(data, safe=False, json_dumps_params={"ensure_ascii": False})
