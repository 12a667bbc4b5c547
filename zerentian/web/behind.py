"""What is behind a number, for a person to read: which matter, what it adds to the number, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from zerentian.ledger.figures import Share
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.figures import Figure
from zerentian.organization.models import Account
from zerentian.organization.subjects import page_of
from zerentian.organization.telling import Telling, day_words


@dataclass(frozen=True, slots=True)
class Row:
    """A line behind a number. ``url`` leads to the matter, empty where it has no page or is not the reader's to see."""

    entry: Entry
    what: str
    url: str
    sentence: str
    unit: str
    adds: str
    why: str

    @property
    def cells(self) -> list[str]:
        """Return the line for a spreadsheet."""
        return [day_words(self.entry.occurred_on), self.what, self.sentence, self.unit, self.adds, self.why]


def headings() -> list[str]:
    """Return the headings of a spreadsheet's columns."""
    return [
        gettext("Day"),
        gettext("Number and title"),
        gettext("What happened"),
        gettext("Unit"),
        gettext("Adds to the number"),
        gettext("Why"),
    ]


def rows_of(shares: Sequence[Share], figure: Figure, account: Account) -> Iterable[Row]:
    """Yield what shares of a figure say to a reader; a matter it may not see has no title and no link."""
    telling = Telling((share.entry for share in shares), account, whole=False)
    for share, told in zip(shares, telling.told(), strict=True):
        subject = share.entry.subject
        kind, _colon, key = subject.partition(":")
        seen = key in telling.titles.get(kind, {})
        yield Row(
            share.entry,
            telling.title(subject),
            page_of(subject) if seen else "",
            told.sentence,
            told.unit,
            added(share, figure),
            why(share, figure),
        )


def added(share: Share, figure: Figure) -> str:
    """Return what a share adds to its figure, as it is printed: 20人次, 1/1, 5天, 未知."""
    if share.amount is None:
        return gettext("unknown")
    if figure.measure == "ratio":
        return f"{share.amount}/{share.base}"
    return f"{share.amount}{figure.unit_of_measure}"


def why(share: Share, figure: Figure) -> str:
    """Return why it counts, or does not, where the sentence does not tell."""
    if share.late:
        return ngettext("%(n)d day overdue", "%(n)d days overdue", share.late) % {"n": share.late}
    if share.amount is None:
        return gettext("nobody stated it")
    if figure.measure != "ratio":
        return ""
    if share.amount and share.base:
        return gettext("counts above and below the line")
    if share.amount:
        return gettext("counts above the line") if share.amount > 0 else gettext("taken out above the line")
    return gettext("counts below the line") if share.base > 0 else gettext("taken out below the line")
