"""The fixtures of concerns: what goes in and out of the office begins with one."""

import pytest

from zerentian.casework.tests.conftest import *  # noqa: F403
from zerentian.exchange.actions.county_forms import keep_form, map_form
from zerentian.exchange.actions.imports import import_concerns
from zerentian.exchange.tests.monthly import CONTENT, REGIONS


@pytest.fixture
def bring(township, receptionist, now):
    """Import a stream as the township's case desk."""

    def run(stream, *, name="示例.csv", **options):
        return import_concerns(
            stream, name=name, **({"unit": township, "by": receptionist, "now": now} | options)
        )

    return run


@pytest.fixture
def monthly(township, clerk, now):
    """A form that is a text, mapped."""
    kept = keep_form(
        unit=township,
        name=" 月报 ",
        asked_by=" 县统计局 ",
        file_name="月报.csv",
        content=CONTENT,
        by=clerk,
        now=now,
    )
    map_form(kept, regions=REGIONS, by=clerk, now=now)
    return kept
