"""Plain language, and numbers as they are read out."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.community.rules.aloud import in_words, script, spoken
from zerentian.community.rules.notices import Interest, Part, Sort, joined, split
from zerentian.community.rules.plainness import advice
from zerentian.community.tests.conftest import NOTICE


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026年3月5日", "二零二六年三月五日"),
        ("2026-03-05", "二零二六年三月五日"),
        ("8:30-17:05", "八点半到十七点零五分"),
        ("电话0731-87654321", "电话零拐三幺八拐六五四三二幺"),
        ("拨打12345或120", "拨打幺二三四五或幺二零"),
        ("120户、110元", "一百二十户、一百一十元"),
        ("补贴15000元", "补贴一万五千元"),
        ("1200.5元", "一千二百点五元"),
        ("完成30%", "完成百分之三十"),
        ("３组", "三组"),
        ("手机13900001111", "手机幺三九零零零零幺幺幺幺"),
    ],
)
def test_numbers_are_said_in_words(written, said):
    assert spoken(written) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "零"),
        (10, "十"),
        (15, "十五"),
        (110, "一百一十"),
        (1005, "一千零五"),
        (20050, "二万零五十"),
        (100010000, "一亿零一万"),
        (300000005, "三亿零五"),
    ],
)
def test_whole_numbers_are_said_as_people_say_them(number, said):
    assert in_words(number) == said


def value_of(said: str) -> int:
    """Read a number in words, written here anew from the way people count."""
    total = section = digit = 0
    for sign in said:
        if sign in "零一二三四五六七八九":
            digit = "零一二三四五六七八九".index(sign)
        elif sign in "十百千":
            section += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
        else:
            size = {"万": 10_000, "亿": 100_000_000, "万亿": 10**12}[sign]
            total, section, digit = (
                (total + section + digit) * size
                if size > 10_000 and total
                else total + (section + digit) * size,
                0,
                0,
            )
    return total + section + digit


@given(st.integers(0, 10**8 - 1))
def test_every_number_in_words_is_that_number(number):
    assert value_of(in_words(number)) == number


@given(st.text(st.sampled_from("0123456789年月日:-.%元户点，"), max_size=30))
def test_what_is_read_out_holds_no_digit(text):
    assert not re.search(r"[0-9]", spoken(text))


def test_what_a_notice_leaves_out_is_marked_and_never_invented():
    lines = script(Sort.NOTICE, "水管站", "停水", {Part.WHAT: "检修管道"}, "")
    assert "检修管道。" in lines
    assert [line for line in lines if "〔空：在哪里〕" in line]
    whole = script(Sort.NOTICE, "水管站", NOTICE.title, NOTICE.said, "2026年3月6日")
    assert not [line for line in whole if "〔空" in line]


def test_advice_names_what_is_missing_long_or_in_file_language():
    assert advice(Sort.NOTICE, NOTICE.title, NOTICE.said, NOTICE.until) == []
    found = [
        str(one.zh) for one in advice(Sort.NOTICE, "停水", {Part.WHAT: "近期检修，请相关部门切实配合"}, None)
    ]
    missing = ("谁需要看", "在哪里", "什么时间", "需要大家做什么", "问哪里", "哪天为止")
    for wanted in (*missing, "“近期”", "“相关部门”", "“切实”"):
        assert [one for one in found if wanted in one], wanted
    long = {**NOTICE.said, Part.WHAT: "因" * 60}
    assert [one for one in advice(Sort.NOTICE, "长" * 31, long, date(2026, 3, 6)) if "字" in str(one.zh)]
    vague = {**NOTICE.said, Part.TIMES: "过几天"}
    assert advice(Sort.NOTICE, NOTICE.title, vague, NOTICE.until)


def test_interests_are_kept_once_in_one_order():
    kept = joined(["water", "away", "water", "unknown"])
    assert kept == "away,water"
    assert split(kept) == [Interest.AWAY, Interest.WATER]
    assert split("") == []
