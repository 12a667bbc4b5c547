"""Pictures of every page within reach: python -m tests.journeys.screenshots FOLDER [USERNAME] [HOME]."""

import os
import sys
import tempfile
from pathlib import Path

import django
from playwright.sync_api import sync_playwright

from tests.journeys.township import launch, make_township, open_page, pages_within_reach, served, sign_in

VARIANTS = (("wide", "light"), ("narrow", "light"), ("wide", "dark"))


def main(folder: str, username: str = "clerk", home: str = "") -> None:
    """Walk the pages as one account at each width and in each theme; name files by URL name and variant."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zerentian.settings")
    django.setup()
    into = Path(folder)
    into.mkdir(parents=True, exist_ok=True)
    instance = Path(home or tempfile.mkdtemp())
    if not home:
        make_township(instance)
    with served(instance) as base, sync_playwright() as playwright:
        browser = launch(playwright)
        for width, scheme in VARIANTS:
            page = open_page(browser, base, width, scheme)
            sign_in(page, username)
            for name, _ in pages_within_reach(page):
                picture = into / f"{name.replace(':', '-')}.{width}.{scheme}.png"
                page.screenshot(path=picture, full_page=True)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
