"""Local clocks: an example until the place sets its own, from a day on; what was promised stays."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import LOCAL as ZONE
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.actions.clocks import set_local_clock
from zerentian.organization.models import LocalClock
from zerentian.organization.rules.clocks import CLOCKS, Measure

pytestmark = pytest.mark.django_db

DOCUMENT = "《示例县12345热线办理规程》第十条"


@pytest.fixture
def set_clock(administrator, now):
    """Return a function that sets the hotline's clock from today on; what is given stands instead."""

    def setting(**given):
        said = {"rule_id": "hotline.handle", "length": 3, "measure": Measure.WORKING_DAYS, "extension": 4}
        return set_local_clock(
            **said | {"law": DOCUMENT, "since": now.date(), "by": administrator, "now": now} | given
        )

    return setting


def test_until_it_is_set_the_example_holds_and_says_so():
    clock = LocalClock.objects.rulebook().clock("hotline.handle", date(2026, 3, 2))
    assert clock == CLOCKS["hotline.handle"]
    assert "示例" in clock.source


def test_a_set_clock_holds_from_its_day_on(set_clock, now):
    set_clock(since=now.date() + timedelta(days=10))
    book = LocalClock.objects.rulebook()
    before, after = (book.clock("hotline.handle", now + timedelta(days=days)) for days in (9, 10))
    assert (before.length, before.source) == (5, CLOCKS["hotline.handle"].source)
    assert (after.length, after.extension, after.source) == (3, 4, DOCUMENT)


def test_the_newest_setting_of_a_day_holds_and_the_old_one_is_kept(set_clock, now):
    set_clock()
    set_clock(length=24, measure=Measure.HOURS)
    assert LocalClock.objects.rulebook().clock("hotline.handle", now).measure is Measure.HOURS
    assert [row.version for row in LocalClock.objects.all()] == [1, 2]


def test_a_deadline_follows_the_clock_that_is_set(set_clock):
    set_clock()
    monday = datetime(2026, 3, 2, 9, tzinfo=ZONE)
    assert LocalClock.objects.rulebook().due("hotline.handle", monday).day == date(2026, 3, 5)


def test_setting_is_an_entry_with_the_row(set_clock):
    clock = set_clock()
    entry = Entry.objects.get(verb="local_clock.set")
    assert entry.fact["length"] == 3
    assert f"row:{clock.row_key}" in entry.commitments


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"rule_id": "xf.handle"}, "由法律规定"),
        ({"rule_id": "xf.simple.handle"}, "由法律规定"),
        ({"since": date(2026, 3, 1)}, "不能早于今天"),
        ({"length": 0}, "填写时限"),
        ({"law": " "}, "依据文件"),
    ],
)
def test_a_setting_is_refused_with_the_reason(set_clock, given, why):
    with pytest.raises(NotAllowed, match=why):
        set_clock(**given)
    assert not LocalClock.objects.exists()


def test_only_who_keeps_the_calendar_sets_clocks(set_clock, clerk):
    with pytest.raises(Forbidden):
        set_clock(by=clerk)


def test_the_database_knows_no_other_rules():
    row = LocalClock(
        rule_id="xf.handle", version=1, length=1, measure="wd", extension=0, law="x", since=date(2026, 1, 1)
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_the_page_shows_what_is_set_and_lets_who_may_set_it(client_of, administrator, clerk, now):
    client = client_of(administrator)
    said = {"length": "3", "measure": "wd", "extension": "0", "law": DOCUMENT, "since": f"{now:%Y-%m-%d}"}
    answer = client.post("/organization/calendar/clocks/hotline.consult/", said, follow=True)
    page = answer.content.decode()
    assert DOCUMENT in page
    assert "本地已设定" in page
    assert client.get("/organization/calendar/clocks/xf.handle/").status_code == 404
    assert "设定" not in client_of(clerk).get("/organization/calendar/clocks/").content.decode().split(
        "<main"
    )[1].replace("本地已设定", "").replace("待设定", "")
