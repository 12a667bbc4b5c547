"""The public form: a township is chosen where there are several, then anything may be said."""

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from zerentian.casework import actions
from zerentian.casework.models import Concern, PublicAnswer
from zerentian.casework.opened import remember_sent
from zerentian.casework.rules.concerns import Channel
from zerentian.casework.rules.spam import WORK_BITS, Signs, is_worked, suspicions
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import public, takes
from zerentian.organization.models import Account, Unit
from zerentian.organization.models.units import UnitQuerySet
from zerentian.organization.once import repeatable
from zerentian.organization.pages import form_page
from zerentian.organization.rules.places import row_key
from zerentian.organization.rules.rights import Kind as UnitKind
from zerentian.residents.forms.asking import AskForm
from zerentian.residents.rates import counted, sender


def townships(moment: datetime) -> UnitQuerySet:
    """Return the townships there are."""
    return Unit.objects.filter(kind=UnitKind.TOWNSHIP).on(local_day(moment))


def township_of(code: str, moment: datetime) -> Unit:
    """Return a township that there is, by its code; else 404."""
    unit = Unit.objects.filter(kind=UnitKind.TOWNSHIP, code=code).prefetch_related("periods").first()
    if unit is None or not unit.path_on(local_day(moment)):
        raise Http404(code)
    return unit


@public
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Choose a township; where there is one, go straight to its form."""
    found = list(townships(now()))
    if len(found) == 1:
        return redirect("residents:ask-township", found[0].code)
    return render(request, "residents/townships.html", {"townships": found})


@public
@never_cache
@sensitive_post_parameters()
@takes(limits.a_visitors_files)
@repeatable("the same submission shows its one receipt again")
def ask_township(request: HttpRequest, code: str) -> HttpResponse:
    """Show the form, and take what was said; the answer is a receipt."""
    moment = now()
    township = township_of(code, moment)
    if request.method != "POST":
        return page(request, AskForm(township=township, now=moment, initial=begun(request)))
    form = AskForm(request.POST, request.FILES, township=township, now=moment)
    if form.is_valid():
        try:
            concern = receive(request, form, moment)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            response = redirect("residents:receipt", concern.code)
            remember_sent(response, concern)
            return response
    return page(request, form)


def begun(request: HttpRequest) -> dict[str, str]:
    """Return what the form begins with: the published answer in dispute, or the category of a link."""
    about = row_key(request.GET.get("about", ""))
    disputed = PublicAnswer.objects.standing().filter(pk=about).first()
    text = gettext("About the published answer “%(title)s”: ") % {"title": disputed.title} if disputed else ""
    return {"category": request.GET.get("category", ""), "text": text}


def page(request: HttpRequest, form: AskForm) -> HttpResponse:
    """Render the form; what was missed may be sent anyway."""
    if form.is_bound:
        form.make_ready()
    context = {
        "township": form.township,
        "bits": WORK_BITS,
        "days": settings.CONTACT_DAYS,
        "may_send_anyway": form.is_missing_answers,
    }
    response = form_page(request, "residents/ask.html", form, context)
    response.headers["Permissions-Policy"] = "geolocation=(self), camera=(), microphone=()"
    return response


def receive(request: HttpRequest, form: AskForm, moment: datetime) -> Concern:
    """Register the concern with its files; the same form twice finds the concern it made."""
    resident = Account.objects.system("public")
    suspected = bool(suspicions(signs(request, form)))
    receipt = actions.receive_concern(
        form.said,
        unit=form.township,
        channel=Channel.FORM,
        by=resident,
        now=moment,
        submission=form.submission,
        suspected=suspected,
        files=form.cleaned_data["evidence"],
    )
    return receipt.concern


def signs(request: HttpRequest, form: AskForm) -> Signs:
    """Return what tells a program from a person: never what is said."""
    number, seconds = form.stamped
    stamp = str(form.data.get("stamp", ""))
    once = number is not None and counted("stamp", str(number)) <= 3
    return Signs(
        trap=bool(form.cleaned_data["homepage"]),
        seconds=seconds,
        worked=once and is_worked(stamp, form.cleaned_data["work"]),
        recent=counted("ask", sender(request)),
    )
