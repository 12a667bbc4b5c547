"""The one rule of what stands in a text: nothing unseen, nothing that a table, a feed or a page cannot carry."""

import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.rules.texts import plain, seen, unseen_in

ANY = st.text(st.characters(exclude_categories=()), max_size=12)
# Signs that compose, join and vanish, far more often than chance would bring them together.
MIXED = st.text(
    "e\u0301\u0323中a \n\r\v\t\u200b\u200d\u200c\u202e\u0628\u1100\u1161\u11a8👨👩\ufe0f\u180e\ufeff\ud800\u3164",
    max_size=9,
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("路\u200b灯", "路灯"),
        ("\ufeff路灯不亮", "路灯不亮"),
        ("付款\u202e0001\u202c元", "付款0001元"),
        ("\u2067倒\u2069置", "倒置"),
        ("上\v下\f左\u2028右\x85末\r\n完\r。", "上\n下\n左\n右\n末\n完\n。"),
        ("甲\xa0乙\t丙", "甲 乙 丙"),
        ("cafe\u0301", "café"),
        ("\x00\x07铃", "铃"),
        ("软\xad连字", "软连字"),
        ("半个\ud83d代理", "半个代理"),
        ("非字\ufffe\U0010ffff符", "非字符"),
        ("\U000e0061标签", "标签"),
    ],
)
def test_what_is_unseen_is_taken_out_and_line_ends_are_one_kind(written, read):
    assert plain(written) == read


@pytest.mark.parametrize(
    "shaped", ["👨\u200d👩\u200d👧", "می\u200cخواهم", "क्\u200dष", "ᠨ\u180eᠠ", "葛\U000e0100", "❤️\u200d🔥"]
)
def test_joiners_stay_where_they_shape_a_word_or_a_picture(shaped):
    assert plain(shaped) == unicodedata.normalize("NFC", shaped)
    assert not unseen_in(shaped)


@pytest.mark.parametrize(
    "nothing", ["\u200b\u200d\u2060", "\u3164\u115f", "\u2800", "\ufe0f\u0301", "\u202e\u202c \xa0"]
)
def test_a_text_of_blanks_and_marks_alone_shows_nothing(nothing):
    assert not seen(plain(nothing))


def test_a_title_has_one_line():
    assert plain("第一行\r\n第二行\u2029", lines=False).strip() == "第一行 第二行"


@given(ANY | MIXED)
def test_the_rule_is_at_rest_after_once(text):
    once = plain(text)
    assert plain(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not unseen_in(once)


@given(ANY | MIXED)
def test_what_is_left_can_be_stated_in_utf_8_and_in_xml(text):
    element = ElementTree.Element("said")
    element.text = plain(text)
    read = ElementTree.fromstring(ElementTree.tostring(element, "utf-8"))
    assert (read.text or "") == element.text


@given(st.text(st.characters(categories=("L", "N", "P", "S")), max_size=12))
def test_what_is_seen_stays_as_it_is(text):
    kept = "".join(one for one in text if one not in "\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5")
    assert plain(kept) == unicodedata.normalize("NFC", kept)
