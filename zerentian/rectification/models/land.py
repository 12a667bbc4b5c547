"""Land matters (征地、房屋征收): the steps of the law with their postings; objections as counts, never who objected."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties.models.located import Located, LocatedQuerySet
from zerentian.evidence.models import File
from zerentian.ledger.drawn import SerialField
from zerentian.ledger.models import Committed
from zerentian.organization.models import Account, Post
from zerentian.rectification.rules.land import LandKind, LandStage, LandState, open_stages

LAND_KINDS = {
    LandKind.COLLECTIVE: _("Land of a collective"),
    LandKind.HOUSES: _("Houses on state land"),
}
LAND_STATES = {
    LandState.OPEN: pgettext_lazy("land", "under way"),
    LandState.DONE: pgettext_lazy("land", "all steps met"),
    LandState.STOPPED: pgettext_lazy("land", "stopped"),
}
LAND_STAGES = {
    LandStage.PRE: _("Advance notice"),
    LandStage.SURVEY: _("Survey of the land"),
    LandStage.ASSESS: _("Assessment, villagers taking part"),
    LandStage.PLAN: _("Posting of the compensation plan"),
    LandStage.OBJECTIONS: _("Objections counted"),
    LandStage.HEARING: _("Hearing"),
    LandStage.AGREEMENTS: _("Agreements"),
    LandStage.APPLY: _("Application"),
    LandStage.APPROVED: _("Approval received"),
    LandStage.FINAL: _("Announcement"),
    LandStage.PAID: _("Money paid in full"),
}


class LandQuerySet(LocatedQuerySet):
    """Questions people ask of land matters."""

    right = "risk.view"

    def open(self) -> Self:
        """The matters that are under way."""
        return self.filter(state=LandState.OPEN)

    def open_first(self) -> Self:
        """These matters, those under way before those that are over, the newest first."""
        over = models.Case(models.When(state=LandState.OPEN, then=0), default=1)
        return self.order_by(over, "-opened_on", "-pk")

    def refs(self) -> models.QuerySet:  # type: ignore[type-arg]
        """The references of these matters, as entries name them."""
        key = models.functions.Cast("pk", models.TextField())
        text = models.functions.Concat(models.Value("land:"), key, output_field=models.TextField())
        refs: models.QuerySet = self.annotate(ref_text=text).order_by().values("ref_text")  # type: ignore[type-arg]
        return refs


class LandMatter(Located):
    """One taking of land or houses. ``final_due`` is the day the announcement is due, from the approval on."""

    KIND = "land"
    COMMITTED: ClassVar = (
        *("unit", "path", "kind", "title", "place", "project", "responsible", "state", "source_ref"),
        *("members", "objectors", "objections", "hearing_due", "final_due", "opened_on", "stopped_for"),
    )
    OPENABLE: ClassVar = ("title", "stopped_for")

    kind = models.CharField(max_length=12, choices=LAND_KINDS)
    title = models.CharField(max_length=120)
    place = models.CharField(max_length=200, blank=True)
    project = models.CharField(max_length=120, blank=True)
    responsible = models.ForeignKey(Post, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=LAND_STATES, default=LandState.OPEN)
    source_ref = models.CharField(max_length=160, blank=True)
    members = models.PositiveIntegerField(null=True, blank=True)
    objectors = models.PositiveIntegerField(null=True, blank=True)
    objections = models.PositiveIntegerField(null=True, blank=True)
    hearing_due = models.BooleanField(default=False)
    final_due = models.DateField(null=True, blank=True, db_index=True)
    stopped_for = models.TextField(blank=True)
    opened_on = models.DateField()
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    serial = SerialField()

    objects = LandQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(LandKind)), name="land_kind_known"),
            models.CheckConstraint(
                condition=Q(objectors=None) | Q(members__gte=F("objectors")),
                name="land_objectors_are_members",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """Return the number people use."""
        return f"T{self.opened_on.year}-{self.serial:03}"

    @property
    def met(self) -> list[str]:
        """Return the steps that are met."""
        return [one.stage for one in self.stages.all() if one.met_on]

    @property
    def next_stages(self) -> list[LandStage]:
        """Return the steps that may be taken now."""
        if self.state != LandState.OPEN:
            return []
        return open_stages(LandKind(self.kind), self.met, self.hearing_due)

    def waits_on(self, today: date) -> bool:
        """Tell whether something can be done today: more than to wait for a paper that hangs."""
        hanging = {
            one.stage for one in self.stages.all() if one.last and not one.met_on and one.last >= today
        }
        return any(stage not in hanging for stage in self.next_stages)


class LandStep(Committed):
    """One step of a land matter: posted from and until, where; met on a day, with what was done."""

    COMMITTED: ClassVar = ("matter", "stage", "first", "last", "where", "met_on", "words")
    OPENABLE: ClassVar = ("words",)

    matter = models.ForeignKey(LandMatter, models.PROTECT, related_name="stages")
    stage = models.CharField(max_length=12, choices=LAND_STAGES)
    first = models.DateField(null=True, blank=True)
    last = models.DateField(null=True, blank=True)
    where = models.CharField(max_length=200, blank=True)
    met_on = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True)
    # What it said before it was corrected or taken back, with the reason.
    earlier = models.JSONField(default=list)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "stage"], name="land_step_once"),
            models.CheckConstraint(
                condition=Q(last=None) | Q(met_on=None) | Q(met_on__gt=F("last")),
                name="land_step_not_met_early",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=[LandStage.PRE, LandStage.PLAN])
                | Q(first__isnull=False, last__isnull=False),
                name="land_posting_has_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.stage}"

    @property
    def replaced(self) -> list[dict[str, Any]]:
        """Return what it said before, days as days."""
        days = ("first", "last", "met_on")
        return [
            {name: date.fromisoformat(one) if name in days else one for name, one in was.items()}
            for was in self.earlier
        ]


class LandFile(Committed):
    """A photo of the board, or a paper of a step."""

    COMMITTED: ClassVar = ("matter", "file", "stage")

    matter = models.ForeignKey(LandMatter, models.PROTECT, related_name="files")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    stage = models.CharField(max_length=12, choices=LAND_STAGES)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.file_id}"
