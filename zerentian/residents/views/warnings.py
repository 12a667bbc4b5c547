"""Relayed warnings for anybody: what is current, with its issuer, as pages, as CAP and as a feed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from zerentian.community.models import RelayedWarning
from zerentian.community.rules.cap import Relayed, cap_message
from zerentian.community.rules.warnings import Colour, Message
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.texts import plain
from zerentian.organization.access import public
from zerentian.organization.api import described
from zerentian.residents.feeds import identity
from zerentian.residents.views.described import WARNING, WARNINGS_ATOM


@public
@require_safe
def warning_list(request: HttpRequest) -> HttpResponse:
    """List the warnings that are current; expired, replaced and lifted ones and drills do not stand here."""
    rows = RelayedWarning.objects.public(now()).select_related("unit")
    context = {"rows": rows.prefetch_related("unit__periods", "villages__periods")}
    return render(request, "residents/warnings.html", context)


@described(get=WARNING)
@public
@require_safe
def cap(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a current warning as CAP 1.2; one that is over is not there any more."""
    warning = get_object_or_404(
        RelayedWarning.objects.public(now()).select_related("unit", "replaces"), pk=pk
    )
    return HttpResponse(cap_message(relayed(warning)), content_type="application/cap+xml; charset=utf-8")


def relayed(one: RelayedWarning) -> Relayed:
    """Return what is told of a warning in CAP."""
    before = one.replaces
    references = [(before.sender or before.issuer, before.identifier, before.sent_at)] if before else []
    return Relayed(
        identifier=one.identifier,
        sender=one.sender,
        issuer=one.issuer,
        relayed_by=one.unit.organ_on(local_day(one.relayed_at)),
        hazard=one.hazard,
        colour=Colour(one.colour),
        message=Message(one.message),
        sent_at=one.sent_at,
        effective_at=one.effective_at,
        expires_at=one.expires_at,
        headline=one.headline,
        text=one.text,
        instruction=one.instruction,
        areas=[village.name for village in one.villages.all()],
        drill=one.drill,
        references=references,
        codes=one.codes,
    )


@described(get=WARNINGS_ATOM)
@public
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Tell of the current warnings as an Atom feed, each with its CAP message."""
    atom = Atom1Feed(
        title=gettext("Relayed warnings"),
        link=request.build_absolute_uri(reverse("residents:warnings")),
        description="",
        feed_url=request.build_absolute_uri(),
        language=get_language() or "zh-hans",
    )
    for one in RelayedWarning.objects.public(now()).select_related("unit"):
        address = request.build_absolute_uri(reverse("residents:warning-cap", args=[one.pk]))
        atom.add_item(
            title=plain(str(one), lines=False),
            link=address,
            description=plain(one.text or str(one)),
            pubdate=one.sent_at,
            updateddate=one.relayed_at,
            unique_id=identity(one.ref),
            author_name=one.issuer,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
