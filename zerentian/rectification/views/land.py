"""Land matters on the screen: listed, opened, and each as the steps of the law with the next one first."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zerentian.evidence.views.attached import file_among, send_file, send_thumbnail
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.pages import change_page, form_page, sent
from zerentian.organization.punctuation import labelled
from zerentian.rectification.actions.land import (
    count_objections,
    meet_stage,
    open_land,
    post_stage,
    stop_land,
)
from zerentian.rectification.actions.land_back import correct_posting, take_back
from zerentian.rectification.forms import land as forms
from zerentian.rectification.models import LandMatter
from zerentian.rectification.models.land import LAND_STAGES
from zerentian.rectification.rules.land import (
    ORDERS,
    STAGES,
    LandKind,
    LandStage,
    LandState,
    needed_before,
    source_of,
)
from zerentian.rectification.views.findings import concern_named


@allow("risk.view")
@require_safe
def land_list(request: HttpRequest) -> HttpResponse:
    """List the land matters the account may see, those under way first."""
    account = actor(request)
    rows = LandMatter.objects.visible_to(account).select_related("unit", "responsible")
    rows = rows.prefetch_related("unit__periods", "stages").open_first()
    listed = [(one, [LAND_STAGES[stage] for stage in one.next_stages]) for one in rows[:200]]
    context = {"rows": listed, "may_keep": account.may("risk.keep")}
    return render(request, "rectification/land_list.html", context)


@allow("risk.keep")
def land_new(request: HttpRequest) -> HttpResponse:
    """Open a land matter; ``?concern=`` names the concern that brought it up."""
    account = actor(request)
    concern = concern_named(request, account)
    initial = {"title": concern.title[:120], "place": concern.place[:200]} if concern else {}
    form = forms.LandForm(sent(request), account=account, initial=initial)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            matter = open_land(
                **said | {"kind": LandKind(said["kind"])}, concern=concern, by=account, now=now()
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, gettext("Opened: the next step stands on its page."))
            return redirect("risks:land-detail", matter.pk)
    return form_page(request, "rectification/land_new.html", form, {"concern": concern})


def visible_land(request: HttpRequest, pk: int) -> LandMatter:
    """Return a land matter that the account may read, else 404."""
    rows = LandMatter.objects.visible_to(actor(request)).select_related("unit", "responsible__unit")
    matter: LandMatter = get_object_or_404(rows.prefetch_related("stages__by", "files__file"), pk=pk)
    return matter


@allow("risk.view")
@require_safe
def land_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a land matter: every step of the law, its posting and files, and what may be done now."""
    account, matter = actor(request), visible_land(request, pk)
    kept = {one.stage: one for one in matter.stages.all()}
    may = account.may("risk.keep", matter.path)
    loose = may_be_corrected(matter)
    files: dict[str, list[Any]] = {}
    for use in matter.files.all():
        files.setdefault(use.stage, []).append(use)
    rows = [
        (
            stage,
            LAND_STAGES[stage],
            (STAGES[stage], source_of(LandKind(matter.kind), stage)),
            kept.get(stage),
            files.get(stage, []),
            may and stage in matter.next_stages and not hangs(kept.get(stage), account.today),
            may and stage in loose,
        )
        for stage in ORDERS[LandKind(matter.kind)]
        if stage != LandStage.HEARING or matter.hearing_due
    ]
    context = {
        "matter": matter,
        "rows": rows,
        "may": may and matter.state == LandState.OPEN,
        "entries": Entry.objects.about(matter.ref),
    }
    return render(request, "rectification/land_detail.html", context)


def may_be_corrected(matter: LandMatter) -> set[str]:
    """Return the recorded steps of a matter under way on which no other rests."""
    if matter.state != LandState.OPEN:
        return set()
    kind = LandKind(matter.kind)
    recorded = {one.stage for one in matter.stages.all() if one.first or one.met_on}
    rested_on = {
        one for later in recorded for one in needed_before(kind, LandStage(later), matter.hearing_due)
    }
    return recorded - rested_on


def hangs(step: Any, today: Any) -> bool:
    """Tell whether a paper has to hang on: nothing can be done before its last day is over."""
    return bool(step and step.last and not step.met_on and step.last >= today)


@allow("risk.keep")
@takes(limits.evidence)
def land_stage(request: HttpRequest, pk: int, stage: str) -> HttpResponse:
    """Post a paper, meet a step, count objections, or stop the matter, with the form that the step asks for."""
    account, matter = actor(request), visible_land(request, pk)
    if stage != "stop" and stage not in tuple(LandStage):
        raise Http404
    chosen = LandStage(stage) if stage != "stop" else LandStage.PAID
    kind, act = form_of(stage, matter)
    posted = request.method == "POST"
    form = kind(
        request.POST if posted else None, request.FILES if posted else None, stage=chosen, account=account
    )
    label = gettext("Stop the matter") if stage == "stop" else str(LAND_STAGES[chosen])
    return change_page(
        request,
        form,
        lambda said: act(said, {"by": account, "now": now()}),
        title=labelled(label, matter.title),
        button=label if stage == "stop" else gettext("Record it"),
        done=gettext("Done and recorded."),
        back=reverse("risks:land-detail", args=[matter.pk]),
        template="rectification/land_stage.html",
    )


@allow("risk.keep")
def land_correct(request: HttpRequest, pk: int, stage: str) -> HttpResponse:
    """Take back that a step is met; of one that is only posted, say again from when until when, and where."""
    account, matter = actor(request), visible_land(request, pk)
    step = next(
        (one for one in matter.stages.all() if one.stage == stage and (one.first or one.met_on)), None
    )
    if step is None or not account.may("risk.keep", matter.path):
        raise Http404
    code = LandStage(stage)
    kind, label, act = (
        (forms.TakeBackForm, gettext("Take this step back"), take_back)
        if step.met_on
        else (forms.CorrectPostingForm, gettext("Correct the posting"), correct_posting)
    )
    begun = {name: getattr(step, name) for name in ("first", "last", "where")}
    form = kind(sent(request), stage=code, account=account, initial=begun)
    return change_page(
        request,
        form,
        lambda said: act(matter, stage=code, **said, by=account, now=now()),
        title=labelled(label, LAND_STAGES[code]),
        button=label,
        done=gettext("Done and recorded."),
        back=reverse("risks:land-detail", args=[matter.pk]),
        intro=gettext("What it said before stays to be seen, with the reason."),
    )


def form_of(stage: str, matter: LandMatter) -> tuple[type[forms.StageForm], Any]:
    """Return the form of a step and what it does."""
    if stage == "stop":
        return forms.StopForm, lambda said, who: stop_land(matter, reason=said["reason"], **who)
    if stage == LandStage.OBJECTIONS:
        return forms.ObjectionsForm, lambda said, who: count_objections(matter, **said, **who)
    code = LandStage(stage)
    if STAGES[code].is_posted and not matter.stages.filter(stage=code).exists():
        return forms.PostStageForm, lambda said, who: post_stage(matter, stage=code, **filed(said), **who)
    return forms.MeetStageForm, lambda said, who: meet_stage(matter, stage=code, **filed(said), **who)


def filed(said: dict[str, Any]) -> dict[str, Any]:
    """Return what a form said, its files under the name the action knows."""
    return {name: value for name, value in said.items() if name != "evidence"} | {"uploads": said["evidence"]}


@allow("risk.view")
@require_safe
def land_file(request: HttpRequest, pk: int, sha256: str, small: bool = False) -> HttpResponseBase:
    """Send a file of a land matter, or a small copy of a picture."""
    file = file_among(visible_land(request, pk).files.all(), sha256)
    return send_thumbnail(file) if small else send_file(file)
