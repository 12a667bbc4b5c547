"""A county's form from its file to what was sent: kept, mapped by its headings, filled, checked, the demand closed."""

import io
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.journeys.township import open_page, sign_in
from zerentian.exchange.tests.layouts import hazards

pytestmark = pytest.mark.journey


def opened(download):
    """Open a downloaded spreadsheet; the browser keeps it under a name without its kind."""
    return load_workbook(io.BytesIO(Path(download.path()).read_bytes()))


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_a_form_from_its_file_to_the_demand_that_was_sent(browser, base, tmp_path: Path, width) -> None:
    page = open_page(browser, base, width)
    sign_in(page, "reception")
    file, name = tmp_path / "隐患台账.xlsx", f"隐患台账（{width}）"
    file.write_bytes(hazards().content)

    page.goto("/forms/new/")
    page.select_option("[name=unit]", label="云岭乡")
    page.fill("[name=name]", name)
    page.fill("[name=asked_by]", "县应急局")
    page.set_input_files("[name=file]", file)
    page.locator("main form button.main").click()
    page.wait_for_url(re.compile(r"/forms/\d+/map/$"))
    page.get_by_role("button", name="按表头自动标注").click()
    expect(page.locator(".messages")).to_contain_text("标注了")
    page.locator("td a[title^='A1']").first.click()
    page.get_by_role("button", name="下一步").click()
    page.fill("[name=text]", "安全隐患排查整改台账（{month}月）")
    page.locator("#region button.main").click()
    expect(page.locator(".messages")).to_contain_text("已标注")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")

    form = re.search(r"/forms/(\d+)/", page.url)[1]
    page.goto("/demands/new/")
    for field, text in {"title": name, "asked_by": "县应急局", "due_at": "2027-01-31T17:00"}.items():
        page.fill(f"[name={field}]", text)
    page.select_option("[name=asker]", "emergency")
    page.select_option("[name=listing]", "off")
    page.select_option("[name=form]", form)
    page.locator("main form button.main").click()
    page.wait_for_url(re.compile(r"/demands/\d+/$"))
    demand = page.url

    page.get_by_role("link", name="填报", exact=True).click()
    page.fill("[name=period]", "2026")
    page.locator("main form button.main").click()
    page.wait_for_url(re.compile(r"/forms/filled/\d+/"))
    expect(page.locator("main")).to_contain_text("每格的依据")
    with page.expect_download() as sent:
        page.get_by_role("link", name="下载填好的表").click()
    filled = opened(sent.value).worksheets[0]
    assert re.fullmatch(r"安全隐患排查整改台账（\d+月）", filled["A1"].value)
    assert filled["C3"].value
    with page.expect_download() as checked:
        page.get_by_role("button", name="核对表").click()
    assert opened(checked.value).worksheets[0]["A1"].value == "工作表"
    page.get_by_role("link", name="已报送").click()
    page.locator("main form button.main").click()
    page.wait_for_url(demand)
    expect(page.locator("main")).to_contain_text("已报送")
    expect(page.locator("main")).to_contain_text("已有记录")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
