"""Refusals become answers: a page, a fragment or JSON, as was asked."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words, speaking
from zerentian.organization.access import Forbidden
from zerentian.web.middleware import Refusals

REASON = "已封存的条目不能删除 · a sealed entry can't be deleted"


@pytest.fixture
def asked(rf, db):
    """Return the answer to a refusal for a request with these headers."""

    def answer(exception: Exception, **headers: str) -> HttpResponse | None:
        request = rf.get("/", headers=headers)
        request.user = AnonymousUser()
        request._messages = CookieStorage(request)
        return Refusals(lambda request: HttpResponse()).process_exception(request, exception)

    return answer


def test_a_refused_step_is_a_page_with_409_that_says_nothing_was_changed(asked) -> None:
    response = asked(NotAllowed(REASON))
    assert response.status_code == 409
    assert "已封存的条目不能删除" in response.content.decode()
    assert "<main" in response.content.decode()


def test_htmx_gets_only_the_reason(asked) -> None:
    response = asked(NotAllowed(REASON), hx_request="true")
    assert response.status_code == 409
    assert "<main" not in response.content.decode()


def test_a_machine_gets_json(asked) -> None:
    response = asked(NotAllowed(REASON), accept="application/json")
    assert (response.status_code, json.loads(response.content)) == (409, {"error": REASON})


def test_a_missing_right_is_403_and_named(asked) -> None:
    response = asked(Forbidden("deed.record"))
    assert response.status_code == 403
    assert "登记、更正、撤回落实记录" in response.content.decode()


def test_a_mistake_of_the_program_is_not_hidden(asked) -> None:
    assert asked(ValueError("mistake")) is None


@pytest.mark.parametrize(
    ("language", "said", "unsaid"),
    [("zh-hans", "没有此权限", "your post lacks"), ("en", "your post lacks the right", "没有此权限")],
)
def test_a_page_says_a_refusal_in_its_own_language_alone(client_of, auditor, language, said, unsaid) -> None:
    browser = client_of(auditor)
    page = browser.get("/duties/deeds/", headers={"accept-language": language})
    assert page.status_code == 403
    assert said in page.content.decode()
    assert unsaid not in page.content.decode()


def test_the_console_says_both() -> None:
    assert str(NotAllowed("不能", "not so")) == "不能 · not so"
    with speaking("en"):
        assert str(NotAllowed("不能", "not so")) == "not so"
    assert str(Words("甲", "a")) == "甲 · a"
