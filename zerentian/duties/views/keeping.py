"""What is kept about duties: basis documents, corrections, hand-overs, the days from which matters turn amber."""

from typing import Any

from django.db import transaction
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
from zerentian.evidence.actions import deposit, receive
from zerentian.ledger.clock import now
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.pages import change_page, sent
from zerentian.organization.punctuation import bracketed


@allow("duty.manage")
@takes(limits.evidence)
def basis_new(request: HttpRequest) -> HttpResponse:
    """Register a basis document, with its file where there is one."""
    account = actor(request)
    form = BasisForm(sent(request), request.FILES or None, account=account)

    def act(said: dict[str, Any]) -> None:
        upload, moment = said["file"], now()
        received = receive(upload.file, name=upload.name) if upload else None
        given = {name: said[name] for name in ("unit", "number", "title", "issuer", "issued_on")}
        with transaction.atomic():  # a document that is refused leaves no file behind
            file = deposit(received, by=account, now=moment) if received else None
            actions.register_basis(**given, level=Level(said["level"]), file=file, by=account, now=moment)

    return change_page(
        request,
        form,
        act,
        back=reverse("duties:basis-list"),
        title=_("Register a basis document"),
        intro=_("A number that is registered already is corrected; the correction shows."),
        button=_("Register"),
        done=_("The document is registered."),
    )


@allow("duty.manage")
def basis_repeal(request: HttpRequest, pk: int) -> HttpResponse:
    """State from which day a document is no longer in force."""
    account = actor(request)
    basis = get_object_or_404(Basis.objects.visible_to(account), pk=pk)
    form = DayForm(sent(request), initial={"day": account.today})
    return change_page(
        request,
        form,
        lambda said: actions.repeal_basis(basis, repealed_on=said["day"], by=account, now=now()),
        back=reverse("duties:basis-detail", args=[pk]),
        title=_("Repealed"),
        intro=f"{basis.title}{bracketed(basis.number)}",
        button=_("State the repeal"),
        done=_("The repeal is recorded; duties that rest on it stay until they are retired."),
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
    data = sent(request)
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

    return change_page(
        request,
        form,
        act,
        back=reverse("duties:duty-detail", args=[pk]),
        title=_("Correct the duty"),
        intro=duty.title,
        button=_("Correct"),
        done=_("The duty is corrected; what it said before stays."),
    )


@allow("duty.manage")
def duty_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a duty, with its open occurrences, to another post."""
    account = actor(request)
    duty = get_object_or_404(Duty.objects.visible_to(account).select_related("post"), pk=pk)
    data = sent(request)
    form = HandOverForm(data, account=account, right="duty.manage", held=duty.post)
    return change_page(
        request,
        form,
        lambda said: actions.hand_over_duty(duty, to=said["to"], by=account, now=now()),
        back=reverse("duties:duty-detail", args=[pk]),
        title=_("Hand over"),
        intro=duty.title,
        button=_("Hand over"),
        done=_("Handed over, with everything that is open."),
    )


@allow("task.assign")
def task_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand an open task to another post."""
    account = actor(request)
    task = get_object_or_404(Task.objects.visible_to(account).select_related("post"), pk=pk)
    data = sent(request)
    form = HandOverForm(data, account=account, right="task.assign", held=task.post)
    return change_page(
        request,
        form,
        lambda said: actions.hand_over_task(task, to=said["to"], by=account, now=now()),
        back=reverse("duties:task-detail", args=[pk]),
        title=_("Hand over"),
        intro=task.title,
        button=_("Hand over"),
        done=_("Handed over."),
    )


@allow("duty.manage")
def thresholds(request: HttpRequest) -> HttpResponse:
    """Set how many days before its due day each kind of matter turns amber."""
    account = actor(request)
    in_force = Threshold.objects.in_force()
    form = ThresholdForm(sent(request), in_force=in_force)

    def act(said: dict[str, Any]) -> None:
        with transaction.atomic():
            for kind, days in said.items():
                if days != in_force[kind]:
                    actions.set_threshold(kind=kind, amber_days=days, by=account, now=now())

    return change_page(
        request,
        form,
        act,
        back=reverse("duties:board"),
        title=_("When matters turn amber"),
        intro=_(
            "Days before the due day. A change is an entry; red always begins the day after the due day."
        ),
        button=_("Keep"),
        done=_("Kept, and in force from now on."),
    )


@allow("deed.record")
def deed_file_withdraw(request: HttpRequest, pk: int, sha256: str) -> HttpResponse:
    """Take a file off a deed, with the reason; the file itself is kept."""
    account = actor(request)
    deed = get_object_or_404(Deed.objects.visible_to(account), pk=pk)
    uses = DeedFile.objects.filter(deed=deed, withdrawn_at=None).select_related("file")
    use = get_object_or_404(uses, file__sha256=sha256)
    form = ExcuseForm(sent(request))
    return change_page(
        request,
        form,
        lambda said: actions.withdraw_evidence(
            use.file, reason=said["reason"], deeds=[deed], by=account, now=now()
        ),
        back=reverse("duties:deed-detail", args=[pk]),
        title=_("Take the file off this deed"),
        intro=use.file.name,
        button=_("Take it off"),
        done=_("Taken off, with the reason kept; a verification given before falls away."),
    )
