"""What arrives: read off what was said, refused in words, numbered, and with an answer where it was answered before."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest

from zerentian.casework import actions
from zerentian.casework.actions.arrivals import Answer, Arrival, described
from zerentian.casework.actions.batches import number_concerns, receive_many
from zerentian.casework.actions.steps import on_time, rulebook
from zerentian.casework.models import Category, ClockExtension, Concern, Happening
from zerentian.casework.rules.callbacks import Satisfied
from zerentian.casework.rules.clocks import Purpose, Urgency
from zerentian.casework.rules.concerns import Channel, Kind, State
from zerentian.casework.rules.replies import Decision
from zerentian.casework.tests.told import OWN, heard, last, rows, told
from zerentian.evidence.actions import receive
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import LOCAL
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

pytestmark = pytest.mark.django_db


def received(said, unit, by, now, **how):
    """Receive what was said and return the concern."""
    how = {"channel": Channel.CALL} | how
    return actions.receive_concern(said, unit=unit, by=by, now=now, **how).concern


# -- what is read off it ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "text", "shown"),
    [
        (" 路灯 ", "坏了", "路灯"),
        (" ", " 村口路灯坏了\n请来人 ", "村口路灯坏了"),
        ("", "灯" * 50, "灯" * 40),
        ("灯" * 300, "坏了", "灯" * 200),
    ],
)
def test_a_concern_is_called_by_its_title_or_by_how_its_words_begin(
    township, receptionist, now, title, text, shown
):
    concern = described(actions.Said(text=text, title=title), township, Channel.CALL, now, receptionist)
    assert (concern.title, concern.text) == (shown, text.strip())


def test_everything_said_is_kept_without_the_blanks_around_it(said, township, village, receptionist, now):
    more = {"place": " 上坪村口 ", "map_point": " 28.1,112.5 ", "happened": " 上周 ", "place_unit": village}
    more |= {"urgency": Urgency.URGENT, "confidential": True, "answers": {"q1": "是"}}
    concern = received(replace(said, **more), township, receptionist, now)
    concern.refresh_from_db()
    assert (concern.place, concern.map_point, concern.happened) == ("上坪村口", "28.1,112.5", "上周")
    assert (concern.place_unit, concern.urgency, concern.confidential) == (village, "urgent", True)
    assert (concern.channel, concern.recorded_by, concern.received_at) == ("call", receptionist, now)
    assert concern.answered == {"q1": "是"}
    assert concern.clocks.get(purpose=Purpose.ANSWER).rule_id == "hotline.urgent"


@pytest.mark.parametrize(
    ("kind", "category", "found"),
    [
        (Kind.CONSULT, True, Kind.CONSULT),
        (None, True, Kind.COMPLAINT),
        (None, False, Kind.HELP),
    ],
)
def test_its_kind_is_the_one_said_else_that_of_its_category_else_a_call_for_help(
    township, conduct, receptionist, now, kind, category, found
):
    said = actions.Said(text="示例", kind=kind, category=conduct if category else None)
    assert received(said, township, receptionist, now).kind == found


@pytest.mark.parametrize(
    ("contact", "anonymous", "is_anonymous"),
    [
        (actions.Reachable(), False, True),
        (actions.Reachable(name="示例群众"), False, False),
        (actions.Reachable(phone="13900000000"), True, True),
        (actions.Reachable(address="上坪村3号"), False, False),
    ],
)
def test_who_leaves_nothing_is_anonymous_and_so_is_who_wishes_it(
    township, receptionist, now, contact, anonymous, is_anonymous
):
    said = actions.Said(text="示例", contact=contact, anonymous=anonymous)
    concern = received(said, township, receptionist, now)
    assert concern.anonymous is is_anonymous
    assert told(concern, "concern.received")[1]["anonymous"] is is_anonymous
    assert ("contact" in rows(concern, "concern.received")) is bool(contact)


@pytest.mark.parametrize("allowed", [True, False])
def test_some_matters_are_not_brought_without_a_name(category, township, receptionist, allowed, now):
    Category.objects.filter(pk=category.pk).update(anonymous=allowed)
    category.refresh_from_db()
    said = actions.Said(text="示例", category=category, anonymous=True)
    if allowed:
        assert received(said, township, receptionist, now).anonymous
        return
    with pytest.raises(NotAllowed, match="“路灯照明”需要联系方式"):
        received(said, township, receptionist, now)
    assert received(replace(said, anonymous=False), township, receptionist, now)


@pytest.mark.parametrize("text", ["", " \n "])
def test_words_are_needed(township, receptionist, text, now):
    with pytest.raises(NotAllowed, match="诉求内容"):
        received(actions.Said(text=text), township, receptionist, now)


def test_a_report_of_wrongdoing_stands_above_the_unit_that_received_it(township, county, resident, now):
    said = actions.Said(text="工程款去向不明", title="工程款", kind=Kind.WRONGDOING)
    concern = received(said, township, resident, now, channel=Channel.FORM)
    assert (concern.unit, concern.path, concern.text) == (township, county.path, "")
    assert told(concern, "concern.received")[1]["channel"] == "form"
    assert last(concern, "concern.received").unit == county.path


def test_who_registers_works_there_and_holds_the_right(said, township, other_township, now, account_of):
    for name, unit in (("receptionist", other_township), ("auditor", township), ("inspector", township)):
        with pytest.raises(Forbidden):
            received(said, unit, account_of(name), now)
    assert received(said, township, account_of("cadre"), now, channel=Channel.PATROL)


def test_the_day_it_was_received_is_the_day_of_its_clocks_and_its_entry(said, township, receptionist, now):
    before = datetime(2026, 2, 26, 20, 0, tzinfo=LOCAL)
    concern = received(said, township, receptionist, now, received_at=before)
    assert last(concern, "concern.received").occurred_on == date(2026, 2, 26)
    assert concern.clocks.get(purpose=Purpose.ANSWER).start == before
    assert told(concern, "concern.received")[1]["due"] == concern.due.isoformat() < "2026-03-09"


def test_it_is_received_by_what_stood_there_that_day(said, township, receptionist, now):
    long_ago = datetime(2020, 1, 1, 9, 0, tzinfo=LOCAL)
    concern = received(said, township, receptionist, now, received_at=long_ago)
    assert concern.path == township.path, "before the first day of which anything is known"


@pytest.mark.parametrize("suspected", [True, False])
def test_what_is_sent_twice_tells_the_same_secret_and_is_said_once(said, township, resident, suspected, now):
    how = {"unit": township, "channel": Channel.FORM, "by": resident, "now": now, "submission": uuid4()}
    first = actions.receive_concern(said, **how, suspected=suspected)
    again = actions.receive_concern(replace(said, text="另写"), **how)
    other = actions.receive_concern(said, **(how | {"submission": uuid4()}))
    assert (again.concern, again.secret, again.created) == (first.concern, first.secret, False)
    assert (other.created, other.secret == first.secret) == (True, False)
    assert first.concern.state == (State.QUEUED if suspected else State.RECEIVED)
    assert Entry.objects.filter(subject=first.concern.ref).count() == 1


def test_what_came_along_is_vouched_for_where_it_came_in_and_nowhere_else(
    said, township, office, receptionist, resident, now
):
    how = {"unit": township, "channel": Channel.FORM, "by": resident, "now": now}
    for suspected, verb in ((False, "concern.received"), (True, "concern.queued")):
        files = [receive(BytesIO(name.encode()), name=f"{name}.txt") for name in ("甲", "乙", "甲")]
        concern = actions.receive_concern(said, **how, files=files, suspected=suspected).concern
        assert last(concern, verb).fact["evidence"] == 2, "what was sent twice is one"
        assert {one.from_resident for one in concern.files.all()} == {True}
        assert {one.added_at for one in concern.files.all()} == {now}
    found = actions.receive_concern(said, **(how | {"channel": Channel.PATROL}), files=files[:1]).concern
    assert found.files.get().from_resident is False, "a patrol is the office's own"


# -- numbers ----------------------------------------------------------------------------------


def test_a_number_that_is_taken_or_drawn_twice_is_drawn_again(concern, monkeypatch):
    drawn = iter([concern.serial, 77, 88])
    monkeypatch.setattr("zerentian.casework.actions.batches.new_serial", lambda: next(drawn))
    fresh = [Concern(serial=concern.serial), Concern(serial=55), Concern(serial=55)]
    number_concerns(fresh)
    assert [one.serial for one in fresh] == [88, 55, 77]


# -- answered where it came from ------------------------------------------------------------------------------------


@pytest.fixture
def arrived(said, township, office, receptionist, now):
    """Receive a concern from the hotline that was answered there."""

    def receive(day=None, satisfied=None, at=None, channel=Channel.HOTLINE):
        concern = described(said, township, channel, day or now - timedelta(days=9), receptionist)
        answer = Answer(text="已修复", at=at, decision=Decision.SUPPORTED, unit=office, satisfied=satisfied)
        arrival = Arrival(concern, said, words="第3行", answer=answer, imported=True)
        receive_many([arrival], by=receptionist, now=now, book=rulebook())
        return Concern.objects.get(pk=concern.pk)

    return receive


def test_what_was_answered_has_no_clock_and_its_answer_as_it_stood(arrived, office, receptionist, now):
    at = now - timedelta(days=3)
    concern = arrived(at=at)
    assert (concern.state, concern.answered_on, concern.due) == (State.ANSWERED, at.date(), None)
    assert not concern.clocks.exists()
    assert told(concern, "concern.received")[1] == {"channel": "hotline", "anonymous": False}
    assert told(concern, "concern.answered")[1] == {
        "decision": "supported",
        "told": "hotline",
        "alone": False,
        "days": 6,
        "round": 1,
    }
    assert last(concern, "concern.answered").occurred_on == at.date()
    assert "evidence" not in last(concern, "concern.answered").fact
    assert rows(concern, "concern.answered") == sorted([*OWN, "reply"])
    reply = concern.replies.get()
    assert (reply.reasons, reply.unit, reply.told, reply.told_on) == ("已修复", office, "hotline", at.date())
    assert (reply.released, reply.released_at, reply.imported, reply.alone) == (True, at, True, False)
    said = Happening.objects.filter(concern=concern).order_by("pk").values_list("step", "words", "public")
    assert set(said) == {("receive", "第3行", False), ("release", "", True)}
    assert not concern.callbacks.exists()
    assert concern.answered_here is False


def test_where_nobody_wrote_down_when_no_day_is_stated(arrived, now):
    concern = arrived(channel=Channel.TRANSFER)
    facts = told(concern, "concern.answered")[1]
    assert facts == {"decision": "supported", "told": "source", "alone": False, "round": 1}
    assert concern.answered_on == now.date()
    reply = concern.replies.get()
    assert (reply.told, reply.told_on, reply.released_at) == ("source", None, None)


def test_what_the_person_said_of_it_there_is_a_call_back_that_asked_one_thing(arrived, receptionist, now):
    at = now - timedelta(days=3)
    concern = arrived(at=at, satisfied=Satisfied.PARTLY)
    called = concern.callbacks.get()
    assert (called.contacted, called.solved, called.satisfied) == ("yes", "", "partly")
    assert (called.by, called.at, called.reply) == (receptionist, at, concern.replies.get())
    assert told(concern, "concern.called_back")[1] == {
        "contacted": "yes",
        "satisfied": "partly",
        "by_code": False,
    }
    assert heard(concern, "concern.called_back")[:3] == ("call_back", "", False)
    assert concern.called_back is True


# -- by its day ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "kept"), [(-1, True), (0, True), (1, False)])
def test_an_answer_is_in_time_on_its_last_day(concern, days, kept):
    assert on_time(concern, concern.due + timedelta(days=days)) is kept


def test_where_nothing_was_promised_nothing_is_kept_or_missed(concern, now):
    concern.due = None
    assert on_time(concern, now.date()) is None


@pytest.mark.parametrize("late", [True, False])
def test_a_day_that_was_moved_after_it_had_passed_was_missed(concern, leader, late, now):
    run = concern.clocks.get(purpose=Purpose.ANSWER)
    how = {"days": 3, "old_due": run.due, "due": run.due, "reason": "示例", "approved_by": leader}
    ClockExtension.objects.create(run=run, told_on=now.date(), late=late, **how)
    assert on_time(concern, now.date()) is not late
