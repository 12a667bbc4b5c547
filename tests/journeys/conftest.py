"""One served township and one Chromium for all journeys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.township import CHROMIUM, Cast, launch, make_township, served


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a township that is being served."""
    home = tmp_path_factory.mktemp("served")
    make_township(home)
    with served(home) as address:
        yield address


@pytest.fixture(scope="module")
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a township whose clock nobody but the module's journeys reads."""
    home = tmp_path_factory.mktemp("own")
    make_township(home)
    return home


@pytest.fixture(scope="module")
def own_base(own_home: Path) -> Iterator[str]:
    """Where that township is served."""
    with served(own_home) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"NO BROWSER at {CHROMIUM}: the journeys were not walked")
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture
def cast(browser: Browser, base: str) -> Iterator[Cast]:
    """The people of the township that all journeys share."""
    actors = Cast(browser, base)
    yield actors
    actors.close()


@pytest.fixture
def own_cast(browser: Browser, own_base: str) -> Iterator[Cast]:
    """The people of the module's own township."""
    actors = Cast(browser, own_base)
    yield actors
    actors.close()
