"""Replies on the screen: composed in their parts, looked over, returned or released."""

from dataclasses import asdict, dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from zerentian.casework import actions, suggestions
from zerentian.casework.actions.replies import NEEDS_ANOTHER, answered_along, begun, known_words
from zerentian.casework.forms.replies import LABELS, ReleaseForm, ReplyForm, ReturnForm
from zerentian.casework.models import Concern, Reply, Template
from zerentian.casework.models.labels import DECISIONS
from zerentian.casework.models.replies import PARTS
from zerentian.casework.rules.concerns import State, Step
from zerentian.casework.rules.replies import (
    REVIEWER,
    Decision,
    Parts,
    Told,
    Warned,
    filled,
    fingerprint,
    lacking,
    marked,
    notice_of,
    warnings,
)
from zerentian.casework.views.shield import visible_concern
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow
from zerentian.organization.models import Account
from zerentian.organization.pages import form_page, sent


@dataclass(frozen=True, slots=True)
class Looked:
    """A part of a reply as it is shown: its heading, its text in stretches, and what was noticed in it."""

    name: str
    label: Any
    text: list[tuple[str, bool]]
    missing: list[Warned]
    warned: list[Warned]


def may_draft(concern: Concern, account: Account) -> bool:
    """Tell whether the account may write the reply now."""
    right = "concern.dispatch" if concern.state == State.TRIAGED else "concern.handle"
    return Step.DRAFT in concern.steps and account.may(right, concern.place_in_hand)


def may_release(concern: Concern, account: Account) -> bool:
    """Tell whether the account may send the draft out, or back, now."""
    return Step.RELEASE in concern.steps and account.may("concern.release", concern.place_in_hand)


def looked_over(parts: Parts, *, decided: bool = True) -> list[Looked]:
    """Return the parts in their order, each with what it lacks and what is worth a second look.

    A decision that is not chosen yet is not shown.
    """
    missing, warned = lacking(parts), warnings(parts)
    texts = asdict(parts) | {"decision": str(DECISIONS[parts.decision]) if decided else ""}
    return [
        Looked(
            name,
            LABELS[name],
            marked(texts[name]),
            [one for one in missing if one.part == name],
            [one for one in warned if one.part == name],
        )
        for name in texts
    ]


def reply_page(concern: Concern, account: Account) -> dict[str, Any]:
    """Return what the concern's page shows of its replies, and which steps the account may take with them."""
    replies = concern.replies.all()
    return {
        "concern": concern,
        "replies": [(reply, looked_over(reply.parts)) for reply in replies if reply.released],
        "draft": next((reply for reply in replies if not reply.released), None),
        "may_draft": may_draft(concern, account),
        "may_release": may_release(concern, account),
    }


def back(concern: Concern) -> str:
    """Return the address of the concern's own page."""
    return reverse("casework:concern-detail", args=[concern.key])


@allow("concern.handle", "concern.dispatch", "concern.release", "concern.view")
def reply(request: HttpRequest, key: str) -> HttpResponse:
    """Compose the reply; whoever may not write it now reads the replies there are."""
    account, concern = actor(request), visible_concern(request, key)
    if not may_draft(concern, account):
        context = reply_page(concern, account) | {"back": back(concern)}
        # Somebody else may have released it, or taken the case back, while this one was writing.
        overtaken = request.method == "POST"
        return render(request, "casework/reply_page.html", context, status=409 if overtaken else 200)
    draft = begun(concern)
    if request.method != "POST":
        form = ReplyForm(concern=concern, initial=beginning(concern, draft))
        return composer(request, concern, draft, form)
    form = ReplyForm(request.POST, concern=concern)
    asked = request.POST.get("do", "save")
    if asked in ("template", "check"):
        form = ReplyForm(concern=concern, initial=with_template(form) if asked == "template" else typed(form))
    elif asked == "save" and form.is_valid():
        try:
            save(request, concern, form)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The draft is saved. It goes out when it is released."))
            return redirect(back(concern))
    return composer(request, concern, draft, form)


def save(request: HttpRequest, concern: Concern, form: ReplyForm) -> Reply:
    """Save the draft, unless a colleague changed it since it was opened."""
    return actions.draft_reply(
        concern,
        decision=Decision(form.cleaned_data["decision"]),
        parts=form.written,
        by=actor(request),
        now=now(),
        expected=request.POST.get("expected", ""),
    )


def beginning(concern: Concern, draft: Reply) -> dict[str, Any]:
    """Return what the composer begins with: the draft, or the request and the way to a review."""
    if draft.pk:
        return {"decision": draft.decision} | {name: getattr(draft, name) for name in PARTS}
    reviewer = known_words(concern, now()).get(REVIEWER, REVIEWER)
    return {"request": concern.title, "review_notice": notice_of(concern.route).replace(REVIEWER, reviewer)}


def typed(form: ReplyForm) -> dict[str, Any]:
    """Return what was typed."""
    return form.written | {"decision": form["decision"].value()}


def with_template(form: ReplyForm) -> dict[str, Any]:
    """Return what was typed, with the text of the template chosen in the parts that are still empty."""
    form.full_clean()
    template: Template | None = form.cleaned_data.get("template")
    if template is None:
        return typed(form)
    texts = {name: words or getattr(template, name) for name, words in form.written.items()}
    return texts | {"decision": template.decision, "template": template}


def composer(request: HttpRequest, concern: Concern, draft: Reply, form: ReplyForm) -> HttpResponse:
    """Show the composer with what was noticed beside each part, and both previews."""
    standing = fingerprint(draft.parts) if draft.pk else ""
    overtaken = request.method == "POST" and request.POST.get("expected", "") != standing
    context = {
        "concern": concern,
        "draft": draft if draft.pk else None,
        "expected": standing,
        "overtaken": looked_over(draft.parts) if overtaken and draft.pk else [],
        "returned": concern.happenings.filter(step=Step.RETURN).order_by("-pk").first(),
        "may_release": may_release(concern, actor(request)),
        "fresh": request.method == "POST",
        "quiet": request.method != "POST" and not draft.pk,
        "back": back(concern),
    }
    looked = seen(concern, form.parts, decided=form.is_decided)
    return form_page(request, "casework/reply_compose.html", form, context | looked)


def seen(concern: Concern, parts: Parts, *, decided: bool = True) -> dict[str, Any]:
    """Return what both previews show: the parts as they would stand if they went out today."""
    moment = now()
    looked = looked_over(filled(parts, known_words(concern, moment)), decided=decided)
    doubt = suggestions.doubt_of(concern, parts)
    return {"looked": looked, "concern": concern, "today": local_day(moment), "doubt": doubt}


@allow("concern.handle", "concern.dispatch")
@require_POST
def reply_check(request: HttpRequest, key: str) -> HttpResponse:
    """Look a text over while it is typed; nothing is kept."""
    concern = visible_concern(request, key)
    form = ReplyForm(request.POST, concern=concern)
    return render(request, "casework/reply_check.html", seen(concern, form.parts, decided=form.is_decided))


@allow("concern.release")
def reply_release(request: HttpRequest, key: str) -> HttpResponse:
    """Send the drafted reply out, as it was read."""
    account, concern = actor(request), visible_concern(request, key)
    if not may_release(concern, account):
        return redirect("casework:reply", concern.key)
    draft, form = begun(concern), ReleaseForm(sent(request))
    linked = list(answered_along(concern, account))
    along = len(linked)
    if form.is_valid():
        try:
            actions.release_reply(
                concern,
                told=Told(form.cleaned_data["told"]),
                by=account,
                now=now(),
                expected=request.POST.get("expected", ""),
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, released_words(along))
            return redirect(back(concern))
    looked = seen(concern, draft.parts)
    alone = draft.drafted_by_id == account.pk
    context = looked | {
        "form": form,
        "draft": draft,
        "along": along,
        "alone": alone,
        "needs_another": alone and any(one.kind in NEEDS_ANOTHER for one in (concern, *linked)),
        "missing": [one for part in looked["looked"] for one in part.missing],
        "unreached": unreached(concern),
        "expected": fingerprint(draft.parts),
    }
    return form_page(request, "casework/reply_release.html", form, context)


def unreached(concern: Concern) -> str:
    """Return who reviews the answer where its letter could not say how to get there; empty where it can."""
    today = local_day(now())
    superior = concern.superior_on(today)
    return "" if superior is None or superior.can_be_reached else superior.organ_on(today)


def released_words(along: int) -> str:
    """Return what is said once a reply went out."""
    said = gettext("The reply is released.")
    if not along:
        return said
    more = ngettext(
        "%(count)d linked concern was answered with it.",
        "%(count)d linked concerns were answered with it.",
        along,
    )
    return f"{said} {more % {'count': along}}"


@allow("concern.release")
def reply_return(request: HttpRequest, key: str) -> HttpResponse:
    """Send the draft back with what is to be changed."""
    account, concern = actor(request), visible_concern(request, key)
    form = ReturnForm(sent(request))
    if form.is_valid():
        try:
            actions.return_draft(concern, reason=form.cleaned_data["reason"], by=account, now=now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("The draft is returned."))
            return redirect(back(concern))
    context = {"concern": concern}
    return form_page(request, "casework/reply_return.html", form, context)
