"""How concerns stand in figures."""

from django.utils.translation import gettext_lazy as _

from zerentian.casework.rules.concerns import Channel, Group, Kind
from zerentian.organization.overviews import Cut, InAndOut, Overview, Soon

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
    soon=Soon("answers.due", 3, _("Due within %(n)d days from today")),
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
        Cut(_("By kind"), [f"concerns.kind.{kind}" for kind in Kind]),
        Cut(_("By field"), [f"concerns.group.{group}" for group in Group]),
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
)
