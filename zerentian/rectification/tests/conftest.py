"""A finding in the cast's township, and how it is brought on its way."""

from datetime import date, timedelta

import pytest

from zerentian.rectification.actions import assigning, mending, opening
from zerentian.rectification.rules.findings import Class, Method, Source


@pytest.fixture
def village_post(cadre, now):
    return cadre.posts_on(now.date())[0]


@pytest.fixture
def finding(village, clerk, now):
    """A blocked ditch in the village, found on the day before."""
    return opening.open_finding(
        title="后沟排洪沟淤堵",
        unit=village,
        source=Source.SELF_CHECK,
        found_on=date(2026, 3, 1),
        by=clerk,
        now=now,
        place="后沟",
    )


@pytest.fixture
def assigned(finding, village_post, leader, now):
    return assigning.assign_finding(
        finding,
        responsible=village_post,
        kind=Class.BY_DATE,
        standard="沟底见硬底，水流通畅",
        due=date(2026, 3, 10),
        by=leader,
        now=now,
    )


@pytest.fixture
def mending_now(assigned, cadre, now):
    return assigning.accept_finding(assigned, by=cadre, now=now)


@pytest.fixture
def reported(mending_now, cadre, now):
    later = now + timedelta(days=3)
    return mending.report_mended(
        mending_now, mended_on=later.date(), words="清淤一百二十米", by=cadre, now=later
    )


@pytest.fixture
def verified(reported, leader, now):
    later = now + timedelta(days=5)
    return mending.verify_finding(
        reported,
        observed_on=later.date(),
        method=Method.ON_SITE,
        words="雨后查看，水流通畅",
        by=leader,
        now=later,
    )


@pytest.fixture
def closed(verified, first, now):
    later = now + timedelta(days=6)
    return mending.close_finding(verified, look_back_due=date(2026, 4, 1), by=first, now=later)
