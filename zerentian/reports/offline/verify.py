#!/usr/bin/env python3
"""Verify a Zerentian report offline: ``python3 verify.py proof.zip [--vkey F] [--checkpoint F] [--export D] [--json]``.

Reads proof.zip, report.docx or manifest.json; needs nothing but Python 3.11's standard library. Exit code 0: nothing
contradicts, and at most the signer is unchecked; 1: it differs; 2: wrong call; 3: it cannot be checked otherwise, or is
no paper of this program. It recomputes every number from the sealed entries, the tree's root from
the entries (RFC 9162), the signature (Ed25519, RFC 8032) and compares the Word text paragraph by paragraph.
"""

import argparse
import base64
import csv
import hmac
import io
import json
import os
import posixpath
import re
import struct
import sys
import zipfile
import zlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property, lru_cache
from hashlib import file_digest, sha256, sha512
from heapq import nsmallest
from itertools import accumulate, pairwise
from math import ceil
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width
from xml.etree import ElementTree

SAMPLE, SAMPLE_ABOVE = 400, 10_000  # entries proved of a statement, where all rest on more than so many
PARTS = ("manifest.json", "issued.json", "report.docx", "report.html", "report.pdf")
BESIDE = ("verify.py", "README.txt")
CASE_PARTS = ("case.docx", "case.pdf", "contents.csv", "entries.json", "sha256.txt", "README.txt")
FORMAT_1, FORMAT_2, FORMAT_3 = (f"zerentian-manifest-{number}" for number in (1, 2, 3))
BOUND, PAPER, LEFT_OUT = (FORMAT_2, FORMAT_3), "zerentian-paper-1", "zerentian-left-out-1"
ISSUES = ("report.issued", "report.rendered", "report.dressed")
PROTECTED = ("complaint", "wrongdoing")  # kinds of matters that reports leave out
MAY_BE_PROTECTED = ("concern:", "file:", "task:")  # what reports may leave out at all
ABOUT_PROTECTED = ("contact.revealed", "concern.refused", "concern.shielded")
OTHER_SPELLING = "清单的写法与出具时不同 · the manifest is not written as the program writes one"
EACH = ("件", "场", "条")  # measure words of the records of which a sum knows; before there was one for all
STATED = ("count", "sum", "ratio")  # the measures whose statements carry states
ALONE = (
    "单个文件只能证明数值，不能证明其余文字就是出具时的文字；请核验 proof.zip"
    " · a lone file proves its figures, not its other words: verify the proof.zip"
)
PROOF_READ_ME = """责任田报告证明包 · Proof of a Zerentian report

python3 verify.py proof.zip        （只需 Python 3.11，无需联网 · needs Python 3.11 and no network）

verify.py 与本包一同出具；也可从您信任的来源另取一份。
Take verify.py from a source you trust if you do not trust this copy.
"""
CASE_READ_ME = """责任田案卷包 · A case from Zerentian

case.pdf       案卷全文（PDF/A），case.docx 为同样文字的 Word
contents.csv   卷内文件目录
files/         佐证文件，以内容的 SHA-256 命名
sha256.txt     本包各文件的 SHA-256，可用 sha256sum -c sha256.txt 核对
entries.json   所据台账条目

python3 verify.py case.zip  或在“核验报告”页交上本包，即可核验。
"""
FILES_LISTED = "佐证文件"  # the caption of a case's list of files; the digest stands in its fourth column
Link = Callable[[tuple[int, bytes], tuple[int, bytes]], bool | None]
PICTURES = "清单未写明图片，图片未比对 · its manifest states no pictures: they were not compared"
PAGE_TEXT = "页面文字未比对；请连同证明包核验 · page text not compared: verify the proof.zip for that"
UNKNOWN_KEY = "签名密钥来源未核对 · where the signing key comes from was not checked"
NOT_REDRAWN = (
    "所给的台账目录没有到本报告那次封存，未能逐项重新列出条目"
    " · the exported log does not reach the report's seal: the lists were not drawn anew"
)
COMPOSED = (
    "证明所载内容在成文之前已封存（report.composed）；是否出具，以 proof.zip 或台账为准"
    " · it proves that what it states was sealed when it was composed; that it was issued, the proof.zip or the log proves"
)
NOT_IN_IT = (
    "不含依法受保护的事项；有无、多少，本件不说明"
    " · protected matters are no part of it; whether there are any it does not tell"
)
LEFT_OUT_CLOSED = (
    "所给的台账里有本件未列的条目；是否都是依法受保护的事项，须用 --left-out 给出县级留存的开启文件核对"
    " · the exported log holds entries that it does not list; whether all of them are protected matters is checked"
    " with the county's opening (--left-out)"
)
UNPROVED_ROTATION = (
    "两张封存单之间换过签名密钥，文件里没有旧密钥签认新密钥的证明；请到出具单位的核验页核验"
    " · the signing key was changed between its two checkpoints, and it does not prove that the old key named the new one"
)
NOT_COMMITTED = "entries.json 只供查阅，未核对 · entries.json is for reading only and was not checked"
OWN_VERIFIER = "包内的 verify.py 未核对，请从别处另取一份核验 · the verify.py in it was not checked: take one from elsewhere"
NOT_IN_CASE = "案卷包里缺少部分文件，缺的未核对（见下列） · parts of the case are not in the archive and were not checked (listed below)"
NO_SLIP = (
    "整包与自带的清单一致，但清单是谁写的，这个文件自己证明不了：请一并核验登记表（-slip.docx 或 -slip.pdf），并与它所印的清单摘要核对"
    " · it fits its own lists, which anybody may write: verify its slip as well, and compare the digest that it prints"
)
LIMITS = (
    UNPROVED_ROTATION,
    ALONE,
    NO_SLIP,
    NOT_IN_CASE,
    NOT_COMMITTED,
    LEFT_OUT_CLOSED,
    PICTURES,
    PAGE_TEXT,
    NOT_REDRAWN,
    UNKNOWN_KEY,
)  # what keeps a file without a fault from being proved


class NotOurs(ValueError):
    """A file that carries nothing of this program's: it is no paper of ours."""


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


# --- One strict reading: what a proof says can be written in one way only ---

DIGEST = re.compile(r"[0-9a-f]{64}")
WHOLE = re.compile(r"0|[1-9][0-9]{0,14}")
ORIGIN = re.compile(r"[!-*,-~]{1,120}")  # visible ASCII, no space, no '+'
MOST_FAULTS_OF_SPELLING = 5


def digest_of(text):
    """Return the 32 bytes of a hash; ValueError unless it is 64 lower-case hex digits."""
    if type(text) is not str or not DIGEST.fullmatch(text):
        raise ValueError(f"{str(text)[:70]!r} 不是哈希 · not a hash of 64 lower-case hex digits")
    return bytes.fromhex(text)


def index_of(key, size):
    """Return the position that a key of a manifest names, None unless it is one below ``size``, written as one is."""
    return int(key) if type(key) is str and WHOLE.fullmatch(key) and int(key) < size else None


def is_index(value, size):
    """Tell whether a value is a position of an entry below ``size``."""
    return type(value) is int and 0 <= value < size


def decoded(text):
    """Return the bytes of base64 text; ValueError unless it is written in the one way that encoding gives."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("base64 的写法不规范 · base64 that is not written as one is")
    return data


def spelled(data):
    """Return (what JSON text says, what is wrong with how it says it): keys given twice, fractions, numbers too large."""
    faults = []

    def once(pairs):
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            faults.append(f"键“{twice[:40]}”重复 · a key given twice")
        return found

    def fraction(text):
        faults.append(f"{text[:40]} 不是整数 · not a whole number")
        return 0

    def integer(text):
        number = int(text)
        if abs(number) >= 2**53 or str(number) != text:
            faults.append(f"{text[:40]} 不是规范的整数 · not a whole number written as one is")
        return number

    value = json.loads(
        data, object_pairs_hook=once, parse_float=fraction, parse_constant=fraction, parse_int=integer
    )
    return value, faults


def strict_json(data):
    """Return what canonical JSON bytes say; ValueError when they are written in another way."""
    value, faults = spelled(data)
    if faults or canonical(value) != data:
        raise ValueError(faults[0] if faults else "JSON 的写法不规范 · JSON that is not written as one is")
    return value


def expanded(content: dict[str, Any]) -> dict[str, Any]:
    """Return a manifest with the positions of every list in their place; ValueError when its sets are no such.

    Since format 2 each set of positions is held once, under ``sets``, as the first position and the steps from one to the
    next; ``entries`` and ``sample`` of a statement name a set by its place, in the order in which they first do.
    """
    if content.get("format") not in BOUND:
        return content
    sets = content["sets"]
    if any(type(step) is not int for one in sets for step in one):
        raise ValueError("条目列表不合格式 · the lists of entries are not written as such")
    lists = [list(accumulate(one)) for one in sets]
    places = [one[name] for one in content["statements"] for name in ("entries", "sample") if name in one]
    if any(not is_index(place, len(lists)) for place in places):
        raise ValueError("条目列表不合格式 · the lists of entries are not written as such")
    statements = [
        {name: lists[value] if name in ("entries", "sample") else value for name, value in one.items()}
        for one in content["statements"]
    ]
    return {**content, "statements": statements}


def compacted(manifest: dict[str, Any]) -> dict[str, Any]:
    """Return a manifest as format 2 writes it: each set of positions once (see ``expanded``)."""
    places: dict[tuple[int, ...], int] = {}

    def named(name: str, value: Any) -> Any:
        return places.setdefault(tuple(value), len(places)) if name in ("entries", "sample") else value

    statements = [{name: named(name, value) for name, value in one.items()} for one in in_order(manifest)]
    sets = [[b - a for a, b in pairwise((0, *one))] for one in places]
    return {**manifest, "statements": statements, "sets": sets}


def in_order(manifest):
    """Return the statements, the names in each sorted, so that sets are numbered in one way."""
    return [{name: one[name] for name in sorted(one)} for one in manifest["statements"]]


# --- The log: checkpoints and the tree (C2SP signed note, RFC 9162 section 2.1) ---


def read_note(note):
    """Return (origin, size, root, signed text, [(name, key id, signature)]); ValueError when it is no checkpoint."""
    text, found, tail = note.partition("\n\n")
    lines = text.split("\n")
    if not found or len(lines) != 3 or not ORIGIN.fullmatch(lines[0]) or not WHOLE.fullmatch(lines[1]):
        raise ValueError("封存单不合格式 · a checkpoint is an origin, a size and a root, and then signatures")
    root, signatures = decoded(lines[2]), [read_signature(line) for line in tail[:-1].split("\n")]
    if len(root) != 32 or tail[-1:] != "\n" or len(set(signatures)) < len(signatures):
        raise ValueError("封存单不合格式 · a checkpoint's root or signatures are not written as such")
    return lines[0], int(lines[1]), root, (text + "\n").encode(), signatures


def read_signature(line):
    """Return (name, key id, signature) of a signature line; ValueError when it is none."""
    dash, name, encoded = line.split(" ")
    blob = decoded(encoded)
    if dash != "—" or not ORIGIN.fullmatch(name) or len(blob) < 5:
        raise ValueError("签名行不合格式 · a signature line is a dash, a name and a signature")
    return name, blob[:4], blob[4:]


def public_of(vkey):
    """Return (name, key id, public key) of a one-line verifier key; ValueError when it is none."""
    name, key_id, encoded = vkey.strip().split("+", 2)
    data = decoded(encoded)
    expected = sha256(name.encode() + b"\n" + data).digest()[:4]
    if not ORIGIN.fullmatch(name) or data[:1] != b"\x01" or len(data) != 33 or expected.hex() != key_id:
        raise ValueError("the verifier key's id does not fit its public key")
    return name, expected, data[1:]


def note_signed(note, vkey):
    """Tell whether a checkpoint carries a valid signature of the key, made under the name of the log."""
    origin, _, _, message, signatures = read_note(note)
    name, key_id, public = public_of(vkey)
    return name == origin and any(
        (signer, known) == (name, key_id) and ed25519_holds(public, message, signature)
        for signer, known, signature in signatures
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
        return digest_of(nodes[f"{start}-{end}"])
    if end - start == 1:
        return leaves[start]
    middle = start + split(end - start)
    left, right = [p for p in places if p < middle], [p for p in places if p >= middle]
    return node_hash(
        root_from(leaves, nodes, start, middle, left), root_from(leaves, nodes, middle, end, right)
    )


def ranges_without(start, end, places):
    """Yield the names of the ranges whose hash ``root_from`` takes from the nodes: the only ones a proof may hold."""
    if not places:
        yield f"{start}-{end}"
    elif end - start > 1:
        middle = start + split(end - start)
        yield from ranges_without(start, middle, [p for p in places if p < middle])
        yield from ranges_without(middle, end, [p for p in places if p >= middle])


def path_root(leaf, index, size, path):
    """Return the root that an audit path leads to, None when index or length do not fit (RFC 9162, 2.1.3.2)."""
    if not is_index(index, size):
        return None
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
    if not 0 < old <= new:
        return False
    if old == new:
        return old_root == new_root and not path
    steps = [old_root, *path] if old.bit_count() == 1 else list(path)
    if not steps:
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


MOST_READ = 2 * 1024**3  # a case with films in it may be larger than what may be unpacked, and is read whole
MOST_OF_TILE = 256 * (16 * 1024 + 2)  # as many entries as a bundle holds, each as long as one may be
MOST_OF_NOTE = 1 << 20


def read_at_most(path, most):
    """Return the bytes of a file; OSError for a device or pipe, which may never end, ValueError for one too large."""
    path = Path(path)
    if not path.is_file():
        raise OSError(f"{path} 不是文件 · is no file")
    with open(path, "rb") as file:
        if path.stat().st_size > most or len(data := file.read(most + 1)) > most:
            raise ValueError("文件过大，无法整个读入核对 · too large to be read whole")
    return data


def small_text(path):
    """Return the text of a key or checkpoint; as ``read_at_most``."""
    return read_at_most(path, MOST_OF_NOTE).decode()


def read_whole(path: Path) -> bytes:
    """Return the bytes of a file that is to be verified; as ``read_at_most``."""
    data: bytes = read_at_most(path, MOST_READ)
    return data


def tile_bytes(folder, level, number):
    """Return an exported tile (C2SP tlog-tiles), whole or partial; empty when there is none."""
    groups = [f"{number % 1000:03}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03}")
    path = Path(folder, "tile", level, *groups)
    if not path.is_file():
        beside = (one for one in Path(f"{path}.p").glob("*") if WHOLE.fullmatch(one.name))
        partial = sorted(beside, key=lambda one: int(one.name))
        if not partial:
            return b""
        path = partial[-1]
    return read_at_most(path, MOST_OF_TILE)


def tile_of(folder, number):
    """Return the leaf hashes of an exported tile."""
    data = tile_bytes(folder, "0", number)
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


def exported_entries(folder):
    """Return the canonical bytes of every entry of an exported log; ValueError when a bundle is cut off."""
    found = []
    while data := tile_bytes(folder, "entries", len(found) // 256):
        place, before = 0, len(found)
        while place < len(data):
            end = place + 2 + int.from_bytes(data[place : place + 2], "big")
            if end > len(data):
                raise ValueError("台账目录中的条目包不完整 · a bundle of the exported log is cut off")
            found.append(data[place + 2 : end])
            place = end
        if len(found) - before < 256:
            break
    return found


# --- Figures: what entries add up to ---


def contributions(posts, entry):
    """Yield (component, unit, day, amount) of an entry under the posts of its verb; a voided one yields none."""
    facts = entry["facts"]
    total = Counter()
    for post in posts if entry["change"] != "voided" else ():
        if post["verb"] != entry["verb"] or not matches(post["when"], facts):
            continue
        if post.get("given", "") not in ("", *facts):
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


def rows_of(figure, statement, entries):
    """Return what entries contribute to a statement: (component, unit, day, amount, index, entry)."""
    first, last = date.fromisoformat(statement["first"]), date.fromisoformat(statement["last"])
    ever = figure["measure"] in ("stock", "level", "age")
    return [
        (component, unit, day, amount, index, entry)
        for index, entry in entries
        for component, unit, day, amount in contributions(figure["condition"], entry)
        if day <= last and (ever or day >= first) and within(unit, statement)
    ]


def within(unit, statement):
    """Tell whether a unit path lies in what a statement speaks of, which may leave out some units."""
    return f"{unit}/".startswith(f"{statement['unit']}/") and not any(
        f"{unit}/".startswith(f"{path}/") for path in statement.get("without", [])
    )


def whole_of(statement):
    """Return of which figure, unit and days a statement speaks, whatever it leaves out."""
    return tuple(statement[name] for name in ("figure", "unit", "first", "last"))


def population(figure, statement, entries):
    """Return which of the entries that stand a statement must list, in ascending order: all that count in it."""
    read = {figure["component"], figure["base"], figure.get("known", "")} - {""}
    rows = [row for row in rows_of(figure, statement, entries) if row[0].split("#")[0] in read]
    if figure["measure"] in ("stock", "age"):
        net = Counter()
        for row in rows:
            net[row[5]["subject"]] += row[3]
        rows = [row for row in rows if net[row[5]["subject"]]]
    return sorted({row[4] for row in rows})


def recomputed(figure, statement, entries):
    """Return what a statement's entries come to: value, numerator, denominator, states and marks."""
    rows = rows_of(figure, statement, entries)
    own = [row for row in rows if row[0].split("#")[0] == figure["component"]]
    states = Counter()
    for row in own:
        for state in states_of(row[5]):
            states[state] += row[3]
    total = sum(row[3] for row in own)
    if figure["measure"] == "ratio":
        whole = sum(row[3] for row in rows if row[0] == figure["base"])
        return (2000 * total + whole) // (2 * whole) if whole else None, total, whole, states
    if figure.get("known"):
        known, whole = (sum(row[3] for row in rows if row[0] == figure[name]) for name in ("known", "base"))
        return None if whole and not known else total, known, whole, states
    by_measure = {
        "median": lambda: median(own),
        "level": lambda: level(own),
        "distinct": lambda: len({row[5]["subject"] for row in own}),
        "age": lambda: age(own, date.fromisoformat(statement["last"])),
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


def age(rows, last):
    """Return for how many days the subjects whose rows do not cancel out have stood there, the lower median."""
    subjects = {row[5]["subject"]: Counter() for row in rows}
    for row in rows:
        subjects[row[5]["subject"]][row[2]] += row[3]
    ages = sorted(
        (last - min(day for day, amount in days.items() if amount > 0)).days
        for days in subjects.values()
        if sum(days.values()) > 0
    )
    return ages[(len(ages) - 1) // 2] if ages else None


def level(rows):
    """Return the sum over units of the latest stated value."""
    latest = {row[1]: row[3] for row in sorted(rows, key=lambda row: (row[2], row[4]))}
    return sum(latest.values()) if latest else None


def printed(figure, statement):
    """Return how a statement's value may be printed: the first is the way of most, the others those of some records."""
    words = value_printed(figure, statement)
    known, whole = statement["numerator"], statement["denominator"]
    if figure["measure"] == "ratio" or not (figure.get("known") and known and known != whole):
        return (words,)
    return tuple(f"{words}（{whole}{each}中{known}{each}有记录）" for each in EACH)


def value_printed(figure, statement):
    """Return how a value is printed, without of how many records it knows."""
    if figure["measure"] == "ratio":
        part, whole = statement["numerator"] or 0, statement["denominator"] or 0
        return (
            f"{(2000 * part + whole) // (2 * whole) / 10:.1f}%（{part}/{whole}）"
            if whole
            else f"未知（{part}/{whole}）"
        )
    return "未知" if statement["value"] is None else f"{statement['value']}{figure['unit_of_measure']}"


# --- Word files: every word, table, picture, header and footer as a reader sees them ---
#
# Words can be hidden, struck, covered or replaced in a Word file in ways without number. So what follows knows what a
# report of ours holds, and what a word processor adds when it saves it again; everything else it names.

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
CORE, TYPES = "docProps/core.xml", "[Content_Types].xml"
# The one that came with the template of the first version's papers; nobody can compare one that a program drew of a page.
THUMBNAIL, OF_TEMPLATE = (
    "docProps/thumbnail.jpeg",
    "96367138dc44ce09bf2c8f0f8e49348a1478d2c5c0af69bbc2bbc38b63cdcead",
)
APP, CUSTOM = FURTHER = "docProps/app.xml", "docProps/custom.xml"
USE_LOCAL_DPI = "{http://schemas.microsoft.com/office/drawing/2010/main}useLocalDpi"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
MANIFEST_TAG = "{urn:zerentian:manifest}manifest"
DOCUMENT = "word/document.xml"
MOST_PARTS, MOST_UNPACKED, MOST_ELEMENTS, DEEPEST = 2000, 64 * 1024 * 1024, 400_000, 60
MOST_ITEMS = (
    5_000_000  # items or quotation marks of JSON, five times the containers; the largest report has a tenth
)
# How many signs a person fills into a control of the frame: a name, a number, a day; whom copies go to is the longest.
LONGEST_FILLED = 120
MOST_FILLED = {"发文机关标志": 60, "发文字号": 40, "签发人": 40, "印章": 20, "印发机关": 60, "印发日期": 20}
MOST_BASES = 12  # styles on which a style stands: ours have two, a word processor's own a few
MOST_BLANK = 60  # paragraphs without words, pictures or controls: a report has few
MOST_FAULTS = 40  # of one file: whoever reads them needs no more
PAGE_PARTS = re.compile(r"word/(header|footer|footnotes|endnotes|comments)\w*\.xml$")
KNOWN_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(core|app|custom)\.xml|docProps/thumbnail\.jpeg"
    r"|word/(document|styles|stylesWithEffects|settings|webSettings|fontTable|numbering|people)\.xml"
    r"|word/(header|footer|footnotes|endnotes|comments)\w*\.xml|word/(glossary/)?_rels/\w+\.xml\.rels"
    r"|word/theme/(_rels/)?theme\d+\.xml(\.rels)?|word/media/[\w.-]+|word/glossary/\w+\.xml"
    r"|customXml/(_rels/)?\w+\.xml(\.rels)?|docMetadata/LabelInfo\.xml"
)
# The one part to which a relation of each kind may lead: what is read here is what a word processor reads.
KNOWN_RELATIONS = {
    "officeDocument": r"word/document\.xml",
    "core-properties": r"docProps/core\.xml",
    "extended-properties": r"docProps/app\.xml",
    "custom-properties": r"docProps/custom\.xml",
    "thumbnail": r"docProps/thumbnail\.jpeg",
    "theme": r"word/theme/theme\d+\.xml",
    "customXml": r"customXml/\w+\.xml",
    "customXmlProps": r"customXml/\w+\.xml",
    "header": r"word/header\w*\.xml",
    "footer": r"word/footer\w*\.xml",
    "image": r"word/media/[\w.-]+",
    "glossaryDocument": r"word/glossary/document\.xml",
    "classificationlabels": r"docMetadata/LabelInfo\.xml",
}
KNOWN_RELATIONS |= {
    name: rf"word/{name}\.xml"
    for name in (
        *("styles", "stylesWithEffects", "settings", "webSettings", "fontTable", "numbering", "people"),
        *("footnotes", "endnotes", "comments", "commentsExtended", "commentsIds", "commentsExtensible"),
    )
}
LEADING = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
OTHER_RELATIONS = {"core-properties", "thumbnail", "stylesWithEffects", "people", "classificationlabels"}
OTHER_RELATIONS |= {"commentsExtended", "commentsIds", "commentsExtensible"}  # by names of their own
OF_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
OF_THEME, OF_PICTURES = "application/vnd.openxmlformats-officedocument.theme+xml", "image/png"
# The parts of a Word file that are read, and what is led to as what its type says.
READ_WORD = {DOCUMENT: "document.main"} | {
    f"word/{name}.xml": name
    for name in ("styles", "settings", "numbering", "fontTable", "footnotes", "endnotes")
}
TYPED = {*READ_WORD.values(), "header", "footer", "comments", "theme", "image"}
TWO_WAYS = "可以有两种读法 · two programs would read it in two ways"
# Which children of an element are read, or harmless, with their short names; those of RUN_OFF only when switched off.
MARKS = {"bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd", "lastRenderedPageBreak"}
RUN_FREE = {
    "rStyle",
    "rFonts",
    "b",
    "bCs",
    "i",
    "iCs",
    "noProof",
    "snapToGrid",
    "color",
    "spacing",
    "w",
    "kern",
}
RUN_FREE |= {"position", "sz", "szCs", "u", "vertAlign", "lang", "shd", "highlight"}
RUN_OFF = {"vanish", "webHidden", "specVanish", "strike", "dstrike", "outline", "shadow", "emboss", "imprint"}
RUN_OFF |= {"caps", "smallCaps", "rtl", "cs", "oMath"}
PARAGRAPH_FREE = {"pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "suppressLineNumbers"}
PARAGRAPH_FREE |= {
    "numPr",
    "pBdr",
    "shd",
    "tabs",
    "suppressAutoHyphens",
    "kinsoku",
    "wordWrap",
    "overflowPunct",
}
PARAGRAPH_FREE |= {
    "topLinePunct",
    "autoSpaceDE",
    "autoSpaceDN",
    "adjustRightInd",
    "snapToGrid",
    "spacing",
    "ind",
}
PARAGRAPH_FREE |= {
    "contextualSpacing",
    "mirrorIndents",
    "jc",
    "textAlignment",
    "outlineLvl",
    "divId",
    "cnfStyle",
}
PARAGRAPH_FREE |= {"rPr", "suppressOverlap"}
PARAGRAPH_OFF = {"bidi"}
TABLE_FREE = {
    "tblStyle",
    "tblW",
    "jc",
    "tblInd",
    "tblBorders",
    "tblLayout",
    "tblCellMar",
    "tblLook",
    "tblpPr",
}
TABLE_FREE |= {"tblStyleRowBandSize", "tblStyleColBandSize", "tblCaption", "tblDescription", "tblOverlap"}
ROW_FREE = {"cnfStyle", "tblHeader", "cantSplit", "jc", "trHeight", "divId"}
CELL_FREE = {"cnfStyle", "tcW", "gridSpan", "tcBorders", "shd", "tcMar", "vAlign"}
SECTION_FREE = {
    "headerReference",
    "footerReference",
    "type",
    "titlePg",
    "pgSz",
    "pgMar",
    "cols",
    "pgNumType",
    "docGrid",
}
SECTION_FREE |= {"titlePg", "formProt", "noEndnote", "paperSrc", "printerSettings", "textDirection", "vAlign"}
SECTION_FREE |= {"footnotePr", "endnotePr"}
CONTROL_FREE = {
    "rPr",
    "alias",
    "tag",
    "id",
    "lock",
    "placeholder",
    "showingPlcHdr",
    "temporary",
    "text",
    "richText",
}
CONTROL_FREE |= {"appearance", "color"}  # of w15
CONTROL_PARTS = {f"{W}{name}" for name in ("sdtPr", "sdtEndPr", "sdtContent")}
# What a paper's settings hold, and what a word processor writes there by itself: nothing that changes what is shown,
# asks a reader something, locks the file or brings other words in.
_SETTINGS_FREE = """
    activeWritingStyle alignBordersAndEdges alwaysShowPlaceholderText autoHyphenation bordersDoNotSurroundFooter
    bordersDoNotSurroundHeader characterSpacingControl chartTrackingRefBased clickAndTypeStyle clrSchemeMapping compat
    conflictMode consecutiveHyphenLimit decimalSymbol defaultImageDpi defaultTableStyle defaultTabStop
    discardImageEditingData displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery docId docVars
    doNotAutoCompressPictures doNotDemarcateInvalidXml doNotEmbedSmartTags doNotHyphenateCaps
    doNotIncludeSubdocsInStats doNotShadeFormData doNotTrackFormatting doNotTrackMoves
    doNotUseMarginsForDrawingGridOrigin doNotValidateAgainstSchema documentType drawingGridHorizontalOrigin
    drawingGridHorizontalSpacing drawingGridVerticalOrigin drawingGridVerticalSpacing embedSystemFonts
    embedTrueTypeFonts endnotePr evenAndOddHeaders footnotePr hdrShapeDefaults hideGrammaticalErrors hideSpellingErrors
    hyphenationZone ignoreMixedContent listSeparator mathPr noLineBreaksAfter noLineBreaksBefore noPunctuationKerning
    persistentDocumentId proofState removeDateAndTime removePersonalInformation rsids saveInvalidXml savePreviewPicture
    saveSubsetFonts shapeDefaults smartTagType strictFirstAndLastChars stylePaneFormatFilter stylePaneSortMethod
    themeFontLang trackRevisions uiCompat97To2003 zoom
"""
SETTINGS_FREE = set(_SETTINGS_FREE.split())
_WEB_SETTINGS_FREE = """
    allowPNG doNotOrganizeInFolder doNotRelyOnCSS doNotSaveAsSingleFile doNotUseLongFileNames encoding
    optimizeForBrowser pixelsPerInch relyOnVML saveSmartTagsAsXml targetScreenSz
"""
WEB_SETTINGS_FREE = set(_WEB_SETTINGS_FREE.split())
USUAL_COLOURS = {
    "bg1": "light1",
    "t1": "dark1",
    "bg2": "light2",
    "t2": "dark2",
}  # paper is light, words are dark
# What a program says of a file that it saved; numbers, and yes or no, it may say of whatever it counts.
_APP_FREE = """
    AppVersion Application Characters CharactersWithSpaces Company DocSecurity HeadingPairs HyperlinkBase
    HyperlinksChanged Lines LinksUpToDate Manager Pages Paragraphs ScaleCrop SharedDoc Template TitlesOfParts
    TotalTime Words
"""
APP_FREE = set(_APP_FREE.split())
COUNTED = re.compile(r"-?[0-9.]{0,20}|true|false")
PROGRAM = re.compile(
    r"(Microsoft|LibreOffice|OpenOffice|WPS|ONLYOFFICE|Collabora|Yozo)[\w ./$():,+-]{0,150}", re.ASCII
)
TEMPLATE = re.compile(r"Normal(\.(dotm|dotx|dot|wpt))?", re.IGNORECASE)
HEADS_OF_PARTS = {"Title", "标题", "Worksheets", "工作表", "Named Ranges", "命名范围", "已命名的区域"}
# Properties that WPS writes by itself: which build it is, and marks of its own.
CUSTOM_FREE, CUSTOM_SAID = re.compile(r"KSO\w{1,40}|ICV", re.ASCII), re.compile(r"[\w.+/=-]{0,200}", re.ASCII)
# What stands in an empty control, as word processors put it there.
PROMPTS = re.compile(
    r"(单击|点击|单击或点击|单击或点按)?(此处|这里)?输入(文字|文本|日期)。?|选择一项。?"
    r"|(Click|Click or tap)( here)? to enter (text|a date)\.?|Choose an item\.?"
)
IN_ITEMS = {  # the outermost elements of further data, as word processors put it beside a text: none of it is words
    "{http://schemas.openxmlformats.org/officeDocument/2006/bibliography}Sources",
    "{http://www.wps.cn/officeDocument/2013/wpsCustomData}customData",
    "{http://schemas.openxmlformats.org/officeDocument/2006/customXml}datastoreItem",
    MANIFEST_TAG,
}
NOT_OF_PAPERS = "报告中没有的内容 · what no report has"
FOUND_IN = {"pPr": "p", "rPr": "r", "tblPr": "tbl", "tcPr": "tc", "trPr": "tr", "sdtPr": "sdt"}
WORDS = {f"{W}{name}" for name in ("t", "instrText", "delText")}  # the elements in which text stands
FONTS = {
    *("仿宋_GB2312", "仿宋", "FangSong", "FangSong_GB2312", "黑体", "SimHei", "楷体_GB2312", "楷体", "KaiTi"),
    *("KaiTi_GB2312", "宋体", "SimSun", "新宋体", "NSimSun", "方正小标宋简体", "方正小标宋_GBK", "微软雅黑"),
    *(
        "Microsoft YaHei",
        "等线",
        "DengXian",
        "Times New Roman",
        "Arial",
        "Calibri",
        "Cambria",
        "Liberation Serif",
    ),
    *("Liberation Sans", "DejaVu Serif", "DejaVu Sans", "Noto Serif SC", "Noto Sans SC", "Noto Serif CJK SC"),
    *(
        "Noto Sans CJK SC",
        "FandolFang R",
        "LXGW WenKai",
        "FZXiaoBiaoSong-B05",
        "FZXiaoBiaoSong-B05S",
        "华文仿宋",
    ),
    *("STFangsong", "华文中宋", "STZhongsong", "Source Han Serif SC", "Source Han Sans SC"),
}
USUAL_FONTS = {name.lower() for name in FONTS}
SMALLEST, LARGEST = 16, 144  # half points
SINGLE = 240  # how far lines stand apart where nothing is said: 240ths of a line
TEXT_WIDTH = 8845  # twentieths of a point: 156 mm
MOST_WIDE = 9500
PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838
MOST_BREAKS = 20  # tabs and line breaks in a paragraph
MOST_SPACES = 100  # spaces beyond those that are stated
MOST_PAGE_LINES = 8  # paragraphs of a header or footer
FARTHEST_TAB = 10_300  # twentieths of a point: where the paper ends
NARROWEST = 600
INTEGER = re.compile(r"-?[0-9]{1,9}")  # a number is read in one way by everybody
COLOR = re.compile(r"[0-9A-Fa-f]{6}")
RAISED = re.compile(r"〔证[0-9]{1,6}〕")  # what a report sets above the line: references to its annex
UNSEEN = {
    "vanish": "隐藏文字 · hidden text",
    "webHidden": "隐藏文字 · hidden text",
    "specVanish": "隐藏文字 · hidden text",
    "strike": "划去的文字 · text struck out",
    "dstrike": "划去的文字 · text struck out",
    "emboss": "浮雕文字 · embossed text",
    "imprint": "阴文 · engraved text",
    "ins": "修订 · a tracked change",
    "del": "修订 · a tracked change",
    "moveFrom": "修订 · a tracked change",
    "moveTo": "修订 · a tracked change",
    "rPrChange": "修订 · a tracked change",
    "pPrChange": "修订 · a tracked change",
    "altChunk": "嵌入文件 · an embedded document",
    "sdt": "多出的内容控件 · a content control that is not the report's",
    "pict": "图形或文本框 · a drawing or text box",
    "object": "嵌入对象 · an embedded object",
    "AlternateContent": "图形或文本框 · a drawing or text box",
    "framePr": "文本框 · a text frame",
    "txbxContent": "文本框 · a text box",
    "fldSimple": "域 · a field",
    "fldChar": "域 · a field",
    "instrText": "域 · a field",
    "sym": "符号 · a symbol",
    "commentReference": "批注 · a comment",
    "commentRangeStart": "批注 · a comment",
    "commentRangeEnd": "批注 · a comment",
    "footnoteReference": "脚注 · a footnote",
    "endnoteReference": "尾注 · an endnote",
    "numPr": "自动编号 · automatic numbering",
    "background": "页面背景 · a page background",
    "sectPr": "分节 · a section break",
    "bidi": "从右到左 · right to left",
    "rtl": "从右到左 · right to left",
    "bdo": "从右到左 · right to left",
    "dir": "从右到左 · right to left",
    "vMerge": "合并的单元格 · merged cells",
    "hMerge": "合并的单元格 · merged cells",
    "bidiVisual": "左右颠倒的表格 · a mirrored table",
    "hidden": "隐藏的表格行 · a hidden row",
    "ruby": "注音 · ruby text",
}
AWAY = "移出页面的文字 · text moved off the page"
BREAKS = "过多的换行、空格和制表符 · breaks and spaces that move words away"
NARROW = "过窄的单元格 · a cell too narrow to read"


class Counted(ElementTree.TreeBuilder):
    """Builds an XML tree of no more elements, and no deeper, than a report is; none with a document type."""

    def __init__(self, most):
        super().__init__()
        self.most, self.count, self.depth = most, 0, 0

    def start(self, tag, attributes):
        """Begin an element."""
        self.count += 1
        self.depth += 1
        if self.count > self.most or self.depth > DEEPEST:
            raise ValueError("XML 太大或嵌套太深 · the XML is too large or too deep")
        return super().start(tag, attributes)

    def end(self, tag):
        """End an element."""
        self.depth -= 1
        return super().end(tag)

    def doctype(self, *_):
        """Refuse entities, and whatever else a document type declares."""
        raise ValueError("文件含有实体声明 · the file declares entities")


ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']*)""")


def parsed(data, most=MOST_ELEMENTS):
    """Return an XML document; one that declares entities, or would fill the memory, is refused.

    Two programs may read a rare encoding in two ways: Word files are written in those of Unicode.
    """
    return ElementTree.fromstring(in_unicode(data), ElementTree.XMLParser(target=Counted(most)))


def in_unicode(data):
    """Return an XML document that is written in Unicode; ValueError for any other."""
    encoding = ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
    if encoding and encoding[1].lower() not in (b"utf-8", b"utf8", b"utf-16", b"us-ascii"):
        raise ValueError("XML 的编码不是 Unicode · the XML is not written in Unicode")
    return data


KEPT_IN = re.compile(r"(?:[^/]+/data/(?:cases|papers)/[^/]+/)?files/")


def opened(data):
    """Return a zip archive; ValueError when it has too many parts, two of one name, or would unpack to too much.

    Files that lie in it as they are unpack to nothing more than they take; only such a file of a case may be large.
    """
    archive = zipfile.ZipFile(io.BytesIO(data))
    parts = archive.infolist()
    kept = [part for part in parts if is_kept_file(part)]
    unpacked = sum(part.file_size for part in parts) - sum(part.file_size for part in kept)
    as_they_are = sum(part.compress_size for part in kept)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or as_they_are > len(data):
        raise ValueError("压缩包解开后过大 · the archive unpacks to too much")
    return archive


def is_kept_file(part):
    """Tell whether a part of a zip is a file of a case that lies in it as it is, not packed."""
    stored = part.compress_type == zipfile.ZIP_STORED and part.file_size == part.compress_size
    return stored and bool(KEPT_IN.match(part.filename))


def read_json(data):
    """Return (what JSON text says, what is wrong with how); ValueError when it says more than the largest manifest."""
    containers, items, quotes = data.count(b"[") + data.count(b"{"), data.count(b","), data.count(b'"')
    if len(data) > MOST_UNPACKED or max(containers * 5, items, quotes) > MOST_ITEMS:
        raise ValueError("清单过大 · the manifest is too large")
    return spelled(data)


def squeezed(text):
    """Return a text with its white space made plain."""
    return re.sub(r"\s+", " ", text).strip()


def short(element):
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def is_on(element):
    """Tell whether a property that can be switched is on."""
    return element.get(f"{W}val", "1") not in ("0", "false", "off", "none")


def named(element):
    """Return how an element that no report holds is called."""
    return UNSEEN.get(
        short(element), f"出具时没有的内容或格式 {short(element)} · what was not there when issued"
    )


def whole(element, *names, default=0):
    """Return the first attribute that an element has, as an integer; ValueError when it is none."""
    for name in names:
        value = element.get(f"{W}{name}")
        if value is not None:
            return number_in(value)
    return default


def number_in(text):
    """Return the integer that an attribute holds; ValueError unless it is written in the one way in which all read it."""
    if not INTEGER.fullmatch(text):
        raise ValueError(f"{text[:20]!r} 不是整数 · not a whole number")
    return int(text)


def luminance(color):
    """Return the relative luminance of ``RRGGBB`` (WCAG 2.2): 0 is black, 1 is white; ValueError when it is no colour."""
    if not COLOR.fullmatch(color):
        raise ValueError(f"{color[:20]!r} 不是颜色 · not a colour")
    parts = [int(color[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def shading_seen(element):
    """Tell whether a shading leaves the paper white, or nearly so."""
    fill = element.get(f"{W}fill", "auto")
    plain = element.get(f"{W}val", "clear") in ("clear", "nil") and f"{W}themeFill" not in element.attrib
    return plain and (fill == "auto" or luminance(fill) > 0.85)


def doubled(root):
    """Return the name of a property that an element of a Word file bears twice: two readers would read it in two ways."""
    for element in root.iter():
        names = [short(one) for one in element]
        is_set = short(element).endswith("Pr")
        names = [
            name
            for name in names
            if name != "tblStylePr" and ((is_set and "Reference" not in name) or name.endswith("Pr"))
        ]
        if len(set(names)) < len(names):
            return next(name for name in names if names.count(name) > 1)
        sides = {key.removeprefix(W) for key in element.attrib}
        if {"left", "start"} <= sides or {"right", "end"} <= sides:
            return short(element)
    return ""


def ambiguous(root):
    """Return what in a part of a Word file one program would read otherwise than another; empty when nothing.

    Text stands in the elements for text alone, properties before what they dress, and nothing asks to be read by rules
    of its own (markup compatibility).
    """
    for element in root.iter():
        inside, name = element.tag in WORDS, short(element)
        if (inside and len(element)) or (not inside and (element.text or "").strip()):
            return f"{name} 中的文字 · text in {name}"
        if (element.tail or "").strip():
            return f"{name} 之后的文字 · text behind {name}"
        if any(key.startswith(MC) and key != f"{MC}Ignorable" for key in element.attrib):
            return f"{name} 的 mc 属性 · mc attributes of {name}"
        before = [short(one) for one in element if not is_mark(one)][1:]
        late = next((one for one in before if FOUND_IN.get(one) == name), None)
        if late is not None:
            return f"{late} 不在最前 · {late} is not the first"
    return ""


def is_mark(element):
    """Tell whether an element marks a place and shows nothing."""
    return element.tag.startswith(W) and short(element) in MARKS and not len(element)


class Types:
    """Of which type the list of an archive's parts says that each part is; empty for one of which it says two, or none."""

    def __init__(self, root):
        self.told = {}
        for one in root:
            key = (one.get("PartName") or f"*.{one.get('Extension')}").lower()
            self.told[key] = "" if key in self.told else one.get("ContentType", "")

    def of(self, name):
        """Return the type of a part."""
        usual = self.told.get(f"*.{name.rpartition('.')[2]}".lower(), "")
        return self.told.get(f"/{name}".lower(), usual)


class Styles:
    """The styles of a Word file, resolved: how runs and paragraphs look that bear them.

    A look is a dict; its ``faults`` say what would keep a reader from seeing the words as they are.
    """

    def __init__(self, root):
        self.by_name, self.default, self.known, self.base = {}, {}, {}, {}
        self.used, names = set(), []
        for style in root.findall(f"{W}style"):
            names.append(f"id {style.get(f'{W}styleId')}")
            self.by_name.setdefault(style.get(f"{W}styleId"), style)
            if style.get(f"{W}default", "0") not in ("0", "false", "off"):
                kind = style.get(f"{W}type", "paragraph")
                names.append(f"default {kind}")
                self.default.setdefault(kind, style.get(f"{W}styleId"))
        defaults = root.find(f"{W}docDefaults")
        names += ["docDefaults" for _ in root.findall(f"{W}docDefaults")]
        self.doubled = [name for name, count in Counter(names).items() if count > 1]
        for part, dress in (("rPr", self.dressed), ("pPr", self.shaped)):
            found = defaults.find(f"{W}{part}Default/{W}{part}") if defaults is not None else None
            self.base[part] = dress({"faults": ()}, found)

    def chain(self, kind, name):
        """Return a style and those it is based on, the farthest first; the default of its kind without a name."""
        styles, name = [], name or self.default.get(kind)
        while name in self.by_name and len(styles) <= MOST_BASES:
            styles.insert(0, self.by_name[name])
            base = styles[0].find(f"{W}basedOn")
            name = base.get(f"{W}val") if base is not None else None
        return styles

    def astray(self, styles):
        """Tell whether programs follow a chain of styles differently: in a ring, too far, two ways, or to no style."""
        bases = [[base.get(f"{W}val") for base in style.findall(f"{W}basedOn")] for style in styles]
        return len(styles) > MOST_BASES or any(
            len(one) > 1 or not {*one} <= self.by_name.keys() for one in bases
        )

    def resolved(self, look, dress, part, kind, name):
        """Return a look with what a chain of styles adds to it."""
        key = kind, name, part, id(look)
        self.used.add((kind, name))
        if key not in self.known:
            made, styles = look, self.chain(kind, name)
            for style in styles:
                made = dress(made, style.find(f"{W}{part}"))
            if self.astray(styles):
                made = {
                    **made,
                    "faults": (
                        *made["faults"],
                        "样式所据的样式不明 · it is not clear on which styles a style stands",
                    ),
                }
            self.known[key] = look, made
        return self.known[key][1]

    def of_paragraph(self, properties):
        """Return (the look of a paragraph, that of its runs)."""
        name = properties.find(f"{W}pStyle") if properties is not None else None
        name = name.get(f"{W}val") if name is not None else None
        shape = self.resolved(self.base["pPr"], self.shaped, "pPr", "paragraph", name)
        runs = self.resolved(self.base["rPr"], self.dressed, "rPr", "paragraph", name)
        return self.named_surely(self.shaped(shape, properties), "paragraph", name), runs

    def of_run(self, base, properties):
        """Return the look of a run in a paragraph whose runs look like ``base``."""
        names = [style.get(f"{W}val") for one in properties for style in one.findall(f"{W}rStyle")]
        name = names[0] if names else None
        look = self.resolved(base, self.dressed, "rPr", "character", name)
        for one in properties:
            look = self.dressed(look, one)
        return self.named_surely(look, "character", name)

    def named_surely(self, look, kind, name):
        """Return a look; of a style that is not there, or of another kind, every program makes something else."""
        style = self.by_name.get(name)
        if name is None or (style is not None and style.get(f"{W}type", "paragraph") == kind):
            return look
        return {**look, "faults": (*look["faults"], f"没有样式 {name[:40]} · there is no such style")}

    def hides(self):
        """Yield what would keep words in a style that is used from being seen, were these the styles (Word 2010)."""
        for kind, name in sorted(self.used, key=str):
            run = self.resolved(self.base["rPr"], self.dressed, "rPr", kind, name)
            shape = self.resolved(self.base["pPr"], self.shaped, "pPr", kind, name)
            yield from (
                *run["faults"],
                *unseen(run),
                *shape["faults"],
                *misplaced(shape, SMALLEST, TEXT_WIDTH),
            )

    def of_table(self, name):
        """Return what is wrong with a table's style."""
        run = self.resolved({"faults": ()}, self.dressed, "rPr", "table", name)
        shape = self.resolved({"faults": ()}, self.shaped, "pPr", "table", name)
        surely = self.named_surely({"faults": ()}, "table", name)
        faults = [*run["faults"], *shape["faults"], *surely["faults"]]
        faults += [*unseen(run), *misplaced(shape, SMALLEST, 600)]
        faults += fonts_of(run, "")
        for style in self.chain("table", name):
            for part in ("tblPr", "trPr", "tcPr"):
                for properties in style.findall(f"{W}{part}"):
                    faults += SETTERS[part](properties)
        if any(style.find(f"{W}tblStylePr") is not None for style in self.chain("table", name)):
            faults.append("表格样式另有格式 · a table style that formats parts")
        return faults

    def dressed(self, look, properties):
        """Return a run's look with the properties on it."""
        return self.once(look, properties, run_look) if properties is not None else look

    def shaped(self, look, properties):
        """Return a paragraph's look with the properties on it."""
        return self.once(look, properties, paragraph_look) if properties is not None else look

    def once(self, look, properties, make):
        """Return a look, made once for the same properties on the same look."""
        key = make, id(look), ElementTree.tostring(properties)
        if key not in self.known:
            self.known[key] = look, make(look, properties)
        return self.known[key][1]


def run_look(look, properties):
    """Return a run's look with direct properties."""
    look, faults = dict(look), list(look["faults"])
    for one in properties:
        name = short(one) if one.tag.startswith((W, W14)) else one.tag
        if name == "rFonts":
            look["hint"] = one.get(f"{W}hint", look.get("hint"))
            for slot in ("ascii", "hAnsi", "eastAsia", "cs"):
                theme = one.get(f"{W}{slot}Theme" if slot != "cs" else f"{W}cstheme")
                given = f"({theme})" if theme else one.get(f"{W}{slot}")
                look[slot] = look.get(slot) if given is None else given
        elif name == "color":
            themed = any(key.startswith(f"{W}theme") for key in one.attrib)
            look["color"] = "theme" if themed else one.get(f"{W}val", "auto")
        elif name in ("sz", "spacing", "w", "position") and one.tag.startswith(W):
            look[name] = whole(one, "val")
        elif name == "shd":
            look["shd"] = shading_seen(one)
        elif name == "vertAlign":
            look["raised"] = one.get(f"{W}val") != "baseline"
        elif name == "highlight":
            look["highlight"] = one.get(f"{W}val", "none")
        elif name in RUN_OFF and one.tag.startswith(W):
            faults += [named(one)] if is_on(one) else []
        elif name not in RUN_FREE or not one.tag.startswith(W):
            faults.append(named(one))
    look["faults"] = tuple(faults)
    return look


def unseen(look):
    """Return why words of a look are not seen as they are; empty when they are."""
    found, color, size = [], look.get("color", "auto"), look.get("sz", 20)
    if color == "theme" or (color != "auto" and luminance(color) > 0.3):
        found.append("与纸色相近的文字 · text in the colour of the paper")
    if not SMALLEST <= size <= LARGEST:
        found.append("过小或过大的文字 · text too small or too large to read")
    if not -size / 2 <= look.get("spacing", 0) * 2 <= 80 or not 60 <= look.get("w", 100) <= 200:
        found.append("挤在一起的文字 · text pressed together")
    if abs(look.get("position", 0)) > 12:
        found.append("移出本行的文字 · text moved off its line")
    if not look.get("shd", True) or look.get("highlight", "none") != "none":
        found.append("带底色的文字 · text on a coloured ground")
    return found


def fonts_of(look, text):
    """Return the typefaces in which a run's words stand that are none of ours nor a usual one's."""
    slots = ("ascii", "hAnsi", "eastAsia") if text.isascii() else ("eastAsia", "ascii", "hAnsi")
    slots += ("cs",) if look.get("hint") == "cs" else ()
    return [look[slot] for slot in slots if look.get(slot) and look[slot] not in FONTS]


def paragraph_look(look, properties):
    """Return a paragraph's look with direct properties."""
    look, faults = dict(look), list(look["faults"])
    for one in properties:
        name = short(one) if one.tag.startswith(W) else one.tag
        if name == "spacing":
            for key in ("before", "after", "line", "beforeLines", "afterLines"):
                look[key] = whole(one, key, default=look.get(key, SINGLE if key == "line" else 0))
            look["rule"] = one.get(f"{W}lineRule", look.get("rule", "auto"))
        elif name == "ind":
            look |= indents(look, one)
        elif name == "pageBreakBefore":
            look["turned"] = is_on(one)
        elif name == "numPr":
            for number in one.findall(f"{W}numId"):
                look["numbered"] = number.get(f"{W}val") != "0"
        elif name == "shd":
            faults += [] if shading_seen(one) else ["带底色的文字 · text on a coloured ground"]
        elif name == "tabs":
            look["tabs"] = (*look.get("tabs", ()), *(whole(tab, "pos") for tab in one if is_stop(tab)))
        elif name == "pBdr":
            faults += thick(one)
        elif name == "rPr":
            faults += [named(mark) for mark in one if short(mark) in UNSEEN and is_on(mark)]
        elif name in PARAGRAPH_OFF:
            faults += [named(one)] if is_on(one) else []
        elif name not in PARAGRAPH_FREE:
            faults.append(named(one))
    look["faults"] = tuple(faults)
    return look


def is_stop(tab):
    """Tell whether a tab stop is one, and none that clears another."""
    return tab.get(f"{W}val") != "clear"


def thick(borders):
    """Return what is wrong with borders: those of a report are thin, a thick one may lie over words."""
    wide = any(whole(side, "sz") > 24 or whole(side, "space") > 31 for side in borders)
    return ["遮住文字的粗线 · a border that may lie over words"] if wide else []


def indents(look, one):
    """Return the indents of a paragraph in twentieths of a point; those in characters go before those in points."""
    found = {}
    for key, other in (("left", "start"), ("right", "end")):
        found[key] = whole(one, key, other, default=look.get(key, 0))
        characters = whole(one, f"{key}Chars", f"{other}Chars")
        found[key] = characters * 32 // 10 if characters else found[key]
    first, hanging = whole(one, "firstLine", default=None), whole(one, "hanging", default=None)
    found["first"] = first if first is not None else -hanging if hanging else look.get("first", 0)
    if hanging == 0 and first is None:
        found["first"] = 0
    characters = whole(one, "firstLineChars") - whole(one, "hangingChars")
    found["first"] = characters * 32 // 10 if characters else found["first"]
    return found


def misplaced(look, size, width):
    """Return why a paragraph's words, the largest of ``size`` half points, are cut off or moved out of sight."""
    found = too_far(look)
    line, rule = look.get("line", SINGLE), look.get("rule", "auto")
    if (rule == "exact" and line < size * 8) or (rule != "exact" and not 0 <= line <= 3000):
        found.append("被行距遮去的文字 · text cut off by its line spacing")
    if rule == "auto" and line < 190:
        found.append("被行距遮去的文字 · text cut off by its line spacing")
    left, right, first = (look.get(key, 0) for key in ("left", "right", "first"))
    if min(left, right, left + first) < -20 or left + right + max(first, 0) > width - 200:
        found.append(AWAY)
    return found


def too_far(look):
    """Return why even a paragraph without words, or a tab in it, shows or moves what it should not."""
    found = []
    spaces = (look.get(key, 0) for key in ("line", "before", "after", "beforeLines", "afterLines"))
    if max(spaces) > 3000:
        found.append("过大的间距 · spacing that moves words away")
    if look.get("numbered"):
        found.append(UNSEEN["numPr"])
    if not all(0 <= place <= FARTHEST_TAB for place in look.get("tabs", ())):
        found.append(AWAY)
    return found


def set_table(properties):
    """Return what is wrong with the properties of a table, of its own or of its style."""
    faults = []
    for one in properties:
        name = short(one)
        if name not in TABLE_FREE or (name in ("tblCaption", "tblDescription") and one.get(f"{W}val")):
            faults.append(named(one))
        elif (name == "tblInd" and not -300 <= whole(one, "w") <= 3000) or (
            name == "tblW" and one.get(f"{W}type") == "dxa" and whole(one, "w") > MOST_WIDE
        ):
            faults.append("移出页面的表格 · a table moved off the page")
        elif name == "tblW" and is_too_small(one, NARROWEST):
            faults.append(NARROW)
        elif name == "tblBorders":
            faults += thick(one)
        elif name == "tblCellMar" and any(whole(side, "w") > 400 for side in one):
            faults.append(NARROW)
    return faults


def is_too_small(width, least):
    """Tell whether a width is given and too small to read in: in twentieths of a point, or fiftieths of a percent."""
    kind = width.get(f"{W}type", "dxa")
    return (kind == "dxa" and 0 < whole(width, "w") < least) or (kind == "pct" and whole(width, "w") < 250)


def set_row(properties):
    """Return what is wrong with the properties of a row."""
    faults = [named(one) for one in properties if short(one) not in ROW_FREE]
    for height in properties.findall(f"{W}trHeight"):
        if height.get(f"{W}hRule") == "exact" or whole(height, "val") > 3000:
            faults.append("被行高遮去的文字 · text cut off by the height of its row")
    return faults


def set_cell(properties):
    """Return what is wrong with the properties of a cell."""
    faults = []
    for one in properties:
        name = short(one)
        if name not in CELL_FREE:
            faults.append(named(one))
        elif (
            name == "tcW" and one.get(f"{W}type", "dxa") == "dxa" and not 300 <= whole(one, "w") <= MOST_WIDE
        ):
            faults.append("过窄或过宽的单元格 · a cell too narrow or too wide to read")
        elif name == "tcW" and is_too_small(one, 300):
            faults.append(NARROW)
        elif name == "shd" and not shading_seen(one):
            faults.append("带底色的文字 · text on a coloured ground")
        elif name == "tcBorders":
            faults += thick(one)
        elif name == "tcMar" and any(whole(side, "w") > 400 for side in one):
            faults.append(NARROW)
    return faults


SETTERS = {"tblPr": set_table, "trPr": set_row, "tcPr": set_cell}


class WordFile:
    """What a Word file shows: lines in their order, and faults, what no report of ours holds.

    A line is a dict: ``text``; ``at``, the (row, column) of a cell; ``controls``, [(place in the text, tag,
    words)]; ``picture``, (SHA-256, words in its stead); ``faults``. A fault elsewhere is (part, words).
    """

    def __init__(self, data):
        self.lines, self.faults, self.floating, self.feet, self.shown = [], [], 0, {}, set()
        with opened(data) as self.archive:
            self.names = set(self.archive.namelist())
            self.check_parts()
            self.links = self.check_relations().get("word/_rels/document.xml.rels", {})
            self.styles = Styles(self.xml("word/styles.xml"))
            self.check_settings()
            self.check_led()
            document = self.xml(DOCUMENT)
            if document.tag != f"{W}document" or len(document.findall(f"{W}body")) != 1:
                self.faults.append((DOCUMENT, f"正文：{TWO_WAYS}"))
            for child in document:
                if child.tag == f"{W}body":
                    self.flow(child)
                else:
                    self.faults.append((DOCUMENT, named(child)))
            self.check_page_parts()
            self.check_styles()
            self.check_beside()
            self.core, self.further = self.xml(CORE), {name: self.xml(name) for name in FURTHER}
        seen = ("text", "picture", "controls", "at")  # A cell may be empty.
        blank = sum(not any(line[name] for name in seen) for line in self.lines)
        if blank > MOST_BLANK:
            self.faults.append((DOCUMENT, f"多出 {blank} 个空段 · {blank} empty paragraphs move words away"))
        self.faults = list(dict.fromkeys(self.faults))  # some parts are read twice

    def xml(self, name):
        """Return a part, its doubled properties named; an empty element when the file has none of the name."""
        if name not in self.names:
            return ElementTree.Element("none")
        root = parsed(self.archive.read(name))
        if wrong := doubled(root):
            self.faults.append((name, f"重复的格式 {wrong} · formatting given twice"))
        if name.startswith("word/") and (wrong := ambiguous(root)):
            self.faults.append((name, f"读法不一：{wrong}"))
        return root

    def check_parts(self):
        """Name parts that no report has, or has under another spelling, and names that stand for two."""
        for name in sorted(self.names):
            if not KNOWN_PARTS.fullmatch(name) and not name.endswith("/"):
                self.faults.append((name, "报告中没有的部件 · a part that no report has"))
        for name, count in Counter(one.lower() for one in self.archive.namelist()).items():
            if count > 1:
                self.faults.append((name, "两份同名部件 · two parts of one name"))

    def check_relations(self):
        """Return the relations of every part that has any, by the name of the part that lists them."""
        return {name: self.relations(name) for name in sorted(self.names) if name.endswith(".rels")}

    def relations(self, name):
        """Return the targets of a part's relationships by id; name what no report leads to."""
        found, home = {}, posixpath.dirname(posixpath.dirname(name))
        for one in self.xml(name).iter(RELATIONSHIP):
            kind, target = one.get("Type", "").rpartition("/")[2], one.get("Target", "")
            part = posixpath.normpath(posixpath.join("/", home, target)).lstrip("/")
            place = part.replace("word/glossary/", "word/", 1) if home == "word/glossary" else part
            if kind not in KNOWN_RELATIONS or one.get("TargetMode", "Internal") != "Internal":
                self.faults.append((name, f"引用了 {kind} {target[:60]} · it refers to what no report has"))
            elif not re.fullmatch(KNOWN_RELATIONS[kind], place):
                self.faults.append((name, f"{kind} 在 {target[:60]} · it stands elsewhere than in a report"))
            elif one.get("Type") != LEADING + kind and kind not in OTHER_RELATIONS:
                self.faults.append((name, f"{kind}：{TWO_WAYS}"))
            if one.get("Id") in found:
                self.faults.append((name, f"两个引用同为 {one.get('Id')} · two relations of one name"))
            found[one.get("Id")] = kind, part
        return found

    def check_led(self):
        """Name parts to which another program does not come, or which it takes for others than they are read for here."""
        led = {part: kind for kind, part in self.links.values()} | {DOCUMENT: "document.main"}
        types = Types(self.xml(TYPES))
        for name in sorted(self.names):
            kind = led.get(name) or READ_WORD.get(name)
            is_type = (
                OF_PICTURES if kind == "image" else OF_THEME if kind == "theme" else f"{OF_WORD}{kind}+xml"
            )
            if (name in READ_WORD and name not in led) or (kind in TYPED and types.of(name) != is_type):
                self.faults.append((name, TWO_WAYS))

    def check_styles(self):
        """Name styles that stand for two, and those of Word 2010 that would hide what the others show."""
        for name in self.styles.doubled:
            self.faults.append(("word/styles.xml", f"重复的样式 {name[:60]} · a style given twice"))
        other = "word/stylesWithEffects.xml"
        if other in self.names:
            effects = Styles(self.xml(other))
            effects.used = self.styles.used
            self.faults += [(other, fault) for fault in dict.fromkeys(effects.hides())]

    def check_settings(self):
        """Name settings that bring in other words, and typefaces that stand for others."""
        for one in self.xml("word/settings.xml"):
            far = short(one) == "defaultTabStop" and not 0 <= whole(one, "val") <= 2000
            far = far or (short(one) == "zoom" and not 40 <= whole(one, "percent", default=100) <= 500)
            usual = short(one) != "clrSchemeMapping" or all(
                one.get(f"{W}{name}", said) == said for name, said in USUAL_COLOURS.items()
            )
            if short(one) not in SETTINGS_FREE or far or not usual:
                self.faults.append(("word/settings.xml", named(one)))
        for one in self.xml("word/webSettings.xml"):
            if short(one) not in WEB_SETTINGS_FREE:
                self.faults.append(("word/webSettings.xml", named(one)))
        for font in self.xml("word/fontTable.xml"):
            own = font.get(f"{W}name", "")
            names = [
                name
                for one in font.findall(f"{W}altName")
                for name in re.split("[;,]", one.get(f"{W}val", ""))
            ]
            symbols = any(one.get(f"{W}val") == "02" for one in font.findall(f"{W}charset"))
            others = {name.strip().lower() for name in names} - USUAL_FONTS
            if own.strip().lower() in USUAL_FONTS and (others or symbols):
                said = f"字体 {own} 换成 {names} · one typeface stands for another"
                self.faults.append(("word/fontTable.xml", said))

    def check_beside(self):
        """Name what stands beside the text and other programs show: blocks to put in, data, pictures, labels."""
        for name in sorted(self.names):
            root = self.xml(name) if name.endswith(".xml") else ElementTree.Element("none")
            if name.startswith("word/glossary/"):
                blocks = (squeezed("".join(one.itertext())) for one in root.iter(f"{W}p"))
                words = [block for block in blocks if block and not PROMPTS.fullmatch(block)]
                if words or any(short(one) in {*UNSEEN, "drawing"} for one in root.iter()):
                    self.faults.append(
                        (name, f"构建基块“{''.join(words)[:60]}” · a block to be put into a text")
                    )
            elif name == THUMBNAIL and sha256(self.archive.read(name)).hexdigest() != OF_TEMPLATE:
                self.faults.append((name, "缩略图 · a picture of a first page, which can't be compared"))
            elif name.startswith("word/media/") and name not in self.shown:
                self.faults.append((name, "没有用到的图片 · a picture that the text does not show"))
        self.faults += odd_items(self.xml, self.names)

    def wrong_properties(self, told):
        """Return (part, what the file says of itself that its paper does not): title, author, remarks, programs."""
        said = [
            (
                CORE,
                f"属性 {short(one)} 为“{squeezed(one.text)[:60]}” · the file says of itself what was not there",
            )
            for one in self.core
            if short(one) in told and squeezed(one.text or "") not in ("", *told[short(one)])
        ]
        return said + odd_properties(self.further.__getitem__, {*told["title"], *told["creator"]})

    def flow(self, container, at=None, width=TEXT_WIDTH):
        """Read paragraphs and tables, one after the other."""
        for child in container:
            if child.tag == f"{W}p":
                self.paragraph(child, at, width)
            elif child.tag == f"{W}tbl" and at is None:
                self.table(child)
            elif child.tag == f"{W}sectPr" and at is None and child is container[-1]:
                self.section(child)
            elif not is_mark(child) and child.tag != f"{W}tcPr":
                self.line(at)["faults"].append(named(child))

    def line(self, at):
        """Begin a line."""
        line = {
            "text": "",
            "at": at,
            "controls": [],
            "picture": None,
            "faults": [],
            "size": 0,
            "breaks": 0,
            "turns": 0,
        }
        line["raised"] = []  # the places in its text that stand above or below the others
        self.lines.append(line)
        return line

    def paragraph(self, element, at, width):
        """Read one paragraph."""
        line = self.line(at)
        properties = element.find(f"{W}pPr")
        shape, look = self.styles.of_paragraph(properties)
        self.inline(element, line, look)
        references = {at for found in RAISED.finditer(line["text"]) for at in range(*found.span())}
        spaces, line["text"] = len(line["text"]), squeezed(line["text"])
        turns = line["turns"] + bool(shape.get("turned"))
        seen = line["text"] or line["controls"] or line["picture"]
        if turns > bool(seen) or line["breaks"] > MOST_BREAKS or spaces - len(line["text"]) > MOST_SPACES:
            line["faults"].append(BREAKS)
        if not references.issuperset(line["raised"]):
            line["faults"].append("移出本行的文字 · text moved off its line")
        if seen:
            line["faults"] += shape["faults"]
            line["faults"] += misplaced(shape, line["size"], width)
            if line["picture"] and shape.get("rule") == "exact":
                line["faults"].append("被行距遮去的图片 · a picture cut off by its line spacing")
        else:
            line["faults"] += [fault for fault in shape["faults"] if fault in UNSEEN.values()]
            line["faults"] += too_far(shape)

    def inline(self, element, line, look):
        """Read what stands in a paragraph, or in a link in it."""
        for child in element:
            name = short(child)
            if child.tag == f"{W}r":
                self.run(child, line, look)
            elif child.tag == f"{W}hyperlink" and set(child.attrib) <= {f"{W}anchor", f"{W}history"}:
                self.inline(child, line, look)
            elif child.tag == f"{W}sdt":
                self.control(child, line, look)
            elif not is_mark(child) and child.tag != f"{W}pPr":
                line["faults"].append(named(child))
                line["text"] += "".join(child.itertext()) if name in ("ins", "smartTag", "hyperlink") else ""

    def run(self, element, line, base):
        """Read one run; say what keeps its words from being seen."""
        look, words = self.styles.of_run(base, element.findall(f"{W}rPr")), ""
        for child in element:
            if child.tag == f"{W}t":
                words += child.text or ""
            elif child.tag in (f"{W}tab", f"{W}br", f"{W}cr"):
                words += " "
                line["breaks"] += 1
                line["turns"] += child.get(f"{W}type", "textWrapping") != "textWrapping"
            elif child.tag == f"{W}noBreakHyphen":
                words += "-"
            elif child.tag == f"{W}sym":
                words += "\ufffd"
                line["faults"].append(named(child))
            elif child.tag == f"{W}drawing":
                self.picture(child, line)
            elif child.tag != f"{W}rPr" and not is_mark(child):
                line["faults"].append(named(child))
        begin, line["text"] = len(line["text"]), line["text"] + words
        if look.get("raised") or look.get("position"):
            line["raised"] += [begin + at for at, sign in enumerate(words) if not sign.isspace()]
        if words.strip():
            line["size"] = max(line["size"], look.get("sz", 20))
            said = f"“{squeezed(words)[:40]}”"
            fonts = [f"字体 {font} · in the typeface {font}" for font in fonts_of(look, words)[:1]]
            faults = [*look["faults"], *unseen(look), *fonts]
            line["faults"] += [f"{said} {fault.replace(' · ', f' · {said} ')}" for fault in faults]
        return words

    def control(self, element, line, look):
        """Read a content control: words of one line that a person may fill in, and no more."""
        properties, content = element.find(f"{W}sdtPr"), element.find(f"{W}sdtContent")
        tags, names = (
            [one.get(f"{W}val", "") for one in element.findall(f"{W}sdtPr/{W}{name}")]
            for name in ("tag", "alias")
        )
        line["faults"] += [
            named(one)
            for one in (properties if properties is not None else ())
            if short(one) not in CONTROL_FREE or not one.tag.startswith((W, W14, W15))
        ]
        parts = Counter(one.tag for one in element)
        if (
            set(names) - set(tags) - {""}
            or len(tags) > 1
            or any(count > 1 or tag not in CONTROL_PARTS for tag, count in parts.items())
        ):
            line["faults"].append(UNSEEN["sdt"])
        before, raised, line["text"] = line["text"], list(line["raised"]), ""
        for child in content if content is not None else ():
            if child.tag == f"{W}r" and child.find(f"{W}drawing") is None:
                self.run(child, line, look)
            elif not is_mark(child):
                line["faults"].append(named(child))
        words, line["text"], line["raised"] = squeezed(line["text"]), before, raised
        line["controls"].append((len(squeezed(before)), tags[0] if tags else "", words))
        if len(words) > MOST_FILLED.get(tags[0] if tags else "", LONGEST_FILLED):
            line["faults"].append("人工填写过长 · too much was filled in by hand")
        if len(line["controls"]) > 9:
            raise ValueError("一段中内容控件过多 · too many content controls in a paragraph")

    def table(self, element):
        """Read a table row by row, each cell with its place."""
        row, first, properties = 0, len(self.lines), element.findall(f"{W}tblPr")
        faults = [fault for one in properties for fault in set_table(one)]
        styles = [one.get(f"{W}val") for one in element.findall(f"{W}tblPr/{W}tblStyle")]
        faults += self.styles.of_table(styles[0] if styles else None)
        grid = [whole(column, "w") for column in element.findall(f"{W}tblGrid/{W}gridCol")]
        margins = margins_of(element, "tblPr", "tblCellMar")
        for child in element:
            if child.tag == f"{W}tr":
                row += 1
                self.row(child, row, grid, margins)
            elif child.tag == f"{W}tblGrid":
                if sum(grid) > MOST_WIDE or any(not column > 0 for column in grid):
                    faults.append("移出页面的表格 · a table moved off the page")
            elif child.tag != f"{W}tblPr" and not is_mark(child):
                faults.append(named(child))
        floating = element.find(f"{W}tblPr/{W}tblpPr")
        if floating is not None and not self.may_float(floating, self.lines[first:]):
            faults.append("浮动的表格 · a floating table")
        self.blame(first, faults)

    def may_float(self, place, lines):
        """Tell whether a table may float: the one of the frame does, at the foot of the page, with controls alone."""
        self.floating += 1
        return (
            self.floating == 1
            and not any(line["text"] or line["picture"] for line in lines)
            and (place.get(f"{W}tblpXSpec"), place.get(f"{W}tblpYSpec")) == ("center", "bottom")
            and {place.get(f"{W}vertAnchor"), place.get(f"{W}horzAnchor")} == {"margin"}
            and not whole(place, "tblpX")
            and not whole(place, "tblpY")
        )

    def blame(self, first, faults):
        """Note faults at the first of the lines that were read since, or at a line of their own."""
        if faults:
            (self.lines[first] if len(self.lines) > first else self.line(None))["faults"] += faults

    def row(self, element, row, grid, margins):
        """Read a row of cells; ``grid`` are the widths of the table's columns, ``margins`` what its cells leave free."""
        column, wide, first, faults = 0, 0, len(self.lines), []
        for child in element:
            if child.tag == f"{W}tc":
                properties = child.find(f"{W}tcPr")
                span = child.find(f"{W}tcPr/{W}gridSpan")
                width = child.find(f"{W}tcPr/{W}tcW[@{W}type='dxa']")
                spans = whole(span, "val", default=1) if span is not None else 1
                own = sum(grid[column : column + spans]) or TEXT_WIDTH
                width = whole(width, "w") if width is not None else own
                begin = len(self.lines)
                self.flow(child, (row, column), width + 200)
                column += spans
                wide += width
                faults += set_cell(properties) if properties is not None else []
                largest = max((line["size"] for line in self.lines[begin:]), default=0)
                room = min(width, own) - (margins_of(child, "tcPr", "tcMar") or margins)
                faults += [NARROW] if room < largest * 10 else []
            elif child.tag == f"{W}trPr":
                faults += set_row(child)
            elif not is_mark(child):
                faults.append(named(child))
        if wide > MOST_WIDE:
            faults.append("移出页面的表格 · a table moved off the page")
        self.blame(first, faults)

    def section(self, element):
        """Read the page: its size, its margins, and what else a page may bear."""
        say = self.line(None)["faults"]
        for one in element:
            name = short(one)
            if name not in SECTION_FREE or (name == "textDirection" and one.get(f"{W}val") != "lrTb"):
                say.append(named(one))
            elif name == "footerReference":
                self.feet[one.get(f"{W}type", "default")] = one.get(f"{R}id")
            elif name == "pgSz" and (
                abs(whole(one, "w") - PAGE_WIDTH) > 100 or abs(whole(one, "h") - PAGE_HEIGHT) > 100
            ):
                say.append("纸张不是 A4 · the page is not A4")
            elif name == "pgMar" and not all(
                500 <= whole(one, side) <= 3000 for side in ("top", "bottom", "left", "right")
            ):
                say.append("页边距遮去文字 · margins that cut off words")
            elif name == "cols" and (whole(one, "num", default=1) > 1 or len(one)):
                say.append("分栏 · columns")
            elif name == "pgMar" and max(whole(one, side) for side in ("header", "footer", "gutter")) > 2000:
                say.append("页边距遮去文字 · margins that cut off words")
            elif name == "docGrid" and not is_grid_of_lines(one):
                say.append("过大的行距 · lines that move words away")
            elif name == "pgNumType" and f"{W}start" in one.attrib:
                say.append("页码另行起算 · page numbers that start elsewhere")

    def picture(self, element, line):
        """Read a drawing: one picture in the line, whole, upright and as it is."""
        inline = element.find(f"{WP}inline")
        if inline is None or len(element) != 1 or line["picture"]:
            line["faults"].append(UNSEEN["pict"])
            line["text"] += "".join(one.text or "" for one in element.iter() if short(one) == "t")
            return
        words = inline.find(f"{WP}docPr")
        blip = inline.find(f"{A}graphic/{A}graphicData/{PIC}pic/{PIC}blipFill/{A}blip")
        kind, target = self.links.get(blip.get(f"{R}embed") if blip is not None else None, ("", ""))
        if words is None or kind != "image" or target not in self.names:
            line["faults"].append(UNSEEN["pict"])
            return
        self.shown.add(target)
        data = self.archive.read(target)
        line["picture"] = sha256(data).hexdigest(), squeezed(words.get("descr", ""))
        line["faults"] += picture_faults(inline, data)

    def check_page_parts(self):
        """Read headers and footers whole, notes and comments: a report has page numbers and nothing else."""
        numbered, kinds = set(), ("header", "footer", "footnotes", "endnotes", "comments")
        parts = [target for kind, target in self.links.values() if kind in kinds]
        for name in dict.fromkeys([*parts, *filter(PAGE_PARTS.match, self.names)]):
            for text in page_lines(self.xml(name), self.styles):
                if text not in ("", "— # —"):
                    self.faults.append((name, f"多出文字或图形“{text[:60]}” · words or drawings were added"))
                numbered |= {name} if text and name in parts else set()
        feet = {which: self.links.get(link, ("", ""))[1] for which, link in self.feet.items()}
        both = any(is_on(one) for one in self.xml("word/settings.xml").iter(f"{W}evenAndOddHeaders"))
        if not {feet.get(which) for which in (("default", "even") if both else ("default",))} <= numbered:
            self.faults.append((DOCUMENT, "页码被删去 · the page numbers were taken away"))


def margins_of(element, properties, name):
    """Return how much of a cell's width its margins take, by the properties of a table or of the cell."""
    sides = element.findall(f"{W}{properties}/{W}{name}/*")
    return sum(whole(side, "w") for side in sides if short(side) in ("left", "right", "start", "end"))


def is_grid_of_lines(grid):
    """Tell whether a page's grid is of lines, and sets no letters closer to each other."""
    lines = grid.get(f"{W}type", "default") in ("default", "lines")
    return lines and 200 <= whole(grid, "linePitch", default=312) <= 1000


PICTURE_PARTS = {
    *(f"{WP}{name}" for name in ("extent", "effectExtent", "docPr", "cNvGraphicFramePr")),
    *(
        f"{A}{name}"
        for name in ("graphic", "graphicData", "graphicFrameLocks", "picLocks", "blip", "stretch")
    ),
    *(
        f"{A}{name}"
        for name in ("fillRect", "xfrm", "off", "ext", "prstGeom", "avLst", "noFill", "ln", "extLst")
    ),
    *(f"{PIC}{name}" for name in ("pic", "nvPicPr", "cNvPr", "cNvPicPr", "blipFill", "spPr")),
    *(f"{A}srcRect", USE_LOCAL_DPI),
}


def picture_faults(inline, data):
    """Return what keeps a picture from being seen as it is: cut, turned, stretched, tinted, replaced or hidden."""
    faults, drawn = [], inline.find(f"{WP}docPr").get("descr", "")
    for one in inline.iter():
        name, given = short(one), {key.rpartition("}")[2] for key in one.attrib}
        if one is not inline and one.tag not in PICTURE_PARTS:
            faults.append(f"图片上的 {name} · {name} on a picture")
        cut = name in ("srcRect", "fillRect") and any(value.strip("0") for value in one.attrib.values())
        if cut or given & {"rot", "flipH", "flipV", "hidden", "link", "bright", "contrast"} - false_in(one):
            faults.append("被剪裁、翻转或隐藏的图片 · a picture cut, turned or hidden")
        if name in ("docPr", "cNvPr") and (one.get("title") or one.get("descr", drawn) not in (drawn, "")):
            faults.append("图片的替代文字被改动 · the words in a picture's stead were altered")
        if name == "prstGeom" and one.get("prst") != "rect":
            faults.append("被剪裁、翻转或隐藏的图片 · a picture cut, turned or hidden")
        moved = name == "off" and any(value != "0" for value in one.attrib.values())
        if moved or (
            name == "effectExtent" and any(abs(int(value)) > 100_000 for value in one.attrib.values())
        ):
            faults.append("移开的图片 · a picture moved away")
    extent = inline.find(f"{WP}extent")
    wide, high = (int(extent.get(side, "0")) for side in ("cx", "cy")) if extent is not None else (0, 0)
    for one in inline.iter(f"{A}ext"):
        if one.get("cx") and (
            abs(int(one.get("cx")) - wide) > wide / 50 or abs(int(one.get("cy")) - high) > high / 50
        ):
            faults.append("被拉伸或缩小的图片 · a picture stretched or made small")
    own_wide, own_high = (
        struct.unpack(">II", data[16:24]) if data.startswith(b"\x89PNG") and len(data) > 24 else (0, 0)
    )
    if (
        not 3_600_000 <= wide <= 5_800_000
        or not own_wide
        or abs(high * own_wide / (wide * max(own_high, 1)) - 1) > 0.02
    ):
        faults.append("被拉伸或缩小的图片 · a picture stretched or made small")
    return faults


def false_in(element):
    """Return the names of an element's attributes that are switched off."""
    return {key.rpartition("}")[2] for key, value in element.attrib.items() if value in ("0", "false", "")}


PAGE_KNOWN = {
    "p",
    "pPr",
    "r",
    "rPr",
    "t",
    "tab",
    "br",
    "cr",
    "fldChar",
    "instrText",
    "fldSimple",
    "hyperlink",
}
PAGE_KNOWN |= {"separator", "continuationSeparator", "footnoteRef", "endnoteRef", "annotationRef"}
PAGE_FIELD = re.compile(r"PAGE( \\\* (MERGEFORMAT|Arabic))*")


def page_lines(root, styles):
    """Yield the lines of a header, footer, note or comment; a page number reads ``#``, what is not text is named."""
    paragraphs = list(root.iter(f"{W}p"))
    for paragraph in paragraphs:
        shape, base = styles.of_paragraph(paragraph.find(f"{W}pPr"))
        text, faults = page_text(paragraph), [*shape["faults"], *misplaced(shape, SMALLEST, TEXT_WIDTH)]
        for run in paragraph.iter(f"{W}r"):
            look = styles.of_run(base, run.findall(f"{W}rPr"))
            faults += [*look["faults"], *unseen(look)] if squeezed(text) else []
        yield squeezed(text + "".join(f"〔{fault}〕" for fault in dict.fromkeys(faults)))
    breaks = sum(short(one) in ("br", "cr", "tab") for one in root.iter())
    if len(paragraphs) > MOST_PAGE_LINES or breaks > MOST_BREAKS:
        yield f"〔{BREAKS}〕"
    if any(short(one) == "tbl" for one in root.iter()):
        yield "〔表格 · a table〕"


def page_text(paragraph):
    """Return the words of a paragraph of a header, footer, note or comment."""
    text, field, cached = "", None, False
    dress = {id(one) for part in ("pPr", "rPr") for own in paragraph.iter(f"{W}{part}") for one in own.iter()}
    for one in paragraph.iter():
        name = short(one)
        if name == "t":
            text += "" if cached else one.text or ""
        elif name == "fldChar":
            kind = one.get(f"{W}fldCharType")
            text += field_text(field) if kind == "end" else ""
            text += "〔域 · a field〕" if (kind == "begin") == (field is not None) else ""
            field, cached = {"begin": "", "separate": field}.get(kind), kind == "separate"
        elif name == "instrText":
            field = (field or "") + (one.text or "")
        elif name == "fldSimple":
            text += field_text(one.get(f"{W}instr"))
        elif id(one) not in dress and not is_mark(one) and not (one.tag.startswith(W) and name in PAGE_KNOWN):
            text += f"〔{named(one)}〕"
        text += " " if name in ("tab", "br", "cr") and id(one) not in dress else ""
    return text + ("〔域 · a field〕" if field is not None else "")


def odd_properties(xml, own):
    """Return (part, words) of the further properties of a file that neither its paper nor a program says.

    ``own`` are the words that its paper says of itself: its title, whose it is, what its sheet is called.
    """
    said = []
    for one in xml(APP):
        name, words = short(one), squeezed("".join(one.itertext()))
        fits = {"Application": PROGRAM, "Template": TEMPLATE}.get(name, COUNTED).fullmatch(words)
        if name in ("HeadingPairs", "TitlesOfParts"):
            told = [squeezed(part.text or "").partition("!")[0] for part in one.iter() if not len(part)]
            fits = all(part in own | HEADS_OF_PARTS or COUNTED.fullmatch(part) for part in told)
        if name not in APP_FREE or not (fits or words in ("", *own)):
            said.append(
                (APP, f"属性 {name[:40]} 为“{words[:60]}” · the file says of itself what was not there")
            )
    for one in xml(CUSTOM):
        name, words = one.get("name", ""), squeezed("".join(one.itertext()))
        if not CUSTOM_FREE.fullmatch(name) or not CUSTOM_SAID.fullmatch(words):
            told = f"{name} {words}"[:60]
            said.append((CUSTOM, f"自定义属性“{told}” · the file says of itself what was not there"))
    return said


def odd_items(xml, names):
    """Return (part, words) of data beside a text that no report has, and no word processor puts there."""
    said = []
    for name in sorted(names):
        if name.startswith("customXml/") and name.endswith(".xml"):
            root = xml(name)
            if root.tag not in IN_ITEMS or (root.tag != MANIFEST_TAG and squeezed("".join(root.itertext()))):
                said.append((name, f"{NOT_OF_PAPERS}：{short(root)[:40]}"))
        elif name == "docMetadata/LabelInfo.xml":
            said += [(name, NOT_OF_PAPERS) for one in xml(name).iter() if not is_label(one)][:1]
    return said


def is_label(element):
    """Tell whether an element of a list of labels says by numbers alone which they are."""
    words = ("Standard", "Privileged", "Auto", "Manual")
    return not squeezed(element.text or "") and all(
        value in words or re.fullmatch(r"[0-9a-fA-F{}-]{0,40}|true|false", value)
        for value in element.attrib.values()
    )


def field_text(instruction):
    """Return how a field reads: ``#`` for the number of the page."""
    words = squeezed(instruction or "")
    return "#" if PAGE_FIELD.fullmatch(words) else f"〔域 {words[:30]} · a field〕"


def manifest_inside(data):
    """Return the manifest inside a Word file or spreadsheet; NotOurs when it has none, ValueError when it has two."""
    found = []
    with opened(data) as parts:
        for name in parts.namelist():
            if name.startswith("customXml/") and name.endswith(".xml"):
                element = parsed(parts.read(name))
                found += [element] if element.tag == MANIFEST_TAG else []
    if not found:
        raise NotOurs("文件中没有证明清单 · the file holds no manifest")
    if len(found) > 1:
        raise ValueError("文件中有不止一份证明清单 · the file holds more than one manifest")
    # Nothing stands beside the manifest where no reader looks; whoever saves a file again may break its lines.
    if len(found[0]) or found[0].attrib:
        raise ValueError("文件中的清单写法不规范 · the manifest in the file is not written as one is")
    return inflated(decoded("".join((found[0].text or "").split())))


# --- Pages and PDF files: the manifest stands in an envelope, and the bytes outside it are stated ---

HTML_BEFORE = b'<script type="application/json" id="manifest" data-encoding="base64">'
HTML_DEFLATED = b'<script type="application/json" id="manifest" data-encoding="deflate base64">'
HTML_AFTER = b"</script></body></html>"
# As other programs write the name of what is attached.
ATTACHED = re.compile(rb"\(manifest(?:\.|\\056)json\)")
SAVED_AGAIN = (
    "PDF 由别的程序另存过，页面无从核对；请核验原件，或到出具单位的核验页核验"
    " · another program saved this PDF again: verify the original, or ask the office's page"
)
PDF_MARK = b"\n%zerentian-manifest "
PDF_DEFLATED = b"/Filter/FlateDecode"
PDF_STREAM = re.compile(
    rb"(?P<base>\d{1,10})\n\d+ 0 obj\n<<[^\n]*?(?P<packing>/Filter/FlateDecode)?/Length (?P<length>\d{1,10})/[^\n]*"
    rb"\nstream\n"
)
PDF_END = re.compile(
    rb"trailer\s*<<(?P<before>[^<>]*?/Root (?P<root>\d+) 0 R[^<>]*?)>>\s*startxref\s*(?P<xref>\d+)\s*%%EOF\s*$"
)


@lru_cache(maxsize=1)
def deflated(manifest: bytes) -> bytes:
    """Return a manifest as it is packed into a page, a PDF and a Word file; kept, for each of them holds the same."""
    return zlib.compress(manifest, 6)


def in_html(page: bytes, manifest: bytes) -> bytes:
    """Return a page, given up to the end of what it shows, with a manifest in the envelope that ends it."""
    return page + HTML_DEFLATED + base64.b64encode(deflated(manifest)) + HTML_AFTER


def out_of_html(data):
    """Return (the page outside the envelope, the manifest in it); ValueError when there is none.

    Pages of earlier versions hold the manifest as it is, without deflating it.
    """
    is_packed = HTML_DEFLATED in data
    page, found, rest = data.rpartition(HTML_DEFLATED if is_packed else HTML_BEFORE)
    if not found:
        raise NotOurs("网页中没有证明清单 · the page holds no manifest")
    if not rest.endswith(HTML_AFTER):
        raise ValueError(
            "网页不完整，或末尾另有内容 · the page is cut off, or something stands behind its end"
        )
    packed = rest.removesuffix(HTML_AFTER)
    content = base64.b64decode(packed, validate=True)
    if base64.b64encode(content) != packed:
        raise ValueError("网页中的清单写法不规范 · the manifest in the page is not written as one is")
    return page, inflated(content) if is_packed else content


def inflated(content):
    """Return what was deflated, whole and with nothing behind it, up to what a file may unpack to."""
    reader = zlib.decompressobj()
    manifest = reader.decompress(content, MOST_UNPACKED)
    if not reader.eof or reader.unused_data:
        raise ValueError("文件中的清单不完整，或过大 · the manifest in the file is cut off, or too large")
    return manifest


def in_pdf(base: bytes, manifest: bytes) -> bytes:
    """Return a PDF with a manifest attached by an incremental update (ISO 32000-1, 7.5.6), its own bytes untouched.

    ValueError when the PDF does not end as those of the program do.
    """
    return with_stream(base, deflated(manifest), PDF_DEFLATED, len(manifest))


def with_stream(base, stream, packing, unpacked):
    """Return a PDF with a stream attached; ``packing`` names the filter it went through, ``unpacked`` is its size before."""
    end = PDF_END.search(base, max(len(base) - 2048, 0))
    root = int(end["root"]) if end else 0
    place = base.rfind(b"\n%d 0 obj\n" % root)
    catalog = re.compile(rb"\n\d+ 0 obj\n<<(.*?)>>\nendobj", re.DOTALL).match(base, place, place + 65536)
    size = re.search(rb"/Size (\d+)", end["before"]) if end else None
    if place < 0 or catalog is None or size is None:
        raise ValueError("PDF 的结尾不合格式 · the PDF does not end as those of this program do")
    first = int(size[1])
    day = re.search(rb"/(?:ModDate|CreationDate) ?\((D:[^()]*)\)", base)
    params = b"/Size %d%s" % (unpacked, b"/ModDate(" + day[1] + b")" if day else b"")
    names = b"<</Names[(manifest.json)%d 0 R]>>" % (first + 1)
    entries = catalog[1]
    if b"/Names<<" in entries:
        entries = entries.replace(b"/Names<<", b"/Names<</EmbeddedFiles" + names, 1)
    else:
        entries += b"/Names<</EmbeddedFiles" + names + b">>"
    objects = {
        root: b"<<" + entries + b"/AF[%d 0 R]>>" % (first + 1),
        first: b"<</Type/EmbeddedFile/Subtype/application#2Fjson%s/Length %d/Params<<%s>>>>\nstream\n%s\nendstream"
        % (packing, len(stream), params, stream),
        first + 1: b"<</Type/Filespec/F(manifest.json)/UF(manifest.json)/EF<</F %d 0 R/UF %d 0 R>>"
        b"/AFRelationship/Source/Desc<FEFF8BC1660E6E055355>>>" % (first, first),
    }
    tail, places = PDF_MARK + b"%d\n" % len(base), {}
    for number in (first, first + 1, root):
        places[number] = len(base) + len(tail)
        tail += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    xref = len(base) + len(tail)
    tail += b"xref\n%d 1\n%010d 00000 n\r\n" % (root, places[root])
    tail += b"%d 2\n%010d 00000 n\r\n%010d 00000 n\r\n" % (first, places[first], places[first + 1])
    trailer = end["before"].replace(size[0], b"/Size %d" % (first + 2))
    return base + tail + b"trailer\n<<%s/Prev %s>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, end["xref"], xref)


def out_of_pdf(data: bytes) -> tuple[bytes, bytes]:
    """Return (the PDF before the manifest was attached, the manifest); ValueError when it holds none so attached."""
    base, stream, packing = attached_to(data)
    return base, inflated(stream) if packing else stream


def attached_anew(data: bytes, manifest: bytes) -> bytes:
    """Return a PDF as the program makes it of the pages and the stream of this one: anything else was added to it."""
    base, stream, packing = attached_to(data)
    return with_stream(base, stream, packing, len(manifest))


def attached_to(data):
    """Return (the PDF before the manifest was attached, the stream attached, its filter).

    PDF files of earlier versions hold the manifest as it is, without deflating it. What another zlib deflates to other
    bytes is the same manifest: the stream is taken as it stands.
    """
    place = data.rfind(PDF_MARK)
    found = PDF_STREAM.match(data, place + len(PDF_MARK))
    if found is None or int(found["base"]) != place:
        raise NotOurs("PDF 中没有证明清单 · the PDF holds no manifest")
    end = found.end() + int(found["length"])
    if end > len(data):
        raise ValueError("PDF 不完整，请重新取得一份 · the PDF is cut off: get it once more")
    return data[:place], data[found.end() : end], found["packing"] or b""


def compare_outside(result, kind, outside, name):
    """Compare the bytes of a page or PDF outside its envelope with those that its manifest states."""
    wanted = result.stated.get("outside", {}).get(kind)
    if wanted is None:
        result.notes.append(PAGE_TEXT)
        return
    same = sha256(outside).hexdigest() == wanted
    result.say(
        same,
        name,
        "页面与所封存的逐字节相同 · its pages are byte for byte those that were sealed"
        if same
        else "页面与所封存的不同 · its pages are not those that were sealed",
    )


# --- What a paper states, beside what a file of it shows ---


def stated_lines(manifest):
    """Return the lines that a manifest states, as ``WordFile`` gives those of a Word file, with their statements."""
    lines = [
        {
            "text": squeezed(one["text"]),
            "at": tuple(one["at"]) if one.get("at") else None,
            "controls": [tuple(control) for control in one.get("controls", ())],
            "picture": (one["picture"]["sha256"], squeezed(one["picture"]["words"]))
            if "picture" in one
            else None,
            "statements": one["statements"],
        }
        for one in manifest["paragraphs"]
    ]
    return (
        lines if any(line["controls"] for line in lines) else framed(lines, manifest["report"]["unit_name"])
    )


def framed(lines, office):
    """Return the lines of a report of format 1 with the frame that it does not state, but always had."""
    blank = {"text": "", "at": None, "picture": None, "statements": []}
    head = next((place for place, line in enumerate(lines) if line["text"] == "签发人："), None)
    if head is not None:
        lines[head]["controls"] = [(0, "发文字号"), (4, "签发人")]
        lines.insert(head, blank | {"controls": [(0, "发文机关标志")]})
    for line, following in list(pairwise(lines))[::-1]:
        if line["text"] == office and re.fullmatch(r"\d+年\d+月\d+日", following["text"]):
            line["controls"] = [(len(office), "印章")]
            break
    cells = (("抄送", (1, 0)), ("印发机关", (2, 0)), ("印发日期", (2, 1)))
    return lines + [blank | {"at": at, "controls": [(0, tag)]} for tag, at in cells]


def differences(known, found):
    """Yield (a, b, c, d) where known[a:b] became found[c:d]; in n log n, whatever the two sequences are.

    Lines that stand once in both are anchors, of which the longest rising sequence is kept (patience sorting).
    """
    counts, others = Counter(known), Counter(found)
    places = {line: place for place, line in enumerate(found)}
    once = [place for place, line in enumerate(known) if counts[line] == others[line] == 1]
    tails, ends, before = [], [], {}
    for place in once:
        target = places[known[place]]
        at = bisect_left(tails, target)
        before[place] = ends[at - 1] if at else None
        tails[at : at + 1], ends[at : at + 1] = [target], [place]
    anchors, place = [], ends[-1] if ends else None
    while place is not None:
        anchors.append((place, places[known[place]]))
        place = before[place]
    a = c = 0
    for b, d in [*reversed(anchors), (len(known), len(found))]:
        end_b, end_d = b, d
        while a < end_b and c < end_d and known[a] == found[c]:
            a, c = a + 1, c + 1
        while a < end_b and c < end_d and known[end_b - 1] == found[end_d - 1]:
            end_b, end_d = end_b - 1, end_d - 1
        if a < end_b or c < end_d:
            yield a, end_b, c, end_d
        a, c = b + 1, d + 1


def fits_in(found, known):
    """Tell whether found controls are some of the known ones, in their order; a tag that was lost fits any."""
    rest = iter(known)
    return all(any(place == at and tag in ("", own) for at, own in rest) for place, tag in found)


def gaps(lines):
    """Return the controls that stand alone, by the number of lines with words or pictures before them."""
    found, count = {}, 0
    for line in lines:
        if line["text"] or line["picture"]:
            count += 1
        elif line["controls"]:
            found.setdefault(count, []).extend((bool(line["at"]), control[1]) for control in line["controls"])
    return found


def shown_lines(word, stated):
    """Return the lines of a Word file that have something to compare: without pictures where none are stated."""
    pictured = any(line["picture"] for line in stated)
    placed = any(line["at"] and (line["text"] or line["picture"]) for line in stated)
    return [line if pictured else line | {"picture": None} for line in word.lines], placed


def key_of(line, placed):
    """Return what is compared of a line: its words, its place in a table's row, its picture."""
    return line["text"], line["at"] if placed else None, line["picture"]


def compare_word(result, data, name):
    """Compare what a Word file shows with what its manifest states: every line, cell, picture, header and footer."""
    word, stated = WordFile(data), stated_lines(result.stated)
    found, placed = shown_lines(word, stated)
    known = [line for line in stated if line["text"] or line["picture"]]
    shown = [line for line in found if line["text"] or line["picture"]]
    said = say_differences(result, name, known, shown, placed)
    said += [(f"{name} {place}", message) for place, message in word.faults]
    said += [(f"{name} {part}", message) for part, message in word.wrong_properties(told_of(result))]
    if placed and blank_cells(word.lines) > blank_cells(stated):
        said.append((name, "多出空的单元格 · cells without words were added"))
    held, number = {line["text"]: line["statements"] for line in known if line["statements"]}, 0
    for line in found:
        number += bool(line["text"] or line["picture"])
        where = f"{name} {numbered(max(number, 1), held.get(line['text'], ()))}"
        said += [(where, fault) for fault in dict.fromkeys(line["faults"])]
    if not said:
        pairs = zip(shown, known, strict=True)
        places = [
            line["text"]
            for line, own in pairs
            if not fits_in([c[:2] for c in line["controls"]], own["controls"])
        ]
        stray = [
            count
            for count, controls in gaps(found).items()
            if not fits_in(controls, gaps(stated).get(count, []))
        ]
        if places or stray:
            where = places[0][:60] if places else f"第 {stray[0]} 段之后"
            said.append((f"{name} {where}", f"{UNSEEN['sdt']}"))
    for place, message in said[:MOST_FAULTS]:
        result.say(False, place, message)
    if len(said) > MOST_FAULTS:
        result.say(False, name, f"另有 {len(said) - MOST_FAULTS} 处不符 · and {len(said) - MOST_FAULTS} more")
    if not said:
        result.say(True, name, f"{len(known)} 段文字与清单一致 · {len(known)} paragraphs agree")
    if any(line["picture"] for line in word.lines) and not any(line["picture"] for line in stated):
        result.notes.append(PICTURES)
    result.marked = marked(found, shown, known, placed)
    result.controls = [words for line in found for _, _, words in line["controls"]]


def marked(found, shown, known, placed):
    """Return the lines of a Word file as ``Verification.shown`` gives them, lines that are missing in their places."""
    was, gone = {}, {}
    for a, b, c, d in differences(*([key_of(line, placed) for line in lines] for lines in (known, shown))):
        for place in range(c, d):
            was[place] = in_words(known[a + place - c : a + place - c + 1]) if a + place - c < b else ""
        gone[d] = [in_words([line]) for line in known[a + d - c : b]]
    lines, place = [], 0
    for line in found:
        if line["text"] or line["picture"]:
            lines += [
                {"text": "", "was": words, "problems": ["缺失 · missing"]} for words in gone.pop(place, [])
            ]
            lines.append({"text": in_words([line]), "problems": list(dict.fromkeys(line["faults"]))})
            if place in was:
                lines[-1]["was"] = was[place]
                lines[-1]["problems"].append("文字被改动 · altered" if was[place] else "多出 · added")
            place += 1
        elif line["faults"] or line["controls"]:
            lines.append({"text": "", "problems": list(dict.fromkeys(line["faults"]))})
        else:
            continue
        lines[-1]["filled"] = "　".join(words for _, _, words in line["controls"])
    rest = [words for kept in gone.values() for words in kept]
    return lines + [{"text": "", "was": words, "problems": ["缺失 · missing"]} for words in rest]


def blank_cells(lines):
    """Return how many cells hold nothing."""
    return sum(
        bool(line["at"]) and not (line["text"] or line["picture"] or line["controls"]) for line in lines
    )


def told_of(result):
    """Return what the properties of a Word file may say, by their names: what its paper states."""
    about = result.stated if "title" in result.stated else result.manifest["report"]
    return {
        "title": (str(about["title"]),),
        "creator": (str(about["unit_name"]), "python-docx"),
        "description": (f"报告编号 {about['number']}", "generated by python-docx"),
        "subject": (),
        "keywords": (),
        "category": (),
        "contentStatus": (),
        "identifier": (),
    }


def say_differences(result, name, known, shown, placed):
    """Return (place, message) of every line that is not as it was stated, with the statements it holds."""
    said = []
    keys = [[key_of(line, placed) for line in lines] for lines in (known, shown)]
    for a, b, c, d in differences(*keys):
        pairs = (
            [(a + n, a + n + 1, c + n, c + n + 1) for n in range(b - a)] if b - a == d - c else [(a, b, c, d)]
        )
        for first, last, start, stop in pairs:
            was, now = known[first:last], shown[start:stop]
            statements = "、".join(s for line in was for s in line["statements"])
            where = f"第 {first + 1} 段" + (f"（{statements}）" if statements else "")
            said.append(
                (
                    f"{name} {where}",
                    f"原文“{in_words(was)[:120]}”，文件中为“{in_words(now)[:120]}” · the text was changed",
                )
            )
    return said


def numbered(place, statements):
    """Return how a paragraph is named, with the statements it holds."""
    return f"第 {place} 段" + (f"（{'、'.join(statements)}）" if statements else "")


def in_words(lines):
    """Return how lines read, a picture by the words in its stead."""
    return " / ".join(line["text"] or f"〔图：{line['picture'][1]}〕" for line in lines)


# --- Tables: a spreadsheet's one sheet, row by row, as a reader sees it ---
#
# A sheet can hide, repeat or replace words by formats, widths, formulas, comments and names. So what follows knows what
# a table of ours holds, and what a spreadsheet program adds when it saves it again; everything else it names.

TABLE = "zerentian-table-1"
TAKEN = ("list.exported", "concerns.exported", "demands.sheet_taken")  # the entries that commit to a table
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
BOOK, SHEET, STYLES = "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"
STRINGS = "xl/sharedStrings.xml"
MOST_TABLE_CELLS, MOST_TABLE_ROWS = 2_000_000, 100_000
TABLE_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(core|app|custom)\.xml|docMetadata/LabelInfo\.xml"
    r"|xl/(workbook|styles|sharedStrings|metadata)\.xml|xl/_rels/workbook\.xml\.rels|xl/theme/theme\d+\.xml"
    r"|xl/worksheets/(sheet1\.xml|_rels/sheet1\.xml\.rels)|xl/printerSettings/printerSettings\d+\.bin"
    r"|customXml/(_rels/)?\w+\.xml(\.rels)?"
)
TABLE_RELATIONS = {
    "officeDocument": r"xl/workbook\.xml",
    "worksheet": r"xl/worksheets/sheet1\.xml",
    "styles": r"xl/styles\.xml",
    "sharedStrings": r"xl/sharedStrings\.xml",
    "theme": r"xl/theme/theme\d+\.xml",
    "printerSettings": r"xl/printerSettings/printerSettings\d+\.bin",
    "core-properties": r"docProps/core\.xml",
    "extended-properties": r"docProps/app\.xml",
    "custom-properties": r"docProps/custom\.xml",
    "customXml": r"customXml/\w+\.xml",
    "customXmlProps": r"customXml/\w+\.xml",
    "classificationlabels": r"docMetadata/LabelInfo\.xml",
}
OF_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml."
# The parts that are read: by which list of relations and which relation a program comes to them, and of which type.
READ_PARTS = {
    BOOK: ("_rels/.rels", "officeDocument", f"{OF_BOOK}sheet.main+xml"),
    SHEET: ("xl/_rels/workbook.xml.rels", "worksheet", f"{OF_BOOK}worksheet+xml"),
    STYLES: ("xl/_rels/workbook.xml.rels", "styles", f"{OF_BOOK}styles+xml"),
    STRINGS: ("xl/_rels/workbook.xml.rels", "sharedStrings", f"{OF_BOOK}sharedStrings+xml"),
    "xl/theme/": (
        "xl/_rels/workbook.xml.rels",
        "theme",
        OF_THEME,
    ),
}
BOOK_IN = {  # where each element of a workbook stands
    **dict.fromkeys(("fileVersion", "fileSharing", "workbookPr", "workbookProtection"), "workbook"),
    **dict.fromkeys(("bookViews", "sheets", "definedNames", "calcPr", "extLst"), "workbook"),
    **{"workbookView": "bookViews", "sheet": "sheets", "definedName": "definedNames", "ext": "extLst"},
}
BOOK_FOREIGN = {
    "AlternateContent",
    "Choice",
    "absPath",
    "revisionPtr",
    "extCalcPr",
    "calcFeatures",
    "feature",
}
NAMES_OF_BOOK = {
    "_xlnm.Print_Titles": re.compile(r"'?Sheet'?!\$1:\$1"),
    "_xlnm._FilterDatabase": re.compile(".*"),
}
# A sheet's own parts in their order, each once; where every other element stands; what each may say of itself. What
# ends with "!" may only be off. A table says nothing else, and a program that saves it again adds nothing else.
SHEET_ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter", "phoneticPr"),
    *("printOptions", "pageMargins", "pageSetup", "headerFooter", "ignoredErrors"),
)
HEADS = {f"{which}{part}" for which in ("odd", "even", "first") for part in ("Header", "Footer")}
SHEET_IN = {
    "worksheet": "",
    **dict.fromkeys(SHEET_ORDER, "worksheet"),
    **dict.fromkeys(HEADS, "headerFooter"),
    **{"pageSetUpPr": "sheetPr", "outlinePr": "sheetPr", "sheetView": "sheetViews", "pane": "sheetView"},
    **{
        "selection": "sheetView",
        "col": "cols",
        "row": "sheetData",
        "c": "row",
        "v": "c",
        "is": "c",
        "t": "is",
    },
    "ignoredError": "ignoredErrors",
}
SHEET_SAYS = {
    "sheetPr": "codeName published enableFormatConditionsCalculation filterMode!",
    "pageSetUpPr": "autoPageBreaks fitToPage!",
    "outlinePr": "applyStyles summaryBelow summaryRight showOutlineSymbols",
    "dimension": "ref",
    "sheetView": "showGridLines showRowColHeaders showZeros tabSelected showRuler showOutlineSymbols topLeftCell"
    " defaultGridColor showWhiteSpace view colorId zoomScale zoomScaleNormal zoomScaleSheetLayoutView"
    " zoomScalePageLayoutView workbookViewId windowProtection! showFormulas! rightToLeft!",
    "pane": "xSplit ySplit topLeftCell activePane state",
    "selection": "pane activeCell activeCellId sqref",
    "sheetFormatPr": "baseColWidth defaultColWidth defaultRowHeight customHeight outlineLevelRow outlineLevelCol"
    " thickTop thickBottom zeroHeight!",
    "col": "min max width style hidden bestFit customWidth phonetic! outlineLevel! collapsed!",
    "row": "r spans s customFormat ht hidden customHeight thickTop thickBot outlineLevel! collapsed! ph!",
    "c": "r s t",
    "autoFilter": "ref",
    "phoneticPr": "fontId type alignment",
    "printOptions": "horizontalCentered verticalCentered headings gridLines gridLinesSet",
    "pageMargins": "left right top bottom header footer",
    "pageSetup": "paperSize scale firstPageNumber fitToWidth fitToHeight pageOrder orientation usePrinterDefaults"
    " blackAndWhite draft cellComments useFirstPageNumber errors horizontalDpi verticalDpi copies",
    "headerFooter": "differentOddEven differentFirst scaleWithDoc alignWithMargins",
    "ignoredError": "sqref numberStoredAsText twoDigitTextYear formula formulaRange unlockedFormula calculatedColumn"
    " evalError emptyCellReference listDataValidation",
}
SAYS = {name: {one.rstrip("!") for one in words.split()} for name, words in SHEET_SAYS.items()}
SAYS_OFF = {name: {one[:-1] for one in words.split() if one[-1] == "!"} for name, words in SHEET_SAYS.items()}
NOTHING: set[str] = set()
FOREIGN_SAYS = re.compile(
    r"\{http://schemas\.openxmlformats\.org/markup-compatibility/2006\}Ignorable"
    r"|\{http://schemas\.microsoft\.com/office/spreadsheetml/20\d\d/\w{1,20}(/ac)?\}(uid|dyDescent)"
    r"|\{http://schemas\.openxmlformats\.org/officeDocument/2006/relationships\}id"
    r"|\{http://www\.w3\.org/XML/1998/namespace\}space"
)
PAPERS = {"1", "5", "8", "9", "11", "12", "13"}  # letter, legal, A3, A4, A5, B4, B5
STYLES_IN = {  # the lists of a workbook's looks, with what each holds
    **{"numFmts": "numFmt", "fonts": "font", "fills": "fill", "borders": "border", "cellStyleXfs": "xf"},
    **{"cellXfs": "xf", "cellStyles": "cellStyle", "dxfs": "dxf", "tableStyles": "tableStyle"},
    **{"colors": "", "extLst": ""},
}
FONT_SAYS = {"b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color"}
FONT_SAYS |= {"name", "rFont", "family", "charset", "scheme"}
CELL_SAYS = {"numFmtId", "fontId", "fillId", "borderId", "xfId", "quotePrefix", "pivotButton"}
CELL_SAYS |= {
    f"apply{name}" for name in ("NumberFormat", "Font", "Fill", "Border", "Alignment", "Protection")
}
ALIGNMENT_SAYS = {"horizontal", "vertical", "textRotation", "wrapText", "indent", "shrinkToFit"}
ALIGNMENT_SAYS |= {"readingOrder", "justifyLastLine"}
TABLE_FONTS = USUAL_FONTS | {
    *(
        "calibri light",
        "aptos",
        "aptos narrow",
        "aptos display",
        "carlito",
        "等线 light",
        "dengxian light",
        "tahoma",
    ),
    *(
        "verdana",
        "courier new",
        "noto sans",
        "新細明體",
        "細明體",
        "微軟正黑體",
        "pmingliu",
        "mingliu",
        "pingfang sc",
    ),
    *("wps灵秀黑", "汉仪书宋二kw", "苹方-简", "文泉驿微米黑", "source han sans cn", "source han serif cn"),
}
# Below these words are cut away: a column in signs, a row in points; a table leaves with columns of 18 signs or more.
LEAST_WIDTH, LEAST_HEIGHT, WIDTH_OF_OURS, HIGHEST = 2, 8, 17, 400
MOST_FOOT_LINES = 3
NEVER_SAID = ("title", "subject", "keywords", "category", "contentStatus", "identifier")
NUMBERED_SIGN = re.compile(r"_x([0-9A-Fa-f]{4})_")
CELL_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
DECIMAL = re.compile(r"[0-9]{1,6}(\.[0-9]{1,30})?")  # a number is read in one way by everybody
FOOT_CODE = re.compile(r'&(?:([LCR])|"([^"]{0,100})"|(\d{1,2})(?!\d)|K([0-9A-Fa-f]{6}))')
FOOT_STYLES = {"regular", "bold", "italic", "常规", "加粗", "-", ""}
PLAIN_FORMAT = {"General", "@", "GENERAL"}
ODD_CELL = "公式、数值、错误值或日期，不是出具时的文字 · a formula, number, error or date: not the words that were there"
ODD_LOOK = "看不清或与内容不同的格式 · a look that hides the words, or shows others"
ODD_SIZE = "隐藏或过窄的行列 · a row or column hidden or too narrow to read"
CUT_OFF = "文字被行高、列宽或对齐方式截去 · words are cut off by the height, the width or where they stand"
ODD_PAGE = "打印设置使文字看不清或移出纸外 · a set-up of pages that hides words, or moves them off the paper"


class SheetReader:
    """Reads a sheet's XML as it comes: rows of (text, style) by column, and the names of what no table of ours holds."""

    def __init__(self, shared):
        self.shared, self.rows, self.faults, self.pages = shared, [], [], {}
        self.columns, self.widths, self.heights, self.height = [], {}, [], None
        self.at, self.text, self.path, self.cells, self.reached, self.width = 0, None, [], 0, -1, 8.4
        self.kind, self.value, self.top, self.own_heads = "", None, "A1", set()

    def start(self, tag, attributes):
        """Begin an element."""
        name, above = tag.rpartition("}")[2], self.path[-1] if self.path else ""
        self.path.append(name)
        if tag != f"{S}{name}" or SHEET_IN.get(name) != above:
            self.fault(f"出具时没有的内容 {name[:40]} · what was not there when it left")
        elif above == "worksheet":
            place = SHEET_ORDER.index(name)
            if place <= self.reached:
                self.fault(f"{name}：{TWO_WAYS}")
            self.reached = place
        if attributes:
            self.check_said(name, attributes)
        read = getattr(self, f"on_{name.lower()}", None)
        if read:
            read(attributes)
        if name in ("v", "t") or name in HEADS:
            self.text = ""

    def check_said(self, name, attributes):
        """Name what an element says of itself that no table says."""
        for one in attributes.keys() - SAYS.get(name, NOTHING):
            if not FOREIGN_SAYS.fullmatch(one):
                self.fault(f"出具时没有的内容 {name[:40]} {one[-40:]} · what was not there when it left")
        for one in SAYS_OFF.get(name, NOTHING):
            if is_true(attributes.get(one)):
                self.fault(f"{name} {one}：{ODD_SIZE}")

    def end(self, tag):
        """End an element."""
        name = self.path.pop()
        if name in ("v", "t"):
            # One text, in the one place that the cell's kind has for it: two readers would take one each.
            if self.value is not None or (name == "v") != (self.kind == "s"):
                self.fault(f"第 {self.at} 行：{ODD_CELL}")
            self.value = self.text
        elif name in HEADS:
            if name in self.pages:
                self.fault(f"{name}：{TWO_WAYS}")
            self.pages[name] = self.text
        elif name == "c":
            self.keep_cell()
        if name in ("v", "t") or name in HEADS:
            self.text = None

    def data(self, text):
        """Take text where it counts."""
        if self.text is not None:
            self.text += text
        elif text.strip():
            self.fault("单元格以外的文字 · words outside the cells")

    def doctype(self, *_):
        """Refuse entities, and whatever else a document type declares."""
        raise ValueError("文件含有实体声明 · the file declares entities")

    def close(self):
        """Return what was read."""
        return self

    def fault(self, words):
        """Name what no table holds, once."""
        if words not in self.faults and len(self.faults) < MOST_FAULTS:
            self.faults.append(words)

    def on_sheetformatpr(self, given):
        """Rows and columns that say nothing of their size: too low or narrow."""
        self.width = decimal(given.get("defaultColWidth", "8.4"))
        lowest = decimal(given.get("defaultRowHeight", "15"))
        if lowest < LEAST_HEIGHT or self.width < LEAST_WIDTH or number_in(given.get("baseColWidth", "8")) < 5:
            self.fault(ODD_SIZE)
        self.height = lowest if is_true(given.get("customHeight")) else None

    def on_sheetview(self, given):
        """A view from afar, in which nobody reads; one that begins further down."""
        zooms = [number_in(value) for name, value in given.items() if name.startswith("zoomScale")]
        if any(0 < zoom < 40 for zoom in zooms):
            self.fault(ODD_LOOK)
        self.top = given.get("topLeftCell", "A1")

    def on_pane(self, given):
        """A frozen head that begins further down hides what stands above it for good."""
        frozen = given.get("state", "split") in ("frozen", "frozenSplit")
        down, right = decimal(given.get("ySplit", "0")), decimal(given.get("xSplit", "0"))
        if frozen and (self.top != "A1" or down > 1 or right > 0):
            self.fault("冻结窗格遮住了行列 · frozen panes hide rows or columns")

    def on_col(self, given):
        """Columns: how wide they are; 0 when they are hidden."""
        first, last = number_in(given["min"]), number_in(given["max"])
        if first > last or (self.columns and first <= self.columns[-1][1]):
            self.fault(f"cols：{TWO_WAYS}")
        width = decimal(given["width"]) if "width" in given else self.width
        self.columns.append((first, last, 0 if is_true(given.get("hidden")) else width))

    def width_of(self, column):
        """Return how many signs wide a column is; sought once, for there are as many cells as columns and rows."""
        if column not in self.widths:
            told = (width for first, last, width in self.columns if first <= column <= last)
            self.widths[column] = next(told, self.width)
        return self.widths[column]

    def on_row(self, given):
        """A row: where it stands, and how high it is; None for as high as its words are."""
        at = number_in(given["r"]) if "r" in given else self.at + 1
        if at <= self.at or at > MOST_TABLE_ROWS:
            raise ValueError("行的次序或数目不对 · rows out of order, or too many")
        self.rows += [[] for _ in range(at - self.at)]
        self.heights += [None] * (at - self.at)
        self.at = at
        height = decimal(given["ht"]) if "ht" in given else self.height
        self.heights[-1] = 0 if is_true(given.get("hidden")) else height

    def on_c(self, given):
        """A cell: where it stands, of which kind and style."""
        self.cells += 1
        if self.cells > MOST_TABLE_CELLS:
            raise ValueError("表格太大 · the table is too large")
        place = CELL_PLACE.fullmatch(given.get("r", ""))
        if place is None or int(place[2]) != self.at:
            raise ValueError("单元格的位置不对 · a cell stands where it does not say")
        self.column = column_number(place[1])
        if self.column <= len(self.rows[-1]) or self.column > 1000:
            raise ValueError("单元格的次序不对 · cells out of order")
        self.kind, self.style, self.value = given.get("t", "n"), number_in(given.get("s", "0")), None

    def on_pagemargins(self, given):
        """Margins that leave no paper, or a foot beyond it."""
        sizes = {name: decimal(value) for name, value in given.items()}
        if any(size > 3 for size in sizes.values()):
            self.fault(ODD_PAGE)

    def on_pagesetup(self, given):
        """Paper of the usual sizes, on which words are not printed from afar."""
        if given.get("paperSize", "9") not in PAPERS or not 40 <= number_in(given.get("scale", "100")) <= 400:
            self.fault(ODD_PAGE)

    def on_headerfooter(self, given):
        """Which pages have heads and feet of their own."""
        self.own_heads = {
            which
            for which, name in (("first", "differentFirst"), ("even", "differentOddEven"))
            if is_true(given.get(name))
        }

    def keep_cell(self):
        """Take a cell's words into its row."""
        row, text = self.rows[-1], self.words()
        row += [("", 0)] * (self.column - 1 - len(row))
        row.append((text, self.style))
        height = self.heights[-1]
        low = height is not None and height < LEAST_HEIGHT
        if text and (low or self.width_of(self.column) < LEAST_WIDTH):
            self.fault(f"第 {self.at} 行：{ODD_SIZE}")

    def words(self):
        """Return what a cell says; a formula, an error or a date is named."""
        if self.value is None:
            return ""
        if self.kind == "s":
            place = number_in(self.value)
            if not 0 <= place < len(self.shared):
                raise ValueError("单元格引用了没有的文字 · a cell refers to words that are not there")
            return self.shared[place]
        if self.kind != "inlineStr":
            self.fault(f"第 {self.at} 行：{ODD_CELL}")
        return by_number(self.value)


def is_true(value):
    """Tell whether an attribute of a sheet is switched on; what is neither counts as on."""
    return value not in (None, "0", "false")


def decimal(text):
    """Return the number that an attribute holds; ValueError unless it is written in the one way in which all read it."""
    if not DECIMAL.fullmatch(text):
        raise ValueError(f"{text[:20]!r} 不是数 · not a number")
    return float(text)


def column_number(letters):
    """Return a column's number: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def by_number(text):
    """Return a text with the signs that a spreadsheet writes by their number (ECMA-376 part 1, 22.4.2.4)."""
    return NUMBERED_SIGN.sub(lambda found: chr(int(found[1], 16)), text)


class TableFile:
    """What a spreadsheet of ours shows: ``rows`` of texts, ``foot`` of its pages, and ``faults``, what none of ours has."""

    def __init__(self, data):
        self.data, self.faults = data, []
        with opened(data) as self.archive:
            self.names = set(self.archive.namelist())
            self.check_parts()
            self.check_book()
            themes = sorted(one for one in self.names if one.startswith("xl/theme/"))
            if len(themes) > 1:
                self.faults.append(("xl/theme", TWO_WAYS))
            looks = Looks(self.xml(STYLES), self.xml(themes[0] if themes else "none"))
            if SHEET not in self.names:
                raise ValueError("没有工作表 · it holds no sheet")
            reader = ElementTree.XMLParser(target=SheetReader(self.strings(looks)))
            reader.feed(in_unicode(self.archive.read(SHEET)))
            read = reader.close()
            check_looks(read, looks)
            self.faults += [(SHEET, fault) for fault in read.faults]
            self.faults += [(STYLES, fault) for fault in looks.odd]
            self.rows = [trimmed([text.removeprefix("\0") for text, _ in row]) for row in read.rows]
            while self.rows and not self.rows[-1]:
                self.rows.pop()
            self.foot = self.foot_of(read.pages, read.own_heads)
            self.check_properties()

    def check_properties(self):
        """Name what the file says of itself beside who took it and when, which is its last row."""
        last, seen = squeezed("".join(self.rows[-1])) if self.rows else "", set()
        own = {"description": {last}, "creator": {last, "openpyxl"}}
        own |= {name: set() for name in NEVER_SAID}
        for one in self.xml(CORE):
            name, told = short(one), squeezed("".join(one.itertext()))
            if name in own and told not in ("", *own[name]):
                self.faults.append(
                    (CORE, f"属性 {name} 为“{told[:60]}” · the file says of itself what was not there")
                )
            if name in seen:
                self.faults.append((CORE, f"属性 {name[:40]}：{TWO_WAYS}"))
            seen.add(name)
        sheets = {one.get("name", "") for one in self.xml(BOOK).iter(f"{S}sheet")}
        self.faults += odd_properties(self.xml, {last, *sheets}) + odd_items(self.xml, self.names)

    def xml(self, name, most=MOST_ELEMENTS):
        """Return a part; an empty element when the file has none of the name."""
        return parsed(self.archive.read(name), most) if name in self.names else ElementTree.Element("none")

    def check_parts(self):
        """Name parts and relations that no table of ours has, and names that stand for two."""
        for name in sorted(self.names):
            if not TABLE_PARTS.fullmatch(name) and not name.endswith("/"):
                self.faults.append((name, "表格中没有的部件 · a part that no table of ours has"))
        for name, count in Counter(one.lower() for one in self.archive.namelist()).items():
            if count > 1:
                self.faults.append((name, "两份同名部件 · two parts of one name"))
        led = {}
        for name in sorted(one for one in self.names if one.endswith(".rels")):
            led |= self.check_relations(name)
        self.check_led(led)

    def check_relations(self, name):
        """Return what the relations of a part lead to, (list, kind, id) by part; what no table refers to is named."""
        home, seen, led = posixpath.dirname(posixpath.dirname(name)), set(), {}
        for one in self.xml(name).iter(RELATIONSHIP):
            kind, target = one.get("Type", "").rpartition("/")[2], one.get("Target", "")
            part = posixpath.normpath(posixpath.join("/", home, target)).lstrip("/")
            known = kind in TABLE_RELATIONS and re.fullmatch(TABLE_RELATIONS[kind], part)
            if not known or one.get("TargetMode", "Internal") != "Internal":
                self.faults.append(
                    (name, f"引用了 {kind[:40]} {target[:60]} · it refers to what no table has")
                )
            single = kind in ("worksheet", "styles", "sharedStrings", "officeDocument", "theme")
            if one.get("Id") in seen or (single and kind in seen):
                self.faults.append((name, f"两个引用同为 {kind[:40]} · two relations of one kind or name"))
            if one.get("Type", "") == LEADING + kind:
                led[part] = name, kind, one.get("Id")
            seen |= {one.get("Id"), kind}
        return led

    def check_led(self, led):
        """Name parts that are read here, and to which another program does not come, or which it takes for others."""
        types = Types(self.xml(TYPES))
        for name in self.names:
            start = "xl/theme/" if name.startswith("xl/theme/") else name
            if start not in READ_PARTS:
                continue
            *way, kind = READ_PARTS[start]
            if led.get(name, ())[:2] != tuple(way) or types.of(name) != kind:
                self.faults.append((name, TWO_WAYS))
        sheet = next(self.xml(BOOK).iter(f"{S}sheet"), None)
        if sheet is None or sheet.get(f"{R}id") != led.get(SHEET, ("", "", ""))[2]:
            self.faults.append((BOOK, TWO_WAYS))

    def check_book(self):
        """Name other sheets, hidden ones, and names that take part of the sheet for the whole."""
        book = self.xml(BOOK)
        for above in book.iter():
            for one in above:
                known = (
                    BOOK_IN.get(short(one)) == short(above)
                    if one.tag.startswith(S)
                    else short(one) in BOOK_FOREIGN
                )
                if not known:
                    self.faults.append(
                        (BOOK, f"出具时没有的内容 {short(one)[:40]} · what was not there when it left")
                    )
        sheets = list(book.iter(f"{S}sheet"))
        if [(one.get("name"), one.get("state", "visible")) for one in sheets] != [("Sheet", "visible")]:
            self.faults.append(
                (BOOK, "不止一张工作表，或工作表隐藏、改名 · more than one sheet, or one hidden or renamed")
            )
        for one in book.iter(f"{S}workbookView"):
            if one.get("visibility", "visible") != "visible" or is_true(one.get("minimized")):
                self.faults.append((BOOK, "窗口隐藏 · a hidden window"))
        for one in book.iter(f"{S}definedName"):
            known = NAMES_OF_BOOK.get(one.get("name", ""))
            if known is None or not known.fullmatch(one.text or ""):
                self.faults.append((BOOK, f"名称 {one.get('name', '')[:40]} · a name for part of the sheet"))

    def strings(self, looks):
        """Return the shared texts by their number; one with a run that is not seen as it is begins with a NUL."""
        root, texts = self.xml(STRINGS, 2 * MOST_TABLE_CELLS), []
        for item in root:
            if item.tag == f"{S}extLst" and item is root[-1]:
                continue
            texts.append(("" if looks.are_plain(item) else "\0") + by_number("".join(item.itertext())))
        return texts

    def foot_of(self, pages, own):
        """Return the words at the foot of every printed page; any other head or foot with words is named."""
        told = {name: squeezed(FOOT_CODE.sub(plain_code, text)) for name, text in pages.items()}
        foot = told.pop("oddFooter", "")
        for name, words in told.items():
            if words and not (words == foot and name in ("firstFooter", "evenFooter")):
                self.faults.append(
                    (SHEET, f"页眉页脚 {name} 为“{words[:60]}” · words at head or foot were added")
                )
        if any(told.get(f"{which}Footer", "") != foot for which in own):
            self.faults.append((SHEET, f"有的页没有页脚“{foot[:60]}” · pages without their foot"))
        if any(text.count("\n") > MOST_FOOT_LINES for text in pages.values()):
            self.faults.append((SHEET, ODD_PAGE))
        return foot


def plain_code(found):
    """Return nothing for a sign of a head or foot that only says where its words stand, or a plain look; else itself."""
    side, font, size, color = found.groups()
    name, _, style = (font or "").partition(",")
    usual = name.strip().lower() in TABLE_FONTS | {"-"} and style.strip().lower() in FOOT_STYLES
    plain = side or (font and usual) or (size and 6 <= int(size) <= 40) or (color and luminance(color) <= 0.3)
    return "" if plain else found[0]


def check_looks(read, looks):
    """Name rows whose words are not seen as they are: in the paper's colour, tiny, struck, turned, cut off."""
    for at, row in enumerate(read.rows, 1):
        if any(text.startswith("\0") for text, _ in row) or any(
            looks.fault(style) for text, style in row if text
        ):
            read.fault(f"第 {at} 行：{ODD_LOOK}")
        elif any(
            is_cut_off(read, looks, at, column) for column in range(1, len(row) + 1) if row[column - 1][0]
        ):
            read.fault(f"第 {at} 行：{CUT_OFF}")


def is_cut_off(read, looks, at, column):
    """Tell whether a cell shows less of its words than it did when it left.

    A text in several lines needs as many of them; one in a line may run into its neighbour, as it did then.
    """
    row, height, width = read.rows[at - 1], read.heights[at - 1], read.width_of(column)
    text, style = row[column - 1]
    wraps, to_the_left, size = looks.setting(style)
    width = max(width, 1)
    lines = text.split("\n")
    wide = [0.85 * signs(line) * size / 11 for line in lines]
    count = sum(max(1, ceil(one / width)) for one in wide) if wraps else len(lines)
    if height is not None and height < min(HIGHEST, (1.08 if count > 1 else 0.75) * size * count):
        return True
    if wraps or max(wide) <= width:
        return False
    neighbour = column < len(row) and bool(row[column][0])
    return not to_the_left or (neighbour and width < WIDTH_OF_OURS)


def signs(text):
    """Return how many signs wide a text is; those of Chinese are two wide."""
    return len(text) if text.isascii() else sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


class Looks:
    """The looks of a workbook's cells: which of them hide words, or show others."""

    def __init__(self, root, theme):
        self.odd, self.known, self.settings = [], {}, {}
        self.check_lists(root)
        given = [(one.get("numFmtId"), one.get("formatCode", "")) for one in root.iter(f"{S}numFmt")]
        self.formats = dict(given)
        if len(self.formats) < len(given):
            self.odd.append(f"numFmt：{TWO_WAYS}")
        self.fonts = list(root.iterfind(f"{S}fonts/{S}font"))
        self.fills = list(root.iterfind(f"{S}fills/{S}fill"))
        self.borders = list(root.iterfind(f"{S}borders/{S}border"))
        self.cells = list(root.iterfind(f"{S}cellXfs/{S}xf"))
        self.palette = [
            one.get("rgb", "") for one in root.iterfind(f"{S}colors/{S}indexedColors/{S}rgbColor")
        ]
        self.theme_is_dark, self.theme_is_usual = has_dark_text(theme), has_usual_fonts(theme)

    def check_lists(self, root):
        """Name lists that are there twice, and what stands in a list that is not of its kind."""
        if any(count > 1 for count in Counter(one.tag for one in root).values()):
            self.odd.append(TWO_WAYS)
        for one in root:
            held = STYLES_IN.get(short(one)) if one.tag.startswith(S) else None
            if held is None or (held and any(inner.tag != f"{S}{held}" for inner in one)):
                self.odd.append(f"出具时没有的内容 {short(one)[:40]} · what was not there when it left")

    def fault(self, number):
        """Return what keeps the words of a cell of a style from being seen as they are; empty for nothing."""
        if number not in self.known:
            self.known[number] = self.found(nth(self.cells, number)) if self.cells else ""
        return self.known[number]

    def setting(self, number):
        """Return (whether a style's words go on in a next line, begin on the left, how large they are)."""
        if number not in self.settings:
            given, size = {}, "11"
            if self.cells:
                cell = nth(self.cells, number)
                align = cell.find(f"{S}alignment")
                given = {} if align is None else align.attrib
                sized = nth(self.fonts, number_in(cell.get("fontId", "0"))).find(f"{S}sz")
                size = "11" if sized is None else sized.get("val", "11")
            wraps = is_true(given.get("wrapText")) or given.get("horizontal") in ("justify", "distributed")
            wraps = wraps or given.get("vertical") in ("justify", "distributed")
            self.settings[number] = (
                wraps,
                given.get("horizontal", "general") in ("general", "left"),
                decimal(size),
            )
        return self.settings[number]

    def found(self, cell):
        """Look at format, alignment, ground and letters of one style."""
        parts = [short(one) for one in cell]
        if cell.attrib.keys() - CELL_SAYS or sorted(parts) not in (
            [],
            *([one] for one in CELL_PARTS),
            CELL_PARTS,
        ):
            return ODD_LOOK
        code, fill = cell.get("numFmtId", "0"), nth(self.fills, number_in(cell.get("fillId", "0")))
        plain = self.formats.get(code, "General" if code == "0" else "@" if code == "49" else "other")
        align = cell.find(f"{S}alignment")
        given = {} if align is None else align.attrib
        turned = given.get("textRotation", "0") != "0" or is_true(given.get("shrinkToFit"))
        turned = turned or given.get("readingOrder", "0") == "2" or bool(given.keys() - ALIGNMENT_SAYS)
        odd = (
            given.get("horizontal", "general") in ("fill", "centerContinuous")
            or number_in(given.get("indent", "0")) > 3
        )
        if plain not in PLAIN_FORMAT or turned or odd or self.is_crossed(cell):
            return ODD_LOOK
        pattern = fill.find(f"{S}patternFill")
        bare = pattern is not None and pattern.get("patternType", "none") == "none" and len(fill) == 1
        return (
            ""
            if bare and self.font_is_plain(nth(self.fonts, number_in(cell.get("fontId", "0"))))
            else ODD_LOOK
        )

    def is_crossed(self, cell):
        """Tell whether lines run across the words of a cell."""
        border = nth(self.borders, number_in(cell.get("borderId", "0"))) if self.borders else None
        return border is not None and any(is_true(border.get(one)) for one in ("diagonalUp", "diagonalDown"))

    def are_plain(self, item):
        """Tell whether a shared text is one text, or runs that are seen as they are, and nothing beside them."""
        parts = [one.tag for one in item if one.tag != f"{S}phoneticPr"]
        runs = parts != [f"{S}t"]
        if item.tag != f"{S}si" or (runs and set(parts) - {f"{S}r"}) or (item.text or "").strip():
            return False
        texts = [one for one in item if one.tag == f"{S}t"]
        for run in item.iterfind(f"{S}r"):
            look, inner = run.find(f"{S}rPr"), [one.tag for one in run]
            if inner not in ([f"{S}t"], [f"{S}rPr", f"{S}t"]) or (run.text or "").strip():
                return False
            if look is not None and not self.font_is_plain(look):
                return False
            texts.append(run[-1])
        return not any(len(one) for one in texts) and not any((one.tail or "").strip() for one in item.iter())

    def font_is_plain(self, font):
        """Tell whether letters of a font are dark, of a size to be read, upright on their line, and letters."""
        own = {short(one): one.attrib for one in font}
        if len(own) != len(font) or own.keys() - FONT_SAYS or any(not one.tag.startswith(S) for one in font):
            return False  # A property given twice, or one that no table has.
        on = [
            name
            for name in ("strike", "outline", "shadow", "condense", "extend")
            if is_true(own.get(name, {"val": "0"}).get("val", "1"))
        ]
        size = decimal(own.get("sz", {}).get("val", "11"))
        names = {
            one["val"].strip().lower() for one in (own.get("name"), own.get("rFont")) if one and "val" in one
        }
        usual = not names - TABLE_FONTS and own.get("charset", {}).get("val") != "2"
        usual = usual and (own.get("scheme", {}).get("val", "none") == "none" or self.theme_is_usual)
        upright = own.get("vertAlign", {}).get("val", "baseline") == "baseline"
        return not on and 6 <= size <= 40 and upright and usual and self.is_dark(own.get("color", {}))

    def is_dark(self, color):
        """Tell whether a colour stands out from white paper; one that is said in two ways is read in two."""
        ways = color.keys() - {"tint"}
        if not color or (ways == {"auto"} and is_true(color["auto"])):
            return True
        if color.get("tint", "0").strip("-0.") != "" or len(ways) != 1:
            return False
        if "rgb" in color:
            return len(color["rgb"]) in (6, 8) and luminance(color["rgb"][-6:]) <= 0.3
        if "theme" in color:
            return color["theme"] == "1" and self.theme_is_dark
        place = number_in(color.get("indexed", "0"))
        return place == 64 or (
            place in (0, 8)
            and luminance((nth(self.palette, place) if self.palette else "000000")[-6:]) <= 0.3
        )


CELL_PARTS = ["alignment", "protection"]


def nth(things, place):
    """Return one of a list; ValueError when there is none at the place."""
    if not 0 <= place < len(things):
        raise ValueError("引用了没有的格式 · it refers to a look that is not there")
    return things[place]


def has_dark_text(theme):
    """Tell whether a theme's letters are black, however a program reads it; a file without a theme has black ones."""
    dark = list(theme.iter(f"{A}dk1"))
    if theme.tag == "none":
        return True
    colors = [one for place in dark for one in place]
    if len(dark) != 1 or len(colors) != 1 or len(colors[0]):
        return False
    kind, given = short(colors[0]), colors[0].attrib
    if kind == "sysClr":
        return given.get("val") == "windowText" and given.get("lastClr", "000000") == "000000"
    return kind == "srgbClr" and given.get("val") == "000000"


def has_usual_fonts(theme):
    """Tell whether the typefaces of a theme are such as show every letter as itself."""
    names = [
        one.get("typeface", "").strip().lower()
        for one in theme.iter()
        if short(one) in ("latin", "ea", "cs")
        or (short(one) == "font" and one.get("script") in ("Hans", "Hant"))
    ]
    return not set(names) - TABLE_FONTS - {""}


def trimmed(row):
    """Return a row without the blank cells at its end."""
    return row[: max((at for at, cell in enumerate(row, 1) if cell), default=0)]


def row_digest(row):
    """Return the SHA-256 of a row of texts, as canonical JSON."""
    return sha256(canonical(row)).digest()


def stated_of_rows(rows, foot=""):
    """Return what a table of these rows states: how many, the digest of their digests, and the foot of its pages."""
    cells = sha256(b"".join(row_digest(row) for row in rows)).hexdigest()
    return {"kind": "table", "rows": len(rows), "cells": cells, "foot": foot}


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
        content, faults = read_json(manifest)
        self.raw, self.manifest = manifest, expanded(content)
        self.digest = sha256(manifest).hexdigest()
        self.spelling = faults or ([] if self.spelled_as_issued(content) else [OTHER_SPELLING])
        self.vkey, self.checkpoint, self.link = vkey, checkpoint, link
        self.bound = False  # An entry, sealed before the file was made, commits to all that it states.
        self.lines, self.notes, self.controls, self.heads = [], [], [], []
        self.marked = None  # The lines of a Word file, marked where they differ.

    def spelled_as_issued(self, content):
        """Tell whether the manifest is written in the one way in which its content can be."""
        same = canonical(content) == self.raw
        return same and (content.get("format") not in BOUND or compacted(self.manifest) == content)

    def say(self, holds: bool, place: str, message: str) -> None:
        """Note one thing that was checked."""
        self.lines.append({"holds": bool(holds), "place": place, "message": message})

    @property
    def stated(self):
        """Return what the paper states: its paragraphs, and the bytes outside its envelopes."""
        return self.manifest

    @property
    def holds(self) -> bool:
        """Tell whether everything that was checked holds."""
        return all(line["holds"] for line in self.lines)

    @property
    def shown(self) -> list[dict[str, object]]:
        """Return the paper's own text, a dict a line: ``text``, ``filled`` in by hand, ``was``, ``problems``."""
        if self.marked is not None:
            return self.marked
        try:
            return [{"text": str(one["text"])} for one in self.stated["paragraphs"] if one["text"]]
        except DAMAGED:
            return []

    @property
    def verdict(self) -> str:
        """Return ``differs``, ``unproved`` (without a fault, but something could not be compared) or ``holds``."""
        if not self.holds:
            return "differs"
        return "unproved" if self.limits else "holds"

    @property
    def limits(self) -> list[str]:
        """Return what could not be compared; that the signer is unknown comes last."""
        return [limit for limit in LIMITS if limit in self.notes]

    @property
    def exit_code(self) -> int:
        """Return 1 when it differs, 3 when something could not be compared, else 0, whoever the signer is."""
        if not self.holds:
            return 1
        return 3 if [limit for limit in self.limits if limit != UNKNOWN_KEY] else 0

    def attempt(self, place, check, *given):
        """Run a check; what is too damaged to be checked is named."""
        try:
            check(*given)
        except DAMAGED as error:
            own = type(error) in (ValueError, NotOurs) and " · " in str(error)
            self.say(False, place, str(error)[:200] if own else "缺少或无法读取 · missing or unreadable")

    def run(self) -> "Verification":
        """Check the manifest by itself."""
        self.attempt("checkpoint", self.check_signature)
        self.attempt("nodes", self.check_tree)
        self.attempt("statements", self.check_statements)
        self.attempt("statements", self.name_left_out)
        self.attempt("openings", self.check_openings)
        if self.manifest["format"] in BOUND:
            self.attempt("report.composed", check_composed, self)
            self.attempt("envelope", say_unvouched, self, self.manifest.get("envelope"), ENVELOPE)
        if self.manifest["format"] == FORMAT_3:
            self.attempt("left_out", self.say_left_out)
        self.say_spelling()
        if read_note(self.manifest["checkpoint"])[0].startswith("demo-"):
            self.notes.append("演示实例的报告 · a report of a demo instance")
        return self

    def say_left_out(self):
        """Say that protected matters are no part of a rendition: it commits to which, and tells neither them nor a number."""
        digest_of(self.manifest["left_out"])
        if self.manifest["rendition"]["audience"] == "general":
            self.notes.append(NOT_IN_IT)

    def say_spelling(self):
        """Name what is written in another way than the program writes it."""
        for fault in self.spelling[:MOST_FAULTS_OF_SPELLING]:
            self.say(False, "manifest", fault)

    @cached_property
    def entries(self):
        """Return the entries of the manifest by position; those that name no place of the tree are left out."""
        places = {index_of(key, self.manifest["size"]): one for key, one in self.manifest["entries"].items()}
        return {at: strict_json(one["text"].encode()) for at, one in places.items() if at is not None}

    @cached_property
    def signers(self):
        """Return the keys that may have signed: the one given, and those that rotations lead to from it."""
        proof = self.manifest.get("envelope") or {}
        return signers_after(self.vkey or self.manifest["vkey"], proof.get("rotations", ()))

    def check_signature(self):
        """Check the checkpoint's signature with a known key, else with the one that came with the report."""
        note = self.manifest["checkpoint"]
        holds = any(note_signed(note, key) for key in self.signers) or signed_later(self)
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
        for key, entry in self.manifest["entries"].items():
            index = index_of(key, size)
            if index is None:
                self.say(False, f"entry {key[:40]}", f"台账中没有第 {key[:40]} 条 · no place of the log")
                continue
            leaves[index] = sha256(b"\x00" + entry["text"].encode()).digest()
            if leaves[index].hex() != entry["leaf"]:
                self.say(False, f"entry {index}", f"第 {index} 条被改动 · entry {index} was altered")
        if size and set(self.manifest["nodes"]) - set(ranges_without(0, size, sorted(leaves))):
            self.say(False, "nodes", "证明节点多余 · nodes that no entry needs")
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
        entries = self.entries
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
        if statement["text"] not in printed(figure, statement):
            return f"{label} 的文字与数值不符 · its text is not its value"
        if statement["definition"] != figure["definition"]:
            return f"{label} 的口径与指标定义不符 · its definition is not the figure's"
        if "without" in statement and (problem := self.scope_problem(statement)):
            return f"{label} {problem}"
        strays = [at for at in statement["entries"] if not is_index(at, self.manifest["size"])]
        if strays:
            return f"{label} 所列的 {str(strays[0])[:40]} 不是台账中的条目 · it lists what is no place of the log"
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

    def scope_problem(self, statement):
        """Return what is wrong with the units that a statement leaves out, or nothing.

        What it leaves out can be seen only beside the whole: one of the same figure, unit and days has to be printed.
        """
        unit, left_out = statement["unit"], statement["without"]
        if (
            not left_out
            or any(type(path) is not str for path in left_out)
            or left_out != sorted(set(left_out))
        ):
            return (
                "所不含的单位重复、乱序或不是单位 · the units left out are doubled, out of order or no units"
            )
        nested = pairwise(sorted(f"{path}/" for path in left_out))
        within_another = any(inner.startswith(outer) for outer, inner in nested)
        if within_another or not all(path.startswith(f"{unit}/") for path in left_out):
            return "所不含的单位不在其下级之中 · it leaves out what is no unit of its own below it"
        if whole_of(statement) not in self.wholes:
            return "不含部分下级，却没有相应的全数 · it leaves units out, and no statement tells the whole"
        return ""

    @cached_property
    def wholes(self):
        """Return of which figure, unit and days the paper prints the whole: one in the manifest alone nobody reads."""
        shown = {name for one in self.manifest["paragraphs"] for name in one["statements"]}
        wholes = (one for one in self.manifest["statements"] if "without" not in one)
        return {whole_of(one) for one in wholes if one["id"] in shown}

    def name_left_out(self):
        """Name the units that statements leave out, each set once, with the statements that do."""
        by_units = {}
        for one in self.manifest["statements"]:
            if one.get("without"):
                by_units.setdefault(tuple(map(str, one["without"])), []).append(str(one["id"]))
        for units, ids in by_units.items():
            said = "、".join(ids)
            self.notes.append(
                f"{said} 不含下级单位 {'、'.join(units)} · {said} leave out the units {', '.join(units)}"
            )

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
            if not is_index(opening["entry"], self.manifest["size"]) or opening["entry"] not in self.entries:
                self.say(False, "openings", "所列文字没有条目 · a listed text without its entry")
                continue
            entry, value = self.entries[opening["entry"]], canonical(opening["value"])
            computed = hmac.digest(digest_of(opening["key"]), value, "sha256").hex()
            if computed != entry["commitments"].get(opening["name"]):
                self.say(
                    False, f"entry {opening['entry']}", "所列文字不是登记时的文字 · a listed text was altered"
                )

    def check_export(self, folder: Path, opening: bytes | None = None) -> None:
        """Draw every list anew from all entries of an exported log, and look for the entry of the issue in it.

        ``opening`` is the file that opens what the rendition left out.
        """
        self.attempt("export", self.redraw, exported_entries(folder), opening)
        self.attempt("export", self.find_issue, folder)

    def redraw(self, texts, opening=None):
        """Compare every list with the one that all entries under the report's seal give: nothing may be left out
        but protected matters, which only their opening tells."""
        _, size, root, _, _ = read_note(self.manifest["checkpoint"])
        if len(texts) < size:
            self.notes.append(NOT_REDRAWN)
            return
        if root_of(sha256(b"\x00" + text).digest() for text in texts[:size]) != root:
            self.say(False, "export", "所给的台账不是本报告所据的台账 · the exported log is not the report's")
            return
        entries = [(index, strict_json(text)) for index, text in enumerate(texts[:size])]
        replaced = {entry["replaces"] for _, entry in entries} - {None}
        standing = [(index, entry) for index, entry in entries if entry["uuid"] not in replaced]
        closed = self.manifest["format"] == FORMAT_3 and opening is None
        if self.manifest["format"] == FORMAT_3 and opening is not None:
            out = opened_left_out(opening, self.manifest)
            standing = [(index, entry) for index, entry in standing if index not in out]
            self.say_protected(out, entries)
        self.compare_lists(standing, closed)

    def say_protected(self, out, entries):
        """Say of the entries that were left out whether the log shows them to be of protected matters."""
        others = unprotected(out, entries)
        self.say(
            True, "left_out", f"开启文件与本件一致：{len(out)} 条未列 · its opening fits: {len(out)} left out"
        )
        never = [at for at in others if not may_be_protected(dict(entries)[at])]
        if never:
            self.say(
                False, "left_out", f"第 {never[0]} 条不可能受保护 · entry {never[0]} cannot be protected"
            )
        if others:
            self.notes.append(
                f"未列的第 {'、'.join(map(str, others[:20]))} 条，台账本身看不出所属事项受保护，须查原件"
                " · of these the log itself does not show that their matter is protected: look at the originals"
            )

    def compare_lists(self, standing, closed):
        """Compare every list with what the standing entries give; ``closed``: what was left out is not known."""
        faults, beyond = 0, False
        for statement in self.manifest["statements"]:
            figure, listed = self.manifest["figures"][statement["figure"]], set(statement["entries"])
            wanted = set(population(figure, statement, standing))
            kept = {index for index, entry in standing if closed and may_be_protected(entry)} - listed
            if wanted & kept:
                beyond, wanted = True, wanted - kept
            for words, found in (("漏列 · leaves out", wanted - listed), ("多列 · adds", listed - wanted)):
                if found:
                    faults += 1
                    where = f"{statement['id']}（{figure['label']}）"
                    self.say(False, statement["id"], f"{where} 第 {min(found)} 条：{words} {min(found)}")
        if beyond:
            self.notes.append(LEFT_OUT_CLOSED)
        elif not faults:
            self.say(
                True,
                "export",
                "各项条目由全部台账重新列出，无遗漏 · every list was drawn anew: none left out",
            )

    def find_issue(self, folder):
        """Look for the entry that issued exactly this manifest, in an exported log whose head the key signed."""
        note, texts = small_text(Path(folder, "checkpoint")), exported_entries(folder)
        _, size, root, _, _ = read_note(note)
        whole_log = len(texts) >= size and root_of(sha256(b"\x00" + one).digest() for one in texts[:size])
        if whole_log != root or not any(note_signed(note, key) for key in self.signers):
            self.notes.append("所给台账的封存单未能核对 · the head of the exported log could not be verified")
            return
        for index, text in enumerate(texts[:size]):
            if self.digest.encode() not in text:
                continue
            entry = strict_json(text)
            if entry["verb"] in ISSUES and (entry["change"], entry["facts"].get("manifest")) == (
                "",
                self.digest,
            ):
                self.notes = [note for note in self.notes if note not in (ALONE, COMPOSED)]
                self.say(
                    True, "report.issued", f"台账第 {index} 条出具了它 · issued by entry {index} of the log"
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
        """Compare a Word file with the manifest, line by line."""
        compare_word(self, data, name)
        if self.controls:
            filled = "、".join(text for text in self.controls if text.strip())
            self.notes.append(f"人工填写 · filled in by hand: {filled or '（空）'}")

    def check_issued(self, parts):
        """Check a proof.zip: file hashes against the sealed report.issued entry, and its place in the log."""
        issued, faults = read_json(parts["issued.json"])
        entry = strict_json(issued["entry"].encode())
        for fault in faults[:MOST_FAULTS_OF_SPELLING]:
            self.say(False, "issued.json", fault)
        self.attempt("issued.json", say_unvouched, self, issued, ISSUED)
        if json.dumps(issued, ensure_ascii=False, indent=1).encode() != parts["issued.json"]:
            self.say(False, "issued.json", OTHER_SPELLING)
        self.check_hashes(parts, entry)
        head = Later(self, issued, issued.get("rotations", ()))
        sealed = head.vouched(self) and head.holds(issued["entry"], issued["index"])
        if sealed:
            self.heads.append(head.head)
        self.say(
            sealed,
            "report.issued",
            "出具记录已封存 · sealed" if sealed else "出具记录未通过 · not sealed as claimed",
        )
        self.say(
            head.grown,
            "log",
            "台账只增不改 · the log only grew"
            if head.grown
            else "两张封存单不一致 · the checkpoints disagree",
        )
        old_size = self.manifest["size"]
        about = self.manifest["report"]
        fits = (
            entry["verb"] in ISSUES
            and entry["change"] == ""
            and entry["subject"] == f"report:{about['number']}"
            and issued["index"] >= old_size
            and (entry["unit"], entry["facts"].get("number")) == (about["unit"], about["number"])
            and entry["facts"].get("size") == old_size
            and entry["facts"].get("manifest") == sha256(parts["manifest.json"]).hexdigest()
        )
        self.say(
            fits,
            "manifest.json",
            "清单与出具记录一致 · agrees" if fits else "清单与出具记录不符 · it is not the issued one",
        )

    def check_hashes(self, parts, entry):
        """Compare the files of a proof.zip with the hashes in the entry of its issue."""
        for name, fact in (("report.docx", "docx"), ("report.pdf", "pdf"), ("report.html", "html")):
            if name not in parts and entry["verb"] != "report.issued" and fact not in entry["facts"]:
                continue
            holds = name in parts and sha256(parts[name]).hexdigest() == entry["facts"].get(fact)
            self.say(
                holds,
                name,
                "与封存的哈希一致 · hash agrees" if holds else "与封存的哈希不符 · the file was altered",
            )

    def as_data(self) -> dict[str, object]:
        """Return the result as plain data."""
        return {
            "verdict": self.verdict,
            "why": self.limits[0] if self.verdict == "unproved" else "",
            "holds": self.holds,
            "lines": self.lines,
            "notes": self.notes,
            "controls": self.controls,
        }


PROOF = {"entry", "index", "path", "checkpoint"}
ENVELOPE = PROOF | {"consistency", "rotations", "rendition"}
ISSUED = PROOF | {"consistency", "rotations", "vkey"}
LISTS = ("path", "consistency", "rotations")
KEYS_AT_ONCE = 2  # the old key and the new one sign the next seal


def say_unvouched(result, proof, known):
    """Name what stands around the bound bytes and proves nothing: nobody vouches for it, so it may not be there."""
    origin = read_note(result.manifest["checkpoint"])[0]
    notes = [
        proof["checkpoint"],
        *(one["checkpoint"] for one in proof.get("rotations", ()) if "checkpoint" in one),
    ]
    own = result.manifest["vkey"]
    exact = (
        set(proof) <= known
        and set(proof.get("rendition", ())) <= {"blind", "path"}
        and all(type(proof[name]) is list for name in LISTS if name in proof)
        and all(is_rotation(one, origin) for one in proof.get("rotations", ()))
        and all(is_signed_by_log(note, origin) for note in notes)
        and all(key == key.strip() and public_of(key) for key in {own, proof.get("vkey", own)})
    )
    if not exact:
        result.say(
            False, "envelope", "证明中夹有与证明无关的内容 · among its proofs stands what proves nothing"
        )


def is_rotation(told, origin):
    """Tell whether a rotation says no more than that two keys of the log followed each other."""
    names = {public_of(one)[0] for one in told["vkeys"]}
    proved = "signatures" not in told or hands_over(*told["vkeys"], told["signatures"])
    return proved and names == {origin} and set(told) <= {"vkeys", "signatures", "checkpoint"}


def is_signed_by_log(note, origin):
    """Tell whether the signatures on a checkpoint are those that the log's own keys give: whatever else is written on
    their lines, no verifier reads it."""
    _, _, _, _, signatures = read_note(note)
    lines = [(name, len(signature)) for name, _, signature in signatures]
    return len(lines) <= KEYS_AT_ONCE and all(line == (origin, 64) for line in lines)


class Later:
    """A checkpoint made after the one on which a report stands: who signed it, and that the log only grew till then."""

    def __init__(self, result, proof, rotations):
        self.proof, self.note = proof, proof["checkpoint"]
        own = result.manifest["checkpoint"]
        self.origin, size, root, _, _ = read_note(self.note)
        self.head = size, root
        first_origin, first_size, first_root, _, _ = read_note(own)
        steps = [digest_of(step) for step in proof["consistency"]]
        keys = signers_after(result.vkey or result.manifest["vkey"], rotations)
        self.signed = any(note_signed(self.note, key) for key in keys)
        self.grown = first_origin == self.origin and consistent(first_size, size, first_root, root, steps)
        unproved = any("signatures" not in rotation for rotation in rotations)
        self.unknown = not self.signed and unproved  # as earlier versions told of a rotation

    def vouched(self, result):
        """Tell whether a known key signed it, or one of which an earlier version does not prove that it follows: a limit."""
        result.notes += [UNPROVED_ROTATION] if self.unknown else []
        return self.signed or self.unknown

    def holds(self, text, index):
        """Tell whether an entry stands at a position of the tree."""
        path = [digest_of(step) for step in self.proof["path"]]
        return path_root(sha256(b"\x00" + text.encode()).digest(), index, self.head[0], path) == self.head[1]


def signers_after(vkey, rotations):
    """Return a key and those that rotations lead to: keys that the one before vouched for, by name, with a signature."""
    keys = [vkey.strip()]
    for rotation in rotations:
        old, new = rotation["vkeys"]
        signatures = rotation.get("signatures")
        if old in keys and new not in keys and signatures and hands_over(old, new, signatures):
            keys.append(new)
    return keys


def hands_over(old, new, signatures):
    """Tell whether two keys of one log both signed that the second one follows the first.

    That both signed a checkpoint would prove nothing: anybody can add a signature of his own to one.
    """
    (name, _, first), (other, _, second) = public_of(old), public_of(new)
    statement = f"{name}\n{first.hex()}\n{second.hex()}\n".encode()
    signed = [
        ed25519_holds(key, statement, bytes.fromhex(signature))
        for key, signature in zip((first, second), signatures, strict=True)
    ]
    return name == other and all(signed)


def signed_later(result):
    """Tell whether a key that was made later vouches for the checkpoint: it signed one that continues it."""
    proof = result.manifest.get("envelope")
    if not proof or not note_signed(result.manifest["checkpoint"], result.manifest["vkey"]):
        return False
    later = Later(result, proof, proof["rotations"])
    return later.signed and later.grown


def left_out_commitment(salt: str, entries: list[int]) -> str:
    """Return what a rendition states of the entries that it leaves out: SHA-256 over a salt and their positions."""
    told = {"salt": salt, "entries": [b - a for a, b in pairwise((0, *entries))]}
    return sha256(b"zerentian-left-out\n" + canonical(told)).hexdigest()


def opened_left_out(data, manifest):
    """Return the positions that a rendition left out, from the file that opens them; ValueError when it does not."""
    content, faults = spelled(data)
    own = manifest["rendition"]
    told = content["renditions"][f"{own['audience']}.{own['dress']}"]
    digest_of(told["salt"])
    if any(type(step) is not int for step in told["entries"]):
        raise ValueError("开启文件所列条目不规范 · the opening does not list positions of the log")
    entries = list(accumulate(told["entries"]))
    if (
        faults
        or content["format"] != LEFT_OUT
        or left_out_commitment(told["salt"], entries) != manifest["left_out"]
    ):
        raise ValueError("开启文件与本件不符 · the opening is not that of this rendition")
    if not all(is_index(at, manifest["size"]) for at in entries) or entries != sorted(set(entries)):
        raise ValueError("开启文件所列条目不规范 · the opening does not list positions of the log")
    return set(entries)


def may_be_protected(entry):
    """Tell whether an entry could be left out of a report at all: it is of a resident's matter, or what came of one."""
    return entry["subject"].startswith(MAY_BE_PROTECTED)


def unprotected(left_out, entries):
    """Return which left-out positions the log itself does not show to be of a protected matter."""
    protected = {
        entry["subject"]
        for _, entry in entries
        if entry["verb"] == "concern.shielded" or entry["facts"].get("kind") in PROTECTED
    }
    texts = dict(entries)
    return sorted(
        at
        for at in left_out
        if texts[at]["subject"] not in protected and texts[at]["verb"] not in ABOUT_PROTECTED
    )


def stated_bytes(manifest: dict[str, Any]) -> bytes:
    """Return the bytes that are bound before anything is rendered: a manifest of format 2 but for its envelope."""
    return canonical({name: value for name, value in manifest.items() if name != "envelope"})


def rendition_leaf(audience: str, dress: str, blind: str, stated: bytes) -> bytes:
    """Return the leaf of a rendition; ``blind`` keeps who knows one rendition from guessing at another."""
    told = {"audience": audience, "dress": dress, "blind": blind, "stated": sha256(stated).hexdigest()}
    return sha256(b"\x00" + canonical(told)).digest()


def check_composed(result):
    """Check that an entry, sealed after the report's checkpoint, commits to every byte that the report states."""
    content, _ = spelled(result.raw)
    proof, about, size = content["envelope"], content["report"], content["size"]
    entry, later = strict_json(proof["entry"].encode()), Later(result, proof, proof["rotations"])
    wanted = {name: about[name] for name in ("number", "period", "first", "last")} | {"size": size}
    checks = (
        (
            later.vouched(result),
            "签署后一封存单的不是同一密钥 · its later checkpoint is not signed by the key",
        ),
        (later.grown, "两张封存单不一致 · the checkpoints disagree"),
        (
            later.holds(proof["entry"], proof["index"]) and proof["index"] >= size,
            "成文记录不在所称的台账中 · the record of its composition is not in the log",
        ),
        (
            (entry["verb"], entry["change"], entry["replaces"]) == ("report.composed", "", None),
            "所附条目不是成文记录 · its entry does not record a composition",
        ),
        (
            (entry["subject"], entry["unit"]) == (f"report:{about['number']}", about["unit"])
            and wanted.items() <= entry["facts"].items(),
            "编号、单位或期间与成文记录不符 · number, unit or period are not those that were sealed",
        ),
        (
            is_rendition(content, entry["facts"], proof["rendition"]),
            "所载内容与封存的成文记录不符：有增删或改动 · it states other things than were sealed",
        ),
    )
    faults = [words for holds, words in checks if not holds]
    for words in faults:
        result.say(False, "report.composed", words)
    if not faults:
        result.bound = True
        result.heads.append(later.head)
        result.say(
            True,
            "report.composed",
            f"所载内容在成文之前已封存（第 {proof['index']} 条） · what it states was sealed before it was rendered",
        )


def is_rendition(content, facts, proof):
    """Tell whether a manifest is, byte for byte, one of the named renditions that an entry commits to."""
    own, names = content["rendition"], facts["renditions"].split(":")
    if names != sorted(set(names)) or f"{own['audience']}.{own['dress']}" not in names:
        return False
    leaf = rendition_leaf(own["audience"], own["dress"], proof["blind"], stated_bytes(content))
    place, path = names.index(f"{own['audience']}.{own['dress']}"), [digest_of(one) for one in proof["path"]]
    return path_root(leaf, place, len(names), path) == digest_of(facts["root"])


class PaperVerification(Verification):
    """Verifies a paper other than a report: what it states was sealed, before it was printed, in an entry of its own."""

    COMMITTED_BY = ("paper.printed",)
    FRAME = PROOF | {"format", "stated", "vkey"}

    @property
    def stated(self):
        """Return what the paper states."""
        return self.manifest["stated"]

    def run(self) -> "Verification":
        """Check the checkpoint, that the entry stands in its tree, and that it commits to what is stated."""
        self.attempt("checkpoint", self.check_signature)
        self.attempt(self.COMMITTED_BY[0], self.check_sealed)
        self.attempt("envelope", say_unvouched, self, self.manifest, self.FRAME)
        self.say_spelling()
        if read_note(self.manifest["checkpoint"])[0].startswith("demo-"):
            self.notes.append("演示实例的文件 · a paper of a demo instance")
        return self

    def check_sealed(self):
        """Check the entry that commits to what the paper states, and its place in the signed tree."""
        text, index, entry = (
            self.manifest["entry"],
            self.manifest["index"],
            strict_json(self.manifest["entry"].encode()),
        )
        _, size, root, _, _ = read_note(self.manifest["checkpoint"])
        path = [digest_of(step) for step in self.manifest["path"]]
        leaf = sha256(b"\x00" + text.encode()).digest()
        sealed = type(index) is int and 0 <= index < size and path_root(leaf, index, size, path) == root
        self.say(
            sealed,
            self.COMMITTED_BY[0],
            f"出具记录是台账第 {index} 条 · its record is entry {index} of the log"
            if sealed
            else "出具记录不在所称的台账中 · its record is not in the log",
        )
        if sealed:
            self.heads.append((size, root))
        digest = sha256(canonical(self.stated)).hexdigest()
        same = entry["verb"] in self.COMMITTED_BY and entry["facts"].get("stated") == digest
        self.say(
            same,
            "stated",
            "所载内容与封存的出具记录一致 · it states what was sealed"
            if same
            else "所载内容与封存的出具记录不符 · it states other things than were sealed",
        )


class TableVerification(PaperVerification):
    """Verifies a table that left the office: what it states was sealed, before it was written, in an entry."""

    COMMITTED_BY = TAKEN
    FRAME = PROOF | {"format", "stated", "vkey", "digests"}

    def check_table(self, data, name):
        """Compare the rows of a spreadsheet, and the foot of its pages, with what it states."""
        table = TableFile(data)
        said = [(f"{name} {place}", words) for place, words in table.faults]
        if squeezed(self.stated["foot"]) != table.foot:
            said.append((f"{name} 页脚", "页脚被改动 · the foot of its pages was changed"))
        self.compare_rows(table.rows, name, said)

    def compare_rows(self, rows, name, said=()):
        """Compare rows with the digests that stand for them, one by one; ``said`` is what else was found."""
        known, found = (
            base64.b64decode(self.manifest["digests"], validate=True),
            [row_digest(row) for row in rows],
        )
        digests = [known[at : at + 32] for at in range(0, len(known), 32)]
        if (len(digests), sha256(known).hexdigest()) != (self.stated["rows"], self.stated["cells"]):
            self.say(False, "digests", "各行摘要与所载不符 · the digests of its rows are not those it states")
        self.marked, wrong = marked_rows(rows, found, digests)
        said = [*said, *((f"{name} 第 {at} 行", words) for at, words in wrong)]
        for place, message in said[:MOST_FAULTS]:
            self.say(False, place, message)
        if len(said) > MOST_FAULTS:
            self.say(
                False, name, f"另有 {len(said) - MOST_FAULTS} 处不符 · and {len(said) - MOST_FAULTS} more"
            )
        if not said:
            self.say(True, name, f"{len(found)} 行与所载一致 · {len(found)} rows agree")


def marked_rows(rows, found, digests):
    """Return (the rows as ``Verification.shown`` gives them, [(place, words) of each that is not as it was])."""
    lines, wrong, problems = [{"text": "　".join(row)} for row in rows], [], {}
    for a, b, c, d in differences(digests, found):
        for place in range(c, d):
            problems[place] = "文字被改动 · altered" if a + place - c < b else "多出 · added"
            wrong.append((place + 1, f"“{lines[place]['text'][:60]}”：{problems[place]}"))
        if b - a > d - c:
            gone = b - a - d + c
            wrong.append((d + 1, f"此前缺 {gone} 行 · {gone} rows before it are missing"))
            problems.setdefault(d, f"此前缺 {gone} 行 · {gone} rows before it are missing")
    for place, words in problems.items():
        if place == len(lines):
            lines.append({"text": "", "was": "…", "problems": []})
        lines[place]["problems"] = [words]
    return lines, wrong


def verify_table(data, name, *known):
    """Verify a spreadsheet with the manifest in it."""
    result = verification_of(manifest_inside(data), *known)
    if not isinstance(result, TableVerification):
        raise NotOurs("表格中的清单不是表格的 · the manifest in the spreadsheet is not that of a table")
    result.attempt(name, result.check_table, data, name)
    result.attempt(name, say_bytes_of_no_part, result, data, name)
    return result


def rows_of_csv(data):
    """Return the rows of a CSV file as a table states them; ValueError when it is none."""
    text = data.decode("utf-8-sig")
    return [trimmed(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True)]


def stated_forms(data: bytes) -> list[tuple[dict[str, Any], bytes]]:
    """Return what a file without proof of its own may be known by in a log, with digests of its rows if it is CSV."""
    forms = [({"kind": "file", "sha256": sha256(data).hexdigest()}, b"")]
    try:
        rows = rows_of_csv(data)
    except (ValueError, csv.Error):
        return forms  # No CSV: only its bytes can be known.
    return [*forms, (stated_of_rows(rows), b"".join(row_digest(row) for row in rows))]


def verify_by_entry(data: bytes, name: str, given: tuple[Any, ...], *known: Any) -> Verification:
    """Verify a file by the entry that commits to it: ``given`` is (what is stated, digests, entry and proof)."""
    stated, digests, proof = given
    content = {"format": TABLE, "stated": stated, "digests": base64.b64encode(digests).decode()} | proof
    result = verification_of(canonical(content), *known)
    if stated["kind"] == "table":
        result.attempt(name, result.compare_rows, rows_of_csv(data), name)
    else:
        result.say(True, name, "与封存的摘要逐字节相同 · byte for byte what was sealed")
    result.check_known()
    return result


def verify_by_export(data: bytes, name: str, folder: str | Path, *known: Any) -> Verification | None:
    """Verify a file without proof of its own by the exported log of the office it left; None when it knows no such file."""
    texts, note = exported_entries(folder), small_text(Path(folder, "checkpoint"))
    vkey = small_text(Path(folder, "vkey")).strip()
    for stated, digests in stated_forms(data):
        sought = sha256(canonical(stated)).hexdigest().encode()
        for index, text in enumerate(texts[: read_note(note)[1]]):
            if sought in text:
                leaves = [sha256(b"\x00" + one).digest() for one in texts[: read_note(note)[1]]]
                path = [step.hex() for step in audit_path(leaves, index)]
                proof = {
                    "entry": text.decode(),
                    "index": index,
                    "path": path,
                    "checkpoint": note,
                    "vkey": vkey,
                }
                return verify_by_entry(data, name, (stated, digests, proof), *known)
    return None


def audit_path(leaves, index):
    """Return the audit path of a leaf, nearest first (RFC 9162, 2.1.3.1)."""
    if len(leaves) == 1:
        return []
    half = split(len(leaves))
    own, other = (leaves[:half], leaves[half:]) if index < half else (leaves[half:], leaves[:half])
    return [*audit_path(own, index if index < half else index - half), root_of(other)]


KINDS = {PAPER: PaperVerification, TABLE: TableVerification}  # what verifies a manifest, by its format


BAG_MARK, BAG_INFO = "bagit.txt", "bag-info.txt"
BAG_LIST, BAG_TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"
BAG_DECLARED = ["BagIt-Version:", "1.0", "Tag-File-Character-Encoding:", "UTF-8"]
BAG_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
BAG_NUMBER = re.compile(r"^External-Identifier: (YJ[0-9]{4}-[0-9]{3,9})$", re.MULTILINE)
BAG_SIZE = re.compile(r"^Payload-Oxum: ([0-9]{1,18})\.([0-9]{1,9})$", re.MULTILINE)
BAG_FOLDER = re.compile(r"(data/(cases|papers)/[0-9]{4,9}_[^/]+/)(.+)")
BAG_PAPERS = ("paper.docx", "paper.pdf", "report.docx", "report.pdf", "report.html", "manifest.json")
# Beside the folders of what was handed over.
BAG_LISTS = ("catalogue.csv", "catalogue.xlsx", "catalogue.xml", "files.csv", "README.txt")


class BagVerification(Verification):
    """Verifies a package that goes to the archive: that it fits its lists, and each paper in it by itself.

    Who wrote its lists it cannot prove: the slip does, which prints the digest of the last of them, or the log.
    """

    def __init__(self, data, *known):
        vkey, checkpoint, link = (*known, None, None, None)[:3]
        self.raw, self.digest, self.spelling = b"", "", []
        self.vkey, self.checkpoint, self.link = vkey, checkpoint, link
        self.bound = False
        self.lines, self.notes, self.controls, self.heads = [], [], [], []
        self.marked = []
        with opened(data) as archive:
            names = [part.filename for part in archive.infolist() if not part.is_dir()]
            self.bag_folder = names[0].partition("/")[0] + "/" if names else ""
            self.parts = {
                name.removeprefix(self.bag_folder): archive.read(name) for name in dict.fromkeys(names)
            }
            strange = sorted(
                {name for name in names if names.count(name) > 1 or not name.startswith(self.bag_folder)}
            )
        for name in strange:
            self.say(False, name, "不是移交包的文件 · not part of the package")
        self.digests = {name: sha256(content).hexdigest() for name, content in self.parts.items()}
        found = BAG_NUMBER.search(self.text(BAG_INFO))
        self.number, self.digest = found[1] if found else "", self.digests.get(BAG_TAGS, "")
        self.manifest = {
            "report": {"number": self.number, "title": "档案移交包", "day": "", "digest": self.digest},
        }

    @property
    def shown(self):
        """Return nothing: the papers in it are shown when they are verified by themselves."""
        return []

    def text(self, name):
        """Return the text of a list, empty without one."""
        return self.parts.get(name, b"").decode("utf-8", "replace")

    def run(self, data):
        """Check the lists, then everything that was handed over, by itself; forget the bytes afterwards."""
        self.attempt(BAG_LIST, self.check_lists)
        folders = {}
        for name in self.parts:
            inside = BAG_FOLDER.fullmatch(name)
            if inside:
                folders.setdefault((inside[1], inside[2]), {})[inside[3]] = self.parts[name]
            elif name.startswith("data/") and name.removeprefix("data/") not in BAG_LISTS:
                self.say(False, name, "不是移交包的文件 · not part of the package")
        for (folder, kind), parts in sorted(folders.items()):
            check = self.check_case if kind == "cases" else self.check_papers
            self.attempt(folder, check, folder, parts)
        self.attempt("zip", say_bytes_of_no_part, self, data, f"{self.number}.zip")
        self.notes.append(NO_SLIP)
        self.parts = {}
        return self

    def check_lists(self):
        """Check that the lists name every file with its digest, and nothing else (RFC 8493, in its strictest form)."""
        before = len(self.lines)
        if self.text(BAG_MARK).split() != BAG_DECLARED:
            self.say(False, BAG_MARK, "不是 BagIt 1.0 的声明 · it does not declare BagIt 1.0")
        payload = {name for name in self.parts if name.startswith("data/")}
        self.check_list(BAG_LIST, payload)
        self.check_list(BAG_TAGS, {BAG_MARK, BAG_INFO, BAG_LIST})
        for name in sorted(set(self.parts) - payload - {BAG_MARK, BAG_INFO, BAG_LIST, BAG_TAGS}):
            self.say(False, name, "包里多出的文件 · no part of the package")
        size, found = sum(len(self.parts[name]) for name in payload), BAG_SIZE.search(self.text(BAG_INFO))
        if found is None or (int(found[1]), int(found[2])) != (size, len(payload)):
            self.say(False, BAG_INFO, "所写的大小与包内不符 · it tells another size")
        if len(self.lines) == before:
            words = f"{len(self.parts)} 个文件与清单一致；清单摘要（tagmanifest-sha256.txt）{self.digest}"
            self.say(True, BAG_LIST, f"{words} · all files are as listed")

    def check_list(self, name, wanted):
        """Check one list: a line for each file, none twice, no other line."""
        lines = self.text(name).splitlines()
        told = [BAG_LINE.fullmatch(line) for line in lines]
        listed = {one[2]: one[1] for one in told if one}
        if None in told or len(listed) != len(lines):
            self.say(False, name, "清单里有多余或重复的行 · it holds lines that list nothing, or twice")
        for path in sorted(wanted | set(listed)):
            if path not in listed or path not in wanted:
                self.say(False, path, "清单与包内文件对不上 · listed and not there, or there and not listed")
            elif listed[path] != self.digests[path]:
                self.say(
                    False, path, "与清单的 SHA-256 不同：文件被改动 · altered: another digest than listed"
                )

    def check_case(self, folder, parts):
        """Check a case as its own archive is checked."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in parts.items():
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
        self.take(folder, verify_case(out.getvalue(), self.vkey))

    def check_papers(self, folder, parts):
        """Check what is no case: every paper by itself, that all are of one number, and the evidence they list."""
        results = []
        for name, content in parts.items():
            if name in BAG_PAPERS:
                results.append(verify_paper(content, name, self.vkey))
                self.take(f"{folder}{name} ", results[-1])
            elif not name.startswith("files/"):
                self.say(False, folder + name, "不是案卷里的文件 · not part of a file")
        numbers = {number_of(one) for one in results}
        if len(numbers) != 1:
            self.say(False, folder, "文书缺少，或分属不同事项 · no paper, or papers of several matters")
        digests = {name: self.digests[folder + name] for name in parts if name.startswith("files/")}
        for result in results:
            if isinstance(result, PaperVerification):
                before = len(result.lines)
                result.attempt("files/", compare_case_files, result, digests)
                self.take_lines(folder, result.lines[before:])
            elif digests:
                self.say(
                    False,
                    f"{folder}files/",
                    "报告的案卷没有佐证文件 · the file of a report holds no evidence",
                )

    def take(self, folder, result):
        """Take over what was found of one paper: its faults, that it holds, what could not be compared."""
        self.take_lines(folder, result.lines)
        if result.holds:
            self.say(True, folder, f"{number_of(result)} 核验通过 · it holds")
        self.heads += result.heads
        self.notes += [note for note in result.notes if note not in self.notes]

    def take_lines(self, folder, lines):
        """Take over the lines that do not hold."""
        for line in lines:
            if not line["holds"]:
                self.say(False, f"{folder}{line['place']}", line["message"])

    def check_slip(self, folder):
        """Look for the slip beside the package: whether it holds, and prints the digest of these lists."""
        for form in ("docx", "pdf"):
            path = Path(folder) / f"{self.number}-slip.{form}"
            if self.number and path.is_file():
                self.attempt(path.name, self.compare_slip, path)
                return

    def compare_slip(self, path):
        """Compare the slip with the package."""
        result = verify_paper(read_whole(path), path.name, self.vkey)
        told = "".join(str(one["text"]) for one in result.stated["paragraphs"]).replace(" ", "")
        self.take_lines(f"{path.name} ", result.lines)
        same = result.holds and result.stated.get("kind") == "transfer" and self.digest in told
        words = (
            "登记表核验通过，所印摘要与本包相同 · the slip holds and prints this digest"
            if same
            else "登记表被改动，或是另一次移交的 · the slip was altered, or belongs to another package"
        )
        self.say(same, path.name, words)
        self.notes = [note for note in self.notes if note != NO_SLIP]
        self.notes += [note for note in result.notes if note not in self.notes]
        self.heads += result.heads


def number_of(result):
    """Return the number of a paper, as far as it is told."""
    told = result.stated if isinstance(result, PaperVerification) else result.manifest.get("report")
    return str(told.get("number", "")) if isinstance(told, dict) else ""


def is_bag(archive):
    """Tell whether a zip holds a package for the archive."""
    marks = [name for name in archive.namelist() if name.count("/") == 1 and name.endswith(f"/{BAG_MARK}")]
    return len(marks) == 1


def verification_of(manifest: bytes, *known: Any) -> Verification:
    """Return the verification of a manifest, by what it is a manifest of, run; NotOurs when it is none."""
    try:
        content, _ = read_json(manifest)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        if manifest.startswith(b'{"checkpoint":'):
            raise ValueError("清单不完整或已损坏 · the manifest is cut off or damaged") from error
        raise NotOurs("不是报告、文书或证明包 · neither a report nor another paper or a proof") from error
    kind = content.get("format") if isinstance(content, dict) else None
    if not str(kind).startswith("zerentian-"):
        raise NotOurs("不是报告、文书或证明包 · neither a report nor another paper or a proof")
    if kind not in (FORMAT_1, *BOUND, PAPER, TABLE):
        raise ValueError(
            f"清单的格式 {str(kind)[:40]} 较新，请用较新的核验程序 · a newer format: use a newer verifier"
        )
    return {PAPER: PaperVerification, TABLE: TableVerification}.get(kind, Verification)(
        manifest, *known
    ).run()


def canonical(value: object) -> bytes:
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
    return sorted(nsmallest(count, entries, key=lambda index: lot(seed, index)))


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
    """Verify a paper, a proof.zip or a package for the archive, by its content; ValueError when it is none of them.

    ``link`` tells of two heads whether a log at hand holds both, in order to compare with ``checkpoint``.
    """
    if not data.startswith(b"%PDF") and zipfile.is_zipfile(io.BytesIO(data)):
        with opened(data) as archive:
            bag = is_bag(archive)
        if bag:
            return BagVerification(data, vkey, checkpoint, link).run(data)
    return verify_paper(data, name, vkey, checkpoint, link)


def verify_paper(data, name, *known):
    """Verify what is no package of others: a package in a package could hold itself, and never come to an end."""
    known, alone = (*known, None, None, None)[:3], True
    if data.startswith(b"PK") and not zipfile.is_zipfile(io.BytesIO(data)):
        raise ValueError("压缩包不完整 · the archive is cut off or damaged")
    if data.startswith(b"%PDF"):
        result = verify_pdf(data, name, *known)
    elif data[:200].lstrip(b"\xef\xbb\xbf\r\n\t ")[:5].lower() in (b"<!doc", b"<html"):
        result = verify_html(data, name, *known)
    elif not zipfile.is_zipfile(io.BytesIO(data)):
        result = verification_of(data, *known)
    else:
        with opened(data) as archive:
            names = archive.namelist()
        word, table = "word/document.xml" in names, BOOK in names
        verify = verify_word if word else verify_table
        result = verify(data, name, *known) if word or table else verify_proof(data, *known)
        alone = word
    if alone and not isinstance(result, PaperVerification):
        result.notes.append(COMPOSED if result.bound else ALONE)
    result.check_known()
    return result


def verify_word(data, name, *known):
    """Verify a Word file with the manifest in it."""
    result = verification_of(manifest_inside(data), *known)
    result.attempt(name, result.check_word, data, name)
    result.attempt(name, say_bytes_of_no_part, result, data, name)
    return result


def say_bytes_of_no_part(result, data, name):
    """Name an archive that says more than its parts do: before, between, behind or within them, or in a comment on it.

    Whoever opens it under another name, by another list of its parts, or looks at its bytes, would read there what
    nothing vouches for.
    """
    with opened(data) as archive:
        parts, begin = sorted(archive.infolist(), key=lambda part: part.header_offset), archive.start_dir
        commented = bool(archive.comment) or any(part.comment for part in parts)
    end = 0
    for part in parts:
        commented = commented or part.header_offset != end or not said_alike(data, part)
        commented = commented or not is_plain_file(part)
        header = data[part.header_offset : part.header_offset + 30]
        lengths = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        begins, end = (
            part.header_offset + 30 + lengths,
            part.header_offset + 30 + lengths + part.compress_size,
        )
        commented = commented or not is_all_packed(data[begins:end], part)
        end += length_of_descriptor(data[end : end + 24], part)
    if commented or begin != end or data[-22:-18] != b"PK\x05\x06" or not counts_alike(data, len(parts)):
        result.say(False, name, "压缩包里另有不属于任何文件的内容 · the archive holds more than its parts")
    if b"%PDF-" in data[:1024]:
        result.say(False, name, "压缩包又可当作 PDF 打开 · the archive may be opened as a PDF as well")


def is_plain_file(part):
    """Tell whether a part unpacks to a file: what unpacks to a folder, or leads to another file, shows other words."""
    mode = part.external_attr >> 16 & 0o170000
    if part.filename.endswith("/"):  # as zip programs write the folders that they went through
        return part.file_size == 0 and mode in (0, 0o040000)
    return mode in (0, 0o100000) and not part.external_attr & 0x10


def counts_alike(data, count):
    """Tell whether the end of an archive counts as many parts as its list holds."""
    told = {int.from_bytes(data[place : place + 2], "little") for place in (len(data) - 14, len(data) - 12)}
    return told == {count}


EXTRAS = {
    0x0001,
    0x000A,
    0x000D,
    0x5455,
    0x5855,
    0x7875,
}  # sizes, times and owners; none that names a part anew
PADDING = 0xA220  # with which Word leaves room for a list of parts that grows


def said_alike(data, part):
    """Tell whether a part's own header says what the archive's list says of it (APPNOTE 4.3.7, 4.3.12)."""
    header = struct.unpack("<4s5H3I2H", data[part.header_offset : part.header_offset + 30])
    mark, _, flags, method, _, _, check, packed, size, name, extra = header
    begin = part.header_offset + 30
    own = data[begin : begin + name], data[begin + name : begin + name + extra]
    told = part.CRC, part.compress_size, part.file_size
    wide = (part.CRC, 0xFFFFFFFF, 0xFFFFFFFF)
    return (
        mark == b"PK\x03\x04"
        and (flags, method) == (part.flag_bits, part.compress_type)
        and not flags & ~0x80E  # how it was packed, a descriptor behind it, a name in UTF-8
        and own[0] == part.orig_filename.encode("utf-8" if flags & 0x800 else "cp437")
        and ((check, packed, size) in (told, wide) or bool(flags & 8))
        and all(only_known_extras(one) for one in (own[1], part.extra))
    )


def only_known_extras(data):
    """Tell whether the extra fields of a part are of the usual kinds, and hold no words."""
    while data:
        kind, length = int.from_bytes(data[:2], "little"), int.from_bytes(data[2:4], "little")
        held, rest = data[4 : 4 + length], data[4 + length :]
        if len(held) < length or (kind not in EXTRAS and not (kind == PADDING and not held[4:].strip(b"\0"))):
            return False
        if length > 64 and kind in EXTRAS:
            return False
        data = rest
    return True


def is_all_packed(packed, part):
    """Tell whether every byte that a part takes is needed to unpack it."""
    if part.compress_type == zipfile.ZIP_STORED:
        return part.compress_size == part.file_size
    if part.compress_type != zipfile.ZIP_DEFLATED:
        return False
    reader = zlib.decompressobj(-zlib.MAX_WBITS)
    unpacked = len(reader.decompress(packed, MOST_UNPACKED + 1))
    return reader.eof and not reader.unused_data and unpacked == part.file_size


def length_of_descriptor(behind, part):
    """Return how many of the bytes behind a part are its checksum and sizes once more (APPNOTE 4.3.9), if any."""
    if not part.flag_bits & 8:
        return 0
    # Wide sizes first: narrow ones may be how wide ones begin.
    for mark, width in ((b"PK\x07\x08", 8), (b"PK\x07\x08", 4), (b"", 8), (b"", 4)):
        if max(part.compress_size, part.file_size) >= 1 << 8 * width:
            continue
        sizes = part.compress_size.to_bytes(width, "little") + part.file_size.to_bytes(width, "little")
        told = mark + part.CRC.to_bytes(4, "little") + sizes
        if behind.startswith(told):
            return len(told)
    return 0


def verify_pdf(data, name, *known):
    """Verify a PDF with the manifest attached to it."""
    if PDF_MARK not in data and ATTACHED.search(data):
        raise ValueError(SAVED_AGAIN)
    base, manifest = out_of_pdf(data)
    result = verification_of(manifest, *known)
    whole = attached_anew(data, manifest)
    if whole.startswith(data) and whole != data:
        raise ValueError("PDF 不完整，请重新取得一份 · the PDF is cut off: get it once more")
    if whole != data:
        result.say(False, name, "PDF 在出具之后被添改 · something was added to the PDF, or altered in it")
    result.attempt(name, compare_outside, result, "pdf", base, name)
    return result


def verify_html(data, name, *known):
    """Verify a page with the manifest in it."""
    page, manifest = out_of_html(data)
    result = verification_of(manifest, *known)
    result.attempt(name, compare_outside, result, "html", page, name)
    return result


def verify_proof(data, *known):
    """Verify a proof.zip: its manifest, its files, the sealed entry of the issue."""
    with opened(data) as archive:
        names = archive.namelist()
        parts = {part: archive.read(part) for part in names if part in PARTS + BESIDE}
    if "case.docx" in names:
        return verify_case(data, *known)
    if "manifest.json" not in parts or "issued.json" not in parts:
        raise NotOurs("不是证明包 · neither a proof.zip nor a report")
    result = Verification(parts["manifest.json"], *known).run()
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            result.say(False, name, "证明包内有两份同名文件 · two files of one name")
        if name not in PARTS + BESIDE:
            result.say(
                False, name, "不是证明包的文件，无从证明 · not part of a proof, nothing vouches for it"
            )
    if "README.txt" in parts:
        compare_read_me(result, parts["README.txt"], PROOF_READ_ME)
    result.notes += [OWN_VERIFIER] if "verify.py" in parts else []
    result.attempt("issued.json", result.check_issued, parts)
    result.attempt("proof.zip", say_bytes_of_no_part, result, data, "proof.zip")
    if "report.docx" in parts:
        result.attempt("report.docx", check_same_manifest, result, parts)
        result.attempt("report.docx", result.check_word, parts["report.docx"])
    return result


def verify_case(data, *known):
    """Verify the archive of a case: its Word file and its PDF, its contents, its files and the list of all of them."""
    with opened(data) as archive:
        names = archive.namelist()
        parts = {name: archive.read(name) for name in dict.fromkeys(names) if name in CASE_PARTS}
        digests = {name: digest_in(archive, name) for name in dict.fromkeys(names)}
    result = verify_word(parts["case.docx"], "case.docx", *known)
    if result.stated.get("kind") != "case":
        result.say(False, "case.docx", "不是案卷，是别的文书 · another paper than a case")
    for name in names:
        if names.count(name) > 1 or not (name in CASE_PARTS or name.startswith("files/")):
            result.say(False, name, "不是案卷包的文件 · not part of a case")
    checks = (
        ("case.pdf", compare_case_pdf),
        ("contents.csv", compare_contents),
        ("README.txt", compare_read_me),
        ("entries.json", compare_entries),
    )
    for name, check in checks:
        if name in parts:
            result.attempt(name, check, result, parts[name])
    result.attempt("files/", compare_case_files, result, digests)
    result.attempt("case.zip", say_bytes_of_no_part, result, data, "case.zip")
    if "sha256.txt" in parts:
        result.attempt("sha256.txt", compare_digests, result, parts["sha256.txt"], digests)
    say_missing(result, [name for name in CASE_PARTS if name not in parts])
    return result


def digest_in(archive, name):
    """Return the SHA-256 of a part of a zip, read in pieces."""
    with archive.open(name) as file:
        found = sha256()
        while piece := file.read(1 << 20):
            found.update(piece)
    return found.hexdigest()


def compare_case_pdf(result, data):
    """Compare the PDF of a case with what its Word file states."""
    base, manifest = out_of_pdf(data)
    if manifest != result.raw or attached_anew(data, manifest) != data:
        words = "清单与 case.docx 的不同，或在打印之后被添改 · altered, or of another paper"
        result.say(False, "case.pdf", words)
    compare_outside(result, "pdf", base, "case.pdf")


def compare_contents(result, data):
    """Compare the table of contents with cover and contents as the case states them, row by row."""
    found = [tuple(row) for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)]
    wanted = [row for table in stated_tables(result.stated)[:2] for row in table]
    words = "与案卷的封面和目录一致 · as cover and contents of the case"
    if found != wanted:
        place = next((at for at, (a, b) in enumerate(zip(found, wanted, strict=False), 1) if a != b), None)
        at = place or min(len(found), len(wanted)) + 1
        words = f"第 {at} 行与案卷的封面、目录不符 · row {at} differs from cover and contents of the case"
    result.say(found == wanted, "contents.csv", words)


def stated_tables(stated):
    """Return the tables that a paper states, each a list of rows, its header first."""
    tables, inside = [], False
    for one in stated["paragraphs"]:
        if one["kind"] != "cell":
            inside = False
            continue
        _, column = one["at"]
        if not inside:
            tables.append([])
            inside = True
        if column == 0:
            tables[-1].append(())
        tables[-1][-1] += (str(one["text"]),)
    return tables


def listed_digests(stated):
    """Return the digests in the cells of a case's list of files; the same signs elsewhere in it name no file."""
    found, inside = [], False
    for one in stated["paragraphs"]:
        if one["kind"] != "cell":
            inside = one["kind"] == "caption" and one["text"] == FILES_LISTED
        elif inside and one["at"][0] > 1 and one["at"][1] == 3:
            found.append(str(one["text"]))
    return found


def compare_entries(result, data):
    """Compare the entries of a case with those to which its paper commits, and find each in the paper's signed tree.

    A case that was printed by an earlier version commits to none: its entries are for reading only.
    """
    if "entries" not in result.stated:
        result.notes.append(NOT_COMMITTED)
        return
    content, wanted = strict_json(data), result.stated["entries"]
    frame = {"checkpoint": result.manifest["checkpoint"], "number": result.stated["number"]}
    found = content.pop("entries")
    leaves = [sha256(b"\x00" + one["text"].encode()).hexdigest() for one in found]
    odd = next((at for at, one in enumerate(found, 1) if not stands_in_tree(result, one)), None)
    if content != frame or leaves != wanted:
        words = "与案卷所据的条目不符 · they are not the entries on which the case rests"
    elif odd is not None:
        words = f"第 {odd} 条不在所称的台账中 · number {odd} is not in the log"
    else:
        words = f"{len(found)} 条都在台账中，与案卷所据一致 · {len(found)} entries of the log, as the case rests on"
    result.say(content == frame and leaves == wanted and odd is None, "entries.json", words)


def stands_in_tree(result, one):
    """Tell whether an entry, with its path, stands where it says in the tree that a paper's checkpoint signs."""
    _, size, root, _, _ = read_note(result.manifest["checkpoint"])
    leaf, path = sha256(b"\x00" + one["text"].encode()).digest(), [digest_of(step) for step in one["path"]]
    exact = set(one) == {"text", "index", "path"} and is_index(one["index"], size)
    return exact and path_root(leaf, one["index"], size, path) == root


def compare_read_me(result, data, own=CASE_READ_ME):
    """Compare the words on how to use the archive with those that the program puts into it."""
    same = data == own.encode()
    words = "与程序所附的说明一致 · as it came" if same else "说明被改动 · it was altered"
    result.say(same, "README.txt", words)


def compare_case_files(result, digests):
    """Compare the files in the archive of a case with its list of files; name those that are not in it."""
    listed = dict.fromkeys(listed_digests(result.stated))
    for name, digest in digests.items():
        if name.startswith("files/"):
            holds = name.removeprefix("files/") == digest and digest in listed
            words = (
                "与案卷所列的佐证一致 · as the case lists it"
                if holds
                else "不是案卷所列的佐证 · not as listed"
            )
            result.say(holds, name, words)
    say_missing(result, [f"files/{digest}" for digest in listed if f"files/{digest}" not in digests])


def compare_digests(result, data, digests):
    """Compare the list of digests with the files, each on a line of its own: digest, two spaces, name."""
    lines = [line.partition("  ") for line in data.decode().splitlines()]
    listed = {name: digest for digest, _, name in lines}
    own = {name: digest for name, digest in digests.items() if name != "sha256.txt"}
    holds = listed == own and len(lines) == len(listed)
    words = (
        "清单与各文件一致 · it fits the files" if holds else "清单与各文件不符 · it does not fit the files"
    )
    result.say(holds, "sha256.txt", words)


def say_missing(result, names):
    """Name parts of a case that are not in its archive: what they were cannot be told."""
    if names and NOT_IN_CASE not in result.notes:
        result.notes.append(NOT_IN_CASE)
    result.notes.extend(f"案卷包里没有 {name} · {name} is not in the archive" for name in names)


def check_same_manifest(result, parts):
    """Check that the Word file carries the manifest of its proof.zip."""
    if manifest_inside(parts["report.docx"]) != parts["manifest.json"]:
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


def verify_file(path, export, *known):
    """Verify a file; one without proof of its own by the exported log of its office, when that is given."""
    data = read_whole(path)
    try:
        return verify_bytes(data, path.name, *known)
    except NotOurs:
        result = verify_by_export(data, path.name, export, *known) if export else None
        if result is None:
            raise
        return result


def main(arguments=None):
    """Run the verification and print it; return the exit code."""
    parser = argparse.ArgumentParser(description="核验责任田报告 · Verify a Zerentian report offline")
    parser.add_argument("file", nargs="?", default=str(Path(__file__).with_name("proof.zip")))
    parser.add_argument("--vkey", help="可信的公钥文件 · a verifier key you trust")
    parser.add_argument("--checkpoint", help="您保存的封存单 · a checkpoint you kept")
    parser.add_argument(
        "--export", help="导出的台账目录，用以衔接封存单 · an exported log, to link checkpoints"
    )
    parser.add_argument(
        "--left-out", help="县级留存的开启文件，与 --export 同用 · the county's opening, with --export"
    )
    parser.add_argument("--evidence", help="佐证文件目录 · a folder of evidence files")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    try:
        known = [small_text(name) if name else None for name in (options.vkey, options.checkpoint)]
        link = link_of_export(Path(options.export)) if options.export else None
        check_given(*known)
        result = verify_file(Path(options.file), options.export, *known, link)
        if isinstance(result, BagVerification):
            result.check_slip(Path(options.file).parent)
            result.check_known()
        elif options.export and not isinstance(result, PaperVerification):
            opening = read_whole(options.left_out) if options.left_out else None
            result.check_export(Path(options.export), opening)
        if options.evidence:
            result.check_evidence(Path(options.evidence))
    except (OSError, UnusableKnown) as error:
        print(f"无法读取 · cannot read: {error}", file=sys.stderr)
        return 2
    except (*DAMAGED, MemoryError) as error:
        verdict = "foreign" if isinstance(error, NotOurs) else "unproved"
        told = {"verdict": verdict, "why": why_unread(error, Path(options.file).name), "holds": False}
        print(json.dumps(told, ensure_ascii=False) if options.json else "\n".join(headline(**told)))
        return 3
    if options.json:
        print(json.dumps(result.as_data(), ensure_ascii=False, indent=1))
    else:
        print("\n".join(outcome_lines(result)))
    return result.exit_code


VERDICTS = {
    "holds": ("属实", "GENUINE"),
    "differs": ("不符", "IT DIFFERS"),
    "unproved": ("无法核对", "COULD NOT BE VERIFIED"),
    "foreign": ("不是本程序出具的文件", "NO PAPER OF THIS PROGRAM"),
}


PARAGRAPH = re.compile(r"第 (\d+) 段")


def reads_english() -> bool:
    """Tell whether the reader's locale is English: Chinese comes first."""
    chosen = next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), ""
    )
    return chosen.startswith("en")


def why_unread(error: BaseException, name: str) -> str:
    """Return why a file could not be read, in both languages."""
    if isinstance(error, MemoryError):
        return (
            "内存不足，无法核对：请换一台内存更大的电脑 · too little memory here: use a machine that has more"
        )
    own = type(error) in (ValueError, NotOurs) and " · " in str(error)
    return str(error) if own else f"{name} 已损坏，无法读取 · {name} is damaged and cannot be read"


def headline(verdict: str, why: str = "", holds: bool = False) -> list[str]:
    """Return the verdict as the first lines a reader sees, in the reader's language, and why."""
    words = VERDICTS[verdict][reads_english()]
    if why == UNKNOWN_KEY:
        words += " (the signer was not checked)" if reads_english() else "（签名人未核对）"
    rule, reason = "═" * 40, in_one_language(why)
    return [rule, f"  {words}", rule, *([reason] if reason else [])]


def in_one_language(words: str) -> str:
    """Return the half of ``中文 · English`` that the reader reads; words without a second half as they are."""
    if reads_english():
        return PARAGRAPH.sub(r"paragraph \1", words.rpartition(" · ")[2])
    return words.partition(" · ")[0]


def outcome_lines(result: "Verification") -> list[str]:
    """Return the verdict, what differs, and then all that was checked and was not, a line each."""
    data = result.as_data()
    told = [
        f"{'✓' if line['holds'] else '✗'} {in_one_language(line['place'])} — {in_one_language(line['message'])}"
        for line in sorted(result.lines, key=lambda line: line["holds"])
    ]
    notes = [f"· {in_one_language(note)}" for note in result.notes]
    return [*headline(str(data["verdict"]), str(data["why"])), *told, *notes]


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")
    sys.exit(main())
