"""On which days patrols, control measures and the announcements of land matters fall due."""

from django.utils.translation import gettext_lazy as _

from zerentian.duties.rules.lights import light
from zerentian.ledger.drawn import named_by
from zerentian.organization.due_days import DueDays
from zerentian.organization.lists import Look, Rows
from zerentian.rectification.models import LandMatter, RiskControl, RiskPoint
from zerentian.rectification.models.findings import AMBER_DAYS
from zerentian.rectification.rules.land import LandStage


def of_my_posts(rows: Rows, look: Look) -> Rows:
    """Return the rows that a post of the account looks after."""
    return rows.filter(responsible__in=look.account.post_keys())


def beside(rows: Rows) -> Rows:
    """Fetch the unit with its names."""
    return rows.prefetch_related("unit__periods")


PATROLS_DUE = DueDays(
    label=_("Patrol of a risk point"),
    right="risk.view",
    rows=lambda account: RiskPoint.objects.visible_to(account).kept().exclude(patrol_due=None),
    mine=of_my_posts,
    day="patrol_due",
    number=lambda one: one.number,
    title=lambda one: one.title,
    where=lambda one: one.unit.name,
    fetch=beside,
    light=lambda one, look: one.light(look.today),
)
CONTROLS_DUE = DueDays(
    label=_("Control measure"),
    right="risk.view",
    rows=lambda account: RiskControl.objects.visible_to(account).open(),
    mine=of_my_posts,
    day="due",
    number=lambda one: named_by(one.pk),
    title=str,
    where=lambda one: one.unit.name,
    fetch=beside,
    light=lambda one, look: one.light(look.today),
)
ANNOUNCEMENTS_DUE = DueDays(
    label=_("Announcement of a land matter"),
    right="risk.view",
    rows=lambda account: (
        LandMatter.objects.visible_to(account)
        .open()
        .exclude(final_due=None)
        .exclude(stages__stage=LandStage.FINAL)
    ),
    mine=of_my_posts,
    day="final_due",
    number=lambda one: one.number,
    title=lambda one: one.title,
    where=lambda one: one.unit.name,
    fetch=beside,
    light=lambda one, look: light(one.final_due, look.today, AMBER_DAYS),
)
