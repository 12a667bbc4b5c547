"""A form that was sent: what makes it the same again, what it claims, where the second one is led."""

from contextlib import ExitStack
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from conftest import NOW
from zerentian.ledger.models import Entry
from zerentian.ledger.once import claim
from zerentian.organization import once
from zerentian.organization.models import Submission, Unit
from zerentian.organization.once import Once, Repeated, Sent, key_of, recorded_already, repeatable, token_of

pytestmark = pytest.mark.django_db
TOKEN = UUID(int=7).hex


@pytest.fixture
def form(rf, clerk):
    """Return a form that was sent: the page it stands on, its sender, its fields."""

    def sent(path="/x/", user=None, method="post", **fields):
        request = getattr(rf, method)(path, {"once": TOKEN, "a": "1"} | fields)
        request.user = user or clerk
        request._messages = CookieStorage(request)
        return request

    return sent


def photo(content=b"light", name="lamp.jpg"):
    return SimpleUploadedFile(name, content)


# -- the same form ---------------------------------------------------------------------------------------------


def test_the_same_form_has_the_same_key_whatever_its_guard_against_forgery(form):
    assert key_of(form()) == key_of(form()) == key_of(form(csrfmiddlewaretoken="x"))
    assert len(key_of(form())) == 64


def test_what_is_changed_is_another_form(form, cadre):
    keys = [
        key_of(one)
        for one in (
            form(),
            form(path="/y/"),
            form(user=cadre),
            form(user=AnonymousUser()),
            form(once=UUID(int=8).hex),
            form(a="2"),
            form(b="1"),
            form(a=["1", "1"]),
            form(photo=photo()),
            form(photo=photo(b"dark!")),
            form(photo=photo(name="lamp2.jpg")),
            form(photo=photo(b"light.")),
            form(other=photo()),
        )
    ]
    assert len(set(keys)) == len(keys)


def test_a_file_is_told_apart_by_its_beginning_and_still_read_whole(form):
    begun = b"x" * once.LOOKED_AT
    assert key_of(form(photo=photo(begun + b"1"))) == key_of(form(photo=photo(begun + b"2")))
    assert key_of(form(photo=photo(begun[:-1] + b"1"))) != key_of(form(photo=photo(begun[:-1] + b"2")))
    request = form(photo=photo(b"light"))
    key_of(request)
    assert request.FILES["photo"].read() == b"light"


@pytest.mark.parametrize("token", ["", "x", "7", "ü" * 32])
def test_what_is_no_token_is_none(form, token):
    assert token_of(form(once=token)) == ""


def test_a_token_is_read_however_it_is_written(form):
    assert token_of(form()) == token_of(form(once=str(UUID(int=7)).upper())) == TOKEN


# -- what a request claims -------------------------------------------------------------------------------------


def door(answer, *, entries=True):
    """Return the door before a view that records something, unless it does not, and answers so."""

    def view(request):
        refused = Once(None).process_view(request, view, (), {})
        if refused is None and entries:
            claim(NOW)
        return refused or answer

    return Once(view)


def test_the_second_of_two_forms_is_led_to_where_the_first_one_led(form):
    first, second = form(), form()
    assert door(HttpResponseRedirect("/there/"))(first).url == "/there/"
    assert Submission.objects.get().led_to == "/there/"
    answer = door(HttpResponseRedirect("/elsewhere/"))(second)
    assert (answer.status_code, answer.url) == (302, "/there/")
    (said,) = [str(one) for one in second._messages._queued_messages]
    assert "已登记，未重复登记" in said
    assert '<a href="/there/">' in said
    assert Submission.objects.get().led_to == "/there/", "what it led to stays"


def test_where_a_form_led_is_kept_as_far_as_it_fits(form):
    door(HttpResponseRedirect("/" + "a" * 600))(form())
    assert Submission.objects.get().led_to == "/" + "a" * (once.LONGEST - 1)


@pytest.mark.parametrize(
    ("status", "kept"), [(200, True), (302, True), (399, True), (400, False), (422, False)]
)
def test_a_form_that_was_refused_is_forgotten(form, status, kept):
    door(HttpResponse(status=status))(form())
    assert Submission.objects.exists() is kept


def test_a_refused_form_forgets_nobody_elses(form):
    other = Submission.objects.create(key="k" * 64, request=uuid4(), at=NOW)
    door(HttpResponse(status=422))(form())
    door(HttpResponseRedirect("/there/"))(form(b="2"))
    other.refresh_from_db()
    assert other.led_to == ""


def test_only_a_form_with_a_token_that_records_something_claims_anything(form):
    door(HttpResponse())(form(once=""))
    door(HttpResponse())(form(method="get"))
    door(HttpResponse(), entries=False)(form())
    assert not Submission.objects.exists()


def test_a_form_that_may_be_sent_again_claims_nothing(form):
    @repeatable("the same list may be taken again")
    def view(request):
        return HttpResponse()

    assert view.repeatable == "the same list may be taken again"
    request = form()
    with ExitStack() as stack:
        request.once = Sent(stack)
        assert Once(None).process_view(request, view, (), {}) is None
        assert request.once.key == ""
        assert Once(None).process_view(request, lambda request: None, (), {}) is None
        assert request.once.key == key_of(request)


def test_several_entries_of_one_request_are_one_form():
    sent = Sent(None)
    sent.key = "k" * 64
    sent.write(NOW)
    sent.write(NOW)
    assert Submission.objects.get().at == NOW


def test_of_two_at_once_the_second_is_led_as_well_or_told_where_nothing_is_known(form):
    Submission.objects.create(key="k" * 64, request=uuid4(), at=NOW, led_to="/there/")
    second = Sent(None)
    second.key = "k" * 64
    with pytest.raises(Repeated, match="k" * 64) as twice:
        second.write(NOW)
    assert Once(None).process_exception(form(), twice.value).url == "/there/"
    unknown = Once(None).process_exception(form(path="/lamp/"), Repeated("n" * 64))
    assert unknown.status_code == 200
    assert "未重复登记" in unknown.content.decode()
    assert "/lamp/" in unknown.content.decode()
    assert Once(None).process_exception(form(), ValueError("x")) is None


@pytest.mark.parametrize(("days", "kept"), [(30, True), (31, False)])
def test_forms_are_kept_for_thirty_days(days, kept):
    old = Submission.objects.create(key="o" * 64, request=uuid4(), at=NOW - timedelta(days=days))
    sent = Sent(None)
    sent.key = "n" * 64
    sent.write(NOW)
    assert Submission.objects.filter(pk=old.pk).exists() is kept


def test_a_form_that_led_nowhere_says_so_on_a_page(form):
    answer = recorded_already(form(path="/lamp/"), "")
    assert "已登记，未重复登记" in answer.content.decode()
    assert "/lamp/" in answer.content.decode()


def test_a_unit_opened_twice_from_one_page_is_opened_once(client_of, administrator, township):
    browser, before = client_of(administrator), Entry.objects.count()
    address = reverse("organization:unit-new") + f"?parent={township.code}"
    said = {"code": "990101-V77", "kind": "village", "name": "示例村", "first": "2026-03-01", "once": TOKEN}
    first = browser.post(address, said)
    made = Entry.objects.count() - before
    second = browser.post(address, said)
    assert first.url == second.url
    assert (made > 0, Entry.objects.count() - before) == (True, made)
    assert Unit.objects.filter(code="990101-V77").count() == 1
    wrong = said | {"code": "990101-V77", "name": "另一村"}
    assert browser.post(address, wrong).status_code == 422, "what is changed is looked at again"
