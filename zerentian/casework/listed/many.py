"""What may be done to many concerns at once: accepted, dispatched, passed to another office, noted as not reached."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework import actions
from zerentian.casework.forms.concerns import (
    BulkDispatchForm,
    LinkManyForm,
    MoveManyForm,
    NotReachedForm,
    set_choice,
)
from zerentian.casework.models import Concern
from zerentian.casework.rules.callbacks import Contacted
from zerentian.casework.rules.concerns import Kind, State
from zerentian.duties.models import FunctionItem
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.lists import Back, Many
from zerentian.organization.models import Account, Unit

Given = Mapping[str, Any]


def offices_below(form: forms.Form, account: Account, rows: Sequence[Concern]) -> forms.Form:
    """Let a form choose among the offices and villages of the township of the chosen concerns."""
    units = Unit.objects.under(rows[0].unit, account.today).exclude(pk=rows[0].unit_id)
    set_choice(form, "unit", units.prefetch_related("periods"))
    if "function" in form.fields:
        set_choice(form, "function", FunctionItem.objects.filter(unit=rows[0].unit))
    return form


def dispatch(concern: Concern, said: Given, by: Account, now: datetime) -> object:
    """Dispatch one of the chosen concerns."""
    names = ("unit", "function", "instructions")
    return actions.dispatch_concern(concern, **{name: said[name] for name in names}, by=by, now=now)


def not_reached(concern: Concern, said: Given, by: Account, now: datetime) -> object:
    """Record that the resident of one of the chosen concerns was called and not reached."""
    return actions.call_back(
        concern, contacted=Contacted(said["contacted"]), words=said["words"], by=by, now=now
    )


def link(concern: Concern, said: Given, by: Account, now: datetime) -> object:
    """Link one of the chosen concerns to the lead case, which may be among them."""
    lead = said["number"]
    if lead.pk == concern.pk:
        raise NotAllowed("这一件就是牵头件，其余各件关联到它", "this one leads: the others are linked to it")
    return actions.link_concern(concern, lead=lead, by=by, now=now)


MANY = (
    Many(
        code="accept",
        label=pgettext_lazy("concern", "Accept"),
        intro=_("Each is taken on by you, and its clocks go on."),
        right="concern.handle",
        form=lambda sent, account, rows: forms.Form(sent),
        act=lambda one, said, by, now: actions.accept_concern(one, by=by, now=now),
        ticked=lambda one, account: one.state == State.DISPATCHED,
        done=pgettext_lazy("many", "accepted"),
    ),
    Many(
        code="dispatch",
        label=_("Dispatch"),
        intro=_("All go to one office; each gets its own entry and its own clocks."),
        right="concern.dispatch",
        form=lambda sent, account, rows: offices_below(BulkDispatchForm(sent), account, rows),
        act=dispatch,
        ticked=lambda one, account: one.state == State.TRIAGED,
        done=pgettext_lazy("many", "dispatched"),
    ),
    Many(
        code="move",
        label=_("Pass to another office"),
        intro=_("What is in hand goes to another office with one reason; deadlines stay as they are."),
        right="concern.dispatch",
        form=lambda sent, account, rows: offices_below(MoveManyForm(sent), account, rows),
        act=lambda one, said, by, now: actions.move_concern(
            one, unit=said["unit"], reason=said["reason"], by=by, now=now
        ),
        ticked=lambda one, account: one.state in (State.DISPATCHED, State.HANDLING),
        done=pgettext_lazy("concerns", "passed on"),
        back=Back(
            _("Pass back to the office before"),
            lambda one, reason, by, now: actions.move_concern_back(one, reason=reason, by=by, now=now),
        ),
    ),
    Many(
        code="link",
        label=_("Link to the same matter"),
        intro=_(
            "They are linked to one lead case: one answer, each person told and each counted. Nothing is merged."
        ),
        right="concern.triage",
        form=lambda sent, account, rows: LinkManyForm(sent, account=account, rows=rows),
        act=link,
        ticked=lambda one, account: one.is_open and one.linked_to_id is None and one.kind != Kind.WRONGDOING,
        done=pgettext_lazy("concerns", "linked"),
        back=Back(
            _("Part them again"),
            lambda one, reason, by, now: actions.unlink_concern(one, reason=reason, by=by, now=now),
        ),
    ),
    Many(
        code="not-reached",
        label=_("Called, not reached"),
        intro=_(
            "Only that nobody answered, or that no answer was wanted: what a person says is written down one by one."
        ),
        right="concern.call_back",
        form=lambda sent, account, rows: NotReachedForm(sent),
        act=not_reached,
        ticked=lambda one, account: one.state == State.ANSWERED and one.answered_here and not one.called_back,
        done=pgettext_lazy("many", "noted"),
    ),
)
