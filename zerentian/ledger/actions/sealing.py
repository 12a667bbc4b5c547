"""The sealer: gives committed entries dense positions, hashes them into the tree, posts and signs.

One transaction holds seal, nodes, positions, postings and totals: a sealer that is killed leaves all of it or
nothing. Files are written after the commit and can be written again from the database.
"""

import time
from collections.abc import Callable
from datetime import datetime
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from zerentian.ledger import bulk
from zerentian.ledger.actions.posting import Journal, refuse_other_posts
from zerentian.ledger.actions.recording import CLOCK_SKEW
from zerentian.ledger.files import write_whole
from zerentian.ledger.keys import high_water, high_water_path, key_of, signing_key
from zerentian.ledger.models import CLOCK_SET_RIGHT, Entry, Instance, Node, Seal
from zerentian.ledger.moved import refuse_here
from zerentian.ledger.rules.merkle import Frontier
from zerentian.ledger.rules.note import Checkpoint, sign, verifier_key
from zerentian.ledger.rules.refusals import Fork, NotAllowed

Progress = Callable[[int], object]
WAIT = 60  # seconds for another sealer to be done


def seal(*, now: datetime, progress: Progress | None = None) -> Seal | None:
    """Seal all committed entries; return the new seal, or the last one when nothing was pending.

    Returns None when another sealer is at work or the log is empty. Raises Fork when the database is older than,
    or differs from, what was already signed.
    """
    with transaction.atomic():
        if not bulk.try_lock():
            return None
        refuse_here()
        last = Seal.objects.order_by("-number").first()
        refuse_fork(last)
        sealed = seal_pending(last, now, progress)
        if sealed is not None:
            transaction.on_commit(partial(keep_high_water, sealed))
    return sealed


def sealed_surely(now: datetime) -> Seal:
    """Seal everything; another sealer at work is waited for, NotAllowed when it is not done in ``WAIT`` seconds."""
    for _ in range(WAIT * 10):
        sealed = seal(now=now)
        if sealed is not None:
            return sealed
        time.sleep(0.1)
    raise NotAllowed("另一封存正在进行，请稍后再试", "another sealer is at work: try again in a moment")


def refuse_fork(last: Seal | None) -> None:
    """Refuse to sign below the high-water mark: a restored old backup would become a second history."""
    mark = high_water()
    if mark is None:
        return
    known = Seal.objects.filter(size=mark.size).first()
    if known is None or bytes(known.root) != mark.root:
        raise Fork(
            f"数据库停在 {(last.size if last else 0)} 条，而已签名到 {mark.size} 条；"
            "这是旧备份或另一份数据库。请恢复较新的备份，或运行 zerentian ledger recover"
            " 开立新台账并写明缺口",
            f"the database holds {(last.size if last else 0)} sealed entries, but {mark.size} were"
            " signed: restore a newer backup, or run `zerentian ledger recover`",
        )


def seal_pending(last: Seal | None, now: datetime, progress: Progress | None) -> Seal | None:
    """Seal what one look sees, so that no transaction is split over two seals; a chunk at a time is in memory."""
    tree = last.tree if last else Frontier()
    corrected = clock_set_right()
    journal: Journal | None = None
    for pending in bulk.pending_entries():
        if journal is None:
            refuse_clock_behind(last, now)
            refuse_other_posts()
            journal = Journal()
        first = tree.size
        nodes = grow(tree, pending, progress)
        bulk.set_positions([row.id for row in pending], first)
        Node.objects.bulk_create(nodes)
        journal.post(pending, first)
        journal.write_some()
    if journal is None:
        return last
    journal.write()
    return signed(last, tree, now, corrected=corrected)


def refuse_clock_behind(last: Seal | None, now: datetime) -> None:
    """Refuse a clock that runs behind the last seal."""
    if last is not None and now < last.sealed_at - CLOCK_SKEW and not clock_set_right():
        raise NotAllowed(
            "服务器时钟早于上次封存，请先校正时钟",
            "the server's clock is behind the last seal: set it right first",
        )


def clock_set_right() -> bool:
    """Tell whether an entry not yet sealed says that the clock was ahead at the last seal."""
    return Entry.objects.pending().filter(verb=CLOCK_SET_RIGHT).exists()


def grow(tree: Frontier, pending: list[bulk.PendingEntry], progress: Progress | None) -> list[Node]:
    """Append the leaves; return the completed subtrees that are worth keeping (one per 256 entries)."""
    nodes: list[Node] = []

    def keep(height: int, position: int, node: bytes) -> None:
        if height % 8 == 0:
            nodes.append(Node(level=height, position=position, hash=node))

    for count, row in enumerate(pending, 1):
        tree.append(bytes(row.leaf), keep)
        if progress and count % 1000 == 0:
            progress(1000)
    return nodes


def signed(last: Seal | None, tree: Frontier, now: datetime, *, corrected: bool) -> Seal:
    """Sign the head and store the seal."""
    origin = Instance.objects.values_list("origin", flat=True).get()
    checkpoint = Checkpoint(origin, tree.size, tree.root())
    keys = signing_keys(last)
    return Seal.objects.create(
        number=last.number + 1 if last else 1,
        size=tree.size,
        root=checkpoint.root,
        frontier=b"".join(tree.hashes),
        note=sign(checkpoint, keys),
        vkeys="\n".join(verifier_key(key, origin).text() for key in keys),
        sealed_at=max(now, last.sealed_at) if last and not corrected else now,
    )


def signing_keys(last: Seal | None) -> list[Ed25519PrivateKey]:
    """Return the key that signs; the seal that covers a rotation is signed by the old key as well."""
    current = signing_key()
    keys = Entry.objects.filter(subject="ledger:1", verb="ledger.key_rotated")
    rotation = keys.filter(index__gte=last.size if last else 0).order_by("-id").first()
    old = key_of(bytes.fromhex(rotation.fact["old_key"])) if rotation else None
    return [old, current] if old else [current]


def keep_high_water(last: Seal) -> None:
    """Write the highest checkpoint outside the database, after the commit."""
    mark = high_water()
    if mark is None or mark.size < last.size:
        write_whole(high_water_path(), last.note.encode())
