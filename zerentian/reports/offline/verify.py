#!/usr/bin/env python3
"""Verify a Zerentian report offline: ``python3 verify.py proof.zip [--vkey F] [--checkpoint F] [--json]``.

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
from datetime import date, timedelta
from hashlib import file_digest, sha256, sha512
from pathlib import Path
from xml.etree import ElementTree

COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SKIPPED = {f"{W}sdt", f"{W}drawing", f"{W}pict", f"{W}instrText", f"{{{COMPATIBILITY}}}AlternateContent"}
MANIFEST_TAG = "{urn:zerentian:manifest}manifest"
SAMPLE = 1000
MOST_BYTES = 256 * 1024 * 1024
PARTS = ("manifest.json", "issued.json", "report.docx", "report.html", "report.pdf")
ALONE = (
    "单个文件只能证明数值，不能证明其余文字就是出具时的文字；请核验 proof.zip"
    " · a lone file proves its figures, not its other words: verify the proof.zip"
)
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


def recomputed(figure, statement, entries):
    """Return what a statement's entries come to: value, numerator, denominator, states."""
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
        states[proof_state(row[5])] += row[3]
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


def word_text(element):
    """Return the text of a paragraph after joining its runs, content controls left out."""
    parts = []
    for child in element:
        if child.tag in SKIPPED:
            continue
        if child.tag == f"{W}t":
            parts.append(child.text or "")
        elif child.tag in (f"{W}tab", f"{W}br"):
            parts.append(" ")
        else:
            parts.append(word_text(child))
    return "".join(parts)


def word_paragraphs(element):
    """Return (paragraph texts in document order, texts of content controls)."""
    texts, controls = [], []
    for child in element:
        if child.tag == f"{W}sdt":
            controls.append(control_text(child))
        elif child.tag == f"{W}p":
            texts.append(squeezed(word_text(child)))
            controls += [control_text(sdt) for sdt in child.findall(f"{W}sdt")]
        else:
            inner = word_paragraphs(child)
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
    """Return (paragraphs, controls) of a Word file."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        body = parsed(part_of(parts, "word/document.xml")).find(f"{W}body")
    return word_paragraphs(body)


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

    def __init__(self, manifest: bytes, vkey: str | None = None, checkpoint: str | None = None) -> None:
        self.manifest = json.loads(manifest)
        self.vkey, self.checkpoint = vkey, checkpoint
        self.lines, self.notes, self.controls = [], [], []

    def say(self, holds: bool, place: str, message: str) -> None:
        """Note one thing that was checked."""
        self.lines.append({"holds": bool(holds), "place": place, "message": message})

    @property
    def holds(self) -> bool:
        """Tell whether everything that was checked holds."""
        return all(line["holds"] for line in self.lines)

    def run(self) -> "Verification":
        """Check the manifest by itself."""
        self.check_signature()
        self.check_tree()
        self.check_statements()
        self.check_openings()
        if self.manifest["report"].get("demo"):
            self.notes.append("演示实例的报告 · a report of a demo instance")
        return self

    def check_signature(self):
        """Check the checkpoint's signature with a known key, else with the one that came with the report."""
        key = self.vkey or self.manifest["vkey"]
        holds = note_signed(self.manifest["checkpoint"], key)
        self.say(
            holds, "checkpoint", "封存单签名有效 · signature" if holds else "封存单签名无效 · bad signature"
        )
        if not self.vkey:
            self.notes.append("签名密钥来源未核对 · where the signing key comes from was not checked")

    def check_tree(self):
        """Check every entry's bytes and that together they lie in the signed tree."""
        _, size, root, _, _ = read_note(self.manifest["checkpoint"])
        leaves = {}
        for index, entry in self.manifest["entries"].items():
            leaves[int(index)] = sha256(b"\x00" + entry["text"].encode()).digest()
            if leaves[int(index)].hex() != entry["leaf"]:
                self.say(False, f"entry {index}", f"第 {index} 条被改动 · entry {index} was altered")
        computed = root_from(leaves, self.manifest["nodes"], 0, size, sorted(leaves)) if size else root
        holds = computed == root and size == self.manifest["size"]
        message = f"{len(leaves)} 条均在 {size} 条的台账中 · {len(leaves)} entries are in the log of {size}"
        self.say(
            holds,
            "entries",
            message if holds else "条目与封存单不符 · the entries do not give the signed root",
        )
        if self.checkpoint:
            self.check_known(size, root)

    def check_known(self, size, root):
        """Compare with a checkpoint kept elsewhere, directly or by the consistency proof that came along."""
        known = read_note(self.checkpoint)
        heads = [(size, root)] + [
            (n["size"], bytes.fromhex(n["root"])) for n in self.manifest.get("heads", [])
        ]
        if (known[1], known[2]) in heads:
            self.say(True, "checkpoint", "与您保存的封存单相符 · it equals the checkpoint you kept")
        elif known[1] in [head[0] for head in heads]:
            self.say(False, "checkpoint", "与您保存的封存单不符 · it differs from the checkpoint you kept")
        else:
            self.notes.append(
                "无法与您保存的封存单比较，请用 verify --log · use verify --log for that checkpoint"
            )

    def check_statements(self):
        """Recompute every statement from its entries."""
        entries = {int(index): json.loads(entry["text"]) for index, entry in self.manifest["entries"].items()}
        replaced = {entry["replaces"] for entry in entries.values() if entry["replaces"]}
        for statement in self.manifest["statements"]:
            figure = self.manifest["figures"][statement["figure"]]
            if problem := self.statement_problem(figure, statement, entries, replaced):
                self.say(False, statement["id"], problem)
        self.check_definitions(entries)
        self.check_printed()
        wrong = sum(1 for line in self.lines if not line["holds"])
        self.say(
            True, "statements", f"已重算 {len(self.manifest['statements'])} 项 · statements recomputed"
        ) if not wrong else None

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
        for number, paragraph in enumerate(self.manifest["paragraphs"], 1):
            place = 0
            for identity in paragraph["statements"]:
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
        if statement["entries"] != sorted(set(statement["entries"])):
            return f"{label} 所列条目重复或乱序 · its entries are doubled or out of order"
        if statement.get("sample"):
            return self.sample_problem(statement, label)
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
        given = {state: count for state, count in statement["states"].items() if count}
        if given and given != {state: count for state, count in states.items() if count}:
            return f"{label} 的状态与条目不符 · its states differ from its entries"
        return ""

    def sample_problem(self, statement, label):
        """Check that the sample of a very large statement is the one its seed draws."""
        _, _, root, _, _ = read_note(self.manifest["checkpoint"])
        drawn = draw(root, statement["id"], statement["entries"])
        if drawn != statement["sample"]:
            return f"{label} 的样本不是按种子抽取的 · its sample is not the one drawn from the seed"
        self.notes.append(
            f"{label}：{len(statement['entries'])} 条中抽样 {len(drawn)} 条 · sampled, not recomputed"
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
        found, self.controls = read_word(data)
        known = self.manifest["paragraphs"]
        matcher = difflib.SequenceMatcher(None, [squeezed(p["text"]) for p in known], found, autojunk=False)
        holds = True
        for kind, a, b, c, d in matcher.get_opcodes():
            if kind != "equal":
                holds = False
                self.say_difference(name, known[a:b], found[c:d], a)
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


def draw(root: bytes, statement_id: str, entries: list[int]) -> list[int]:
    """Return the sample of a statement's entries that the seed SHA-256(root ‖ id) draws, sorted."""
    seed = sha256(root + statement_id.encode()).digest()
    ranked = sorted(entries, key=lambda index: sha256(seed + index.to_bytes(8, "big")).digest())
    return sorted(ranked[:SAMPLE])


def verify_bytes(
    data: bytes, name: str, vkey: str | None = None, checkpoint: str | None = None
) -> Verification:
    """Verify a proof.zip, a Word file or a manifest, by its content; ValueError when it is none of them."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        result = Verification(data, vkey, checkpoint).run()
        result.notes.append(ALONE)
        return result
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        if "word/document.xml" in names:
            result = Verification(manifest_of_word(data), vkey, checkpoint).run()
            result.check_word(data, name)
            result.notes.append(ALONE)
            return result
        parts = {part: part_of(archive, part) for part in names if part in PARTS}
    if "manifest.json" not in parts or "issued.json" not in parts:
        raise ValueError("不是证明包 · neither a proof.zip nor a report")
    result = Verification(parts["manifest.json"], vkey, checkpoint).run()
    result.check_issued(parts)
    if "report.docx" in parts:
        if manifest_of_word(parts["report.docx"]) != parts["manifest.json"]:
            result.say(
                False, "report.docx", "Word 内的清单与证明包不同 · the manifest in the Word file differs"
            )
        result.check_word(parts["report.docx"])
    return result


def main(arguments=None):
    """Run the verification and print it; return the exit code."""
    parser = argparse.ArgumentParser(description="核验责任田报告 · Verify a Zerentian report offline")
    parser.add_argument("file", nargs="?", default=str(Path(__file__).with_name("proof.zip")))
    parser.add_argument("--vkey", help="可信的公钥文件 · a verifier key you trust")
    parser.add_argument("--checkpoint", help="您保存的封存单 · a checkpoint you kept")
    parser.add_argument("--evidence", help="佐证文件目录 · a folder of evidence files")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    try:
        known = [
            Path(name).read_text("utf-8") if name else None for name in (options.vkey, options.checkpoint)
        ]
        result = verify_bytes(Path(options.file).read_bytes(), Path(options.file).name, *known)
        if options.evidence:
            result.check_evidence(Path(options.evidence))
    except OSError as error:
        print(f"无法读取 · cannot read: {error}", file=sys.stderr)
        return 2
    except DAMAGED as error:
        print(f"✗ 文件已损坏或不是报告 · damaged, or no report: {error}", file=sys.stderr)
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
