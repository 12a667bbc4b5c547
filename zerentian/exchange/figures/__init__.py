"""What the entries of this room say, and what they add up to."""

from zerentian.exchange.figures.demands import FIGURES as DEMAND_FIGURES
from zerentian.exchange.figures.demands import VERBS as DEMAND_VERBS
from zerentian.exchange.figures.forms import FIGURES as FORM_FIGURES
from zerentian.exchange.figures.forms import VERBS as FORM_VERBS
from zerentian.exchange.figures.opened import VERBS as OPENED_VERBS
from zerentian.exchange.figures.tables import VERBS as TABLE_VERBS
from zerentian.exchange.figures.upward import VERBS as UPWARD_VERBS
from zerentian.exchange.figures.webhooks import VERBS as WEBHOOK_VERBS
from zerentian.ledger.registry import register

register(verbs=TABLE_VERBS)
register(verbs=FORM_VERBS, figures=FORM_FIGURES)
register(verbs=DEMAND_VERBS, figures=DEMAND_FIGURES)
register(verbs=WEBHOOK_VERBS)
register(verbs=UPWARD_VERBS)
register(verbs=OPENED_VERBS)
