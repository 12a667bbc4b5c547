"""What a request for information may come to beside its answer: files, a fee, a review or a suit."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zerentian.community.models.inquiries import Inquiry, InquiryAnswer
from zerentian.community.models.labels_of_inquiries import MEASURES, RULINGS, WAYS
from zerentian.community.rules.fees import Measure
from zerentian.community.rules.remedies import Ruling, Way
from zerentian.evidence.models import File
from zerentian.ledger.models import Committed
from zerentian.organization.models import Account


class InquiryFile(Committed):
    """A file that an answer gives; the applicant fetches it with the secret once the answer is released."""

    COMMITTED: ClassVar = ("answer", "file")

    answer = models.ForeignKey(InquiryAnswer, models.PROTECT, related_name="files")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["answer", "file"], name="inquiry_file_once")]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.file_id}"


class InquiryFee(Committed):
    """The fee that was asked for (art. 42): once a request, paid until a day, or the request lapses."""

    COMMITTED: ClassVar = ("inquiry", "measure", "number", "yuan", "how", "until", "asked_on", "paid_on")
    OPENABLE: ClassVar = ("how",)

    inquiry = models.OneToOneField(Inquiry, models.PROTECT, related_name="fee")
    measure = models.CharField(max_length=8, choices=MEASURES)
    number = models.PositiveIntegerField()
    yuan = models.PositiveIntegerField()
    how = models.CharField(max_length=300)
    until = models.DateField()
    asked_on = models.DateField()
    paid_on = models.DateField(null=True, blank=True)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(measure__in=list(Measure), yuan__gte=1), name="inquiry_fee_of_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inquiry_id} {self.yuan}"


class InquiryChallenge(Committed):
    """A review or a suit about a request, and what was ruled; who contests it is the applicant, and named nowhere."""

    COMMITTED: ClassVar = ("inquiry", "way", "opened_on", "ruling", "closed_on")

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="challenges")
    way = models.CharField(max_length=12, choices=WAYS)
    opened_on = models.DateField()
    ruling = models.CharField(max_length=10, choices=RULINGS, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["opened_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(way__in=list(Way)), name="inquiry_challenge_known"),
            models.CheckConstraint(
                condition=Q(ruling="", closed_on=None) | Q(ruling__in=list(Ruling), closed_on__isnull=False),
                name="inquiry_challenge_ruled_on_a_day",
            ),
            models.UniqueConstraint(
                fields=["inquiry", "way"], condition=Q(ruling=""), name="inquiry_challenged_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inquiry_id} {self.way}"
