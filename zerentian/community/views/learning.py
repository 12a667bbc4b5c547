"""Lessons on the screen: what I have to learn, the material with its self-check, gaps for who may see them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zerentian.community.actions import learning as acts
from zerentian.community.forms import learning as forms
from zerentian.community.models import Lesson, LessonFile, LessonMaterial, Requirement
from zerentian.community.rules.learning import LETTERS, marked
from zerentian.evidence.views.attached import file_among, send_file
from zerentian.ledger.clock import now
from zerentian.ledger.models import Entry
from zerentian.organization import limits
from zerentian.organization.access import actor, allow, takes
from zerentian.organization.once import repeatable
from zerentian.organization.pages import change_page, sent
from zerentian.organization.punctuation import labelled
from zerentian.organization.rules.places import place

PAGE = 100


@allow("learning.view")
@require_safe
def lesson_list(request: HttpRequest) -> HttpResponse:
    """List what the account has to learn, the gaps it may see, and every lesson."""
    account = actor(request)
    own = Requirement.objects.of(account).select_related("lesson", "post").order_by("covered", "until", "pk")
    gaps = Requirement.objects.gaps_for(account).exclude(holder=account).filter(covered=False)
    lessons = Lesson.objects.visible_to(account).select_related("unit").prefetch_related("unit__periods")
    context = {
        "own": own,
        "gaps": gaps.select_related("lesson", "post__unit").prefetch_related("post__unit__periods")[:PAGE],
        "lessons": lessons[:PAGE],
        "may_keep": account.may("learning.keep"),
        "today": account.today,
    }
    return render(request, "community/lesson_list.html", context)


def visible_lesson(request: HttpRequest, pk: int) -> Lesson:
    """Return a lesson that the account may read, else 404."""
    rows = Lesson.objects.visible_to(actor(request)).select_related("unit")
    lesson: Lesson = get_object_or_404(rows, pk=pk)
    return lesson


def version_of(lesson: Lesson, number: str | None) -> LessonMaterial:
    """Return a version of the material by its number, the newest where none is asked for."""
    if number is None:
        newest = lesson.material
        if newest is None:
            raise Http404
        return newest
    found: LessonMaterial = get_object_or_404(lesson.materials, number=place(number))
    return found


@allow("learning.view")
@require_safe
def lesson_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a lesson: its material in any version, its sessions, and what the reader has to do."""
    account, lesson = actor(request), visible_lesson(request, pk)
    context = {
        "lesson": lesson,
        "material": version_of(lesson, request.GET.get("version")),
        "versions": lesson.materials.all(),
        "own": Requirement.objects.of(account)
        .filter(lesson=lesson)
        .select_related("post", "material")
        .order_by("covered", "until", "pk")
        .first(),
        "sessions": lesson.sessions.all()[:PAGE],
        "may_keep": account.may("learning.keep", lesson.path) and not lesson.ended_on,
        "today": account.today,
        "entries": Entry.objects.about(lesson.ref),
    }
    return render(request, "community/lesson_detail.html", context)


@allow("learning.view")
@require_safe
def lesson_offline(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a material as one page that needs no network: text, questions, answers folded away."""
    lesson = visible_lesson(request, pk)
    material = version_of(lesson, request.GET.get("version"))
    page = render_to_string("community/lesson_offline.html", {"lesson": lesson, "material": material})
    name = content_disposition_header(True, f"{lesson.title}-{material.number}.html") or "attachment"
    return HttpResponse(page, content_type="text/html; charset=utf-8", headers={"Content-Disposition": name})


@allow("learning.view")
@never_cache
@repeatable("nothing of a self-check is kept, so that it may be sent as often as one likes")
def lesson_check(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the questions of a lesson and mark them at once; neither answers nor the result are kept."""
    lesson = visible_lesson(request, pk)
    material = version_of(lesson, request.GET.get("version"))
    questions = material.asked
    if not questions:
        raise Http404
    given = {at: {place(one, -1) for one in request.POST.getlist(f"q{at}")} for at in range(len(questions))}
    results = marked(questions, given) if request.method == "POST" else [None] * len(questions)
    rows = [
        {
            "at": at,
            "question": question,
            "result": result,
            "many": len(question.right) > 1,
            "options": [
                {
                    "at": n,
                    "letter": LETTERS[n],
                    "text": text,
                    "given": n in given[at],
                    "right": n in question.right,
                }
                for n, text in enumerate(question.options)
            ],
        }
        for at, (question, result) in enumerate(zip(questions, results, strict=True))
    ]
    context = {
        "lesson": lesson,
        "material": material,
        "rows": rows,
        "checked": request.method == "POST",
        "right": sum(result is True for result in results),
    }
    return render(request, "community/lesson_check.html", context)


@allow("learning.view")
@require_safe
def lesson_file(request: HttpRequest, pk: int, sha256: str) -> HttpResponseBase:
    """Send a file of a lesson's material."""
    uses = LessonFile.objects.filter(material__lesson=visible_lesson(request, pk))
    return send_file(file_among(uses, sha256))


@allow("learning.keep")
@takes(limits.evidence)
def lesson_new(request: HttpRequest) -> HttpResponse:
    """Require a lesson."""
    account = actor(request)
    posted = request.method == "POST"
    form = forms.LessonForm(
        request.POST if posted else None, request.FILES if posted else None, account=account
    )
    return change_page(
        request,
        form,
        lambda said: acts.open_lesson(**filed(said), by=account, now=now()),
        title=_("Require a lesson"),
        intro=_("Of posts, with its basis; what counts is that a post has learned it, no hours or notes."),
        button=_("Require it"),
        done=_("It is required from today on."),
        back=reverse("community:lesson-list"),
    )


def filed(said: dict[str, Any]) -> dict[str, Any]:
    """Return what a form said, its files under the name the action knows."""
    return {name: value for name, value in said.items() if name != "evidence"} | {"uploads": said["evidence"]}


@allow("learning.keep")
@takes(limits.evidence)
def lesson_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a new version of the material in force."""
    account, lesson = actor(request), visible_lesson(request, pk)
    posted, material = request.method == "POST", lesson.material
    initial = {"text": material.text, "questions": material.questions} if material else {}
    form = forms.MaterialForm(
        request.POST if posted else None, request.FILES if posted else None, initial=initial
    )
    return change_page(
        request,
        form,
        lambda said: acts.renew_material(lesson, **filed(said), by=account, now=now()),
        title=labelled(lesson.title, material.number + 1 if material else 1),
        intro=_("Every version stays readable."),
        button=_("Put it in force"),
        done=_("The new material holds from today on."),
        back=page(lesson),
    )


def page(lesson: Lesson) -> str:
    """Return the address of a lesson's page."""
    return reverse("community:lesson-detail", args=[lesson.pk])


@allow("learning.keep")
def lesson_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the material was gone through together."""
    account, lesson = actor(request), visible_lesson(request, pk)
    return change_page(
        request,
        forms.SessionForm(sent(request), initial={"held_on": account.today}),
        lambda said: acts.hold_session(lesson, **said, by=account, now=now()),
        title=lesson.title,
        button=_("Record the session"),
        done=_("Recorded; who was there ticks it alone."),
        back=page(lesson),
    )


@allow("learning.view")
def lesson_tick(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one has learned it."""
    account, lesson = actor(request), visible_lesson(request, pk)
    requirement = Requirement.objects.of(account).filter(lesson=lesson).first()
    if requirement is None:
        raise Http404
    return change_page(
        request,
        forms.TickForm(sent(request), initial={"done_on": account.today}),
        lambda said: acts.tick_lesson(requirement, **said, by=account, now=now()),
        title=lesson.title,
        intro=_("You say so yourself; no notes, photos or hours are asked for."),
        button=_("I have learned it"),
        done=_("Recorded."),
        back=page(lesson),
    )


@allow("learning.keep")
def lesson_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Require a lesson no longer."""
    account, lesson = actor(request), visible_lesson(request, pk)
    return change_page(
        request,
        forms.EndForm(sent(request)),
        lambda said: acts.end_lesson(lesson, reason=said["reason"], by=account, now=now()),
        title=lesson.title,
        button=_("Require it no longer"),
        done=_("It is no longer required."),
        back=page(lesson),
    )
