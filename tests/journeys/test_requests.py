"""A request for information, each actor with their own rights: made on a phone, completed, answered by two persons,
read with the secret, and told once to all without who asked."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_finding import no_sideways_scroll
from tests.journeys.township import open_page

pytestmark = pytest.mark.journey

WHERE = "乡便民服务中心信息公开窗口（示例县云岭乡正街20号，电话0000-8800110）"


def send(page: Page) -> None:
    """Press the main button of the page's form."""
    page.locator("main form button.main").first.click()
    page.wait_for_load_state()


def apply_for(page: Page, title: str) -> tuple[str, str]:
    """Make a request as anybody does; return the address of its page and its secret."""
    page.goto("/requests/")
    page.get_by_role("link", name="向云岭乡申请公开信息").click()
    for name, value in {"title": title, "text": "全乡的。", "name": "某家", "phone": "13900000000"}.items():
        page.fill(f"[name={name}]", value)
    no_sideways_scroll(page)
    send(page)
    secret = page.locator("dd.code").nth(1).inner_text()
    page.locator("main .actions a.button").click()
    page.wait_for_url(re.compile(r"/requests/c/\w+/$"))
    return page.url, secret


def opened(page: Page, address: str, secret: str) -> None:
    """Open the page of a request with its secret."""
    page.goto(address)
    page.fill("[name=secret]", secret)
    send(page)


def of_staff(page: Page, title: str) -> str:
    """Go to a request from the list; return its address."""
    page.goto("/community/requests/?state=all")
    page.locator("main table").get_by_role("link", name=title).click()
    page.wait_for_url(re.compile(r"/community/requests/\d+/$"))
    return page.url


def step(page: Page, address: str, code: str, values: dict[str, str]) -> None:
    """Take a step on a request."""
    page.goto(f"{address}{code}/")
    for name, value in values.items():
        field = page.locator(f"main [name={name}]").first
        (field.select_option if field.evaluate("one => one.tagName") == "SELECT" else field.fill)(value)
    send(page)
    expect(page.locator(".messages")).to_contain_text("已登记")


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_a_request_is_completed_answered_by_two_and_told_once_to_all(browser, base, cast, width) -> None:
    title = f"2025年农村公路养护经费安排（{width}）"
    resident = open_page(browser, base, width)
    address, secret = apply_for(resident, title)
    desk, leader = cast["reception"], cast["leader"]
    own = of_staff(desk, title)
    expect(desk.locator("main")).not_to_contain_text("某家")
    step(desk, own, "ask-correction", {"words": "请写明要哪几条路的。", "until": "2026-07-20"})
    opened(resident, address, secret)
    expect(resident.locator("main")).to_contain_text("请写明要哪几条路的。")
    resident.fill("[name=words]", "通村公路。")
    send(resident)
    answer = {"outcome": "given", "text": "通村公路养护经费共38万元。", "where": WHERE}
    step(desk, own, "draft", answer | {"organ": "示例县人民政府", "court": "示例县人民法院"})
    desk.goto(f"{own}release/")
    expect(desk).to_have_url(own)
    of_staff(leader, title)
    step(leader, own, "release", {})
    opened(resident, address, secret)
    expect(resident.locator("main")).to_contain_text("通村公路养护经费共38万元。")
    expect(resident.locator("main")).to_contain_text("示例县人民法院")
    no_sideways_scroll(resident)
    step(desk, own, "publish", {"source": "2025年养护经费安排表"})
    desk.goto(own)
    expect(desk.locator("main")).not_to_contain_text("某家")
    resident.context.close()


def test_the_secret_of_another_request_opens_nothing(browser, base) -> None:
    resident = open_page(browser, base, "narrow")
    first, _ = apply_for(resident, "2025年集镇路灯电费")
    _, other = apply_for(resident, "2025年垃圾清运合同")
    opened(resident, first, other)
    expect(resident.locator("main")).to_contain_text("密码不对")
    expect(resident.locator("main")).not_to_contain_text("集镇路灯电费")
    resident.context.close()
