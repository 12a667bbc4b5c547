"""Outlines, kept with every version, and the reports issued from them."""

from django.db import models
from django.db.models import Q

from zerentian.ledger.models import Committed
from zerentian.organization.models import Account

# Who receives reports of wrongdoing about a unit reads what is protected in its reports.
CLEARANCE = "concern.wrongdoing"


class Outline(Committed):
    """What a report says, with placeholders where numbers go. A revision is a new row; ``current`` marks it."""

    COMMITTED = ("code", "version", "title", "text", "current")
    OPENABLE = ("text",)

    code = models.SlugField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=120)
    text = models.TextField()
    current = models.BooleanField(default=True)

    class Meta:
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="outline_version_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(current=True), name="outline_one_current"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第{self.version}版）"


def within_reach(account: Account, right: str) -> Q:
    """Return the condition that the account holds the right over a row's unit."""
    reaches = account.reach(right)
    if reaches is None:
        return Q()
    condition = Q(pk__in=[])
    for reach in reaches:
        condition |= Q(unit=reach) | Q(unit__startswith=f"{reach}/")
    return condition


class ReportQuerySet(models.QuerySet["Report"]):
    """Questions people ask of reports."""

    def visible_to(self, account: Account) -> "ReportQuerySet":
        """The reports on units the account's right reaches; one that was redacted only for who is cleared for it."""
        standing = Q(redaction=None) | within_reach(account, CLEARANCE)
        return self.filter(within_reach(account, "report.view")).filter(standing)

    def cleared_to(self, account: Account) -> "ReportQuerySet":
        """The reports whose rendition with protected matters the account may read."""
        return self.visible_to(account).filter(within_reach(account, CLEARANCE))

    def standing(self) -> "ReportQuerySet":
        """The reports whose place no other has taken since."""
        return self.filter(redaction=None)

    def before(self, report: "Report") -> "ReportQuerySet":
        """The earlier reports on the same unit, newest first."""
        return self.filter(unit=report.unit, size__lt=report.size).order_by("-size")


class Report(Committed):
    """A report as it was issued: for a unit and a period, as of a seal. Its files lie in HOME/reports/<number>."""

    COMMITTED = ("number", "title", "unit", "period", "size", "docx", "pdf", "html", "manifest")
    OPENABLE = ("title",)

    number = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    unit = models.CharField(max_length=400)
    period = models.CharField(max_length=30)
    first = models.DateField()
    last = models.DateField()
    size = models.BigIntegerField()
    issued_at = models.DateTimeField()
    docx = models.CharField(max_length=64)
    pdf = models.CharField(max_length=64, blank=True)
    html = models.CharField(max_length=64)
    manifest = models.CharField(max_length=64)
    outline = models.ForeignKey(Outline, models.PROTECT, related_name="reports")
    recipient = models.CharField(max_length=200, blank=True)
    party = models.BooleanField(default=False)  # in the name of the party committee, else of the government
    # The earlier report whose place this one takes since a matter in it is protected now.
    redacts = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="redaction")

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def ref(self) -> str:
        """Return the reference under which entries speak of it."""
        return f"report:{self.number}"


class SampleQuerySet(models.QuerySet["Sample"]):
    """Questions people ask of samples."""

    def visible_to(self, account: Account) -> "SampleQuerySet":
        """The samples of units where the account draws them: in a small village codes and days point to people."""
        return self.filter(within_reach(account, "sample.draw"))


class Sample(Committed):
    """Entries drawn for a re-check on site: whose they are follows from the seal and the inspector's words.

    ``seed`` is SHA-256(root of the seal of ``size`` ‖ words), in hex. The draw itself is not kept: it is computed.
    """

    COMMITTED = ("number", "unit", "figure", "period", "size", "words", "seed", "count")
    OPENABLE = ("words",)

    number = models.CharField(max_length=20, unique=True)
    unit = models.CharField(max_length=400)
    figure = models.CharField(max_length=80)
    period = models.CharField(max_length=30)
    size = models.BigIntegerField()
    words = models.CharField(max_length=200)
    seed = models.CharField(max_length=64)
    count = models.PositiveSmallIntegerField()
    drawn_at = models.DateTimeField()

    objects = SampleQuerySet.as_manager()

    class Meta:
        ordering = ["-drawn_at", "-pk"]

    def __str__(self) -> str:
        return f"抽查 {self.number}"
