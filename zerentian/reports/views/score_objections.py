"""Objections to marks of a scorecard: raised with evidence, answered by another post, their files."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from zerentian.evidence.views.attached import file_among, send_file
from zerentian.ledger.clock import now
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.pages import change_page, sent
from zerentian.reports.actions.scorecard_marks import answer_objection, object_to_mark
from zerentian.reports.forms.scorecards import AnswerForm, ObjectionForm
from zerentian.reports.models import MarkFile, ObjectionFile, ScoreMark, ScoreObjection
from zerentian.reports.views.scorecards import about, page, visible_card


@allow("scorecard.object")
@takes(limits.evidence)
def mark_object(request: HttpRequest, pk: int, mark: int) -> HttpResponse:
    """Object to a mark of a unit."""
    account, card = actor(request), visible_card(request, pk)
    rows = ScoreMark.objects.select_related("item", "scored__unit")
    found = get_object_or_404(rows, pk=mark, item__card=card)
    posted = request.method == "POST"

    def act(said: dict[str, Any]) -> object:
        return object_to_mark(found, reason=said["reason"], uploads=said["evidence"], by=account, now=now())

    return change_page(
        request,
        ObjectionForm(request.POST if posted else None, request.FILES if posted else None),
        act,
        title=about(_("Object to the mark"), f"{found.item.title} · {found.scored.unit.name}"),
        intro=found.said,
        button=pgettext("scorecard", "Object"),
        done=_("Your objection is recorded; another post answers it."),
        back=page(card),
    )


@allow("scorecard.decide")
def objection_answer(request: HttpRequest, pk: int, objection: int) -> HttpResponse:
    """Answer an objection with reasons."""
    account, card = actor(request), visible_card(request, pk)
    rows = ScoreObjection.objects.select_related("mark__item", "mark__scored__unit")
    found = get_object_or_404(rows, pk=objection, mark__item__card=card)
    mark = found.mark
    return change_page(
        request,
        AnswerForm(sent(request)),
        lambda said: answer_objection(found, **said, by=account, now=now()),
        title=about(_("Answer the objection"), f"{mark.item.title} · {mark.scored.unit.name}"),
        intro=found.reason,
        button=pgettext("scorecard", "Answer"),
        done=_("Answered."),
        back=page(card),
    )


@allow("scorecard.view")
@require_safe
def objection_file(request: HttpRequest, pk: int, sha256: str) -> HttpResponseBase:
    """Send a file that an objection or a mark by hand rests on."""
    card = visible_card(request, pk)
    of_objections = ObjectionFile.objects.filter(objection__mark__item__card=card, file__sha256=sha256)
    of_marks = MarkFile.objects.filter(mark__item__card=card)
    return send_file(file_among(of_objections if of_objections.exists() else of_marks, sha256))
