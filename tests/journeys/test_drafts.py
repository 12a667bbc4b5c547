"""What is typed survives a lost connection, and is gone when it was saved, discarded or its owner leaves."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import zerentian.web
from tests.journeys.township import open_context

pytestmark = pytest.mark.journey

SCRIPT = (Path(zerentian.web.__file__).parent / "static/web/drafts.js").read_text()
FORM = """<body data-account="{owner}"><form method="post" data-draft="deed" data-draft-owner="{owner}"
 data-draft-restored="KEPT" data-draft-discard="DISCARD" data-draft-offline="OFFLINE">{error}
 <input type="hidden" name="token" value="fresh"><input name="what"><input name="who"><input name="who">
 <input type="checkbox" name="duty" value="1"><input type="checkbox" name="duty" value="2">
 <select name="areas" multiple><option value="a">a<option value="b">b</select>
 <textarea name="text"></textarea><input type="password" name="secret"><button>SAVE</button></form>
 <form id="leave" data-clears-drafts action="/left"><button>LEAVE</button></form><script>{script}</script></body>"""
# A form that says nothing of drafts, one that asks for a password, and the sign-out, on a signed-in page.
PLAIN = """<body data-account="{owner}" data-draft-restored="KEPT" data-draft-discard="DISCARD"
 data-draft-offline="OFFLINE"><form method="post"><input type="hidden" name="once" value="t"><textarea name="reason">
</textarea><button>SAVE</button></form><form method="post"><input name="user"><input type="password" name="secret">
 <button>IN</button></form><script>{script}</script></body>"""
FILLED = PLAIN.replace('<textarea name="reason">\n</textarea>', '<textarea name="reason">SERVER</textarea>')
PAGES = {
    "/filled": FILLED.format(owner="7", script=SCRIPT),
    "/plain": PLAIN.format(owner="7", script=SCRIPT),
    "/new": FORM.format(owner="7", error="", script=SCRIPT),
    "/new/wrong": FORM.format(owner="7", error='<div class="error-summary">WRONG</div>', script=SCRIPT),
    "/other": FORM.format(owner="8", error="", script=SCRIPT),
    "/saved": f'<body data-account="7">SAVED<script>{SCRIPT}</script></body>',
    "/done": f'<body data-account="7"><p data-draft-done="deed"></p><script>{SCRIPT}</script></body>',
    "/left": f"<body>LEFT<script>{SCRIPT}</script></body>",
}


class Handler(BaseHTTPRequestHandler):
    """Answers with the forms above, and to a save with the way to /saved."""

    def do_GET(self) -> None:
        found = PAGES.get(self.path.split("?")[0], "").encode()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(found)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(302)
        self.send_header("Location", "/saved")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the forms are served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page of a fresh profile where the forms are served."""
    context = open_context(browser, base_url=address)
    yield context.new_page()
    context.close()


def type_a_deed(page: Page) -> None:
    """Fill in the form, not saving it."""
    page.goto("/new")
    page.fill("[name=what]", "巡查河道")
    page.locator("[name=who]").nth(1).fill("第二人")
    page.check("[name=duty][value='2']")
    page.select_option("[name=areas]", ["b"])
    page.fill("[name=text]", "两行\n文字")
    page.fill("[name=secret]", "hidden")


def kept(page: Page) -> list[str]:
    """Return the names of all drafts in the browser."""
    return page.evaluate("Object.keys(localStorage)")


def test_what_was_typed_comes_back_with_a_notice(page):
    type_a_deed(page)
    page.goto("/new")
    assert page.input_value("[name=what]") == "巡查河道"
    assert [page.locator("[name=who]").nth(n).input_value() for n in (0, 1)] == ["", "第二人"]
    assert page.is_checked("[name=duty][value='2']")
    assert not page.is_checked("[name=duty][value='1']")
    assert page.evaluate("[...document.querySelector('[name=areas]').selectedOptions].map(o => o.value)") == [
        "b"
    ]
    assert page.input_value("[name=text]") == "两行\n文字"
    assert page.input_value("[name=secret]") == ""
    assert page.input_value("[name=token]") == "fresh"
    assert "KEPT" in page.inner_text("[data-draft-note]")


def test_discarding_empties_form_and_browser(page):
    type_a_deed(page)
    page.goto("/new")
    page.click("text=DISCARD")
    assert page.input_value("[name=what]") == ""
    assert kept(page) == []


def test_a_saved_form_leaves_no_draft(page):
    type_a_deed(page)
    page.click("text=SAVE")
    page.wait_for_url("**/saved")
    assert kept(page) == []


def test_a_page_that_says_it_is_done_clears_the_draft(page):
    type_a_deed(page)
    page.goto("/done")
    assert kept(page) == []


def test_just_looking_at_another_page_keeps_the_draft(page):
    type_a_deed(page)
    page.goto("/saved")
    page.goto("/new")
    assert page.input_value("[name=what]") == "巡查河道"


def test_without_a_connection_nothing_is_sent_and_the_text_is_said_to_be_kept(page):
    type_a_deed(page)
    page.context.set_offline(True)
    page.click("text=SAVE")
    assert "OFFLINE" in page.inner_text("[data-draft-note]")
    page.context.set_offline(False)
    page.goto("/new")
    assert page.input_value("[name=what]") == "巡查河道"


def test_signing_out_clears_every_draft(page):
    type_a_deed(page)
    page.click("text=LEAVE")
    page.wait_for_url("**/left**")
    assert kept(page) == []


def test_another_account_never_meets_a_draft(page):
    type_a_deed(page)
    page.goto("/other")
    assert page.input_value("[name=what]") == ""
    assert kept(page) == []


def test_a_form_that_came_back_with_errors_keeps_what_the_server_says(page):
    type_a_deed(page)
    key = next(iter(kept(page)))
    page.evaluate("key => localStorage.setItem(key + '/wrong', localStorage.getItem(key))", key)
    page.goto("/new/wrong")
    assert page.input_value("[name=what]") == ""
    assert page.locator("[data-draft-note]").count() == 0


def test_an_old_draft_is_dropped(page):
    type_a_deed(page)
    page.evaluate(
        "for (const key of Object.keys(localStorage)) localStorage.setItem(key, JSON.stringify({at: 0, values: {}}))"
    )
    page.goto("/saved")
    assert kept(page) == []


def test_a_form_that_says_nothing_of_drafts_keeps_what_was_typed_all_the_same(page):
    page.goto("/plain")
    page.fill("[name=reason]", "示例：写到一半")
    page.fill("[name=user]", "someone")
    page.goto("/plain")
    assert page.input_value("[name=reason]") == "示例：写到一半"
    assert page.input_value("[name=user]") == ""
    assert "KEPT" in page.inner_text("[data-draft-note]")
    page.click("text=SAVE")
    page.wait_for_url("**/saved")
    assert kept(page) == []


def test_what_the_server_put_in_since_is_not_overwritten(page):
    page.goto("/plain")
    page.fill("[name=reason]", "示例：旧稿")
    PAGES["/plain"], before = PAGES["/filled"], PAGES["/plain"]
    page.goto("/plain")
    PAGES["/plain"] = before
    assert page.input_value("[name=reason]") == "SERVER"
