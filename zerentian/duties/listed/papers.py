"""The lists of basis documents, and of what leaders did in person."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties.models import Basis, PersonalAct
from zerentian.duties.models.basis import LEVEL_LABELS
from zerentian.duties.models.tasks import IN_PERSON_LABELS
from zerentian.organization.lists import Button, Cell, Choice, Column, ListOf, Look, Rows, Span, by, fixed


def basis_cell(basis: Basis, look: Look) -> Cell:
    """Return a document's title."""
    tags = (_("repealed"),) if basis.repealed_on else ()
    return Cell(basis.title, url=reverse("duties:basis-detail", args=[basis.pk]), tags=tags)


def speaking_of(rows: Rows, words: str) -> Rows:
    """Return the documents whose title holds the words, or whose number does."""
    return rows.filter(title__icontains=words) | rows.filter(number__icontains=words)


BASES = ListOf(
    code="bases",
    title=_("Basis documents"),
    page="duties:basis-list",
    right="duty.view",
    rows=lambda account: Basis.objects.visible_to(account),
    order="-issued",
    columns=(
        Column("title", _("Title"), basis_cell, main=True),
        Column("number", pgettext_lazy("document", "Number"), lambda one, look: Cell(one.number)),
        Column("issuer", _("Issuer"), lambda one, look: Cell(one.issuer)),
        Column(
            "issued", _("Issued on"), lambda one, look: Cell(due=one.issued_on), ("issued_on", "number", "pk")
        ),
    ),
    filters=(
        Choice("level", _("Level"), fixed(LEVEL_LABELS), by("level"), first=True),
        Span("issued_on", _("Issued from"), _("Issued until")),
    ),
    speak=speaking_of,
    buttons=(
        Button(_("Function list"), "duties:function-list"),
        Button(_("Register a basis document"), "duties:basis-new", "duty.manage", main=True),
    ),
    empty=(
        _("No basis documents yet."),
        _(
            "A duty rests on a law, a plan or a notice of a superior; those stand here with number, issuer and date."
        ),
    ),
)


def own_posts(acts: Sequence[Any], look: Look) -> None:
    """Look up which statements are the account's own to withdraw."""
    own = set(look.account.post_keys())
    for act in acts:
        act.mine = not act.withdrawn and (act.post_id in own or act.recorded_by_id == look.account.pk)


def act_cell(act: PersonalAct, look: Look) -> Cell:
    """Return what was done in person, and on which task."""
    if act.task is None:
        return Cell(f"{act.get_act_display()} {act.what}")
    url = reverse("duties:task-detail", args=[act.task.pk])
    return Cell(f"{act.get_act_display()} {act.what}", note=act.task.title, url=url)


def state_cell(act: Any, look: Look) -> Cell:
    """Return whether it was stated from the leader's own account, entered by another, or withdrawn and why."""
    if act.withdrawn:
        return Cell(_("withdrawn"), state="", note=act.reason)
    own, another = _("own account"), _("entered by another")
    return Cell(own, sign="◉", state="verified") if act.own else Cell(another, sign="○", state="")


def withdraw_cell(act: Any, look: Look) -> Cell:
    """Return where one's own statement is withdrawn."""
    if not act.mine:
        return Cell(value="")
    return Cell(_("Withdraw"), url=reverse("duties:personal-withdraw", args=[act.pk]), value="")


PERSONAL = ListOf(
    code="in-person",
    title=_("In person"),
    page="duties:personal-list",
    right="task.view",
    rows=lambda account: PersonalAct.objects.visible_to(account),
    order="-day",
    columns=(
        Column(
            "day", _("When it happened"), lambda one, look: Cell(due=one.occurred_on), ("occurred_on", "pk")
        ),
        Column("what", _("What was done"), act_cell, main=True),
        Column("post", _("Whose act"), lambda one, look: Cell(f"{one.post.unit.name} · {one.post.title}")),
        Column("state", _("State"), state_cell),
        Column("withdraw", _("Next step"), withdraw_cell),
    ),
    filters=(
        Choice("act", _("What was done"), fixed(IN_PERSON_LABELS), by("act"), first=True),
        Span("occurred_on", _("Done from"), _("Done until")),
    ),
    fetch=lambda rows: rows.select_related("post", "task").prefetch_related("post__unit__periods"),
    finish=own_posts,
    buttons=(
        Button(
            _("State an act in person"),
            "duties:personal-new",
            "task.personal",
            main=True,
            or_right="deed.record",
        ),
    ),
    lede=_(
        "Deployed, inquired after and handled by leaders themselves; what others entered for them says so and does"
        " not count."
    ),
    empty=(
        _("Nothing stated yet."),
        _("A leader states here what was deployed, inquired after or handled in person."),
    ),
)
