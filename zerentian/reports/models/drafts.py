"""Reports before their issue: drafts, what is said on them, and whether a signature is asked for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.ledger.models import Committed
from zerentian.ledger.rules.periods import Period
from zerentian.organization.models import Account, Post
from zerentian.reports.models.reports import Outline, Report, within_reach
from zerentian.reports.rules.signing import OPEN, Asked, DraftState

PERIOD = "{{ period }}"  # its place in a title
STATES = {
    DraftState.SUBMITTED: _("waiting to be signed off"),
    DraftState.RETURNED: _("returned to be mended"),
    DraftState.SIGNED: _("signed off"),
    DraftState.WITHDRAWN: pgettext_lazy("draft", "withdrawn"),
    DraftState.ISSUED: pgettext_lazy("draft", "issued"),
}
ASKED = {
    Asked.IF_POSSIBLE: _("where there is somebody who may sign off"),
    Asked.ALWAYS: pgettext_lazy("signing", "always"),
    Asked.NEVER: pgettext_lazy("signing", "never"),
}


class ReportDraftQuerySet(models.QuerySet["ReportDraft"]):
    """Questions people ask of drafts."""

    def visible_to(self, account: Account) -> "ReportDraftQuerySet":
        """The drafts of an account's own, and those on units where it signs off."""
        return self.filter(Q(written_by=account) | within_reach(account, "report.sign"))

    def to_sign_by(self, account: Account) -> "ReportDraftQuerySet":
        """The drafts that wait for the account to sign them off: none of its own."""
        waiting = self.filter(state=DraftState.SUBMITTED).filter(within_reach(account, "report.sign"))
        return waiting.exclude(written_by=account)

    def with_writer(self, account: Account, state: DraftState) -> "ReportDraftQuerySet":
        """The account's own drafts in a state: the next step is its own."""
        return self.filter(written_by=account, state=state)

    def open(self) -> "ReportDraftQuerySet":
        """The drafts on which something is still to be done."""
        return self.filter(state__in=OPEN)


class ReportDraft(Committed):
    """A report before its issue, as it was submitted to be signed off: an outline's version, as of a seal and a day.

    ``size`` and ``day`` are those of the last round: what is issued says what whoever signed it off has read.
    """

    COMMITTED = (
        *("outline", "unit", "period", "recipient", "party", "size", "day", "round", "state"),
        *("written_by", "signed_by", "signed_post", "signed_on", "report"),
    )
    OPENABLE = ("recipient",)

    outline = models.ForeignKey(Outline, models.PROTECT, related_name="drafts")
    unit = models.CharField(max_length=400)
    period = models.CharField(max_length=30)
    recipient = models.CharField(max_length=200, blank=True)
    party = models.BooleanField(default=False)
    size = models.BigIntegerField()
    day = models.DateField()
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=20, choices=STATES, default=DraftState.SUBMITTED)
    written_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    signed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    signed_post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    signed_on = models.DateField(null=True, blank=True)
    report = models.OneToOneField(Report, models.PROTECT, null=True, blank=True, related_name="draft")

    objects = ReportDraftQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(signed_by=models.F("written_by")), name="draft_signed_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("signed", "issued"))
                | Q(signed_by__isnull=False, signed_on__isnull=False),
                name="draft_signed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="issued", report__isnull=False) | (~Q(state="issued") & Q(report=None)),
                name="draft_issued_as_a_report",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Return its title as the outline has it, the period in its place or before it, without the unit."""
        period, words = Period.parse(self.period).label, self.outline.title.replace("{{ unit }}", "").strip()
        return words.replace(PERIOD, period) if PERIOD in words else f"{period}{words}"

    @property
    def ref(self) -> str:
        """Return the subject of its entries."""
        return f"draft:{self.pk}"


class DraftComment(Committed):
    """What was said on a part of a draft, or (``part`` empty) on the whole, in one of its rounds."""

    COMMITTED = ("draft", "round", "part", "text", "by")
    OPENABLE = ("part", "text")

    draft = models.ForeignKey(ReportDraft, models.PROTECT, related_name="comments")
    round = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class SignOff(Committed):
    """The office's setting: whether its reports are issued only once they are signed off. One row, or none."""

    COMMITTED = ("asked",)

    asked = models.CharField(max_length=20, choices=ASKED, default=Asked.IF_POSSIBLE)

    def __str__(self) -> str:
        return self.asked
