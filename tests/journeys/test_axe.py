"""Every page within a person's reach is free of accessibility violations (WCAG 2.2 AA) and of sideways scroll."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.township import open_page, pages_within_reach, sign_in

pytestmark = pytest.mark.journey

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def violations(page, options) -> list[str]:
    """Return the rules a page breaks, each with the first element that breaks it."""
    found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [f"{one['id']}: {json.dumps(one['nodes'][0]['html'], ensure_ascii=False)}" for one in found]


@pytest.mark.parametrize(
    ("username", "width", "scheme"),
    [
        ("clerk", "wide", "light"),
        ("leader", "narrow", "dark"),
        ("first", "wide", "dark"),
        ("administrator", "narrow", "light"),
    ],
)
def test_no_page_within_reach_breaks_a_rule(base, browser, username, width, scheme) -> None:
    page = open_page(browser, base, width, scheme)
    sign_in(page, username)
    broken = {}
    for name, address in pages_within_reach(page):
        rules = violations(page, RULES)
        wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        rules += [f"scrolls sideways by {wider} px"] if wider > 0 else []
        if rules:
            broken[f"{name} {address}"] = rules
    page.context.close()
    assert broken == {}


@pytest.mark.parametrize(("width", "scheme"), [("narrow", "light"), ("wide", "dark")])
def test_sign_in_is_readable_in_every_theme(base, browser, width, scheme) -> None:
    page = open_page(browser, base, width, scheme)
    page.goto("/sign-in/")
    assert violations(page, RULES) == []
    page.context.close()
