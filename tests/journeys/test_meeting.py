"""A meeting's whole way, each actor signed in with their own rights, at both widths: put before it, prepared, called,
held, minuted, agreed to by another, signed by password; its decision taken on, done, verified by another, closed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_finding import no_sideways_scroll, step
from tests.journeys.township import PASSWORD, open_page, sign_in

pytestmark = pytest.mark.journey


def press(page: Page) -> None:
    """Press the main button of the page's form; it must be done."""
    page.locator("main form button.main").last.click()
    expect(page.locator(".error-summary")).to_have_count(0)


def prepared(page: Page, title: str) -> str:
    """Prepare a meeting with one matter, call it and record who was there; return its address."""
    page.goto("/duties/meetings/new/")
    page.select_option("[name=kind]", label="党委会")
    page.fill("[name=held_on]", "2026-07-05")
    page.select_option("[name=chair]", label="云岭乡 · 乡党委书记")
    press(page)
    page.wait_for_url(re.compile(r"/duties/meetings/\d+/$"))
    address = page.url
    page.get_by_role("link", name="新议题").click()
    page.fill("[name=title]", title)
    press(page)
    page.wait_for_url(address)
    step(page, address, "call")
    step(page, address, "hold", present="8", excused="1", attending="3", attendance="出席：各委员")
    return address


def decided(page: Page, address: str, text: str) -> None:
    """Record that all agreed, and a decision for two villages."""
    page.goto(address)
    page.get_by_role("link", name="登记结果").first.click()
    page.locator("[name=result][value=agreed]").check()
    page.locator("[name=unanimous]").check()
    press(page)
    page.get_by_role("link", name="登记议定事项").first.click()
    page.fill("[name=text]", text)
    page.select_option("[name=lead1]", label="上坪村 · 村干部")
    page.fill("[name=due1]", "2026-08-20")
    page.get_by_role("button", name="再加一个牵头单位").click()
    assert page.locator("[name=text]").input_value() == text
    page.select_option("[name=lead2]", label="下坪村 · 村干部")
    press(page)


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_a_meeting_from_its_agenda_to_the_close_out_of_what_it_decided(browser, base, cast, width) -> None:
    clerk = open_page(browser, base, width)
    sign_in(clerk, "clerk")
    text = f"补齐水库警示牌（{width}）"
    address = prepared(clerk, f"水库安全（{width}）")
    no_sideways_scroll(clerk)
    decided(clerk, address, text)
    step(clerk, address, "minute")
    clerk.goto(f"{address}agree/")
    expect(clerk.locator(".messages")).to_contain_text("不由您来做")

    head = cast["head-dz"]
    head.goto(f"{address}agree/")
    expect(head.locator("pre")).to_contain_text(text)
    step(head, address, "agree")
    first = cast["first"]
    first.goto("/")
    expect(first.locator("main")).to_contain_text("待签发的纪要")
    step(first, address, "sign", password=PASSWORD)
    first.get_by_role("link", name=re.compile("第1稿")).click()
    expect(first.locator("main")).to_contain_text("非电子印章")
    expect(first.locator("main")).to_contain_text("待签收")
    no_sideways_scroll(first)

    cadre = cast["cadre"]
    cadre.goto(f"/duties/decisions/?q={text}")
    cadre.get_by_role("link", name=text).first.click()
    decision = cadre.url
    step(cadre, decision, "accept")
    step(cadre, decision, "report", words="六处警示牌已补齐")
    cadre.goto(f"{decision}verify/")
    expect(cadre.locator(".messages")).to_contain_text("不由您来做")
    step(cast["leader"], decision, "verify", words="逐处看过")
    step(first, decision, "close", words="同意办结")
    clerk.goto(address)
    expect(clerk.locator("main")).to_contain_text("已办结")
    no_sideways_scroll(clerk)
    inspector = cast["inspector"]
    inspector.goto(address)
    expect(inspector.locator("main")).to_contain_text("纪要已签发")
    expect(inspector.locator("main .moves")).to_have_count(0)
    clerk.context.close()
