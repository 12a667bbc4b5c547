"""Rows that tell how to reach somebody: encrypted, each token bound to its row and column, and gone after its days."""

from datetime import date
from typing import ClassVar, NamedTuple, Self

from django.db import models

from zerentian.casework.cipher import decrypted, encrypted
from zerentian.ledger.models import Unnumbered


class Caller(NamedTuple):
    """Who it is and how to reach them, in the clear."""

    name: str
    phone: str


class ReachableQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Questions people ask of rows with contact data."""

    def past(self, today: date) -> Self:
        """Those whose contact data is kept no longer."""
        return self.filter(erased=False, erase_on__lte=today)


class Reachable(Unnumbered):
    """A row with contact data. ``HOLDER`` names the row of a unit that it belongs to, on which entries are made."""

    COLUMNS: ClassVar[tuple[str, ...]] = Caller._fields
    HOLDER: ClassVar[str] = ""

    name = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    erase_on = models.DateField(null=True, blank=True, db_index=True)
    erased = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @classmethod
    def place(cls, mark: int, column: str) -> str:
        """Return what binds a token to a row and column."""
        return f"{cls._meta.label_lower} {mark} {column}"

    def keep(self, **told: str) -> None:
        """Take contact data over, encrypted. Not saved yet."""
        for column in self.COLUMNS:
            said = told[column].strip()
            setattr(self, column, encrypted(said, self.place(self.mark, column)) if said else "")

    @property
    def opened(self) -> list[str]:
        """Return everything in the clear, in the order of the columns."""
        return [
            decrypted(token, self.place(self.mark, column)) if (token := getattr(self, column)) else ""
            for column in self.COLUMNS
        ]

    def erase(self) -> None:
        """Empty what tells of people. Not saved yet."""
        for column in self.COLUMNS:
            setattr(self, column, "")
        self.erased = True
