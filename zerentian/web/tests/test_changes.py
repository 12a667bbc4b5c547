"""What changed for me: others' doings with my matters, marks that are my own, nothing that is hidden from me."""

from datetime import date
from uuid import UUID

import pytest
from django.urls import reverse

from zerentian.duties import actions
from zerentian.ledger.models import Entry
from zerentian.organization.actions.lists import look_up_to
from zerentian.organization.models import Looked
from zerentian.organization.subjects import telling_verbs
from zerentian.web.changes import changes_for, unread

pytestmark = pytest.mark.django_db
WHERE, COUNT = reverse("changes"), reverse("changes-count")


@pytest.fixture
def task(cadre, leader, now):
    """A task of the village."""
    post = cadre.posts_on(now.date())[0]
    return actions.assign_task(title="清理排洪沟", post=post, due=date(2026, 3, 5), by=leader, now=now)


def test_what_others_did_with_my_matters_is_told_to_me_and_not_to_others(
    task, client_of, cadre, neighbour_cadre
):
    assert "清理排洪沟" in client_of(cadre).get(WHERE).content.decode()
    assert "清理排洪沟" not in client_of(neighbour_cadre).get(WHERE).content.decode()


def test_decisions_and_demands_are_told_to_those_whom_they_concern():
    told = telling_verbs()
    assert {"decision.assigned", "decision.returned", "decision.extended"} <= set(told["decision.handle"])
    assert "decision.objected" in told["decision.assign"]
    assert "decision.reported" in told["decision.verify"]
    assert {"demand.received", "demand.moved"} <= set(told["form.fill"])


def test_what_i_did_myself_is_no_news_to_me(task, cadre, leader, now):
    actions.accept_task(task, by=cadre, now=now)
    actions.report_task(task, words="办好了", by=cadre, now=now)
    assert [entry.verb for entry in changes_for(cadre)] == ["task.assigned"]
    assert "task.reported" in [entry.verb for entry in changes_for(leader)]


def test_the_mark_is_mine_in_no_entry_and_never_goes_back(task, client_of, cadre, leader, now):
    browser, before = client_of(cadre), Entry.objects.count()
    assert unread(cadre) == ""  # before the first look nothing is counted
    look_up_to(0, by=cadre)
    assert unread(cadre) == "1"
    counted = browser.get(COUNT).content.decode()
    assert "上次查看以后 </span>1</b>" in counted
    assert "hidden>" not in counted
    newest = browser.get(WHERE).context["newest"]
    browser.post(reverse("changes-looked"), {"newest": newest})
    own = Entry.objects.filter(actor=cadre.pk).values_list("uuid", flat=True).first() or UUID(int=1)
    for other in ("1", "x", str(UUID(int=7)), str(own), str(10**30)):
        browser.post(reverse("changes-looked"), {"newest": other})
    assert (unread(cadre), Looked.objects.get().entry) == ("", Entry.objects.get(uuid=newest).pk)
    shown = browser.get(WHERE).context
    assert ([str(one.entry.uuid) for one in shown["seen"]], shown["fresh"]) == ([str(newest)], [])
    assert 'class="count" hidden' in browser.get(COUNT).content.decode()
    assert Entry.objects.count() == before
    assert not Looked.objects.filter(account=leader).exists()


@pytest.mark.parametrize(("most", "said"), [(1, "0+"), (2, "1")])
def test_the_bell_counts_up_to_a_number_and_then_says_more(task, cadre, monkeypatch, most, said):
    monkeypatch.setattr("zerentian.web.changes.MOST", most)
    look_up_to(0, by=cadre)
    assert unread(cadre) == said


def test_every_page_has_a_bell_that_asks_for_its_count_after_the_page_and_a_keeper_without_matters_has_none(
    client_of, cadre, administrator
):
    page = client_of(cadre).get(reverse("trail")).content.decode()
    assert f'class="bell" href="{WHERE}" data-key="b"' in page
    assert f'hx-get="{COUNT}"' in page
    assert 'class="bell"' not in client_of(administrator).get(reverse("status")).content.decode()
    assert client_of(administrator).get(COUNT).status_code == 403


def test_the_bell_asks_twice_at_most(task, cadre, django_assert_max_num_queries):
    look_up_to(0, by=cadre)
    changes_for(cadre).exists()  # seats and what is hidden are asked for once a request, whatever asks
    with django_assert_max_num_queries(2):
        unread(cadre)
