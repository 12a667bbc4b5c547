"""The shield: whom a concern accuses, and how to reach who brought it. Neither is for the handling office."""

from typing import ClassVar, NamedTuple

from django.db import models
from django.db.models import Exists, OuterRef, Q

from zerentian.casework.cipher import decrypted, encrypted
from zerentian.casework.county import NoCountyKey, fingerprint_of
from zerentian.ledger.models import Committed, Unnumbered
from zerentian.organization.models import Account, Unit

# Entries that tell who looked at a contact, and that somebody is accused: for who oversees looks alone.
SHIELD_VERBS = ("contact.revealed", "concern.refused", "concern.shielded")


def accusing(account: Account) -> Q:
    """Return the condition that a concern accuses the account, a unit of its posts, or a unit above one of them.

    信访工作条例 art. 30: such a matter is never passed to whom it accuses.
    """
    codes = {code for seat in account.seats_on(account.today) for code in seat.own.split("/")}
    accused = Accusation.objects.filter(
        Q(account=account) | Q(unit__code__in=codes), concern=OuterRef("pk"), lifted=False
    )
    return Q(Exists(accused))


def overseen(account: Account) -> Q:
    """Return the condition that an entry lies where the account oversees looks."""
    reaches = account.reach("contact.oversee")
    condition = Q() if reaches is None else Q(pk__in=[])
    for reach in reaches or []:
        condition |= Q(unit=reach) | Q(unit__startswith=f"{reach}/")
    return condition


class Accusation(Unnumbered):
    """A unit or a staff account that a concern accuses: set at triage under the shield right."""

    COMMITTED: ClassVar = ("concern", "unit", "account", "lifted")

    concern = models.ForeignKey("casework.Concern", models.PROTECT, related_name="accusations")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    lifted = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit=None, account__isnull=False) | Q(unit__isnull=False, account=None),
                name="accusation_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.concern_id} {self.unit_id or self.account_id}"


class Reached(NamedTuple):
    """How to reach a person, in the clear."""

    name: str
    phone: str
    address: str


class Contact(Unnumbered):
    """How to reach the person: encrypted, in a table of its own, unreadable to whoever handles the matter.

    Each token is bound to this row and its column: moved to another row, where others may look, it does not open.
    """

    COLUMNS: ClassVar = ("name", "phone", "address")
    COMMITTED: ClassVar = ("concern", "name", "phone", "address", "erased")

    concern = models.OneToOneField("casework.Concern", models.PROTECT, related_name="contact")
    name = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    address = models.TextField(blank=True)
    erased = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(erased=False) | Q(name="", phone="", address=""), name="contact_erased_is_empty"
            ),
        ]

    def __str__(self) -> str:
        return str(self.concern_id)

    @staticmethod
    def place(mark: int, column: str) -> str:
        """Return what binds a token to a row and column."""
        return f"casework.contact {mark} {column}"

    def keep(self, *, name: str, phone: str, address: str) -> None:
        """Take contact data over, encrypted. Not saved yet."""
        for column, text in zip(self.COLUMNS, (name, phone, address), strict=True):
            setattr(self, column, encrypted(text.strip(), self.place(self.mark, column)))

    def said(self, column: str) -> str:
        """Return one column in the clear."""
        return decrypted(getattr(self, column), self.place(self.mark, column))

    @property
    def reached(self) -> Reached:
        """Return all three in the clear."""
        return Reached(*(self.said(column) for column in self.COLUMNS))

    @property
    def known_by(self) -> str:
        """Return the phone in the clear, or else the name: what tells one person from another."""
        return self.said("phone" if self.phone else "name").strip()


class CountyKey(Committed):
    """A public key to which reports of wrongdoing are sealed; the newest one counts. The private one is not here."""

    COMMITTED: ClassVar = ("public", "declared_at")

    public = models.CharField(max_length=120, unique=True)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return fingerprint_of(self.public)[:16]

    @property
    def ref(self) -> str:
        """Return the reference string of the key."""
        return f"county_key:{self.pk}"

    @classmethod
    def current(cls) -> str:
        """Return the public key that seals now, empty where none was declared."""
        return cls.objects.order_by("-pk").values_list("public", flat=True).first() or ""

    @classmethod
    def needed(cls) -> str:
        """Return the public key that seals now; NoCountyKey says where to report instead."""
        if not (public := cls.current()):
            raise NoCountyKey
        return public
