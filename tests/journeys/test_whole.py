"""The whole way: sign in, record a deed with a photo, see it on the duties board and sealed, issue the report,
click a number, see its entries, verify."""

import io
import re
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.journeys.township import PASSWORD, open_context, open_page, sign_in

pytestmark = pytest.mark.journey

SEAL_MS = 60_000
RENDER_MS = 90_000


def photo(shade: int) -> bytes:
    """Return a small picture; each shade is another file."""
    kept = io.BytesIO()
    Image.new("RGB", (640, 480), (shade, 120, 80)).save(kept, "JPEG")
    return kept.getvalue()


def record_deed(page: Page, what: str, shade: int) -> None:
    """Record a deed with a photo from the desk."""
    page.goto("/")
    page.locator("main .head a.button.main").click()
    page.fill("textarea[name=what]", what)
    page.select_option("select[name=duty]", index=1)
    page.set_input_files(
        "input[type=file]", {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": photo(shade)}
    )
    page.locator("main form button.main").click()
    page.wait_for_url(re.compile(r"/duties/deeds/\d+/$"))
    expect(page.locator("main")).to_contain_text(what)
    expect(page.locator("main")).to_contain_text("有证据")


def see_it_on_the_board(page: Page, what: str) -> None:
    """From the deed's page go by its duty on the board to the deeds that were done for it."""
    duty = (
        page.locator("dd")
        .filter(has_text=" · ")
        .first.inner_text()
        .split(" · ")[1]
        .split("\n")[0]
        .split(" ")[0]
    )
    page.goto("/duties/")
    page.locator("main .table").get_by_role("link", name=duty).first.click()
    page.wait_for_url(re.compile(r"/duties/\d+/$"))
    expect(page.locator("main")).to_contain_text(what)


def see_it_sealed(page: Page) -> None:
    """From a deed's page open its entry, and wait until the browser itself has checked its proof."""
    page.locator(".timeline a").first.click()
    address = page.url
    for _ in range(10):
        if page.locator("[data-proof]").count():
            break
        page.wait_for_timeout(2000)
        page.goto(address)
    expect(page.locator('[data-proof][data-state="works"]')).to_be_visible(timeout=SEAL_MS)


def issue_report(page: Page, base: str, browser: Browser) -> str:
    """Submit the quarter's report on the clerk's own office, have it signed off, issue it; return its address."""
    page.goto("/reports/new/")
    page.select_option("select[name=outline]", "quarter")
    page.select_option("select[name=unit]", "990101-DZ")
    page.fill("input[name=period]", "2026Q3")
    page.locator("main form button[name=submit]").click()
    page.wait_for_url(re.compile(r"/reports/drafts/\d+/$"), timeout=RENDER_MS)
    sign_it_off(page.url, base, browser)
    page.reload()
    page.locator("main form button.main").click()
    page.wait_for_url(re.compile(r"/reports/\d{4}-\d+/$"), timeout=RENDER_MS)
    return page.url


def sign_it_off(address: str, base: str, browser: Browser) -> None:
    """As the first responsible person find a draft on the desk, comment on a part, and sign it off."""
    page = open_page(browser, base)
    sign_in(page, "first")
    page.goto("/")
    page.locator(f'a[href="{urlsplit(address).path}"]').first.click()
    page.locator("main .draft-part summary").first.click()
    page.locator("main .draft-part textarea").first.fill("情况属实")
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button[name=sign]").click()
    expect(page.locator("main")).to_contain_text("情况属实")
    expect(page.locator("main")).to_contain_text("已签发")
    page.context.close()


@pytest.mark.parametrize(("width", "shade"), [("wide", 40), ("narrow", 200)])
def test_from_a_record_to_a_number_that_proves_itself(base, browser, width, shade) -> None:
    page = open_page(browser, base, width)
    sign_in(page, "clerk")
    what = f"巡查办公楼消防通道{shade}米"
    record_deed(page, what, shade)

    page.goto("/duties/deeds/")
    expect(page.locator("main")).to_contain_text(what)
    page.get_by_role("link", name=what).first.click()
    found = page.url
    see_it_on_the_board(page, what)
    page.goto(found)
    see_it_sealed(page)

    report = issue_report(page, base, browser)
    page.locator('a.figure[href*="/figures/deeds.count/"]').first.click()
    expect(page.locator("main")).to_contain_text(what)

    page.goto(report)
    page.locator("#outcome a").click()
    expect(page.locator("#outcome .verdict.holds")).to_be_visible(timeout=RENDER_MS)
    page.context.close()


def test_the_browser_finds_an_altered_proof(base, browser) -> None:
    page = open_page(browser, base)
    sign_in(page, "clerk")
    page.goto("/trail/")
    page.locator("main .table a").first.click()

    def alter(route) -> None:
        proof = route.fetch().json()
        proof["path"][0] = ("0" if proof["path"][0][0] != "0" else "1") + proof["path"][0][1:]
        route.fulfill(json=proof)

    page.route("**/proof.json", alter)
    page.reload()
    expect(page.locator('[data-proof][data-state="fails"]')).to_be_visible()
    page.context.close()


def test_every_step_works_without_javascript(base, browser) -> None:
    context = open_context(browser, base_url=base, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    sign_in(page, "clerk")
    record_deed(page, "清点应急物资一次", 90)
    page.locator(".masthead details.account > summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    context.close()
