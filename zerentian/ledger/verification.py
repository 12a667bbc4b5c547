"""Verifying the log: every entry against the tree, every seal against its signature, live rows against the
entries that speak of them. Nothing cached is trusted: leaves are computed anew from the columns.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from zerentian.ledger import bulk
from zerentian.ledger.keys import high_water
from zerentian.ledger.models import (
    CLOCK_SET_RIGHT,
    Committed,
    Entry,
    Instance,
    Node,
    Posting,
    Seal,
    SetAside,
    waiting_entries,
)
from zerentian.ledger.rules.canonical import leaf_bytes
from zerentian.ledger.rules.commitments import ROW_COMMITMENT, commit
from zerentian.ledger.rules.findings import Findings
from zerentian.ledger.rules.merkle import LEAF_PREFIX, Frontier
from zerentian.ledger.rules.note import Checkpoint, VerifierKey
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.signatures import (
    DATABASE,
    GIVEN,
    HERE,
    keys_of,
    known_keys,
    seal_problem,
    signer,
    with_retired,
)

Progress = Callable[[int], object]

CHUNK = 5000


def verify_log(
    *, old: Checkpoint | None = None, key: VerifierKey | None = None, progress: Progress | None = None
) -> Findings:
    """Verify the database's log; ``old`` is a checkpoint kept elsewhere, ``key`` one known from elsewhere."""
    return LogCheck(old, key, progress).run()


class LogCheck:
    """One pass over the log."""

    def __init__(self, old: Checkpoint | None, key: VerifierKey | None, progress: Progress | None) -> None:
        self.findings = Findings()
        self.key, self.progress = key, progress
        self.tree = Frontier()
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.replacing: dict[str, int] = {}
        self.replaced: dict[str, int] = {}
        self.rows: dict[str, int] = {}
        self.heads = {seal.size: seal for seal in Seal.objects.order_by("number")}
        self.expected: dict[int, list[tuple[str, bytes]]] = {}
        mark = self.mark()
        for name, checkpoint in (
            ("给定的封存单 · given checkpoint", old),
            ("高水位 · high-water mark", mark),
        ):
            if checkpoint is not None:
                self.expected.setdefault(checkpoint.size, []).append((name, checkpoint.root))

    def mark(self) -> Checkpoint | None:
        """Return the high-water mark; one that is damaged is a finding, and the rest is checked."""
        try:
            return high_water()
        except NotAllowed as refusal:
            self.findings.add("file", "ledger/high-water", str(refusal))
            return None

    def run(self) -> Findings:
        """Check everything and return what was found."""
        self.findings.origin = Instance.objects.values_list("origin", flat=True).first() or ""
        self.findings.seals = len(self.heads)
        for row in self.sealed():
            entry_id, index, replaced_at, leaf, *content = row
            self.check_entry(entry_id, index, replaced_at, leaf, content)
        self.check_ends()
        self.check_seals()
        self.check_times()
        self.check_nodes()
        self.check_set_aside()
        self.check_drift()
        self.findings.size, self.findings.root = self.tree.size, self.tree.root().hex()
        return self.findings

    def sealed(self) -> Iterator[tuple[Any, ...]]:
        """Yield id, index, replaced_at, stored leaf hash and content of every sealed entry, by index."""
        start = 0
        while chunk := bulk.sealed_texts(start, CHUNK):
            yield from chunk
            if self.progress:
                self.progress(len(chunk))
            start = chunk[-1][1] + 1

    def check_entry(
        self, entry_id: int, index: int, replaced_at: int | None, leaf: bytes, content: list[Any]
    ) -> None:
        """Recompute one leaf, grow the tree, and compare it with every head known at that size."""
        uuid, verb, subject, *_, commitments, replaces, _, _ = content
        if index != self.tree.size and not self.found("entry"):
            self.findings.add(
                "entry",
                f"index {self.tree.size}",
                f"缺少第 {self.tree.size} 条 · entry {self.tree.size} is missing",
            )
        computed = sha256(LEAF_PREFIX + leaf_bytes(*content)).digest()
        if computed != leaf:
            self.findings.add(
                "entry",
                f"index {index}",
                f"第 {index} 条（{verb} {subject}）被改动 · entry {index} ({verb} {subject}) was altered",
            )
        self.tree.append(computed, self.keep_node)
        if replaces:
            self.replacing[replaces] = index
        if replaced_at is not None:
            self.replaced[uuid] = replaced_at
        if '"row:' in commitments:
            for name, _ in ROW_COMMITMENT.findall(commitments):
                self.rows[name] = entry_id
        if self.tree.size in self.heads or self.tree.size in self.expected:
            self.check_head(self.tree.size)

    def found(self, kind: str) -> bool:
        """Tell whether a problem of this kind is known already (the first one names the place)."""
        return any(problem.kind == kind for problem in self.findings.problems)

    def keep_node(self, height: int, position: int, node: bytes) -> None:
        """Remember the hash of a whole tile."""
        if height % 8 == 0:
            self.nodes[height, position] = node

    def check_head(self, size: int) -> None:
        """Compare the recomputed root with the seal of that size and with what is known from elsewhere."""
        root = self.tree.root()
        seal = self.heads.get(size)
        if seal is not None and bytes(seal.root) != root and not self.found("seal"):
            self.findings.add(
                "seal",
                f"seal {seal.number}",
                f"到第 {seal.number} 次封存（{size} 条）为止的内容与其封存单不符"
                f" · the first {size} entries do not give the root of seal {seal.number}",
            )
        for name, expected in self.expected.pop(size, []):
            if expected != root:
                self.findings.add(
                    "checkpoint",
                    f"size {size}",
                    f"前 {size} 条与{name}不符：台账被改写过"
                    f" · the log differs from the {name} at {size}: it was rewritten",
                )

    def check_ends(self) -> None:
        """Check that the log ends where its last seal ends, and reaches every checkpoint known."""
        last = max(self.heads, default=0)
        if self.tree.size != last:
            self.findings.add(
                "seal",
                f"size {last}",
                f"封存到 {last} 条，台账却有 {self.tree.size} 条有序号"
                f" · sealed to {last}, but {self.tree.size} entries have an index",
            )
        for size, known in sorted(self.expected.items()):
            for name, _ in known:
                self.findings.add(
                    "checkpoint",
                    f"size {size}",
                    f"台账没有到达{name}的 {size} 条：末尾被截去，或这是旧备份"
                    f" · the log doesn't reach the {size} entries of the {name}: cut off, or an old backup",
                )
        derived = self.replacing
        wrong = {
            uuid
            for uuid in derived.keys() | self.replaced.keys()
            if derived.get(uuid) != self.replaced.get(uuid)
        }
        for entry in Entry.objects.filter(uuid__in=list(wrong)[:20]).order_by("index"):
            self.findings.add(
                "entry",
                f"index {entry.index}",
                f"第 {entry.index} 条的“被替代”标记与台账不符 · the replaced mark of entry {entry.index} is wrong",
            )
        self.findings.pending = Entry.objects.pending().count()

    def check_seals(self) -> None:
        """Check every seal's note against its row and its signature against the known keys."""
        known = with_retired(known_keys(self.key))
        notes = self.findings.notes
        if not known:
            known = {key: DATABASE for seal in self.heads.values() for key in keys_of(seal)}
            notes.append("本机没有签名密钥 · no signing key on this machine")
        elif not self.key:
            notes.append("签名密钥来源未核对（用的是本机密钥） · signing key taken from this machine")
        signed: dict[bytes, list[int]] = {}
        for seal in self.heads.values():
            problem = seal_problem(seal)
            key = None if problem else signer(seal, known)
            if key is None:
                self.findings.add("seal", f"seal {seal.number}", problem or self.unsigned(seal))
                break
            signed.setdefault(key, []).append(seal.number)
        notes += [
            f"第 {numbers[0]} 至 {numbers[-1]} 次封存（{len(numbers)} 次）的密钥"
            f" {key.hex()[:16]}… 已不在本机，其公钥取自{known[key]}"
            f" · seals {numbers[0]} to {numbers[-1]}: their key is not on this machine,"
            " its public half is known from the above"
            for key, numbers in signed.items()
            if known[key] not in (GIVEN, HERE)
        ]

    def unsigned(self, seal: Seal) -> str:
        """Return the words for a seal that no known key signed."""
        if self.key and signer(seal, with_retired(known_keys())):
            return (
                f"第 {seal.number} 次封存由本机的另一把密钥签名，台账没有证明它与给定的公钥相连"
                f" · seal {seal.number} is signed by another key of this machine; nothing links it to the key given"
            )
        return (
            f"第 {seal.number} 次封存的签名不属于已知密钥 · seal {seal.number} is not signed by a known key"
        )

    def check_times(self) -> None:
        """Check that no seal is earlier than the one before, unless it covers the entry that says why."""
        stated = {
            (entry.fact["seal"], seal.number)
            for entry in Entry.objects.filter(verb=CLOCK_SET_RIGHT, index__isnull=False)
            if (seal := Seal.objects.filter(size__gt=entry.index).order_by("number").first())
        }
        seals = list(self.heads.values())
        for before, seal in pairwise(seals):
            if seal.sealed_at < before.sealed_at and (before.number, seal.number) not in stated:
                self.findings.add(
                    "seal",
                    f"seal {seal.number}",
                    f"第 {seal.number} 次封存的时间早于前一次，台账没有说明"
                    f" · seal {seal.number} is earlier than the one before, and no entry says why",
                )

    def check_nodes(self) -> None:
        """Compare the stored tile hashes, from which proofs are made, with the recomputed ones."""
        for level, position, stored in Node.objects.values_list("level", "position", "hash").iterator(CHUNK):
            if self.nodes.pop((level, position), None) != bytes(stored):
                self.findings.add(
                    "node", f"node {level}/{position}", "存储的树节点不符 · a stored tree node is wrong"
                )
                return
        if self.nodes:
            level, position = min(self.nodes)
            self.findings.add("node", f"node {level}/{position}", "缺少树节点 · a tree node is missing")

    def check_set_aside(self) -> None:
        """Check what was set aside: posted only where a ``ledger.posted`` entry names it, and not before."""
        if count := waiting_entries().count():
            self.findings.notes.append(
                f"{count} 条已封存而未能入账，未计入任何指标（zerentian ledger set-aside 列出）"
                f" · {count} entries are sealed and set aside: they count in no figure"
            )
        named = {
            entry.index: entry.fact.get("entry")
            for entry in Entry.objects.filter(subject="ledger:1", verb="ledger.posted", index__isnull=False)
        }
        for row in SetAside.objects.select_related("entry"):
            own = row.entry.index
            if own is None:
                continue
            elsewhere = row.posted_at is not None and named.get(row.posted_at) != row.entry.uuid.hex
            if elsewhere or Posting.objects.filter(index=own, reversal=False).exists():
                self.findings.add(
                    "entry",
                    f"index {own}",
                    f"第 {own} 条已搁置，却在不该计入的位置计入了指标；运行 zerentian ledger rebuild"
                    f" · entry {own} was set aside and is posted where it may not be: run ledger rebuild",
                )

    def check_drift(self) -> None:
        """Compare every live row with the last entry that commits to it, pending ones included."""
        pending = Entry.objects.pending().order_by("id").values_list("id", "commitments")
        for entry_id, commitments in pending.iterator(CHUNK):
            for row in ROW_COMMITMENT.findall(commitments):
                self.rows[row[0]] = entry_id
        for model in committed_models():
            self.check_rows(model)
        for key in sorted(self.rows)[:20]:
            self.findings.add(
                "row", key, f"台账记载的 {key} 已不在数据库中 · the row {key} is gone from the database"
            )

    def check_rows(self, model: type[Committed]) -> None:
        """Check a table's rows, a chunk at a time."""
        queryset: QuerySet[Committed] = model.spoken_of().order_by("pk")
        chunk: list[Committed] = []
        for row in queryset.iterator(CHUNK):
            chunk.append(row)
            if len(chunk) == 500:
                self.check_row_chunk(chunk)
                chunk = []
        self.check_row_chunk(chunk)

    def check_row_chunk(self, rows: list[Committed]) -> None:
        """Check up to 500 rows against their last entries."""
        ids = {row.row_key: self.rows.pop(row.row_key, None) for row in rows}
        entries = Entry.objects.in_bulk([entry_id for entry_id in ids.values() if entry_id is not None])
        for row in rows:
            self.findings.rows += 1
            entry = entries.get(ids[row.row_key] or 0)
            if problem := row_problem(row, entry):
                self.findings.add("row", row.row_key, problem)


def row_problem(row: Committed, entry: Entry | None) -> str:
    """Return what is wrong with a live row, or nothing."""
    if entry is None:
        return f"{row.row_key} 没有任何台账记载 · no entry speaks of the row {row.row_key}"
    name, salt = f"row:{row.row_key}", bytes(row.salt)
    if not salt and entry.verb.endswith(".erased"):
        return ""
    if commit(salt, entry.uuid, name, row.projection()) == entry.commitment[name]:
        return ""
    return (
        f"{row.row_key} 的现有内容与台账（{entry.verb}，第 {entry.index} 条）不符：绕过程序改动过"
        f" · the row {row.row_key} differs from entry {entry.index} ({entry.verb}): edited behind the actions"
    )


def committed_models() -> list[type[Committed]]:
    """Return every table whose rows the ledger commits to."""
    return [model for model in apps.get_models() if issubclass(model, Committed)]
