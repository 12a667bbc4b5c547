"""A clerk works by keyboard alone: places, lists, a search, a form; composing Chinese is left alone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.township import open_context, sign_in

pytestmark = pytest.mark.journey


@pytest.fixture
def page(browser: Browser, base: str) -> Iterator[Page]:
    """A clerk's browser on the desk."""
    context = open_context(browser, base_url=base, locale="zh-CN", viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    sign_in(opened, "clerk")
    yield opened
    context.close()


def focused(page: Page) -> str:
    """Return what is focused: the tag, and the name of a field."""
    return page.evaluate("document.activeElement.tagName + ':' + (document.activeElement.name || '')")


def test_letters_lead_to_places_and_walk_lists(page: Page) -> None:
    page.keyboard.press("g")
    page.keyboard.press("r")
    page.wait_for_url("**/duties/deeds/**")
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.href")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.href") != first
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.href") == first
    page.keyboard.press("Enter")
    page.wait_for_url(first)
    page.keyboard.press("Escape")
    page.wait_for_url("**/duties/deeds/**")


def test_a_letter_begins_a_new_one_in_its_first_field_and_control_enter_sends_it(page: Page) -> None:
    page.goto("/duties/deeds/")
    page.keyboard.press("n")
    page.wait_for_url("**/new/**")
    assert focused(page).split(":")[0] in {"TEXTAREA", "INPUT", "SELECT"}
    page.fill("[name=what]", "巡查文化站消防通道，清理杂物一处")
    page.select_option("select[name=duty]", index=1)
    page.focus("[name=what]")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/duties/deeds/(?!new)"))
    expect(page.locator("main")).to_contain_text("巡查文化站消防通道")


def test_the_search_takes_a_slash_and_letters_in_a_field_are_letters(page: Page) -> None:
    page.keyboard.press("/")
    assert focused(page) == "INPUT:q"
    page.keyboard.type("gn?/")
    assert page.input_value(".masthead input[name=q]") == "gn?/"
    assert page.url.endswith("/")
    page.keyboard.press("Escape")
    assert focused(page).startswith("BODY")


def test_composing_is_left_alone(page: Page) -> None:
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '?', isComposing: true, bubbles: true}))"
    )
    assert not page.evaluate("document.getElementById('keys').open")


def test_a_question_mark_says_the_keys(page: Page) -> None:
    page.keyboard.press("?")
    assert page.evaluate("document.getElementById('keys').open")
    assert "快捷键" in page.inner_text("#keys")
    page.keyboard.press("Escape")
    assert not page.evaluate("document.getElementById('keys').open")
