"""On which days findings, their look-backs and their measures fall due."""

from django.utils.translation import gettext_lazy as _

from zerentian.duties.rules.lights import light
from zerentian.ledger.drawn import named_by
from zerentian.organization.due_days import DueDays
from zerentian.organization.lists import Look, Rows
from zerentian.rectification.listed.findings import mine
from zerentian.rectification.listed.measures import mine as my_measures
from zerentian.rectification.models import Finding, Measure
from zerentian.rectification.models.findings import AMBER_DAYS
from zerentian.rectification.rules.findings import State


def to_look_back(rows: Rows, look: Look) -> Rows:
    """Return the findings whose look-back is the account's to do, its day reached or not."""
    verified = rows.filter(unit__in=look.account.unit_keys("finding.verify"))
    return verified.exclude(pk__in=Finding.objects.filter(mended_by=look.account).values("pk"))


FINDINGS_DUE = DueDays(
    label=_("Mending of a finding"),
    right="finding.view",
    rows=lambda account: Finding.objects.visible_to(account).owed(),
    mine=mine,
    day="due",
    number=lambda one: one.number,
    title=lambda one: one.title,
    where=lambda one: one.unit.name,
    fetch=lambda rows: rows.prefetch_related("unit__periods"),
    light=lambda one, look: one.light(look.today),
)
LOOK_BACKS_DUE = DueDays(
    label=_("Look-back at a finding"),
    right="finding.view",
    rows=lambda account: Finding.objects.visible_to(account).filter(state=State.CLOSED, looked_on=None),
    mine=to_look_back,
    day="look_back_due",
    number=lambda one: one.number,
    title=lambda one: one.title,
    where=lambda one: one.unit.name,
    fetch=lambda rows: rows.prefetch_related("unit__periods"),
    light=lambda one, look: light(one.look_back_due, look.today, AMBER_DAYS),
)
MEASURES_DUE = DueDays(
    label=_("Measure for a finding"),
    right="finding.view",
    rows=lambda account: Measure.objects.visible_to(account).open(),
    mine=my_measures,
    day="due",
    number=lambda one: f"{one.finding.number} · {named_by(one.pk)}",
    title=lambda one: str(one),
    light=lambda one, look: one.light(look.today),
    where=lambda one: one.unit.name,
    fetch=lambda rows: rows.select_related("finding").prefetch_related("unit__periods"),
)
