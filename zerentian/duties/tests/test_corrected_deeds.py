"""What a correction of a deed does to the duties and occurrences it stood for."""

from datetime import date, timedelta

import pytest

from zerentian.duties import actions
from zerentian.duties.models import DeedChange, DeedService, Occurrence
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import Level
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden


@pytest.fixture
def other(area, village_post, leader, now):
    """A second duty of the village, with its occurrence of the week."""
    duty = actions.adopt_duty(
        title="水库巡查",
        area=area,
        post=village_post,
        rule=DueRule(Cadence.WEEKLY, day=7),
        demanded_by=Level.TOWNSHIP,
        by=leader,
        now=now,
    )
    actions.open_occurrences(until=now.date(), by=leader, now=now)
    return duty


@pytest.fixture
def corrected(deed, cadre, now):
    """Correct the deed in what is given."""

    def correct(by=cadre, **given):
        said = {"what": deed.what, "occurred_on": deed.occurred_on, "reason": "补正", "people": deed.people}
        return actions.correct_deed(deed, **(said | given), by=by, now=now + timedelta(days=6))

    return correct


def outcome(duty):
    return Occurrence.objects.get(duty=duty, code="2026W10").outcome


def test_a_deed_that_served_the_wrong_duty_gives_one_back_and_fulfils_the_other(deed, duty, other, corrected):
    corrected(serves=[other])
    assert (outcome(duty), outcome(other)) == ("open", "fulfilled")
    services = dict(DeedService.objects.filter(deed=deed).values_list("duty__title", "dropped"))
    assert services == {"林区巡查": True, "水库巡查": False}
    assert Entry.objects.about(deed.ref).latest("id").fact["duties"] == str(other.pk)
    corrected(serves=[duty, other])
    assert (outcome(duty), outcome(other)) == ("fulfilled", "fulfilled")
    assert not DeedService.objects.filter(deed=deed, dropped=True).exists()


def test_another_day_of_the_same_span_moves_the_day_of_the_fulfilment(duty, corrected):
    corrected(serves=[duty], occurred_on=date(2026, 3, 6))
    occurrence = Occurrence.objects.get(duty=duty)
    assert (occurrence.outcome, occurrence.closed_on) == ("fulfilled", date(2026, 3, 6))
    closed = Entry.objects.filter(subject=occurrence.ref, verb="occurrence.closed").latest("id")
    assert (closed.change, closed.occurred_on) == ("carried", date(2026, 3, 6))


def test_a_day_before_the_span_fulfils_nothing(duty, corrected):
    corrected(serves=[duty], occurred_on=date(2026, 2, 27))
    assert outcome(duty) == "open"


def test_a_correction_keeps_what_was_said_before(deed, duty, corrected):
    corrected(serves=[duty], what=" 巡查后山和水库 ", place=" 后山 ", people=None)
    deed.refresh_from_db()
    assert (deed.what, deed.place, deed.people) == ("巡查后山和水库", "后山", None)
    change = DeedChange.objects.get(deed=deed)
    assert (change.reason, change.change) == ("补正", "corrected")
    before = {"what": "巡查后山防火道", "people": 4, "occurred_on": "2026-03-02", "duties": [duty.pk]}
    assert {name: change.before[name] for name in before} == before
    assert change.entry == Entry.objects.about(deed.ref).latest("id").uuid
    assert "people" not in Entry.objects.about(deed.ref).latest("id").fact


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"what": " "}, {"serves": []}, {"people": -1}])
def test_a_correction_without_reason_words_or_duty_is_refused(deed, duty, corrected, wrong):
    with pytest.raises(NotAllowed):
        corrected(**({"serves": [duty]} | wrong))
    deed.refresh_from_db()
    assert (deed.what, outcome(duty)) == ("巡查后山防火道", "fulfilled")


def test_a_stranger_corrects_withdraws_and_adds_nothing(deed, duty, photo, outsider, corrected, now):
    with pytest.raises(Forbidden):
        corrected(serves=[duty], by=outsider)
    with pytest.raises(Forbidden):
        actions.withdraw_deed(deed, reason="误登", by=outsider, now=now)
    with pytest.raises(Forbidden):
        actions.add_evidence(deed, files=[photo], by=outsider, now=now)
    with pytest.raises(Forbidden):
        actions.verify_deed(deed, by=outsider, now=now)


def test_a_correction_or_a_lost_file_takes_a_verification_back(
    deed, duty, photo, cadre, neighbour_cadre, corrected, now
):
    assert actions.add_evidence(deed, files=[photo], by=cadre, now=now) == deed
    assert actions.verify_deed(deed, by=neighbour_cadre, now=now).verified_by == neighbour_cadre
    actions.withdraw_evidence(photo, reason="不是当天", by=cadre, now=now)
    deed.refresh_from_db()
    assert (deed.verified_by, deed.verified_at) == (None, None)
    assert Entry.objects.about(deed.ref).latest("id").fact["has_evidence"] is False
    with pytest.raises(NotAllowed):
        actions.withdraw_evidence(photo, reason=" ", by=cadre, now=now)


def test_the_same_file_is_not_added_twice(deed, photo, cadre, now):
    actions.add_evidence(deed, files=[photo], by=cadre, now=now)
    with pytest.raises(NotAllowed, match="已经附在"):
        actions.add_evidence(deed, files=[photo], by=cadre, now=now)


def test_a_fulfilment_given_back_after_its_duty_ended_is_cancelled_not_open(deed, duty, leader, cadre, now):
    actions.retire_duty(duty, reason="调整", by=leader, now=now)
    actions.withdraw_deed(deed, reason="误登", by=cadre, now=now)
    assert outcome(duty) == "cancelled"
