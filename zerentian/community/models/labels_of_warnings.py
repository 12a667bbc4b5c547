"""What the codes of relayed warnings and calls are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.community.rules.warnings import Called, Channel, Colour, Form, Message, State

COLOURS = {
    Colour.RED: pgettext_lazy("warning", "red"),
    Colour.ORANGE: pgettext_lazy("warning", "orange"),
    Colour.YELLOW: pgettext_lazy("warning", "yellow"),
    Colour.BLUE: pgettext_lazy("warning", "blue"),
    Colour.UNKNOWN: _("no colour named"),
}
MESSAGES = {
    Message.ALERT: pgettext_lazy("warning", "Warning"),
    Message.UPDATE: pgettext_lazy("warning", "Change of an earlier one"),
    Message.CANCEL: pgettext_lazy("warning", "Lifted"),
}
FORMS = {Form.CAP: "CAP 1.2", Form.JSON: "JSON", Form.TEXT: pgettext_lazy("warning", "Words")}
STANDING = {
    State.STANDING: pgettext_lazy("warning", "stands"),
    State.REPLACED: pgettext_lazy("warning", "replaced by a later one"),
    State.LIFTED: pgettext_lazy("warning", "lifted"),
}
CALLED = {
    Called.OPEN: _("not confirmed yet"),
    Called.CONFIRMED: pgettext_lazy("call", "confirmed"),
    Called.DROPPED: _("no longer called"),
}
CHANNELS = {
    Channel.PHONE: pgettext_lazy("call", "Telephone"),
    Channel.RADIO: pgettext_lazy("call", "Radio"),
    Channel.LOUDSPEAKER: pgettext_lazy("call", "Loudspeaker"),
    Channel.DOOR: pgettext_lazy("call", "Knocking, gong"),
    Channel.PAGE: pgettext_lazy("call", "On this page"),
}
