"""What leaders did in person (三亲自): stated from their own account, else marked 代录."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zerentian.duties import actions
from zerentian.duties.forms.board import ExcuseForm
from zerentian.duties.forms.keeping import PersonalForm
from zerentian.duties.listed import PERSONAL
from zerentian.duties.models import PersonalAct
from zerentian.duties.rules.functions import InPerson
from zerentian.ledger.clock import now
from zerentian.organization.access import actor, allow
from zerentian.organization.listing.page import list_page
from zerentian.organization.pages import change_page, sent


@allow("task.view")
@require_safe
def personal_list(request: HttpRequest) -> HttpResponse:
    """List what leaders did in person, the newest first; what others entered for them says so."""
    return list_page(request, PERSONAL)


@allow("task.personal", "deed.record")
def personal_new(request: HttpRequest) -> HttpResponse:
    """State an act in person; from anybody else's account than the leader's own it is marked as entered by another."""
    account = actor(request)
    data = sent(request)
    form = PersonalForm(data, account=account, today=account.today)
    return change_page(
        request,
        form,
        lambda said: actions.state_in_person(
            act=InPerson(said["act"]),
            what=said["what"],
            post=said["post"],
            occurred_on=said["occurred_on"],
            task=said["task"],
            by=account,
            now=now(),
        ),
        back=reverse("duties:personal-list"),
        title=_("State an act in person"),
        intro=_("From the leader's own account it counts as in person; entered by another it is marked so."),
        button=_("State it"),
        done=_("Recorded."),
    )


@allow("task.personal", "deed.record")
def personal_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a mistaken statement, with the reason."""
    account = actor(request)
    act = get_object_or_404(PersonalAct.objects.visible_to(account), pk=pk)
    form = ExcuseForm(sent(request))
    return change_page(
        request,
        form,
        lambda said: actions.withdraw_personal_act(act, reason=said["reason"], by=account, now=now()),
        back=reverse("duties:personal-list"),
        title=_("Withdraw the statement"),
        intro=act.what,
        button=_("Withdraw"),
        done=_("Withdrawn, with the reason kept."),
    )
