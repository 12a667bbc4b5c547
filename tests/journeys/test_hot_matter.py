"""A hot matter, each actor with their own rights: several say the same, it is answered once, each of them reads that on
the page of their code; what is said wrongly of it is corrected, and the correction disputed.

Two are sent from one address within a minute: where others have sent theirs too, they would wait to be looked at.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_concern import say_it
from tests.journeys.test_finding import no_sideways_scroll
from tests.journeys.test_told import answer_dispute, dispute, press, review_and_release, write
from tests.journeys.township import Cast, open_page

pytestmark = pytest.mark.journey

SAID = ("石桥头的反光镜碎了，会车看不见。", "石桥头反光镜碎了一块，晚上危险。")
TITLE = "石桥头反光镜"


def test_what_several_ask_is_answered_once_and_each_of_them_reads_it(browser, own_base, own_cast) -> None:
    resident = open_page(browser, own_base, "narrow")
    codes = [say_it(resident, text) for text in SAID]
    desk = own_cast["reception"]
    desk.goto("/concerns/topics/new/")
    for text in SAID:
        desk.get_by_label(text[:8]).first.check()
    desk.fill("[name=title]", TITLE)
    desk.fill("[name=standing]", "已派人去看")
    press(desk, "confirm")
    desk.get_by_role("link", name=TITLE).first.click()
    topic = desk.url
    expect(desk.locator("main")).to_contain_text("2件")
    desk.get_by_role("link", name="公开回应").click()
    press(desk, "log")
    desk.goto(topic)
    desk.get_by_role("link", name=re.compile(f"：{TITLE}")).click()
    question = desk.url
    no_sideways_scroll(desk)
    desk.get_by_role("link", name="写回应").click()
    said = {
        "summary": "反光镜碎了，正在换。",
        "facts": "现场查看，反光镜被树枝打碎",
        "source": "现场照片",
        "doing": "已订新镜，装好前立警示牌",
    }
    address = write(desk, desk.url, **said)
    review_and_release(desk, own_cast["leader"], address)
    for code in codes:
        resident.goto(f"/c/{code}/")
        expect(resident.locator("main")).to_contain_text("已派人去看")
        no_sideways_scroll(resident)
        resident.get_by_role("link", name=TITLE).click()
        expect(resident.locator("main")).to_contain_text("已订新镜")
        expect(resident.locator("main")).not_to_contain_text("示例群众")
    correct_and_dispute(desk, own_cast, resident, question)
    resident.context.close()


def correct_and_dispute(desk: Page, cast: Cast, resident: Page, question: str) -> None:
    """Correct what is said wrongly of an answered matter; who was there disputes it, and somebody else answers."""
    desk.goto(question)
    expect(desk.get_by_role("link", name="写回应")).to_have_count(0)
    desk.get_by_role("link", name="写更正").click()
    said = {
        "title": f"关于{TITLE}的更正",
        "summary": "反光镜不是车撞坏的。",
        "question": "反光镜是不是被货车撞坏的",
        "facts": "不是，是树枝打碎的",
        "checked": "看了现场和断枝",
        "confirmed_by": "党政办公室",
        "dispute": "在公开页面提出异议",
    }
    address = write(desk, desk.url, **said)
    review_and_release(desk, cast["leader"], address)
    resident.goto("/notices/?sort=correction")
    public = dispute(resident, said["title"], "我看见是货车擦到的")
    answer_dispute(
        cast["leader2"],
        address,
        shown="有人认为是车辆擦碰",
        outcome="stands",
        answer="镜面和立杆没有擦痕，断枝在镜下",
    )
    resident.goto(public)
    expect(resident.locator("main")).to_contain_text("没有擦痕")
    expect(resident.locator("main")).not_to_contain_text("我看见")
