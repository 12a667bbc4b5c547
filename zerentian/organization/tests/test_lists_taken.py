"""Lists that leave as a file, are kept under a title, and forgotten; what the ledger is told of a table that left."""

import csv
import io
from dataclasses import replace

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from conftest import NOW
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions import tables
from zerentian.organization.actions.tables import Source, leaving, note_table, numbered, seat_of, take_table
from zerentian.organization.lists import LISTS
from zerentian.organization.models import KeptList
from zerentian.organization.tests.test_listing import POSTS

pytestmark = pytest.mark.django_db
UNITS = reverse("organization:units")


@pytest.fixture
def posts(monkeypatch):
    """Let the list of posts be one of the program's."""
    monkeypatch.setitem(LISTS, POSTS.code, POSTS)


def address(name, code=POSTS.code, query=""):
    return reverse(name, args=[code]) + query


def told(answer):
    """Return what the next page will say."""
    return [one.message for one in answer.wsgi_request._messages._queued_messages]


# -- taken along -----------------------------------------------------------------------------------------------


def test_a_list_leaves_as_a_file_with_an_entry_under_its_title_and_day(posts, client_of, leader):
    answer = client_of(leader).post(address("list-file", query="?tab=cadres&cols=role"), {"form": "csv"})
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[:3] == [
        ["代码", "名称", "角色"],
        ["990101-V02-01", "下坪村村干部", "cadre"],
        ["990101-V01-01", "上坪村村干部", "cadre"],
    ]
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["Content-Disposition"].endswith("-2026-03-02.csv")
    entry = Entry.objects.get(verb="list.exported")
    assert (entry.subject, entry.actor) == ("list:posts-tried", leader)
    assert (entry.fact["rows"], entry.fact["form"]) == (2, "csv")
    assert "max-age=0" in answer["Cache-Control"]


def test_a_list_leaves_as_a_spreadsheet_unless_another_form_is_named(posts, client_of, leader):
    answer = client_of(leader).post(address("list-file"))
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert [cell.value for cell in sheet[1]] == ["代码", "名称", "角色"]
    assert answer["Content-Disposition"].endswith(".xlsx")
    assert client_of(leader).post(address("list-file"), {"form": "pdf"}).status_code == 404
    assert client_of(leader).get(address("list-file")).status_code == 405


def test_a_list_that_is_refused_leads_back_to_where_it_was_looked_at(posts, client_of, leader, monkeypatch):
    def shy(rows, words):
        raise NotAllowed("不能这样找", "not so")

    monkeypatch.setitem(LISTS, POSTS.code, replace(POSTS, speak=shy))
    answer = client_of(leader).post(address("list-file", query="?q=x&role=cadre"))
    assert (answer.status_code, answer.url) == (302, f"{UNITS}?q=x&role=cadre")
    assert told(answer) == ["不能这样找"]
    assert not Entry.objects.filter(verb="list.exported").exists()


def test_a_list_is_there_for_who_holds_its_right(posts, client_of, leader, monkeypatch):
    assert client_of(leader).post(address("list-file", "wolves")).status_code == 404
    monkeypatch.setitem(LISTS, POSTS.code, replace(POSTS, right="organization.manage"))
    for name in ("list-file", "list-keep"):
        assert client_of(leader).post(address(name)).status_code == 403


# -- kept under a title ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "asked", "words"),
    [("?tab=cadres&page=2", "tab=cadres", False), ("?role=cadre&q=示例", "role=cadre", True)],
)
def test_a_view_is_kept_as_it_is_looked_at_and_words_are_said_not_to_be(
    posts, client_of, leader, query, asked, words
):
    answer = client_of(leader).post(address("list-keep", query=query), {"title": "我的"})
    kept = KeptList.objects.get()
    assert (kept.account, kept.code, kept.title, kept.asked) == (leader, POSTS.code, "我的", asked)
    assert answer.url.startswith(f"{UNITS}?")
    (said,) = told(answer)
    assert said == "已存好，只有您自己看得到，排在快捷视图旁。" + "检索的文字不保存。" * words


def test_a_view_that_is_refused_says_why_and_leads_back(posts, client_of, leader):
    answer = client_of(leader).post(address("list-keep", query="?tab=cadres"), {})
    assert (answer.url, told(answer)) == (
        f"{UNITS}?tab=cadres",
        ["请填写标题，不超过30字"],
    )
    assert not KeptList.objects.exists()


def test_a_view_is_forgotten_by_who_kept_it_and_leads_to_its_list(posts, client_of, leader, clerk):
    one, gone = (
        KeptList.objects.create(account=leader, code=code, title="x", asked="")
        for code in (POSTS.code, "gone")
    )
    forget = reverse("list-forget", args=[one.pk])
    assert client_of(clerk).post(forget).status_code == 404
    answer = client_of(leader).post(forget)
    assert (answer.status_code, answer.url, told(answer)) == (302, UNITS, ["已删去。"])
    assert list(KeptList.objects.all()) == [gone]
    assert client_of(leader).post(reverse("list-forget", args=[gone.pk])).url == reverse("my-account")


# -- what the ledger is told -----------------------------------------------------------------------------------


def test_a_table_that_leaves_has_a_random_number_in_groups_of_four(monkeypatch):
    monkeypatch.setattr(tables.secrets, "token_hex", lambda count: "0123456789abcdefghij"[: 2 * count])
    said = numbered("示例己于今天导出")
    assert said.startswith("示例己于今天导出　")
    assert said.endswith("0123-4567-89AB-CDEF-GHIJ")
    table = leaving([["甲"], ["1"]], form="csv", taken="示例己")
    assert (table.rows, table.form) == ([["甲"], ["1"]], "csv")
    assert table.taken.startswith("示例己　")


def test_two_tables_with_the_same_rows_are_told_apart():
    one, other = (leaving([["甲"]], form="xlsx", taken="示例己") for _ in range(2))
    assert one.digest != other.digest


def test_what_leaves_is_an_entry_of_the_unit_in_which_it_was_taken(leader, administrator, village):
    source = Source("list:lamps", "duty.view")
    entry = note_table(source, rows=3, form="csv", stated="0" * 64, by=leader, now=NOW)
    assert (entry.subject, entry.unit) == ("list:lamps", "990100/990101")
    assert entry.fact == {"rows": 3, "form": "csv", "stated": "0" * 64}
    of_unit = replace(source, unit=village.path)
    assert note_table(of_unit, rows=0, form="xlsx", stated="", by=leader, now=NOW).unit == village.path
    with pytest.raises(Forbidden):
        note_table(source, rows=3, form="csv", stated="", by=administrator, now=NOW)


def test_no_table_leaves_a_unit_over_which_its_right_is_not_held(leader, other_township):
    elsewhere = Source("list:lamps", "duty.view", other_township.path)
    with pytest.raises(Forbidden):
        take_table([["甲"]], form="csv", taken="x", source=elsewhere, count=0, by=leader, now=NOW)
    assert not Entry.objects.filter(verb="list.exported").exists()


def test_who_holds_no_post_takes_a_table_nowhere(leader, administrator):
    assert seat_of(leader, NOW) == "990100/990101"
    assert seat_of(administrator, NOW) == ""


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_table_is_written_once_it_is_sealed(leader, form):
    source = Source("list:lamps", "duty.view")
    content = take_table(
        [["甲"], ["灯"]], form=form, taken="示例己", source=source, count=1, by=leader, now=NOW
    )
    entry = Entry.objects.get(verb="list.exported")
    assert entry.index is not None
    if form == "csv":
        assert content.decode("utf-8-sig").splitlines()[:2] == ["甲", "灯"]
    else:
        assert load_workbook(io.BytesIO(content)).active["A2"].value == "灯"
