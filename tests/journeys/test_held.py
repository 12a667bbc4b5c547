"""An activity from its last place to the deed it becomes: full, waited for, given up, taken, held, counted once.

Its day passes meanwhile: the demo's clock is put on, so the township is one of its own.
"""

import pytest
from playwright.sync_api import expect

from tests.journeys.test_culture import announce, give_up, sign_up
from tests.journeys.test_finding import no_sideways_scroll
from tests.journeys.township import open_page, put_on

pytestmark = pytest.mark.journey
TITLE = "用药安全讲座"


def test_what_was_held_becomes_a_deed_by_one_press_with_one_count(
    browser, own_base, own_home, own_cast
) -> None:
    clerk = own_cast["clerk-wh"]
    announce(clerk, TITLE, "2026-07-08")
    clerk.goto("/community/activities/")
    clerk.get_by_role("link", name=TITLE).click()
    activity = clerk.url
    resident = open_page(browser, own_base, "narrow")
    first, second = sign_up(resident, TITLE, "某家"), sign_up(resident, TITLE, "某人")
    expect(resident.locator("main .state")).to_have_text("候补中")
    resident.goto(first)
    give_up(resident)
    resident.goto(second)
    resident.locator("button[name=take]").click()
    expect(resident.locator("main .state")).to_have_text("有名额")
    resident.context.close()
    clerk.goto(activity)
    expect(clerk.get_by_role("link", name="登记举办情况")).to_have_count(0)

    put_on(own_home, "2026-07-08")
    clerk.goto(activity)
    clerk.get_by_role("link", name="登记举办情况").click()
    clerk.fill("[name=attended]", "23")
    clerk.select_option("[name=counted]", index=1)
    clerk.locator("main form button.main").click()
    expect(clerk.locator("main")).to_contain_text("23")
    clerk.set_viewport_size({"width": 390, "height": 844})
    no_sideways_scroll(clerk)
    clerk.locator("dl.facts a", has_text=TITLE).click()
    clerk.wait_for_url("**/duties/deeds/*/")
    expect(clerk.locator("main")).to_contain_text("23")
    expect(clerk.locator("main")).not_to_contain_text("某人")
