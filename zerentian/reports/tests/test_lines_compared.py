"""What a file shows beside what its paper states: which lines differ, where, and how a reader is shown it."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.reports.offline import verify


def line(text="", *, at=None, picture=None, controls=(), faults=(), statements=()):
    return {
        **{"text": text, "at": at, "picture": picture, "controls": list(controls)},
        **{"faults": list(faults), "statements": list(statements)},
    }


# -- Where two sequences differ ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "found", "differences"),
    [
        ("", "", []),
        ("abc", "abc", []),
        ("abc", "axc", [(1, 2, 1, 2)]),
        ("abc", "ac", [(1, 2, 1, 1)]),
        ("ac", "abc", [(1, 1, 1, 2)]),
        ("abc", "", [(0, 3, 0, 0)]),
        ("", "abc", [(0, 0, 0, 3)]),
        ("abc", "xabcy", [(0, 0, 0, 1), (3, 3, 4, 5)]),
        ("aab", "ab", [(1, 2, 1, 1)]),
        ("abcd", "abdc", [(2, 3, 2, 2), (4, 4, 3, 4)]),
        ("aaaa", "aaa", [(3, 4, 3, 3)]),
        ("abcdef", "xbcyef", [(0, 1, 0, 1), (3, 4, 3, 4)]),
    ],
)
def test_what_became_of_which_lines(known, found, differences):
    assert list(verify.differences(known, found)) == differences


@given(st.text("abcdef", max_size=12), st.text("abcdef", max_size=12))
def test_what_is_not_named_is_the_same_in_both(known, found):
    built, place = [], 0
    for a, b, c, d in verify.differences(known, found):
        assert a < b or c < d
        built += [*known[place:a], *found[c:d]]
        place = b
    assert "".join(built) + known[place:] == found


# -- Lines that are stated -----------------------------------------------------------------------------


def stated(*paragraphs, office="云岭乡人民政府"):
    return verify.stated_lines({"paragraphs": list(paragraphs), "report": {"unit_name": office}})


def said(text, **more):
    return {"text": text, "statements": []} | more


def test_lines_are_stated_with_their_place_their_picture_and_their_controls():
    picture = {"sha256": "ab", "words": " 走势：  1月 3"}
    found = stated(said(" 甲  乙 ", at=[2, 1]), said("", picture=picture), said("", controls=[[0, "印章"]]))
    assert [(one["text"], one["at"], one["picture"], one["controls"]) for one in found] == [
        ("甲 乙", (2, 1), None, []),
        ("", None, ("ab", "走势： 1月 3"), []),
        ("", None, None, [(0, "印章")]),
    ]


def test_a_report_of_format_1_always_had_a_frame_that_it_does_not_state():
    found = stated(said("签发人："), said("题"), said("云岭乡人民政府"), said("2026年3月2日"))
    assert [(one["text"], one["at"], one.get("controls")) for one in found] == [
        ("", None, [(0, "发文机关标志")]),
        ("签发人：", None, [(0, "发文字号"), (4, "签发人")]),
        ("题", None, []),
        ("云岭乡人民政府", None, [(7, "印章")]),
        ("2026年3月2日", None, []),
        ("", (1, 0), [(0, "抄送")]),
        ("", (2, 0), [(0, "印发机关")]),
        ("", (2, 1), [(0, "印发日期")]),
    ]


def test_the_seal_is_set_where_the_office_signs_with_a_day_and_at_the_last_of_such_places():
    found = stated(said("云岭乡人民政府"), said("2026年3月1日"), said("云岭乡人民政府"), said("2026年3月2日"))
    assert [one["controls"] for one in found[:4]] == [[], [], [(7, "印章")], []]
    for other in (said("二〇二六年三月二日"), said("2026年3月2日止")):
        assert not any(one["controls"] for one in stated(said("云岭乡人民政府"), other)[:2])


# -- Controls ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "known", "fits"),
    [
        ([], [], True),
        ([(0, "a")], [(0, "a")], True),
        ([(0, "")], [(0, "a")], True),
        ([(0, "b")], [(0, "a")], False),
        ([(1, "a")], [(0, "a")], False),
        ([(0, "b")], [(0, "a"), (0, "b")], True),
        ([(0, "b"), (0, "a")], [(0, "a"), (0, "b")], False),
        ([(0, "a"), (0, "a")], [(0, "a")], False),
        ([(0, "a")], [], False),
    ],
)
def test_found_controls_are_some_of_the_known_ones_in_their_order(found, known, fits):
    assert verify.fits_in(found, known) is fits


def test_controls_that_stand_alone_are_counted_from_the_lines_before_them():
    lines = [
        line(controls=[(0, "抬头", "")]),
        line("甲", controls=[(1, "签发人", "")]),
        line(picture=("ab", "走势")),
        line(),
        line(controls=[(0, "抄送", "")], at=(1, 0)),
        line(controls=[(0, "印发", "")], at=(2, 0)),
    ]
    assert verify.gaps(lines) == {0: [(False, "抬头")], 2: [(True, "抄送"), (True, "印发")]}


def test_cells_without_anything_in_them_are_blank():
    lines = [
        line(),
        line(at=(1, 0)),
        line("甲", at=(1, 1)),
        line(at=(1, 2), controls=[(0, "a", "")]),
        line(at=(1, 3), picture=("a", "b")),
    ]
    assert verify.blank_cells(lines) == 1


@pytest.mark.parametrize(
    ("stated_lines", "pictures", "placed"),
    [
        ([line("甲")], False, False),
        ([line("甲", at=(1, 0))], False, True),
        ([line(picture=("a", "b"))], True, False),
        ([line("甲"), line(at=(1, 0))], False, False),
    ],
)
def test_pictures_and_places_are_compared_where_they_are_stated(stated_lines, pictures, placed):
    word = SimpleNamespace(lines=[line("甲", picture=("a", "b"))])
    [shown], told = verify.shown_lines(word, stated_lines)
    assert (bool(shown["picture"]), told) == (pictures, placed)
    assert verify.key_of(line("甲", at=(1, 0)), placed=placed) == ("甲", (1, 0) if placed else None, None)


# -- What a reader is told -----------------------------------------------------------------------------


def differ(known, shown):
    return verify.say_differences(None, "r.docx", known, shown, placed=False)


def test_an_altered_line_is_named_with_its_number_and_its_statements():
    known = [line("甲"), line("巡山3次", statements=["s001", "s002"]), line("丙")]
    [(place, words)] = differ(known, [line("甲"), line("巡山4次"), line("丙")])
    assert place == "r.docx 第 2 段（s001、s002）"
    assert words.startswith("原文“巡山3次”，文件中为“巡山4次”")
    several = differ(known, [line("甲"), line("乙"), line("丁")])
    assert [one for one, _ in several] == ["r.docx 第 2 段（s001、s002）", "r.docx 第 3 段"]


def test_lines_that_are_missing_or_added_are_named_together():
    known = [line("甲"), line("乙"), line("丙"), line("丁")]
    assert [one for one, _ in differ(known, [line("甲"), line("丁")])] == ["r.docx 第 2 段"]
    [(_, words)] = differ(known, [line("甲"), line("丁")])
    assert words.startswith("原文“乙 / 丙”，文件中为“”")
    [(place, words)] = differ([line("甲")], [line("甲"), line("加", picture=None)])
    assert (place, words.startswith("原文“”，文件中为“加”")) == ("r.docx 第 2 段", True)


def test_a_picture_reads_by_the_words_in_its_stead():
    assert verify.in_words([line("甲"), line(picture=("ab", "走势"))]) == "甲 / 〔图：走势〕"
    assert verify.numbered(3, ["s001", "s002"]) == "第 3 段（s001、s002）"
    assert verify.numbered(3, []) == "第 3 段"


def marks(found, known):
    shown = [one for one in found if one["text"] or one["picture"]]
    return verify.marked(found, shown, known, placed=False)


def test_lines_are_shown_with_what_they_were_and_what_is_missing_in_its_place():
    known = [line("甲"), line("乙"), line("丙"), line("丁")]
    found = [line("甲"), line("改"), line("丁"), line("加")]
    assert [(one["text"], one.get("was"), one["problems"]) for one in marks(found, known)] == [
        ("甲", None, []),
        ("改", "乙", ["文字被改动 · altered"]),
        ("", "丙", ["缺失 · missing"]),
        ("丁", None, []),
        ("加", "", ["多出 · added"]),
    ]


def test_what_is_missing_at_the_end_stands_at_the_end():
    assert [one["problems"] for one in marks([line("甲")], [line("甲"), line("乙")])] == [
        [],
        ["缺失 · missing"],
    ]
    assert [one["was"] for one in marks([], [line("甲")])] == ["甲"]


def test_faults_and_what_was_filled_in_are_shown_at_their_line():
    found = [
        line("甲", faults=["一", "一", "二"]),
        line(controls=[(0, "a", "某人"), (1, "b", "三月")]),
        line(),
        line(faults=["三"]),
    ]
    shown = marks(found, [line("甲")])
    assert [(one["text"], one["problems"], one["filled"]) for one in shown] == [
        ("甲", ["一", "二"], ""),
        ("", [], "某人　三月"),
        ("", ["三"], ""),
    ]


# -- Rows of a table -----------------------------------------------------------------------------------

GONE = "此前缺 {} 行 · {} rows before it are missing"


@pytest.mark.parametrize(
    ("rows", "problems", "wrong"),
    [
        ("abc", [[], [], []], []),
        ("axc", [[], ["文字被改动 · altered"], []], [(2, "“x”：文字被改动 · altered")]),
        ("abxc", [[], [], ["多出 · added"], []], [(3, "“x”：多出 · added")]),
        (
            "ac",
            [[], ["此前缺 1 行 · 1 rows before it are missing"]],
            [(2, "此前缺 1 行 · 1 rows before it are missing")],
        ),
        (
            "a",
            [[], ["此前缺 2 行 · 2 rows before it are missing"]],
            [(2, "此前缺 2 行 · 2 rows before it are missing")],
        ),
    ],
)
def test_each_row_that_is_not_as_it_was_is_marked(rows, problems, wrong):
    known = [verify.row_digest([one]) for one in "abc"]
    lines, told = verify.marked_rows(
        [[one] for one in rows], [verify.row_digest([one]) for one in rows], known
    )
    assert told == wrong
    assert [one.get("problems", []) for one in lines] == problems
    assert (lines[-1].get("was") == "…") is (rows == "a")
