"""What people ask of findings and their measures: which wait for whom, what is late, each bound on both sides."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from zerentian.duties.rules.lights import Light
from zerentian.organization.models import Account
from zerentian.rectification.actions import assigning, measures, opening
from zerentian.rectification.models import Finding, Measure, MoreTime
from zerentian.rectification.models.findings import AMBER_DAYS, is_numbered
from zerentian.rectification.models.measures import cents_of, yuan
from zerentian.rectification.rules.findings import OPEN_STATES, OWED_STATES, Class, Source, State

DAY = timedelta(days=1)
DUE = date(2026, 3, 10)


@pytest.fixture
def opened(village, clerk, now):
    """Open findings in the village, by their titles."""

    def open_all(*titles, **said):
        said = {"unit": village, "source": Source.SELF_CHECK, "by": clerk, "now": now} | said
        days = {"found_on": now.date()} | said
        return [opening.open_finding(title=title, **days) for title in titles]

    return open_all


@pytest.fixture
def charged(opened, village_post, leader, now):
    """Put the village's post in charge of findings, each until a day."""

    def charge(**dues):
        made = opened(*dues)
        said = {
            "responsible": village_post,
            "kind": Class.BY_DATE,
            "standard": "好",
            "by": leader,
            "now": now,
        }
        return [
            assigning.assign_finding(one, due=due, **said)
            for one, due in zip(made, dues.values(), strict=True)
        ]

    return charge


def titles(rows):
    return [one.title for one in rows]


def set_state(finding, state, **said):
    Finding.objects.filter(pk=finding.pk).update(state=state, **said)


@pytest.mark.parametrize(
    ("state", "is_open", "is_owed"),
    [(state, state in OPEN_STATES, state in OWED_STATES) for state in State],
)
def test_each_state_is_open_and_owed_or_not_as_the_rules_say(charged, leader, state, is_open, is_owed):
    (finding,) = charged(沟=DUE)
    extra = {"verified_by": leader, "observed_on": DUE} if state in ("verified", "posted", "closed") else {}
    if state == State.JOINED:
        extra = {"joined_to": charged(坡=DUE)[0]}
    set_state(finding, state, **extra)
    fresh = Finding.objects.get(pk=finding.pk)
    rows = Finding.objects.filter(pk=finding.pk)
    assert (fresh.is_open, fresh.is_owed) == (is_open, is_owed)
    assert (rows.open().exists(), rows.owed().exists()) == (is_open, is_owed)
    assert rows.without_owner().exists() is (state == State.OPENED)
    assert (fresh.light(DUE + DAY) == Light.NONE) is not is_owed


def test_the_light_turns_amber_some_days_before_and_red_the_day_after(charged):
    (finding,) = charged(沟=DUE)
    lights = [finding.light(DUE - n * DAY) for n in (AMBER_DAYS + 1, AMBER_DAYS, 0, -1)]
    assert lights == [Light.GREEN, Light.AMBER, Light.AMBER, Light.RED]
    finding.missed = True
    assert finding.light(DUE - 30 * DAY) == Light.RED
    finding.due = None
    assert finding.light(DUE) == Light.NONE


def test_what_is_overdue_passed_its_day_or_had_before_and_the_longest_stands_first(charged, now):
    _first, _last, missed, reported = charged(甲=DUE + DAY, 乙=DUE, 丙=DUE + 20 * DAY, 丁=DUE)
    Finding.objects.filter(pk=missed.pk).update(missed=True)
    set_state(reported, State.REPORTED)
    assert titles(Finding.objects.overdue(now)) == ["丙"]
    assert titles(Finding.objects.overdue(now + 8 * DAY)) == ["丙"]
    assert titles(Finding.objects.overdue(now + 9 * DAY)) == ["乙", "丙"]
    assert titles(Finding.objects.overdue(now + 10 * DAY)) == ["乙", "甲", "丙"]
    assert titles(Finding.objects.due_soon(now + 8 * DAY)) == ["乙", "甲"]
    assert titles(Finding.objects.due_soon(now + 9 * DAY)) == ["甲"]


def test_a_look_back_is_overdue_the_day_after_its_day_until_somebody_looked(closed, leader, now):
    due = closed.look_back_due - now.date()
    rows = Finding.objects
    assert not rows.look_back_overdue(now + due).exists()
    assert rows.look_back_overdue(now + due + DAY).exists()
    Finding.objects.update(looked_on=now.date())
    assert not rows.look_back_overdue(now + due + DAY).exists()


def test_what_waits_for_a_post_is_to_be_taken_on_or_mended_and_the_soonest_due_stands_first(
    charged, cadre, neighbour_cadre
):
    made = charged(甲=DUE + DAY, 乙=DUE, 丙=DUE + 2 * DAY, 丁=DUE)
    set_state(made[2], State.MENDING)
    set_state(made[3], State.OBJECTED)
    assert titles(Finding.objects.waiting_for(cadre)) == ["乙", "甲", "丙"]
    assert not Finding.objects.waiting_for(neighbour_cadre).exists()
    assert Finding.objects.of_posts_of(cadre).count() == 4


def test_who_assigns_is_asked_for_what_nobody_has_and_what_was_objected_to_the_oldest_first(
    opened, charged, leader, cadre, outsider, now
):
    opened("新", found_on=now.date())
    opened("旧", found_on=now.date() - DAY)
    (objected, _assigned) = charged(异议=DUE, 已定=DUE)
    set_state(objected, State.OBJECTED)
    assert titles(Finding.objects.to_assign_by(leader)) == ["旧", "新", "异议"]
    for other in (cadre, outsider):
        assert not Finding.objects.to_assign_by(other).exists()


@pytest.mark.parametrize("part", ["reported_by", "mended_by", "accepted_by"])
def test_who_had_a_part_in_it_is_not_asked_to_verify(charged, leader, first, cadre, part):
    early, late = charged(甲=DUE, 乙=DUE)
    set_state(early, State.REPORTED, reported_on=DUE, reported_by=cadre)
    set_state(late, State.REPORTED, reported_on=DUE - DAY, reported_by=cadre)
    assert titles(Finding.objects.to_verify_by(leader)) == ["乙", "甲"]
    Finding.objects.filter(pk=late.pk).update(**{part: leader})
    assert titles(Finding.objects.to_verify_by(leader)) == ["甲"]
    assert titles(Finding.objects.to_verify_by(first)) == ["乙", "甲"]
    assert not Finding.objects.to_verify_by(cadre).exists()


def test_what_is_posted_is_closed_out_the_day_after_its_last(charged, leader, first, cadre):
    hung, verified = charged(甲=DUE, 乙=DUE + DAY)
    seen = {"verified_by": leader, "observed_on": DUE}
    set_state(hung, State.POSTED, posted_from=DUE, posted_to=DUE + 4 * DAY, **seen)
    set_state(verified, State.VERIFIED, **seen)
    rows = Finding.objects
    assert titles(rows.to_close_by(first, DUE + 4 * DAY)) == ["乙"]
    assert titles(rows.to_close_by(first, DUE + 5 * DAY)) == ["甲", "乙"]
    assert not rows.to_close_by(cadre, DUE + 5 * DAY).exists()
    rows.filter(title="甲").update(mended_by=first)
    assert titles(rows.to_close_by(first, DUE + 5 * DAY)) == ["乙"], "who mended it does not close it out"


def test_a_look_back_is_asked_for_from_its_day_on_of_who_did_not_mend_it(closed, leader, first, cadre):
    day = closed.look_back_due
    rows = Finding.objects
    assert not rows.to_look_back_by(leader, day - DAY).exists()
    assert titles(rows.to_look_back_by(leader, day)) == [closed.title]
    assert not rows.to_look_back_by(cadre, day).exists()
    rows.update(mended_by=leader, verified_by=cadre, accepted_by=None, reported_by=None)
    assert not rows.to_look_back_by(leader, day).exists()
    assert rows.to_look_back_by(first, day).exists()
    rows.update(looked_on=day)
    assert not rows.to_look_back_by(first, day).exists()


def test_more_time_is_decided_on_by_another_while_the_mending_is_owed(mending_now, cadre, leader, first, now):
    asked = assigning.ask_time(mending_now, due=DUE + DAY, reason="雨", by=leader, now=now)
    rows = MoreTime.objects
    assert [list(rows.to_decide_by(one)) for one in (leader, first, cadre)] == [[], [asked], []]
    set_state(mending_now, State.REPORTED)
    assert not rows.to_decide_by(first).exists()
    set_state(mending_now, State.MENDING)
    assigning.grant_time(asked, answer="", by=first, now=now)
    assert not rows.undecided().exists()


def test_measures_wait_for_the_post_in_charge_the_soonest_due_first(
    mending_now, village_post, neighbour_cadre, cadre, leader, now
):
    def plan(text, days, post):
        due = now.date() + days * DAY
        said = {"text": text, "responsible": post, "due": due, "by": cadre, "now": now}
        return measures.plan_measure(mending_now, **said)

    late, _soon, gone = plan("晚", 5, village_post), plan("早", 1, village_post), plan("撤", 0, village_post)
    plan("外", 0, neighbour_cadre.posts_on(now.date())[0])
    measures.drop_measure(gone, reason="x", by=cadre, now=now)
    assert [one.text for one in Measure.objects.waiting_for(cadre)] == ["早", "晚"]
    assert [one.text for one in Measure.objects.open().order_by("pk")] == ["晚", "早", "外"]
    lights = [late.light(late.due - n * DAY) for n in (AMBER_DAYS + 1, AMBER_DAYS, 0, -1)]
    assert lights == [Light.GREEN, Light.AMBER, Light.AMBER, Light.RED]
    late.state = "done"
    assert late.light(late.due + DAY) == Light.NONE
    assert (late.is_open, gone.is_open) == (False, True)


def test_measures_are_read_by_who_reads_their_finding(
    mending_now, village_post, cadre, outsider, inspector, now
):
    said = {"text": "清淤", "responsible": village_post, "due": DUE, "by": cadre, "now": now}
    measures.plan_measure(mending_now, **said)
    seen = [Measure.objects.visible_to(one).count() for one in (cadre, inspector, outsider)]
    assert seen == [1, 1, 0]


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-", "-1", "0999-1", "02026-1", "2026-x", "2026-1-1", "2026-" + "1" * 19]
)
def test_what_is_no_number_of_a_finding_asks_for_none(text):
    assert is_numbered(text) is None


def test_a_number_names_one_finding_of_its_year(finding, opened):
    opened("另一处")
    found = Finding.objects.filter(is_numbered(f" {finding.number} "))
    assert list(found) == [finding]
    assert finding.number == f"2026-{finding.serial:04}"
    assert not Finding.objects.filter(is_numbered(f"2025-{finding.serial}")).exists()
    assert Finding.objects.filter(is_numbered(f"2026-000{finding.serial}")).exists()


def test_it_came_back_in_its_second_round_or_as_the_recurrence_of_another(finding, opened):
    assert not finding.came_back
    finding.round = 2
    assert finding.came_back
    (again,) = opened("又淤", recurs_from=finding)
    assert again.came_back


@pytest.mark.parametrize(
    ("money", "cents"),
    [(None, None), ("0", 0), ("0.01", 1), ("1200.5", 120_050), ("9999999999.99", 999_999_999_999)],
)
def test_money_is_kept_to_the_cent_and_unknown_stays_unknown(money, cents):
    said = None if money is None else Decimal(money)
    assert cents_of(said) == cents
    assert yuan(cents) == said


@pytest.mark.parametrize(
    ("money", "whole"),
    [(None, {}), ("0", {"yuan": 0}), ("0.49", {"yuan": 0}), ("0.50", {"yuan": 1}), ("2.5", {"yuan": 3})],
)
def test_an_entry_states_whole_yuan_halves_up_and_nothing_of_what_is_unknown(money, whole):
    assert measures.yuan_of(None if money is None else Decimal(money)) == whole


def test_a_post_that_nobody_holds_waits_for_nothing(assigned):
    assert not Finding.objects.waiting_for(Account.objects.system("demo")).exists()
