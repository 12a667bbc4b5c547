"""One list for every noun: looked at, narrowed, sorted, kept, taken along, and many rows done at once."""

import csv
import io

import pytest
from django.db.models import ForeignKey
from django.urls import reverse

from zerentian.casework import actions as casework
from zerentian.casework.models import Concern
from zerentian.casework.rules.concerns import Channel, Group, Kind, State
from zerentian.duties import actions as duties
from zerentian.duties.models import Task
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.actions.lists import keep_list
from zerentian.organization.lists import LISTS, Choice
from zerentian.organization.models import Account, KeptList

pytestmark = pytest.mark.django_db


def page(client, code, **asked):
    """Return the page of a list."""
    return client.get(reverse(LISTS[code].page), asked)


@pytest.fixture
def category(township, receptionist, now):
    return casework.keep_category(
        unit=township,
        code="lamp",
        name="路灯",
        group=Group.BUILDING,
        kind=Kind.HELP,
        by=receptionist,
        now=now,
    )


@pytest.fixture
def concern_at(township, category, receptionist, now):
    """Register, triage and dispatch a concern."""

    def made(text, lead=None):
        said = casework.Said(text=text, category=category)
        concern = casework.receive_concern(
            said, unit=township, channel=Channel.CALL, by=receptionist, now=now
        ).concern
        casework.triage_concern(concern, kind=Kind.HELP, category=category, by=receptionist, now=now)
        if lead is not None:
            casework.dispatch_concern(concern, unit=lead, by=receptionist, now=now)
        concern.refresh_from_db()
        return concern

    return made


@pytest.mark.parametrize("code", sorted(LISTS))
def test_every_list_opens_with_every_tab_sort_and_column(code, client_of, leader, now):
    browser, listed = client_of(leader), LISTS[code]
    keys = [column.key for column in listed.columns]
    for tab in listed.tabs:
        assert page(browser, code, tab=tab.code, cols=keys).status_code == 200
    for column in listed.columns:
        for sign in ("", "-") if column.order else ():
            assert page(browser, code, sort=f"{sign}{column.key}").context["errors"] == []
    assert page(browser, code, q="石桥 2026-0001", page="3", first="2026-01-01", last="x").status_code == 200


@pytest.mark.parametrize("code", sorted(LISTS))
def test_every_choice_of_every_filter_is_answered(code, client_of, leader):
    browser = client_of(leader)
    filters = [one for one in LISTS[code].filters if isinstance(one, Choice)]
    html = page(browser, code)
    for one in filters:
        # Its first two and its last.
        choices = html.context["asked"].choices[one.name]
        for value, _label in {*choices[:2], *choices[-1:]}:
            answer = page(browser, code, **{one.name: value})
            assert (answer.status_code, answer.context["errors"]) == (200, []), (one.name, value)
        assert page(browser, code, **{one.name: "nothing-of-the-kind"}).context["errors"]


def test_no_list_is_narrowed_or_sorted_by_a_person(leader):
    people = {
        field.name
        for listed in LISTS.values()
        for field in listed.rows(leader).model._meta.fields
        if isinstance(field, ForeignKey) and field.related_model is Account
    }
    assert "recorded_by" in people
    for listed in LISTS.values():
        names = {one.name for one in listed.filters if hasattr(one, "name")}
        names |= {name.partition("__")[0] for column in listed.columns for name in column.order}
        assert not names & {*people, "actor", "account", "person", "phone"}


def test_a_view_is_kept_for_oneself_alone_without_words_and_in_no_entry(client_of, leader, clerk):
    browser, before = client_of(leader), Entry.objects.count()
    keep = reverse("list-keep", args=["tasks"])
    browser.post(f"{keep}?tab=overdue&sort=-due&q=张三", {"title": "逾期的"})
    kept = KeptList.objects.get()
    assert (kept.account, kept.asked) == (leader, "tab=overdue&sort=-due")
    assert "☆ 逾期的" in page(browser, "tasks").content.decode()
    assert "逾期的" not in page(client_of(clerk), "tasks").content.decode()
    assert "已有名为" in browser.post(f"{keep}?tab=mine", {"title": "逾期的"}, follow=True).content.decode()
    browser.post(f"{keep}?tab={'x' * 900}&sort=-due", {"title": "不明的"})
    assert KeptList.objects.get(title="不明的").asked == "sort=-due"
    with pytest.raises(NotAllowed, match="筛选条件太多"):
        keep_list(LISTS["tasks"], title="太长的", asked="x" * 501, by=leader)
    KeptList.objects.filter(title="不明的").delete()
    forget = reverse("list-forget", args=[kept.pk])
    assert client_of(clerk).post(forget).status_code == 404
    browser.post(forget)
    assert not KeptList.objects.exists()
    assert Entry.objects.count() == before


def test_a_list_leaves_as_its_reader_sees_it_with_an_entry(
    client_of, receptionist, clerk, concern_at, neighbour_office
):
    concern_at("村口路灯不亮", neighbour_office)
    other = concern_at("窗口态度不好")
    Concern.objects.filter(pk=other.pk).update(kind=Kind.COMPLAINT)
    where = reverse("list-file", args=["concerns"]) + "?cols=matter&cols=state"
    answer = client_of(receptionist).post(where, {"form": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["编号", "诉求", "状态"]
    assert [row[1].split(" · ")[0] for row in rows[1:-3]] == ["村口路灯不亮"]
    assert receptionist.name in rows[-2][0]
    assert "不随列表导出" in rows[-3][0]
    assert "不含依法受保护的事项" in rows[-1][0]
    entry = Entry.objects.get(verb="list.exported")
    assert (entry.subject, entry.fact["rows"], entry.actor) == ("list:concerns", 1, receptionist)
    empty = client_of(clerk).post(where, {"form": "csv"})
    assert "村口路灯不亮" not in empty.content.decode("utf-8-sig")


def test_a_list_is_for_who_holds_its_right(client_of, administrator, leader):
    for name, args in (
        ("list-file", ["tasks"]),
        ("list-many", ["tasks", "verify"]),
        ("list-keep", ["tasks"]),
    ):
        assert client_of(administrator).post(reverse(name, args=args)).status_code == 403
        assert client_of(leader).post(reverse(name, args=["nothing", *args[1:]])).status_code == 404
    assert client_of(leader).post(reverse("list-many", args=["tasks", "dance"])).status_code == 404


def test_many_are_looked_over_without_a_trace_then_passed_on_and_back(
    client_of, receptionist, concern_at, neighbour_office, office
):
    one, two = concern_at("一", neighbour_office), concern_at("二", neighbour_office)
    waiting = concern_at("三")
    browser, address = client_of(receptionist), reverse("list-many", args=["concerns", "move"])
    chosen = {"row": [one.key, two.key, waiting.key], "unit": office.pk, "reason": "职责调整", "look": "yes"}
    before = Entry.objects.count()
    preview = browser.post(address, chosen).content.decode()
    assert "将处理2件" in preview
    assert "只有待签收、办理中的诉求才能转办" in preview
    assert preview.count(f"{neighbour_office.name} → {office.name}") == 2, "what it was, and what it will be"
    assert Entry.objects.count() == before
    done = browser.post(address, chosen | {"confirm": "yes"}).content.decode()
    assert "2件已转办" in done
    one.refresh_from_db()
    assert (one.lead, one.path) == (office, office.path)
    assert Entry.objects.filter(verb="concern.passed_on").count() == 2
    back = browser.post(address, {"row": [one.key], "back": "yes", "reason": "转错了"}).content.decode()
    assert "已退回1件" in back
    one.refresh_from_db()
    assert one.lead == neighbour_office
    assert browser.post(address, {"row": [one.key], "back": "yes", "reason": ""}).status_code == 422


def test_a_row_that_is_refused_leaves_the_others_done(client_of, leader, first, cadre, village, now):
    post = cadre.posts_on(now.date())[0]
    tasks = [
        duties.assign_task(title=title, post=post, due=now.date(), by=leader, now=now) for title in "甲乙"
    ]
    for task in tasks:
        duties.accept_task(task, by=cadre, now=now)
        duties.report_task(task, words="办好了", by=cadre, now=now)
    duties.verify_task(tasks[0], by=leader, now=now)
    address = reverse("list-many", args=["tasks", "verify"])
    done = (
        client_of(first).post(address, {"row": [one.pk for one in tasks], "confirm": "yes"}).content.decode()
    )
    assert "1件已核实" in done
    assert "1件未处理" in done
    assert [Task.objects.get(pk=one.pk).state for one in tasks] == ["verified", "verified"]


def test_what_an_account_may_not_see_is_not_among_the_chosen(
    client_of, outsider, receptionist, concern_at, neighbour_office, now
):
    concern = concern_at("外人看不到", neighbour_office)
    address = reverse("list-many", args=["concerns", "accept"])
    answer = client_of(outsider).post(address, {"row": [concern.key], "confirm": "yes"}, follow=True)
    assert "请先勾选要处理的行" in answer.content.decode()
    concern.refresh_from_db()
    assert concern.state == State.DISPATCHED


def test_the_board_has_a_column_for_each_state_and_is_for_leaders(
    client_of, leader, clerk, concern_at, neighbour_office
):
    concern_at("村口路灯不亮", neighbour_office)
    board = page(client_of(leader), "concerns", view="board")
    assert [len(one.cards) for one in board.context["columns"]] == [0, 0, 1, 0, 0, 0]
    templates = [one.name for one in page(client_of(clerk), "concerns", view="board").templates]
    assert "organization/board.html" not in templates


def test_words_stand_in_a_list_as_words_and_never_as_markup(client_of, leader, cadre, now):
    post = cadre.posts_on(now.date())[0]
    duties.assign_task(title="<script>alert(1)</script>&", post=post, due=now.date(), by=leader, now=now)
    html = page(client_of(leader), "tasks", q='"><i>', tab="all").content.decode()
    assert '"><i>' not in html
    html = page(client_of(leader), "tasks").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;" in html
    assert "<script>alert" not in html
