"""Texts that say nearly what another says: laid side by side while a page is made, decided on by a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from zerentian.evidence.actions.pairs import judge_pair
from zerentian.evidence.models import Pair
from zerentian.evidence.rules.pairs import check_as_read, common_path
from zerentian.evidence.rules.repeated import digest, marked, most_alike, pieces, share
from zerentian.evidence.wordings import Told, told
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Account
from zerentian.organization.subjects import page_of

Clauses = Sequence[tuple[str, bool]]
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Beside:
    """Two records whose words are nearly the same, the clauses that differ marked in both.

    ``pair`` is what a person has decided on it, None while nobody has.
    """

    own: Told
    other: Told
    share: int
    pair: Pair | None

    @property
    def refs(self) -> tuple[str, str]:
        """Return the two references, the record that came first in front."""
        first, second = sorted((self.own.ref, self.other.ref), key=number_of)
        return first, second

    @property
    def url(self) -> str:
        """Return the address of the other record."""
        return page_of(self.other.ref)

    @property
    def page(self) -> str:
        """Return the address of the page where somebody decides on the two."""
        kind = self.own.ref.partition(":")[0]
        return reverse("evidence:texts-beside", args=[kind, *map(number_of, self.refs)])

    @property
    def here(self) -> Clauses:
        """Return the clauses of the record that is looked at."""
        return marked(self.own.text, self.other.text)

    @property
    def there(self) -> Clauses:
        """Return the clauses of the other record."""
        return marked(self.other.text, self.own.text)


def number_of(ref: str) -> int:
    """Return the number in a reference such as ``deed:17``."""
    return int(ref.partition(":")[2])


def laid_beside(account: Account, ref: str, text: str, others: Iterable[tuple[int, str]]) -> list[Beside]:
    """Return those of some records (key, text) of its kind that a record nearly repeats, with what was decided on them.

    Of what the account may read alone; nothing is kept.
    """
    kind = ref.partition(":")[0]
    shares = {f"{kind}:{key}": much for key, much in most_alike(text, others, SHOWN)}
    if not shares:
        return []
    own, *read = told(account, ref, *shares)
    mine = Q(first=ref, second__in=shares) | Q(second=ref, first__in=shares)
    pairs = {
        one.second if one.first == ref else one.first: one for one in Pair.objects.filter(mine, sort="text")
    }
    return [Beside(own, other, shares[other.ref], pairs.get(other.ref)) for other in read if own and other]


def decided_pairs(ref: str, shown: Iterable[Beside], account: Account) -> list[Pair]:
    """Return what was decided on a record and another, without the pairs that its page shows anyhow."""
    anyhow = {one.pair.pk for one in shown if one.pair}
    decided = Pair.objects.about(ref).visible_to(account).exclude(outcome="")
    return [one for one in decided if one.pk not in anyhow]


@transaction.atomic
def judge_texts(
    first: str, second: str, *, outcome: str, reason: str, seen: str, by: Account, now: datetime
) -> Pair:
    """Decide on two records told in nearly the same words, with the reason: ``same``, ``other`` or ``explained``.

    ``first`` and ``second`` are their references, ``seen`` the digest of the two texts that were read. NotAllowed
    where one of them is not to be read, was changed since, or is the account's own.
    """
    first, second = sorted((first, second), key=number_of)
    one, other = told(by, first, second)
    if one is None or other is None or first == second:
        raise NotAllowed("这两条记录您不能同时查看", "you may not read both of these records")
    check_as_read(seen, digest(one.text, other.text))
    much = share(pieces(one.text), pieces(other.text))
    pair, _ = Pair.objects.get_or_create(
        sort="text",
        first=first,
        second=second,
        defaults={"measure": much, "path": common_path([one.path, other.path]), "found_at": now},
    )
    return judge_pair(pair, outcome=outcome, reason=reason, by=by, now=now)
