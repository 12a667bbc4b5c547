"""How what came in and went out as tables is shown."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.exchange import uploads
from zerentian.exchange.models import ImportSource, ReplySheet
from zerentian.organization.models import Account
from zerentian.organization.offers import Link, Offer, offer
from zerentian.organization.subjects import Chore, Fact, Place, Sentence, Subject, register
from zerentian.organization.telling import exactly, numbers, titled


def sources_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the names of the sources of imports."""
    return titled(ImportSource.objects.filter(pk__in=numbers(keys)))


def sheets_named(account: Account, keys: Collection[str]) -> Mapping[str, str]:
    """Return the names of templates for replies."""
    return titled(ReplySheet.objects.filter(pk__in=numbers(keys)))


ROWS = {"rows": Fact(pgettext_lazy("fact", "Rows"))}


def prune_incoming(moment: datetime) -> None:
    """Delete what was sent for a look over a day ago: it may hold what people said, and columns about persons."""
    uploads.prune()


register(
    Subject(
        kind="import",
        one=_("an import of concerns"),
        page=None,
        titles=None,
        hand_over=None,
        places=(Place(_("Import and export"), "exchange:import", "concern.import", rank=100, key="x"),),
        said={
            "concerns.imported": Sentence(
                _("%(unit)s imported %(rows)s concerns, %(created)s new, %(updated)s with changes")
            )
        },
        facts={
            **ROWS,
            "created": Fact(pgettext_lazy("fact", "New")),
            "unchanged": Fact(pgettext_lazy("fact", "Unchanged")),
            "updated": Fact(pgettext_lazy("fact", "Updated")),
        },
    )
)
register(
    Subject(
        kind="import_source",
        one=_("a source of imports"),
        page=None,
        titles=sources_named,
        hand_over=None,
        chores=(
            Chore("incoming", _("Deleting files on their way in that nobody came back for"), prune_incoming),
        ),
        said={"import_source.kept": Sentence(_("%(unit)s keeps “%(what)s” as a source of imports"))},
    )
)
register(
    Subject(
        kind="export",
        one=_("an export of concerns"),
        page=None,
        titles=None,
        hand_over=None,
        said={"concerns.exported": Sentence(_("%(unit)s exported %(rows)s concerns"))},
        facts={
            **ROWS,
            "form": Fact(pgettext_lazy("fact", "Form"), read=exactly),
            "stated": Fact(pgettext_lazy("fact", "What the table states (SHA-256)"), read=exactly),
        },
    )
)
register(
    Subject(
        kind="reply_sheet",
        one=_("a template for replies"),
        page=None,
        titles=sheets_named,
        hand_over=None,
        said={"reply_sheet.kept": Sentence(_("%(unit)s keeps the template for replies “%(what)s”"))},
    )
)


def importing(what: Any, account: Account | None) -> Iterator[Link]:
    """Yield the import of a table, beside the list of concerns."""
    if account and account.may("concern.import"):
        yield Link(_("Import from a spreadsheet"), reverse("exchange:import"))


offer(Offer("concern.list", importing))
