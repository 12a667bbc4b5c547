"""The matrix of posts and areas of work (一岗双责): as of any day, with what is amiss and the press that mends it."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from zerentian.duties import actions
from zerentian.duties.forms.matrix import ChargeForm, MatrixFilter, PassForm
from zerentian.duties.listed.matrix import (
    FAULTS,
    PART_OF,
    Matrix,
    candidates,
    leads_to,
    matrix_of,
    named,
    what_of,
)
from zerentian.duties.rules.matrix import USUAL_DAYS, Fault, Found
from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow
from zerentian.organization.actions.areas import charge
from zerentian.organization.models import Account

MOST_SHOWN = 60


def asked_matrix(form: MatrixFilter, account: Account) -> Matrix | None:
    """Return the matrix that was asked for, by default the account's own township today; None where it has none."""
    said: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    home = {unit.path.split("/")[1] for unit in account.units_on(account.today) if "/" in unit.path}
    own = form.offered.filter(code__in=home).first() or form.offered.first()
    unit = said.get("unit") or own
    if unit is None:
        return None
    day = min(said.get("day") or account.today, account.today)
    return matrix_of(unit, account, on=day, untouched=said.get("untouched") or USUAL_DAYS)


@allow("duty.view")
@require_safe
def matrix(request: HttpRequest) -> HttpResponse:
    """Show who answers for what, and below it what is amiss, by kind."""
    account = actor(request)
    form = MatrixFilter(request.GET or None, account=account)
    found = asked_matrix(form, account)
    context = {
        "form": form,
        "matrix": found,
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
        "groups": list(groups(found, account)) if found else [],
        "is_today": found is not None and found.on == account.today,
    }
    return render(request, "duties/matrix.html", context)


def groups(found: Matrix, account: Account) -> Iterator[tuple[Any, int, list[dict[str, Any]]]]:
    """Yield what is amiss by kind: its heading, how often, and the first of them with what mends them."""
    for fault, label in FAULTS.items():
        some = [one for one in found.found if one.fault == fault]
        if some:
            yield label, len(some), [line_of(found, one, account) for one in some[:MOST_SHOWN]]


def line_of(found: Matrix, one: Found, account: Account) -> dict[str, Any]:
    """Return one thing amiss as the page shows it; the press is offered for today, to who may."""
    line: dict[str, Any] = {"what": what_of(found, one), "url": leads_to(one), "found": one}
    if found.on != account.today:
        return line
    if one.fault == Fault.OWNERLESS and account.may("duty.manage", found.duties[one.duties[0]].unit):
        line |= press(found, one, "duties:matrix-pass", gettext("Hand over"))
    elif one.fault in PART_OF and one.area in found.areas and account.may("area.charge", found.unit):
        line |= press(found, one, "duties:matrix-charge", gettext("Put in charge"))
    elif one.fault == Fault.LED_TWICE and account.may("area.charge", found.unit):
        line["release"] = True
    return line


def press(found: Matrix, one: Found, name: str, label: str) -> dict[str, Any]:
    """Return the small form that mends a gap: where it goes, what it says, the posts it offers."""
    if one.fault == Fault.STRAY:
        posts, chosen = [found.posts[key] for key in one.posts if key in found.posts], one.posts[0]
    else:
        offered, suggested = candidates(found, one)
        posts, chosen = offered, suggested or 0
    return {
        "press": name,
        "label": label,
        "posts": [(post.pk, named(post), post.pk == chosen) for post in posts],
        "part": PART_OF.get(one.fault, ""),
    }


@allow("area.charge")
@require_POST
def matrix_charge(request: HttpRequest) -> HttpResponse:
    """Put a post in charge of an area from today on, by one press."""
    account = actor(request)
    form = ChargeForm(request.POST, account=account)
    if form.is_valid():
        said = form.cleaned_data
        try:
            charge(
                said["area"], post=said["post"], part=said["part"], first=account.today, by=account, now=now()
            )
        except NotAllowed as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, gettext("The post answers for the area."))
    else:
        messages.warning(request, gettext("Choose a post, then press again."))
    return redirect("duties:matrix")


@allow("duty.manage")
@require_POST
def matrix_pass(request: HttpRequest) -> HttpResponse:
    """Hand a duty that nobody bears to a post that somebody holds, by one press."""
    account = actor(request)
    form = PassForm(request.POST, account=account)
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.hand_over_duty(said["duty"], to=said["post"], by=account, now=now())
        except NotAllowed as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, gettext("Handed over, with everything that is open."))
    else:
        messages.warning(request, gettext("Choose a post, then press again."))
    return redirect("duties:matrix")
