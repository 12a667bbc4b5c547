"""A township served by a real process, and a browser that visits it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, expect

from zerentian.web.serving.family import PARENT_PIPE

PASSWORD = "Yunling-2026"
ROOT = Path(__file__).resolve().parents[2]
PUT_ON = """
import sys
from datetime import datetime
import django
django.setup()
from zerentian.ledger.actions import set_demo_clock
set_demo_clock(to=datetime.fromisoformat(sys.argv[1]))
"""
# The shell is the same engine without windows to draw: half of the processor time. Chromium itself does where it is.
BROWSERS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
CHROMIUM = next((one for one in BROWSERS if Path(one).exists()), BROWSERS[0])
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",  # A container's shared memory is small: a picture of a page may not fit it.
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A busy machine comes to a page later; who waits longer finds the same.
WAIT_MS = 60_000
WIDTHS = {"wide": (1280, 900), "narrow": (390, 844)}

# Addresses that are not pages: files, data, and what ends the sitting.
NO_PAGES = {
    "sign-out",
    "entry-proof",
    "evidence:file",
    "evidence:picture",
    "evidence:thumbnail",
    "reports:report-file",
    "reports:letter",
    "reports:minutes",
    "reports:finding-list",
    "rectification:finding-file",
    "rectification:finding-picture",
    "reports:case",
    "organization:import-template",
    "organization:calendar-template",
    "residents:data",
    "residents:feed",
    "residents:file",
    "residents:photo",
    "residents:notices-atom",
    "residents:notices-json",
    "residents:notices-zip",
    "residents:notice-file",
    "residents:warnings-feed",
    "residents:warning-cap",
    "residents:activity-calendar",
    "reports:hazard-plan",
    "reports:placard",
    "community:inquiry-file",
    "community:notice-file",
    "exchange:open-figures-file",
    "exchange:upward-file",
}


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a process that works on an instance of its own, on SQLite."""
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    own = {"ZERENTIAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "zerentian.settings"}
    return {**inherited, **own, "SESSION_IDLE_MINUTES": "30"}


def make_township(home: Path) -> None:
    """Tell the demo township into a home folder of its own, or copy the one that JOURNEY_TOWNSHIP names."""
    if told := os.environ.get("JOURNEY_TOWNSHIP"):
        shutil.copytree(told, home, dirs_exist_ok=True)
        return
    subprocess.run([sys.executable, "-m", "zerentian", "demo"], env=environment(home), cwd=ROOT, check=True)


def put_on(home: Path, day: str) -> None:
    """Let the clock of a demo of its own stand at ten on a later day."""
    command = [sys.executable, "-c", PUT_ON, f"{day}T10:00:00+08:00"]
    subprocess.run(command, env=environment(home), cwd=ROOT, check=True)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve an instance with its worker, and yield the address of its first page without the last slash."""
    port = free_port()
    command = [sys.executable, "-m", "zerentian", "serve", "--port", str(port), "--workers", "1"]
    with open(home / "serve.log", "wb") as log:
        server = subprocess.Popen(command, env=environment(home), cwd=ROOT, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/sign-in/", home / "serve.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(WAIT_MS / 1000)


@contextmanager
def pages_alone(home: Path) -> Iterator[str]:
    """Serve an instance without its worker: nothing changes but by who visits it."""
    log = home / "serve.log"
    with socket.create_server(("127.0.0.1", 0)) as listening, open(log, "wb") as out:
        handle, port = listening.fileno(), listening.getsockname()[1]
        command = [sys.executable, "-m", "zerentian.web.serving.process", str(handle)]
        ours, of_parent = os.pipe()  # It ends when its parent does: when nobody holds the other end.
        inherited = environment(home) | {PARENT_PIPE: str(ours)}
        server = subprocess.Popen(
            command, env=inherited, cwd=ROOT, stdout=out, stderr=out, pass_fds=(handle, ours)
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/sign-in/", log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(WAIT_MS / 1000)
            os.close(ours)
            os.close(of_parent)


def wait_for(address: str, log: Path, seconds: int = 90) -> None:
    """Return once the address answers; else show what the server said."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise TimeoutError(f"{address}\n{log.read_text()}")


def launch(playwright: Playwright) -> Browser:
    """Start Chromium."""
    expect.set_options(timeout=WAIT_MS)
    return playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)


def open_context(browser: Browser, **given: Any) -> BrowserContext:
    """Return a fresh browser profile that waits for a busy machine."""
    context = browser.new_context(**given)
    context.set_default_timeout(WAIT_MS)
    return context


def open_page(browser: Browser, base: str, width: str = "wide", scheme: str = "light") -> Page:
    """Return a page of a fresh browser profile at one of the two widths, in light or dark."""
    across, down = WIDTHS[width]
    context = open_context(
        browser,
        base_url=base,
        viewport={"width": across, "height": down},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="zh-CN",
    )
    return context.new_page()


def picture_of(page: Page, tries: int = 5) -> bytes:
    """Return the first screen of a page as PNG.

    A busy machine's Chromium now and then has no frame to copy and says so; it says nothing of the page, so it is asked
    again. The last refusal is raised.
    """
    for left in reversed(range(tries)):
        try:
            return page.screenshot(animations="disabled", caret="hide")
        except Error as refused:
            if "Unable to capture screenshot" not in refused.message or not left:
                raise
            page.wait_for_timeout(1000)
            page.reload()
    raise ValueError(tries)


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """Sign in through the form and wait for the page behind it."""
    page.goto("/sign-in/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)


class Cast:
    """One browser profile for each actor, signed in on first use."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser, self.base, self.pages = browser, base, {}

    def __getitem__(self, name: str) -> Page:
        if name not in self.pages:
            self.pages[name] = open_page(self.browser, self.base)
            sign_in(self.pages[name], name)
        return self.pages[name]

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()


def name_of(path: str) -> str:
    """Return the URL name of a path, empty when no page answers there."""
    try:
        return resolve(path).view_name or ""
    except Resolver404:
        return ""


def opens(page: Page, address: str) -> bool:
    """Open an address; tell whether it is a page, and no file that the browser saves."""
    try:
        page.goto(address)
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return False
    return True


def pages_within_reach(page: Page) -> Iterator[tuple[str, str]]:
    """Follow links from the first page and yield (URL name, address) of one page for each URL name.

    When this yields, the browser stands on the page.
    """
    waiting, seen = ["/"], set(NO_PAGES)
    while waiting:
        address = waiting.pop(0)
        name = name_of(urlsplit(address).path)
        if not name or name in seen:
            continue
        seen.add(name)
        if not opens(page, address):
            continue
        links = page.eval_on_selector_all(
            "a[href]:not([download])", "links => links.map(link => link.getAttribute('href'))"
        )
        waiting += [link for link in links if link.startswith("/")]
        yield name, address
