"""Pairs side by side: a person looks and decides, and may take the decision back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zerentian.evidence import actions
from zerentian.evidence.forms import JudgementForm, TakeBackForm
from zerentian.evidence.listed import PAIRS
from zerentian.evidence.models import File, Pair
from zerentian.evidence.views.files import reader
from zerentian.evidence.views.texts import text_page
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import allow
from zerentian.organization.listing.page import list_page
from zerentian.organization.models import Account
from zerentian.organization.pages import change_page, form_page, sent
from zerentian.organization.subjects import SUBJECTS


@allow("evidence.view")
@require_safe
def pair_list(request: HttpRequest) -> HttpResponse:
    """List the pairs of which the account sees both files, those that wait first."""
    return list_page(request, PAIRS)


def visible_pair(request: HttpRequest, mark: int) -> Pair:
    """Return a pair of which the account sees both files; else 404."""
    rows = Pair.objects.visible_to(reader(request)).select_related("first_file", "second_file")
    return get_object_or_404(rows, mark=mark)


@allow("evidence.view")
def pair_detail(request: HttpRequest, mark: int) -> HttpResponse:
    """Show two files side by side, with when each was taken, came in, and is used; take the decision of who may."""
    pair, account = visible_pair(request, mark), reader(request)
    if pair.is_of_texts:
        return text_page(request, pair.first, pair.second)
    form = JudgementForm(sent(request))
    if form.is_valid():
        try:
            actions.judge_pair(pair, by=account, now=now(), **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Decided and recorded."))
            return redirect("evidence:pair-detail", mark)
    context = {
        "pair": pair,
        "sides": sides_of(pair, account),
        "judgements": pair.judgements.select_related("by"),
        "entries": Entry.objects.about(pair.ref),
        "may_decide": Pair.objects.to_decide_by(account).filter(pk=pair.pk).exists(),
        "may_take_back": bool(pair.outcome) and actions.may_decide(pair, account),
    }
    return form_page(request, "evidence/pair_detail.html", form, context)


def sides_of(pair: Pair, account: Account) -> list[tuple[File, str]]:
    """Return the files of a pair, named as the account knows them, each with the record it is about, if any."""
    keys = [key for key in (pair.first_file_id, pair.second_file_id) if key]
    named = {file.pk: file for file in File.objects.visible_to(account).filter(pk__in=keys)}
    return [
        (named[key], title_of(ref, account)) for key, ref in zip(keys, (pair.first, pair.second), strict=True)
    ]


def title_of(ref: str, account: Account) -> str:
    """Return what a record is called for an account; empty where it may not see it, and where none is named."""
    kind, _, key = ref.partition(":")
    subject = SUBJECTS.get(kind)
    return subject.titles(account, [key]).get(key, "") if subject and subject.titles else ""


@allow("deed.verify", "finding.verify", "meeting.agree", "meeting.sign")
def pair_back(request: HttpRequest, mark: int) -> HttpResponse:
    """Take back what was decided on a pair."""
    pair, account = visible_pair(request, mark), reader(request)
    return change_page(
        request,
        TakeBackForm(sent(request)),
        lambda said: actions.take_back(pair, by=account, now=now(), **said),
        title=gettext("Take back what was decided"),
        intro=gettext("The pair waits again. What was decided, and why, stays readable."),
        button=gettext("Take it back"),
        done=gettext("Taken back and recorded. The pair waits again."),
        back=reverse("evidence:pair-detail", args=[mark]),
    )
