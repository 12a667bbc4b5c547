"""What the township tells, for anybody: by village and trade, with every version, disputed, followed by feed."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zerentian.community.actions.disputes import receive_dispute
from zerentian.community.models import Notice
from zerentian.community.rules.questions import Channel
from zerentian.evidence.views.attached import send_file
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import public
from zerentian.organization.api import described
from zerentian.organization.models import Account, Unit
from zerentian.organization.pages import form_page, sent
from zerentian.organization.rules.places import place
from zerentian.organization.rules.rights import Kind
from zerentian.residents.bulletin import shown
from zerentian.residents.feeds import FED, Chosen, Feed, atom, current, json_feed, public_version
from zerentian.residents.forms.notices import ChooseForm, DisputeForm
from zerentian.residents.rates import counted, sender
from zerentian.residents.views.described import NOTICES, NOTICES_ATOM

MOST_DISPUTES = 5


def choosing(request: HttpRequest) -> ChooseForm:
    """Return the form in which a reader chooses, as the address says."""
    villages = Unit.objects.filter(kind=Kind.VILLAGE).on(local_day(now()))
    return ChooseForm(request.GET, villages=villages.prefetch_related("periods").order_by("code"))


@public
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """List what is current, the newest first, for the village and trade that the address names."""
    form, moment, page = choosing(request), now(), place(request.GET.get("page", ""), 1)
    query = urlencode({name: value for name, value in request.GET.items() if name in form.fields and value})
    rows = current(form.chosen, local_day(moment), (page - 1) * FED)
    more = current(form.chosen, local_day(moment), page * FED) if len(rows) == FED else ()
    step = f"?{query}&page=" if query else "?page="
    context = {
        "form": form,
        "rows": [(one, public_version(one)) for one in rows],
        "query": query,
        "older": f"{step}{page + 1}" if more else "",
        "newer": f"{step}{page - 1}" if page > 1 else "",
        "narrowed": bool(query),
    }
    return render(request, "residents/notices.html", context)


def found(pk: int) -> Notice:
    """Return a text of which a version was ever released; else 404."""
    notice: Notice = get_object_or_404(Notice.objects.released_once().select_related("unit"), pk=pk)
    return notice


@public
@require_safe
def notice(request: HttpRequest, pk: int, number: int = 0) -> HttpResponse:
    """Show the public version of a text, or an older one; a withdrawn one says why instead."""
    one = found(pk)
    versions = one.versions.exclude(released_at=None)
    version = get_object_or_404(versions, number=number or one.version)
    return render(request, "residents/notice.html", {"shown": shown(one, version, now())})


@public
@require_safe
def notice_file(request: HttpRequest, pk: int, sha256: str) -> HttpResponseBase:
    """Send an attachment of a version that was released, unless the text was withdrawn."""
    one = found(pk)
    if not one.is_public:
        raise Http404
    for version in one.versions.exclude(released_at=None):
        if use := version.files.filter(file__sha256=sha256, file__erased_at=None).first():
            return send_file(use.file)
    raise Http404


@public
@never_cache
def dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what anybody says is wrong in a public text, without keeping who; a few from one sender, then a pause."""
    one = found(pk)
    if not one.is_public:
        return redirect("residents:notice", one.pk)
    form = DisputeForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            take_dispute(request, one, form.cleaned_data["claim"])
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            said = gettext(
                "Received. Somebody who did not write it checks it; what comes of it stands on this page."
            )
            messages.success(request, said)
            return redirect("residents:notice", one.pk)
    return form_page(request, "residents/dispute.html", form, {"notice": one})


def take_dispute(request: HttpRequest, one: Notice, claim: str) -> None:
    """Receive a dispute; NotAllowed for too many from one sender within minutes."""
    if counted("dispute", sender(request)) > MOST_DISPUTES:
        raise NotAllowed(
            "提交太频繁，请过十分钟再试，或直接到办公室说", "too many at once: wait ten minutes, or come by"
        )
    resident = Account.objects.system("public")
    receive_dispute(one, claim=claim, channel=Channel.PAGE, by=resident, now=now())


def feed_of(request: HttpRequest) -> tuple[Feed, Chosen]:
    """Return the addresses of a feed and what its reader chose."""
    form = choosing(request)
    home = request.build_absolute_uri(reverse("residents:notices"))

    def address(one: Notice) -> str:
        return request.build_absolute_uri(reverse("residents:notice", args=[one.pk]))

    return Feed(home, request.build_absolute_uri(), address), form.chosen


@described(get=NOTICES_ATOM)
@public
@require_safe
def atom_feed(request: HttpRequest) -> HttpResponse:
    """Send what is current as an Atom feed, as the address chooses."""
    feed, chosen = feed_of(request)
    moment = now()
    content = atom(feed, chosen, moment, local_day(moment))
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")


@described(get=NOTICES)
@public
@require_safe
def json_notices(request: HttpRequest) -> HttpResponse:
    """Send what is current as a JSON Feed, as the address chooses."""
    feed, chosen = feed_of(request)
    moment = now()
    content = json_feed(feed, chosen, moment, local_day(moment))
    return HttpResponse(content, content_type="application/feed+json; charset=utf-8")
