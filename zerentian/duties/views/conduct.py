"""The code of conduct on the screen: the text in force, earlier editions, one's own acknowledgement."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zerentian.duties.actions.conduct import acknowledge, publish_conduct
from zerentian.duties.forms.conduct import PublishForm, ReadForm
from zerentian.duties.models import Acknowledgement, Conduct
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow
from zerentian.organization.pages import change_page, sent


@allow("conduct.view")
@require_safe
def conduct(request: HttpRequest) -> HttpResponse:
    """Show the text in force; 404 never: an empty page says what it is for."""
    account = actor(request)
    found = Conduct.objects.visible_to(account).newest().order_by("unit__code").first()
    if found is not None:
        return redirect("duties:conduct-detail", found.pk)
    return render(request, "duties/conduct.html", {"may_publish": account.may("conduct.publish")})


@allow("conduct.view")
@require_safe
def conduct_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one edition; of the one in force also what the account has still to acknowledge, and its office."""
    account = actor(request)
    rows = Conduct.objects.visible_to(account).select_related("unit").prefetch_related("unit__periods")
    found = get_object_or_404(rows, pk=pk)
    is_newest = Conduct.objects.newest().filter(pk=pk).exists()
    context = {
        "conduct": found,
        "is_newest": is_newest,
        "editions": rows.filter(unit=found.unit).exclude(pk=pk),
        "open": found.posts_open_for(account) if is_newest else [],
        "done": Acknowledgement.objects.filter(conduct=found, by=account).select_related("post"),
        "in_office": found.posts_open_in_office(account) if is_newest else [],
        "may_publish": account.may("conduct.publish", found.unit),
        "entries": Entry.objects.about(found.ref),
    }
    return render(request, "duties/conduct.html", context)


@allow("conduct.publish")
def conduct_new(request: HttpRequest) -> HttpResponse:
    """Publish the next edition."""
    account = actor(request)
    return change_page(
        request,
        PublishForm(sent(request), account=account),
        lambda said: publish_conduct(**said, by=account, now=now()),
        back=reverse("duties:conduct"),
        title=_("Publish the code of conduct"),
        intro=_("Every edition stays readable for ever; whoever holds a post acknowledges each."),
        button=_("Publish it"),
        done=_("Published. It stands on the desk of everybody who has to acknowledge it."),
    )


@allow("conduct.acknowledge")
@require_POST
def conduct_acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Acknowledge the text that was read, for one of the account's posts."""
    account = actor(request)
    found = get_object_or_404(Conduct.objects.visible_to(account).select_related("unit"), pk=pk)
    form = ReadForm(request.POST, account=account)
    try:
        if not form.is_valid():
            raise NotAllowed("请刷新页面后再签收", "reload the page, then acknowledge it")
        acknowledge(found, **form.cleaned_data, by=account, now=now())
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Acknowledged."))
    return redirect("duties:conduct-detail", pk)
