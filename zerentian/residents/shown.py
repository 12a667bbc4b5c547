"""What the residents' pages hang on the pages of concerns, and on the foot of every page."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zerentian.casework.models import Concern, PublicAnswer
from zerentian.community.models import Activity, Banner, Notice, RelayedWarning
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account
from zerentian.organization.offers import Link, Offer, offer


def doors(what: Any, account: Account | None) -> Iterator[Link]:
    """Yield what anybody may do without an account."""
    yield Link(_("Tell the office something"), reverse("residents:ask"))
    yield Link(_("Follow it"), reverse("residents:find"))
    yield Link(_("What the township tells"), reverse("residents:notices"))
    yield Link(_("Activities and venues"), reverse("residents:activities"))
    yield Link(_("Information on request"), reverse("residents:requests"))
    yield Link(_("Published answers"), reverse("residents:answers"))
    yield Link(_("Open figures"), reverse("exchange:open-figures"))


def slip(concern: Concern, account: Account | None) -> Iterator[Link]:
    """Yield the slip that is handed to the resident."""
    yield Link(_("Print the slip"), reverse("residents:slip", args=[concern.code]))


def progress(concern: Concern, account: Account | None) -> Iterator[Link]:
    """Yield the page on which the resident follows a concern."""
    yield Link(_("Follow it"), reverse("residents:progress", args=[concern.code]))


def answer(answer: PublicAnswer, account: Account | None) -> Iterator[Link]:
    """Yield the page of a published answer."""
    yield Link(answer.title, reverse("residents:answer", args=[answer.pk]))


def public_page(notice: Notice, account: Account | None) -> Iterator[Link]:
    """Yield the public page of a text."""
    if notice.is_public:
        yield Link(_("Public page"), reverse("residents:notice", args=[notice.pk]))


def packed(what: Any, account: Account | None) -> Iterator[Link]:
    """Yield the zip of all public texts for the county's site."""
    if account is not None:
        yield Link(_("Zip for the county's site"), reverse("residents:notices-zip"))


def warned(what: Any, account: Account | None) -> Iterator[Link]:
    """Yield the warnings that are current, above what the township tells."""
    for one in RelayedWarning.objects.public(now()):
        yield Link(str(one), reverse("residents:warnings"))


def on_top(what: Any, account: Account | None) -> Iterator[Link]:
    """Yield the texts that stand on top of every public page today."""
    for banner in Banner.objects.standing(local_day(now())):
        yield Link(banner.notice.published.title, reverse("residents:notice", args=[banner.notice_id]))


def cap(warning: RelayedWarning, account: Account | None) -> Iterator[Link]:
    """Yield the public page and the CAP message of a warning that is current."""
    if not warning.drill and RelayedWarning.objects.public(now()).filter(pk=warning.pk).exists():
        yield Link(_("Public page"), reverse("residents:warnings"))
        yield Link(_("CAP message"), reverse("residents:warning-cap", args=[warning.pk]))


def activity_page(activity: Activity, account: Account | None) -> Iterator[Link]:
    """Yield the public page of an activity."""
    yield Link(_("Public page"), reverse("residents:activity", args=[activity.pk]))


offer(Offer("activity.outputs", activity_page))
offer(Offer("residents.notices", warned))
offer(Offer("residents.top", on_top))
offer(Offer("warning.outputs", cap))
offer(Offer("notice.outputs", public_page, rank=10))
offer(Offer("notice.public", public_page))
offer(Offer("notice.list", packed))
offer(Offer("frame.residents", doors))
offer(Offer("concern.logged", slip))
offer(Offer("concern.followed", progress))
offer(Offer("concern.answer", answer))
