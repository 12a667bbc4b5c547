"""How the instance runs: a page for its keepers, two answers for programs that watch it."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zerentian.ledger.clock import machine_now, now
from zerentian.ledger.models import Instance
from zerentian.organization.access import actor, allow, public
from zerentian.organization.rules.keys import token_in
from zerentian.web.first_hour import first_hour
from zerentian.web.status import Light, exposition, lines

View = Callable[[HttpRequest], HttpResponse]


def tells_health(view: View) -> View:
    """Declare that a view has a lane of its own at the door: it is asked when everything else waits."""
    view.tells_health = True  # type: ignore[attr-defined]
    return view


@require_safe
@allow("status.view")
def status(request: HttpRequest) -> HttpResponse:
    """Show how everything that is watched stands, the worst first."""
    order = (Light.BAD, Light.WARN, Light.GOOD)
    found = sorted(lines(now(), machine_now()), key=lambda line: order.index(line.light))
    page = {"lines": found, "worst": found[0].light, "first_hour": first_hour(actor(request))}
    return render(request, "web/status.html", page)


@public
@never_cache
@require_safe
@tells_health
def ready(request: HttpRequest) -> HttpResponse:
    """Tell a load balancer whether this process can serve: its database answers and holds an instance."""
    try:
        answers = Instance.objects.exists()
    except DatabaseError:
        answers = False
    return JsonResponse({"ready": answers}, status=200 if answers else 503)


@public
@never_cache
@require_safe
@tells_health
def metrics(request: HttpRequest) -> HttpResponse:
    """Tell the numbers to a monitoring program on this machine, or to one that shows METRICS_KEY."""
    if not may_measure(request):
        return HttpResponse("METRICS_KEY\n", status=403, content_type="text/plain")
    with override("en"):
        told = exposition(lines(now(), machine_now()))
    return HttpResponse(told, content_type="text/plain; version=0.0.4; charset=utf-8")


def may_measure(request: HttpRequest) -> bool:
    """Tell whether a request comes from this machine itself, past no proxy, or shows the key."""
    shown = token_in(request.headers.get("Authorization", ""))
    if settings.METRICS_KEY and constant_time_compare(shown, settings.METRICS_KEY):
        return True
    proxied = {"X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via"} & request.headers.keys()
    peer = request.META.get("REMOTE_ADDR") or ""
    return not proxied and bool(peer) and ip_address(peer).is_loopback
