"""What one asks of concerns, clocks, replies and visits: on both sides of each day, in which order, in which state."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from conftest import NOW
from zerentian.casework import actions
from zerentian.casework.listed import Light, by_clock, due_cell, in_state, matter_cell
from zerentian.casework.models import ClockRun, Concern, PublicAnswer, Reply
from zerentian.casework.models.concerns import path_reached
from zerentian.casework.models.mentions import posts_beside
from zerentian.casework.rules.clocks import SOON_DAYS
from zerentian.casework.rules.concerns import OPEN_STATES, UNCOUNTED_STATES, Channel, Kind, State
from zerentian.casework.rules.replies import Decision
from zerentian.ledger.rules.periods import LOCAL, local_day
from zerentian.organization.models import Account, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]

TODAY = local_day(NOW)
STATES = {str(state): {"state": state} for state in State}
DAYS = {
    f"due {days:+}": {"due": TODAY + timedelta(days=days)} for days in (-1, 0, 1, SOON_DAYS, SOON_DAYS + 1)
}


@pytest.fixture(scope="module")
def rows(beginning):
    """Concerns of every state, and of several days in hand; none is written on."""
    unit, by = Unit.objects.get(code="990101"), Account.objects.system("public")
    made = {}
    for name, how in {**STATES, **DAYS}.items():
        said = actions.Said(text=f"示例：{name}", title=name)
        concern = actions.receive_concern(said, unit=unit, channel=Channel.FORM, by=by, now=NOW).concern
        how = {"state": State.HANDLING, "due": TODAY} | how if "due" in how else how | {"due": TODAY}
        Concern.objects.filter(pk=concern.pk).update(**how)
        made[name] = Concern.objects.get(pk=concern.pk)
    return made


def names(found) -> list[str]:
    """Return the names of the rows that were found, in their order."""
    return [one.title for one in found]


def test_open_counted_and_over_are_told_by_the_state(rows):
    mine = Concern.objects.filter(title__in=STATES)
    assert set(names(mine.open())) == set(OPEN_STATES)
    assert set(names(mine.counted())) == set(State) - set(UNCOUNTED_STATES)
    few = [rows["handling"].pk, rows["closed"].pk, rows["received"].pk]
    assert set(names(mine.open_among(mine.filter(pk__in=few)))) == {"handling", "received"}
    assert {name for name in STATES if rows[name].is_open} == set(OPEN_STATES)


def test_an_answer_is_overdue_from_the_day_after_and_soon_from_today_on(rows):
    mine = Concern.objects.filter(title__in=DAYS)
    assert names(mine.overdue(NOW)) == ["due -1"]
    assert {name for name in DAYS if rows[name].is_overdue(NOW)} == {"due -1"}
    assert set(names(mine.due_within(TODAY, 1))) == {"due +0", "due +1"}
    assert set(names(mine.due_within(TODAY, SOON_DAYS))) == {"due +0", "due +1", "due +3"}
    assert names(mine.due_by(TODAY)) == ["due -1", "due +0"]
    assert names(mine.due_by(TODAY + timedelta(days=9))) == list(DAYS)


def test_what_is_over_is_neither_overdue_nor_due(rows):
    later = NOW + timedelta(days=9)
    mine = Concern.objects.filter(title__in=STATES)
    over = set(State) - set(OPEN_STATES)
    assert not set(names(mine.overdue(later))) & over
    assert not set(names(mine.due_by(TODAY))) & over
    assert not any(rows[name].is_overdue(later) for name in over)


def test_among_equal_days_the_first_received_stands_first_and_the_newest_where_a_list_begins(rows):
    mine = Concern.objects.filter(title__in=STATES)
    in_order = [one.pk for one in mine.due_by(TODAY)]
    assert in_order == sorted(in_order)
    newest = [one.pk for one in mine.newest_first()]
    assert newest == sorted(newest, reverse=True)


def test_a_light_is_red_overdue_and_amber_to_the_third_day(rows):
    look = SimpleNamespace(now=NOW, today=TODAY)
    mine = Concern.objects.filter(title__in=DAYS)
    assert names(by_clock(mine, "red", look)) == ["due -1"]
    assert set(names(by_clock(mine, "amber", look))) == {"due +0", "due +1", "due +3"}
    assert [due_cell(rows[name], look).light for name in DAYS] == [
        Light.RED,
        Light.AMBER,
        Light.AMBER,
        Light.AMBER,
        Light.GREEN,
    ]
    assert set(names(in_state(Concern.objects.filter(title__in=STATES), "open", look))) == set(OPEN_STATES)
    assert names(in_state(Concern.objects.filter(title__in=STATES), "closed", look)) == ["closed"]


def test_a_cell_says_what_is_estimated_where_it_is_and_that_it_is_linked(rows):
    look = SimpleNamespace(now=NOW, today=TODAY)
    one = Concern(title="路灯", due=TODAY, due_estimated=True, state=State.HANDLING, place="上坪村口")
    assert due_cell(one, look).tags
    one.due_estimated = False
    assert not due_cell(one, look).tags
    cell = matter_cell(one, look)
    assert (cell.words, cell.note, list(cell.tags)) == ("路灯", "上坪村口", [])
    one.linked_to = rows["handling"]
    assert [str(tag) for tag in matter_cell(one, look).tags] == ["已关联"]
    assert one.key in matter_cell(one, look).url


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("{number}", True),
        (" {number} ", True),
        ("2025-{serial}", False),
        ("{serial}", False),
        ("2026-{serial}0", False),
        ("02026-{serial}", False),
        ("2026-1234567890123456789", False),
        ("", False),
    ],
)
def test_a_number_finds_its_concern_by_year_and_serial_together(rows, typed, is_found):
    one = rows["handling"]
    found = Concern.objects.numbered(typed.format(number=one.number, serial=one.serial))
    assert list(found) == ([one] if is_found else [])


def test_a_number_from_elsewhere_finds_its_concern_whole(rows):
    Concern.objects.filter(pk=rows["closed"].pk).update(source_number="GD-77")
    assert names(Concern.objects.numbered(" GD-77 ")) == ["closed"]
    assert not Concern.objects.numbered("GD-7").exists()


@pytest.mark.parametrize(
    ("reaches", "found"),
    [
        (None, {"9901/01", "9901/01/07", "9901/012"}),
        (["9901/01"], {"9901/01", "9901/01/07"}),
        (["9901/012", "9901/01/07"], {"9901/012", "9901/01/07"}),
        (["99"], set()),
        ([], set()),
    ],
)
def test_what_a_right_reaches_lies_in_the_unit_or_below_it(rows, reaches, found):
    pks = [rows[name].pk for name in ("closed", "exited", "withdrawn")]
    for pk, path in zip(pks, ("9901/01", "9901/01/07", "9901/012"), strict=True):
        Concern.objects.filter(pk=pk).update(path=path)
    mine = Concern.objects.filter(pk__in=pks).filter(path_reached(reaches))
    assert set(mine.values_list("path", flat=True)) == found


def test_the_number_of_a_concern_bears_the_local_year_and_six_digits_at_least():
    eve = datetime(2025, 12, 31, 23, 30, tzinfo=LOCAL)
    assert Concern(received_at=eve, serial=42).number == "2025-000042"
    assert Concern(received_at=eve + timedelta(hours=1), serial=1234567).number == "2026-1234567"


# -- clocks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "kept"), [(-1, True), (0, True), (1, False)])
def test_a_clock_that_was_stopped_on_its_last_day_was_kept(days, kept):
    run = ClockRun(due=TODAY, stopped_on=TODAY + timedelta(days=days))
    assert run.was_kept is kept
    assert run.is_overdue(NOW + timedelta(days=99)) is not kept


@pytest.mark.parametrize(
    ("due", "moment", "is_overdue"),
    [
        (TODAY, None, False),
        (TODAY - timedelta(days=1), None, True),
        (TODAY, NOW, False),
        (TODAY, NOW - timedelta(minutes=1), True),
        (TODAY - timedelta(days=1), NOW + timedelta(minutes=1), False),
    ],
)
def test_a_clock_in_hours_runs_out_at_its_moment_and_one_in_days_the_day_after(due, moment, is_overdue):
    run = ClockRun(due=due, moment=moment)
    assert run.is_overdue(NOW) is is_overdue
    assert run.was_kept is False, "it was not stopped"


# -- replies and public answers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "alone"),
    [
        ({"released": True, "drafted_by_id": 1, "released_by_id": 1}, True),
        ({"released": True, "drafted_by_id": 1, "released_by_id": 2}, False),
        ({"released": False, "drafted_by_id": 1, "released_by_id": 1}, False),
        ({"released": True, "imported": True, "drafted_by_id": 1, "released_by_id": 1}, False),
    ],
    ids=["own", "another", "a draft", "from elsewhere"],
)
def test_a_reply_went_out_alone_where_who_drafted_it_released_it_here(how, alone):
    assert Reply(**how).alone is alone


def test_the_parts_of_a_reply_are_its_own():
    reply = Reply(decision="explained", request="诉", facts_found="事", rule_cited="据", reasons="理")
    reply.next_steps, reply.review_notice = "步", "复"
    parts = reply.parts
    assert parts.decision is Decision.EXPLAINED
    assert (parts.request, parts.facts_found, parts.rule_cited) == ("诉", "事", "据")
    assert (parts.reasons, parts.next_steps, parts.review_notice) == ("理", "步", "复")


@pytest.fixture
def answers(rows, account_of):
    """Public answers: one that stands, one that was superseded, one that was withdrawn."""
    how = {"published_at": NOW, "published_by": account_of("receptionist")}
    ways = {
        "standing": {},
        "superseded": {"superseded": True},
        "withdrawn": {"withdrawn_at": NOW, "withdrawn_reason": "已过时"},
    }
    for at, (name, more) in enumerate(ways.items()):
        texts = {"title": f"路灯{name}", "question": "水渠断流", "answer": "已经修复"}
        concern = list(rows.values())[at]
        PublicAnswer.objects.create(concern=concern, version=1, **texts, **how, **more)
    return PublicAnswer.objects.all()


def test_the_public_reads_what_was_neither_replaced_nor_withdrawn(answers):
    assert [one.title for one in answers.standing()] == ["路灯standing"]
    assert {one.title: one.stands for one in answers} == {
        "路灯standing": True,
        "路灯superseded": False,
        "路灯withdrawn": False,
    }


@pytest.mark.parametrize(
    ("words", "many"),
    [(["路灯"], 3), (["水渠", "修复"], 3), (["STANDING"], 1), (["路灯", "没有"], 0), ([], 3)],
)
def test_an_answer_holds_every_word_in_title_question_or_answer(answers, words, many):
    assert answers.holding(words).count() == many


# -- desks ----------------------------------------------------------------------------------------------------------


def test_posts_beside_a_matter_are_those_that_work_on_it_and_those_that_read_all(rows, unit_of, account_of):
    concern = rows["handling"]
    Concern.objects.filter(pk=concern.pk).update(lead=unit_of("990101-ZF"))
    concern.refresh_from_db()
    titles = [post.title for post in posts_beside(concern, TODAY)]
    assert "综治办经办人" in titles
    assert "党政办经办人" not in titles, "another office has nothing to do with it"
    assert {"群众诉求受理员", "分管副乡长", "乡党委书记"} <= set(titles)
    assert titles == [
        post.title for post in sorted(posts_beside(concern, TODAY), key=lambda one: (one.unit.code, one.code))
    ]
    concern.accusations.create(account=account_of("leader"))
    concern.accusations.create(unit=unit_of("990101-ZF"))
    left = [post.title for post in posts_beside(concern, TODAY)]
    assert "分管副乡长" not in left
    assert "综治办经办人" not in left
    assert "乡党委书记" in left


def test_who_assists_is_beside_a_matter_until_it_ends(rows, unit_of):
    concern = rows["handling"]
    assistance = concern.assistances.create(unit=unit_of("990101-V01"))
    assert "上坪村村干部" in [post.title for post in posts_beside(concern, TODAY)]
    assistance.ended = True
    assistance.save()
    assert "上坪村村干部" not in [post.title for post in posts_beside(concern, TODAY)]


def test_a_post_that_is_vacant_or_over_is_beside_nothing(rows, account_of):
    concern, leader = rows["handling"], account_of("leader")
    assert "分管副乡长" in [post.title for post in posts_beside(concern, TODAY)]
    leader.is_active = False
    leader.save()
    assert "分管副乡长" not in [post.title for post in posts_beside(concern, TODAY)]


def test_of_a_report_of_wrongdoing_nobody_of_the_office_is_beside(rows, unit_of):
    concern = rows["handling"]
    concern.kind, concern.lead = Kind.WRONGDOING, unit_of("990101-ZF")
    assert [post.title for post in posts_beside(concern, TODAY)] == ["综治办经办人"]
