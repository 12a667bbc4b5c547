"""Two records told in nearly the same words: somebody else reads both, side by side, and records what was found."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_finding import no_sideways_scroll, step
from tests.journeys.test_meeting import prepared, press
from tests.journeys.township import PASSWORD, open_page, sign_in

pytestmark = pytest.mark.journey
SAID = (
    "会议听取了{}防汛物资清点情况。编织袋短少，由供销社月底前补足。各村夜间值守表重新排定，双休日不空岗。"
    "排洪沟清淤分到各村民小组，本周内完成。"
)


def decide(page: Page, outcome: str, reason: str) -> None:
    """Open what lies beside the record, read both, and record what was found."""
    page.get_by_role("link", name="登记认定").first.click()
    expect(page.locator(".beside section")).to_have_count(2)
    expect(page.locator(".beside mark").first).to_be_visible()
    no_sideways_scroll(page)
    page.locator(f"[name=outcome][value={outcome}]").check()
    page.fill("[name=reason]", reason)
    press(page)
    page.wait_for_url(re.compile(r"/evidence/pairs/\w+/$"))


def deed(page: Page, what: str) -> str:
    """Record a deed for the first duty; return its address."""
    page.goto("/duties/deeds/new/")
    page.fill("[name=what]", what)
    page.locator("[name=duty]").select_option(index=1)
    press(page)
    page.wait_for_url(lambda url: "/new/" not in url)
    page.goto("/duties/deeds/")
    page.get_by_role("link", name=what[:12]).first.click()
    return page.url


@pytest.mark.parametrize(("width", "outcome"), [("wide", "same"), ("narrow", "other")])
def test_two_deeds_in_nearly_the_same_words(browser, base, cast, width, outcome) -> None:
    cadre = cast["cadre"]
    said = "{}上午村两委到{}水库巡查，坝体和溢洪道都看了。闸门上油一次，清走漂浮的树枝，劝走钓鱼的外地人员。"
    deed(cadre, said.format(width, "茶山"))
    address = deed(cadre, said.format(width, "竹溪"))
    expect(cadre.locator("main")).not_to_contain_text("登记认定")

    leader = open_page(browser, base, width)
    sign_in(leader, "leader")
    leader.goto(address)
    decide(leader, outcome, "两处水库当天都去过，照片分别核过")
    expect(leader.locator("main")).to_contain_text("两处水库当天都去过")
    pair = leader.url
    leader.goto(address)
    leader.get_by_role("link", name="认定经过").first.click()
    expect(leader).to_have_url(pair)
    cadre.goto(pair)
    expect(cadre.locator("[name=outcome]")).to_have_count(0)
    leader.context.close()


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_minutes_that_nearly_repeat_those_of_an_earlier_meeting(browser, base, cast, width) -> None:
    clerk, head, first = cast["clerk"], cast["head-dz"], cast["first"]
    for number, which in enumerate(("上周", "本周")):
        address = prepared(clerk, f"防汛物资（{width}{number}）")
        clerk.goto(address)
        clerk.get_by_role("link", name="登记结果").first.click()
        clerk.locator("[name=result][value=heard]").check()
        clerk.fill("[name=words]", SAID.format(f"{width}{which}"))
        press(clerk)
        step(clerk, address, "minute")
        if not number:
            step(head, address, "agree")
            step(first, address, "sign", password=PASSWORD)

    reader = open_page(browser, base, width)
    sign_in(reader, "head-dz")
    reader.goto(f"{address}agree/")
    expect(reader.locator("main")).to_contain_text("登记认定")
    decide(reader, "explained", "每周例行听取，情况确实相近")
    expect(reader.locator("main .state").first).to_contain_text("说明")
    step(reader, address, "agree")
    clerk.goto(reader.url)
    expect(clerk.locator("main")).not_to_contain_text("登记认定")
    reader.context.close()
