"""What a rendition states and proves: its statements with their entries, the texts it opens, the nodes of the tree."""

from functools import partial
from hashlib import sha256
from itertools import islice
from typing import Any

from zerentian.ledger.models import Entry
from zerentian.ledger.proofs import StoredTree
from zerentian.ledger.rules.canonical import plain
from zerentian.ledger.rules.commitments import committed, opening_key
from zerentian.reports.actions.binding import Rendition
from zerentian.reports.actions.composing import Composition
from zerentian.reports.actions.statements import entry_data, figure_data, request_of, row_named, seal_root
from zerentian.reports.behind import populations
from zerentian.reports.leftout import LeftOut
from zerentian.reports.offline.verify import FORMAT_3, SAMPLE, SAMPLE_ABOVE, compacted, lot
from zerentian.reports.render.stated import stated as paragraphs_of
from zerentian.reports.rules.document import Document
from zerentian.reports.rules.multiproof import multiproof

AHEAD = 16  # tiles of the tree that are read at a time: a large proof touches nearly all of them


def stated(
    composition: Composition,
    document: Document,
    seal_note: str,
    vkey: str,
    report: dict[str, Any],
    outside: dict[str, str],
    rendition: Rendition,
    left_out: LeftOut,
) -> dict[str, Any]:
    """Return all that a rendition of the document states, to be bound before it is rendered.

    ``find_entries`` has run. ``outside`` are the SHA-256 of the page and PDF without a manifest, so that a lone
    file of them is proved.
    """
    return {
        **in_every_dress(composition, seal_note),
        "format": FORMAT_3,
        "left_out": left_out.commitment,
        "rendition": {"audience": rendition.audience, "dress": rendition.dress},
        "report": report,
        "size": composition.scope.size,
        "checkpoint": seal_note,
        "vkey": vkey,
        "paragraphs": paragraphs_of(document),
        "outside": outside,
    }


def in_every_dress(composition: Composition, seal_note: str) -> dict[str, Any]:
    """Return what the manifests of all dresses state alike, made once: it is nearly all of a large one."""
    if composition.proving is None:
        indexes = proved_indexes(composition, seal_note)
        load(composition, indexes)
        composition.proving = compacted(
            {
                "figures": {
                    code: figure_data(code) for code in sorted({s["figure"] for s in composition.statements})
                },
                "statements": composition.statements,
                "entries": {str(index): entry_data(composition.entries[index]) for index in indexes},
                "nodes": multiproof(composition.scope.size, indexes, StoredTree(AHEAD).subtree),
                "openings": composition.openings,
            }
        )
    return composition.proving


def load(composition: Composition, indexes: list[int]) -> None:
    """Load the entries at some positions, and open their files."""
    missing = [index for index in indexes if index not in composition.entries]
    for start in range(0, len(missing), 500):
        for entry in Entry.objects.filter(index__in=missing[start : start + 500]):
            assert entry.index is not None
            composition.entries[entry.index] = entry
    for index in indexes:
        open_files(composition, composition.entries[index])


def find_entries(composition: Composition) -> None:
    """Give every statement the positions of its entries, for all statements at once."""
    requests = [request_of(one) for one in composition.statements]
    found = populations(requests, composition.scope.size, composition.hidden)
    for request, statement in zip(requests, composition.statements, strict=True):
        statement["entries"] = found[request]


def open_files(composition: Composition, entry: Entry) -> None:
    """Disclose which files (by hash, size and kind) an entry rests on, so that they can be compared."""
    for name in entry.commitment:
        row = row_named(name) if name.startswith("file:") else None
        if row is None:
            continue
        key = opening_key(bytes(row.salt), entry.uuid, name)
        value = plain(row.projection())
        if committed(key, value) == entry.commitment[name]:
            composition.openings.append(
                {"entry": entry.index, "name": name, "key": key.hex(), "value": value}
            )


def proved_indexes(composition: Composition, seal_note: str) -> list[int]:
    """Return the entries the manifest proves; of very many, the sample of each statement its seed draws."""
    root = seal_root(seal_note)
    wanted = {opening["entry"] for opening in composition.openings} | definitions(composition)
    spoken_of = {index for statement in composition.statements for index in statement["entries"]}
    if len(spoken_of) <= SAMPLE_ABOVE:
        return sorted(wanted | spoken_of)
    order = by_lot(root, spoken_of)
    for statement in composition.statements:
        if len(statement["entries"]) > SAMPLE:
            own = set(statement["entries"])
            statement["sample"] = sorted(islice(filter(own.__contains__, order), SAMPLE))
        wanted |= set(statement.get("sample") or statement["entries"])
    return sorted(wanted)


def by_lot(root: bytes, entries: set[int]) -> list[int]:
    """Return entries in the order in which the seed draws them: see ``draw`` of the verifier."""
    return sorted(entries, key=partial(lot, sha256(root).digest()))


def definitions(composition: Composition) -> set[int]:
    """Return the positions of the entries that sealed the definitions in use."""
    subjects = {f"figure:{statement['figure']}" for statement in composition.statements}
    sealed = Entry.objects.filter(
        verb="ledger.figure_defined", subject__in=subjects, index__lt=composition.scope.size
    )
    latest = dict(sealed.order_by("index").values_list("subject", "index"))
    return {index for index in latest.values() if index is not None}
