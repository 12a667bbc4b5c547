#!/usr/bin/env python3
"""Verify a Zerentian report offline: ``python3 verify.py proof.zip [--vkey F] [--checkpoint F] [--export D] [--json]``.

Reads proof.zip, report.docx or manifest.json; needs nothing but Python 3.11's standard library. Exit code 0: it
holds, 1: it does not, 2: wrong call. It recomputes every number from the sealed entries, the tree's root from
the entries (RFC 9162), the signature (Ed25519, RFC 8032) and compares the Word text paragraph by paragraph.
"""

import argparse
import base64
import difflib
import hmac
import io
import json
import re
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property, lru_cache
from hashlib import file_digest, sha256, sha512
from pathlib import Path
from xml.etree import ElementTree

COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SKIPPED = {f"{W}sdt", f"{W}drawing", f"{W}pict", f"{W}instrText", f"{{{COMPATIBILITY}}}AlternateContent"}
STYLE_NAMES = (f"{W}rStyle", f"{W}pStyle")
MANIFEST_TAG = "{urn:zerentian:manifest}manifest"
SAMPLE, SAMPLE_ABOVE = 400, 10_000  # entries proved of a statement, where all rest on more than so many
MOST_BYTES = 256 * 1024 * 1024
PARTS = ("manifest.json", "issued.json", "report.docx", "report.html", "report.pdf")
BESIDE = ("verify.py", "README.txt")
STATED = ("count", "sum", "ratio")  # the measures whose statements carry states
PAGE_PARTS = re.compile(r"word/(header|footer|footnotes|endnotes)\d*\.xml$")
PAGE_NUMBER = re.compile(r"[\s—–\-\d]*$")
HIDDEN = "〔隐藏文字 · hidden text〕"
ALONE = (
    "单个文件只能证明数值，不能证明其余文字就是出具时的文字；请核验 proof.zip"
    " · a lone file proves its figures, not its other words: verify the proof.zip"
)
Link = Callable[[tuple[int, bytes], tuple[int, bytes]], bool | None]
UNKNOWN_KEY = "签名密钥来源未核对 · where the signing key comes from was not checked"
# What a file that is damaged, or made to harm, can make a reader raise.
DAMAGED = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
)


# --- Ed25519 verification, RFC 8032 section 5.1.7 ---

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def add(a, b):
    """Add two points in extended coordinates."""
    x = (a[1] - a[0]) * (b[1] - b[0]) % P
    y = (a[1] + a[0]) * (b[1] + b[0]) % P
    t, z = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = y - x, z - t, z + t, y + x
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar, point):
    """Multiply a point."""
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point, scalar = add(point, point), scalar >> 1
    return result


def point_from(data):
    """Decode a point; None when it is none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point_from((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519_holds(public, message, signature):
    """Tell whether the signature over the message is by the public key."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, r = point_from(public), point_from(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= L:
        return False
    k = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = times(s, BASE), add(r, times(k, key))
    return (
        not (left[0] * right[2] - right[0] * left[2]) % P
        and not (left[1] * right[2] - right[1] * left[2]) % P
    )


# --- The log: checkpoints and the tree (C2SP signed note, RFC 9162 section 2.1) ---


def read_note(note):
    """Return (origin, size, root, signed text, [(key id, signature)])."""
    text, _, tail = note.partition("\n\n")
    origin, size, root = text.split("\n")[:3]
    blobs = [base64.b64decode(line.split(" ")[2]) for line in tail.splitlines() if line.startswith("— ")]
    return origin, int(size), base64.b64decode(root), (text + "\n").encode(), [(b[:4], b[4:]) for b in blobs]


def public_of(vkey):
    """Return (key id, public key) of a one-line verifier key."""
    name, key_id, encoded = vkey.strip().split("+", 2)
    data = base64.b64decode(encoded)
    expected = sha256(name.encode() + b"\n" + data).digest()[:4]
    if data[:1] != b"\x01" or expected.hex() != key_id:
        raise ValueError("the verifier key's id does not fit its public key")
    return expected, data[1:]


def note_signed(note, vkey):
    """Tell whether a checkpoint carries a valid signature of the key."""
    _, _, _, message, signatures = read_note(note)
    key_id, public = public_of(vkey)
    return any(
        known == key_id and ed25519_holds(public, message, signature) for known, signature in signatures
    )


def node_hash(left, right):
    """Return the hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


def split(count):
    """Return the largest power of two below ``count``."""
    return 1 << ((count - 1).bit_length() - 1)


def root_from(leaves, nodes, start, end, places):
    """Return the root over [start, end) from known leaves and, where there are none, given subtree hashes."""
    if not places:
        return bytes.fromhex(nodes[f"{start}-{end}"])
    if end - start == 1:
        return leaves[start]
    middle = start + split(end - start)
    left, right = [p for p in places if p < middle], [p for p in places if p >= middle]
    return node_hash(
        root_from(leaves, nodes, start, middle, left), root_from(leaves, nodes, middle, end, right)
    )


def path_root(leaf, index, size, path):
    """Return the root that an audit path leads to, None when its length does not fit (RFC 9162, 2.1.3.2)."""
    fn, sn, node = index, size - 1, leaf
    for step in path:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            node = node_hash(step, node)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            node = node_hash(node, step)
        fn, sn = fn >> 1, sn >> 1
    return node if sn == 0 else None


def consistent(old, new, old_root, new_root, path):
    """Tell whether the log of ``old`` entries is a prefix of that of ``new`` (RFC 9162, 2.1.4.2)."""
    if old == new:
        return old_root == new_root and not path
    steps = [old_root, *path] if old.bit_count() == 1 else list(path)
    if not 0 < old < new or not steps:
        return False
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            first, second = node_hash(step, first), node_hash(step, second)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            second = node_hash(second, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and first == old_root and second == new_root


def root_of(leaves):
    """Return the root over leaf hashes (RFC 9162, 2.1.1)."""
    peaks = []
    for size, leaf in enumerate(leaves):
        node = leaf
        while size & 1:
            node, size = node_hash(peaks.pop(), node), size >> 1
        peaks.append(node)
    root = peaks.pop() if peaks else sha256(b"").digest()
    while peaks:
        root = node_hash(peaks.pop(), root)
    return root


def tile_of(folder, number):
    """Return the leaf hashes of an exported tile (C2SP tlog-tiles), whole or partial; empty when there is none."""
    groups = [f"{number % 1000:03}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03}")
    path = Path(folder, "tile", "0", *groups)
    if not path.is_file():
        partial = sorted(Path(f"{path}.p").glob("*"), key=lambda one: int(one.name))
        if not partial:
            return []
        path = partial[-1]
    data = path.read_bytes()
    return [data[place : place + 32] for place in range(0, len(data), 32)]


def link_of_export(folder: Path) -> Link:
    """Return the link of an exported log: whether two heads (size, root) are both heads of it.

    True when both are, False when only one is, None when neither is or the log doesn't reach that far.
    """

    def link(old, new):
        leaves = []
        while len(leaves) < new[0] and (tile := tile_of(folder, len(leaves) // 256)):
            leaves += tile
            if len(tile) < 256:
                break
        if len(leaves) < new[0]:
            return None
        held = [root_of(leaves[:size]) == root for size, root in (old, new)]
        return all(held) if any(held) else None

    return link


# --- Figures: what entries add up to ---


def contributions(posts, entry):
    """Yield (component, unit, day, amount) of an entry under the posts of its verb; a voided one yields none."""
    facts = entry["facts"]
    total = Counter()
    for post in posts if entry["change"] != "voided" else ():
        if post["verb"] != entry["verb"] or not matches(post["when"], facts):
            continue
        amount = post["amount"] if isinstance(post["amount"], int) else facts.get(post["amount"])
        place = entry["unit"] if post["unit"] == "unit" else facts.get(post["unit"])
        days = [entry["occurred_on"] if name == "occurred_on" else facts.get(name) for name, _ in post["day"]]
        if (
            amount is None
            or place is None
            or None in days
            or (post["bucket"] and post["bucket"] not in facts)
        ):
            continue
        offsets = [offset for _, offset in post["day"]]
        day = max(date.fromisoformat(d) + timedelta(days=n) for d, n in zip(days, offsets, strict=True))
        component = f"{post['component']}#{facts[post['bucket']]}" if post["bucket"] else post["component"]
        total[component, place, day] += post["sign"] * amount
    yield from ((*key, amount) for key, amount in total.items() if amount)


def matches(when, facts):
    """Tell whether every named fact is present with (one of) the wanted value(s)."""
    return all(
        name in facts and (facts[name] in wanted if isinstance(wanted, list) else facts[name] == wanted)
        for name, wanted in when.items()
    )


def proof_state(entry):
    """Return an entry's state of proof."""
    facts = entry["facts"]
    return "verified" if facts.get("verified") else "evidenced" if facts.get("evidence") else "recorded"


def states_of(entry):
    """Yield an entry's state of proof and the marks that its numbers carry."""
    facts = entry["facts"]
    yield proof_state(entry)
    if facts.get("imported"):
        yield "imported"
    elif facts.get("late_days", 0) > facts.get("late_limit", facts.get("late_days", 0)):
        yield "late"
    if entry["change"] == "corrected":
        yield "corrected"


def recomputed(figure, statement, entries):
    """Return what a statement's entries come to: value, numerator, denominator, states and marks."""
    first, last = date.fromisoformat(statement["first"]), date.fromisoformat(statement["last"])
    ever = figure["measure"] in ("stock", "level")
    rows = [
        (component, unit, day, amount, index, entry)
        for index, entry in entries
        for component, unit, day, amount in contributions(figure["condition"], entry)
        if day <= last and (ever or day >= first) and f"{unit}/".startswith(f"{statement['unit']}/")
    ]
    own = [row for row in rows if row[0].split("#")[0] == figure["component"]]
    states = Counter()
    for row in own:
        for state in states_of(row[5]):
            states[state] += row[3]
    total = sum(row[3] for row in own)
    if figure["measure"] == "ratio":
        whole = sum(row[3] for row in rows if row[0] == figure["base"])
        return (2000 * total + whole) // (2 * whole) if whole else None, total, whole, states
    by_measure = {
        "median": lambda: median(own),
        "level": lambda: level(own),
        "distinct": lambda: len({row[5]["subject"] for row in own}),
    }
    return by_measure.get(figure["measure"], lambda: total)(), None, None, states


def median(rows):
    """Return the lower median of bucketed rows."""
    histogram = Counter()
    for row in rows:
        histogram[int(row[0].split("#")[1])] += row[3]
    seen, total = 0, sum(histogram.values())
    for value in sorted(histogram):
        seen += histogram[value]
        if 2 * seen >= total > 0:
            return value
    return None


def level(rows):
    """Return the sum over units of the latest stated value."""
    latest = {row[1]: row[3] for row in sorted(rows, key=lambda row: (row[2], row[4]))}
    return sum(latest.values()) if latest else None


def printed(figure, statement):
    """Return how a statement's value is printed."""
    if figure["measure"] == "ratio":
        part, whole = statement["numerator"] or 0, statement["denominator"] or 0
        return (
            f"{(2000 * part + whole) // (2 * whole) / 10:.1f}%（{part}/{whole}）"
            if whole
            else f"未知（{part}/{whole}）"
        )
    return "未知" if statement["value"] is None else f"{statement['value']}{figure['unit_of_measure']}"


# --- Word files ---


def word_text(element, hidden=frozenset()):
    """Return the text of a paragraph as a reader sees it: runs joined, hidden ones marked, controls left out."""
    parts = []
    for child in element:
        if child.tag in SKIPPED:
            continue
        if child.tag.rpartition("}")[2] == "t":
            parts.append(child.text or "")
        elif child.tag in (f"{W}tab", f"{W}br"):
            parts.append(" ")
        elif child.tag == f"{W}sym":
            parts.append("\ufffd")
        elif is_hidden(child, hidden):
            parts.append(HIDDEN if word_text(child).strip() else "")
        else:
            parts.append(word_text(child, hidden))
    return "".join(parts)


def is_hidden(element, hidden):
    """Tell whether a run, or a paragraph, is formatted not to be seen."""
    properties = [one for one in element if one.tag in (f"{W}rPr", f"{W}pPr")]
    styles = [one.get(f"{W}val") for part in properties for one in part if one.tag in STYLE_NAMES]
    return any(vanishes(part) for part in properties if part.tag == f"{W}rPr") or not hidden.isdisjoint(
        styles
    )


def vanishes(properties):
    """Tell whether run properties hide the text."""
    marks = properties.findall(f"{W}vanish") + properties.findall(f"{W}webHidden")
    return any(mark.get(f"{W}val", "1") not in ("0", "false", "off") for mark in marks)


def hidden_styles(styles):
    """Return the ids of styles that hide text, themselves or by what they are based on."""
    parents, found = {}, set()
    for style in styles.findall(f"{W}style"):
        name, base = style.get(f"{W}styleId"), style.find(f"{W}basedOn")
        parents[name] = base.get(f"{W}val") if base is not None else None
        if any(vanishes(part) for part in style.findall(f"{W}rPr")):
            found.add(name)
    while more := {name for name, base in parents.items() if base in found and name not in found}:
        found |= more
    return frozenset(found)


def word_paragraphs(element, hidden=frozenset()):
    """Return (paragraph texts in document order, texts of content controls)."""
    texts, controls = [], []
    for child in element:
        if child.tag == f"{W}sdt":
            controls.append(control_text(child))
        elif child.tag == f"{W}p":
            text = squeezed(word_text(child, hidden))
            texts.append(HIDDEN if text and is_hidden(child, hidden) else text)
            controls += [control_text(sdt) for sdt in child.iter(f"{W}sdt")]
        elif child.tag == f"{W}altChunk":
            texts.append("〔嵌入文件 · embedded document〕")
        else:
            inner = word_paragraphs(child, hidden)
            texts += inner[0]
            controls += inner[1]
    return [text for text in texts if text], controls


def control_text(sdt):
    """Return what stands in a content control."""
    content = sdt.find(f"{W}sdtContent")
    return squeezed(word_text(content)) if content is not None else ""


def squeezed(text):
    """Return a text with its white space made plain."""
    return re.sub(r"\s+", " ", text).strip()


def part_of(archive, name):
    """Return a file of an archive, unless it would fill the memory."""
    if archive.getinfo(name).file_size > MOST_BYTES:
        raise ValueError(f"{name} 过大 · {name} is too large")
    return archive.read(name)


def parsed(data):
    """Return an XML document; one that declares entities is refused."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ValueError("文件含有实体声明 · the file declares entities")
    return ElementTree.fromstring(data)


def read_word(data):
    """Return (paragraphs, controls, texts outside the body) of a Word file; the last ones with their part."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        body = parsed(part_of(parts, "word/document.xml")).find(f"{W}body")
        styles = "word/styles.xml"
        hidden = hidden_styles(parsed(part_of(parts, styles))) if styles in parts.namelist() else frozenset()
        outside = [
            (name, squeezed(" ".join(word_paragraphs(parsed(part_of(parts, name)))[0])))
            for name in parts.namelist()
            if PAGE_PARTS.match(name)
        ]
    outside += [("文本框 · text box", text) for text in boxed(body)]
    return (*word_paragraphs(body, hidden), [(name, text) for name, text in outside if text])


def boxed(body):
    """Return the texts in drawings and text boxes: a report's pictures hold none."""
    frames = [one for one in body.iter() if one.tag in (f"{W}drawing", f"{W}pict")]
    texts = [[one.text or "" for one in frame.iter() if one.tag.endswith("}t")] for frame in frames]
    return [squeezed("".join(text)) for text in texts if text]


def manifest_of_word(data):
    """Return the manifest inside a Word file; ValueError when it has none."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            if name.startswith("customXml/") and name.endswith(".xml"):
                element = parsed(part_of(parts, name))
                if element.tag == MANIFEST_TAG:
                    return zlib.decompressobj().decompress(base64.b64decode(element.text or ""), MOST_BYTES)
    raise ValueError("Word 文件中没有证明清单 · the Word file holds no manifest")


# --- The verification itself ---


class Verification:
    """Collects what was checked: lines of (holds, place, message); notes are limits of the check."""

    def __init__(
        self,
        manifest: bytes,
        vkey: str | None = None,
        checkpoint: str | None = None,
        link: Link | None = None,
    ) -> None:
        self.raw, self.manifest = manifest, json.loads(manifest)
        self.vkey, self.checkpoint, self.link = vkey, checkpoint, link
        self.lines, self.notes, self.controls, self.heads = [], [], [], []

    def say(self, holds: bool, place: str, message: str) -> None:
        """Note one thing that was checked."""
        self.lines.append({"holds": bool(holds), "place": place, "message": message})

    @property
    def holds(self) -> bool:
        """Tell whether everything that was checked holds."""
        return all(line["holds"] for line in self.lines)

    def attempt(self, place, check, *given):
        """Run a check; what is too damaged to be checked is named."""
        try:
            check(*given)
        except DAMAGED as error:
            what = f"缺少或无法读取 · missing or unreadable: {error}"
            self.say(False, place, what[:200])

    def run(self) -> "Verification":
        """Check the manifest by itself."""
        self.attempt("checkpoint", self.check_signature)
        self.attempt("nodes", self.check_tree)
        self.attempt("statements", self.check_statements)
        self.attempt("openings", self.check_openings)
        if read_note(self.manifest["checkpoint"])[0].startswith("demo-"):
            self.notes.append("演示实例的报告 · a report of a demo instance")
        return self

    def check_signature(self):
        """Check the checkpoint's signature with a known key, else with the one that came with the report."""
        note = self.manifest["checkpoint"]
        holds = note_signed(note, self.vkey or self.manifest["vkey"])
        if holds:
            self.say(True, "checkpoint", "封存单签名有效 · signature")
        elif self.vkey and note_signed(note, self.manifest["vkey"]):
            given, own = (key.strip().rsplit("+", 1)[0] for key in (self.vkey, self.manifest["vkey"]))
            self.say(
                False,
                "checkpoint",
                f"签名密钥是 {own}，不是您给定的 {given} · signed by {own}, not by the key you gave",
            )
        else:
            self.say(False, "checkpoint", "封存单签名无效 · bad signature")
        if not self.vkey:
            self.notes.append(UNKNOWN_KEY)

    def check_tree(self):
        """Check every entry's bytes and that together they lie in the signed tree."""
        _, size, root, _, _ = read_note(self.manifest["checkpoint"])
        self.heads.append((size, root))
        if size != self.manifest["size"]:
            message = f"封存单为 {size} 条，报告所据为 {self.manifest['size']} 条"
            self.say(False, "checkpoint", f"{message} · it is not the checkpoint of this report")
            return
        leaves = {}
        for index, entry in self.manifest["entries"].items():
            leaves[int(index)] = sha256(b"\x00" + entry["text"].encode()).digest()
            if leaves[int(index)].hex() != entry["leaf"]:
                self.say(False, f"entry {index}", f"第 {index} 条被改动 · entry {index} was altered")
        computed = root_from(leaves, self.manifest["nodes"], 0, size, sorted(leaves)) if size else root
        message = f"{len(leaves)} 条均在 {size} 条的台账中 · {len(leaves)} entries are in the log of {size}"
        self.say(
            computed == root,
            "entries",
            message
            if computed == root
            else "条目和证明节点与封存单不符 · entries and nodes do not give the signed root",
        )

    def check_known(self) -> None:
        """Compare with a checkpoint kept elsewhere: a head proved here, else by a log that is at hand."""
        if not self.checkpoint:
            return
        origin, size, root, _, _ = read_note(self.checkpoint)
        for head in self.heads:
            if head[0] == size:
                same = head[1] == root
                message = "相符 · it equals" if same else "不符：台账被改写过 · rewritten: it differs from"
                self.say(same, "checkpoint", f"与您保存的封存单{message} the checkpoint you kept")
                return
        linked = [self.link(*sorted([(size, root), head])) for head in self.heads] if self.link else []
        if True in linked or False in linked:
            grown = False not in linked
            message = (
                "由台账证明，前后衔接 · the log only grew"
                if grown
                else "与台账不衔接 · the log was rewritten"
            )
            self.say(grown, "checkpoint", f"您保存的封存单（{size} 条）{message}")
            return
        sizes = "、".join(str(head[0]) for head in self.heads)
        self.notes.append(
            f"您保存的封存单（{origin}，{size} 条）与本报告的封存单（{sizes} 条）是否衔接，未核对：手头没有台账；"
            "请向出具单位索取 export-log 的目录，再用 --export 核验"
            f" · whether the checkpoint you kept ({size} entries) is continued by the report's ({sizes}) was not"
            " checked: no log at hand; ask for an export-log folder and use --export"
        )

    def check_statements(self):
        """Recompute every statement from its entries."""
        entries = {int(index): json.loads(entry["text"]) for index, entry in self.manifest["entries"].items()}
        replaced = {entry["replaces"] for entry in entries.values() if entry["replaces"]}
        for statement in self.manifest["statements"]:
            self.attempt(str(statement.get("id")), self.check_statement, statement, entries, replaced)
        self.check_definitions(entries)
        self.check_printed()
        if self.holds:
            self.say(True, "statements", self.how_checked())

    def how_checked(self):
        """Return how many statements were recomputed, and how many checked by a sample."""
        drawn = sum(bool(statement.get("sample")) for statement in self.manifest["statements"])
        rest = len(self.manifest["statements"]) - drawn
        if not drawn:
            return f"已重算 {rest} 项 · {rest} statements recomputed"
        return f"已重算 {rest} 项，抽样核对 {drawn} 项 · {rest} statements recomputed, {drawn} checked by samples"

    def check_statement(self, statement, entries, replaced):
        """Recompute one statement."""
        figure = self.manifest["figures"][statement["figure"]]
        if problem := self.statement_problem(figure, statement, entries, replaced):
            self.say(False, statement["id"], problem)

    def check_definitions(self, entries):
        """Check that every figure used is defined as it was sealed; its code, too, is bound by the hash."""
        sealed = {}
        for index in sorted(entries):
            if entries[index]["verb"] == "ledger.figure_defined":
                sealed[entries[index]["facts"]["figure"]] = entries[index]["facts"]["digest"]
        for code, figure in self.manifest["figures"].items():
            said = {name: value for name, value in figure.items() if name not in ("condition", "digest")}
            digest = sha256(canonical({"figure": said, "posts": figure["condition"]})).hexdigest()
            if figure["code"] != code or sealed.get(code) != digest:
                self.say(
                    False, code, f"指标 {code} 的定义与封存的不符 · {code} is not defined as it was sealed"
                )

    def check_printed(self):
        """Check that each paragraph prints the statements it claims, and every id stands for one statement."""
        texts = {statement["id"]: statement["text"] for statement in self.manifest["statements"]}
        if len(texts) != len(self.manifest["statements"]):
            self.say(False, "statements", "陈述编号重复 · two statements bear one id")
        for number, statement in enumerate(self.manifest["statements"], 1):
            if statement["id"] != f"s{number:03}":
                gap = f"s{number:03}"
                self.say(False, gap, f"陈述 {gap} 缺失或换了位置 · statement {gap} is missing or moved")
                break
        for number, paragraph in enumerate(self.manifest["paragraphs"], 1):
            place = 0
            for identity in paragraph["statements"]:
                if identity not in texts:
                    self.say(False, identity, f"第 {number} 段所据的 {identity} 不在清单中 · it is missing")
                    continue
                place = paragraph["text"].find(texts[identity], place)
                if place < 0:
                    self.say(
                        False,
                        identity,
                        f"第 {number} 段印的不是 {identity} 的数值 · paragraph {number} prints another value",
                    )
                    break
                place += len(texts[identity])

    def statement_problem(self, figure, statement, entries, replaced):
        """Return what is wrong with a statement, or nothing."""
        label = f"{statement['id']}（{figure['label']}）"
        if statement["text"] != printed(figure, statement):
            return f"{label} 的文字与数值不符 · its text is not its value"
        if statement["definition"] != figure["definition"]:
            return f"{label} 的口径与指标定义不符 · its definition is not the figure's"
        if statement["entries"] != sorted(set(statement["entries"])):
            return f"{label} 所列条目重复或乱序 · its entries are doubled or out of order"
        if statement.get("sample"):
            return self.sample_problem(figure, statement, entries, replaced)
        missing = [index for index in statement["entries"] if index not in entries]
        if missing:
            return f"{label} 缺第 {missing[0]} 条 · entry {missing[0]} is missing"
        own = [(index, entries[index]) for index in statement["entries"]]
        twice = [index for index, entry in own if entry["uuid"] in replaced]
        if twice:
            return f"{label} 用了已被替代的第 {twice[0]} 条 · entry {twice[0]} was replaced"
        value, part, whole, states = recomputed(figure, statement, own)
        if (value, part, whole) != (statement["value"], statement["numerator"], statement["denominator"]):
            return f"{label} 应为 {value}，报告写作 {statement['value']} · recomputed as {value}"
        marks = {name: statement[name] for name in ("late", "imported", "corrected")}
        given = {state: count for state, count in {**statement["states"], **marks}.items() if count}
        stated = states if figure["measure"] in STATED else {}
        if given != {state: count for state, count in stated.items() if count}:
            return f"{label} 的状态与条目不符 · its states differ from its entries"
        return ""

    @cached_property
    def many(self):
        """Return whether the statements rest on more entries than are proved one by one."""
        return len({at for one in self.manifest["statements"] for at in one["entries"]}) > SAMPLE_ABOVE

    def sample_problem(self, figure, statement, entries, replaced):
        """Check that a statement may be sampled, that the seed draws this sample, and that all of it counts."""
        label = f"{statement['id']}（{figure['label']}）"
        if not self.many or len(statement["entries"]) <= SAMPLE:
            return f"{label} 条目不多，不得以抽样代替重算 · few entries: they are recomputed, not sampled"
        _, _, root, _, _ = read_note(self.manifest["checkpoint"])
        sample = draw(root, statement["entries"])
        if sample != statement["sample"]:
            return f"{label} 的样本不是按种子抽取的 · its sample is not the one drawn from the seed"
        for index in sample:
            if index not in entries:
                return f"{label} 缺第 {index} 条 · entry {index} is missing"
            if entries[index]["uuid"] in replaced:
                return f"{label} 用了已被替代的第 {index} 条 · entry {index} was replaced"
            if not counts(figure, statement, index, entries[index]):
                return f"{label} 列了与它无关的第 {index} 条 · entry {index} does not count in it"
        self.notes.append(
            f"{label}：{len(statement['entries'])} 条中抽样 {len(sample)} 条 · sampled, not recomputed"
        )
        return ""

    def check_openings(self):
        """Check that every disclosed text is the one its entry committed to."""
        for opening in self.manifest["openings"]:
            entry = json.loads(self.manifest["entries"][str(opening["entry"])]["text"])
            value = canonical(opening["value"])
            computed = hmac.digest(bytes.fromhex(opening["key"]), value, "sha256").hex()
            if computed != entry["commitments"].get(opening["name"]):
                self.say(
                    False, f"entry {opening['entry']}", "所列文字不是登记时的文字 · a listed text was altered"
                )

    def check_evidence(self, folder: Path) -> None:
        """Compare the files in a folder with the evidence that the report's entries committed to."""
        wanted = {
            o["value"]["sha256"]: o["entry"]
            for o in self.manifest["openings"]
            if o["name"].startswith("file:")
        }
        found = set()
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file():
                digest = file_sha256(path)
                found.add(digest)
                named = path.name.split(".")[0]
                if named in wanted and named != digest:
                    self.say(
                        False, str(path), f"第 {wanted[named]} 条的佐证文件被改动 · evidence was altered"
                    )
        missing = [digest for digest in wanted if digest not in found]
        self.say(
            True, str(folder), f"{len(wanted) - len(missing)} 个佐证文件与条目一致 · evidence files agree"
        )
        if missing:
            self.notes.append(f"{len(missing)} 个佐证文件不在该目录 · evidence files are not in the folder")

    def check_word(self, data, name="report.docx"):
        """Compare a Word file's generated text with the manifest's, paragraph by paragraph."""
        found, self.controls, outside = read_word(data)
        known = self.manifest["paragraphs"]
        matcher = difflib.SequenceMatcher(None, [squeezed(p["text"]) for p in known], found, autojunk=False)
        holds = True
        for kind, a, b, c, d in matcher.get_opcodes():
            if kind != "equal":
                holds = False
                self.say_difference(name, known[a:b], found[c:d], a)
        for part, text in outside:
            if not PAGE_NUMBER.match(text):
                holds = False
                self.say(False, f"{name} {part}", f"多出文字“{text[:120]}” · text was added outside the body")
        if holds:
            self.say(True, name, f"{len(found)} 段文字与清单一致 · {len(found)} paragraphs agree")
        if self.controls:
            filled = "、".join(text for text in self.controls if text.strip())
            self.notes.append(f"人工填写 · filled in by hand: {filled or '（空）'}")

    def say_difference(self, name, known, found, place):
        """Name a changed, missing or added paragraph with the statements it holds."""
        statements = "、".join(s for paragraph in known for s in paragraph["statements"])
        was = " / ".join(paragraph["text"] for paragraph in known)[:120]
        now = " / ".join(found)[:120]
        where = f"第 {place + 1} 段" + (f"（{statements}）" if statements else "")
        self.say(False, f"{name} {where}", f"原文“{was}”，文件中为“{now}” · the text was changed")

    def check_issued(self, parts):
        """Check a proof.zip: file hashes against the sealed report.issued entry, and its place in the log."""
        issued = json.loads(parts["issued.json"])
        entry = json.loads(issued["entry"])
        for name, fact in (("report.docx", "docx"), ("report.pdf", "pdf"), ("report.html", "html")):
            holds = name in parts and sha256(parts[name]).hexdigest() == entry["facts"].get(fact)
            self.say(
                holds,
                name,
                "与封存的哈希一致 · hash agrees" if holds else "与封存的哈希不符 · the file was altered",
            )
        _, size, root, _, _ = read_note(issued["checkpoint"])
        leaf = sha256(b"\x00" + issued["entry"].encode()).digest()
        path = [bytes.fromhex(step) for step in issued["path"]]
        sealed = path_root(leaf, issued["index"], size, path) == root and note_signed(
            issued["checkpoint"], self.vkey or self.manifest["vkey"]
        )
        if sealed:
            self.heads.append((size, root))
        self.say(
            sealed,
            "report.issued",
            "出具记录已封存 · sealed" if sealed else "出具记录未通过 · not sealed as claimed",
        )
        _, old_size, old_root, _, _ = read_note(self.manifest["checkpoint"])
        steps = [bytes.fromhex(step) for step in issued["consistency"]]
        grown = consistent(old_size, size, old_root, root, steps)
        self.say(
            grown,
            "log",
            "台账只增不改 · the log only grew" if grown else "两张封存单不一致 · the checkpoints disagree",
        )
        about = self.manifest["report"]
        fits = (
            entry["verb"] == "report.issued"
            and (entry["unit"], entry["facts"].get("number")) == (about["unit"], about["number"])
            and entry["facts"].get("size") == old_size
            and entry["facts"].get("manifest") == sha256(parts["manifest.json"]).hexdigest()
        )
        self.say(
            fits,
            "manifest.json",
            "清单与出具记录一致 · agrees" if fits else "清单与出具记录不符 · it is not the issued one",
        )

    def as_data(self) -> dict[str, object]:
        """Return the result as plain data."""
        return {"holds": self.holds, "lines": self.lines, "notes": self.notes, "controls": self.controls}


def canonical(value):
    """Return the canonical JSON of a disclosed value."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def file_sha256(path):
    """Return the SHA-256 of a file, read in pieces."""
    with open(path, "rb") as file:
        return file_digest(file, "sha256").hexdigest()


def counts(figure, statement, index, entry):
    """Return whether an entry alone makes a difference to a statement."""
    value, part, whole, _ = recomputed(figure, statement, [(index, entry)])
    return bool(part or whole or value) or (figure["measure"] not in (*STATED, "stock") and value is not None)


def draw(root: bytes, entries: list[int]) -> list[int]:
    """Return the sample of a statement's entries that the seed SHA-256(root) draws, sorted.

    One seed for the whole report: what is drawn of a township is drawn of its villages as well.
    """
    return drawn(sha256(root).digest(), entries, SAMPLE)


def drawn(seed: bytes, entries: list[int], count: int) -> list[int]:
    """Return the ``count`` entries with the least SHA-256(seed ‖ index as 8 bytes), in ascending order."""
    return sorted(sorted(entries, key=lambda index: lot(seed, index))[:count])


@lru_cache(maxsize=1 << 18)
def lot(seed: bytes, index: int) -> bytes:
    """Return the lot of an entry, by which a seed draws it."""
    return sha256(seed + index.to_bytes(8, "big")).digest()


def verify_bytes(
    data: bytes,
    name: str,
    vkey: str | None = None,
    checkpoint: str | None = None,
    link: Link | None = None,
) -> Verification:
    """Verify a proof.zip, a Word file or a manifest, by its content; ValueError when it is none of them.

    ``link`` tells of two heads whether a log at hand holds both, in order to compare with ``checkpoint``.
    """
    known = (vkey, checkpoint, link)
    if data.startswith(b"PK") and not zipfile.is_zipfile(io.BytesIO(data)):
        raise ValueError("压缩包不完整 · the archive is cut off or damaged")
    if not zipfile.is_zipfile(io.BytesIO(data)):
        result = Verification(data, *known).run()
        result.notes.append(ALONE)
    else:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            word = "word/document.xml" in archive.namelist()
        result = verify_word(data, name, *known) if word else verify_proof(data, *known)
    result.check_known()
    return result


def verify_word(data, name, *known):
    """Verify a Word file with the manifest in it."""
    result = Verification(manifest_of_word(data), *known).run()
    result.attempt(name, result.check_word, data, name)
    result.notes.append(ALONE)
    return result


def verify_proof(data, *known):
    """Verify a proof.zip: its manifest, its files, the sealed entry of the issue."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        parts = {part: part_of(archive, part) for part in names if part in PARTS}
    if "manifest.json" not in parts or "issued.json" not in parts:
        raise ValueError("不是证明包 · neither a proof.zip nor a report")
    result = Verification(parts["manifest.json"], *known).run()
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            result.say(False, name, "证明包内有两份同名文件 · two files of one name")
        if name not in PARTS + BESIDE:
            result.say(
                False, name, "不是证明包的文件，无从证明 · not part of a proof, nothing vouches for it"
            )
    result.attempt("issued.json", result.check_issued, parts)
    if "report.docx" in parts:
        result.attempt("report.docx", check_same_manifest, result, parts)
        result.attempt("report.docx", result.check_word, parts["report.docx"])
    return result


def check_same_manifest(result, parts):
    """Check that the Word file carries the manifest of its proof.zip."""
    if manifest_of_word(parts["report.docx"]) != parts["manifest.json"]:
        result.say(False, "report.docx", "Word 内的清单与证明包不同 · the manifest in the Word file differs")


class UnusableKnown(Exception):
    """A verifier key or checkpoint given from elsewhere that cannot be read."""


def check_given(vkey, checkpoint):
    """Refuse a key or checkpoint that is none: that is no fault of the report."""
    for name, text, reader in (("--vkey", vkey, public_of), ("--checkpoint", checkpoint, read_note)):
        try:
            if text is not None:
                reader(text)
        except DAMAGED as error:
            raise UnusableKnown(f"{name}: {error}") from error


def main(arguments=None):
    """Run the verification and print it; return the exit code."""
    parser = argparse.ArgumentParser(description="核验责任田报告 · Verify a Zerentian report offline")
    parser.add_argument("file", nargs="?", default=str(Path(__file__).with_name("proof.zip")))
    parser.add_argument("--vkey", help="可信的公钥文件 · a verifier key you trust")
    parser.add_argument("--checkpoint", help="您保存的封存单 · a checkpoint you kept")
    parser.add_argument(
        "--export", help="导出的台账目录，用以衔接封存单 · an exported log, to link checkpoints"
    )
    parser.add_argument("--evidence", help="佐证文件目录 · a folder of evidence files")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    try:
        known = [
            Path(name).read_text("utf-8") if name else None for name in (options.vkey, options.checkpoint)
        ]
        link = link_of_export(Path(options.export)) if options.export else None
        check_given(*known)
        result = verify_bytes(Path(options.file).read_bytes(), Path(options.file).name, *known, link)
        if options.evidence:
            result.check_evidence(Path(options.evidence))
    except (OSError, UnusableKnown) as error:
        print(f"无法读取 · cannot read: {error}", file=sys.stderr)
        return 2
    except DAMAGED as error:
        name = Path(options.file).name
        print(f"✗ {name} 已损坏或不是报告 · damaged, or no report: {error}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(result.as_data(), ensure_ascii=False, indent=1))
    else:
        print_result(result)
    return 0 if result.holds else 1


def print_result(result):
    """Print what was checked, a line each, and the verdict."""
    for line in result.lines:
        print("✓" if line["holds"] else "✗", line["place"], "—", line["message"])
    for note in result.notes:
        print("·", note)
    print("核验通过 · it holds" if result.holds else "核验不通过 · it does not hold")


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")
    sys.exit(main())
