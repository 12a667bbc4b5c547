"""The page of a list: what stands around its rows, its pages, its boxes, its buttons, and its board."""

from dataclasses import replace

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from conftest import NOW
from zerentian.organization.actions.posts import create_post
from zerentian.organization.listing import asked as asking
from zerentian.organization.listing import page as pages
from zerentian.organization.listing.board import board_columns
from zerentian.organization.listing.drawn import folded_fields, headings
from zerentian.organization.listing.page import body, box, buttons, frame, list_page, onlys
from zerentian.organization.listing.sheet import MOST as MOST_LEAVING
from zerentian.organization.listing.sheet import lines_of
from zerentian.organization.listing.signs import deadline
from zerentian.organization.lists import Board, Button, Cell, Column, Many, Only, Tab
from zerentian.organization.models import KeptList, Post
from zerentian.organization.tests.test_listing import POSTS, TODAY, ask, codes
from zerentian.organization.tests.written import day

pytestmark = pytest.mark.django_db
BOARD = Board("organization.view", [("clerk", "经办人"), ("cadre", "村干部")], ("code",), "role")


def steps(*ticked):
    """Return what may be done to the rows of some codes, by who holds which right."""
    return tuple(
        Many(
            f"step{at}",
            f"步骤{at}",
            "",
            right,
            form=lambda sent, account, rows: None,
            act=lambda row, said, account, moment: None,
            ticked=lambda row, account, here=here: row.code in here,
            done="",
        )
        for at, (right, here) in enumerate(ticked)
    )


@pytest.fixture
def page(rf):
    """Return the page of a list as somebody is shown it."""

    def shown(account, query="", listed=POSTS, **more):
        request = rf.get(f"/x/?{query}")
        request.user, request.session = account, SessionStore()
        return list_page(request, listed, **more).content.decode()

    return shown


# -- the page ------------------------------------------------------------------------------------------------


def test_a_page_has_its_rows_its_number_and_its_headings(page, leader):
    html = page(leader, "tab=cadres")
    assert '<td class="plain" data-label="代码">990101-V01-01</td>' in html
    assert '<a href="/990101-V01-01">上坪村村干部</a>' in html
    assert "共2件" in html
    assert html.index("990101-V02-01") < html.index("990101-V01-01"), "the tab's own order"
    assert "第1页" not in html
    assert 'aria-current="page">村干部' in html


def test_what_of_an_address_was_not_understood_stands_on_the_page_of_the_list_and_of_the_board(page, leader):
    assert "error-summary" not in page(leader)
    assert "error-summary" in page(leader, "role=king")
    assert "error-summary" in page(leader, "unit=king&view=board", replace(POSTS, board=BOARD))


def test_a_list_without_rows_says_so_or_that_nothing_was_found(page, leader):
    empty = replace(POSTS, rows=lambda account: Post.objects.none(), empty=("还没有岗位", "先设岗位"))
    assert "先设岗位" in page(leader, listed=empty)
    narrowed = page(leader, "q=狼", POSTS)
    assert "没有找到" in narrowed
    assert "先设岗位" not in narrowed


def test_a_board_is_shown_to_who_may_see_it_and_asks_for_it(page, leader):
    boarded = replace(POSTS, board=BOARD)
    assert "view=board" in page(leader, listed=boarded)
    assert 'class="table listed"' in page(leader, listed=boarded)
    board = page(leader, "view=board&tab=cadres", boarded)
    assert 'class="table listed"' not in board
    assert "村干部" in board
    kept = replace(boarded, board=replace(BOARD, right="organization.manage"))
    for query in ("", "view=board"):
        assert 'class="table listed"' in page(leader, query, kept), query
    assert "view=board" not in page(leader, listed=kept)
    assert 'class="table listed"' in page(leader, "view=board", POSTS)


def test_a_room_adds_what_its_own_page_shows(page, leader):
    assert "另外的标题" in page(leader, listed=POSTS, context={"list": replace(POSTS, title="另外的标题")})


# -- around the rows -----------------------------------------------------------------------------------------


def test_the_tabs_lead_to_themselves_and_one_of_them_is_here(leader):
    asked = ask("tab=cadres&role=cadre&page=3", leader)
    assert [(tab.code, url, here) for tab, url, here in frame(asked, None)["tabs"]] == [
        ("all", "?role=cadre&tab=all", False),
        ("cadres", "?role=cadre&tab=cadres", True),
    ]
    assert [here for _, _, here in frame(ask("role=cadre", leader), None)["tabs"]] == [False, False]


@pytest.mark.parametrize(
    ("query", "unfolded"),
    [
        ("", False),
        ("role=cadre", False),
        ("tab=cadres&q=x&sort=-code", False),
        ("first=2026-01-01", True),
        ("last=2026-01-01", True),
    ],
)
def test_folded_fields_are_open_where_one_of_them_is_filled_in(leader, query, unfolded):
    assert frame(ask(query, leader), None)["unfolded"] is unfolded


def test_a_folded_choice_that_is_made_opens_the_fold(leader):
    unit = Post.objects.get(code="990101-V01-01").unit_id
    assert frame(ask(f"unit={unit}", leader), None)["unfolded"] is True


def test_lists_that_one_kept_stand_there_for_their_own_list_alone(leader, clerk):
    for account, code, title in (
        (leader, POSTS.code, "我的"),
        (leader, "tasks", "别的列表"),
        (clerk, POSTS.code, "别人的"),
    ):
        KeptList.objects.create(account=account, code=code, title=title, asked="tab=cadres")
    mine = frame(ask("", leader), None)["mine"]
    assert [(one.title, url) for one, url in mine] == [("我的", "?tab=cadres")]


def test_the_board_keeps_what_is_asked_but_the_tab(leader):
    asked = ask("tab=cadres&first=2026-01-01", leader)
    assert frame(asked, BOARD)["board_url"] == "?first=2026-01-01&view=board"
    assert frame(asked, None)["board_url"] == ""
    assert frame(asked, None)["here"] == "?tab=cadres&first=2026-01-01"


def test_buttons_stand_there_for_who_holds_one_of_their_rights(leader, administrator, clerk):
    listed = replace(
        POSTS,
        buttons=(
            Button("所有人", "organization:areas"),
            Button("管理", "organization:accounts", "organization.manage"),
            Button(
                "二者之一", "organization:unit", "organization.manage", or_right="area.charge", args=("x",)
            ),
            Button("带筛选", "organization:units", kept=True, main=True),
        ),
    )

    def found(account, query=""):
        return {one["label"]: (one["url"], one["main"]) for one in buttons(ask(query, account, listed))}

    plain = {
        "所有人": (reverse("organization:areas"), False),
        "带筛选": (reverse("organization:units"), True),
    }
    either = {"二者之一": (reverse("organization:unit", args=["x"]), False)}
    assert found(clerk) == plain
    assert found(leader) == plain | either
    assert found(administrator) == plain | either | {"管理": (reverse("organization:accounts"), False)}
    assert found(clerk, "role=cadre")["带筛选"][0] == reverse("organization:units") + "?role=cadre"
    assert found(clerk, "role=cadre")["所有人"][0] == reverse("organization:areas")


def test_a_matter_that_another_page_led_to_is_named_with_the_way_out(leader):
    assert onlys(ask("", leader)) == []
    assert onlys(ask("post=7&role=cadre", leader)) == [("某岗", "?role=cadre")]
    untold = replace(POSTS, filters=(Only("post", lambda rows, key, look: rows, lambda key, look: ""),))
    assert onlys(ask("post=7", leader, untold)) == [], "one without a title is not spoken of"


# -- the rows ------------------------------------------------------------------------------------------------


def test_pages_lead_on_and_back_and_say_with_which_row_they_begin(leader, monkeypatch):
    monkeypatch.setattr(asking, "PAGE", 2)
    monkeypatch.setattr(pages, "PAGE", 2)
    every = codes(ask("", leader))
    shown = body(ask("", leader))
    assert [one.code for one in shown["page"]] == every[:2]
    assert (shown["older"], shown["newer"], shown["first_row"]) == ("?page=2", "", 1)
    second = body(ask("page=2&sort=-code", leader))
    assert (second["older"], second["newer"]) == ("?sort=-code&page=3", "?sort=-code&page=1")
    assert second["first_row"] == 3
    assert second["total"] == str(len(every))
    last = body(ask(f"page={(len(every) + 1) // 2}", leader))
    assert (last["older"], last["further"]) == ("", False)


def test_a_list_that_goes_on_beyond_its_last_page_says_so(leader, monkeypatch):
    for name in ("PAGE", "LAST_PAGE"):
        monkeypatch.setattr(asking, name, 2)
        monkeypatch.setattr(pages, name, 2)
    assert body(ask("", leader))["further"] is False
    beyond = body(ask("page=2", leader))
    assert (beyond["further"], beyond["older"]) == (True, "")
    few = replace(POSTS, rows=lambda account: Post.objects.filter(role="cadre", code__startswith="990101"))
    assert body(ask("page=2", leader, few))["further"] is False


def test_more_rows_than_are_counted_are_told_as_such(leader, monkeypatch):
    monkeypatch.setattr(asking, "PAGE", 2)
    assert body(ask("", leader, replace(POSTS, counted=3)))["total"] == "2+"


def test_what_the_cells_need_is_looked_up_once_for_the_page(leader):
    asked = []
    listed = replace(POSTS, finish=lambda rows, look: asked.append([one.code for one in rows]))
    body(ask("tab=cadres", leader, listed))
    assert asked == [["990101-V02-01", "990101-V01-01"]]


def test_a_column_that_holds_only_some_rows_narrows_to_them_and_says_so(leader):
    last = Column(
        "last",
        "停用",
        lambda one, look: Cell(due=one.last),
        ("last", "code"),
        within=lambda rows, look: rows.exclude(last=None),
        only="只列停用的",
    )
    listed = replace(POSTS, columns=(*POSTS.columns[:3], last))
    Post.objects.filter(code="990101-V01-01").update(last=TODAY)
    shown = body(ask("sort=last", leader, listed))
    assert (shown["only"], [one.code for one in shown["page"]]) == ("只列停用的", ["990101-V01-01"])
    assert body(ask("", leader, listed))["only"] == ""
    unsortable = replace(POSTS, columns=POSTS.columns[-1:], order="role")
    assert body(ask("", leader, unsortable))["only"] == ""


def test_a_row_has_a_box_where_one_of_the_steps_for_many_may_be_taken_with_it(leader):
    row = Post.objects.get(code="990101-V01-01")
    here, there = ("organization.view", {row.code}), ("organization.view", {"another"})
    assert box(POSTS, row, (), leader) is None
    assert box(POSTS, row, steps(there), leader) == ""
    assert f'value="{row.pk}"' in box(POSTS, row, steps(there, here), leader)
    assert f'value="{row.code}"' in box(replace(POSTS, key="code"), row, steps(here), leader)


def test_boxes_stand_in_the_rows_for_who_may_take_one_of_the_steps(page, leader):
    listed = replace(
        POSTS, many=steps(("organization.view", {"990101-V01-01"}), ("organization.manage", set()))
    )
    html = page(leader, "tab=cadres", listed)
    assert html.count('type="checkbox" name="row"') == 1
    assert ("步骤0" in html, "步骤1" in html) == (True, False)
    assert 'name="row"' not in page(leader, "tab=cadres", POSTS)


# -- the board -----------------------------------------------------------------------------------------------


def test_a_card_shows_the_first_deadline_that_stands_in_a_usual_column(leader):
    columns = (
        POSTS.columns[1],
        Column("plain", "词", lambda one, look: Cell("x"), ("code",)),
        Column("unsorted", "甲", lambda one, look: Cell(due=TODAY)),
        Column("hidden", "乙", lambda one, look: Cell(due=TODAY), ("code",), optional=True),
        Column("lit", "丙", lambda one, look: Cell("丙", light="red"), ("code",)),
        Column("due", "丁", lambda one, look: Cell("丁", due=TODAY), ("code",)),
    )
    (card,) = card_columns(leader, columns)
    assert (card.main.words, card.dated.words) == ("上坪村村干部", "丙")
    (card,) = card_columns(leader, columns[:4])
    assert card.dated is None
    (card,) = card_columns(leader, (*columns[:4], columns[5]))
    assert card.dated.words == "丁"


def card_columns(account, columns):
    """Return the cards of one village's post."""
    listed = replace(POSTS, columns=columns, rows=lambda who: Post.objects.filter(code="990101-V01-01"))
    board = Board("organization.view", [("cadre", "村干部")], ("code",), "role")
    (standing,) = board_columns(ask("", account, listed), board)
    return standing.cards


@pytest.mark.parametrize(("shown", "most", "said"), [(3, 9, ""), (2, 9, "1"), (1, 2, "1+"), (1, 3, "2")])
def test_a_board_counts_what_found_no_room_up_to_a_bound(
    leader, administrator, village, monkeypatch, shown, most, said
):
    monkeypatch.setattr("zerentian.organization.listing.board.SHOWN", shown)
    monkeypatch.setattr("zerentian.organization.listing.board.MOST", most)
    for title in ("护林员", "水管员"):
        create_post(unit=village, title=title, role="cadre", first=day(-9), by=administrator, now=NOW)
    here = replace(POSTS, rows=lambda who: Post.objects.filter(unit=village), finish=noted(seen := []))
    board = Board("organization.view", [("cadre", "村干部"), ("clerk", "经办人")], ("code",), "role")
    cadres, clerks = board_columns(ask("", leader, here), board)
    assert (cadres.more, len(cadres.cards), clerks.more, list(clerks.cards)) == (said, shown, "", [])
    assert [len(rows) for rows in seen] == [shown, 0]
    assert (cadres.label, cadres.url) == ("村干部", "?role=cadre")


def noted(seen):
    """Return what notes for which rows a page looked something up."""
    return lambda rows, look: seen.append(list(rows)) if look.now == NOW else None


def test_the_tab_of_who_looks_is_not_that_of_who_may_more(leader, administrator):
    listed = replace(
        POSTS, tabs=(Tab("kept", "管理", lambda rows, look: rows.none(), right="organization.manage"),)
    )
    assert codes(ask("", leader, listed)) != []
    assert codes(ask("", administrator, listed)) == []


# -- a list that can not be sorted, and one with an index of its own -------------------------------------------------


def test_a_list_of_which_nothing_can_be_sorted_has_no_field_for_it_and_stays_as_it_comes(leader):
    listed = replace(POSTS, columns=POSTS.columns[-1:], order="role")
    asked = ask("sort=-role", leader, listed)
    assert asked.sort == (None, False)
    assert {one.code for one in asked.rows()} == set(codes(ask("", leader)))
    assert [one.name for one in folded_fields(asked)] == ["unit", "first", "last"]
    assert [(one.url, one.sorted) for one in headings(asked)] == [("", "")]


def test_what_an_index_of_its_own_finds_is_sorted_by_no_heading_and_leaves_as_it_was_found(
    leader, monkeypatch
):
    asked_for = []

    def find(rows, words, most):
        asked_for.append((words, most))
        return list(rows.filter(title__contains=words).order_by("-code"))[:most]

    listed = replace(POSTS, find=find, speak=None)
    found = ask("q=村干部", leader, listed)
    assert [(one.url, one.sorted) for one in headings(found)] == [("", "")] * 3
    assert headings(ask("", leader, listed))[0].url != ""
    lines, count, _taken = lines_of(found)
    assert ([line[0] for line in lines[1:]], count) == (["990101-V02-01", "990101-V01-01"], 2)
    assert asked_for[-1] == ("村干部", MOST_LEAVING + 1)
    assert headings(ask("q=村干部", leader, POSTS))[0].url != "", "words alone do not hinder sorting"


def test_a_page_of_just_its_rows_is_the_last_and_an_empty_one_beyond_it_counts_all(leader, monkeypatch):
    monkeypatch.setattr(asking, "PAGE", 2)
    two = replace(POSTS, rows=lambda account: Post.objects.filter(role="cadre", code__startswith="990101"))
    first, beyond = ask("", leader, two).found(), ask("page=2", leader, two).found()
    assert (len(first.rows), first.more, first.total) == (2, False, 2)
    assert (list(beyond.rows), beyond.more, beyond.total) == ([], False, 2)
    none = replace(POSTS, rows=lambda account: Post.objects.none())
    found = ask("", leader, none).found()
    assert (list(found.rows), found.more, found.total) == ([], False, 0)


@pytest.mark.parametrize(
    ("light", "words"), [("red", "● 已逾期"), ("amber", "▲ 临近到期"), ("green", "✓ 正常")]
)
def test_a_light_without_a_day_has_its_sign_and_its_word(light, words):
    assert deadline(light) == f'<span class="deadline {light}">{words}</span>'
    assert "note" in deadline(light, TODAY)
