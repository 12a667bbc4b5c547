"""The list of deeds: what was done, when, for which unit, and how far it is proved."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties import actions
from zerentian.duties.models import Deed, Duty
from zerentian.duties.models.deeds import DEED_KIND_LABELS, DeedQuerySet
from zerentian.ledger.models import Entry
from zerentian.organization.listing.signs import proof_cell
from zerentian.organization.lists import (
    Button,
    Cell,
    Choice,
    Column,
    ListOf,
    Look,
    Many,
    Only,
    Rows,
    Span,
    Tab,
    by,
    fixed,
    units_of,
)
from zerentian.organization.models import Account

LONGEST = 60


def heads(deeds: Sequence[Any], look: Look) -> None:
    """Look up the newest entry of each deed's chain, for all of a page at once."""
    refs = [deed.ref for deed in deeds]
    entries = Entry.objects.filter(subject__in=refs, verb="deed.recorded").order_by("id")
    newest = {entry.subject: entry for entry in entries}
    for deed in deeds:
        deed.newest = newest[deed.ref]


def what_cell(deed: Deed, look: Look) -> Cell:
    """Return what was done, cut to a line."""
    words = deed.what if len(deed.what) <= LONGEST else f"{deed.what[: LONGEST - 1]}…"
    return Cell(words, url=reverse("duties:deed-detail", args=[deed.pk]), value=deed.what)


def of_rows(rows: Rows) -> DeedQuerySet:
    """Return the rows of the list of deeds, which they are."""
    deeds: DeedQuerySet = rows  # type: ignore[assignment]
    return deeds


def in_state(rows: Rows, state: str, look: Look) -> Rows:
    """Return the deeds that are verified, not verified, with evidence, or withdrawn."""
    deeds = of_rows(rows)
    states = {
        "verified": deeds.standing().exclude(verified_by=None),
        "unverified": deeds.standing().filter(verified_by=None),
        "evidenced": deeds.standing().with_evidence(),
        "withdrawn": deeds.filter(withdrawn=True),
    }
    return states[state]


def speaking_of(rows: Rows, words: str) -> Rows:
    """Return the deeds that hold every one of some words, in what was done or where."""
    for word in words.split()[:6]:
        rows = rows.filter(Q(what__icontains=word) | Q(place__icontains=word))
    return rows


def title_of(key: str, look: Look) -> str:
    """Return the title of a duty that an account may see."""
    return Duty.objects.visible_to(look.account).filter(pk=key).values_list("title", flat=True).first() or ""


def verify(deed: Deed, said: Mapping[str, Any], by: Account, now: datetime) -> object:
    """Verify one of the chosen deeds."""
    return actions.verify_deed(deed, by=by, now=now)


def may_verify(deed: Deed, account: Account) -> bool:
    """Tell whether a deed waits for another person, such as this account."""
    waits = deed.verified_by_id is None and not deed.withdrawn
    return waits and account.pk not in (deed.done_by_id, deed.recorded_by_id)


DEEDS = ListOf(
    code="deeds",
    title=_("Deeds"),
    page="duties:deed-list",
    right="deed.view",
    rows=lambda account: Deed.objects.visible_to(account),
    order="-day",
    columns=(
        Column("day", _("Day"), lambda one, look: Cell(due=one.occurred_on), ("occurred_on", "pk")),
        Column("what", _("What was done"), what_cell, main=True),
        Column("kind", _("Kind of work"), lambda one, look: Cell(one.get_kind_display())),
        Column("unit", _("Unit"), lambda one, look: Cell(one.unit.name)),
        Column("state", _("State"), lambda one, look: proof_cell(one.newest)),
        Column("place", _("Place"), lambda one, look: Cell(one.place), optional=True),
        Column(
            "people",
            _("People reached"),
            lambda one, look: Cell("" if one.people is None else one.people),
            optional=True,
            number=True,
        ),
    ),
    tabs=(
        Tab("all", _("all"), lambda rows, look: rows),
        Tab(
            "to-verify",
            _("To be verified by you"),
            lambda rows, look: of_rows(rows).to_verify_by(look.account),
            right="deed.verify",
        ),
        Tab("today", _("Today"), lambda rows, look: rows.filter(occurred_on=look.today)),
        Tab("withdrawn", pgettext_lazy("deeds", "withdrawn"), lambda rows, look: rows.filter(withdrawn=True)),
    ),
    filters=(
        Choice(
            "state",
            _("State"),
            fixed(
                {
                    "verified": _("verified"),
                    "unverified": _("not verified"),
                    "evidenced": _("with evidence"),
                    "withdrawn": pgettext_lazy("deeds", "withdrawn"),
                }
            ),
            in_state,
            first=True,
        ),
        Choice("unit", _("Unit"), lambda look: units_of(look, "deed.view"), by("unit")),
        Choice("kind", _("Kind of work"), fixed(DEED_KIND_LABELS), by("kind")),
        Span("occurred_on", _("Done from"), _("Done until")),
        Only(
            "duty",
            lambda rows, key, look: rows.filter(services__duty=key, services__dropped=False),
            title_of,
        ),
    ),
    words_label=_("Words"),
    speak=speaking_of,
    fetch=lambda rows: rows.prefetch_related("unit__periods"),
    finish=heads,
    buttons=(Button(_("Record a deed"), "duties:deed-new", "deed.record", main=True),),
    many=(
        Many(
            code="verify",
            label=_("Verify"),
            intro=_("You confirm, as another person, that each was done. A verification is not taken back."),
            right="deed.verify",
            form=lambda sent, account, rows: forms.Form(sent),
            act=verify,
            ticked=may_verify,
            done=_("verified"),
        ),
    ),
    empty=(
        _("No deeds here yet."),
        _(
            "A deed says what was done, when, and for which duty. Recording one takes less than half a minute."
        ),
    ),
)
