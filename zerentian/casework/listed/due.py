"""On which days answers to concerns fall due."""

from django.utils.translation import gettext_lazy as _

from zerentian.casework.listed import leaving, light_of, mine
from zerentian.casework.models import Concern
from zerentian.organization.due_days import DueDays

ANSWERS_DUE = DueDays(
    label=_("Answer to a concern"),
    right="desk.view",
    rows=lambda account: Concern.objects.visible_to(account).open(),
    mine=mine,
    day="due",
    number=lambda one: one.number,
    title=lambda one: one.title,
    light=lambda one, look: light_of(one, look.now),
    where=lambda one: one.lead.name if one.lead else "",
    leaves=leaving,
    fetch=lambda rows: rows.prefetch_related("lead__periods"),
)
