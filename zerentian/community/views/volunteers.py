"""Volunteers on the screen: sought for an activity; the certificate of who asks for it, to be printed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from zerentian.community.actions.steps import issuer_of
from zerentian.community.actions.volunteers import certify, seek_volunteers
from zerentian.community.forms.volunteers import CertificateForm, SeekForm
from zerentian.community.models import Certificate, Need, SignUp
from zerentian.community.rules.volunteers import Served, certificate
from zerentian.community.views.activities import visible_activity
from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow
from zerentian.organization.pages import change_page, form_page, sent


@allow("activity.keep")
def volunteers_new(request: HttpRequest) -> HttpResponse:
    """Seek volunteers."""
    account = actor(request)
    form = SeekForm(sent(request), account=account)
    return change_page(
        request,
        form,
        lambda said: seek_volunteers(form.plan(), form.sought, unit=said["unit"], by=account, now=now()),
        back=reverse("community:activity-list"),
        title=_("Seek volunteers"),
        intro=_("They sign up as for any activity, each alone and of their own will. Nobody is sent."),
        button=_("Announce it"),
        done=_("Announced."),
    )


@allow("activity.keep")
def volunteer_certificate(request: HttpRequest, pk: int, party: int) -> HttpResponse:
    """Give the certificate that a volunteer asked for, as a page to print; kept by no browser."""
    account, activity = actor(request), visible_activity(request, pk)
    row: SignUp = get_object_or_404(activity.signups, pk=party)
    length = int((activity.ends_at - activity.begins_at).total_seconds() // 60)
    form = CertificateForm(sent(request), initial={"minutes": length})
    context: dict[str, Any] = {"activity": activity, "lines": None}
    refused = False
    if form.is_bound and form.is_valid():
        try:
            given = certify(row, **form.cleaned_data, by=account, now=now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            refused = True
        else:
            context["lines"] = lines_of(given)
    answer = form_page(request, "community/certificate.html", form, context, refused=refused)
    answer["Cache-Control"] = "no-store"
    return answer


def lines_of(given: Certificate) -> list[str]:
    """Return the lines of a certificate; the name is opened for this page alone."""
    party, activity = given.party, given.party.activity
    return certificate(
        Served(
            name=party.told.name,
            day=activity.day,
            issuer=issuer_of(activity.unit, now()),
            title=activity.title,
            task=Need.objects.get(activity=activity).task,
            minutes=given.minutes,
            code=party.spelled,
            issued_on=given.issued_on,
        )
    )
