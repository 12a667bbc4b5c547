"""Culture and learning, each actor with their own rights: an activity is full, who waits is offered the place that is
given up; a lesson is required, its gap is seen by the person and the head of the office, and is closed by a tick."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_finding import no_sideways_scroll
from tests.journeys.township import open_page

pytestmark = pytest.mark.journey


def announce(clerk: Page, title: str, day: str) -> None:
    """Announce a lecture for one."""
    clerk.goto("/community/activities/new/")
    for name, value in {"title": title, "begins_at": f"{day}T09:00", "ends_at": f"{day}T10:00"}.items():
        clerk.fill(f"[name={name}]", value)
    clerk.select_option("[name=kind]", "lecture")
    for name in ("venue", "duty"):
        clerk.select_option(f"[name={name}]", index=1)
    clerk.fill("[name=capacity]", "1")
    clerk.locator("main form button.main").click()
    expect(clerk.locator(".messages")).to_contain_text("已公布")


def give_up(resident) -> None:
    """Give a place up in two presses: what comes of it is read between them."""
    resident.locator("details:has(button[name=leave]) > summary").click()
    expect(resident.locator("details[open] p")).to_contain_text("候补")
    resident.locator("button[name=leave]").click()


def sign_up(page: Page, title: str, name: str) -> str:
    """Sign up on the residents' page, and return the address of the page of one's own."""
    page.goto("/activities/")
    page.get_by_role("link", name=title).click()
    page.fill("[name=name]", name)
    page.fill("[name=phone]", "13900000000")
    page.locator("main form button.main").click()
    page.wait_for_url(re.compile(r"/activities/p/\w+/$"))
    return page.url


@pytest.mark.parametrize(("width", "day"), [("wide", "2026-09-08"), ("narrow", "2026-09-09")])
def test_who_waits_is_offered_the_place_that_is_given_up(browser, base, cast, width, day) -> None:
    title = f"口腔健康讲座（{width}）"
    announce(cast["clerk-wh"], title, day)
    resident = open_page(browser, base, width)
    first, second = sign_up(resident, title, "某家"), sign_up(resident, title, "某人")
    expect(resident.locator("main .state")).to_have_text("候补中")
    resident.goto(first)
    give_up(resident)
    expect(resident.locator("main .state")).to_have_text("已退出")
    resident.goto(second)
    no_sideways_scroll(resident)
    resident.locator("button[name=take]").click()
    expect(resident.locator("main .state")).to_have_text("有名额")
    staff = cast["clerk-wh"]
    staff.goto("/community/activities/")
    staff.get_by_role("link", name=title).click()
    expect(staff.locator("main")).not_to_contain_text("某人")
    expect(staff.locator("main .timeline, aside .timeline")).to_contain_text("接受递补")
    resident.context.close()


def test_a_required_lesson_is_a_gap_until_it_is_ticked(cast) -> None:
    leader, clerk, head = cast["leader"], cast["clerk-wh"], cast["head-wh"]
    title = "消防器材使用"
    leader.goto("/community/learning/new/")
    for name, value in {
        "title": title,
        "basis": "乡2026年培训计划",
        "text": "先拔销，后压把，对准火焰根部。",
    }.items():
        leader.fill(f"[name={name}]", value)
    leader.select_option("[name=unit]", index=1)
    leader.check("[name=roles][value=clerk]")
    leader.select_option("[name=cycle]", "12")
    leader.locator("main form button.main").click()
    leader.wait_for_url(re.compile(r"/community/learning/$"))
    head.goto("/community/learning/")
    gaps = head.locator("section", has=head.get_by_role("heading", name="本单位还没学的"))
    expect(gaps.locator("tr", has_text=title)).to_contain_text("文化站经办人")
    clerk.goto("/community/learning/")
    clerk.locator("section").first.get_by_role("link", name=title).click()
    clerk.goto(f"{clerk.url}tick/")
    clerk.locator("main form button.main").click()
    clerk.goto("/community/learning/")
    expect(clerk.locator("section").first.locator("tr", has_text=title)).to_contain_text("有效至")
    head.goto("/community/learning/")
    expect(gaps.locator("tr", has_text=title)).to_have_count(0)
    leader.get_by_role("link", name=title).first.click()
    leader.goto(f"{leader.url}end/")
    leader.fill("[name=reason]", "并入全年消防培训")
    leader.locator("main form button.main").click()
    clerk.goto("/community/learning/")
    expect(clerk.locator("section").first.locator("tr", has_text=title)).to_have_count(0)
