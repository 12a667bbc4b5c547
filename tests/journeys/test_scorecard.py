"""A scorecard contested to its end, each actor with their own rights: rules that stand, marks frozen after the period,
an objection with evidence, another post's answer, the final result published in the order of codes.

A quarter passes meanwhile: the demo's clock is put on, so the township is one of its own.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.test_finding import no_sideways_scroll
from tests.journeys.township import PASSWORD, open_page, put_on, sign_in

pytestmark = pytest.mark.journey

NEW_PASSWORD = "Qiutian-2026"


class Actors:
    """A browser profile for each actor on a day; who first comes back after a quarter is asked for a new password."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser, self.base, self.renewed = browser, base, set()
        self.pages: list[Page] = []

    def enter(self, name: str, width: str = "wide") -> Page:
        """Sign an actor in, with the new password once there is one."""
        page = open_page(self.browser, self.base, width)
        self.pages.append(page)
        sign_in(page, name, NEW_PASSWORD if name in self.renewed else PASSWORD)
        if name not in self.renewed:
            self.renewed.add(name)
            page.fill("input[name=old]", PASSWORD)
            page.fill("input[name=new]", NEW_PASSWORD)
            page.fill("input[name=again]", NEW_PASSWORD)
            page.press("input[name=again]", "Enter")
            page.wait_for_url(lambda url: "/account/password/" not in url)
        return page

    def leave(self) -> None:
        """Close every profile: the next day somebody signs in anew."""
        for page in self.pages:
            page.context.close()
        self.pages.clear()


def take(page: Page, address: str) -> None:
    """Send the form of a step; it is done."""
    page.goto(address)
    page.locator("main form button.main").click()
    expect(page.locator(".messages")).to_contain_text("已")
    expect(page.locator(".messages .error")).to_have_count(0)


def card_of(page: Page, title: str) -> str:
    """Return the address of a card, found in the list."""
    page.goto("/reports/scorecards/")
    page.get_by_role("link", name=title).first.click()
    page.wait_for_url("**/scorecards/*/")
    return page.url


def test_a_mark_is_contested_answered_by_another_post_and_published(browser, own_base, own_home) -> None:
    put_on(own_home, "2026-10-08")
    actors = Actors(browser, own_base)
    first = actors.enter("first")
    card = card_of(first, "第三季度")
    section = first.locator("section", has=first.get_by_role("heading", name="农业农村办公室"))
    section.get_by_role("link", name="评定").click()
    first.fill("[name=mark]", "10")
    first.fill("[name=reason]", "抽查三处，一处渠道盖板松动")
    first.locator("main form button.main").click()
    take(first, f"{card}freeze/")
    expect(first.locator("main")).to_contain_text("各单位可带佐证提出异议")

    object_to_it(actors, card)
    first.goto(card)
    expect(first.get_by_role("link", name="答复异议")).to_have_count(0)
    answer_it(actors, card)
    actors.leave()
    publish(actors, own_home, card)


def object_to_it(actors: Actors, card: str) -> None:
    """The unit's head objects on a phone, with evidence; answering it is not theirs."""
    head = actors.enter("head-ny", "narrow")
    assert card_of(head, "第三季度") == card
    no_sideways_scroll(head)
    own = head.locator("section", has=head.get_by_role("heading", name="农业农村办公室"))
    own.get_by_role("link", name="提出异议").last.click()
    head.fill("[name=reason]", "盖板在抽查前已报修，附维修单，请按稳固计。")
    order = {"name": "维修单.txt", "mimeType": "text/plain", "buffer": "9月2日报修，9月9日修好".encode()}
    head.set_input_files("input[type=file]", order)
    head.locator("main form button.main").click()
    expect(head.locator("main")).to_contain_text("维修单.txt")
    expect(head.get_by_role("link", name="答复异议")).to_have_count(0)


def answer_it(actors: Actors, card: str) -> None:
    """A post other than the one that marked reads the evidence and answers with reasons."""
    leader = actors.enter("leader2")
    leader.goto(card)
    with leader.expect_download() as downloaded:
        leader.get_by_role("link", name="维修单.txt").click()
    assert "9月9日修好" in Path(downloaded.value.path()).read_text("utf-8")
    leader.get_by_role("link", name="答复异议").click()
    leader.fill("[name=answer]", "维修单属实，松动在报修之后、修好之前，酌减1分。")
    leader.fill("[name=after]", "14")
    leader.locator("main form button.main").click()
    expect(leader.locator("main")).to_contain_text("酌减1分")


def publish(actors: Actors, home: Path, card: str) -> None:
    """Once the days of objection are over make it final and publish it: both marks stay, units stand by their codes."""
    put_on(home, "2026-10-19")
    first = actors.enter("first")
    take(first, f"{card}settle/")
    take(first, f"{card}publish/")
    clerk = actors.enter("clerk-ny", "narrow")
    clerk.goto(card)
    row = clerk.locator("tr", has_text="维修单.txt")
    for said in ("10", "14", "酌减1分"):
        expect(row).to_contain_text(said)
    expect(clerk.locator("main .state").first).to_have_text("已公布")
    codes = clerk.locator("section").first.locator("tbody td:first-child .note").all_inner_texts()
    assert codes == sorted(codes)
    assert len(codes) > 3
    no_sideways_scroll(clerk)
    actors.leave()
