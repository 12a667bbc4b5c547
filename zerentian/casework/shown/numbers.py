"""How concerns stand in figures."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from zerentian.casework.models import Concern
from zerentian.casework.models.concerns import path_reached
from zerentian.casework.rules.clocks import SOON_DAYS
from zerentian.casework.rules.concerns import Channel, Group, Kind
from zerentian.organization.models import Account
from zerentian.organization.overviews import Cut, InAndOut, Overview, Soon


def soon_in(account: Account, unit: str, today: date, days: int) -> int:
    """Count the open concerns at and under a unit path that an account sees and that fall due within some days."""
    return Concern.objects.visible_to(account).filter(path_reached([unit])).due_within(today, days).count()


CONCERNS = Overview(
    name="concerns",
    title=_("Concerns in numbers"),
    rank=90,
    flow=(
        "concerns.received",
        "concerns.answered",
        "concerns.exited",
        "concerns.referred",
        "concerns.closed",
    ),
    stock=("concerns.open", "concerns.overdue", "concerns.queued", "reviews.overdue"),
    late="concerns.overdue",
    soon=Soon(soon_in, "/concerns/?clock=amber", SOON_DAYS, _("Due within %(n)d days from today")),
    rates=(
        "answers.on_time_share",
        "callbacks.solved_share",
        "callbacks.satisfied_share",
        "answers.median_days",
    ),
    rates_title=_("Three rates, with what they are made of"),
    apart=(
        "callbacks.made",
        "callbacks.contacted.yes",
        "callbacks.contacted.no_answer",
        "callbacks.contacted.refused",
        "concerns.reopened",
        "answers.alone",
    ),
    apart_note=_(
        "No answer, and persons who did not wish to be asked, are left out of both rates and listed here."
    ),
    cuts=(
        Cut(_("By kind"), [*(f"concerns.kind.{kind}" for kind in Kind), "concerns.untriaged"]),
        Cut(_("By field"), [*(f"concerns.group.{group}" for group in Group), "concerns.untriaged"]),
        Cut(_("By channel"), [f"concerns.channel.{channel}" for channel in Channel]),
    ),
    of_unit=(
        "concerns.dispatched",
        "concerns.answered",
        "concerns.open",
        "concerns.overdue",
        "answers.on_time_share",
    ),
    picture=InAndOut(
        _("Received and answered by month"),
        (_("Received"), "concerns.received"),
        (_("Answered"), "concerns.answered"),
    ),
    balance="concerns.open",
)
