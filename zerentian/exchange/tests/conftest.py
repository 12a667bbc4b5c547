"""The fixtures of concerns: what goes in and out of the office begins with one."""

import pytest

from zerentian.casework.tests.conftest import *  # noqa: F403
from zerentian.exchange.actions.imports import import_concerns


@pytest.fixture
def bring(township, receptionist, now):
    """Import a stream as the township's case desk."""

    def run(stream, *, name="示例.csv", **options):
        return import_concerns(
            stream, name=name, **({"unit": township, "by": receptionist, "now": now} | options)
        )

    return run
