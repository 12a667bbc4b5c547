"""Risk points on the screen: listed, registered, and each as its story with the next step first."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zerentian.casework.models import Concern
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.listing.page import list_page
from zerentian.organization.models import Account
from zerentian.organization.pages import form_page
from zerentian.rectification.actions.concerns import is_about_a_place
from zerentian.rectification.actions.households import LOOK
from zerentian.rectification.actions.risk_links import findings_of
from zerentian.rectification.actions.risks import register_point
from zerentian.rectification.cards import rhythm_of, threatened_at
from zerentian.rectification.forms.risks import RegisterForm, rating_of
from zerentian.rectification.listed import RISKS
from zerentian.rectification.models import CountySignal, RiskKind, RiskPoint
from zerentian.rectification.views.findings import concern_named
from zerentian.rectification.views.risk_moves import moves_of


@allow("risk.view")
@require_safe
def risk_list(request: HttpRequest) -> HttpResponse:
    """List the risk points the account may see, with the signals of the county that stand over them."""
    account = actor(request)
    has_kinds = RiskKind.objects.visible_to(account).exists()
    context = {
        "signals": CountySignal.objects.visible_to(account).standing(),
        "no_kinds": account.may("duty.manage") and not has_kinds,
    }
    return list_page(request, RISKS, template="rectification/risk_list.html", context=context)


@allow("risk.keep")
@takes(limits.evidence)
def risk_new(request: HttpRequest) -> HttpResponse:
    """Register a risk point; ``?concern=`` names the concern that brought it up."""
    account = actor(request)
    concern = concern_named(request, account)
    sent = request.method == "POST"
    form = RegisterForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        account=account,
        initial=begun(concern),
    )
    if form.is_valid():
        try:
            point = registered(form, concern, account)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Registered."))
            return redirect("risks:risk-detail", point.pk)
    has_kinds = RiskKind.objects.visible_to(account).filter(is_open=True).exists()
    context = {"form": form, "concern": concern, "has_kinds": has_kinds}
    return form_page(request, "rectification/risk_new.html", form, context)


def begun(concern: Concern | None) -> dict[str, Any]:
    """Return what the form begins with: the matter and place of a concern, never who brought it."""
    if concern is None:
        return {}
    unit = concern.place_unit_id or concern.lead_id or concern.unit_id
    return {"title": concern.title[:120], "place": concern.place[:200], "unit": unit}


def registered(form: RegisterForm, concern: Concern | None, account: Account) -> RiskPoint:
    """Register the point as the form says."""
    said = form.cleaned_data
    described = form.described()
    described.pop("title")
    return register_point(
        title=said["title"],
        unit=said["unit"],
        kind=said["kind"],
        rating=rating_of(said),
        responsible=said["responsible"],
        described=described,
        area=said["area"],
        concern=concern,
        uploads=said["evidence"],
        by=account,
        now=now(),
    )


def visible_point(request: HttpRequest, pk: int) -> RiskPoint:
    """Return a risk point that the account may read, else 404."""
    rows = RiskPoint.objects.visible_to(actor(request)).select_related(
        "unit", "kind", "area", "responsible__unit"
    )
    point: RiskPoint = get_object_or_404(rows, pk=pk)
    return point


@allow("risk.view")
@require_safe
def risk_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a risk point: what it is, how grave, its patrols, measures, findings and story."""
    account, point = actor(request), visible_point(request, pk)
    controls = point.controls.select_related("responsible__unit")
    may_keep, may_patrol = account.may("risk.keep", point.path), account.may("risk.patrol", point.path)
    context = {
        "point": point,
        "light": point.light(account.today),
        "signals": CountySignal.objects.at(point.path).standing() if point.is_kept else (),
        "threatened": threatened_at(point),
        "rhythm": rhythm_of(point),
        "moves": moves_of(point, account),
        "may_keep": may_keep,
        "may_patrol": may_patrol and point.is_kept,
        "ratings": point.ratings.select_related("by")[:10],
        "controls": [(one, one.light(account.today)) for one in controls],
        "patrols": point.patrols.select_related("patrolled_by")[:20],
        "missed": point.missed.filter(made_good_by=None).order_by("-due")[:10],
        "findings": findings_of(point).visible_to(account).distinct(),
        "concerns": concerns_of(point, account),
        "files": point.files.select_related("file").order_by("-pk")[:40],
        "story": story_for(point, account),
        "entries": Entry.objects.about(point.ref),
    }
    return render(request, "rectification/risk_detail.html", context)


def story_for(point: RiskPoint, account: Account) -> Any:
    """Return the steps of a point; why households were looked at is for those who may look themselves."""
    story = point.story.select_related("by")
    return story if account.may("household.keep", point.path) else story.exclude(step=LOOK)


def concerns_of(point: RiskPoint, account: Account) -> list[Concern]:
    """Return the concerns linked to a point that the account may read; none that accuses somebody by now."""
    refs = [point.source_ref, *point.links.values_list("ref", flat=True)]
    keys = [ref.partition(":")[2] for ref in refs if ref.startswith("concern:")]
    return [one for one in Concern.objects.visible_to(account).filter(key__in=keys) if is_about_a_place(one)]
