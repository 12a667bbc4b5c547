"""The list of letters of responsibility that units have taken on. Those of posts are in no list: see a post's page."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties.models import Letter
from zerentian.duties.models.letter_labels import LETTER_STATES
from zerentian.duties.models.letters import LetterQuerySet
from zerentian.duties.rules.letters import OPEN_STATES, LetterState
from zerentian.organization.lists import (
    Button,
    Cell,
    Choice,
    Column,
    ListOf,
    Look,
    Rows,
    Span,
    Tab,
    by,
    fixed,
    units_of,
)


def of_rows(rows: Rows) -> LetterQuerySet:
    """Return the rows of the list of letters, which they are."""
    letters: LetterQuerySet = rows  # type: ignore[assignment]
    return letters


def lit(letters: Sequence[Any], look: Look) -> None:
    """Look up whether each letter's term is over."""
    for one in letters:
        one.over = one.is_over(look.today)


def title_cell(one: Any, look: Look) -> Cell:
    """Return what a letter is called, leading to its page."""
    tags = (pgettext_lazy("letter", "term over"),) if one.over else ()
    return Cell(one.title, url=reverse("duties:letter-detail", args=[one.pk]), tags=tags)


def to_sign(rows: Rows, look: Look) -> Rows:
    """Return the letters that wait for the account's signature."""
    return of_rows(rows).filter(pk__in=Letter.objects.to_sign_by(look.account).order_by().values("pk"))


LETTERS = ListOf(
    code="letters",
    title=_("Letters of responsibility"),
    page="duties:letter-list",
    right="letter.view",
    rows=lambda account: Letter.objects.visible_to(account).of_units(),
    order="-first",
    columns=(
        Column("title", pgettext_lazy("letter", "Letter"), title_cell, main=True),
        Column("taker", _("Taken on by"), lambda one, look: Cell(one.of_unit.name)),
        Column("first", _("From"), lambda one, look: Cell(due=one.first), ("first", "pk")),
        Column("last", _("Until"), lambda one, look: Cell(due=one.last), ("last", "pk")),
        Column("state", _("State"), lambda one, look: Cell(one.get_state_display(), state="")),
        Column("version", _("Text"), lambda one, look: Cell(str(one.version)), optional=True),
    ),
    tabs=(
        Tab("all", _("all"), lambda rows, look: rows),
        Tab("to_sign", pgettext_lazy("letters", "to be signed by me"), to_sign),
        Tab(
            "open",
            pgettext_lazy("letters", "not signed yet"),
            lambda rows, look: rows.filter(state__in=OPEN_STATES),
        ),
        Tab(
            "holding",
            pgettext_lazy("letters", "in force"),
            lambda rows, look: rows.filter(state=LetterState.SIGNED, last__gte=look.today),
        ),
    ),
    filters=(
        Choice("state", _("State"), fixed(LETTER_STATES), by("state"), first=True),
        Choice("unit", _("Taken on by"), lambda look: units_of(look, "letter.view"), by("of_unit")),
        Span("last", _("Ends from"), _("Ends until")),
    ),
    words_label=_("Words"),
    speak=lambda rows, words: rows.filter(title__icontains=words),
    fetch=lambda rows: rows.prefetch_related("of_unit__periods"),
    finish=lit,
    buttons=(
        Button(_("Letters of a post"), "duties:letter-posts", "letter.view"),
        Button(_("Draft a letter"), "duties:letter-new", "letter.keep", main=True),
    ),
    empty=(
        _("No letters of units here."),
        _("A letter is drafted from the duties of a unit or a post; those of a post stand on its own page."),
    ),
)
