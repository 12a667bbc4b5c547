"""What the facts of concerns' entries are called, and what their codes mean."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework.models.chasing import ABOVE
from zerentian.casework.models.labels import (
    CHANNELS,
    CONTACTED,
    DECISIONS,
    EXITS,
    GROUPS,
    KINDS,
    LEVELS,
    OUTCOMES,
    PURPOSES,
    REVEAL_PURPOSES,
    ROUTES,
    SATISFIED,
    SOLVED,
    TOLD,
)
from zerentian.casework.rules.asking import Ended
from zerentian.duties.models import FunctionItem
from zerentian.organization.subjects import Dated, Fact
from zerentian.organization.telling import numbers, titled, unit_names

RULINGS: Mapping[str, Any] = {
    "upheld": _("The dispatch stands"),
    "sustained": _("The objection is right"),
}
GROUNDS: Mapping[str, Any] = {
    "retention": _("The time of keeping is over"),
    "request": _("At the person's wish"),
}


def functions(values: Collection[Dated]) -> Mapping[Dated, str]:
    """Return the items of function lists that some ``<unit's code>:<number>`` name."""
    keys = {value: value[0].rpartition(":")[2] for value in values}
    names = titled(FunctionItem.objects.filter(pk__in=numbers(keys.values())))
    return {value: names[key] for value, key in keys.items() if key in names}


FACTS: Mapping[str, Fact] = {
    "above": Fact(pgettext_lazy("fact", "Brought before"), ABOVE),
    "kept": Fact(pgettext_lazy("fact", "Kept")),
    "promised_by": Fact(pgettext_lazy("fact", "Promised by")),
    "accounts": Fact(pgettext_lazy("fact", "Persons of the office")),
    "alone": Fact(pgettext_lazy("fact", "Not looked at by another")),
    "anonymous": Fact(pgettext_lazy("fact", "Anonymous")),
    "bounces": Fact(pgettext_lazy("fact", "Times sent back")),
    "by_code": Fact(pgettext_lazy("fact", "By the resident, with the code")),
    "by_unit": Fact(pgettext_lazy("fact", "Assisting unit"), read=unit_names),
    "called": Fact(pgettext_lazy("fact", "Called on")),
    "came": Fact(pgettext_lazy("fact", "Came")),
    "channel": Fact(pgettext_lazy("fact", "Channel"), CHANNELS),
    "contacted": Fact(pgettext_lazy("fact", "Whether the person was reached"), CONTACTED),
    "decision": Fact(pgettext_lazy("fact", "Decision"), DECISIONS),
    "exit": Fact(pgettext_lazy("fact", "Why another way"), EXITS),
    "function": Fact(_("Item of the function list"), read=functions),
    "granted": Fact(pgettext_lazy("fact", "Granted")),
    "ground": Fact(_("Legal ground"), GROUNDS),
    "group": Fact(pgettext_lazy("fact", "Field"), GROUPS),
    "in_time": Fact(pgettext_lazy("fact", "Asked for in time")),
    "kind": Fact(_("Kind"), KINDS),
    "lead": Fact(pgettext_lazy("fact", "Lead concern"), refers=True),
    "ended": Fact(
        pgettext_lazy("fact", "How it ended"),
        {
            Ended.ANSWERED: _("the resident answered"),
            Ended.EXPIRED: _("the day passed"),
            Ended.DROPPED: _("the matter ended"),
        },
    ),
    "paused": Fact(pgettext_lazy("fact", "The clock stood still")),
    "level": Fact(pgettext_lazy("fact", "Review or recheck"), LEVELS),
    "notice_due": Fact(pgettext_lazy("fact", "To be told by")),
    "outcome": Fact(_("Outcome"), OUTCOMES),
    "posts": Fact(pgettext_lazy("fact", "Posts mentioned")),
    "purpose": Fact(pgettext_lazy("fact", "What is due"), PURPOSES),
    "received": Fact(pgettext_lazy("fact", "Received on")),
    "round": Fact(pgettext_lazy("fact", "Round")),
    "route": Fact(pgettext_lazy("fact", "Route"), ROUTES),
    "ruling": Fact(pgettext_lazy("fact", "Ruling"), RULINGS),
    "satisfied": Fact(pgettext_lazy("fact", "Whether the person is satisfied"), SATISFIED),
    "solved": Fact(pgettext_lazy("fact", "Whether it is solved"), SOLVED),
    "told": Fact(pgettext_lazy("fact", "How the person was told"), TOLD),
    "units": Fact(_("Units")),
    "until": Fact(pgettext_lazy("fact", "Paused until")),
    "visit_on": Fact(pgettext_lazy("fact", "Day of the visit")),
    "was_in_cohort": Fact(pgettext_lazy("fact", "Counted as due before")),
    "was_queued": Fact(pgettext_lazy("fact", "Had waited to be looked at")),
}
REVEAL = {"purpose": Fact(pgettext_lazy("fact", "What it was needed for"), REVEAL_PURPOSES)}
