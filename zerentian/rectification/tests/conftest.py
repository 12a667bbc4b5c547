"""A finding and a risk point in the cast's township, and how the finding is brought on its way."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from conftest import CAST, NOW
from zerentian.organization.models import Account
from zerentian.rectification.actions import assigning, mending, opening, risk_terms, risks
from zerentian.rectification.models import RiskKind
from zerentian.rectification.rules.findings import Class, Method, Source
from zerentian.rectification.tests.points import SINCE


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


@pytest.fixture
def town(leader, now):
    return leader.posts_on(now.date())[0].unit


@pytest.fixture
def kind(town, first, now):
    """Landslides, of which the place has laid down two items to look at, once a week."""
    risk_terms.take_usual_kinds(unit=town, by=first, now=now)
    kind = RiskKind.objects.get(code="landslide")
    risk_terms.set_checklist(
        kind=kind, items=["坡面有无裂缝", "排水沟是否畅通"], since=SINCE, basis="方案", by=first, now=now
    )
    risk_terms.set_patrol_rule(
        unit=town, when=risk_terms.When(), hours=168, since=SINCE, basis="方案", by=first, now=now
    )
    risk_terms.set_scale(
        unit=town, general=4, greater=10, major=16, since=SINCE, basis="办法", by=first, now=now
    )
    return kind


@pytest.fixture
def point(kind, village, cadre, clerk, now):
    return risks.register_point(
        title="屋后滑坡",
        unit=village,
        kind=kind,
        rating=risks.Rating(3, 4, "坡面有裂缝"),
        responsible=cadre.posts_on(now.date())[0],
        by=clerk,
        now=now,
    )


@pytest.fixture(scope="module")
def who(beginning):
    """The cast, and the posts from which they act."""
    people = {row[0]: Account.objects.get(username=row[0]) for row in CAST}
    posts = {f"{name}_post": next(iter(one.posts_on(NOW.date())), None) for name, one in people.items()}
    return SimpleNamespace(**people, **posts)
