"""Exports on the screen: lists, replies in the hotline's or county's own template, and the templates."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache

from zerentian.casework.models.concerns import ConcernQuerySet
from zerentian.exchange import uploads
from zerentian.exchange.actions.exports import (
    Exported,
    export_concerns,
    export_replies,
    keep_reply_sheet,
    meant,
)
from zerentian.exchange.forms.exports import FilledForm, ListForm, RepliesForm, TemplateForm, usual_columns
from zerentian.exchange.forms.imports import townships
from zerentian.exchange.models import ReplySheet
from zerentian.exchange.rules.form_kinds import MEDIA_TYPES, suffix_of
from zerentian.exchange.rules.mapping import recognised
from zerentian.exchange.rules.templates import headings_of as headings_in
from zerentian.exchange.views.imports import chosen_unit
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.models import Account, Unit
from zerentian.organization.once import repeatable
from zerentian.organization.pages import form_page, sent

TYPES = {**MEDIA_TYPES, "csv": "text/csv; charset=utf-8"}


@never_cache
@allow("concern.import")
@repeatable("the same list may be taken again: each time is an export of its own")
def export_list(request: HttpRequest) -> HttpResponse:
    """Ask which concerns leave; then send them as a spreadsheet."""
    account = actor(request)
    units = townships(account)
    form = ListForm(sent(request), units=units)
    if form.is_valid():
        data = form.cleaned_data
        unit = chosen_unit(units, data["unit"])
        concerns = asked_for(unit, data)
        if data["state"]:
            concerns = concerns.filter(state=data["state"])
        try:
            exported = export_concerns(
                concerns,
                unit=unit,
                form=data["form"],
                by=account,
                now=now(),
                purpose=data["purpose"],
                reason=data["reason"],
            )
            return sent_file(exported, f"诉求-{local_day(now())}.{data['form']}")
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
    return export_page(request, account, units, listed=form)


@never_cache
@allow("concern.import")
@repeatable("the same replies may be taken again: each time is an export of its own")
@takes(limits.a_table)
def export_replies_file(request: HttpRequest) -> HttpResponse:
    """Send the replies in a kept template, or in the sheet that came with the batch."""
    account = actor(request)
    units = townships(account)
    form = replies_form(account, units, sent(request), request.FILES or None)
    if form.is_valid():
        data = form.cleaned_data
        sheet = data["template"]
        try:
            exported = export_replies(
                sheet,
                asked_for(sheet.unit, data),
                by=account,
                now=now(),
                into=data["into"],
                purpose=data["purpose"],
                reason=data["reason"],
            )
            for note in exported.notes:
                messages.warning(request, str(note))
            return sent_file(exported, f"{sheet.name}-{local_day(now())}.{suffix_of(exported.content)}")
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
    return export_page(request, account, units, replies=form)


@never_cache
@allow("concern.import")
@takes(limits.a_table)
def reply_sheet(request: HttpRequest) -> HttpResponse:
    """Keep a template: the file first, then what goes into which column."""
    account = actor(request)
    units = townships(account)
    if "digest" in request.POST:
        return reply_sheet_columns(request, account, units, request.POST)
    form = TemplateForm(sent(request), request.FILES or None, units=units)
    if form.is_valid():
        data = form.cleaned_data
        try:
            digest = uploads.keep(data["file"])
            headings = headings_of(digest)
            found = usual_columns(headings, recognised(headings))
        except NotAllowed as refusal:
            form.add_error("file", str(refusal))
        else:
            start = {"unit": data["unit"], "digest": digest, "name": data["name"]}
            start |= {f"column_{key}": heading for key, heading in found.items()}
            filled = FilledForm(initial=start, headings=headings)
            return render(request, "exchange/export_columns.html", {"form": filled})
    return form_page(request, "exchange/export_template.html", form)


def reply_sheet_columns(request: HttpRequest, account: Account, units: list[Unit], data: Any) -> HttpResponse:
    """Keep a template with its columns as chosen."""
    form = FilledForm(data, headings=headings_of(data["digest"]))
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            with uploads.kept(chosen["digest"]) as stream:
                keep_reply_sheet(
                    unit=chosen_unit(units, chosen["unit"]),
                    name=chosen["name"],
                    content=stream.read(),
                    columns=form.columns(),
                    by=account,
                    now=now(),
                )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            uploads.drop(chosen["digest"])
            return redirect("exchange:export")
    return form_page(request, "exchange/export_columns.html", form)


def headings_of(digest: str) -> list[str]:
    """Return the headings of a kept template."""
    with uploads.kept(digest) as stream:
        return headings_in(stream.read())


def export_page(
    request: HttpRequest,
    account: Account,
    units: list[Unit],
    *,
    listed: ListForm | None = None,
    replies: RepliesForm | None = None,
) -> HttpResponse:
    """Show what may be exported."""
    listed = listed or ListForm(units=units)
    replies = replies or replies_form(account, units)
    sheets = ReplySheet.objects.visible_to(account)
    context = {"listed": listed, "replies": replies, "sheets": sheets}
    return form_page(request, "exchange/export_form.html", listed, context, beside=[replies])


def replies_form(account: Account, units: list[Unit], *sent: Any) -> RepliesForm:
    """Return the form for replies, with the templates the account may fill."""
    form = RepliesForm(*sent, units=units, prefix="replies")
    template: Any = form.fields["template"]
    template.queryset = ReplySheet.objects.visible_to(account).filter(unit__in=units)
    return form


def asked_for(unit: Unit, data: dict[str, Any]) -> ConcernQuerySet:
    """Return the concerns a form means; who may see them is asked by the action."""
    return meant(unit, data["source"], data["since"], data["until"])


def sent_file(exported: Exported, name: str) -> HttpResponse:
    """Return a file to be saved."""
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(exported.content, content_type=TYPES[name.rpartition(".")[2]], headers=headers)
