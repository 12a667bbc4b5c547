"""The pictures in README and the manual: python -m tests.journeys.pictures HOME (a demo township's home)."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.journeys.township import ROOT, launch, open_page, served, sign_in

FOLDER = ROOT / "docs/images"

# File name, account, address, width.
PICTURES = (
    ("desk", "leader", "/", "wide"),
    ("desk-phone", "cadre", "/", "narrow"),
    ("board", "leader", "/duties/", "wide"),
    ("report", "clerk", "/reports/2026-0002/", "wide"),
    ("figure", "inspector", "/figures/deeds.count/?unit=990100/990101&period=2026H1", "wide"),
)


def main(home: str) -> None:
    """Take every picture anew, of what the first screen shows."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with served(Path(home)) as base, sync_playwright() as playwright:
        browser = launch(playwright)
        for name, username, address, width in PICTURES:
            page = open_page(browser, base, width)
            sign_in(page, username)
            page.goto(address)
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
