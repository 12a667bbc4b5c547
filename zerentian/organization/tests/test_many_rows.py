"""One thing done to many rows: chosen, looked over without a trace, done row by row, and taken back with a reason."""

from dataclasses import replace

import pytest
from django import forms
from django.urls import reverse

from conftest import NOW
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.listing import many as done_to_many
from zerentian.organization.lists import LISTS, Back, Cell, Column, Many
from zerentian.organization.models import Post
from zerentian.organization.tests.test_listing import POSTS

pytestmark = pytest.mark.django_db
UPPER, LOWER, STONE = "990101-V01-01", "990101-V02-01", "990101-DZ-01"


class Titled(forms.Form):
    """What the posts are to be called."""

    title = forms.CharField(max_length=20)


def entitle(row, said, account, moment):
    """Give a post another title; one of them refuses, and of one the right is missing."""
    assert moment == NOW
    Post.objects.filter(pk=row.pk).update(title=said["title"])
    if row.code == LOWER:
        raise NotAllowed("下坪村不改名", "not that one")
    if row.code == STONE:
        raise Forbidden("organization.manage")


def restore(row, reason, account, moment):
    """Give a post its old title again; the reason stands in it, so that it can be seen."""
    if row.code == LOWER:
        raise NotAllowed("下坪村没有改过名", "not that one")
    Post.objects.filter(pk=row.pk).update(title=f"{reason}·{account.username}")


ENTITLE = Many(
    code="entitle",
    label="统一改名",
    intro="逐个改名。",
    right="organization.view",
    form=lambda sent, account, rows: Titled(sent),
    act=entitle,
    ticked=lambda row, account: True,
    done="已改名",
    back=Back("撤销改名", restore),
)
LISTED = replace(
    POSTS,
    code="posts-many",
    many=(ENTITLE, replace(ENTITLE, code="kept", right="organization.manage")),
    columns=(
        Column("code", "代码", lambda one, look: Cell(one.code), ("code",)),
        Column("title", "名称", lambda one, look: Cell(one.title, url=f"/{one.code}"), main=True),
        Column("role", "角色", lambda one, look: Cell(one.role), optional=True),
    ),
)


@pytest.fixture
def send(client_of, leader, monkeypatch):
    """Return what answers when the leader sends the chosen rows."""
    monkeypatch.setitem(LISTS, LISTED.code, LISTED)
    browser = client_of(leader)

    def post(*codes, what="entitle", **said):
        rows = [str(Post.objects.get(code=code).pk) for code in codes]
        return browser.post(reverse("list-many", args=[LISTED.code, what]), {"row": rows} | said)

    return post


def titles(*codes):
    return [Post.objects.get(code=code).title for code in codes]


def test_rows_that_were_only_ticked_are_shown_with_an_empty_form(send):
    answer = send(LOWER, UPPER)
    shown = answer.context
    assert (answer.status_code, shown["form"].is_bound, shown["form"].errors) == (200, False, {})
    assert [(one.row.code, one.url, one.against) for one in shown["tried"]] == [
        (LOWER, f"/{LOWER}", ""),
        (UPPER, f"/{UPPER}", ""),
    ]
    assert [one.key for one in shown["tried"]] == [str(one.row.pk) for one in shown["tried"]]
    assert (shown["list"], shown["many"], shown["go"], shown["stay"]) == (LISTED, ENTITLE, 2, 0)
    page = answer.content.decode()
    assert "先填写表单，再核对" in page or "上坪村村干部" in page
    assert 'name="confirm"' not in page, "what was not looked over is not confirmed"


def test_without_a_row_one_is_led_back_to_the_list(send):
    answer = send()
    assert (answer.status_code, answer.url) == (302, reverse(LISTED.page))
    assert "请先勾选" in answer.wsgi_request._messages._queued_messages[0].message


def test_a_form_that_does_not_hold_changes_nothing_and_says_why(send):
    for asked in ({"look": "yes"}, {"confirm": "yes"}, {"look": "yes", "confirm": "yes"}):
        answer = send(UPPER, title="", **asked)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["title"]), asked
        assert "looked" not in answer.context
    assert titles(UPPER) == ["上坪村村干部"]


def test_looking_over_says_of_each_row_what_would_become_of_it_and_leaves_no_trace(send):
    answer = send(UPPER, LOWER, STONE, look="yes", title="专干")
    shown = answer.context
    upper, lower, stone = shown["tried"]
    assert [(str(label), was, will) for label, was, will in upper.changes] == [
        ("名称", "上坪村村干部", "专干")
    ]
    assert (upper.against, "下坪村不改名" in lower.against, "您的岗位没有此权限" in stone.against) == (
        "",
        True,
        True,
    )
    assert (list(lower.changes), list(stone.changes)) == ([], []), "what is refused changes nothing"
    assert (answer.status_code, shown["go"], shown["stay"]) == (200, 1, 2)
    assert (shown["ready"], shown["looked"], shown["form"].is_bound) == (True, True, True)
    assert 'name="confirm"' in answer.content.decode()
    assert titles(UPPER, LOWER, STONE) == ["上坪村村干部", "下坪村村干部", "党政办经办人"]


def test_what_would_be_done_to_no_row_is_not_confirmed(send):
    answer = send(LOWER, STONE, look="yes", title="专干")
    assert (answer.context["ready"], answer.context["go"], answer.context["stay"]) == (False, 0, 2)
    assert 'name="confirm"' not in answer.content.decode()


def test_a_row_passed_on_to_others_is_looked_over_to_the_end(send, monkeypatch):
    def passed_on(rows):
        return lambda account: rows(account).exclude(title="专干")

    monkeypatch.setitem(LISTS, LISTED.code, replace(LISTED, rows=passed_on(LISTED.rows)))
    (upper,) = send(UPPER, look="yes", title="专干").context["tried"]
    assert [will for _, _, will in upper.changes] == ["专干"]


def test_once_confirmed_each_row_is_done_for_itself(send):
    answer = send(UPPER, LOWER, STONE, confirm="yes", title="专干")
    upper, lower, stone = answer.context["tried"]
    assert (upper.against, bool(lower.against), bool(stone.against)) == ("", True, True)
    assert titles(UPPER, LOWER, STONE) == ["专干", "下坪村村干部", "党政办经办人"]
    assert (answer.context["go"], answer.context["stay"], answer.context["back"]) == (1, 2, ENTITLE.back)
    page = answer.content.decode()
    assert page.count('name="row"') == 1, "only what was done can be taken back"
    assert 'name="back"' in page


def test_a_step_without_a_way_back_offers_none(send, monkeypatch):
    listed = replace(LISTED, many=(replace(ENTITLE, back=None),))
    monkeypatch.setitem(LISTS, LISTED.code, listed)
    answer = send(UPPER, confirm="yes", title="专干")
    assert answer.context["back"] is None
    assert 'name="back"' not in answer.content.decode()
    again = send(UPPER, back="yes", reason="改错了", title="再改")
    assert "tried" in again.context
    assert titles(UPPER) == ["专干"], "what has no way back is asked for as at first"


def test_what_was_done_is_taken_back_with_a_reason_row_by_row(send):
    answer = send(UPPER, LOWER, back="yes", reason=" 改错了 ")
    upper, lower = answer.context["tried"]
    assert (upper.against, "没有改过名" in lower.against, answer.context["undone"]) == ("", True, True)
    assert (answer.status_code, answer.context["go"], answer.context["stay"]) == (200, 1, 1)
    assert titles(UPPER, LOWER) == ["改错了·leader", "下坪村村干部"]


@pytest.mark.parametrize("said", [{}, {"reason": ""}, {"reason": "  "}])
def test_nothing_is_taken_back_without_a_reason(send, said):
    answer = send(UPPER, back="yes", **said)
    assert (answer.status_code, answer.context["go"], answer.context["back"]) == (422, 1, ENTITLE.back)
    assert "undone" not in answer.context
    assert "撤销" in answer.content.decode()
    assert titles(UPPER) == ["上坪村村干部"]


def test_a_form_with_nothing_to_fill_in_is_looked_over_at_once(send, monkeypatch):
    empty = replace(
        ENTITLE,
        form=lambda sent, account, rows: forms.Form(sent),
        act=lambda row, said, account, moment: None,
    )
    monkeypatch.setitem(LISTS, LISTED.code, replace(LISTED, many=(empty,)))
    assert send(UPPER).context["looked"] is True


def test_who_has_not_the_right_of_the_step_or_names_another_is_refused(send):
    assert send(UPPER, what="kept").status_code == 403
    assert send(UPPER, what="dance").status_code == 404


# -- which rows ----------------------------------------------------------------------------------------------


def chosen(rf, account, keys, listed=LISTED):
    return [one.code for one in done_to_many.chosen(rf.post("/", {"row": keys}), listed, account)]


def test_rows_are_chosen_once_in_the_order_in_which_they_were_ticked(rf, leader, outsider):
    upper, lower = (str(Post.objects.get(code=code).pk) for code in (UPPER, LOWER))
    assert chosen(rf, leader, [lower, upper, lower]) == [LOWER, UPPER]
    assert chosen(rf, leader, [upper, lower]) == [UPPER, LOWER]
    assert chosen(rf, leader, []) == []
    assert chosen(rf, outsider, [upper, lower]) == [], "what one may not see is not chosen"


def test_what_is_no_key_of_a_row_is_passed_over(rf, leader):
    upper = str(Post.objects.get(code=UPPER).pk)
    for wrong in ("", "x", "-1", "1.0", "９", "9" * 19, f"{upper} ", "9" * 18):
        assert chosen(rf, leader, [wrong, upper]) == [UPPER], wrong


def test_rows_that_are_named_by_a_word_of_theirs_are_chosen_by_it(rf, leader):
    listed = replace(LISTED, key="code")
    long = "x" * 40
    Post.objects.filter(code=LOWER).update(title="长")
    assert chosen(rf, leader, [UPPER, "no-such-post", long, "x" * 41], listed) == [UPPER]
    (tried,) = done_to_many.untried(listed, [Post.objects.get(code=UPPER)])
    assert tried.key == UPPER


def test_no_more_than_so_many_rows_are_taken_at_once(rf, leader, monkeypatch):
    monkeypatch.setattr(done_to_many, "MOST", 2)
    every = [str(one.pk) for one in Post.objects.filter(code__in=[UPPER, LOWER, STONE])]
    assert len(chosen(rf, leader, every)) == 2
    assert len(chosen(rf, leader, [every[0], *every])) == 2, "one that was ticked twice is counted once"


def test_what_the_cells_need_is_looked_up_for_all_chosen_rows_at_once(rf, leader):
    asked = []
    listed = replace(
        LISTED,
        fetch=lambda rows: rows.select_related("unit"),
        finish=lambda rows, look: asked.append((sorted(one.code for one in rows), look.account, look.now)),
    )
    every = [str(Post.objects.get(code=code).pk) for code in (UPPER, LOWER)]
    chosen(rf, leader, every, listed)
    assert asked == [([UPPER, LOWER], leader, NOW)]
