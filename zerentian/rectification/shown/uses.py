"""Where files are used as evidence of findings and risk points: links on the pages of files and of pairs of them."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zerentian.evidence.models import File
from zerentian.organization.models import Account
from zerentian.organization.offers import Link, Offer
from zerentian.rectification.models import Finding, FindingFile, RiskFile, RiskPoint

MOST = 10


def findings_on(file: File, account: Account | None) -> Iterator[Link]:
    """Yield the findings that a file shows something of, as far as the account may read them."""
    if account is None:
        return
    shown = FindingFile.objects.filter(file=file).values("finding")
    for finding in Finding.objects.visible_to(account).filter(pk__in=shown)[:MOST]:
        yield Link(str(finding), reverse("rectification:finding-detail", args=[finding.pk]))


def points_on(file: File, account: Account | None) -> Iterator[Link]:
    """Yield the risk points that a file shows something of, as far as the account may read them."""
    if account is None:
        return
    shown = RiskFile.objects.filter(file=file).values("point")
    for point in RiskPoint.objects.visible_to(account).filter(pk__in=shown)[:MOST]:
        yield Link(str(point), reverse("risks:risk-detail", args=[point.pk]))


USES_OF_FILES = (
    Offer("file.uses", findings_on, _("Findings it belongs to"), rank=20),
    Offer("file.uses", points_on, _("Risk points it belongs to"), rank=30),
)
