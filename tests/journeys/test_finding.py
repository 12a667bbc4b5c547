"""A finding's whole way, each actor signed in with their own rights, at both widths: opened, put in charge, taken on,
mended by a measure, reported, seen by somebody else, closed out; and an inspection's list brought in."""

import io
import re

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.township import open_page, sign_in

pytestmark = pytest.mark.journey


def step(page: Page, address: str, code: str, **fields: str) -> None:
    """Take one step on a finding with its small form."""
    page.goto(f"{address}{code}/")
    for name, value in fields.items():
        radio = page.locator(f"input[type=radio][name={name}][value='{value}']")
        if radio.count():
            radio.check()
            continue
        field = page.locator(f"[name={name}]").first
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    page.locator("main form button.main").click()
    expect(page.locator(".messages")).to_contain_text("已")
    expect(page.locator(".messages .warning")).to_have_count(0)


def no_sideways_scroll(page: Page) -> None:
    """A page is never wider than its screen."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_a_finding_from_opening_to_close_out(browser, base, cast, width) -> None:
    finder = open_page(browser, base, width)
    sign_in(finder, "clerk-aj")
    title = f"河边步道栏杆松动（{width}）"
    finder.goto("/findings/new/")
    finder.fill("[name=title]", title)
    finder.select_option("[name=unit]", label="石桥村")
    finder.fill("[name=place]", "石桥下游")
    finder.locator("main form button.main").click()
    finder.wait_for_url(re.compile(r"/findings/\d+/$"))
    address = finder.url
    expect(finder.locator("main")).to_contain_text("等待领导定责")
    no_sideways_scroll(finder)

    leader = cast["leader"]
    leader.goto("/")
    expect(leader.locator("main")).to_contain_text(title)
    leader.goto(address)
    leader.get_by_role("link", name="定责").first.click()
    due = leader.locator("[name=due]").get_attribute("min") or ""
    step(
        leader,
        address,
        "assign",
        responsible="石桥村 · 村干部",
        kind="at_once",
        due=due,
        standard="栏杆焊牢，摇动不晃",
    )

    cadre = cast["cadre03"]
    cadre.goto("/")
    expect(cadre.locator("main")).to_contain_text(title)
    step(cadre, address, "accept")
    step(cadre, address, "plan", text="重新焊接并刷漆", due=due)
    cadre.get_by_role("link", name="已落实").first.click()
    cadre.fill("[name=result]", "已焊接六处")
    cadre.locator("main form button.main").click()
    step(cadre, address, "report", words="六处已焊牢")
    cadre.goto(f"{address}verify/")
    expect(cadre.locator(".messages")).to_contain_text("不由您来做")

    step(leader, address, "verify", method="on_site", words="逐根摇动，没有晃动")
    first = cast["first"]
    step(first, address, "close", look_back_due="2026-12-01")
    finder.goto(address)
    expect(finder.locator("main")).to_contain_text("已销号")
    no_sideways_scroll(finder)
    for which in ("findings", "tasks", "duties"):
        finder.goto(f"/findings/lists/{which}/?state=all&q=栏杆松动")
        expect(finder.locator("main")).to_contain_text(title)
        no_sideways_scroll(finder)
    finder.context.close()


def test_an_inspectors_list_is_looked_over_and_brought_in(cast) -> None:
    book = openpyxl.Workbook()
    for row in (
        ("序号", "存在问题", "责任单位", "地点"),
        ("1", "学校门口减速带缺失", "上坪村", "小学门口"),
        ("2", "卫生室急救箱药品过期", "天上村", ""),
    ):
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    page = cast["inspector"]
    page.goto("/findings/import/")
    page.fill("[name=document]", "县督查问题清单（第二批）")
    page.set_input_files("[name=file]", {"name": "清单.xlsx", "mimeType": "", "buffer": out.getvalue()})
    page.locator("main form button.main").last.click()
    expect(page.locator(".error-summary")).to_contain_text("天上村")
    book.worksheets[0]["C3"] = "下坪村"
    out = io.BytesIO()
    book.save(out)
    page.set_input_files("[name=file]", {"name": "清单.xlsx", "mimeType": "", "buffer": out.getvalue()})
    page.locator("main form button.main").last.click()
    page.get_by_role("button", name="登记 2 个问题").click()
    expect(page.locator(".messages")).to_contain_text("已登记 2 个问题")
