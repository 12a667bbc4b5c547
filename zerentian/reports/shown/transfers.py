"""How transfers to the archive are shown, and what of them waits."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.casework.models import Concern
from zerentian.duties.shown.names import of
from zerentian.organization.desk import Group, Line, Sort, sorted_out
from zerentian.organization.models import Account
from zerentian.organization.offers import Link, Offer, offer
from zerentian.organization.punctuation import listed
from zerentian.organization.subjects import Chore, Dated, Fact, Sentence, Subject, page_of, register
from zerentian.organization.telling import exactly
from zerentian.reports.items import kinds_to_transfer
from zerentian.reports.models import Transfer
from zerentian.reports.models.transfers import RETENTIONS
from zerentian.reports.packing import pack_what_was_asked
from zerentian.reports.rules.transfers import HOLDING, TransferState

LATER = 59  # how urgent a package is that waits for the archive: it has no day


def transfer_line(row: Transfer) -> Line:
    """Return the sentence of a transfer on the desk."""
    return Line(str(row), str(row.get_state_display()), page_of(row.ref), _("Go on"))


def transfers_waiting(account: Account, moment: datetime, shown: int) -> Iterable[Group]:
    """Return the packages that wait to be handed over, and those that could not be made."""
    if not account.may("archive.transfer"):
        return []
    rows = Transfer.objects.all().visible_to(account)
    failed = rows.filter(state=TransferState.FAILED, asked_by=account)
    sorts = [
        Sort(_("Packages for the archive to hand over"), LATER, rows.filter(state="packed"), transfer_line),
        Sort(_("Transfers that could not be packed"), LATER, failed, transfer_line),
    ]
    return sorted_out(
        sorts, Transfer.objects.select_related("unit").prefetch_related("unit__periods"), shown, "asked_at"
    )


def transfers_of(concern: Concern, account: Account | None) -> Iterable[Link]:
    """Yield the transfers in which a case went to the archive, for who sees transfers."""
    if account is not None and account.may("archive.transfer"):
        rows = Transfer.objects.all().visible_to(account).filter(pieces__concern=concern, state__in=HOLDING)
        for row in rows:
            yield Link(row.number, page_of(row.ref))


def kinds_named(values: Collection[Dated]) -> Mapping[Dated, str]:
    """Return the kinds of files that transfers take, in words."""
    words = kinds_to_transfer()
    return {value: listed(words.get(kind, kind) for kind in value[0].split(".")) for value in values}


FACTS: dict[str, Fact] = {
    "cases": Fact(pgettext_lazy("fact", "Cases")),
    "files": Fact(pgettext_lazy("fact", "Files")),
    "bytes": Fact(pgettext_lazy("fact", "Bytes")),
    "pages": Fact(pgettext_lazy("fact", "Pages")),
    "place": Fact(pgettext_lazy("fact", "Place in the catalogue")),
    "package": Fact(_("Package (SHA-256)"), read=exactly),
    "manifest": Fact(_("Its lists, also once unpacked (SHA-256)"), read=exactly),
    "stated": Fact(_("The paper of the case (SHA-256)"), read=exactly),
    "kinds": Fact(pgettext_lazy("archive", "Kinds of files"), read=kinds_named),
    "retention": Fact(_("Kept for"), RETENTIONS),
    "before": Fact(_("Kept for, before"), RETENTIONS),
    "received": Fact(pgettext_lazy("archive", "Received on")),
}
register(
    Subject(
        kind="archive",
        one=_("a transfer to the archive"),
        page="reports:transfer-detail",
        titles=of(Transfer.objects.all()),
        hand_over=None,
        waiting=transfers_waiting,
        chores=(Chore("archive", _("Packing transfers to the archive"), pack_what_was_asked),),
        said={
            "archive.asked": Sentence(_("The transfer %(what)s to the archive was drawn up")),
            "archive.packed": Sentence(
                _("The transfer %(what)s was packed: %(cases)s of the catalogue, %(files)s files")
            ),
            "archive.included": Sentence(_("%(what)s was put into the transfer %(number)s to the archive")),
            "archive.classed": Sentence(
                _("How long the file of %(what)s is kept was decided: %(retention)s")
            ),
            "archive.failed": Sentence(_("The transfer %(what)s could not be packed")),
            "archive.received": Sentence(_("The archive received the transfer %(what)s")),
            "archive.withdrawn": Sentence(_("The transfer %(what)s was withdrawn")),
        },
        facts=FACTS,
    )
)
offer(Offer("concern.side", transfers_of, title=_("Handed over to the archive")))
