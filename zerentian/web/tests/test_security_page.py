"""The page on security names tests that there are."""

import re

from django.conf import settings


def test_every_test_that_the_security_page_names_exists():
    page = (settings.BASE_DIR / "docs/security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    folders = (settings.BASE_DIR / "zerentian", settings.BASE_DIR / "tests")
    there = {
        name
        for folder in folders
        for path in folder.rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(named) > 20
    assert named <= there, sorted(named - there)
