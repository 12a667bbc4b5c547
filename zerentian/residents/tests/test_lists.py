"""Lists that lead older and newer, whatever was chosen; the newest few on the first page; words that are looked for."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.urls import reverse

from zerentian.community.tests.conftest import *  # noqa: F403
from zerentian.community.tests.conftest import NOTICE, but
from zerentian.residents.tests.test_requests import url
from zerentian.residents.views import notices as views
from zerentian.residents.views import requests
from zerentian.residents.views.front import LATEST

pytestmark = pytest.mark.django_db
NOTICES = reverse("residents:notices")


@pytest.fixture
def listed(client, monkeypatch):
    """Show a page of the list of so many texts, three to a page, and return what it holds and where it leads."""
    monkeypatch.setattr(views, "FED", 3)
    monkeypatch.setattr(views, "public_version", lambda one: one)
    seen: list[dict[str, object]] = []
    monkeypatch.setattr(
        views, "render", lambda request, page, context: seen.append(context) or HttpResponse()
    )

    def show(many: int, **query: object) -> tuple[list[int], str, str]:
        monkeypatch.setattr(views, "current", lambda chosen, day, start: list(range(many))[start : start + 3])
        client.get(NOTICES, query)
        last = seen[-1]
        return [one for one, _ in last["rows"]], last["newer"], last["older"]

    return show


@pytest.mark.parametrize(
    ("many", "page", "found"),
    [
        (0, 1, ([], "", "")),
        (3, 1, ([0, 1, 2], "", "")),
        (4, 1, ([0, 1, 2], "", "?page=2")),
        (4, 2, ([3], "?page=1", "")),
        (7, 2, ([3, 4, 5], "?page=1", "?page=3")),
        (7, 3, ([6], "?page=2", "")),
        (9, 3, ([6, 7, 8], "?page=2", "")),
        (4, "x", ([0, 1, 2], "", "?page=2")),
        (4, 9, ([], "?page=8", "")),
    ],
)
def test_a_page_of_texts_leads_to_the_older_and_back_to_the_newer(listed, many, page, found) -> None:
    assert listed(many, page=page) == found


def test_what_was_chosen_goes_along_from_page_to_page_and_nothing_else_does(listed) -> None:
    assert listed(7, page=2, sort="answer", interest="water", village="", other="x") == (
        [3, 4, 5],
        "?sort=answer&interest=water&page=1",
        "?sort=answer&interest=water&page=3",
    )


def test_the_first_page_tells_the_three_that_were_released_last_and_links_each(client, released) -> None:
    made = [released(but(NOTICE, title=f"第{number}条")) for number in range(LATEST + 1)]
    for days, one in zip((3, 0, 2, 1), made, strict=True):
        one.versions.update(released_at=one.published.released_at - timedelta(days=days))
    page = client.get(reverse("residents:front"))
    told = [(one.pk, version.title) for one, version in page.context["told"]]
    assert told == [(made[number].pk, f"第{number}条") for number in (1, 3, 2)]
    assert LATEST == 3
    for key, title in told:
        assert reverse("residents:notice", args=[key]) in page.content.decode()
        assert title in page.content.decode()


class Rows(list):
    """Rows that remember by which words they were narrowed."""

    def __init__(self, many: int) -> None:
        super().__init__(range(many))
        self.words: list[str] = []

    def filter(self, *, notice__title__icontains: str) -> "Rows":
        self.words.append(notice__title__icontains)
        return self

    def __getattr__(self, name: str):
        return lambda *_: self


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", []),
        ("补贴  道路", ["补贴", "道路"]),
        ("一 二 三 四 五 六 七", ["一", "二", "三", "四", "五", "六"]),
    ],
)
def test_requests_are_looked_for_by_every_word_up_to_six_and_fifty_are_shown(
    client, monkeypatch, typed, words
) -> None:
    rows = Rows(51)
    monkeypatch.setattr(requests.Inquiry, "objects", SimpleNamespace(told_to_all=lambda: rows))
    seen: list[dict[str, object]] = []
    monkeypatch.setattr(
        requests, "render", lambda request, page, context: seen.append(context) or HttpResponse()
    )
    client.get(url("requests"), {"q": typed})
    assert rows.words == words
    assert seen[0]["rows"] == list(range(50))
