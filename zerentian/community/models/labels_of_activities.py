"""What the codes of activities and sign-ups are called."""

from django.utils.translation import pgettext_lazy

from zerentian.community.rules.activities import Counted, Door, Kind, Standing, State

KINDS = {
    Kind.SHOW: pgettext_lazy("activity", "Show"),
    Kind.FILM: pgettext_lazy("activity", "Film"),
    Kind.LECTURE: pgettext_lazy("activity", "Lecture"),
    Kind.TRAINING: pgettext_lazy("activity", "Training"),
    Kind.EXHIBITION: pgettext_lazy("activity", "Exhibition"),
    Kind.READING: pgettext_lazy("activity", "Reading"),
    Kind.SPORT: pgettext_lazy("activity", "Sport"),
    Kind.FESTIVAL: pgettext_lazy("activity", "Festival"),
    Kind.SERVICE: pgettext_lazy("activity", "Service for residents"),
    Kind.OTHER: pgettext_lazy("activity", "Other"),
}
STATES = {
    State.OPEN: pgettext_lazy("activity", "announced"),
    State.CANCELLED: pgettext_lazy("activity", "cancelled"),
    State.HELD: pgettext_lazy("activity", "held"),
}
COUNTINGS = {
    Counted.TICKED: pgettext_lazy("activity", "ticked off a list"),
    Counted.HEADS: pgettext_lazy("activity", "heads counted"),
    Counted.ESTIMATE: pgettext_lazy("activity", "estimated"),
}
DOORS = {
    Door.PAGE: pgettext_lazy("sign-up", "On the page"),
    Door.PHONE: pgettext_lazy("sign-up", "By telephone"),
    Door.COUNTER: pgettext_lazy("sign-up", "At the counter"),
}
STANDINGS = {
    Standing.IN: pgettext_lazy("sign-up", "has a place"),
    Standing.WAITING: pgettext_lazy("sign-up", "waits for a place"),
    Standing.OFFERED: pgettext_lazy("sign-up", "a place is offered"),
    Standing.LEFT: pgettext_lazy("sign-up", "has left"),
    Standing.LAPSED: pgettext_lazy("sign-up", "offer not taken up"),
}
