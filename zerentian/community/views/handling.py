"""How villages told a text, what asks for an answer, and what is disputed, on the screen."""

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zerentian.casework.models import Topic
from zerentian.community.actions.disputes import answer_dispute, receive_dispute
from zerentian.community.actions.questions import drop_question, log_question, log_topic
from zerentian.community.actions.tellings import tell_village
from zerentian.community.forms.handling import (
    DisputeAnswerForm,
    DisputeForm,
    DropForm,
    QuestionFilter,
    QuestionForm,
    TellForm,
)
from zerentian.community.models import Dispute, Question, Telling
from zerentian.community.rules.questions import Channel, Origin, Outcome, Urgency
from zerentian.community.rules.tellings import Way
from zerentian.community.views.notices import PAGE, page_number, visible_notice
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.organization.access import Forbidden, actor, allow
from zerentian.organization.models import Account
from zerentian.organization.pages import change_page, sent
from zerentian.organization.rules.places import row_key


@allow("notice.tell")
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Record how a village told its people."""
    account = actor(request)
    telling = get_object_or_404(Telling.objects.visible_to(account).select_related("unit", "notice"), pk=pk)
    if not (account.may("notice.tell", telling.path) or account.may("notice.tell", telling.notice.path)):
        raise Forbidden("notice.tell")
    return change_page(
        request,
        TellForm(sent(request), telling=telling, account=account),
        lambda said: tell_village(telling, **said | {"way": Way(said["way"])}, by=account, now=now()),
        back=reverse("community:notice-detail", args=[telling.notice_id]),
        title=_("How %(village)s told it") % {"village": telling.unit.name},
        intro=telling.notice.title,
        button=_("Record it"),
        done=_("Recorded."),
    )


@allow("notice.view")
@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    """List what asks for a public answer, the open ones first by the hour they are due."""
    account, form = actor(request), QuestionFilter(request.GET)
    rows = Question.objects.visible_to(account).select_related("unit").prefetch_related("unit__periods")
    if form.is_valid() and form.cleaned_data["state"]:
        rows = rows.filter(state=form.cleaned_data["state"])
    page, moment = page_number(request), now()
    found = list(
        rows.order_by(F("answered_at").asc(nulls_first=True), "due_at", "-pk")[
            (page - 1) * PAGE : page * PAGE + 1
        ]
    )
    state = request.GET.get("state", "")
    context = {
        "form": form,
        "rows": [(one, one.is_open and one.due_at < moment) for one in found[:PAGE]],
        "may_log": account.may("notice.write"),
        "older": f"?state={state}&page={page + 1}" if len(found) > PAGE and form.is_valid() else "",
        "newer": f"?state={state}&page={page - 1}" if page > 1 and form.is_valid() else "",
    }
    return render(request, "community/question_list.html", context)


@allow("notice.write")
def question_new(request: HttpRequest) -> HttpResponse:
    """Log what asks for a public answer; ``?topic=`` names the hot matter, ``?notice=`` the text it is about."""
    account = actor(request)
    topic = topic_named(request, account)
    key = row_key(request.GET.get("notice", ""))
    about = visible_notice(request, key) if key else None
    begun = {"origin": Origin.NOTICE, "title": about.title} if about else {}

    def log(said: dict[str, object]) -> Question:
        urgency = Urgency(str(said.pop("urgency")))
        if topic:
            return log_topic(topic, urgency=urgency, **said, by=account, now=now())  # type: ignore[arg-type]
        origin = Origin(str(said.pop("origin")))
        ref = about.ref if about and origin is Origin.NOTICE else ""
        values = {"origin": origin, "origin_ref": ref, "urgency": urgency}
        return log_question(**said | values, by=account, now=now())  # type: ignore[arg-type]

    return change_page(
        request,
        QuestionForm(sent(request), account=account, from_topic=topic is not None, initial=begun),
        lambda said: log(dict(said)),
        back=reverse("community:question-list"),
        title=_("Log what asks for an answer"),
        intro=topic.title
        if topic
        else _("What people ask, without anybody's name. Nothing is looked for on the net."),
        button=_("Log it"),
        done=_("Logged. Its hours run."),
    )


def topic_named(request: HttpRequest, account: Account) -> Topic | None:
    """Return the hot matter named in the address, 404 for one that the account may not see."""
    key = row_key(request.GET.get("topic", ""))
    return get_object_or_404(Topic.objects.visible_to(account), pk=key) if key else None


@allow("notice.view")
@require_safe
def question_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a matter with its clock, its answers, and where it comes from."""
    account = actor(request)
    question = get_object_or_404(Question.objects.visible_to(account).select_related("unit"), pk=pk)
    kind, _colon, key = question.origin_ref.partition(":")
    topic = Topic.objects.visible_to(account).filter(pk=key).first() if kind == "topic" else None
    context = {
        "question": question,
        "late": question.is_open and question.due_at < now(),
        "topic": topic,
        "answers": question.answers.all(),
        "may_answer": account.may("notice.write", question.path),
        "may_drop": question.is_open and account.may("notice.review", question.path),
        "entries": Entry.objects.about(question.ref),
    }
    return render(request, "community/question_detail.html", context)


@allow("notice.review")
def question_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Find that a matter needs no public answer."""
    account = actor(request)
    question = get_object_or_404(Question.objects.visible_to(account), pk=pk)
    return change_page(
        request,
        DropForm(sent(request)),
        lambda said: drop_question(question, **said, by=account, now=now()),
        back=reverse("community:question-detail", args=[question.pk]),
        title=_("It needs no public answer"),
        intro=question.title,
        button=_("It needs no public answer"),
        done=_("Recorded."),
    )


@allow("notice.dispute")
def dispute_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a dispute that came by telephone, at the counter or in a meeting."""
    account, notice = actor(request), visible_notice(request, pk)
    return change_page(
        request,
        DisputeForm(sent(request)),
        lambda said: receive_dispute(
            notice, claim=said["claim"], channel=Channel(said["channel"]), by=account, now=now()
        ),
        back=reverse("community:notice-detail", args=[notice.pk]),
        title=_("Record a dispute"),
        intro=notice.title,
        button=_("Record it"),
        done=_("Recorded. Somebody who did not write it answers it."),
    )


@allow("notice.review")
def dispute_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a dispute; dispute and answer stand on the public page afterwards."""
    account = actor(request)
    dispute = get_object_or_404(Dispute.objects.visible_to(account).select_related("notice"), pk=pk)
    if not Dispute.objects.to_answer_by(account).filter(pk=dispute.pk).exists():
        messages.warning(request, _("It is answered, or you wrote at the text: somebody else answers it."))
        return redirect("community:notice-detail", dispute.notice_id)
    return change_page(
        request,
        DisputeAnswerForm(sent(request)),
        lambda said: answer_dispute(
            dispute,
            outcome=Outcome(said["outcome"]),
            shown=said["shown"],
            answer=said["answer"],
            by=account,
            now=now(),
        ),
        back=reverse("community:notice-detail", args=[dispute.notice_id]),
        title=_("Answer a dispute"),
        intro=dispute.claim,
        button=_("Answer the dispute"),
        done=_("Answered. If it is right, write a new version or withdraw the text."),
    )
