"""What is asked of duties, their occurrences and deeds: lights, lists, desks, records, what the worker opens."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from conftest import NOW
from zerentian.duties import actions
from zerentian.duties.actions.occurrences import excuse_occurrence
from zerentian.duties.listed.due import OCCURRENCES_DUE
from zerentian.duties.listed.duties import DUTIES
from zerentian.duties.models import Occurrence, Threshold
from zerentian.duties.rules.lights import AMBER_DAYS, Light
from zerentian.duties.shown import chores, duty_titles, occurrences_named
from zerentian.duties.shown.desk import lights_over_duties, occurrences_waiting
from zerentian.duties.shown.records import OCCURRENCE_RECORDS
from zerentian.duties.tests.owing import done, duty, make_duties
from zerentian.duties.tests.world import TODAY, by, day, look, people, post_of, unit
from zerentian.ledger.models import Entry
from zerentian.organization import handover
from zerentian.organization.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]


@pytest.fixture(scope="module")
def made(beginning):
    make_duties()


def titles(rows):
    return {one.title for one in rows}


OPENED = {"每周巡查", "每月清理", "下坪村值守"}


# -- occurrences ---------------------------------------------------------------------------------------


def test_occurrences_are_opened_for_the_duties_that_are_named(made):
    entry = Entry.objects.filter(verb="occurrence.opened").order_by("id").first()
    occurrence = Occurrence.objects.get(duty=duty("每周巡查"))
    assert (occurrence.code, occurrence.first, occurrence.due) == ("2026W10", TODAY, day(4))
    assert {name: entry.fact[name] for name in ("first", "listed")} == {
        "first": "2026-03-02",
        "listed": False,
    }
    until = date(2026, 4, 1)
    opened = actions.open_occurrences(until=until, duties=[duty("每月清理")], **by("leader"))
    assert [(one.duty.title, one.code) for one in opened] == [("每月清理", "2026-04")]
    assert actions.open_occurrences(until=until, duties=[], **by("leader")) == []


@pytest.mark.parametrize(
    ("days", "overdue", "soon"),
    [
        (2, set(), set()),
        (3, set(), {"每周巡查", "下坪村值守"}),
        (4, set(), {"每周巡查", "下坪村值守"}),
        (5, {"每周巡查", "下坪村值守"}, set()),
        (17, {"每周巡查", "下坪村值守"}, set()),
        (18, {"每周巡查", "下坪村值守"}, {"每月清理"}),
        (23, {"每周巡查", "下坪村值守"}, {"每月清理"}),
        (24, OPENED, set()),
    ],
)
def test_an_occurrence_is_soon_due_by_its_own_cadence_and_overdue_after_its_day(made, days, overdue, soon):
    now = NOW + timedelta(days=days)
    assert {one.duty.title for one in Occurrence.objects.overdue(now)} == overdue
    assert {one.duty.title for one in Occurrence.objects.due_soon(now)} == soon
    for one in Occurrence.objects.open():
        light = one.light(day(days), AMBER_DAYS[one.duty.cadence])
        shown = (
            Light.RED if one.duty.title in overdue else Light.AMBER if one.duty.title in soon else Light.GREEN
        )
        assert light == shown, one.duty.title
    by_light = DUTIES.filters[0].narrow
    rows, asked = DUTIES.rows(people().leader), look(now=now)
    lights = {light: titles(by_light(rows, light, asked)) for light in Light}
    assert lights == {
        Light.RED: overdue,
        Light.AMBER: soon,
        Light.GREEN: OPENED - overdue - soon,
        Light.NONE: {"一次登记"},
    }


def test_a_threshold_that_the_township_set_takes_the_place_of_the_usual_one(made):
    assert Threshold.objects.in_force() == dict(AMBER_DAYS)
    set_ = actions.set_threshold(kind="weekly", amber_days=3, **by("leader"))
    assert Threshold.objects.in_force() == dict(AMBER_DAYS) | {"weekly": 3}
    assert Entry.objects.latest("id").fact == {"kind": "weekly", "days": 3}
    assert (set_.ref, str(set_)) == ("threshold:weekly", "weekly: 3")
    soon = Occurrence.objects.due_soon(NOW + timedelta(days=1))
    assert {one.duty.title for one in soon} == {"每周巡查", "下坪村值守"}


def test_a_holder_is_waited_for_the_soonest_first(made):
    waiting = [one.duty.title for one in Occurrence.objects.waiting_for(people().cadre)]
    assert waiting == ["每周巡查", "每月清理"]
    excuse_occurrence(Occurrence.objects.get(duty=duty("每周巡查")), reason="封山", **by("leader"))
    assert [one.duty.title for one in Occurrence.objects.waiting_for(people().cadre)] == ["每月清理"]


def test_the_desk_shows_what_is_overdue_or_soon_with_the_form_for_it(made):
    groups = [one for one in occurrences_waiting(people().cadre, NOW + timedelta(days=18), 9) if one.lines]
    told_ = [
        (str(one.title), [(line.what, line.note, line.light, line.due) for line in one.lines])
        for one in groups
    ]
    assert told_ == [
        ("已逾期", [("每周巡查", "2026年第10周", Light.RED, day(4))]),
        ("即将到期", [("每月清理", "2026年3月", Light.AMBER, day(23))]),
    ]
    occurrence = Occurrence.objects.get(duty=duty("每周巡查"))
    query = f"?duty={occurrence.duty_id}&occurrence={occurrence.pk}"
    assert groups[0].lines[0].url == reverse("duties:deed-new") + query
    assert not [one for one in occurrences_waiting(people().cadre, NOW, 9) if one.lines]


def test_lights_over_duties_are_for_who_assigns(made):
    (lights,) = lights_over_duties(people().leader, NOW + timedelta(days=18))
    assert (lights.red, lights.amber, lights.green) == (2, 1, 0)
    assert list(lights_over_duties(people().cadre, NOW)) == []


def test_days_of_occurrences_are_the_posts_own_with_duty_and_span(made):
    asked = look("cadre")
    rows = OCCURRENCES_DUE.rows(asked.account)
    assert {one.duty.title for one in rows} == OPENED
    mine = OCCURRENCES_DUE.fetch(OCCURRENCES_DUE.mine(rows, asked))
    assert {one.duty.title for one in mine} == {"每周巡查", "每月清理"}
    (one,) = mine.filter(duty__title="每周巡查")
    assert OCCURRENCES_DUE.title(one) == "每周巡查（2026年第10周）"
    assert OCCURRENCES_DUE.where(one) == "上坪村"
    assert OCCURRENCES_DUE.number(one).endswith(" · 2026年第10周")
    assert OCCURRENCES_DUE.light(one, look(now=NOW + timedelta(days=3))) == Light.AMBER


def test_occurrences_are_named_by_duty_and_span_for_who_may_see_them(made):
    key = str(Occurrence.objects.get(duty=duty("每周巡查")).pk)
    assert occurrences_named(people().cadre, [key, "x"]) == {key: "每周巡查（2026年第10周）"}
    assert occurrences_named(people().outsider, [key]) == {}


def test_duties_in_an_entry_are_named_and_those_that_are_not_stay_numbers(made):
    keys = [str(duty(title).pk) for title in ("每周巡查", "每月清理")]
    value = ("/".join(keys), TODAY)
    assert duty_titles([value]) == {value: "每周巡查；每月清理"}
    unknown = ("1/x", TODAY)
    assert duty_titles([unknown]) == {unknown: "1；x"}


@pytest.mark.parametrize(("hours", "due"), [(0, False), (14, False), (15, True), (24, True)])
def test_the_worker_opens_what_begins_once_a_local_day(made, hours, due):
    actions.retire_duty(duty("一次登记"), reason="办结", **by("leader"))
    now = NOW + timedelta(hours=hours)
    assert chores.something_begins(now, NOW) == due
    assert chores.once_a_day(now, NOW) == due
    assert chores.something_begins(now, None)
    assert chores.once_a_day(now, None)


def test_a_new_duty_is_opened_at_once(made):
    assert chores.something_begins(NOW, NOW), "one of them has no occurrence yet"
    chores.open_what_begins(NOW)
    assert Occurrence.objects.get(duty=duty("一次登记")).due == day(30)
    assert not chores.something_begins(NOW, NOW)
    assert Entry.objects.latest("id").actor == Account.objects.system("clock")


def test_records_of_occurrences_are_those_due_in_some_days(made):
    def due(first, last):
        return {one.duty.title for one in OCCURRENCE_RECORDS.rows(people().leader, unit(""), first, last)}

    weekly = {"每周巡查", "下坪村值守"}
    assert due(day(4), day(4)) == weekly
    assert due(day(5), day(22)) == due(day(0), day(3)) == set()
    assert due(day(4), day(23)) == OPENED
    done(duty("每周巡查"))
    (one,) = OCCURRENCE_RECORDS.rows(people().leader, unit("V01"), day(4), day(4))
    assert {name: field.read(one) for name, field in OCCURRENCE_RECORDS.fields.items()} == {
        "title": "每周巡查",
        "span": "2026年第10周",
        "area": "森林防火",
        "basis": None,
        "unit": "上坪村",
        "post": "上坪村村干部",
        "due": day(4),
        "outcome": "已办",
        "closed_on": TODAY,
        "done": True,
    }


# -- the list of duties ----------------------------------------------------------------------------------


def tab(code, asked):
    (found,) = [one for one in DUTIES.tabs if one.code == code]
    return titles(found.narrow(DUTIES.rows(asked.account), asked))


@pytest.mark.parametrize(
    ("code", "name", "days", "expected"),
    [
        ("all", "leader", 0, OPENED | {"一次登记"}),
        ("mine", "cadre", 0, {"每周巡查", "每月清理", "一次登记"}),
        ("mine", "leader", 0, set()),
        ("today", "leader", 4, {"每周巡查", "下坪村值守"}),
        ("today", "leader", 5, set()),
        ("overdue", "leader", 5, {"每周巡查", "下坪村值守"}),
        ("soon", "leader", 4, {"每周巡查", "下坪村值守"}),
        ("soon", "leader", 5, set()),
    ],
)
def test_a_tab_shows_its_duties(made, code, name, days, expected):
    assert tab(code, look(name, NOW + timedelta(days=days))) == expected


def test_duties_are_narrowed_by_words_and_by_being_off_the_list(made):
    rows = DUTIES.rows(people().leader)
    assert titles(DUTIES.speak(rows, "巡查")) == {"每周巡查"}
    (choice,) = [one for one in DUTIES.filters if one.name == "off_list"]
    assert titles(choice.narrow(rows, "on", look())) == OPENED | {"一次登记"}


def cells(title, asked):
    (one,) = DUTIES.fetch(DUTIES.rows(asked.account).filter(title=title))
    DUTIES.finish([one], asked)
    return {column.key: column.cell(one, asked) for column in DUTIES.columns}


def test_a_row_shows_the_most_urgent_occurrence_and_how_many_are_open(made):
    actions.open_occurrences(until=day(7), duties=[duty("每周巡查")], **by("leader"))
    told_ = cells("每周巡查", look("cadre", NOW + timedelta(days=5)))
    assert (told_["duty"].words, [str(tag) for tag in told_["duty"].tags]) == ("每周巡查", ["清单外"])
    assert (told_["area"].words, told_["post"].words) == ("森林防火", "上坪村 · 上坪村村干部")
    assert (told_["due"].light, told_["due"].due) == (Light.RED, day(4))
    assert [str(tag) for tag in told_["due"].tags] == ["待办2项"]
    first = Occurrence.objects.get(code="2026W10", duty=duty("每周巡查"))
    assert told_["next"].url.endswith(f"?duty={first.duty_id}&occurrence={first.pk}")
    assert str(told_["cadence"].words) == "每周"


def test_a_row_with_nothing_open_says_so_and_who_may_not_record_is_led_nowhere(made):
    none = cells("一次登记", look("cadre"))
    assert (none["due"].due, none["next"].url) == (None, "")
    assert str(none["due"].words) == "暂无待办"
    one = cells("每周巡查", look("inspector"))
    assert (one["next"].url, one["due"].due, one["due"].tags) == ("", day(4), ())


def test_a_duty_in_force_is_shown_with_its_post_and_passes_on_with_it(made):
    gone = actions.retire_duty(duty("一次登记"), reason="办结", **by("leader"))
    told_ = {one.ref: one.title for one in handover.open_for(post_of("cadre")) if one.ref.startswith("duty:")}
    assert set(told_.values()) == {"每周巡查", "每月清理"}
    assert gone.ref not in told_
    because = Entry.objects.latest("id")
    (work,) = [one for one in handover.OPEN_WORK if one.label == "责任"]
    into = {"to": post_of("neighbour_cadre"), "by": people().administrator, "now": NOW, "because": because}
    assert work.pass_on(post_of("cadre"), **into) == 2
    assert duty("每周巡查").unit == unit("V02")
    moved = Entry.objects.filter(verb="duty.handed_over").latest("id")
    assert moved.because == because.uuid
