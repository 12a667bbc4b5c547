"""Files and texts that may have been used twice: what files are found by, the pairs, what people decided on them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import pgettext_lazy

from zerentian.evidence.models.files import Deposit, File, seen_files
from zerentian.evidence.rules.pairs import DECIDING, OUTCOMES, SORTS
from zerentian.evidence.wordings import WORDINGS, both, either
from zerentian.ledger.models import Unnumbered
from zerentian.organization.models import Account

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

SORT_LABELS = {
    "photo": pgettext_lazy("pair", "pictures that lie on each other"),
    "file": pgettext_lazy("pair", "one file under two records"),
    "time": pgettext_lazy("pair", "taken far from the day stated"),
    "text": pgettext_lazy("pair", "texts in nearly the same words"),
}
OUTCOME_LABELS = {
    "": pgettext_lazy("pair", "waits for a person"),
    "same": pgettext_lazy("pair", "used twice"),
    "other": pgettext_lazy("pair", "two different ones"),
    "explained": pgettext_lazy("pair", "explained"),
}

# Nobody has decided on the pair, and both of its files stand.
WAITING = Q(outcome="", first_file__erased_at=None, second_file__erased_at=None)


class Sketch(models.Model):
    """What a picture is found by: the keys of ``rules.likeness``, four bytes each; none for one that holds nothing.

    It can be made again from the file at any time, and goes with it.
    """

    file = models.OneToOneField(File, models.CASCADE, primary_key=True, related_name="sketch")
    keys = models.BinaryField()

    def __str__(self) -> str:
        return str(self.file_id)


class PairQuerySet(models.QuerySet["Pair"]):
    """Questions people ask of pairs."""

    def visible_to(self, account: Account) -> Self:
        """The pairs of which the account may see both files, or both records whose words are alike."""
        seen = File.objects.filter(account.kept(seen_files))
        condition = Q(Exists(seen.filter(pk=OuterRef("first_file")))) & Q(
            Exists(seen.filter(pk=OuterRef("second_file")))
        )
        for wording in WORDINGS.values():
            condition |= Q(sort="text") & both(wording.seen, wording.kind, account)
        return self.filter(condition)

    def about(self, ref: str) -> Self:
        """The pairs that speak of a record."""
        return self.filter(Q(first=ref) | Q(second=ref))

    def waiting(self) -> Self:
        """The pairs that nobody has decided on and of which both files, if it is about files, stand."""
        return self.filter(WAITING)

    def to_decide_by(self, account: Account) -> Self:
        """The waiting pairs that the account may decide on."""
        return self.waiting().visible_to(account).filter(decidable(account)).exclude(own_of(account))


def own_of(account: Account) -> Q:
    """Return the condition that a file of a pair was deposited by the account, or that one of its texts is its own."""
    made = Deposit.objects.filter(
        Q(file=OuterRef("first_file")) | Q(file=OuterRef("second_file")), by=account
    )
    condition = Q(Exists(made))
    for wording in WORDINGS.values():
        condition |= Q(sort="text") & either(wording.wrote, wording.kind, account)
    return condition


def decidable(account: Account) -> Q:
    """Return the condition that a pair lies where the account may decide: each kind of record says by which rights."""
    condition = ~Q(sort="text") & within(account, DECIDING)
    for wording in WORDINGS.values():
        own = Q(sort="text", first__startswith=f"{wording.kind}:")
        condition |= own & within(account, wording.rights)
    return condition


def within(account: Account, rights: Iterable[str]) -> Q:
    """Return the condition that a pair lies where the account holds one of some rights."""
    condition = Q(pk__in=[])
    for right in rights:
        reaches = account.reach(right)
        if reaches is None:
            return Q()
        for reach in reaches:
            condition |= Q(path=reach) | Q(path__startswith=f"{reach}/")
    return condition


class Pair(Unnumbered):
    """Two files, two uses of files, or two texts that a person looks at side by side. It says nothing of anybody.

    ``first`` and ``second`` refer to the records that rest on the files, where the doubt is about those (else empty),
    or that are told in nearly the same words: such a pair has no files, and there is none before somebody decides.
    ``first_file`` was deposited before ``second_file``, or is the same. ``measure`` is, of pictures, the share of the
    blocks that are the same in percent, of texts that of the pieces; of a time, the days between. ``path`` is the
    lowest unit above both. ``outcome`` is what the newest judgement says, empty while nobody has decided.
    """

    COMMITTED: ClassVar = ("sort", "first_file", "second_file", "first", "second", "outcome")

    sort = models.CharField(max_length=10, choices=SORT_LABELS)
    first_file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    second_file = models.ForeignKey(File, models.PROTECT, null=True, blank=True, related_name="+")
    first = models.CharField(max_length=160, blank=True)
    second = models.CharField(max_length=160, blank=True)
    measure = models.PositiveIntegerField()
    path = models.CharField(max_length=400)
    found_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=OUTCOME_LABELS, blank=True, default="")

    objects = PairQuerySet.as_manager()

    if TYPE_CHECKING:
        judgements: "RelatedManager[Judgement]"

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["outcome"], name="pair_outcome")]
        constraints = [
            models.UniqueConstraint(
                fields=["sort", "first_file", "second_file", "first", "second"], name="pair_once"
            ),
            models.CheckConstraint(condition=Q(sort__in=SORTS), name="pair_sort_known"),
            models.CheckConstraint(condition=Q(outcome__in=["", *OUTCOMES]), name="pair_outcome_known"),
            models.CheckConstraint(
                condition=~Q(sort="photo") | ~Q(first_file=F("second_file")), name="pair_of_two_pictures"
            ),
            models.CheckConstraint(
                condition=(~Q(sort="text") & Q(first_file__isnull=False, second_file__isnull=False))
                | (Q(sort="text", first_file=None, second_file=None) & ~Q(first="") & ~Q(first=F("second"))),
                name="pair_of_files_or_texts",
            ),
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(sort="text"), name="pair_of_texts_once"
            ),
        ]

    def __str__(self) -> str:
        sides = (self.first, self.second) if self.is_of_texts else (self.first_file, self.second_file)
        return " · ".join(map(str, sides))

    @property
    def ref(self) -> str:
        """Return the reference string of the pair."""
        return f"pair:{self.mark}"

    @property
    def is_of_texts(self) -> bool:
        """Tell whether it is about what two records say."""
        return self.sort == "text"

    @property
    def is_one_file(self) -> bool:
        """Tell whether the same file stands on both sides."""
        return self.first_file_id == self.second_file_id


class Judgement(Unnumbered):
    """What a person decided on a pair, and why; an empty outcome takes back the one before."""

    COMMITTED: ClassVar = ("pair", "outcome", "at")
    OPENABLE: ClassVar = ("reason",)

    pair = models.ForeignKey(Pair, models.PROTECT, related_name="judgements")
    outcome = models.CharField(max_length=10, choices=OUTCOME_LABELS, blank=True)
    reason = models.TextField(max_length=1000)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=["", *OUTCOMES]), name="judgement_outcome_known")
        ]

    def __str__(self) -> str:
        return f"{self.pair_id} {self.outcome}"
