"""A resident with a phone: says it, gets a code, follows it, adds to it; with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.test_axe import wrong_as_it_stands
from tests.journeys.township import open_context, open_page

pytestmark = pytest.mark.journey

SAID = "村口第二盏路灯坏了半个月，晚上学生走路看不清。"


def checked(page) -> None:
    """Hold the page against the rules of accessibility and the width of the screen."""
    assert wrong_as_it_stands(page) == []


@pytest.mark.parametrize(("width", "scheme"), [("narrow", "light"), ("wide", "dark")])
def test_said_once_followed_and_added_to(base, browser, width, scheme) -> None:
    page = open_page(browser, base, width, scheme)
    page.goto("/ask/")
    checked(page)
    page.fill("#id_text", f"{SAID}{width}")
    page.fill("#id_phone", "13900000000")
    expect(page.locator("[name=work]")).not_to_have_value("", timeout=30_000)
    page.get_by_role("button", name="提交").dblclick()
    page.wait_for_url(re.compile("/receipt/"))
    checked(page)
    code, secret = page.locator(".codes .code").all_inner_texts()
    page.goto(f"/c/?code={code.lower()}")
    checked(page)
    assert SAID not in page.content()
    page.fill("#id_secret", secret.lower())
    page.get_by_role("button", name="打开").click()
    assert SAID in page.content()
    checked(page)
    page.get_by_role("link", name="补充情况").click()
    checked(page)
    page.fill("#id_words", "昨晚有人绊倒。")
    page.get_by_role("button", name="补充").click()
    assert page.locator(".timeline").get_by_text("昨晚有人绊倒。").count() == 1
    page.get_by_role("button", name="锁上这一页").click()
    assert SAID not in page.content()
    for address in (f"/c/{code.replace('-', '')}/slip/", "/answers/", "/c/"):
        page.goto(address)
        checked(page)
    page.context.close()


def test_what_was_typed_survives_but_never_the_phone_number(base, browser) -> None:
    page = open_page(browser, base, "narrow")
    page.goto("/ask/")
    page.fill("#id_text", "写到一半")
    page.fill("#id_phone", "13900000000")
    page.reload()
    assert page.input_value("#id_text") == "写到一半"
    assert page.input_value("#id_phone") == ""
    page.get_by_role("button", name="提交").click()
    page.wait_for_url(re.compile("/receipt/"))
    page.goto("/ask/")
    assert page.input_value("#id_text") == ""
    page.get_by_text("检举控告").click()
    page.fill("#id_text", "不该留在浏览器里的话")
    page.reload()
    assert page.input_value("#id_text") == ""
    page.context.close()


def test_without_scripts_it_works_as_well(base, browser) -> None:
    context = open_context(browser, base_url=base, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto("/ask/")
    page.get_by_role("button", name="提交").click()
    assert page.get_by_text("一句话也行").count()
    page.fill("#id_text", SAID)
    page.get_by_role("button", name="提交").click()
    assert "/receipt/" in page.url
    context.close()
