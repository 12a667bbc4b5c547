"""Drafts of reports: read part by part, commented, returned or signed off; submitted again, withdrawn, issued."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from zerentian.ledger.clock import machine_now, now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import actor, allow
from zerentian.organization.models import Account
from zerentian.organization.pages import change_page, form_page, sent
from zerentian.reports.actions import signing as actions
from zerentian.reports.actions.composing import Composition
from zerentian.reports.actions.drafting import Task
from zerentian.reports.actions.outlines import read
from zerentian.reports.actions.signers import asked_now
from zerentian.reports.forms.drafts import AgainForm, ReviewForm, SigningForm
from zerentian.reports.models import DraftComment, Outline, ReportDraft
from zerentian.reports.readers import GENERAL, hidden_of
from zerentian.reports.render.html import rendered
from zerentian.reports.rules.document import Heading, text_of, without_references
from zerentian.reports.rules.signing import FROM, Asked, DraftState, DraftStep
from zerentian.reports.rules.titles import addressed

OPENING = "开头"  # what stands before the first heading, as its comments name it


@dataclass
class ReadPart:
    """One part of a draft as it is read: its heading, its text, what was said of it."""

    title: str
    body: str
    comments: list[DraftComment]
    field: Any = None

    @property
    def shown(self) -> SafeString:
        """Return the text as HTML; every word in it was escaped by the renderer."""
        return mark_safe(self.body)


def visible_draft(request: HttpRequest, pk: int) -> ReportDraft:
    """Return a draft that the reader may see."""
    rows = ReportDraft.objects.visible_to(actor(request)).select_related(
        "outline", "written_by", "signed_post"
    )
    return get_object_or_404(rows, pk=pk)


def parts_of(draft: ReportDraft) -> Iterator[ReadPart]:
    """Yield a draft's parts, as everybody would read them: each first-level heading begins one."""
    scope = actions.scope_of(draft)
    composed = Composition(scope, hidden_of(GENERAL, scope.path)).blocks(read(draft.outline.text))
    part = ReadPart(OPENING, "", [])
    for block in composed:
        if isinstance(block, Heading) and block.level == 1:
            if part.body:
                yield part
            part = ReadPart(text_of(block.runs), "", [])
        part.body += "".join(rendered(without_references(block)))
    yield part


@allow("outline.edit", "report.sign")
def draft_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft with what was said of each part; whoever signs comments, and returns it or signs it off."""
    account, draft = actor(request), visible_draft(request, pk)
    parts = list(parts_of(draft))
    form = ReviewForm(
        sent(request), account=account, parts=[one.title for one in parts], initial={"seen": draft.round}
    )
    if form.is_bound and form.is_valid():
        try:
            said = reviewed(draft, form, account, signed="sign" in request.POST)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect("reports:draft-detail", pk)
    return form_page(request, "reports/draft_detail.html", form, shown_of(draft, account, parts, form))


def reviewed(draft: ReportDraft, form: ReviewForm, by: Account, *, signed: bool) -> str:
    """Sign a draft off or return it, with the comments of a form; return what is said of it."""
    given = {"seen": form.cleaned_data["seen"], "comments": form.comments, "by": by, "now": now()}
    if signed:
        person = {name: form.cleaned_data.get(name, "") for name in ("password", "code")}
        actions.sign_draft(draft, machine_now=machine_now(), **person, **given)
        return gettext("It is signed off. Its writer can issue it now.")
    actions.return_draft(draft, **given)
    return gettext("It is returned. Its writer finds your comments on the desk.")


def shown_of(
    draft: ReportDraft, account: Account, parts: list[ReadPart], form: ReviewForm
) -> dict[str, object]:
    """Return what the page of a draft needs: its parts with comments and fields, and which steps are open."""
    comments = list(draft.comments.select_related("by"))
    for place, one in enumerate(parts):
        one.comments = [said for said in comments if said.part == one.title and said.part]
        one.field = form[f"part-{place}"]
    titles = {one.title for one in parts}
    own, signs = draft.written_by_id == account.pk, account.may("report.sign", draft.unit)
    open_steps = {step for step, states in FROM.items() if draft.state in states}
    scope = actions.scope_of(draft)
    title = Task(read(draft.outline.text), scope, "", party=draft.party).title
    recipient, copies = addressed(title, draft.recipient)
    return {
        "draft": draft,
        "scope": scope,
        "title": title,
        "recipient": recipient,
        "copies": copies,
        "unit_name": scope.unit.organ_on(scope.period.last, party=draft.party),
        "parts": parts,
        "elsewhere": [said for said in comments if not said.part or said.part not in titles],
        "own": own,
        "may_return": signs and not own and DraftStep.RETURN in open_steps,
        "may_sign": signs and not own and DraftStep.SIGN in open_steps,
        "may_issue": DraftStep.ISSUE in open_steps and (own or account.may("report.issue", draft.unit)),
        "may_again": own and DraftStep.SUBMIT in open_steps,
        "may_withdraw": own and DraftStep.WITHDRAW in open_steps,
        "may_edit": account.may("outline.edit"),
        "is_signed": draft.state in (DraftState.SIGNED, DraftState.ISSUED),
    }


@allow("outline.edit")
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Submit a returned or withdrawn draft anew, from the outline as it is now."""
    draft = visible_draft(request, pk)
    outline = Outline.objects.filter(code=draft.outline.code, current=True).first() or draft.outline
    return change_page(
        request,
        AgainForm(sent(request)),
        lambda given: actions.submit_again(
            draft, outline=outline, words=given["words"], by=actor(request), now=now()
        ),
        title=gettext("Submit it again"),
        button=gettext("Submit for sign-off"),
        done=gettext("It is submitted. Whoever signs reports off finds it on the desk."),
        back=reverse("reports:draft-detail", args=[pk]),
    )


@allow("outline.edit")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was submitted."""
    actions.withdraw_draft(visible_draft(request, pk), by=actor(request), now=now())
    messages.success(request, gettext("It is withdrawn. You can submit it again at any time."))
    return redirect("reports:draft-detail", pk)


@allow("outline.edit", "report.issue")
@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a report as it was signed off."""
    report = actions.issue_draft(visible_draft(request, pk), by=actor(request), now=now())
    messages.success(request, gettext("Report %(number)s is issued.") % {"number": report.number})
    return redirect("reports:report-detail", report.number)


@allow("report.sign")
def signing(request: HttpRequest) -> HttpResponse:
    """Set whether reports are issued only once they are signed off."""
    return change_page(
        request,
        SigningForm(sent(request), initial={"asked": asked_now()}),
        lambda given: actions.set_sign_off(asked=Asked(given["asked"]), by=actor(request), now=now()),
        title=gettext("Signing reports off"),
        button=gettext("Keep"),
        done=gettext("It holds from now on."),
        back=reverse("reports:report-list"),
    )
