"""What is kept about duties: basis documents, corrections, hand-overs, the days from which matters turn amber."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from zerentian.duties import actions
from zerentian.duties.forms.board import ExcuseForm
from zerentian.duties.forms.duties import DutyForm
from zerentian.duties.forms.keeping import BasisForm, DayForm, HandOverForm, ThresholdForm
from zerentian.duties.models import Basis, Deed, DeedFile, Duty, Task, Threshold
from zerentian.duties.rules.functions import Asked, Level
from zerentian.duties.views.pages import Words, form_page
from zerentian.evidence.actions import deposit
from zerentian.ledger.clock import now
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes


@allow("duty.manage")
@takes(limits.evidence)
def basis_new(request: HttpRequest) -> HttpResponse:
    """Register a basis document, with its file where there is one."""
    account = actor(request)
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = BasisForm(*data, account=account)

    def act(said: dict[str, Any]) -> None:
        upload = said["file"]
        file = deposit(upload.file, name=upload.name, by=account, now=now()) if upload else None
        given = {name: said[name] for name in ("unit", "number", "title", "issuer", "issued_on")}
        actions.register_basis(**given, level=Level(said["level"]), file=file, by=account, now=now())

    words = Words(
        _("Register a basis document"),
        _("A number that is registered already is corrected; the correction shows."),
        _("Register"),
        _("The document is registered."),
    )
    return form_page(request, form, words, reverse("duties:basis-list"), act)


@allow("duty.manage")
def basis_repeal(request: HttpRequest, pk: int) -> HttpResponse:
    """State from which day a document is no longer in force."""
    account = actor(request)
    basis = get_object_or_404(Basis.objects.visible_to(account), pk=pk)
    form = DayForm(request.POST if request.method == "POST" else None, initial={"day": account.today})
    words = Words(
        _("Repealed"),
        f"{basis.title}（{basis.number}）",
        _("State the repeal"),
        _("The repeal is recorded; duties that rest on it stay until they are retired."),
    )
    return form_page(
        request,
        form,
        words,
        reverse("duties:basis-detail", args=[pk]),
        lambda said: actions.repeal_basis(basis, repealed_on=said["day"], by=account, now=now()),
    )


@allow("duty.manage")
def duty_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what a duty says; whose it is changes by a hand-over."""
    account = actor(request)
    duty = get_object_or_404(Duty.objects.visible_to(account).select_related("post"), pk=pk)
    initial = {
        name: getattr(duty, name) for name in ("title", "area", "cadence", "due_on", "item", "basis", "asks")
    }
    initial |= {"demanded_by": duty.demanded_by, "due_day": duty.due_day}
    data = request.POST if request.method == "POST" else None
    form = DutyForm(data, account=account, today=account.today, initial=initial)
    del form.fields["post"]

    def act(said: dict[str, Any]) -> None:
        actions.correct_duty(
            duty,
            rule=form.rule,
            demanded_by=Level(said["demanded_by"]) if said["demanded_by"] else None,
            asks=Asked(said["asks"]),
            by=account,
            now=now(),
            **{name: said[name] for name in ("title", "area", "item", "basis")},
        )

    words = Words(
        _("Correct the duty"),
        duty.title,
        _("Correct"),
        _("The duty is corrected; what it said before stays."),
    )
    return form_page(request, form, words, reverse("duties:duty-detail", args=[pk]), act)


@allow("duty.manage")
def duty_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a duty, with its open occurrences, to another post."""
    account = actor(request)
    duty = get_object_or_404(Duty.objects.visible_to(account).select_related("post"), pk=pk)
    data = request.POST if request.method == "POST" else None
    form = HandOverForm(data, account=account, right="duty.manage", held=duty.post)
    words = Words(_("Hand over"), duty.title, _("Hand over"), _("Handed over, with everything that is open."))
    return form_page(
        request,
        form,
        words,
        reverse("duties:duty-detail", args=[pk]),
        lambda said: actions.hand_over_duty(duty, to=said["to"], by=account, now=now()),
    )


@allow("task.assign")
def task_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand an open task to another post."""
    account = actor(request)
    task = get_object_or_404(Task.objects.visible_to(account).select_related("post"), pk=pk)
    data = request.POST if request.method == "POST" else None
    form = HandOverForm(data, account=account, right="task.assign", held=task.post)
    words = Words(_("Hand over"), task.title, _("Hand over"), _("Handed over."))
    return form_page(
        request,
        form,
        words,
        reverse("duties:task-detail", args=[pk]),
        lambda said: actions.hand_over_task(task, to=said["to"], by=account, now=now()),
    )


@allow("duty.manage")
def thresholds(request: HttpRequest) -> HttpResponse:
    """Set how many days before its due day each kind of matter turns amber."""
    account = actor(request)
    in_force = Threshold.objects.in_force()
    form = ThresholdForm(request.POST if request.method == "POST" else None, in_force=in_force)

    def act(said: dict[str, Any]) -> None:
        for kind, days in said.items():
            if days != in_force[kind]:
                actions.set_threshold(kind=kind, amber_days=days, by=account, now=now())

    words = Words(
        _("When matters turn amber"),
        _("Days before the due day. A change is an entry; red always begins the day after the due day."),
        _("Keep"),
        _("Kept, and in force from now on."),
    )
    return form_page(request, form, words, reverse("duties:board"), act)


@allow("deed.record")
def deed_file_withdraw(request: HttpRequest, pk: int, sha256: str) -> HttpResponse:
    """Take a file off a deed, with the reason; the file itself is kept."""
    account = actor(request)
    deed = get_object_or_404(Deed.objects.visible_to(account), pk=pk)
    uses = DeedFile.objects.filter(deed=deed, withdrawn_at=None).select_related("file")
    use = get_object_or_404(uses, file__sha256=sha256)
    form = ExcuseForm(request.POST) if request.method == "POST" else ExcuseForm()
    words = Words(
        _("Take the file off this deed"),
        use.file.name,
        _("Take it off"),
        _("Taken off, with the reason kept; a verification given before falls away."),
    )
    return form_page(
        request,
        form,
        words,
        reverse("duties:deed-detail", args=[pk]),
        lambda said: actions.withdraw_evidence(
            use.file, reason=said["reason"], deeds=[deed], by=account, now=now()
        ),
    )
