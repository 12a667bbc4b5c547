"""Help stands inside the program, in both languages, and every page has its chapter."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import get_resolver, reverse

from zerentian.organization.access import walk
from zerentian.web import manual
from zerentian.web.views.help import own_chapters

# Addresses that are no pages of a person: what a program reads, what only acts and goes back, and help itself.
NO_PAGES = {
    "metrics",
    "ready",
    "set_language",
    "theme",
    "sign-out",
    "api-figures",
    "api-openapi",
    "help",
    "help-chapter",
}


def pages() -> list[str]:
    """Return the names of all addresses that people open."""
    named = {name for _, name, _ in walk(get_resolver().url_patterns) if name}
    return sorted(name for name in named if name not in NO_PAGES and not name.startswith("exchange-api:"))


def test_every_page_has_a_chapter():
    assert not [name for name in pages() if not manual.chapter_for(name)], (
        "name them in a chapter of docs/manual"
    )


def test_the_closest_chapter_helps():
    assert manual.chapter_for("casework:reply-release") == "replies"
    assert manual.chapter_for("casework:concern-list") == "concerns"
    assert manual.chapter_for("nowhere:page") == ""


@pytest.mark.parametrize("name", manual.names())
def test_a_chapter_is_whole_in_both_languages(name: str):
    chinese, english = manual.chapter(name, "zh"), manual.chapter(name, "en")
    assert chinese.title != english.title
    assert all((chinese.title, english.title, chinese.lede, english.lede))
    assert len(english.sections) >= len(chinese.sections) - 1, "a section has no English"
    assert not re.search(r"\.md[)#\"]", chinese.html + english.html), "a link would leave the program"


@pytest.mark.parametrize("name", manual.names())
def test_links_between_chapters_lead_somewhere(name: str):
    for language in ("zh", "en"):
        linked = re.findall(r'href="/help/([a-z-]+)/', manual.chapter(name, language).html)
        assert set(linked) <= set(manual.names())


def test_html_in_a_chapter_is_words():
    assert "<script>" not in manual.MARKDOWN.render("<script>alert(1)</script>")


@pytest.mark.django_db
def test_anyone_reads_help_in_their_language(client):
    page = client.get(reverse("help-chapter", args=["residents"])).content.decode()
    assert "查询码" in page
    client.cookies["django_language"] = "en"
    page = client.get(reverse("help-chapter", args=["residents"])).content.decode()
    assert "Follow it" in page
    assert "查询码" not in page


@pytest.mark.django_db
def test_an_unknown_chapter_is_not_found(client):
    for name in ("nothing", "clerk-en", "index"):
        assert client.get(reverse("help-chapter", args=[name])).status_code == 404


@pytest.mark.django_db
def test_each_reads_first_what_is_written_for_them(clerk, cadre, leader, first, inspector, administrator):
    assert own_chapters(AnonymousUser()) == {"residents"}
    for account, chapter in (
        (clerk, "clerk"),
        (cadre, "clerk"),
        (leader, "leader"),
        (first, "leader"),
        (inspector, "inspector"),
        (administrator, "administrator"),
    ):
        assert own_chapters(account) == {chapter}


@pytest.mark.django_db
def test_a_page_links_to_its_own_help(client_of, clerk, leader):
    assert 'href="/help/duties/"' in client_of(clerk).get(reverse("duties:board")).content.decode()
    contents = client_of(leader).get(reverse("help")).content.decode()
    assert (
        contents.index("help/leader/")
        < contents.index("help/concerns/")
        < contents.index("help/administrator/")
    )
