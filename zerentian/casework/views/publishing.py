"""Publishing an answer: a copy of its own, looked over as the public will see it, every version kept."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from zerentian.casework import actions
from zerentian.casework.forms.callbacks import ReasonForm
from zerentian.casework.forms.publishing import PublishForm, pictures_of
from zerentian.casework.forms.replies import LABELS
from zerentian.casework.models import Concern, PublicAnswer
from zerentian.casework.rules.concerns import Kind
from zerentian.casework.rules.replies import masked, personal_data
from zerentian.casework.views.replies import back
from zerentian.casework.views.shield import visible_concern
from zerentian.evidence import copies
from zerentian.evidence.views.files import LOCKED
from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow, require
from zerentian.organization.models import Account
from zerentian.organization.pages import form_page, sent
from zerentian.organization.punctuation import labelled

SHOWN = ("facts_found", "rule_cited", "reasons", "next_steps")


def may_publish(concern: Concern, account: Account) -> bool:
    """Tell whether the account may decide on publishing the answer."""
    return (
        account.may("concern.publish", concern.unit)
        and concern.kind != Kind.WRONGDOING
        and not concern.confidential
        and any(reply.released for reply in concern.replies.all())
    )


def publishing_page(concern: Concern, account: Account) -> dict[str, Any]:
    """Return what the concern's page shows of its public copies, and whether the account may change them."""
    return {
        "concern": concern,
        "public_answers": sorted(concern.public_answers.all(), key=lambda one: -one.version),
        "may_publish": may_publish(concern, account),
    }


@allow("concern.publish")
def publish(request: HttpRequest, key: str) -> HttpResponse:
    """Decide on the public copy: prefilled from the reply without personal data, seen as the public sees it."""
    account, concern = actor(request), visible_concern(request, key)
    require(account, "concern.publish", concern.unit)
    if request.method != "POST":
        form = PublishForm(concern=concern, initial=suggested(concern))
        return publisher(request, concern, form)
    form = PublishForm(request.POST, concern=concern)
    if form.is_valid() and request.POST.get("do", "publish") == "publish":
        said = form.cleaned_data
        try:
            actions.publish_answer(
                concern,
                title=said["title"],
                question=said["question"],
                answer=said["answer"],
                photo=said.get("photo"),
                by=account,
                now=now(),
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The answer is published."))
            return redirect(back(concern))
    return publisher(request, concern, form)


def suggested(concern: Concern) -> dict[str, Any]:
    """Return what a public copy begins with: the version that stands, else the reply, personal data taken out."""
    standing = concern.public_answers.standing().first()
    if standing:
        return {name: getattr(standing, name) for name in ("title", "question", "answer", "photo")}
    reply = concern.replies.filter(released=True).order_by("-round").first()
    if reply is None:
        raise NotAllowed("答复发出后才能公开", "an answer is published once it has been given")
    parts = [labelled(LABELS[name], getattr(reply, name)) for name in SHOWN if getattr(reply, name)]
    answer = "\n\n".join([reply.get_decision_display(), *parts])
    return {"title": masked(concern.title), "question": masked(reply.request), "answer": masked(answer)}


def publisher(request: HttpRequest, concern: Concern, form: PublishForm) -> HttpResponse:
    """Show the form with what was noticed, the preview and the versions there are."""
    context = {
        "concern": concern,
        "versions": concern.public_answers.order_by("-version"),
        "back": back(concern),
    }
    return form_page(request, "casework/publish_form.html", form, context | copy_of(concern, form))


def copy_of(concern: Concern, form: PublishForm) -> dict[str, Any]:
    """Return the copy as the public would see it, and what in it looks like somebody's data."""
    texts = {name: form.typed(name) for name in ("title", "question", "answer")}
    photo = form.typed("photo") if "photo" in form.fields else ""
    file = next((one for one in pictures_of(concern) if str(one.mark) == photo), None)
    return {
        "concern": concern,
        "copy": texts,
        "photo": file,
        "warned": personal_data(*texts.values()),
        "unit": concern.unit,
    }


@allow("concern.publish")
@require_safe
def publish_photo(request: HttpRequest, key: str, sha256: str) -> HttpResponseBase:
    """Show a picture of the concern as the public would see it: newly encoded."""
    file = get_object_or_404(pictures_of(visible_concern(request, key)), sha256=sha256)
    if not file.path.is_file():
        raise Http404(sha256)
    return FileResponse(copies.picture(sha256, "page").open("rb"), content_type="image/jpeg", headers=LOCKED)


@allow("concern.publish")
@require_POST
def publish_check(request: HttpRequest, key: str) -> HttpResponse:
    """Show the copy as the public would see it while it is typed; nothing is kept."""
    concern = visible_concern(request, key)
    form = PublishForm(request.POST, concern=concern)
    return render(request, "casework/publish_check.html", copy_of(concern, form))


@allow("concern.publish")
def unpublish(request: HttpRequest, key: str, version: int) -> HttpResponse:
    """Take a published answer off, with the reason that will stand in its place."""
    account, concern = actor(request), visible_concern(request, key)
    published = get_object_or_404(PublicAnswer, concern=concern, version=version)
    form = ReasonForm(sent(request))
    if form.is_valid():
        try:
            actions.unpublish_answer(published, reason=form.cleaned_data["reason"], by=account, now=now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The answer is withdrawn; the reason stands in its place."))
            return redirect(back(concern))
    context = {"concern": concern, "published": published, "back": back(concern)}
    return form_page(request, "casework/publish_withdraw.html", form, context)
