"""Warnings that were relayed, with their original; the calling of villages, try by try: posts, never persons."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from zerentian.community.models.labels_of_warnings import CALLED, CHANNELS, COLOURS, FORMS, MESSAGES, STANDING
from zerentian.community.rules.warnings import Called, Channel, Colour, Form, Message, State
from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.ledger.models import Committed
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account, Post, Unit


class WarningQuerySet(LocatedQuerySet):
    """Questions people ask of relayed warnings."""

    right = "notice.view"

    def current(self, now: datetime) -> Self:
        """Those that stand and have not expired."""
        return self.filter(state=State.STANDING, expires_at__gt=now)

    def public(self, now: datetime) -> Self:
        """Those that anybody may read: current, no drills; a lifting stands as long as it says."""
        return self.current(now).filter(drill=False)


class RelayedWarning(Located):
    """One message, relayed with its issuer. ``original`` is what came, byte for byte as text; it is never altered."""

    KIND = "warning"
    COMMITTED: ClassVar = (
        "unit",
        "path",
        "identifier",
        "issuer",
        "hazard",
        "colour",
        "message",
        "sent_at",
        "expires_at",
        "form",
        "original",
        "drill",
        "state",
        "replaces",
        "minutes",
        "retry_minutes",
    )
    OPENABLE: ClassVar = ("original",)

    identifier = models.CharField(max_length=200)
    sender = models.CharField(max_length=200, blank=True)
    issuer = models.CharField(max_length=200)
    hazard = models.CharField(max_length=60)
    colour = models.CharField(max_length=8, choices=COLOURS)
    message = models.CharField(max_length=8, choices=MESSAGES)
    sent_at = models.DateTimeField()
    effective_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(db_index=True)
    headline = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    instruction = models.TextField(blank=True)
    codes = models.JSONField(default=dict)
    form = models.CharField(max_length=5, choices=FORMS)
    original = models.TextField()
    drill = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=STANDING, default=State.STANDING)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    villages = models.ManyToManyField(Unit, related_name="+")
    minutes = models.PositiveSmallIntegerField()
    retry_minutes = models.PositiveSmallIntegerField()
    relayed_at = models.DateTimeField()
    relayed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = WarningQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "identifier"], name="warning_relayed_once"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("sent_at")), name="warning_ends_after_it_began"
            ),
            models.CheckConstraint(condition=~Q(issuer=""), name="warning_has_an_issuer"),
            models.CheckConstraint(condition=Q(colour__in=list(Colour)), name="warning_colour_known"),
            models.CheckConstraint(condition=Q(message__in=list(Message)), name="warning_message_known"),
            models.CheckConstraint(condition=Q(form__in=list(Form)), name="warning_form_known"),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="warning_state_known"),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, retry_minutes__gte=1), name="warning_minutes_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.headline or f"{self.issuer} {self.hazard}"


class CallQuerySet(LocatedQuerySet):
    """Questions people ask of calls to villages."""

    right = "notice.view"

    def open(self) -> Self:
        """Those that no village has confirmed."""
        return self.filter(state=Called.OPEN)


class Call(Located):
    """The call of one village on one warning: confirmed within the minutes set, or tried again and passed up."""

    KIND = "call"
    COMMITTED: ClassVar = (
        "unit",
        "path",
        "warning",
        "state",
        "asked_at",
        "due_at",
        "next_at",
        "confirmed_at",
    )

    warning = models.ForeignKey(RelayedWarning, models.PROTECT, related_name="calls")
    state = models.CharField(max_length=10, choices=CALLED, default=Called.OPEN)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    next_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["unit__code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["warning", "unit"], name="call_once_a_village"),
            models.CheckConstraint(condition=Q(state__in=list(Called)), name="call_state_known"),
            models.CheckConstraint(
                condition=Q(state=Called.CONFIRMED, confirmed_at__isnull=False)
                | (~Q(state=Called.CONFIRMED) & Q(confirmed_at=None)),
                name="call_confirmed_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.warning)

    @property
    def due(self) -> Any:
        """Return the day on which its minutes end."""
        return local_day(self.due_at)


class CallTry(Committed):
    """One try: which post was called, how, whether it answered."""

    COMMITTED: ClassVar = ("call", "post", "channel", "answered", "at")

    call = models.ForeignKey(Call, models.PROTECT, related_name="tries")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=12, choices=CHANNELS)
    answered = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=list(Channel)), name="call_channel_known")
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.channel}"


class CallTerm(Committed):
    """How many minutes a village has to confirm, and after how many it is called again: a rule of the place."""

    COMMITTED: ClassVar = ("unit", "minutes", "retry_minutes", "since", "basis")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField()
    retry_minutes = models.PositiveSmallIntegerField()
    since = models.DateField()
    basis = models.CharField(max_length=200)
    set_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-since", "-pk"]

    def __str__(self) -> str:
        return f"{self.minutes}"

    @property
    def ref(self) -> str:
        """Return the reference string."""
        return f"call_term:{self.pk}"
