"""A report beside the exported log of its office: lists drawn anew, its issue found, what it left out opened."""

from hashlib import sha256
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.rules import merkle, note
from zerentian.reports.offline import verify
from zerentian.reports.offline.verify import canonical

from .test_manifests_checked import ENTRIES, KEY, OTHER, VKEY, checked, entry, manifest

SALT = "c" * 64


def bundle(texts: list[bytes]) -> bytes:
    return b"".join(len(text).to_bytes(2, "big") + text for text in texts)


def named(folder: Path, level: str, number: int, count: int) -> Path:
    """Return where a tile of so many entries lies."""
    groups = [f"{number % 1000:03}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03}")
    path = folder.joinpath("tile", level, *groups)
    return path if count == 256 else Path(f"{path}.p", str(count))


def exported(folder: Path, texts: list[bytes], key=KEY, size=None) -> Path:
    """Write a log as it is exported: bundles of entries, tiles of leaves, the checkpoint."""
    leaves = [merkle.leaf_hash(text) for text in texts]
    for number, start in enumerate(range(0, len(texts), 256)):
        part = texts[start : start + 256]
        for level, data in (("entries", bundle(part)), ("0", b"".join(leaves[start : start + 256]))):
            path = named(folder, level, number, len(part))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    count = len(leaves) if size is None else size
    head = note.Checkpoint("x", count, merkle.tree_root(leaves[:count]))
    (folder / "checkpoint").write_text(note.sign(head, [key]))
    return folder


TEXTS = [canonical(one) for one in ENTRIES]


# -- Tiles ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 7, 999, 1000, 1234567])
def test_a_tile_lies_where_its_number_says(tmp_path, number):
    for count, data in ((3, b"part"), (256, b"whole")):
        path = named(tmp_path, "0", number, count)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        assert verify.tile_bytes(tmp_path, "0", number) == data
    assert verify.tile_bytes(tmp_path, "0", number + 1) == b""
    assert verify.tile_bytes(tmp_path, "entries", number) == b""


def test_of_a_tile_that_grows_the_longest_part_is_read(tmp_path):
    for count in ("9", "10", "2", "more", "007"):
        path = tmp_path / "tile" / "0" / "000.p" / count
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(count.encode())
    assert verify.tile_bytes(tmp_path, "0", 0) == b"10"


@pytest.mark.parametrize("count", [1, 255, 256, 257, 512])
def test_entries_and_leaves_are_read_over_the_ends_of_tiles(tmp_path, count):
    texts = [b'{"at":%d}' % at for at in range(count)]
    exported(tmp_path, texts)
    assert verify.exported_entries(tmp_path) == texts
    leaves = [one for at in range((count + 255) // 256) for one in verify.tile_of(tmp_path, at)]
    assert leaves == [merkle.leaf_hash(text) for text in texts]


def test_a_bundle_that_is_cut_off_is_not_read(tmp_path):
    exported(tmp_path, TEXTS)
    path = named(tmp_path, "entries", 0, len(TEXTS))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ValueError, match="条目包不完整"):
        verify.exported_entries(tmp_path)
    assert verify.exported_entries(tmp_path / "none") == []


@pytest.mark.parametrize(("old", "new"), [(1, 1), (1, 300), (256, 257), (257, 300), (300, 300)])
def test_two_heads_are_linked_by_the_log_that_holds_both(tmp_path, old, new):
    texts = [b'{"at":%d}' % at for at in range(300)]
    leaves = [merkle.leaf_hash(text) for text in texts]
    link = verify.link_of_export(exported(tmp_path, texts))
    first, second = ((size, merkle.tree_root(leaves[:size])) for size in (old, new))
    assert link(first, second) is True
    assert link((old, b"x"), second) is False
    assert link(first, (new, b"x")) is False
    assert link((old, b"x"), (new, b"y")) is None
    assert link(first, (301, b"y")) is None


# -- Lists drawn anew ----------------------------------------------------------------------------------


def redrawn(made, texts, *opening):
    found = checked(made, VKEY)
    found.lines.clear()
    found.notes.clear()
    found.redraw(texts, *opening)
    return [(line["holds"], line["place"], line["message"]) for line in found.lines], found.notes


AGAIN = (True, "export", "各项条目由全部台账重新列出，无遗漏 · every list was drawn anew: none left out")


def test_lists_are_those_that_the_whole_log_gives():
    assert redrawn(manifest(), TEXTS) == ([AGAIN], [])
    assert redrawn(manifest(), [*TEXTS, b"{}"]) == ([AGAIN], []), "what came later is not looked at"
    assert redrawn(manifest(), TEXTS[:-1]) == ([], [verify.NOT_REDRAWN])
    [(holds, place, words)], _ = redrawn(manifest(), [*TEXTS[:-1], b"{}"])
    assert (holds, place, words.partition(" · ")[0]) == (False, "export", "所给的台账不是本报告所据的台账")


def test_what_a_list_leaves_out_or_adds_is_named_by_its_first_place():
    made = manifest()
    made["statements"][0]["entries"] = [1]
    assert redrawn(made, TEXTS)[0] == [(False, "s001", "s001（巡山） 第 2 条：漏列 · leaves out 2")]
    made["statements"][0]["entries"] = [1, 2, 3, 4]
    assert redrawn(made, TEXTS)[0] == [(False, "s001", "s001（巡山） 第 4 条：多列 · adds 4")]
    made["statements"][0]["entries"] = [1, 2, 4]
    assert [one[2].partition(" · ")[2] for one in redrawn(made, TEXTS)[0]] == ["leaves out 3", "adds 4"]


def test_an_entry_that_was_replaced_stands_in_no_list():
    entries = [*ENTRIES[:4], entry(4, replaces="u2", change="corrected")]
    made = manifest(entries, held=(0, 1, 2, 3, 4))
    made["statements"][0]["entries"] = [1, 3, 4]
    assert redrawn(made, [canonical(one) for one in entries])[0] == [AGAIN]


# -- Its issue -----------------------------------------------------------------------------------------


def issue(made, **more):
    digest = sha256(canonical(made)).hexdigest()
    return canonical({**entry(5, "report.issued"), "facts": {"manifest": digest}} | more)


def found_issue(folder, made, last: bytes, key=KEY, texts=TEXTS, **more):
    found = checked(made, VKEY)
    found.lines.clear()
    found.notes[:] = [verify.ALONE, verify.COMPOSED, "别的"]
    found.find_issue(exported(folder, [*texts, last], key, **more))
    return [line["message"].partition(" · ")[0] for line in found.lines], found.notes


def test_the_entry_of_its_issue_is_found_in_a_log_that_its_key_signed(tmp_path):
    made = manifest()
    assert found_issue(tmp_path / "a", made, issue(made)) == (["台账第 5 条出具了它"], ["别的"])
    unverified = "所给台账的封存单未能核对 · the head of the exported log could not be verified"
    said, notes = found_issue(tmp_path / "b", made, issue(made), key=OTHER)
    assert (said, notes[-1]) == ([], unverified)
    assert notes[:2] == [verify.ALONE, verify.COMPOSED]


@pytest.mark.parametrize("more", [{"verb": "other.done"}, {"change": "voided"}, {"facts": {"other": "x"}}])
def test_no_other_entry_is_its_issue(tmp_path, more):
    made = manifest()
    said, notes = found_issue(tmp_path, made, issue(made, **more))
    assert (said, notes) == ([], [verify.ALONE, verify.COMPOSED, "别的"])


def test_an_issue_behind_the_signed_head_counts_for_nothing(tmp_path):
    made = manifest()
    assert found_issue(tmp_path, made, issue(made), size=5)[0] == []


def test_evidence_files_are_compared_with_what_entries_committed_to(tmp_path):
    data, other = b"photo", b"other"
    digest, gone = sha256(data).hexdigest(), sha256(other).hexdigest()
    made = manifest()
    made["openings"] = [
        {"entry": 1, "name": "file:x", "value": {"sha256": digest}, "key": ""},
        {"entry": 2, "name": "file:y", "value": {"sha256": gone}, "key": ""},
        {"entry": 3, "name": "text", "value": "words", "key": ""},
    ]
    found = checked(made, VKEY)
    found.lines.clear()
    found.notes.clear()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "photo.jpg").write_bytes(data)
    found.check_evidence(tmp_path)
    assert [(one["holds"], one["message"][:5]) for one in found.lines] == [(True, "1 个佐证")]
    assert found.notes == ["1 个佐证文件不在该目录 · evidence files are not in the folder"]
    (tmp_path / f"{gone}.jpg").write_bytes(b"altered")
    found.check_evidence(tmp_path)
    assert (found.lines[1]["holds"], found.lines[1]["message"].partition(" · ")[0]) == (
        False,
        "第 2 条的佐证文件被改动",
    )


# -- What was left out ---------------------------------------------------------------------------------


@given(st.sets(st.integers(0, 99), max_size=6))
def test_what_a_rendition_left_out_is_opened_by_its_own_opening_alone(places):
    entries = sorted(places)
    steps = [b - a for a, b in zip([0, *entries], entries, strict=False)]
    assert list(accumulate(steps)) == entries
    opening = {"format": verify.LEFT_OUT, "renditions": {"general.checked": {"salt": SALT, "entries": steps}}}
    own = {
        **{"rendition": {"audience": "general", "dress": "checked"}, "size": 100},
        "left_out": verify.left_out_commitment(SALT, entries),
    }
    assert verify.opened_left_out(canonical(opening), own) == places
    with pytest.raises(ValueError, match="与本件不符"):
        verify.opened_left_out(canonical(opening), own | {"left_out": "0" * 64})
    with pytest.raises(ValueError, match="与本件不符"):
        verify.opened_left_out(canonical(opening | {"format": "other"}), own)
    if places:
        with pytest.raises(ValueError, match="不规范"):
            verify.opened_left_out(canonical(opening), own | {"size": max(places)})


def test_an_opening_that_is_written_otherwise_opens_nothing():
    own = {
        **{"rendition": {"audience": "general", "dress": "checked"}, "size": 9},
        "left_out": verify.left_out_commitment(SALT, [3, 3]),
    }
    for steps in ([3, 0], ["3", "0"], [True, 2]):
        opening = {
            "format": verify.LEFT_OUT,
            "renditions": {"general.checked": {"salt": SALT, "entries": steps}},
        }
        with pytest.raises(ValueError, match=r"不规范|不符"):
            verify.opened_left_out(canonical(opening), own)
    with pytest.raises(KeyError):
        verify.opened_left_out(b'{"format":"x","renditions":{}}', own)


@pytest.mark.parametrize(
    ("subject", "may"),
    [
        ("concern:1", True),
        ("file:1", True),
        ("task:1", True),
        ("deed:1", False),
        ("concerns:1", False),
        ("walk:1", False),
    ],
)
def test_only_entries_of_residents_matters_may_be_left_out(subject, may):
    assert verify.may_be_protected({"subject": subject}) is may


def test_which_of_them_the_log_shows_to_be_protected():
    told = [
        (0, entry(0, "concern.received") | {"subject": "concern:a", "facts": {"kind": "complaint"}}),
        (1, entry(1, "concern.accepted") | {"subject": "concern:a"}),
        (2, entry(2, "concern.received") | {"subject": "concern:b", "facts": {"kind": "help"}}),
        (3, entry(3, "concern.shielded") | {"subject": "concern:c"}),
        (4, entry(4, "concern.accepted") | {"subject": "concern:c"}),
        (5, entry(5, "contact.revealed") | {"subject": "concern:b"}),
        (6, entry(6, "concern.received") | {"subject": "concern:d", "facts": {"kind": "wrongdoing"}}),
    ]
    assert verify.unprotected({0, 1, 3, 4, 5, 6}, told) == []
    assert verify.unprotected({2, 1, 5}, told) == [2]
    found = checked(manifest(), VKEY)
    found.lines.clear()
    found.notes.clear()
    found.say_protected({0, 1}, told)
    assert [(one["holds"], one["message"].partition(" · ")[0]) for one in found.lines] == [
        (True, "开启文件与本件一致：2 条未列")
    ]
    assert found.notes == []
    found.say_protected({2}, told)
    assert found.notes[0].startswith("未列的第 2 条，台账本身看不出所属事项受保护")
    found.say_protected({7}, [*told, (7, entry(7))])
    assert (found.lines[-1]["holds"], found.lines[-1]["message"][:11]) == (False, "第 7 条不可能受保护")


# -- Renditions ----------------------------------------------------------------------------------------


def test_a_manifest_is_one_of_the_renditions_that_an_entry_commits_to():
    content = {
        "rendition": {"audience": "general", "dress": "checked"},
        "words": "甲",
        "envelope": {"more": 1},
    }
    stated = verify.stated_bytes(content)
    assert stated == canonical({"rendition": content["rendition"], "words": "甲"})
    names = ["general.checked", "general.submitted"]
    leaves = [verify.rendition_leaf("general", "checked", "b", stated), merkle.leaf_hash(b"other")]
    facts = {"renditions": ":".join(names), "root": merkle.tree_root(leaves).hex()}
    proof = {"blind": "b", "path": [leaves[1].hex()]}
    assert verify.is_rendition(content, facts, proof)
    for wrong in (
        (content | {"words": "乙"}, facts, proof),
        (content, facts | {"root": "0" * 64}, proof),
        (content, facts | {"renditions": ":".join(names[::-1])}, proof),
        (content, facts | {"renditions": "general.submitted"}, proof),
        (content, facts | {"renditions": ":".join([*names, names[0]])}, proof),
        (content, facts, proof | {"blind": "c"}),
        (content, facts, proof | {"path": []}),
        (content | {"rendition": {"audience": "cleared", "dress": "checked"}}, facts, proof),
    ):
        assert not verify.is_rendition(*wrong)
