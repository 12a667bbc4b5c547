"""One threatened household on the screen: looked at for a stated reason, then written down anew."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow
from zerentian.organization.models import Account
from zerentian.organization.pages import change_page, form_page
from zerentian.rectification.actions.households import keep_household, reveal_households
from zerentian.rectification.forms.hazards import HouseholdForm, PrintForm
from zerentian.rectification.models import Household, RiskPoint
from zerentian.rectification.views.hazards import geological


@never_cache
@allow("household.keep")
def household_change(request: HttpRequest, pk: int, household: int) -> HttpResponse:
    """Ask why the household is looked at, then show what is written down of it, and keep what is sent."""
    account, point = actor(request), geological(request, pk)
    if not account.may("household.keep", point.path):
        raise Http404
    found = get_object_or_404(point.threatened.kept(), pk=household)
    if "head" in request.POST:
        return changed(
            request, point, found, account, HouseholdForm(request.POST, point=point, account=account)
        )
    posted = request.method == "POST"
    form = PrintForm(request.POST if posted else None, point=point, account=account)
    if posted and form.is_valid():
        said = {"purpose": "check", "reason": form.cleaned_data["reason"], "only": found}
        try:
            [(row, told)] = reveal_households(point, **said, by=account, now=now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            known = told._asdict() | {"size": row.size}
            return changed(
                request, point, found, account, HouseholdForm(point=point, account=account, initial=known)
            )
    return form_page(request, "rectification/hazard_print.html", form, {"point": point, "what": "change"})


def changed(
    request: HttpRequest, point: RiskPoint, household: Household, account: Account, form: HouseholdForm
) -> HttpResponse:
    """Show the form of a household; keep what was sent."""

    def keep(said: dict[str, Any]) -> object:
        return keep_household(
            point, told=form.told(), size=said["size"], by=account, now=now(), household=household
        )

    return change_page(
        request,
        form,
        keep,
        title=gettext("Household %(n)d of %(point)s") % {"n": household.number, "point": point.title},
        button=gettext("Write it down anew"),
        done=gettext("Done and recorded."),
        back=reverse("risks:hazard", args=[point.pk]),
        intro=gettext("Cards printed before are to be printed anew."),
    )
