"""What is told, each actor with their own rights, at both widths: notice → review → release → village receipt;
hot matter → answer → correction disputed; warning → relay → confirmation."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_finding import no_sideways_scroll
from tests.journeys.township import open_page, sign_in

pytestmark = pytest.mark.journey


def press(page: Page, name: str) -> None:
    """Press the main button of the page's form; it must be done."""
    page.locator("main form button.main").last.click()
    expect(page.locator(".messages"), name).to_contain_text("已")


def write(page: Page, address: str, **fields: str) -> str:
    """Write a text with its form and return the address of its page."""
    page.goto(address)
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)
    page.locator("main form button.main").click()
    page.wait_for_url(re.compile(r"/community/\d+/$"))
    return page.url


def review_and_release(writer: Page, head: Page, address: str) -> None:
    """Send it for review, have the head review it, and release it."""
    writer.goto(f"{address}submit/")
    press(writer, "submit")
    head.goto("/")
    head.goto(f"{address}clear/")
    head.fill("[name=words]", "不涉密，没有个人信息")
    head.check("[name=none_of_it]")
    press(head, "clear")
    head.goto(f"{address}release/")
    press(head, "release")


def dispute(resident: Page, title: str, claim: str) -> str:
    """Dispute a correction from the public list; return the address of its public page."""
    resident.get_by_role("link", name=title).first.click()
    public = resident.url
    resident.get_by_role("link", name="提出异议").click()
    resident.fill("[name=claim]", claim)
    press(resident, "dispute")
    return public


def answer_dispute(answerer: Page, address: str, *, shown: str, outcome: str, answer: str) -> None:
    """Answer what is said against a correction: as it is shown in public, with what outcome, and why."""
    answerer.goto(address)
    answerer.get_by_role("link", name="答复异议").first.click()
    answerer.fill("[name=shown]", shown)
    answerer.locator(f"input[type=radio][value={outcome}]").check()
    answerer.fill("[name=answer]", answer)
    press(answerer, "answer")


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_a_notice_from_draft_to_the_villages_receipt(browser, base, cast, width) -> None:
    writer = open_page(browser, base, width)
    sign_in(writer, "clerk-aj")
    title = f"石桥维修绕行（{width}）"
    address = write(
        writer,
        "/community/new/notice/",
        title=title,
        summary="石桥维修三天，请绕行。",
        what="石桥维修，禁止通行",
    )
    expect(writer.locator("main")).to_contain_text("怎样更好懂")
    no_sideways_scroll(writer)
    writer.goto(f"{address}edit/")
    writer.fill("[name=who]", "过石桥的村民和车辆")
    writer.get_by_label("石桥村").check()
    writer.fill("[name=tell_by]", writer.locator("[name=tell_by]").get_attribute("min") or "")
    writer.locator("main form button.main").click()
    review_and_release(writer, cast["head-aj"], address)
    cadre = cast["cadre03"]
    cadre.goto("/")
    expect(cadre.locator("main")).to_contain_text(title)
    cadre.goto(address)
    cadre.get_by_role("link", name="登记告知").first.click()
    cadre.locator("input[type=radio][value=loudspeaker]").check()
    press(cadre, "tell")
    expect(cadre.locator("main")).to_contain_text("大喇叭")
    resident = open_page(browser, base, width)
    resident.goto("/notices/")
    resident.get_by_role("link", name=title).click()
    expect(resident.locator("main")).to_contain_text("禁止通行")
    no_sideways_scroll(resident)
    for context in (writer.context, resident.context):
        context.close()


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_a_hot_matter_is_answered_and_a_correction_disputed(browser, base, cast, width) -> None:
    clerk = open_page(browser, base, width)
    sign_in(clerk, "clerk-ny")
    clerk.goto("/community/questions/new/")
    title = f"云岭渠水为什么停了（{width}）"
    clerk.fill("[name=title]", title)
    press(clerk, "log")
    clerk.get_by_role("link", name=title).click()
    clerk.get_by_role("link", name="写更正").click()
    said = {
        "summary": "渠水没有停，正在清淤。",
        "facts": "清淤三天，之后恢复",
        "checked": "到渠首看过",
        "confirmed_by": "农业农村办公室",
        "dispute": "在公开页面提出异议",
    }
    address = write(clerk, clerk.url, **said)
    review_and_release(clerk, cast["head-ny"], address)
    clerk.goto("/community/questions/")
    expect(clerk.locator("tr", has_text=title)).to_contain_text("已回应")
    no_sideways_scroll(clerk)
    resident = open_page(browser, base, width)
    resident.goto("/notices/?sort=correction")
    public = dispute(resident, title, "下游还是没有水")
    expect(resident.locator("main")).to_contain_text("1件异议正在核实")
    answered = "下游闸门没开，已打开"
    answer_dispute(cast["leader"], address, shown="下游没有水", outcome="partly", answer=answered)
    resident.goto(public)
    expect(resident.locator("main")).to_contain_text(answered)
    expect(resident.locator("main")).not_to_contain_text("下游还是没有水")
    no_sideways_scroll(resident)
    for context in (clerk.context, resident.context):
        context.close()


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_a_warning_is_relayed_and_confirmed(browser, base, cast, width) -> None:
    leader = open_page(browser, base, width)
    sign_in(leader, "leader")
    leader.goto("/community/warnings/new/")
    hazard = "大雾" if width == "wide" else "雷电"
    words = f"示例县气象台2026年7月5日17时20分发布{hazard}黄色预警信号：石桥村、竹溪村一带请注意防范。"
    leader.fill("[name=original]", words)
    leader.locator("main form button.main").click()
    expect(leader.locator("[name=issuer]")).to_have_value("示例县气象台")
    expect(leader.locator("[name=hazard]")).to_have_value(hazard)
    no_sideways_scroll(leader)
    press(leader, "relay")
    leader.wait_for_url(re.compile(r"/calls/$"))
    address = leader.url
    expect(leader.locator("main")).to_contain_text("2个村，已应答0个")
    leader.get_by_role("button", name="未接通").first.click()
    expect(leader.locator("main")).to_contain_text("无应答")
    no_sideways_scroll(leader)
    cadre = cast["cadre03"]
    cadre.goto("/")
    expect(cadre.locator("main")).to_contain_text("待确认的预警")
    cadre.goto(address)
    cadre.get_by_role("button", name="本村已收到").click()
    leader.goto(address)
    leader.get_by_role("button", name="已应答并复述").first.click()
    expect(leader.locator("main")).to_contain_text("2个村，已应答2个")
    resident = open_page(browser, base, width)
    resident.goto("/warnings/")
    expect(resident.locator("main")).to_contain_text(hazard)
    no_sideways_scroll(resident)
    for context in (leader.context, resident.context):
        context.close()
