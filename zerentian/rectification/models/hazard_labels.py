"""What the codes of geological hazard points are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.rectification.rules.hazards import Card, ReadingKind, TransferState

READINGS = {
    ReadingKind.RAIN: _("Rain (mm)"),
    ReadingKind.CRACK: _("Width of the crack (mm)"),
    ReadingKind.WATER: _("Water level (cm)"),
}
CARDS = {Card.WORK: _("Work card for the post that watches"), Card.ESCAPE: _("Escape card for households")}
TRANSFER_STATES = {
    TransferState.ORDERED: pgettext_lazy("transfer", "ordered"),
    TransferState.COUNTED: pgettext_lazy("transfer", "everybody counted"),
    TransferState.RETURNED: pgettext_lazy("transfer", "returned"),
    TransferState.CALLED_OFF: pgettext_lazy("transfer", "called off"),
}
PURPOSES = {
    "cards": _("Cards for the households"),
    "roll_call": _("Roll call of a transfer"),
    "call": _("Calling people in danger"),
    "check": _("Checking what is written down"),
}
