"""A letter of responsibility from the duties of a village to its last signature, each actor with their own rights."""

import re
from hashlib import sha256

import pytest
from playwright.sync_api import expect

from tests.journeys.test_finding import no_sideways_scroll
from tests.journeys.test_meeting import press
from tests.journeys.township import PASSWORD, open_page, sign_in

pytestmark = pytest.mark.journey


def sign(page, address: str) -> None:
    """Read the text, agree and sign; the digest on the page is that of the text on the page."""
    page.goto(f"{address}sign/")
    shown = page.locator(".letter-text").text_content() or ""
    expect(page.locator("main")).to_contain_text(sha256(shown.encode()).hexdigest())
    no_sideways_scroll(page)
    page.locator("[name=agreed]").check()
    page.fill("[name=password]", PASSWORD)
    press(page)
    page.wait_for_url(address)


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_a_letter_is_drafted_from_duties_and_signed_by_both_sides(browser, base, cast, width) -> None:
    leader = open_page(browser, base, width)
    sign_in(leader, "leader")
    leader.goto("/duties/letters/new/")
    leader.select_option("[name=of_unit]", label="云顶村")
    leader.locator("main form button.main").click()
    title = f"云顶村责任书（{width}）"
    leader.fill("[name=title]", title)
    leader.fill("[name=basis]", "《责任制（示例）》")
    figure = leader.locator("select[name^=figure_]").first
    assert "deeds.meeting" not in figure.inner_html()
    figure.select_option("occurrences.on_time_share")
    leader.locator("[name^=value_]").first.fill("95")
    leader.select_option("[name=signer1]", label="云岭乡 · 分管应急副乡长")
    leader.select_option("[name=signer2]", label="云顶村 · 村干部")
    no_sideways_scroll(leader)
    press(leader)
    leader.wait_for_url(re.compile(r"/duties/letters/\d+/$"))
    address = leader.url
    expect(leader.locator(".letter-text")).to_contain_text("不低于95%")
    leader.goto(f"{address}send/")
    press(leader)
    sign(leader, address)

    cadre = cast["cadre05"]
    cadre.goto("/")
    expect(cadre.locator("main")).to_contain_text("待签署的责任书")
    sign(cadre, address)
    expect(cadre.locator("main")).to_contain_text("已签署")
    cadre.goto(f"{address}year/")
    expect(cadre.locator("main")).to_contain_text("不低于 95%")
    no_sideways_scroll(cadre)
