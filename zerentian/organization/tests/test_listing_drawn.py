"""What is drawn of a list: cells, rows, fields, headings, the board, and what of it leaves as a file."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import translation
from django.utils.safestring import mark_safe

from conftest import NOW
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.listing.board import board_columns, for_board
from zerentian.organization.listing.drawn import (
    box_html,
    cell_html,
    choice_field,
    column_boxes,
    first_fields,
    folded_fields,
    headings,
    hidden_fields,
    row_html,
    select,
    words_of,
)
from zerentian.organization.listing.many import changed
from zerentian.organization.listing.safe import safe
from zerentian.organization.listing.sheet import lines_of, text_of
from zerentian.organization.listing.signs import distance, proof_cell
from zerentian.organization.lists import (
    Board,
    Cell,
    Column,
    ListOf,
    Look,
)
from zerentian.organization.models import Post
from zerentian.organization.tests.test_listing import POSTS, TODAY, ask

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("light", "days", "chinese", "english"),
    [
        ("red", -3, "已逾期3天", "overdue by 3 days"),
        ("red", -1, "已逾期1天", "overdue by 1 day"),
        ("red", 2, "逾期后延期", "overdue, then put off"),
        ("red", 0, "已逾期", "overdue"),
        ("green", -1, "正常", "on track"),
        ("amber", 0, "今天到期", "due today"),
        ("amber", 1, "还有1天", "1 day left"),
        ("green", 20, "还有20天", "20 days left"),
    ],
)
def test_how_far_a_day_is_is_said_in_days(light, days, chinese, english):
    due = TODAY + timedelta(days=days)
    with translation.override("en"):
        assert distance(light, due, TODAY) == english
    assert distance(light, due, TODAY) == chinese


def test_a_cell_is_a_deadline_a_state_a_link_or_words():
    assert 'class="deadline amber"' in words_of(Cell(light="amber", due=TODAY))
    assert words_of(Cell("已办", sign="◉", state="verified")) == '<span class="state verified">◉ 已办</span>'
    assert words_of(Cell("已办", state="")) == '<span class="state ">已办</span>'
    assert words_of(Cell("甲", url="/a?b=1&c=2")) == '<a href="/a?b=1&amp;c=2">甲</a>'
    assert 'src="/p.png"' in words_of(Cell("甲", url="/a", picture="/p.png"))
    assert words_of(Cell(due=TODAY)) == "2026年3月2日"
    assert words_of(Cell()) == "—"
    assert words_of(Cell("<b>")) == "&lt;b&gt;"
    assert (safe(mark_safe("<b>")), safe("<b>"), safe(7)) == ("<b>", "&lt;b&gt;", "7")


def test_a_cell_of_the_table_has_its_style_its_tags_and_its_note():
    plain, main, number = (Column("k", "标<", None, main=at == 1, number=at == 2) for at in range(3))
    assert cell_html(plain, Cell("x")) == '<td class="plain" data-label="标&lt;">x</td>'
    assert cell_html(main, Cell("x")).startswith('<td class="main"')
    assert cell_html(number, Cell(3)).startswith('<td class="number"')
    assert cell_html(main, Cell()).startswith('<td class="void"')
    whole = cell_html(plain, Cell("x", tags=("清单外",), note="注"))
    assert whole.endswith('x <span class="tag">清单外</span><br><span class="note">注</span></td>')


def test_a_row_has_a_box_an_empty_one_or_none(leader):
    column, look = POSTS.columns[1], Look(leader, NOW)
    row = Post.objects.get(code="990101-V01-01")
    assert row_html(row, [column], look, None).count("<td") == 1
    assert '<td class="tick-one"></td>' in row_html(row, [column], look, mark_safe(""))
    box = box_html("7", '甲"乙')
    assert (box in row_html(row, [column], look, box), 'value="7"' in box, "&quot;" in box) == (
        True,
        True,
        True,
    )


def test_fields_in_sight_and_folded_ones_carry_what_is_asked(leader):
    asked = ask("role=cadre&first=2026-02-01&sort=-code&post=7&tab=cadres", leader)
    assert [one.name for one in first_fields(asked)] == ["q", "role"]
    assert [one.name for one in folded_fields(asked)] == ["unit", "first", "last", "sort"]
    (role,) = [one for one in first_fields(asked) if one.name == "role"]
    assert '<option value="cadre" selected>' in role.html
    dated = {one.name: one.html for one in folded_fields(asked)}
    assert 'value="2026-02-01"' in dated["first"]
    assert '<option value="-code" selected>' in dated["sort"]
    assert " selected" not in choice_field(POSTS.filters[1], asked).html
    hidden = hidden_fields(asked)
    assert ('name="tab" value="cadres"' in hidden, 'name="post" value="7"' in hidden, "role" in hidden) == (
        True,
        True,
        False,
    )
    assert select("x", [("a", "甲")], "", "全部") == (
        '<select name="x" id="filter-x"><option value="">全部</option><option value="a">甲</option></select>'
    )


def test_columns_that_may_be_left_out_have_a_box(leader):
    boxes = "".join(column_boxes(ask("cols=first", leader)))
    assert [f'value="{key}"' in boxes for key in ("code", "title", "first", "last", "role")] == [
        *(False, False, True, True, True)
    ]
    assert boxes.count(" checked") == 1


def test_a_heading_turns_the_order_round_and_one_without_an_order_leads_nowhere(leader):
    found = {one.label: one for one in headings(ask("cols=role&cols=first", leader))}
    assert (found["代码"].sorted, found["代码"].url.endswith("sort=-code")) == ("ascending", True)
    assert (found["启用"].sorted, found["启用"].url.endswith("sort=first")) == ("", True)
    assert (found["名称"].url, found["角色"].url) == ("", "")
    down = {one.label: one for one in headings(ask("sort=-code", leader))}["代码"]
    assert (down.sorted, down.url.endswith("sort=code")) == ("descending", True)


def test_a_board_has_a_column_for_each_state_the_first_of_each_and_how_many_more(leader, monkeypatch):
    monkeypatch.setattr("zerentian.organization.listing.board.SHOWN", 1)
    board = Board("organization.view", [("clerk", "经办人"), ("cadre", "村干部")], ("code",), "role")
    asked = for_board(ask("tab=cadres&q=x&sort=-code&role=clerk&cols=first", leader), board)
    assert (asked.words, asked.query.get("role"), asked.query.get("cols")) == ("", None, "first")
    clerks, cadres = board_columns(asked, board)
    assert (clerks.label, [card.main.words for card in cadres.cards], cadres.more) == (
        "经办人",
        ["上坪村村干部"],
        "1",
    )
    assert (clerks.more, "role=cadre" in cadres.url, cadres.cards[0].dated) == ("1", True, None)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (Cell("甲", value=0), "0"),
        (Cell("甲", value=""), ""),
        (Cell("甲", note="注", tags=("一", "二")), "甲 · 一 · 二 · 注"),
        (Cell(light="red", due=TODAY), "2026-03-02 · 已逾期"),
        (Cell(due=TODAY), "2026-03-02"),
        (Cell(), ""),
    ],
)
def test_a_cell_is_one_text_in_a_file(cell, text):
    assert text_of(cell) == text


def test_a_file_has_headings_rows_and_who_took_it(leader, monkeypatch):
    lines, count, taken = lines_of(ask("tab=cadres", leader))
    assert lines[0] == ["代码", "名称", "角色"]
    assert [line[0] for line in lines[1:]] == ["990101-V02-01", "990101-V01-01"]
    assert (count, "示例己" in taken, "2026-03-02 09:00" in taken, "2" in taken) == (2, True, True, True)
    monkeypatch.setattr("zerentian.organization.listing.sheet.MOST", 1)
    with pytest.raises(NotAllowed, match="一次最多导出1行"):
        lines_of(ask("tab=cadres", leader))
    monkeypatch.setattr("zerentian.organization.listing.sheet.MOST", 2)
    told = ListOf(**{name: getattr(POSTS, name) for name in POSTS.__slots__} | {"left_out": "另有未列"})
    assert lines_of(ask("tab=cadres", leader, told))[0][-1] == ["另有未列"]


def test_of_what_would_change_only_what_would_is_told():
    before, after = {"岗位": "甲", "期限": "3月"}, {"岗位": "乙", "期限": "3月"}
    assert changed(before, after) == [("岗位", "甲", "乙")]
    assert changed(before, {}) == []


@pytest.mark.parametrize(
    ("said", "words", "tags"),
    [
        ({"proof_state": "verified"}, "已核实", []),
        ({"proof_state": "recorded", "time_state": "late", "late_days": 3}, "仅有记录", ["迟3天"]),
        ({"proof_state": "evidenced", "time_state": "imported"}, "有证据", ["历史导入"]),
        ({"proof_state": "unknown", "change": "corrected"}, "未知", ["更正"]),
        ({"proof_state": "recorded", "change": "voided"}, "仅有记录", ["已撤回"]),
        ({"proof_state": "recorded", "change": "verified"}, "仅有记录", []),
    ],
)
def test_an_entry_shows_its_proof_and_what_became_of_it(said, words, tags):
    entry = SimpleNamespace(**{"time_state": "", "late_days": 0, "change": ""} | said)
    cell = proof_cell(entry)
    assert (str(cell.words), [str(tag) for tag in cell.tags], cell.state) == (
        words,
        tags,
        said["proof_state"],
    )
