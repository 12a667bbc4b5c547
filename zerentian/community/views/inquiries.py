"""Requests for information on the screen: listed, registered, each step by who may take it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zerentian.community.actions import inquiries as acts
from zerentian.community.actions import inquiry_ends as ends
from zerentian.community.actions.inquiry_public import reveal_applicant, tell_all
from zerentian.community.forms import inquiries as forms
from zerentian.community.forms.activities import ReasonForm
from zerentian.community.models import Inquiry, InquiryFile
from zerentian.community.models.inquiries import InquiryQuerySet
from zerentian.community.models.labels_of_inquiries import STEPS as LABELS
from zerentian.community.remedies import remedy_told
from zerentian.community.rules.inquiries import OPEN_STATES, PUBLISHABLE, Outcome, Step
from zerentian.community.views.notices import PAGE, page_number
from zerentian.evidence.views.attached import file_among, send_file
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.models import Account
from zerentian.organization.moves import Move, simple
from zerentian.organization.pages import change_page, made_page, sent
from zerentian.organization.qr import qr


def may_ask_time(inquiry: Inquiry, account: Account) -> bool:
    """Tell whether more time may still be asked for."""
    return not inquiry.asked_time and not inquiry.is_overdue(account.today)


def decides_time(inquiry: Inquiry, account: Account) -> bool:
    """Tell whether somebody else asks for more time."""
    asked = inquiry.asked_time
    return asked is not None and asked.asked_by_id != account.pk


def did_not_draft(inquiry: Inquiry, account: Account) -> bool:
    """Tell whether somebody else drafted the answer."""
    answer = inquiry.newest_answer
    return answer is not None and answer.drafted_by_id != account.pk


def may_tell_all(inquiry: Inquiry, account: Account) -> bool:
    """Tell whether the answer gave something, and is not being told already."""
    answer = inquiry.released_answer
    untold = inquiry.notice is None or inquiry.notice.withdrawn_on is not None
    return answer is not None and untold and Outcome(answer.outcome) in PUBLISHABLE


def free(inquiry: Inquiry, account: Account) -> bool:
    """Tell whether nobody's opinion and no decision on time is waited for."""
    return inquiry.consultation is None and inquiry.asked_time is None


def may_ask_fee(inquiry: Inquiry, account: Account) -> bool:
    """Tell whether no fee was asked for, nobody is waited for, and the answer is not overdue."""
    return not hasattr(inquiry, "fee") and free(inquiry, account) and not inquiry.is_overdue(account.today)


MOVES: Mapping[str, Move[Inquiry]] = {
    Step.DRAFT: Move(
        LABELS[Step.DRAFT],
        "inquiry.handle",
        forms.AnswerForm,
        lambda one, said, by, at: acts.draft_answer(one, **said, by=by, now=at),
        condition=free,
    ),
    Step.RELEASE: Move(
        LABELS[Step.RELEASE],
        "inquiry.decide",
        forms.StepForm,
        simple(acts.release_answer),
        condition=did_not_draft,
    ),
    Step.GRANT_TIME: Move(
        LABELS[Step.GRANT_TIME],
        "inquiry.decide",
        forms.StepForm,
        lambda one, said, by, at: acts.decide_time(one, grant=True, words="", by=by, now=at),
        condition=decides_time,
    ),
    Step.CORRECT: Move(
        LABELS[Step.CORRECT], "inquiry.register", forms.WordsForm, simple(acts.correct_inquiry, "words")
    ),
    Step.FEE_REACHED: Move(
        LABELS[Step.FEE_REACHED],
        "inquiry.register",
        forms.ReachedForm,
        simple(ends.fee_reached, "reached_on"),
        aside=True,
    ),
    Step.PAID: Move(LABELS[Step.PAID], "inquiry.register", forms.PaidForm, simple(ends.fee_paid, "paid_on")),
    Step.HEAR: Move(
        LABELS[Step.HEAR],
        "inquiry.handle",
        forms.HearForm,
        simple(acts.hear, "result", "words"),
        condition=lambda one, account: one.consultation is not None,
    ),
    Step.PUBLISH: Move(
        LABELS[Step.PUBLISH],
        "inquiry.handle",
        forms.TellForm,
        simple(tell_all, "title", "question", "facts", "source", "unit"),
        condition=may_tell_all,
    ),
    Step.RETURN: Move(
        LABELS[Step.RETURN],
        "inquiry.decide",
        forms.ReturnForm,
        simple(acts.return_answer, "reason"),
        aside=True,
    ),
    Step.REFUSE_TIME: Move(
        LABELS[Step.REFUSE_TIME],
        "inquiry.decide",
        forms.RefuseForm,
        lambda one, said, by, at: acts.decide_time(one, grant=False, words=said["words"], by=by, now=at),
        condition=decides_time,
        aside=True,
    ),
    Step.ASK_CORRECTION: Move(
        LABELS[Step.ASK_CORRECTION],
        "inquiry.handle",
        forms.CorrectionForm,
        simple(acts.ask_correction, "words", "until"),
        condition=lambda one, account: one.correct_by is None and free(one, account),
        aside=True,
    ),
    Step.ASK_FEE: Move(
        LABELS[Step.ASK_FEE],
        "inquiry.handle",
        forms.FeeForm,
        simple(ends.ask_fee, "measure", "number", "how"),
        condition=may_ask_fee,
        aside=True,
    ),
    Step.CONSULT: Move(
        LABELS[Step.CONSULT],
        "inquiry.handle",
        forms.ConsultForm,
        simple(acts.consult, "whom", "words"),
        condition=free,
        aside=True,
    ),
    Step.CONSULT_REACHED: Move(
        LABELS[Step.CONSULT_REACHED],
        "inquiry.handle",
        forms.LetterReachedForm,
        simple(ends.consult_reached, "reached_on"),
        condition=lambda one, account: one.consultation is not None,
        aside=True,
    ),
    Step.ASK_TIME: Move(
        LABELS[Step.ASK_TIME],
        "inquiry.handle",
        forms.TimeForm,
        simple(acts.ask_time, "days", "reason"),
        condition=may_ask_time,
        aside=True,
    ),
    Step.WITHDRAW: Move(
        LABELS[Step.WITHDRAW],
        "inquiry.register",
        forms.WithdrawForm,
        simple(acts.withdraw_inquiry, "words"),
        aside=True,
    ),
    Step.CHALLENGE: Move(
        LABELS[Step.CHALLENGE],
        "inquiry.handle",
        forms.ChallengeForm,
        simple(ends.record_challenge, "way", "opened_on"),
        aside=True,
    ),
    Step.JUDGE: Move(
        LABELS[Step.JUDGE],
        "inquiry.handle",
        forms.RulingForm,
        simple(ends.record_ruling, "challenge", "ruling", "closed_on"),
        condition=lambda one, account: one.running.exists(),
        aside=True,
    ),
}


def moves_of(inquiry: Inquiry, account: Account) -> list[tuple[str, Move[Inquiry]]]:
    """Return the steps that the account may take now, those that lead on first."""
    found = [(str(code), move) for code, move in MOVES.items() if move.is_open(code, inquiry, account)]
    return sorted(found, key=lambda one: one[1].aside)


def narrowed(rows: InquiryQuerySet, wanted: Mapping[str, Any], account: Account) -> InquiryQuerySet:
    """Return the requests that the filter lets through; by default the open ones, the soonest due first."""
    state = wanted.get("state", "")
    rows = rows if state == "all" else rows.open()
    if state == "late":
        rows = rows.filter(state__in=OPEN_STATES, due__lt=account.today)
    for word in str(wanted.get("q", "")).split()[:6]:
        rows = rows.filter(Q(title__icontains=word) | Q(number__icontains=word))
    return rows


@allow("inquiry.view")
@require_safe
def inquiry_list(request: HttpRequest) -> HttpResponse:
    """List the requests, without who made them."""
    account, page = actor(request), page_number(request)
    form = forms.InquiryFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = narrowed(Inquiry.objects.visible_to(account), wanted, account)
    rows = rows.select_related("unit").prefetch_related("unit__periods")
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    kept = "".join(f"{name}={value}&" for name in ("state", "q") if (value := request.GET.get(name)))
    context = {
        "form": form,
        "rows": [(one, one.is_overdue(account.today)) for one in found[:PAGE]],
        "narrowed": any(wanted.values()),
        "may_register": account.may("inquiry.register"),
        "older": f"?{kept}page={page + 1}" if len(found) > PAGE else "",
        "newer": f"?{kept}page={page - 1}" if page > 1 else "",
    }
    return render(request, "community/inquiry_list.html", context)


def visible_inquiry(request: HttpRequest, pk: int) -> Inquiry:
    """Return a request that the account may see, else 404."""
    rows = Inquiry.objects.visible_to(actor(request)).select_related("unit", "notice", "contact")
    found: Inquiry = get_object_or_404(rows, pk=pk)
    return found


@allow("inquiry.view")
@require_safe
def inquiry_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a request with its next step, its answer and its story; who applied stands nowhere on the page."""
    account, inquiry = actor(request), visible_inquiry(request, pk)
    answer = inquiry.newest_answer
    context = {
        "inquiry": inquiry,
        "overdue": inquiry.is_overdue(account.today),
        "answer": answer,
        "remedy": remedy_told(answer) if answer else "",
        "files": [use.file for use in answer.files.select_related("file")] if answer else [],
        "fee": getattr(inquiry, "fee", None),
        "challenges": inquiry.challenges.all(),
        "asked_time": inquiry.asked_time,
        "consultation": inquiry.consultation,
        "moves": moves_of(inquiry, account),
        "may_look": account.may("inquiry.handle", inquiry.path),
        "story": inquiry.steps_taken.all(),
        "entries": Entry.objects.about(inquiry.ref),
    }
    return render(request, "community/inquiry_detail.html", context)


@allow("inquiry.register")
@never_cache
def inquiry_new(request: HttpRequest) -> HttpResponse:
    """Register a request that came by post, at the counter, by fax or orally; code and secret are told this once."""
    account = actor(request)
    form = forms.LogForm(sent(request), account=account)

    def receive(said: dict[str, Any]) -> acts.Receipt:
        asked = form.asked(proof_seen=said["proof_seen"])
        way = {name: said[name] for name in ("unit", "channel", "received_on")}
        return acts.receive_inquiry(asked, **way, by=account, now=now())

    def show(receipt: acts.Receipt) -> HttpResponse:
        address = request.build_absolute_uri(f"/requests/c/{receipt.inquiry.code}/")
        slip = {"receipt": receipt, "address": address, "qr": qr(address)}
        return render(request, "community/inquiry_receipt.html", slip)

    page = {
        "title": _("Register a request for information"),
        "intro": _("As it was put, in its own words. Nobody asks what it is wanted for."),
        "button": _("Register"),
        "back": reverse("community:inquiry-list"),
    }
    return made_page(request, form, receive, show, page=page)


@allow("inquiry.view")
@takes(limits.evidence)
def inquiry_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step on a request, with what it needs."""
    account, inquiry = actor(request), visible_inquiry(request, pk)
    move = MOVES.get(step)
    if move is None:
        raise Http404(step)
    if not move.is_open(step, inquiry, account):
        return redirect("community:inquiry-detail", inquiry.pk)
    form = move.form(sent(request), request.FILES or None, inquiry=inquiry, account=account)
    return change_page(
        request,
        form,
        lambda said: move.act(inquiry, said, account, now()),
        back=reverse("community:inquiry-detail", args=[inquiry.pk]),
        title=str(move.label),
        intro=str(inquiry),
        button=str(move.label),
        done=_("Recorded."),
    )


@allow("inquiry.view")
@require_safe
def inquiry_file(request: HttpRequest, pk: int, sha256: str) -> HttpResponseBase:
    """Send a file that an answer gives, drafted or released."""
    uses = InquiryFile.objects.filter(answer__inquiry=visible_inquiry(request, pk))
    return send_file(file_among(uses, sha256))


@allow("inquiry.handle")
@never_cache
def inquiry_applicant(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who applied, for a stated reason; the look is recorded."""
    inquiry, form = visible_inquiry(request, pk), ReasonForm(sent(request))
    context: dict[str, Any] = {"form": form, "inquiry": inquiry, "told": None}
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        context["told"] = reveal_applicant(inquiry, reason=reason, by=actor(request), now=now())
    context["looks"] = inquiry.looks.all()
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "community/inquiry_applicant.html", context, status=status)
