"""The page of a code: in plain words where the concern stands; with the secret, everything that is the person's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from zerentian.casework.codes import as_typed, is_secret, spelled
from zerentian.casework.models import (
    Category,
    Concern,
    Contact,
    Happening,
    Question,
    Reply,
    Topic,
    TopicMember,
)
from zerentian.casework.opened import is_open, lock_page, open_page
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import Kind
from zerentian.casework.rules.concerns import Step as Move
from zerentian.casework.rules.replies import RECONSIDERED, personal_data
from zerentian.community.models import Notice
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.access import public
from zerentian.residents.forms.progress import SecretForm
from zerentian.residents.plain import (
    ABOVE_HEARS,
    HAPPENED,
    HAPPENED_TO_YOURS,
    REMEDIES,
    standing,
)
from zerentian.residents.rates import counted, sender
from zerentian.residents.views.finding import look_up
from zerentian.residents.views.front import Counter, counter_of
from zerentian.residents.views.steps import steps_of

FEWEST_TOLD = 3
TRIES_BY_ONE, TRIES_ON_ONE = 6, 40


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the story: the day, what happened, and the words said on it where they may be read."""

    at: datetime
    what: Any
    words: str
    remedy: Any = ""
    authority: Counter | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """The promised day: how many days are left (below 0: overdue), whether it was reckoned without a notice."""

    due: date
    left: int
    late: int
    estimated: bool


def of_code(code: str) -> Concern | None:
    """Return the concern of a code, however it is typed."""
    rows = Concern.objects.filter(code=as_typed(code)).select_related("unit", "lead", "category")
    concern: Concern | None = rows.first()
    return concern


def found(code: str) -> Concern:
    """Return the concern of a code, however it is typed; else 404."""
    concern = of_code(code)
    if concern is None:
        raise Http404
    return concern


@public
@never_cache
@require_safe
def progress(request: HttpRequest, code: str) -> HttpResponse:
    """Show where a concern stands; what is personal only to a browser that opened it with the secret."""
    concern = of_code(code)
    if concern is None:
        return look_up(request, code)
    if code != concern.code:
        return redirect("residents:progress", concern.code)
    return page(request, concern, SecretForm())


@public
@never_cache
@sensitive_post_parameters()
@require_POST
def unlock(request: HttpRequest, code: str) -> HttpResponse:
    """Open the personal part with the secret; few tries, then a pause of minutes."""
    concern, form = found(code), SecretForm(request.POST)
    tries = counted("secret", f"{concern.code} {sender(request)}"), counted("secret", concern.code)
    if tries[0] > TRIES_BY_ONE or tries[1] > TRIES_ON_ONE:
        form.add_error("secret", _("Too many tries. Wait ten minutes, or bring your slip to the office."))
        return page(request, concern, form, status=429)
    if form.is_valid():
        if is_secret(form.cleaned_data["secret"], bytes(concern.salt), concern.secret_digest):
            response = redirect("residents:progress", concern.code)
            open_page(response, concern)
            return response
        form.add_error("secret", _("This is not the secret of this code. Compare it with your slip."))
    return page(request, concern, form, status=422)


@public
@require_POST
def lock(request: HttpRequest, code: str) -> HttpResponse:
    """Lock the personal part in this browser."""
    concern = found(code)
    messages.success(request, _("Locked. Your data can't be read in this browser any more."))
    response = redirect("residents:progress", concern.code)
    lock_page(response, concern)
    return response


def page(request: HttpRequest, concern: Concern, form: SecretForm, status: int = 200) -> HttpResponse:
    """Render a code's page as much as this browser may read of it."""
    opened = is_open(request, concern)
    open_to_all = concern.kind != Kind.WRONGDOING
    told_all = opened or open_to_all
    context = {
        "concern": concern,
        "spelled": spelled(concern.code),
        "opened": opened,
        "told_all": told_all,
        "standing": standing(concern.state, is_told_all=told_all),
        "form": form,
        "promised": promised(concern) if told_all else None,
        "story": story(concern, opened=opened) if told_all else [],
        "exit": concern.get_exit_display() if told_all else "",
        "way": way_shown(concern) if opened else "",
        "replies": replies(concern, opened=opened) if told_all else [],
        "review": review_of(concern) if told_all else {},
        "steps": steps_of(concern) if opened else [],
        "question": Question.objects.filter(concern=concern, ended="").first() if told_all else None,
        "mine": mine(concern) if opened else None,
        "handled_by": handled_by(concern, opened=opened) if told_all else "",
        "together": together_with(concern) if told_all else None,
        "told": told_of(concern) if told_all else [],
    }
    return render(request, "residents/progress.html", context, status=status)


def told_of(concern: Concern) -> list[Notice]:
    """Return what was published in answer to the hot matter a concern belongs to: everybody in it reads it here."""
    member = TopicMember.objects.present().filter(concern=concern).select_related("topic").first()
    if member is None:
        return []
    answers = Notice.objects.public().answering(member.topic)
    return list(answers.order_by("-first_released_at"))


def together_with(concern: Concern) -> tuple[Topic, int] | None:
    """Return the hot matter a concern belongs to and how many messages it has, 0 where they are too few to say.

    Numbers below three are not told in public: who the other one is might be guessed.
    """
    member = TopicMember.objects.present().filter(concern=concern).select_related("topic").first()
    if member is None:
        return None
    messages = member.topic.heat.messages
    return member.topic, messages if messages >= FEWEST_TOLD else 0


def promised(concern: Concern) -> Clock | None:
    """Return the promised day of an open concern; None when nothing is owed or no day was promised."""
    if concern.due is None or not concern.is_open:
        return None
    left = (concern.due - local_day(now())).days
    late = max(-left, 0) or (1 if concern.is_overdue(now()) else 0)
    return Clock(concern.due, left, late, concern.due_estimated)


def handled_by(concern: Concern, *, opened: bool) -> str:
    """Return the name of the office in the lead; of a complaint only to whom it belongs."""
    if concern.lead is None or (concern.is_shielded and not opened):
        return ""
    return concern.lead.name_on(local_day(now()))


def story(concern: Concern, *, opened: bool) -> list[Told]:
    """Return what happened, each step once in a row; words only to whom the concern belongs."""
    told: list[Told] = []
    known = HAPPENED | HAPPENED_TO_YOURS if opened else HAPPENED
    for happening in concern.happenings.order_by("pk"):
        what = known.get(happening.step)
        if what is None or (told and told[-1].what == what and not happening.words):
            continue
        words = words_of(happening) if opened else ""
        remedy = REMEDIES.get(happening.step, "") if opened else ""
        heard = authority_for(concern, happening.step, local_day(happening.at)) if remedy else None
        told.append(Told(happening.at, what, words, remedy, heard))
    return told


def authority_for(concern: Concern, step: str, day: date) -> Counter:
    """Return whom the remedy of a step leads to: who decided, or the unit above that has the matter or hears it."""
    above = concern.unit.parent_on(day) if step in ABOVE_HEARS else None
    return counter_of(above or concern.unit, day)


def way_shown(concern: Concern) -> str:
    """Return the words that tell which other way to go, of a concern that was shown one."""
    shown = concern.happenings.filter(step=Move.EXIT).order_by("-pk").first()
    return shown.words if shown and concern.exit else ""


def words_of(happening: Happening) -> str:
    """Return the words said on a step where they are the resident's to read."""
    return happening.words if happening.public else ""


def replies(concern: Concern, *, opened: bool) -> list[dict[str, Any]]:
    """Return the released replies, the newest first.

    Without the secret a reply shows what names nobody: decision, rule, the way to a review; and these only
    where they hold nothing that looks like personal data.
    """
    released = concern.replies.filter(released=True).select_related("unit").order_by("-round")
    return [reply if opened else without_persons(reply) for reply in map(in_parts, released)]


def in_parts(reply: Reply) -> dict[str, Any]:
    """Return a reply in its parts."""
    names = ("request", "facts_found", "rule_cited", "reasons", "next_steps", "review_notice")
    return {
        "reply": reply,
        "decision": reply.get_decision_display(),
        "office": reply.unit.name,
        "parts": {name: getattr(reply, name) for name in names},
    }


def without_persons(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return a reply with the parts that speak of no person."""
    parts = {name: told["parts"][name] for name in ("rule_cited", "review_notice")}
    office = "" if told["reply"].concern.is_shielded else told["office"]
    return {
        **told,
        "office": office,
        "parts": {name: text for name, text in parts.items() if not personal_data(text)},
    }


def review_of(concern: Concern) -> dict[str, Any]:
    """Return until when a review may be asked for, and the reviews there were."""
    clock = concern.clock(Purpose.ASK_RECHECK) or concern.clock(Purpose.ASK_REVIEW)
    # Whoever is led to reconsideration is not told of the shorter time of a review that is not open.
    open_ = clock is not None and clock.stopped_on is None and concern.route not in RECONSIDERED
    running = clock if open_ else None
    pending = concern.clock(Purpose.RECHECK) or concern.clock(Purpose.REVIEW)
    return {
        "until": running.due if running else None,
        "answer_by": pending.due if pending and pending.stopped_on is None else None,
        "late": running.is_overdue(now()) if running else False,
        "asked": list(concern.reviews.select_related("unit").order_by("pk")),
    }


def mine(concern: Concern) -> dict[str, Any]:
    """Return what the person brought: words, answers, files, and how to be reached."""
    contact = Contact.objects.filter(concern=concern, erased=False).first()
    # What was answered before triage put it into another category keeps its question.
    asked = [one for category in Category.objects.filter(unit=concern.unit) for one in category.asked]
    asked += concern.category.asked if concern.category else []
    labels = {one["code"]: one["label"] for one in asked}
    return {
        "words": concern.words,
        "answers": [(labels.get(code, code), answer) for code, answer in concern.answered.items()],
        "files": [kept.file for kept in concern.files.filter(from_resident=True).select_related("file")],
        "contact": reached(contact) if contact else None,
    }


def reached(contact: Contact) -> dict[str, str]:
    """Return contact data in the clear, for the person alone."""
    return contact.reached._asdict()
