"""The receipt: code and secret, the promised day, and a slip that carries the ledger's checkpoint."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zerentian.casework.codes import secret_for, spelled
from zerentian.casework.models import Concern
from zerentian.casework.opened import may_see_receipt
from zerentian.ledger.keys import current_vkey
from zerentian.ledger.models import Seal
from zerentian.organization.access import public
from zerentian.organization.qr import qr
from zerentian.residents.plain import STANDING
from zerentian.residents.views.progress import found, promised


@public
@never_cache
@require_safe
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Show code and secret to the browser that has just sent the concern; later, the code's page."""
    concern = found(code)
    if not may_see_receipt(request, concern):
        return redirect("residents:progress", concern.code)
    standing = STANDING[concern.state]
    context = {**slip_of(request, concern), "advice": advice_on(concern), "standing": standing}
    return render(request, "residents/receipt.html", context)


@public
@never_cache
@require_safe
def slip(request: HttpRequest, code: str) -> HttpResponse:
    """Show the slip to print; without the secret, unless this browser has just sent the concern."""
    return render(request, "residents/slip.html", slip_of(request, found(code)))


def slip_of(request: HttpRequest, concern: Concern) -> dict[str, object]:
    """Return what stands on a slip: nothing of what was said."""
    address = request.build_absolute_uri(reverse("residents:progress", args=[concern.code]))
    secret = secret_of(concern) if may_see_receipt(request, concern) else ""
    return {
        "concern": concern,
        "spelled": spelled(concern.code),
        "secret": spelled(secret) if secret else "",
        "address": address,
        "qr": qr(address),
        "promised": promised(concern),
        **checkpoint(),
    }


def advice_on(concern: Concern) -> list[str]:
    """Return the advice that the answers to the category's questions call for; it never held the form up."""
    asked = concern.category.asked if concern.category else []
    advice = [
        (question.get("advice") or {}).get(concern.answered.get(question["code"])) for question in asked
    ]
    return [text for text in advice if text]


def secret_of(concern: Concern) -> str:
    """Return the secret of a concern that came with a form; empty for one that got a random secret."""
    return secret_for(concern.submission, settings.SECRET_KEY.encode()) if concern.submission else ""


def checkpoint() -> dict[str, object]:
    """Return the newest checkpoint for a slip: seal, root in groups, key; empty before the first seal."""
    seal = Seal.objects.order_by("-number").first()
    if seal is None:
        return {"seal": None}
    key, root = current_vkey(seal.checkpoint.origin), seal.root_hex
    groups = [root[place : place + 4] for place in range(0, 64, 4)]
    return {"seal": seal, "groups": groups, "key": f"{key.name} {key.key_id.hex()}"}
