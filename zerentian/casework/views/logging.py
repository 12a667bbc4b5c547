"""Concerns that staff log: for a caller, a visitor, a letter; on patrol several in one go."""

import re
from uuid import UUID, uuid4, uuid5

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from zerentian.casework import actions, search
from zerentian.casework.codes import spelled
from zerentian.casework.forms.concerns import ConcernForm, PatrolRows, townships_of
from zerentian.casework.models import Concern
from zerentian.casework.opened import remember_sent
from zerentian.casework.rules.concerns import Channel
from zerentian.ledger.clock import now
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.models import Account, Unit
from zerentian.organization.once import repeatable
from zerentian.organization.pages import form_page, sent
from zerentian.organization.rules.rights import Kind as UnitKind


@allow("concern.register")
@takes(limits.evidence)
@repeatable("the same submission shows its one receipt again")
def concern_new(request: HttpRequest) -> HttpResponse:
    """Log a concern for somebody; its code and secret are shown once, on its page or on the slip."""
    account, moment = actor(request), now()
    posted = request.method == "POST"
    form = ConcernForm(sent(request), request.FILES if posted else None, account=account, now=moment)
    if form.is_valid():
        try:
            receipt = actions.receive_concern(
                form.said,
                unit=form.unit,
                channel=Channel(form.cleaned_data["channel"]),
                by=account,
                now=moment,
                received_at=form.cleaned_data["received_at"],
                submission=form.submission,
                files=form.cleaned_data["evidence"],
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            return told(request, receipt, account)
    return form_page(request, "casework/concern_new.html", form)


def told(request: HttpRequest, receipt: actions.Receipt, account: Account) -> HttpResponse:
    """Show the code and its secret once: on the concern's page, or here when the account may not read it."""
    concern = receipt.concern
    told = {"code": spelled(concern.code), "secret": spelled(receipt.secret)}
    logged = told | {"due": concern.due and concern.due.isoformat()}
    messages.success(request, gettext("Registered under number %(number)s.") % {"number": concern.number})
    if Concern.objects.visible_to(account).filter(pk=concern.pk).exists():
        request.session[f"logged:{concern.key}"] = logged
        response: HttpResponse = redirect("casework:concern-detail", concern.key)
    else:
        response = render(request, "casework/concern_logged.html", {"concern": concern, "logged": logged})
    # For an hour the slip that is printed for the person bears the secret.
    remember_sent(response, concern)
    return response


@allow("concern.register")
@require_POST
def concern_questions(request: HttpRequest) -> HttpResponse:
    """Show what the category asks that is being chosen, on a patrol in its ``row``; nothing is kept."""
    row = row_of(request)
    chosen = {"category": request.POST.get(f"{row}-category" if row else "category", "")}
    form = ConcernForm(initial=chosen, prefix=row or None, account=actor(request), now=now())
    return render(request, "casework/parts/questions.html", {"questions": form.asked, "row": row})


def row_of(request: HttpRequest) -> str:
    """Return the prefix of the fields in a patrol's row that is asked about; empty for the form of one concern."""
    row = request.POST.get("row", "")
    return row if re.fullmatch(r"form-\d{1,2}", row, re.ASCII) else ""


@allow("concern.register")
@require_POST
def concern_alike(request: HttpRequest) -> HttpResponse:
    """Show recent concerns that are like the words being typed, among those the account may see.

    What is typed comes in the body: an address would stand in the server's log. ``row`` is the prefix of the fields
    in a patrol's row.
    """
    row = row_of(request)
    names = [f"{row}-{name}" if row else name for name in ("title", "text", "place")]
    text = " ".join(request.POST.get(name, "") for name in names)[:500]
    visible = Concern.objects.visible_to(actor(request)).select_related("category", "lead")
    alike = search.look_alikes(visible, text) if len(text.strip()) > 3 else []
    return render(request, "casework/parts/alike.html", {"alike": alike})


@allow("concern.register")
@takes(limits.evidence)
@repeatable("the same submission finds its concerns again")
def patrol(request: HttpRequest) -> HttpResponse:
    """Log what a patrol found, several in one go: all of them or none, errors beside their row."""
    account = actor(request)
    townships, village = townships_of(account), village_of(account)
    page, posted = page_of(request), request.method == "POST"
    given = {"townships": townships, "village": village}
    rows = PatrolRows(sent(request), request.FILES if posted else None, form_kwargs=given)
    refused = False
    if posted and rows.is_valid() and townships:
        try:
            with transaction.atomic():
                count = found_on_patrol(rows, townships[0], account, page)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
            refused = True
        else:
            said = ngettext("%(n)d concern is registered.", "%(n)d concerns are registered.", count) % {
                "n": count
            }
            messages.success(request, said)
            return redirect("casework:concern-list")
    missing = posted and any(row.is_missing_answers for row in rows)
    context = {"rows": rows, "page": page or uuid4(), "missing": missing}
    return form_page(request, "casework/concern_patrol.html", rows, context, refused=refused)


def village_of(account: Account) -> Unit | None:
    """Return the village of an account, in which it patrols; None for who has none."""
    units = account.units_on(account.today)
    return next((unit for unit in units if unit.kind == UnitKind.VILLAGE), None)


def page_of(request: HttpRequest) -> UUID | None:
    """Return the mark of the page that is sent, None for one without."""
    try:
        return UUID(request.POST.get("page", ""))
    except ValueError:
        return None


def found_on_patrol(rows: object, township: Unit, account: Account, page: UUID | None) -> int:
    """Register the filled rows, each once however often the ``page`` arrives; return how many."""
    filled = [row for row in rows if row.cleaned_data]  # type: ignore[attr-defined]
    for number, row in enumerate(filled):
        said = row.said
        once = uuid5(page, f"{number} {said.text}") if page else None
        actions.receive_concern(
            said,
            unit=township,
            channel=Channel.PATROL,
            by=account,
            now=now(),
            submission=once,
            files=row.cleaned_data["evidence"],
        )
    return len(filled)
