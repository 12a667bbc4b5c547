"""A risk point's way, each actor signed in with their own rights, at both widths: registered, patrolled on the phone,
what is wrong made a finding by one press, cards of households printed for a reason; and a step of a land matter."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.test_finding import no_sideways_scroll
from tests.journeys.township import open_page, sign_in

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_a_slope_from_the_register_to_the_finding_of_its_patrol(browser, base, cast, width) -> None:
    clerk = open_page(browser, base, width)
    sign_in(clerk, "clerk-aj")
    title = f"竹溪组滑坡（{width}）"
    clerk.goto("/risks/new/")
    clerk.fill("[name=title]", title)
    clerk.select_option("[name=unit]", label="竹溪村")
    clerk.select_option("[name=kind]", label="滑坡")
    clerk.select_option("[name=responsible]", label="竹溪村 · 村干部")
    clerk.select_option("[name=likelihood]", "4")
    clerk.select_option("[name=impact]", "5")
    clerk.fill("[name=rating_reason]", "坡面有新裂缝")
    clerk.locator("main form button.main").click()
    clerk.wait_for_url(re.compile(r"/risks/\d+/$"))
    address = clerk.url
    expect(clerk.locator("main")).to_contain_text("等级：重大")
    no_sideways_scroll(clerk)

    cadre = open_page(browser, base, width)
    sign_in(cadre, "cadre04")
    cadre.goto(address)
    cadre.get_by_role("link", name="去巡查").click()
    for radio in cadre.locator("main fieldset input[value=normal]").all():
        radio.check()
    cadre.locator("main fieldset input[value=abnormal]").first.check()
    cadre.locator("main form button.main").click()
    expect(cadre.locator(".error-summary").first).to_be_visible()
    no_sideways_scroll(cadre)
    cadre.locator("main .pair input[type=text]").first.fill("裂缝加宽两厘米")
    cadre.locator("main form button.main").click()
    expect(cadre.locator("main")).to_contain_text("裂缝加宽两厘米")
    cadre.get_by_role("button", name="转为问题").click()
    cadre.wait_for_url(re.compile(r"/findings/\d+/$"))
    expect(cadre.locator("main")).to_contain_text("裂缝加宽两厘米")
    expect(cadre.locator("aside.side")).to_contain_text(title)

    hazard = f"{address}hazard/"
    cadre.goto(f"{hazard}household/")
    cadre.fill("[name=head]", "竹听雨")
    cadre.fill("[name=size]", "3")
    cadre.locator("main form button.main").click()
    cadre.get_by_role("link", name="避险明白卡").click()
    cadre.fill("[name=reason]", "汛期发卡")
    cadre.locator("main form button.main").click()
    expect(cadre.get_by_role("heading", name="避险明白卡")).to_have_count(3)
    no_sideways_scroll(cadre)
    clerk.goto(hazard)
    expect(clerk.locator("main")).to_contain_text("1 户 3 人")
    expect(clerk.locator("main")).not_to_contain_text("竹听雨")
    inspector = cast["inspector"]
    inspector.goto(address)
    expect(inspector.locator("main")).to_contain_text("异常")
    expect(inspector.get_by_role("link", name="去巡查")).to_have_count(0)
    for page in (clerk, cadre):
        page.context.close()


def test_a_posting_of_a_land_matter_cannot_be_met_early(cast) -> None:
    head = cast["head-ny"]
    head.goto("/risks/land/new/")
    head.locator("[name=kind][value=collective]").check()
    head.fill("[name=title]", "污水管网用地")
    head.select_option("[name=unit]", label="竹溪村")
    head.select_option("[name=responsible]", label="农业农村办公室 · 农业办主任")
    head.locator("main form button.main").click()
    head.wait_for_url(re.compile(r"/risks/land/\d+/$"))
    head.get_by_role("link", name="登记", exact=True).click()
    least = head.locator("[name=last]").input_value()
    head.fill("[name=last]", head.locator("[name=first]").input_value())
    head.fill("[name=where]", "村务公开栏")
    head.locator("main form button.main").click()
    expect(head.locator(".error-summary")).to_contain_text("不得少于")
    head.fill("[name=last]", least)
    head.locator("main form button.main").click()
    expect(head.locator("main")).to_contain_text("村务公开栏")
    expect(head.get_by_role("link", name="登记完成")).to_have_count(0)
