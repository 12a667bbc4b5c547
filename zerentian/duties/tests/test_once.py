"""The same form twice, Back and again: one record, said so, with a link to it; another content is another record."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse

from zerentian.duties.models import Deed, Task
from zerentian.duties.tests.test_deed_pages import at, said
from zerentian.evidence.tests import files
from zerentian.ledger.models import Entry
from zerentian.organization.models import Submission, Unit
from zerentian.organization.once import Repeated, Sent

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="once" value="([0-9a-f]{32})"')


def token_in(browser, address):
    """Return the token of the form on a page."""
    return TOKEN.search(browser.get(address).content.decode())[1]


def test_a_deed_sent_twice_is_one_and_leads_to_it(client_of, cadre, duty, village):
    browser = client_of(cadre)
    once = {"once": token_in(browser, at("deed-new"))}
    for _ in range(2):
        photo = SimpleUploadedFile("防火道.jpg", files.jpeg())
        answer = browser.post(at("deed-new"), said(duty, village, evidence=photo) | once, follow=True)
    deed = Deed.objects.get()
    assert answer.redirect_chain == [(at("deed-detail", deed.pk), 302)]
    page = answer.content.decode()
    assert "已登记，未重复登记" in page
    assert f'<a href="{at("deed-detail", deed.pk)}">' in page


def test_another_content_from_the_same_page_is_another_deed(client_of, cadre, duty, village):
    browser = client_of(cadre)
    once = {"once": token_in(browser, at("deed-new"))}
    browser.post(at("deed-new"), said(duty, village) | once)
    browser.post(at("deed-new"), said(duty, village, what="示例：另一件事") | once)
    assert Deed.objects.count() == 2


def test_the_same_words_from_a_fresh_page_are_a_deed_of_their_own(client_of, cadre, duty, village):
    browser = client_of(cadre)
    for _ in range(2):
        browser.post(at("deed-new"), said(duty, village) | {"once": token_in(browser, at("deed-new"))})
    assert Deed.objects.count() == 2


def test_a_form_that_was_refused_may_be_sent_again_as_it_is(client_of, cadre, duty, village, monkeypatch):
    browser = client_of(cadre)
    given = said(duty, village, occurred_on="2026-03-09") | {"once": token_in(browser, at("deed-new"))}
    assert browser.post(at("deed-new"), given).status_code == 422
    assert not Submission.objects.exists()
    assert browser.post(at("deed-new"), given).status_code == 422


def test_a_task_a_personal_act_and_a_unit_are_recorded_once(
    client_of, leader, first, village_post, administrator, area, township
):
    forms = [
        (leader, at("task-new"), {"title": "示例", "post": village_post.pk, "due": "2026-03-10"}),
        (
            administrator,
            reverse("organization:unit-new") + f"?parent={township.code}",
            {"code": "990101-V77", "kind": "village", "name": "示例村", "first": "2026-03-01"},
        ),
    ]
    for account, address, given in forms:
        browser, before = client_of(account), Entry.objects.count()
        given = given | {"once": token_in(browser, address)}
        browser.post(address, given)
        made = Entry.objects.count() - before
        browser.post(address, given)
        assert made
        assert Entry.objects.count() - before == made
    assert Task.objects.count() == 1
    assert Unit.objects.filter(code="990101-V77").count() == 1


def test_of_two_that_come_at_once_one_wins_and_the_other_leaves_nothing(leader, village_post, now, area):
    key = "k" * 64
    winner, loser = Sent(None), Sent(None)
    winner.key = loser.key = key
    winner.write(now)
    winner.write(now)
    with pytest.raises(Repeated):
        loser.write(now)
    assert Submission.objects.get().request == winner.request


def test_old_submissions_go(now):
    Submission.objects.create(key="o" * 64, request=uuid4(), at=now - timedelta(days=31))
    sent = Sent(None)
    sent.key = "n" * 64
    sent.write(now)
    assert Submission.objects.get().key == sent.key


# Forms that may be sent again as they are; every other form that records something records it once.
REPEATABLE = {
    "export_list", "export_replies_file", "contact", "concern_new", "patrol", "ask_township",
    "list_file", "figure_file", "month_file", "list_keep", "list_forget", "changes_looked", "form_fill", "lesson_check",
    "under_way", "request_new", "request_page", "request_file",
    "duty_matrix", "filling_check", "finding_list", "inquiry_year_file", "risk_register",
}  # fmt: skip


def views(patterns):
    """Yield every view of the program."""
    for one in patterns:
        if hasattr(one, "url_patterns"):
            yield from views(one.url_patterns)
        else:
            yield one.callback


def test_only_these_forms_may_be_sent_again_each_with_its_reason():
    marked = {
        view.__name__: view.repeatable
        for view in views(get_resolver().url_patterns)
        if hasattr(view, "repeatable")
    }
    assert marked.keys() == REPEATABLE
    assert all(marked.values())


def test_every_form_of_the_program_carries_the_token(client_of, leader):
    page = client_of(leader).get(at("task-new")).content.decode()
    assert len(TOKEN.findall(page)) == page.count("csrfmiddlewaretoken")
    assert len(set(TOKEN.findall(page))) == page.count("csrfmiddlewaretoken")
