"""Notices, answers and corrections on the screen: listed, written, and each with its versions and the next step."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zerentian.community.actions.notices import amend_notice, edit_notice, write_notice
from zerentian.community.forms.notices import NoticeFilter, TextForm
from zerentian.community.models import Banner, Dispute, Notice, Question
from zerentian.community.models.labels import SORTS
from zerentian.community.models.notices import NoticeQuerySet
from zerentian.community.rules.notices import PREPARING, Part, Sort, State
from zerentian.community.rules.plainness import advice
from zerentian.community.views.moves import MOVES, moves_of
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.models import Account
from zerentian.organization.pages import change_page, form_page
from zerentian.organization.punctuation import labelled
from zerentian.organization.rules.places import place, row_key

PAGE = 50
LAST_PAGE = 10_000


@allow("notice.view")
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """List the texts that the account may see, newest first, narrowed as asked for."""
    account, form = actor(request), NoticeFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = narrowed(Notice.objects.visible_to(account), wanted, account)
    page = page_number(request)
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    query = {name: value for name, value in request.GET.items() if value and name != "page"}
    context = {
        "form": form,
        "rows": [(one, one.is_public and one.has_expired(account.today)) for one in found[:PAGE]],
        "older": f"?{urlencode(query | {'page': page + 1})}" if len(found) > PAGE else "",
        "newer": f"?{urlencode(query | {'page': page - 1})}" if page > 1 else "",
        "narrowed": bool(query),
        "sorts": SORTS.items() if account.may("notice.write") else (),
    }
    return render(request, "community/notice_list.html", context)


def page_number(request: HttpRequest) -> int:
    """Return which page of a list is asked for, the first for what is no page."""
    return min(place(request.GET.get("page", "")) or 1, LAST_PAGE)


def narrowed(rows: NoticeQuerySet, wanted: dict[str, Any], account: Account) -> NoticeQuerySet:
    """Return the texts that the filter lets through; by default what is prepared or current."""
    state = wanted.get("state", "")
    if not state:
        current = Q(version__gt=0, withdrawn_on=None) & (Q(until=None) | Q(until__gte=account.today))
        rows = rows.filter(Q(state__in=PREPARING) | current)
    elif state != "all":
        rows = rows.filter(state=state)
    if wanted.get("sort"):
        rows = rows.filter(sort=wanted["sort"])
    for word in wanted.get("q", "").split()[:6]:
        rows = rows.filter(Q(title__icontains=word) | Q(number__endswith=f"-{word.rpartition('-')[2]}"))
    return rows.select_related("unit").prefetch_related("unit__periods")


@allow("notice.write")
@takes(limits.evidence)
def notice_new(request: HttpRequest, sort: str) -> HttpResponse:
    """Write the first draft of a text; ``?question=`` names the matter that an answer is for."""
    if sort not in SORTS:
        raise Http404
    account, question = actor(request), question_named(request, actor(request))
    form = text_form(request, account, Sort(sort), initial=begun(question))
    if form.is_valid():
        try:
            notice = write_notice(
                form.text(),
                unit=form.cleaned_data["unit"],
                sort=Sort(sort),
                question=question,
                by=account,
                now=now(),
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Kept as a draft. Read the advice, then send it for review."))
            return redirect("community:notice-detail", notice.pk)
    context = {"title": new_title(Sort(sort)), "question": question, "back": reverse("community:notice-list")}
    return form_page(request, "community/notice_form.html", form, context)


@allow("notice.write")
@require_safe
def notice_start(request: HttpRequest) -> HttpResponse:
    """Lead to the form of a notice: the desk's button has no place for a sort."""
    return redirect("community:notice-new", Sort.NOTICE.value)


def new_title(sort: Sort) -> str:
    """Return the heading of the page on which a text of a sort is written."""
    titles = {
        Sort.NOTICE: gettext("Write a notice"),
        Sort.ANSWER: gettext("Write an answer"),
        Sort.CORRECTION: gettext("Write a correction"),
    }
    return titles[sort]


def text_form(request: HttpRequest, account: Account, sort: Sort, **more: Any) -> TextForm:
    """Return the form of a text, with what was sent."""
    if request.method != "POST":
        return TextForm(account=account, sort=sort, **more)
    return TextForm(request.POST, request.FILES, account=account, sort=sort, **more)


def question_named(request: HttpRequest, account: Account) -> Question | None:
    """Return the matter named in the address, 404 for one that the account may not see."""
    key = row_key(request.GET.get("question", ""))
    return get_object_or_404(Question.objects.visible_to(account), pk=key) if key else None


def begun(question: Question | None) -> dict[str, Any]:
    """Return what the form begins with: the matter it is an answer to."""
    if question is None:
        return {}
    return {"title": question.title[:120], Part.QUESTION.value: question.title, "unit": question.unit_id}


def visible_notice(request: HttpRequest, pk: int) -> Notice:
    """Return a text that the account may read, else 404."""
    found = Notice.objects.visible_to(actor(request)).select_related("unit", "question")
    notice: Notice = get_object_or_404(found, pk=pk)
    return notice


@allow("notice.view")
@require_safe
def notice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a text with its next step, versions, how villages told it, and disputes; ``?version=`` an older one."""
    account, notice = actor(request), visible_notice(request, pk)
    wanted = place(request.GET.get("version", ""))
    version = get_object_or_404(notice.versions, number=wanted) if wanted else notice.newest
    newest = version.pk == notice.newest.pk
    tellings = notice.tellings.filter(version=notice.version).select_related("unit")
    mine = {one.pk for one in Dispute.objects.to_answer_by(account).filter(notice=notice)}
    context = {
        "notice": notice,
        "version": version,
        "is_newest": newest,
        "expired": notice.is_public and notice.has_expired(account.today),
        "advice": advised(version) if newest and notice.state in PREPARING else [],
        "moves": moves_of(notice, account) if newest else [],
        "may_edit": newest and notice.state == State.DRAFT and account.may("notice.write", notice.path),
        "may_amend": newest and notice.state == State.RELEASED and account.may("notice.write", notice.path),
        "tellings": [told_by(one, account) for one in tellings.prefetch_related("receipts", "unit__periods")],
        "disputes": [(one, one.pk in mine) for one in notice.disputes.all()],
        "may_dispute": notice.is_public and account.may("notice.dispute", notice.path),
        "story": notice.steps_taken.select_related("by"),
        "entries": Entry.objects.about(notice.ref),
        "banner": Banner.objects.filter(notice=notice, taken_off_on=None, last__gte=account.today).first(),
    }
    return render(request, "community/notice_detail.html", context)


def advised(version: Any) -> list[str]:
    """Return, in the reader's language, what would make a draft easier to understand."""
    found = advice(Sort(version.notice.sort), version.title, version.by_part, version.until)
    return [str(one) for one in found]


def told_by(telling: Any, account: Account) -> tuple[Any, bool, bool]:
    """Return a village's telling, whether it is late, and whether the account may say that it was told."""
    may = account.may("notice.tell", telling.path) or account.may("notice.tell", telling.notice.path)
    return telling, telling.is_late(account.today), may


@allow("notice.write")
@takes(limits.evidence)
def notice_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft, or begin another version of what is public."""
    account, notice = actor(request), visible_notice(request, pk)
    amends = notice.state == State.RELEASED
    if not account.may("notice.write", notice.path) or notice.state not in (State.DRAFT, State.RELEASED):
        messages.warning(request, gettext("It can't be changed now, or not by you: see where it stands."))
        return redirect("community:notice-detail", notice.pk)
    form = text_form(request, account, Sort(notice.sort), notice=notice, amends=amends)
    if form.is_valid():
        try:
            if amends:
                amend_notice(notice, form.text(), changed=form.cleaned_data["changed"], by=account, now=now())
            else:
                edit_notice(notice, form.text(), by=account, now=now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, gettext("Kept. Nothing is published before another person has reviewed it.")
            )
            return redirect("community:notice-detail", notice.pk)
    title = gettext("Write a new version") if amends else gettext("Edit the draft")
    context = {"title": title, "back": reverse("community:notice-detail", args=[notice.pk])}
    return form_page(request, "community/notice_form.html", form, context)


@allow("notice.write", "notice.review", "notice.release")
def notice_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step with a text; one that cannot be taken now leads back with the reason."""
    account, notice = actor(request), visible_notice(request, pk)
    move = MOVES.get(step)
    if move is None:
        raise Http404
    if not move.is_open(step, notice, account):
        messages.warning(
            request, gettext("This step can't be taken now, or not by you: see where it stands.")
        )
        return redirect("community:notice-detail", notice.pk)
    sent = (request.POST,) if request.method == "POST" else ()
    return change_page(
        request,
        move.form(*sent, notice=notice, account=account),
        lambda said: move.act(notice, said, account, now()),
        back=reverse("community:notice-detail", args=[notice.pk]),
        title=labelled(move.label, notice.title),
        intro=intro_of(step),
        button=str(move.label),
        done=gettext("Done and recorded."),
    )


def intro_of(step: str) -> str:
    """Return what a step means, in a sentence."""
    said = {
        "submit": gettext("Somebody who did not write it reads it before it is published."),
        "clear": gettext(
            "The review before release that the law asks for: it is recorded with your post and the day."
        ),
        "release": gettext("It stands on the public page and in the feeds at once, for everybody to read."),
        "put-on-top": gettext("Its title stands on top of every public page on these days, and leads to it."),
        "withdraw": gettext(
            "Its address stays and says that it was withdrawn, and why. What was published is not erased."
        ),
    }
    return said.get(step, "")
