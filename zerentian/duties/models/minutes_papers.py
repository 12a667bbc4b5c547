"""What stands beside the text of minutes: to whom they are handed round, and scans of the paper that was signed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zerentian.duties.models.meetings import Minutes
from zerentian.evidence.models import File
from zerentian.ledger.models import Committed


class MinutesRound(Committed):
    """To whom one draft of the minutes is handed round (分送), as 版记 prints it; it changes with the draft alone."""

    COMMITTED: ClassVar = ("minutes", "words")
    OPENABLE: ClassVar = ("words",)

    minutes = models.OneToOneField(Minutes, models.PROTECT, related_name="round")
    words = models.CharField(max_length=300)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="minutes_round_whole")]

    def __str__(self) -> str:
        return self.words


class MinutesScan(Committed):
    """A scan of the paper of signed minutes: it stands beside the sealed text, and proves nothing by itself."""

    COMMITTED: ClassVar = ("minutes", "file")

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="scans")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["minutes", "file"], name="minutes_scan_once")]

    def __str__(self) -> str:
        return f"{self.minutes_id} {self.file_id}"
