"""A manifest checked by itself, made small and signed here: what is altered in it is named with its place."""

import copy
import hmac
import json
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zerentian.ledger.rules import merkle, note
from zerentian.reports.offline import verify
from zerentian.reports.offline.verify import Verification, canonical
from zerentian.reports.rules.multiproof import multiproof

KEY, OTHER = (
    Ed25519PrivateKey.from_private_bytes(b"\1" * 32),
    Ed25519PrivateKey.from_private_bytes(b"\2" * 32),
)
VKEY, OTHER_VKEY = (note.verifier_key(key, "x").text() for key in (KEY, OTHER))
POST = {
    **{"verb": "walk.done", "component": "walks", "amount": 1, "sign": 1, "when": {}},
    **{"day": [["occurred_on", 0]], "unit": "unit", "bucket": ""},
}
SAID = {
    **{"code": "walks.count", "measure": "count", "component": "walks", "base": "", "unit_of_measure": "次"},
    **{"label": "巡山", "definition": "期内次数。"},
}
DIGEST = sha256(canonical({"figure": SAID, "posts": [POST]})).hexdigest()
OPENED = "a" * 64
COMMITMENT = hmac.digest(bytes.fromhex(OPENED), canonical("三人"), "sha256").hex()


def entry(at: int, verb="walk.done", *, unit="c/t/v1", change="", replaces=None, **facts):
    return {
        **{
            "uuid": f"u{at}",
            "verb": verb,
            "subject": f"walk:{at}",
            "unit": unit,
            "occurred_on": "2026-02-10",
        },
        **{"facts": facts, "change": change, "replaces": replaces, "commitments": {"text": COMMITMENT}},
    }


ENTRIES = [
    entry(0, "ledger.figure_defined", figure="walks.count", digest=DIGEST),
    entry(1, evidence=1),
    entry(2, late_days=20, late_limit=15),
    entry(3, unit="c/t/v2", change="corrected"),
    entry(4, "other.done"),
]


def statement(name="s001", entries=(1, 2, 3), **more):
    told = {
        **{"id": name, "figure": "walks.count", "unit": "c/t", "first": "2026-01-01", "last": "2026-03-31"},
        **{"entries": list(entries), "value": 3, "numerator": None, "denominator": None, "text": "3次"},
        **{"definition": "期内次数。", "states": {"evidenced": 1, "recorded": 2}},
        **{"late": 1, "imported": 0, "corrected": 1},
    }
    return told | more


def manifest(entries=ENTRIES, held=(0, 1, 2, 3), **more):
    """Return a manifest of format 1 over a log of these entries, those at ``held`` in it."""
    texts = [canonical(one).decode() for one in entries]
    leaves = [merkle.leaf_hash(text.encode()) for text in texts]
    head = note.Checkpoint("x", len(leaves), merkle.tree_root(leaves))
    made = {
        **{
            "format": verify.FORMAT_1,
            "size": len(leaves),
            "vkey": VKEY,
            "checkpoint": note.sign(head, [KEY]),
        },
        "entries": {str(at): {"text": texts[at], "leaf": leaves[at].hex()} for at in held},
        "nodes": multiproof(len(leaves), list(held), merkle.subtree_of(leaves)),
        "figures": {"walks.count": {**SAID, "condition": [POST], "digest": DIGEST}},
        "statements": [statement()],
        "paragraphs": [{"text": "巡山3次。", "statements": ["s001"]}],
        "openings": [{"entry": 1, "name": "text", "key": OPENED, "value": "三人"}],
        "report": {"number": "BG-1", "title": "报告", "unit_name": "云岭乡", "unit": "c/t"},
    }
    return made | more


def checked(made, *known) -> Verification:
    return Verification(canonical(made), *known).run()


def faults(made, *known) -> list[tuple[str, str]]:
    found = checked(made, *known)
    return [(line["place"], line["message"].partition(" · ")[0]) for line in found.lines if not line["holds"]]


def altered(**more):
    return faults(manifest() | more)


# -- What holds ----------------------------------------------------------------------------------------


def test_a_manifest_that_is_as_it_was_holds_and_says_what_was_checked():
    found = checked(manifest())
    assert [(line["place"], line["message"].partition(" · ")[0]) for line in found.lines] == [
        ("checkpoint", "封存单签名有效"),
        ("entries", "4 条均在 5 条的台账中"),
        ("statements", "已重算 1 项"),
    ]
    assert (found.holds, found.verdict, found.exit_code) == (True, "unproved", 0)
    assert found.notes == found.limits == [verify.UNKNOWN_KEY]
    assert found.shown == [{"text": "巡山3次。"}]
    assert (found.bound, found.controls) == (False, [])


def test_with_the_key_from_elsewhere_nothing_is_left_unproved():
    found = checked(manifest(), VKEY)
    assert (found.verdict, found.exit_code, found.notes) == ("holds", 0, [])
    found.notes.append(verify.ALONE)
    assert (found.verdict, found.exit_code) == ("unproved", 3)
    found.say(False, "x", "不符")
    assert (found.verdict, found.exit_code, found.as_data()["why"]) == ("differs", 1, "")


def test_a_report_of_a_demo_says_so():
    made = manifest()
    head = note.Checkpoint("demo-x", 5, verify.read_note(made["checkpoint"])[2])
    made |= {"checkpoint": note.sign(head, [KEY]), "vkey": note.verifier_key(KEY, "demo-x").text()}
    assert any(note.startswith("演示实例") for note in checked(made).notes)
    assert not any(note.startswith("演示实例") for note in checked(manifest()).notes)


# -- The signature -------------------------------------------------------------------------------------


def test_another_key_than_the_one_that_was_given_is_named():
    [(place, words)] = faults(manifest(), OTHER_VKEY)
    assert place == "checkpoint"
    assert words == f"签名密钥是 {VKEY.rsplit('+', 1)[0]}，不是您给定的 {OTHER_VKEY.rsplit('+', 1)[0]}"


def test_a_signature_that_nobody_known_made_is_bad():
    made = manifest(vkey=OTHER_VKEY)
    assert faults(made) == [("checkpoint", "封存单签名无效")]
    assert faults(made, VKEY) == []
    assert faults(made, note.verifier_key(OTHER, "y").text()) == [("checkpoint", "封存单签名无效")]


# -- The tree ------------------------------------------------------------------------------------------


def test_an_altered_entry_is_named_and_leads_to_another_root():
    made = manifest()
    made["entries"]["2"]["text"] = made["entries"]["2"]["text"].replace("2026-02-10", "2026-02-11")
    found = faults(made)
    assert ("entry 2", "第 2 条被改动") in found
    assert ("entries", "条目和证明节点与封存单不符") in found


@pytest.mark.parametrize("key", ["5", "01", "x", "-1"])
def test_an_entry_at_no_place_of_the_log_is_named(key):
    made = manifest()
    made["entries"][key] = made["entries"]["1"]
    assert (f"entry {key}", f"台账中没有第 {key} 条") in faults(made)


def test_a_node_that_no_entry_needs_is_named_and_one_that_is_missing():
    made = manifest()
    assert list(made["nodes"]) == ["4-5"]
    assert altered(nodes=made["nodes"] | {"0-1": "0" * 64}) == [("nodes", "证明节点多余")]
    assert altered(nodes={}) == [("nodes", "缺少或无法读取")]
    assert altered(nodes={"4-5": "0" * 64}) == [("entries", "条目和证明节点与封存单不符")]


def test_the_checkpoint_is_that_of_the_report():
    assert ("checkpoint", "封存单为 5 条，报告所据为 6 条") in altered(size=6)


# -- Statements ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"text": "4次"}, "的文字与数值不符"),
        ({"value": 4, "text": "4次"}, "应为 3，报告写作 4"),
        ({"numerator": 1}, "应为 3，报告写作 3"),
        ({"denominator": 1}, "应为 3，报告写作 3"),
        ({"definition": "另一种。"}, "的口径与指标定义不符"),
        ({"entries": [1, 3, 2]}, "所列条目重复或乱序"),
        ({"entries": [1, 2, 2, 3]}, "所列条目重复或乱序"),
        ({"entries": [1, 2, 5]}, "所列的 5 不是台账中的条目"),
        ({"entries": [1, 2, "3"]}, "所列的 3 不是台账中的条目"),
        ({"entries": [1, 2, 4]}, "缺第 4 条"),
        ({"entries": [1, 2]}, "应为 2，报告写作 3"),
        ({"late": 0}, "的状态与条目不符"),
        ({"corrected": 0}, "的状态与条目不符"),
        ({"imported": 1}, "的状态与条目不符"),
        ({"states": {"evidenced": 2, "recorded": 1}}, "的状态与条目不符"),
        ({"sample": [1]}, "条目不多，不得以抽样代替重算"),
        ({"unit": "c/t/v1"}, "应为 2，报告写作 3"),
        ({"last": "2026-02-09"}, "应为 0，报告写作 3"),
    ],
)
def test_what_is_wrong_with_a_statement_is_said_with_its_name(more, words):
    found = altered(statements=[statement(**more)])
    assert any(place == "s001" and one.startswith("s001（巡山）") and words in one for place, one in found)


def test_states_that_count_nothing_say_nothing():
    told = statement(states={"evidenced": 1, "recorded": 2, "verified": 0})
    assert altered(statements=[told]) == []


def test_an_entry_that_another_one_replaced_does_not_count():
    made = manifest([*ENTRIES[:4], entry(4, replaces="u2", change="corrected")], held=(0, 1, 2, 3, 4))
    assert faults(made) == [("s001", "s001（巡山） 用了已被替代的第 2 条")]


def test_a_figure_is_defined_as_it_was_sealed():
    made = manifest()["figures"]["walks.count"]
    words = ("walks.count", "指标 walks.count 的定义与封存的不符")
    assert words in altered(figures={"walks.count": made | {"label": "另名"}})
    assert words in altered(figures={"walks.count": made | {"code": "walks.met"}})
    assert faults(manifest(held=(1, 2, 3))) == [words]
    assert altered(figures={"walks.count": made | {"digest": "another"}}) == []


def test_the_latest_definition_that_was_sealed_counts():
    older = entry(4, "ledger.figure_defined", figure="walks.count", digest="0" * 64)
    assert faults(manifest([*ENTRIES[:4], older], held=(0, 1, 2, 3, 4)))
    assert faults(manifest([older, *ENTRIES[1:4], ENTRIES[0]], held=(0, 1, 2, 3, 4))) == []


# -- What is printed -----------------------------------------------------------------------------------


def printed(text, names, statements=None):
    paragraphs = [{"text": text, "statements": names}]
    return altered(paragraphs=paragraphs, statements=statements or [statement(), statement("s002")])


def test_a_paragraph_prints_the_values_it_claims_in_their_order():
    assert printed("巡山3次，又3次。", ["s001", "s002"]) == []
    assert printed("巡山3次。", ["s001", "s002"]) == [("s002", "第 1 段印的不是 s002 的数值")]
    assert printed("巡山4次。", ["s001"]) == [("s001", "第 1 段印的不是 s001 的数值")]
    assert printed("巡山3次。", ["s009", "s001"]) == [("s009", "第 1 段所据的 s009 不在清单中")]
    four = statement("s002", text="4次")
    assert ("s002", "第 1 段印的不是 s002 的数值") in printed(
        "4次，又3次。", ["s001", "s002"], [statement(), four]
    )


def test_statements_are_numbered_without_a_gap_and_each_name_stands_once():
    assert printed("巡山3次。", ["s001"], [statement(), statement("s003")]) == [
        ("s002", "陈述 s002 缺失或换了位置")
    ]
    twice = printed("巡山3次。", ["s001"], [statement(), statement()])
    assert twice == [("statements", "陈述编号重复"), ("s002", "陈述 s002 缺失或换了位置")]


# -- Units left out ------------------------------------------------------------------------------------

PART = {
    "entries": [1, 2],
    "value": 2,
    "text": "2次",
    "states": {"evidenced": 1, "recorded": 1},
    "corrected": 0,
}


def leaving(without, *, whole=True, shown=("s001", "s002"), **more):
    told = [statement(), statement("s002", without=without, **PART | more)]
    if not whole:
        told[0] |= {"first": "2026-01-02"}
    return altered(statements=told, paragraphs=[{"text": "共3次，其中2次。", "statements": list(shown)}])


def test_a_number_that_leaves_a_unit_out_stands_beside_the_whole():
    assert leaving(["c/t/v2"]) == []
    missing = [("s002", "s002（巡山） 不含部分下级，却没有相应的全数")]
    assert leaving(["c/t/v2"], whole=False) == missing
    assert leaving(["c/t/v2"], shown=("s002",)) == missing, "the whole is printed, not only kept"


@pytest.mark.parametrize(
    ("without", "words"),
    [
        ([], "重复、乱序或不是单位"),
        (["c/t/v2", "c/t/v2"], "重复、乱序或不是单位"),
        (["c/t/v3", "c/t/v2"], "重复、乱序或不是单位"),
        ([3], "重复、乱序或不是单位"),
        (["c/t/v2", "c/t/v2/x"], "不在其下级之中"),
        (["c/u"], "不在其下级之中"),
        (["c/t"], "不在其下级之中"),
    ],
)
def test_only_units_of_its_own_are_left_out_each_once(without, words):
    assert [words in one for _, one in leaving(without)] == [True]


def test_what_is_left_out_is_told_with_the_statements_that_do():
    found = checked(manifest() | {"statements": [statement(), statement("s002", without=["c/t/v2"], **PART)]})
    assert "s002 不含下级单位 c/t/v2 · s002 leave out the units c/t/v2" in found.notes


# -- Texts that were disclosed, and how it is written --------------------------------------------------


@pytest.mark.parametrize(
    ("more", "place", "words"),
    [
        ({"value": "四人"}, "entry 1", "所列文字不是登记时的文字"),
        ({"name": "other"}, "entry 1", "所列文字不是登记时的文字"),
        ({"key": "b" * 64}, "entry 1", "所列文字不是登记时的文字"),
        ({"entry": 4}, "openings", "所列文字没有条目"),
        ({"entry": 9}, "openings", "所列文字没有条目"),
        ({"entry": True}, "openings", "所列文字没有条目"),
        ({"key": "x"}, "openings", "'x' 不是哈希"),
    ],
)
def test_a_disclosed_text_is_the_one_its_entry_committed_to(more, place, words):
    assert altered(openings=[manifest()["openings"][0] | more]) == [(place, words)]


def test_a_manifest_is_written_in_one_way():
    loose = json.dumps(manifest(), ensure_ascii=False).encode()
    found = Verification(loose).run()
    assert [line["place"] for line in found.lines if not line["holds"]] == ["manifest"]
    assert found.lines[-1]["message"] == verify.OTHER_SPELLING
    twice = canonical(manifest()).replace(b'"size":5', b'"size":5,"size":5')
    assert "键“size”重复" in Verification(twice).run().lines[-1]["message"]


def test_what_is_missing_is_named_and_the_rest_is_checked():
    made = manifest()
    del made["openings"]
    assert faults(made) == [("openings", "缺少或无法读取")]


# -- A checkpoint kept elsewhere -----------------------------------------------------------------------


def kept(size, root=None, link=None):
    leaves = [merkle.leaf_hash(canonical(one)) for one in ENTRIES]
    head = note.Checkpoint("x", size, root or merkle.tree_root(leaves[:size]))
    found = checked(copy.deepcopy(manifest()), VKEY, note.sign(head, [OTHER]), link)
    before = len(found.notes)
    found.check_known()
    line = found.lines[-1] if found.lines[-1]["place"] == "checkpoint" else None
    return (line and line["holds"]), line and line["message"].partition(" · ")[0], found.notes[before:]


def test_a_checkpoint_of_the_same_size_has_the_same_root():
    assert kept(5) == (True, "与您保存的封存单相符", [])
    assert kept(5, b"\1" * 32) == (False, "与您保存的封存单不符：台账被改写过", [])


@pytest.mark.parametrize(("linked", "words"), [(True, "由台账证明，前后衔接"), (False, "与台账不衔接")])
def test_an_earlier_checkpoint_is_linked_by_a_log_that_is_at_hand(linked, words):
    asked = []
    found = kept(3, link=lambda old, new: asked.append((old[0], new[0])) or linked)
    assert found == (linked, f"您保存的封存单（3 条）{words}", [])
    assert asked == [(3, 5)]


def test_without_a_log_at_hand_whether_it_grew_is_a_limit():
    for link in (None, lambda old, new: None):
        holds, words, [note_said] = kept(3, link=link)
        assert (holds, words) == (None, None)
        assert note_said.startswith("您保存的封存单（x，3 条）与本报告的封存单（5 条）是否衔接，未核对")
