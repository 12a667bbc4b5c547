"""Headings, times and tables as people write them: what is read, what is refused, whatever stands in them."""

import csv
import io
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zerentian.exchange.rules.lines import Line, Reader, moment_of
from zerentian.exchange.rules.mapping import (
    HEADINGS,
    KEYS,
    ColumnMap,
    fitted,
    is_refused,
    left_out,
    missing_keys,
    normal,
    read_map,
    recognised,
    wanted_of,
)
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.rules.sheets import Problem
from zerentian.organization.rules.tables.cells import Unreadable
from zerentian.organization.rules.tables.layout import Row, read_table

LOCAL = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=LOCAL)
MOMENTS = st.datetimes(datetime(1992, 1, 1), datetime(2099, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0, tzinfo=LOCAL)
)
FORMS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y.%m.%d %H:%M:%S",
    "%Y年%m月%d日 %H时%M分%S秒",
    "%Y%m%d%H%M%S",
)


@given(MOMENTS, st.sampled_from(FORMS))
def test_a_time_is_read_as_it_is_written_and_is_shanghais(moment, form):
    assert moment_of(moment.strftime(form)) == moment


@given(MOMENTS)
def test_a_time_with_a_zone_is_the_same_moment(moment):
    assert moment_of(moment.astimezone(UTC).isoformat()) == moment


@given(st.integers(min_value=33_000, max_value=72_000), st.integers(min_value=0, max_value=86_399))
def test_a_spreadsheets_bare_number_is_its_day(days, seconds):
    expected = datetime(1899, 12, 30, tzinfo=LOCAL) + timedelta(days=days, seconds=seconds)
    assert abs(moment_of(f"{days + seconds / 86_400:.8f}") - expected) <= timedelta(seconds=1)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "前天",
        "2026-13-01",
        "2026-02-30",
        "26-3-1",
        "10:30",
        "0001-01-01",
        "2026-03-01 25:00",
        "1949-09-30 12:00",
        "19490930",
        "1026-01-01",
        "10260101",
        "18000",
    ],
)
def test_what_is_no_time_is_refused(said):
    with pytest.raises(ValueError, match=r"."):
        moment_of(said)


@given(st.text(max_size=30))
def test_any_cell_is_a_time_or_refused(said):
    with suppress(ValueError):
        assert moment_of(said).tzinfo is not None


@given(st.dictionaries(st.sampled_from(sorted(KEYS)), st.text(max_size=40)))
def test_any_row_is_a_line_or_a_problem_in_its_place(cells):
    reader = Reader(ColumnMap({key: key for key in KEYS}), NOW, str)
    line = reader.line(Row(7, {key: cell.strip() for key, cell in cells.items()}))
    assert isinstance(line, Line | Problem)
    if isinstance(line, Problem):
        assert (line.row, line.column in KEYS) == (7, True)


@given(st.permutations([(key, one) for key, all_of in HEADINGS.items() for one in all_of[:1]]))
def test_headings_are_known_in_any_order(pairs):
    assert recognised([heading for _, heading in pairs]) == dict(pairs)


def test_no_usual_heading_is_refused_and_none_names_two_keys():
    usual = [heading for headings in HEADINGS.values() for heading in headings]
    assert len(usual) == len(set(usual))
    assert [heading for heading in usual if is_refused(heading) or normal(heading) != heading] == []


@pytest.mark.parametrize(
    "heading",
    ["账号", "用户帐号", "昵称", "网名", "发帖人", "作者", "Poster", "user_name", "Likes", "dislikes", "点赞数",
     "粉丝", "followers", "转发量", "阅读数", "帖子链接", "网址", "URL", "微信号", "抖音ID", "IP地址", "openid"],
)  # fmt: skip
def test_accounts_likes_followers_and_addresses_of_posts_are_refused(heading):
    assert is_refused(heading)
    assert heading in left_out(ColumnMap({}), [heading])[0]


@pytest.mark.parametrize("heading", ["联系电话", "地址", "诉求人", "备注", "办理情况", "关注点", "承办单位"])
def test_other_columns_are_not(heading):
    assert not is_refused(heading)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[columns]\nopinion = "观点"', "opinion"),
        ('[defaults]\ntext = "x"', "text"),
        ('[values.title]\na = "b"', "title"),
        ("[people]", "people"),
        ("columns = 1", "columns"),
        ("[columns", "映射文件有误"),
    ],
)
def test_a_map_knows_a_closed_list_of_keys(text, said):
    with pytest.raises(NotAllowed, match=said):
        read_map(text)


@pytest.mark.parametrize(
    ("carried", "missing"),
    [
        ((), ["text", "received_at"]),
        (("text",), ["received_at"]),
        (("title",), ["received_at"]),
        (("received_at",), ["text"]),
        (("received_at", "text"), []),
        (("received_at", "title"), []),
    ],
)
def test_a_text_or_a_title_and_the_time_are_needed(carried, missing):
    assert missing_keys(dict.fromkeys(carried, "列")) == missing


def test_a_map_without_the_needed_columns_is_refused():
    with pytest.raises(NotAllowed, match="received_at"):
        fitted(None, ["诉求内容"])


@given(
    st.lists(
        st.lists(st.text(alphabet="甲乙丙,\"\n;' 12", min_size=1, max_size=8), min_size=2, max_size=2),
        min_size=1,
    )
)
def test_what_a_spreadsheet_writes_is_what_is_read(rows):
    text = io.StringIO()
    csv.writer(text).writerows([["编号", "诉求内容"], *rows])
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        table = read_table(io.BytesIO(text.getvalue().encode(encoding)), "t.csv", wanted_of(None))
        assert table.headings == ("编号", "诉求内容")
        read = [[row["编号"], row["诉求内容"]] for row in table.rows]
        assert read == [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]


@pytest.mark.parametrize(
    ("name", "content"), [("t.csv", b""), ("t.xlsx", b"PK nonsense"), ("t.csv", b"\xff\xff\x00")]
)
def test_what_is_no_table_is_refused(name, content):
    with pytest.raises(Unreadable):
        read_table(io.BytesIO(content), name, wanted_of(None))
