"""Requests for information: made by anybody, followed with a code, opened with its secret; what was told to all."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from zerentian.casework.codes import as_typed, is_secret
from zerentian.community.actions.inquiries import correct_inquiry, receive_inquiry, withdraw_inquiry
from zerentian.community.models import Inquiry, InquiryAnswer
from zerentian.community.remedies import remedy_told
from zerentian.community.rules.inquiries import OPEN_STATES, Channel, State
from zerentian.evidence.models import File
from zerentian.evidence.views.attached import send_file
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import public
from zerentian.organization.models import Account
from zerentian.organization.once import repeatable
from zerentian.organization.pages import form_page, sent
from zerentian.organization.qr import qr
from zerentian.residents.forms.progress import CodeForm
from zerentian.residents.forms.requests import ApplyForm, OpenForm
from zerentian.residents.rates import counted, sender
from zerentian.residents.views.asking import township_of, townships
from zerentian.residents.views.finding import look_up
from zerentian.residents.views.receipts import checkpoint

MOST_AT_ONCE = 5
TRIES = 10
SHOWN = 50


@public
@require_safe
def request_list(request: HttpRequest) -> HttpResponse:
    """Show what was given on request and told to all, how to ask, and where to follow a request."""
    words = request.GET.get("q", "").strip()[:60]
    rows = Inquiry.objects.told_to_all().select_related("notice", "unit").prefetch_related("unit__periods")
    for word in words.split()[:6]:
        # By the title that was told alone: the applicant's own words are read with the secret.
        rows = rows.filter(notice__title__icontains=word)
    context = {"rows": rows[:SHOWN], "words": words, "townships": list(townships(now())), "form": CodeForm()}
    return render(request, "residents/requests.html", context)


@public
@never_cache
@sensitive_post_parameters()
@repeatable("the same submission shows its one receipt again")
def request_new(request: HttpRequest, code: str) -> HttpResponse:
    """Take a request for information; the answer is a receipt with code and secret, shown this once."""
    moment = now()
    township = township_of(code, moment)
    form = ApplyForm(sent(request), now=moment)
    if form.is_bound and form.is_valid():
        try:
            if form.cleaned_data["homepage"] or counted("inquiry", sender(request)) > MOST_AT_ONCE:
                raise NotAllowed(
                    "提交太频繁，请过十分钟再试，或到窗口、邮寄提出",
                    "too many at once: wait ten minutes, or ask at the counter or by post",
                )
            receipt = receive_inquiry(
                form.asked(),
                unit=township,
                channel=Channel.ONLINE,
                received_on=local_day(moment),
                by=Account.objects.system("public"),
                now=moment,
                submission=form.submission,
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            address = request.build_absolute_uri(reverse("residents:request", args=[receipt.inquiry.code]))
            slip = {"receipt": receipt, "address": address, "qr": qr(address), **checkpoint()}
            return render(request, "residents/request_receipt.html", slip)
    return form_page(request, "residents/request_new.html", form, {"township": township})


@public
@never_cache
@sensitive_post_parameters()
@repeatable("what is done on it is done once: the state says so")
def request_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show where a request stands; with its secret what it says and its answer, to be completed or withdrawn."""
    if request.method != "POST" and not Inquiry.objects.filter(code=as_typed(code)).exists():
        return look_up(request, code)
    inquiry = found(code)
    form = OpenForm(sent(request))
    opened = form.is_bound and form.is_valid() and opens(request, inquiry, form)
    if opened and form.cleaned_data["do"]:
        try:
            act(inquiry, form)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        inquiry = found(code)
    answer = inquiry.released_answer
    context = {
        "inquiry": inquiry,
        "opened": opened,
        "secret": form.cleaned_data.get("secret", "") if opened else "",
        "opinion": inquiry.consultation if opened else None,
        "overdue": inquiry.is_open and inquiry.is_overdue(local_day(now())),
        "answer": answer,
        "remedy": remedy_told(answer) if answer else "",
        "files": given_files(answer) if opened else [],
        "fee": inquiry.fee if inquiry.state == State.PAYING else None,
        "steps": inquiry.steps_taken.filter(step="ask-correction") if opened else [],
        "times": inquiry.times.filter(granted=True) if opened else [],
        "waits": inquiry.state == State.CORRECTING,
        "may_withdraw": inquiry.state in OPEN_STATES,
    }
    return form_page(request, "residents/request.html", form, context)


@public
@never_cache
@require_POST
@sensitive_post_parameters()
@repeatable("it fetches a file, and records nothing")
def request_file(request: HttpRequest, code: str, sha256: str) -> HttpResponseBase:
    """Send a file that a released answer gives to whoever has the secret; without it, the page that asks for it."""
    inquiry, form = found(code), OpenForm(request.POST)
    if not (form.is_valid() and opens(request, inquiry, form)):
        return redirect("residents:request", inquiry.code)
    file = next((one for one in given_files(inquiry.released_answer) if one.sha256 == sha256), None)
    if file is None:
        raise Http404
    return send_file(file)


def given_files(answer: InquiryAnswer | None) -> list[File]:
    """Return the files that a released answer gives, but for those that were lawfully erased."""
    rows = answer.files.filter(file__erased_at=None).select_related("file") if answer else []
    return [use.file for use in rows]


def found(code: str) -> Inquiry:
    """Return the request of a code, however it is typed; else 404."""
    rows = Inquiry.objects.select_related("unit", "notice").prefetch_related("unit__periods")
    inquiry: Inquiry = get_object_or_404(rows, code=as_typed(code))
    return inquiry


def opens(request: HttpRequest, inquiry: Inquiry, form: OpenForm) -> bool:
    """Tell whether the secret is this request's; after many wrong ones the right one opens nothing for minutes."""
    one, all_of_it = f"{inquiry.code} {sender(request)}", inquiry.code
    if counted("inquiry-secret", one, 0) >= TRIES or counted("inquiry-secret", all_of_it, 0) >= 5 * TRIES:
        form.add_error(
            "secret", gettext("Too many tries. Wait ten minutes, or bring your slip to the office.")
        )
        return False
    if is_secret(form.cleaned_data["secret"], bytes(inquiry.salt), inquiry.secret_digest):
        return True
    counted("inquiry-secret", one)
    counted("inquiry-secret", all_of_it)
    form.add_error("secret", gettext("This is not the secret of this code. Compare it with your slip."))
    return False


def act(inquiry: Inquiry, form: OpenForm) -> None:
    """Complete or withdraw a request, as its applicant says."""
    by, words = Account.objects.system("public"), form.cleaned_data["words"]
    if form.cleaned_data["do"] == "complete":
        correct_inquiry(inquiry, words=words, by=by, now=now())
    else:
        withdraw_inquiry(inquiry, words=words, by=by, now=now())
