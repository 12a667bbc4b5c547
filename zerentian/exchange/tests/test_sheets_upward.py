"""Files of figures as plain rules: each part of its kind, what some of them come to together, in their order."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zerentian.exchange.rules import upward
from zerentian.exchange.rules.upward import (
    MOST_VALUE,
    OF_VALUE,
    TEXTS,
    check_shape,
    check_signed,
    check_value,
    file_of,
    read_sheet,
    row_of,
    side_by_side,
    signed_text,
    together,
    value_text,
)
from zerentian.exchange.tests.figures import VALUE
from zerentian.ledger.rules.note import Checkpoint, sign, signature_line, verifier_key
from zerentian.ledger.rules.refusals import NotAllowed

KEY = Ed25519PrivateKey.generate()
ORIGIN = "other.example/log"
SHEET = {
    "format": "zerentian-figures-1",
    "origin": ORIGIN,
    "unit": "990102",
    "name": "别的乡",
    "period": "2026",
    "size": 7,
    "checkpoint": sign(Checkpoint(ORIGIN, 7, b"\1" * 32), [KEY]),
    "values": [VALUE],
}


def signed(sheet, key=KEY, origin=ORIGIN):
    """Return the file of a sheet, signed."""
    return file_of(sheet, signature_line(signed_text(sheet), key, verifier_key(key, origin)))


def without(data, name):
    return {key: value for key, value in data.items() if key != name}


def refused(sheet):
    """Tell whether a sheet is none, however it is signed."""
    with pytest.raises((ValueError, KeyError, TypeError)):
        check_shape(sheet)


def test_a_sheet_is_read_as_it_was_written():
    sheet = read_sheet(signed(SHEET))
    check_signed(sheet, verifier_key(KEY, ORIGIN))
    assert (sheet.origin, sheet.size, sheet.period.code, sheet.data) == (ORIGIN, 7, "2026", SHEET)
    assert read_sheet(b"\xef\xbb\xbf" + signed(SHEET)).digest == sheet.digest
    assert read_sheet(signed(SHEET | {"name": "又"})).digest != sheet.digest


@pytest.mark.parametrize("name", SHEET)
def test_a_part_that_is_not_there_or_one_more_is_no_sheet(name):
    check_shape(SHEET)
    refused(without(SHEET, name))
    refused(SHEET | {f"{name}2": SHEET[name]})


@pytest.mark.parametrize("name", TEXTS)
def test_each_text_is_a_text_and_not_too_long(name):
    refused(SHEET | {name: 7})
    refused(SHEET | {name: "长" * 4001})
    if name != "format":
        check_shape(SHEET | {name: "长" * 4000})


@pytest.mark.parametrize(
    "changed",
    [
        {"format": "zerentian-figures-2"},
        {"unit": "99\x000102"},
        {"size": "7"},
        {"size": True},
        {"size": 7.0},
        {"values": []},
        {"values": [VALUE, VALUE]},
        {"values": [VALUE, VALUE | {"value": 9}]},
        {"values": VALUE},
    ],
)
def test_a_part_of_another_kind_is_no_sheet(changed):
    refused(SHEET | changed)


def test_as_many_figures_as_there_may_be_are_taken_and_no_more(monkeypatch):
    monkeypatch.setattr(upward, "MOST_FIGURES", 2)
    some = [VALUE | {"code": f"a.b{number}"} for number in range(3)]
    check_shape(SHEET | {"values": some[:2]})
    refused(SHEET | {"values": some})


@pytest.mark.parametrize("name", OF_VALUE)
def test_each_word_of_a_value_is_of_its_kind(name):
    assert check_value(VALUE) == "deeds.count"
    other = "1" if OF_VALUE[name] is int else 1
    for wrong in (without(VALUE, name), VALUE | {name: other}, VALUE | {name: None}):
        refused(SHEET | {"values": [wrong]})


@pytest.mark.parametrize("name", ["value", "numerator", "denominator"])
@pytest.mark.parametrize(
    ("number", "taken"),
    [
        (None, True),
        (0, True),
        (-5, True),
        (MOST_VALUE - 1, True),
        (1 - MOST_VALUE, True),
        (MOST_VALUE, False),
        (-MOST_VALUE, False),
        (True, False),
        (1.5, False),
        ("1", False),
    ],
)
def test_a_number_is_whole_and_not_beyond_counting_or_unknown(name, number, taken):
    sheet = SHEET | {"values": [VALUE | {name: number}]}
    if taken:
        check_shape(sheet)
    else:
        refused(sheet)


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({"sheet": SHEET}).encode(),
        json.dumps({"sheet": SHEET, "signature": "a", "more": 1}).encode(),
        json.dumps({"sheet": SHEET, "signature": 1}).encode(),
        json.dumps({"sheet": SHEET | {"period": "下半年"}, "signature": "a"}).encode(),
        json.dumps({"sheet": SHEET | {"checkpoint": "x"}, "signature": "a"}).encode(),
        json.dumps([SHEET]).encode(),
    ],
)
def test_what_is_no_file_of_figures_says_how_to_send_it(content):
    with pytest.raises(NotAllowed, match="请原样上传"):
        read_sheet(content)


@pytest.mark.parametrize(("bytes_", "read"), [(0, True), (1, False)])
def test_a_file_of_just_the_size_is_read(monkeypatch, bytes_, read):
    content = signed(SHEET)
    monkeypatch.setattr(upward, "MOST_BYTES", len(content) - bytes_)
    if read:
        assert read_sheet(content).size == 7
        return
    with pytest.raises(NotAllowed, match="5 MB"):
        read_sheet(content)


def test_a_signature_of_another_key_name_or_words_does_not_hold():
    mine = verifier_key(KEY, ORIGIN)
    with pytest.raises(NotAllowed, match="签名读不出来"):
        check_signed(read_sheet(file_of(SHEET, "xx")), mine)
    other = Ed25519PrivateKey.generate()
    for key, origin in ((other, ORIGIN), (KEY, "else.example/log")):
        with pytest.raises(NotAllowed, match="签名不是登记的公钥作出的"):
            check_signed(read_sheet(signed(SHEET, key, origin)), mine)
    renamed = SHEET | {"origin": "else.example/log"}
    with pytest.raises(NotAllowed, match="签名不是登记的公钥作出的"):
        check_signed(read_sheet(signed(renamed)), mine)
    with pytest.raises(NotAllowed, match="不一致"):
        check_signed(read_sheet(signed(SHEET | {"size": 8})), mine)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"value": 0}, "0件"),
        ({"value": None}, "未知"),
        ({"measure": "ratio", "numerator": 1, "denominator": 3}, "33.3%（1/3）"),
        ({"measure": "median", "value": 5}, "5件"),
    ],
)
def test_a_value_is_printed_with_what_it_counts(said, text):
    assert value_text(VALUE | said) == text


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ({"value": 4}, {"value": 0}, "4件"),
        ({"measure": "sum"}, {"measure": "sum"}, "8件"),
        ({"measure": "stock"}, {"measure": "stock"}, "8件"),
        ({"measure": "level"}, {"measure": "level"}, ""),
        ({"measure": "distinct"}, {"measure": "distinct"}, ""),
        ({"value": None}, {}, ""),
        ({}, {"value": None}, ""),
    ],
)
def test_only_what_can_be_added_is(first, second, whole):
    assert together([VALUE | first, VALUE | second]) == whole


@pytest.mark.parametrize("part", ["numerator", "denominator"])
def test_a_ratio_of_which_a_part_is_unknown_comes_to_nothing(part):
    ratio = VALUE | {"measure": "ratio", "numerator": 1, "denominator": 2}
    assert together([ratio, ratio | {"numerator": 0}]) == "25.0%（1/4）"
    assert together([ratio, ratio | {part: None}]) == ""


def test_a_row_bears_the_newest_name_and_says_whose_meaning_is_another():
    newer = VALUE | {
        "version": 2,
        "label": "落实记录",
        "label_en": "Deeds done",
        "definition": "b" * 64,
        "value": 5,
    }
    row = row_of("deeds.count", [newer, VALUE])
    assert (row.label, row.label_en, row.together) == ("落实记录", "Deeds done", "")
    assert [(cell.text, cell.version) for cell in row.cells] == [("5件", 2), ("4件", 1)]
    same = row_of("deeds.count", [VALUE, VALUE | {"version": 2}])
    assert ([cell.version for cell in same.cells], same.together) == ([None, None], "8件")
    gap = row_of("deeds.count", [None, VALUE])
    assert (gap.cells[0], gap.cells[1].text, gap.together) == (None, "4件", "")


def test_figures_stand_by_code_and_sheets_in_their_order():
    one = read_sheet(
        signed(SHEET | {"values": [VALUE | {"code": "b.b"}, VALUE | {"code": "a.a", "value": 1}]})
    )
    other = read_sheet(signed(SHEET | {"values": [VALUE | {"code": "a.a", "value": 2}]}))
    rows = side_by_side([one, None, other])
    assert [(row.code, [cell and cell.text for cell in row.cells]) for row in rows] == [
        ("a.a", ["1件", None, "2件"]),
        ("b.b", ["4件", None, None]),
    ]
    assert [one["code"] for one in one.values] == ["a.a", "b.b"]
    assert side_by_side([None]) == []
