"""In which stocks a duty stands, by list and by who demanded it; how many meetings pass on with an office."""

import pytest

from conftest import NOW
from zerentian.duties import actions, handover
from zerentian.duties.actions import meetings
from zerentian.duties.models import FunctionItem
from zerentian.duties.rules.functions import FunctionKind, Level
from zerentian.duties.tests.meetings import a_kind
from zerentian.duties.tests.owing import WEEKLY, adopted, by
from zerentian.duties.tests.test_deeds import value
from zerentian.duties.tests.world import TODAY, people, post_of, unit
from zerentian.ledger.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]


def stocks() -> dict[str, int]:
    """Return the stocks of duties in the county."""
    codes = ["duties.open", "duties.off_list", *(f"duties.off_list.{level}" for level in Level)]
    found = {code.removeprefix("duties."): value(code, NOW).value for code in codes}
    return {code: count for code, count in found.items() if count}


def test_a_duty_stands_among_those_on_the_list_or_off_it_by_who_demanded_it():
    assert stocks() == {}
    item = FunctionItem.objects.create(
        unit=unit(""), path=unit("").path, number="1", kind=FunctionKind.BASIC, category="防灾", name="防火"
    )
    listed = adopted("清单内的", WEEKLY, first=TODAY, item=item, demanded_by=None)
    assert stocks() == {"open": 1}
    county = adopted("县里要的", WEEKLY, first=TODAY)
    city = adopted("市里要的", WEEKLY, first=TODAY, demanded_by=Level.CITY)
    assert stocks() == {"open": 3, "off_list": 2, "off_list.county": 1, "off_list.city": 1}
    actions.retire_duty(city, reason="不再要求", **by("leader"))
    actions.retire_duty(listed, reason="不再要求", **by("leader"))
    assert stocks() == {"open": 1, "off_list": 1, "off_list.county": 1}
    actions.hand_over_duty(county, to=post_of("neighbour_cadre"), **by("leader"))
    assert stocks() == {"open": 1, "off_list": 1, "off_list.county": 1}, "it stands there once, elsewhere"


def test_every_rule_and_every_meeting_under_way_is_counted_when_an_office_passes_them_on():
    kind = a_kind(unit(""), unit("DZ"), people().first, NOW)
    a_kind(unit(""), unit("ZF"), people().first, NOW, name="办公会")
    said = {"held_on": TODAY, "chair": post_of("first"), "recorder": post_of("clerk"), **by("clerk")}
    under_way = [meetings.prepare_meeting(kind=kind, **said) for _ in range(2)]
    because = Entry.objects.filter(verb="meeting_kind.set").first()
    passed = handover.KeptMeetings().pass_on(
        unit("DZ"), into=unit("ZF"), by=people().administrator, now=NOW, because=because
    )
    assert passed == 1 + 2
    for meeting in under_way:
        meeting.refresh_from_db()
        assert meeting.keeper == unit("ZF")
    assert not handover.KeptMeetings().open_at(unit("DZ"))
