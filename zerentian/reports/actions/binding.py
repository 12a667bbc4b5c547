"""Binding what a report states before it is rendered: an entry that commits to its renditions, and the proof of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any

from django.db import transaction

from zerentian.ledger import proofs
from zerentian.ledger.actions import record
from zerentian.ledger.models import Entry, Seal
from zerentian.ledger.rules.canonical import canonical_bytes
from zerentian.ledger.rules.merkle import inclusion_proof, subtree_of, tree_root
from zerentian.ledger.rules.note import VerifierKey
from zerentian.organization.models import Account
from zerentian.reports import readers
from zerentian.reports.models import Report
from zerentian.reports.offline.verify import rendition_leaf
from zerentian.reports.rules import dresses

BLIND = 16  # bytes


@dataclass(frozen=True, slots=True, order=True)
class Rendition:
    """For whom a paper is made and how it is dressed: one report may have several, each with its own words."""

    audience: str
    dress: str

    @property
    def name(self) -> str:
        """Return the name under which the entry lists it."""
        return f"{self.audience}.{self.dress}"

    @property
    def place(self) -> str:
        """Return the folder within a report's in which its files lie, empty or ending in a slash."""
        audience = "" if self.audience == readers.GENERAL else f"{self.audience}/"
        return audience + ("" if self.dress == dresses.CHECKED else f"{self.dress}/")

    @property
    def is_protected(self) -> bool:
        """Tell whether only some may read it."""
        return self.audience != readers.GENERAL


CHECKED = Rendition(readers.GENERAL, dresses.CHECKED)
SUBMITTED = Rendition(readers.GENERAL, dresses.SUBMITTED)
CLEARED = Rendition(readers.CLEARED, dresses.CHECKED)
CLEARED_SUBMITTED = Rendition(readers.CLEARED, dresses.SUBMITTED)
RENDITIONS = (CHECKED, SUBMITTED, CLEARED, CLEARED_SUBMITTED)


class Bound:
    """The renditions of one report, and the tree over them to whose root the entry commits."""

    def __init__(self, stated: Mapping[Rendition, Mapping[str, Any]]) -> None:
        ordered = sorted(stated, key=lambda one: one.name)
        written: dict[int, bytes] = {}  # what several renditions state is one object, and written once
        self.stated = {one: members_of(stated[one], written) for one in ordered}
        self.blinds = {one: token_hex(BLIND) for one in ordered}
        self.leaves = [
            rendition_leaf(one.audience, one.dress, self.blinds[one], joined(members))
            for one, members in self.stated.items()
        ]

    @property
    def facts(self) -> dict[str, str]:
        """Return what the entry commits to: the names in order, and the root over the renditions."""
        names = ":".join(one.name for one in self.stated)
        return {"renditions": names, "root": tree_root(self.leaves).hex()}

    def manifest(self, rendition: Rendition, envelope: Mapping[str, Any]) -> bytes:
        """Return the manifest of a rendition: what it states, and the envelope around it."""
        place = list(self.stated).index(rendition)
        path = inclusion_proof(place, len(self.leaves), subtree_of(self.leaves))
        own = {"blind": self.blinds[rendition], "path": [step.hex() for step in path]}
        around = canonical_bytes({**envelope, "rendition": own})
        return joined({**self.stated[rendition], "envelope": around})


def members_of(stated: Mapping[str, Any], written: dict[int, bytes]) -> dict[str, bytes]:
    """Return the canonical JSON of each member of what is stated, by its name; ``written`` holds what was, by object.

    Danger: the objects must live as long as ``written`` does, or another may take the place of one.
    """
    for value in stated.values():
        if id(value) not in written:
            written[id(value)] = canonical_bytes(value)
    return {name: written[id(value)] for name, value in stated.items()}


def joined(members: Mapping[str, bytes]) -> bytes:
    """Return the canonical JSON of an object from that of its members."""
    return b"{" + b",".join(b'"%s":%s' % (name.encode(), members[name]) for name in sorted(members)) + b"}"


@transaction.atomic
def composed(about: Mapping[str, Any], size: int, bound: Bound, *, by: Account, now: datetime) -> Entry:
    """Record that a report was composed, as of the seal of ``size``: its number is taken from now on."""
    named = {name: about[name] for name in ("number", "period", "first", "last")}
    return record(
        "report.composed",
        subject=f"report:{about['number']}",
        unit=about["unit"],
        by=by,
        now=now,
        facts={**named, "size": size, **bound.facts},
    )


@transaction.atomic
def void_abandoned(*, by: Account, now: datetime) -> list[Entry]:
    """Void what was composed and never issued, because its run was killed or failed; the numbers stay taken."""
    issued = {f"report:{number}" for number in Report.objects.values_list("number", flat=True)}
    known = Entry.objects.filter(verb="report.composed")
    gone = set(known.exclude(replaces=None).values_list("replaces", flat=True))
    left = [one for one in known.filter(change="") if one.subject not in issued and one.uuid not in gone]
    return [
        record(
            "report.composed",
            subject=one.subject,
            unit=one.unit,
            by=by,
            now=now,
            facts=one.fact,
            replaces=one,
            change="voided",
        )
        for one in left
    ]


def envelope_of(entry: Entry, size: int) -> dict[str, Any]:
    """Return what proves a sealed entry to whoever holds the seal of ``size``: see docs/verify.md, format 2."""
    entry.refresh_from_db()
    assert entry.index is not None
    # The first seal over the entry: a later one may be signed by another key.
    sealed = Seal.objects.filter(size__gt=entry.index).order_by("number")[0]
    return {
        "entry": entry.leaf_content().canonical().decode(),
        "index": entry.index,
        "path": [step.hex() for step in proofs.inclusion(entry.index, sealed.size)],
        "checkpoint": sealed.note,
        "consistency": [step.hex() for step in proofs.consistency(size, sealed.size)],
        "rotations": rotations_between(size, sealed.size),
    }


def rotations_between(first: int, last: int) -> list[dict[str, Any]]:
    """Return how keys followed each other from one seal to another, both included: two keys, and how both signed that.

    See ``hands_over`` in ``reports/offline/verify.py``.
    """
    found = []
    for seal in Seal.objects.filter(size__gte=first, size__lte=last).order_by("number"):
        before = Seal.objects.filter(number=seal.number - 1).values_list("size", flat=True).first() or 0
        known = Entry.objects.filter(verb="ledger.key_rotated", index__gte=before, index__lt=seal.size)
        found += [handed_over(one, seal.checkpoint.origin) for one in known.order_by("index")]
    return found


def handed_over(entry: Entry, origin: str) -> dict[str, Any]:
    """Return what a recorded rotation proves by itself: the old key and the new one, and how each signed both."""
    fact = entry.fact
    keys = [VerifierKey(origin, bytes.fromhex(fact[name])).text() for name in ("old_key", "new_key")]
    return {"vkeys": keys, "signatures": [fact["old_signature"], fact["new_signature"]]}
