"""The small rules that many pages rest on: days of a year, places in a sheet, words with their holes, what is told."""

import io
import json
import pickle
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words
from zerentian.organization.api import refused, told
from zerentian.organization.desk import lit_by
from zerentian.organization.models import Unit
from zerentian.organization.rules.holidays import statutory_days
from zerentian.organization.rules.notices import ARRANGEMENT, DAY, HEADINGS, fault_of, read_notice
from zerentian.organization.rules.places import place
from zerentian.organization.rules.sheets import Problem, Sheet
from zerentian.organization.rules.sign_ins import kept_since
from zerentian.organization.rules.tables.cells import Broken, Merge
from zerentian.organization.rules.tables.delimited import encoding_of
from zerentian.organization.rules.tables.displayed import moment_of_serial
from zerentian.organization.rules.tables.headings import find_headings
from zerentian.organization.rules.tables.layout import Carrier, Row, SeveralSheets
from zerentian.organization.rules.tables.reading import tidied
from zerentian.organization.rules.tables.xlsx import merge_of, unescaped
from zerentian.organization.telling import filled

NOW = datetime(2026, 3, 2, 9, tzinfo=LOCAL)


def test_the_thirteen_days_of_2026_are_those_of_the_calendar():
    # 2026: 春节 on 17 February, 清明 on 5 April, 端午 on 19 June, 中秋 on 25 September.
    assert sorted(statutory_days(2026)) == [
        date(2026, *one)
        for one in (
            *((1, 1), (2, 16), (2, 17), (2, 18), (2, 19), (4, 5), (5, 1), (5, 2)),
            *((6, 19), (9, 25), (10, 1), (10, 2), (10, 3)),
        )
    ]
    assert statutory_days(2026)[date(2026, 5, 2)] == "劳动节"
    assert len(statutory_days(2099)) == 7


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3", 3),
        ("0", 1),
        ("", 1),
        ("-3", 1),
        ("²", 1),
        ("３", 1),
        ("1e3", 1),
        ("9" * 9, 999_999_999),
        ("9" * 10, 1),
    ],
)
def test_a_place_is_read_from_plain_digits_and_nothing_else(text, found):
    assert place(text, 1) == found


def test_the_log_of_sign_ins_is_kept_from_half_a_year_to_a_year():
    assert NOW - kept_since(NOW, months=6) >= timedelta(days=180)
    assert NOW - kept_since(NOW, months=12) >= timedelta(days=360)
    for months in (5, 13):
        with pytest.raises(NotAllowed, match="6 至 12"):
            kept_since(NOW, months=months)


def test_a_fault_in_a_table_is_told_with_its_place_in_both_languages():
    both = Problem("名单", 3, "电话", Words("太长", "too long")).words
    assert (both.zh, both.en) == ("名单 第 3 行“电话”列：太长", "名单 row 3, column 电话: too long")
    plain = Problem("", 3, "", "太长 · too long").words
    assert (plain.zh, plain.en) == ("第 3 行：太长 · too long", "row 3: 太长 · too long")
    assert str(Problem("", 3, "", "太长")) == str(plain).replace("太长 · too long", "太长")


DAYS = {date(2026, 5, 1): (None, "劳动节")}


@pytest.mark.parametrize(
    ("day", "arrangement", "column", "said"),
    [
        (date(2025, 11, 30), "放假", DAY, "不在 2026 年"),
        (date(2025, 12, 1), "放假", None, ""),
        (date(2027, 1, 31), "放假", None, ""),
        (date(2027, 2, 1), "放假", DAY, "不在 2026 年"),
        (date(2026, 5, 1), "放假", DAY, "重复"),
        (date(2026, 5, 4), "休", ARRANGEMENT, "请写"),
        (date(2026, 5, 4), "上班", ARRANGEMENT, "本来就是工作日"),
        (date(2026, 5, 9), "上班", None, ""),
        (date(2026, 5, 10), "上班", None, ""),
    ],
)
def test_a_row_of_a_notice_that_cannot_be_is_told_in_its_column(day, arrangement, column, said):
    fault = fault_of(day, 2026, arrangement, DAYS)
    assert (fault[0] if fault else None) == column
    assert said in (fault[1].zh if fault else "")


def test_a_notice_without_a_column_or_with_a_day_that_is_none_is_refused_there():
    (lacking,) = read_notice(Sheet("假日", (DAY,), ()), 2026)[1]
    assert (lacking.row, lacking.column) == (1, ARRANGEMENT)
    cells = dict.fromkeys(HEADINGS, "") | {DAY: "五月一日", ARRANGEMENT: "放假"}
    days, problems = read_notice(Sheet("假日", tuple(HEADINGS), (Row(2, cells),)), 2026)
    assert (days, [(one.row, one.column) for one in problems]) == ({}, [(2, DAY)])


def test_words_stand_close_to_their_neighbours_in_chinese_and_apart_in_english():
    text, holes = "由 %(who)s 在 %(day)s 送达", {"who": "综治办", "day": "3月2日"}
    assert filled(text, holes) == "由综治办在 3月2日送达"
    with translation.override("en"):
        assert filled("by %(who)s", {"who": "the office"}) == "by the office"


@pytest.mark.parametrize(
    ("reference", "area"),
    [
        ("A1:C2", Merge(1, 2, 0, 2)),
        ("$AB$7:$AC$9", Merge(7, 9, 27, 28)),
        ("A1", None),
        ("A1:", None),
        ("甲1:乙2", None),
    ],
)
def test_a_merged_area_is_read_by_its_corners(reference, area):
    assert merge_of(reference) == area


def test_signs_that_a_spreadsheet_writes_out_are_read_as_they_are_meant():
    assert unescaped("一_x000A_二") == "一\n二"
    assert unescaped("_xD83D__xDE00_") == "😀"
    assert "\ufffd" in unescaped("_xD83D_")
    assert unescaped("没有") == "没有"


@pytest.mark.parametrize(
    ("number", "zero_1904", "day"),
    [
        (1, False, date(1900, 1, 1)),
        (59, False, date(1900, 2, 28)),
        (60, False, None),
        (61, False, date(1900, 3, 1)),
        (46_083, False, date(2026, 3, 2)),
        (0, True, date(1904, 1, 1)),
        (60, True, date(1904, 3, 1)),
        (44_621, True, date(2026, 3, 2)),
        (-1, False, None),
    ],
)
def test_a_day_number_means_the_day_that_its_spreadsheet_shows(number, zero_1904, day):
    moment = moment_of_serial(Decimal(number), zero_1904=zero_1904)
    assert (moment.date() if moment else None) == day


@given(
    st.lists(
        st.text(st.characters(codec="gb18030", exclude_characters="\r\n\x00\ufeff"), max_size=5),
        min_size=1,
        max_size=5,
    )
)
def test_lines_are_counted_alike_in_every_encoding(lines):
    text = "编号\n" + "\n".join(lines)
    for encoding in ("utf-8-sig", "utf-16"):
        assert encoding_of(io.BytesIO(text.encode(encoding))) == (encoding, len(lines) + 1)


def test_a_file_of_chinese_signs_in_the_old_encoding_is_read_too():
    assert encoding_of(io.BytesIO("姓名,单位\n综治办".encode("gb18030"))) == ("gb18030", 2)


def test_a_refusal_names_its_sheets_on_the_other_side_of_a_process_too():
    said = pickle.loads(pickle.dumps(SeveralSheets(["一月", "二月"])))
    assert said.names == ["一月", "二月"]
    assert "一月、二月" in str(said)


def test_rows_in_which_nothing_is_seen_are_blank_and_a_broken_cell_is_not():
    broken = Broken("####", Words("列太窄", "too narrow"))
    rows = [(1, {0: " 名称 ", 1: "\u200b"}), (2, {0: " ", 1: "\u200b"}), (3, {1: broken})]
    assert list(tidied(rows)) == [(1, {0: "名称"}), (3, {1: broken})]


def test_a_heading_over_several_columns_joins_those_under_it_and_a_title_over_all_does_not():
    rows = [
        (1, {0: "登记表"}),
        (2, {0: "编号", 1: "诉求人"}),
        (3, {1: "姓名", 2: "电话"}),
        (4, {0: "1", 1: "某人", 2: "139"}),
    ]
    merges = [Merge(1, 1, 0, 2), Merge(2, 3, 0, 0), Merge(2, 2, 1, 2)]
    found = find_headings(rows, merges, lambda headings: len({"编号", "诉求人/姓名"} & set(headings)))
    assert (found.first, found.last) == (2, 3)
    assert list(found.columns.values()) == ["编号", "诉求人/姓名", "诉求人/电话"]
    assert find_headings([(1, {})], [], len) is None


def test_a_merged_value_is_carried_down_to_its_last_row_and_no_further():
    carrier = Carrier(
        [Merge(2, 3, 0, 0), Merge(2, 2, 1, 2), Merge(4, 5, 0, 0)], {0: "村", 1: "事", 2: "人"}, 1
    )
    assert carrier.carried(2, {0: "上坪村", 1: "修路"}) == {}
    assert carrier.carried(3, {1: "修桥"}) == {0: "上坪村"}
    assert carrier.carried(4, {1: "清沟"}) == {}
    assert carrier.carried(5, {1: "补种"}) == {}


def test_one_line_across_the_table_is_no_matter_and_is_told():
    carrier, notes = Carrier([Merge(2, 2, 0, 2), Merge(3, 3, 0, 1)], {0: "村", 1: "事", 2: "人"}, 1), []
    assert carrier.is_section(2, {0: "第一片"}, notes)
    assert "第 2 行" in notes[0].zh
    assert "第一片" in notes[0].zh
    assert not carrier.is_section(3, {0: "窄"}, notes)
    assert not carrier.is_section(4, {0: "没有合并"}, notes)
    assert len(notes) == 1


def test_what_is_neither_red_nor_amber_is_green(township, village, neighbour_village):
    every = Unit.objects.all()
    red, amber = every.filter(pk=township.pk), every.filter(pk__in=[village.pk, neighbour_village.pk])
    lights = lit_by("单位", "organization:units", every, red, amber)
    assert (lights.red, lights.amber, lights.green) == (1, 2, every.count() - 3)
    nothing = lit_by("单位", "organization:units", every.none(), every.none(), every.none())
    assert (nothing.red, nothing.amber, nothing.green) == (0, 0, 0)


@pytest.mark.parametrize("data", [["云岭乡"], {"name": "云岭乡"}, []])
def test_what_programs_are_told_is_readable_as_it_is_also_a_list(data):
    content = told(data).content.decode()
    assert json.loads(content) == data
    assert "\\u" not in content


def test_what_programs_are_refused_is_said_in_words_and_how_to_come_in():
    answer = refused(Words("没有权限", "not allowed"), 401)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "没有权限" in answer.content.decode()
    assert "WWW-Authenticate" not in refused("没有", 404).headers
