"""The year that the demo tells lives through what is lent, volunteered for, opened, sent up and pushed."""

import pytest
from playwright.sync_api import expect

from tests.journeys.township import open_page, sign_in

pytestmark = pytest.mark.journey

SEEN = (
    ("clerk-wh", "/community/items/", ("移动音响", "1 / 2", "腰鼓（套）", "11 / 12")),
    ("clerk-wh", "/community/activities/", ("夏季防溺水宣传志愿服务", "4 / 6")),
    ("supervisor", "/upward/?period=2025H2", ("990101 云岭乡", "demo-yunling.example+", "举办活动")),
    ("", "/activities/", ("夏季防溺水宣传志愿服务", "招募志愿者", "《果树修剪图解》（示例）")),
    ("", "/open/figures/", ("活动到场人次", "收到诉求")),
)


def test_a_message_that_could_not_be_pushed_says_why_on_the_page_of_its_receiver(browser, base) -> None:
    page = open_page(browser, base)
    sign_in(page, "reception")
    page.goto("/webhooks/")
    page.locator("main").get_by_role("link", name="县诉求平台（示例）").click()
    for words in ("县诉求平台（示例）", "主机在不允许推送的网段", "https://127.0.0.1/"):
        expect(page.locator("main")).to_contain_text(words)
    page.context.close()


@pytest.mark.parametrize(("who", "address", "said"), SEEN, ids=[address for _, address, _ in SEEN])
def test_the_told_year_has_it(browser, base, who, address, said) -> None:
    page = open_page(browser, base)
    if who:
        sign_in(page, who)
    page.goto(address)
    for words in said:
        expect(page.locator("main")).to_contain_text(words)
    page.context.close()
