"""Every page within a person's reach is free of accessibility violations (WCAG 2.2 AA) and of sideways scroll.

A page is looked at wide and light, narrow and dark, where it holds an element of a shape that was not yet looked at
(`markup.py`). Of who sees most, every page is opened, and in both looks tried for scroll; of the others' pages most are
read and hold nothing new.
"""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.journeys.markup import links, shapes
from tests.journeys.township import NO_PAGES, WIDTHS, name_of, open_page, sign_in

pytestmark = pytest.mark.journey

OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
RUN = "options => axe.run(options).then(found => found.violations.map(one => [one.id, one.nodes[0].html]))"
LOOKS = (("wide", "light"), ("narrow", "dark"))
PEOPLE = ("first", "clerk", "leader", "administrator")


def wrong_as_it_stands(page: Page, *, rules: bool = True) -> list[str]:
    """Return what is wrong with the page that the browser stands on, as it stands: its scroll, the rules it breaks."""
    page.evaluate("document.getAnimations().forEach(one => one.finish())")  # Colours that change by and by.
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    broken = [f"scrolls sideways by {wider} px"] if wider > 0 else []
    if rules:
        page.evaluate(f"if (!window.axe) {{ {Axe().axe_script} }}")
        found = page.evaluate(RUN, OPTIONS)
        broken += [f"{rule}: {json.dumps(where, ensure_ascii=False)}" for rule, where in found]
    return broken


def wrong_in_any_look(page: Page, *, rules: bool = True) -> list[str]:
    """Return what is wrong with the page that the browser stands on, in all looks."""
    wrong = []
    for width, scheme in LOOKS:
        across, down = WIDTHS[width]
        page.set_viewport_size({"width": across, "height": down})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        wrong += [f"{width} {scheme}: {one}" for one in wrong_as_it_stands(page, rules=rules)]
    return wrong


def is_page(headers: dict[str, str]) -> bool:
    """Tell whether what was answered is shown, and no file that the browser saves."""
    attached = headers.get("content-disposition", "").startswith("attachment")
    return headers.get("content-type", "").startswith("text/html") and not attached


def pages_read(page: Page, files: set[str]) -> Iterator[tuple[str, str, str]]:
    """Follow links from the first page and yield URL name, address and source of one page for each URL name.

    The pages are read with the browser's cookies, not opened in it. What turns out to be a file is added to ``files``.
    """
    waiting, seen = ["/"], set(files)
    while waiting:
        address = waiting.pop(0)
        name = name_of(urlsplit(address).path)
        if not name or name in seen:
            continue
        seen.add(name)
        answer = page.request.get(address)
        if not is_page(answer.headers):
            files |= {name} if answer.ok else set()
            continue
        source = answer.text()
        waiting += links(source)
        yield name, address, source


def walk(
    browser: Browser, base: str, people: tuple[str, ...], enter: Callable[[Page, str], None] = sign_in
) -> tuple[dict[str, list[str]], list[str]]:
    """Return what is wrong with which pages of these people, and whose pages were tried by the rules."""
    broken: dict[str, list[str]] = {}
    tried: list[str] = []
    seen: set[str] = set()
    files = set(NO_PAGES)
    for username in people:
        page = open_page(browser, base)
        enter(page, username)
        for name, address, source in pages_read(page, files):
            new = shapes(source) - seen
            if not new and username != people[0]:
                continue
            page.goto(address)
            wrong = wrong_in_any_look(page, rules=bool(new))
            seen |= new
            if new:
                tried.append(f"{username} {name}")
            if wrong:
                broken[f"{username} {name} {address}"] = wrong
        page.context.close()
    return broken, tried


def test_no_page_within_reach_breaks_a_rule(base, browser) -> None:
    broken, tried = walk(browser, base, PEOPLE)
    assert broken == {}
    assert len(tried) > 150


def test_sign_in_is_readable_in_every_theme(base, browser) -> None:
    page = open_page(browser, base)
    page.goto("/sign-in/")
    assert wrong_in_any_look(page) == []
    page.context.close()


def sheet(words: str, style: str = "") -> str:
    """Return a page of which only what is handed over can be wrong."""
    return (
        f'<!DOCTYPE html><html lang="zh-hans"><head><title>页</title><style>{style}</style></head>'
        f'<body><main><h1>页</h1>{words}<p><a href="/trail/">甲</a></p><p><a href="/changes/">乙</a></p>'
        '<p><a href="/figures/">丙</a></p><p><a href="/help/">丁</a></p></main></body></html>'
    )


DARK = "@media (prefers-color-scheme: dark) { .faint { color: #222; background: #111 } }"
NARROW = "@media (max-width: 600px) { .wide { width: 900px } }"
# What each of two people finds at an address. The second's first two pages differ from the first's by words alone.
FOUND = {
    ("first", "/"): sheet("<p>第一句</p>"),
    ("first", "/trail/"): sheet('<p class="faint">第二句</p>', DARK),
    ("first", "/changes/"): sheet('<p class="wide">第三句</p>', NARROW),
    ("leader", "/"): sheet("<p>第四句</p>"),
    ("leader", "/trail/"): sheet('<p class="faint">第五句</p>', DARK),
    ("leader", "/figures/"): sheet('<p><a href="/"></a></p>'),
    ("leader", "/help/"): sheet("<h4>第六句</h4>"),
}


class Handler(BaseHTTPRequestHandler):
    """Gives each of the two what they find."""

    def do_GET(self) -> None:
        who = self.headers.get("Cookie", "").removeprefix("who=")
        found = FOUND.get((who, self.path), "").encode()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8" if found else "text/plain")
        self.end_headers()
        self.wfile.write(found)

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def planted() -> Iterator[str]:
    """The address of a few pages with violations in them."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_what_is_planted_on_any_page_of_anybody_in_any_look_is_found(planted, browser) -> None:
    def enter(page: Page, username: str) -> None:
        page.context.add_cookies([{"name": "who", "value": username, "url": planted}])

    broken, tried = walk(browser, planted, ("first", "leader"), enter)
    told = {
        page: [one.partition(": <")[0].partition(': "')[0] for one in wrong] for page, wrong in broken.items()
    }
    assert told == {
        "first trail /trail/": ["narrow dark: color-contrast"],
        "first changes /changes/": ["narrow dark: scrolls sideways by 518 px"],
        "leader figures /figures/": ["wide light: link-name", "narrow dark: link-name"],
        "leader help /help/": ["wide light: heading-order", "narrow dark: heading-order"],
    }
    assert tried == ["first desk", "first trail", "first changes", "leader figures", "leader help"]
