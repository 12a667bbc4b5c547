"""Which column of somebody's table is which: usual names, maps as they are typed, what does not fit or is refused."""

import pytest

from zerentian.exchange.rules.mapping import (
    DEFAULTS,
    HEADINGS,
    KEYS,
    TRANSLATED,
    ColumnMap,
    fitted,
    is_refused,
    left_out,
    map_of,
    missing_keys,
    normal,
    read_map,
    recognised,
    wanted_of,
)
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.tables.headings import BETWEEN

MAP = """
source = "12345平台"
[columns]
text = " 内容 "
received_at = "时间"
[defaults]
channel = "热线"
[values.kind]
"诉" = "求助"
"""


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        (" 联系 电话 ", "联系电话"),
        ("*受理时间：", "受理时间"),
        ("＊受理-时间:", "受理时间"),
        ("【诉求】（内容）[1]", "诉求内容1"),
        ("Received_At", "receivedat"),
    ],
)
def test_a_heading_is_known_without_signs_blanks_and_case(heading, name):
    assert normal(heading) == name


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (["内容", "诉求内容"], {"text": "诉求内容"}),
        (["诉求内容", "内容"], {"text": "诉求内容"}),
        (["ID", "工单号", "编号"], {"number": "编号"}),
        (["天气"], {}),
        ([f"来电人{BETWEEN}电话"], {"contact_phone": f"来电人{BETWEEN}电话"}),
        ([f"来电人{BETWEEN}电话", f"经办人{BETWEEN}电话"], {}),
        ([f"来电人{BETWEEN}电话", "电话"], {"contact_phone": "电话"}),
        ([f"诉求{BETWEEN}内容", "受理 时间"], {"text": f"诉求{BETWEEN}内容", "received_at": "受理 时间"}),
    ],
)
def test_the_usual_name_is_found_first_and_a_lower_one_where_it_is_alone(headings, found):
    assert recognised(headings) == found


def test_every_key_has_usual_names_and_what_is_needed_is_among_the_keys():
    assert list(HEADINGS) == sorted(HEADINGS, key=list(KEYS).index)
    assert set(HEADINGS) == set(KEYS)
    assert set(KEYS) >= TRANSLATED
    assert DEFAULTS - set(KEYS) == {"decision"}


def test_a_map_is_read_as_it_is_typed_and_kept_as_plain_data():
    chosen = read_map(MAP)
    assert chosen == ColumnMap(
        {"text": "内容", "received_at": "时间"}, {"channel": "热线"}, {"kind": {"诉": "求助"}}, "12345平台"
    )
    assert chosen.as_data() == {
        "columns": {"text": "内容", "received_at": "时间"},
        "defaults": {"channel": "热线"},
        "values": {"kind": {"诉": "求助"}},
    }
    assert map_of(chosen.as_data()) == ColumnMap(chosen.columns, chosen.defaults, chosen.values)
    assert read_map(MAP.encode()) == chosen


def test_numbers_of_a_map_are_words():
    chosen = map_of({"columns": {"text": 1}, "values": {"kind": {2: 3}}, "source": 4})
    assert chosen == ColumnMap({"text": "1"}, {}, {"kind": {"2": "3"}}, "4")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            {"people": 1, "dogs": 2},
            "映射文件 不认识 dogs、people，可用的有：columns、defaults、source、values",
        ),
        ({"columns": {"opinion": "x"}}, r"\[columns\] 不认识 opinion，可用的有："),
        ({"defaults": {"text": "x"}}, r"\[defaults\] 不认识 text，可用的有：category、channel"),
        ({"values": {"title": {}}}, r"\[values\] 不认识 title"),
        ({"columns": 1}, r"\[columns\] 应是一个表"),
        ({"defaults": "x"}, r"\[defaults\] 应是一个表"),
        ({"values": {"kind": "x"}}, r"\[kind\] 应是一个表"),
        ({"columns": {"text": " 微信号 "}}, "不能导入“ 微信号 ”列"),
        ({"columns": {"text": "政治面貌"}}, "不能导入“政治面貌”列"),
    ],
)
def test_a_map_that_says_what_nobody_knows_or_may_is_refused(data, words):
    with pytest.raises(NotAllowed, match=words):
        map_of(data)


@pytest.mark.parametrize(
    ("chosen", "headings", "score", "enough"),
    [
        (None, ["诉求内容", "受理时间", "天气"], 2, True),
        (None, ["诉求内容", "天气"], 1, False),
        (None, ["标题", "受理时间"], 2, True),
        (ColumnMap({}), ["诉求内容", "受理时间"], 2, True),
        (ColumnMap({"text": "甲", "title": "乙"}), ["甲", "乙", "丙"], 2, True),
        (ColumnMap({"text": "甲", "title": "乙"}), ["甲", "丙"], 1, False),
    ],
)
def test_the_headings_that_are_looked_for_are_those_of_the_map_or_the_usual_ones(
    chosen, headings, score, enough
):
    wanted = wanted_of(chosen)
    assert (wanted.recognise(headings), wanted.suffices(headings)) == (score, enough)


def test_a_map_fits_as_given_else_by_the_usual_names():
    headings = ["内容", "受理时间", "记录"]
    assert fitted(None, headings) == ColumnMap({"text": "内容", "received_at": "受理时间"})
    given = ColumnMap({"text": "记录", "received_at": "受理时间"}, {"channel": "热线"}, source="甲")
    assert fitted(given, headings) == given
    bare = ColumnMap({}, {"channel": "热线"}, source="甲")
    assert fitted(bare, headings) == ColumnMap(
        {"text": "内容", "received_at": "受理时间"}, {"channel": "热线"}, source="甲"
    )


@pytest.mark.parametrize(
    ("chosen", "headings", "words"),
    [
        (
            ColumnMap({"text": "甲", "received_at": "乙"}),
            ["乙", "", "丙"],
            "表中没有“甲”列；表中的列有：乙、丙",
        ),
        (ColumnMap({"text": "甲", "received_at": "乙"}), ["丙"], "表中没有“甲、乙”列"),
        (None, ["天气"], "不知道哪一列是诉求内容（text）、受理时间（received_at）；表中的列有：天气"),
        (ColumnMap({"title": "甲"}), ["甲"], "不知道哪一列是受理时间（received_at）"),
    ],
)
def test_a_map_that_does_not_fit_says_what_is_missing_and_what_there_is(chosen, headings, words):
    with pytest.raises(NotAllowed, match=words):
        fitted(chosen, headings)


def test_what_is_not_taken_is_told_with_what_is_refused_apart():
    chosen = ColumnMap({"text": "内容"})
    headings = ["内容", "微信号", "", "备注", "粉丝数", "天气"]
    assert left_out(chosen, headings) == (["微信号", "粉丝数"], ["备注", "天气"])
    assert left_out(chosen, ["内容"]) == ([], [])


def test_needed_are_a_time_and_words_in_their_order():
    assert missing_keys({"place": "x"}) == ["text", "received_at"]


@pytest.mark.parametrize("heading", ["信仰", "宗教信仰", "是否重点人员", "思想倾向"])
def test_creed_and_marks_on_persons_are_refused(heading):
    assert is_refused(heading)
