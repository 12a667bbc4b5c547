"""What the ledger is told beside the steps: contacts, published answers, topics, links, the township's own lists."""

import json
from datetime import timedelta

import pytest

from zerentian.casework import actions
from zerentian.casework.actions.lists import checked
from zerentian.casework.actions.shield import contacts_past, refuse_look
from zerentian.casework.actions.standing import own
from zerentian.casework.models import (
    Category,
    Concern,
    Contact,
    PublicAnswer,
    RefusedLook,
    Template,
    TopicMember,
)
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import Channel, Group, Kind, State
from zerentian.casework.rules.replies import Decision
from zerentian.casework.rules.reviews import Level
from zerentian.casework.rules.topics import TopicState
from zerentian.casework.tests.told import OWN, TOWNSHIP, heard, rows, told
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden

pytestmark = pytest.mark.django_db

AT_OFFICE = "/990101-ZF"
COPY = {"title": " 村口路灯 ", "question": " 第二盏不亮 ", "answer": " 已更换控制器 "}


def entry_about(subject, verb):
    """Return the unit and the facts of the last entry about something that is no concern."""
    entry = Entry.objects.filter(subject=subject.ref, verb=verb).latest("id")
    return entry.unit, own(entry)


# -- published answers ----------------------------------------------------------------------------------


def test_of_a_published_answer_its_version_and_that_the_older_one_stands_back(answered, receptionist, now):
    first = actions.publish_answer(answered, **COPY, by=receptionist, now=now)
    assert (first.title, first.question, first.answer) == ("村口路灯", "第二盏不亮", "已更换控制器")
    assert told(answered, "answer.published") == (AT_OFFICE, {"version": 1})
    assert rows(answered, "answer.published") == sorted([*OWN, "publicanswer"])
    second = actions.publish_answer(answered, **COPY, by=receptionist, now=now)
    assert told(answered, "answer.published") == (AT_OFFICE, {"version": 2})
    assert rows(answered, "answer.published") == sorted([*OWN, "publicanswer", "publicanswer"])
    first.refresh_from_db()
    assert (first.superseded, second.superseded, second.published_by) == (True, False, receptionist)
    actions.unpublish_answer(second, reason=" 已过时 ", by=receptionist, now=now)
    assert told(answered, "answer.unpublished") == (AT_OFFICE, {"version": 2})
    assert heard(answered, "answer.unpublished") == ("unpublish", "已过时", False, "receptionist")
    with pytest.raises(NotAllowed, match="已经撤下"):
        actions.unpublish_answer(second, reason="再撤", by=receptionist, now=now)


def test_nothing_is_published_before_the_answer_went_out(drafted, receptionist, now):
    with pytest.raises(NotAllowed, match="答复发出后"):
        actions.publish_answer(drafted, **COPY, by=receptionist, now=now)


@pytest.mark.parametrize("name", list(COPY))
def test_a_public_copy_has_a_title_a_question_and_an_answer(answered, receptionist, name, now):
    with pytest.raises(NotAllowed, match="请填写"):
        actions.publish_answer(answered, **(COPY | {name: " "}), by=receptionist, now=now)


@pytest.mark.parametrize(
    ("words", "is_refused"),
    [
        ("示例群众反映", True),
        ("门牌上坪村3号", True),
        ("上坪村的路灯", False),
        ("示例乡", False),
        ("13900000000", True),
        ("63612345", True),
    ],
)
@pytest.mark.parametrize("name", ["title", "answer"])
def test_a_public_copy_names_nobody_and_no_door(answered, receptionist, words, is_refused, name, now):
    contact = {"name": "示例群众", "phone": "63612345", "address": "上坪村3号"}
    actions.correct_contact(answered, **contact, by=receptionist, now=now)
    copy = COPY | {name: f"经查，{words}。"}
    if is_refused:
        with pytest.raises(NotAllowed, match="公开稿里"):
            actions.publish_answer(answered, **copy, by=receptionist, now=now)
    else:
        assert actions.publish_answer(answered, **copy, by=receptionist, now=now).stands
    assert PublicAnswer.objects.exists() is not is_refused


def test_the_name_of_a_village_is_nobodys_address_nor_one_sign_a_name(answered, receptionist, now):
    actions.correct_contact(answered, name="甲", phone="", address="上坪村", by=receptionist, now=now)
    copy = COPY | {"answer": "甲类路灯，上坪村口，已更换。"}
    assert actions.publish_answer(answered, **copy, by=receptionist, now=now).stands


# -- contacts ----------------------------------------------------------------------------------


def test_of_a_look_at_a_contact_what_for_and_why(answered, receptionist, now):
    shown = actions.reveal_contact(answered, purpose="call_back", reason=" 回访 ", by=receptionist, now=now)
    assert tuple(shown) == ("示例群众", "13900000000", "")
    assert told(answered, "contact.revealed") == (AT_OFFICE, {"purpose": "call_back"})
    assert heard(answered, "contact.revealed") == ("reveal", "回访", False, "receptionist")
    assert rows(answered, "contact.revealed") == sorted([*OWN, "contact"])
    with pytest.raises(NotAllowed, match="用途"):
        actions.reveal_contact(answered, purpose="curious", reason="看看", by=receptionist, now=now)


def test_of_a_contact_that_is_erased_on_which_ground_and_nothing_is_left_to_look_at(
    answered, receptionist, now
):
    actions.erase_contact(answered, ground="request", by=receptionist, now=now)
    assert told(answered, "contact.erased") == (AT_OFFICE, {"ground": "request"})
    assert rows(answered, "contact.erased") == ["contact"]
    kept = Contact.objects.get(concern=answered)
    assert (kept.name, kept.phone, kept.address, kept.erased) == ("", "", "", True)
    with pytest.raises(NotAllowed, match="已经删除"):
        actions.erase_contact(answered, ground="request", by=receptionist, now=now)
    with pytest.raises(NotAllowed, match="没有留下联系方式"):
        actions.reveal_contact(answered, purpose="call_back", reason="回访", by=receptionist, now=now)
    told_anew = {"name": "示例群众", "phone": "13900000001", "address": ""}
    actions.correct_contact(answered, **told_anew, by=receptionist, now=now)
    assert rows(answered, "contact.corrected") == ["contact"]
    kept.refresh_from_db()
    assert (kept.erased, kept.reached.phone) == (False, "13900000001")


def test_at_their_own_wish_a_contact_goes_once_an_answer_is_not_owed_by_it(accepted, resident, now):
    with pytest.raises(NotAllowed, match="还在办理"):
        actions.erase_at_request(accepted, by=resident, now=now)
    actions.withdraw_concern(accepted, by=resident, now=now)
    accepted.refresh_from_db()
    assert actions.erase_at_request(accepted, by=resident, now=now).erased
    assert told(accepted, "contact.erased")[1] == {"ground": "request"}


@pytest.mark.parametrize("state", list(State))
def test_a_contact_is_kept_while_anything_is_open(answered, state, now):
    Concern.objects.filter(pk=answered.pk).update(state=state, closed_on=now.date())
    ended = ("answered", "closed", "exited", "withdrawn", "set_aside", "referred")
    far = now.date() + timedelta(days=31)
    assert list(contacts_past(far, 30)) == ([answered] if state in ended else [])


@pytest.mark.parametrize(("days", "goes"), [(30, False), (31, True)])
def test_a_contact_goes_the_day_after_its_time_counted_from_the_closing(answered, days, goes, now):
    Concern.objects.filter(pk=answered.pk).update(state=State.CLOSED, closed_on=now.date())
    assert contacts_past(now.date() + timedelta(days=days), 30).exists() is goes


def test_a_look_keeps_no_contact_and_a_review_in_hand_does(answered, county, demo, receptionist, now):
    day, far = now.date() + timedelta(days=31), now + timedelta(days=25)
    assert contacts_past(day, 30).exists()
    actions.reveal_contact(answered, purpose="call_back", reason="回访", by=receptionist, now=far)
    assert contacts_past(day, 30).exists(), "whoever looks at it does not prolong it"
    actions.ask_review(answered, level=Level.REVIEW, request="不服", unit=county, by=demo, now=now)
    assert not contacts_past(day, 30).exists()
    answered.clocks.filter(purpose=Purpose.REVIEW).update(stopped_on=now.date())
    assert contacts_past(day, 30).exists()


def test_a_refused_look_is_kept_with_its_day_whatever_was_typed(neighbour_clerk, now):
    look = refuse_look("x" * 60, by=neighbour_clerk, now=now)
    assert (look.key, look.by, look.day, look.at) == ("x" * 40, neighbour_clerk, now.date(), now)
    assert RefusedLook.objects.get() == look


# -- topics ----------------------------------------------------------------------------------


@pytest.fixture
def messages(said, township, resident, now):
    how = {"unit": township, "channel": Channel.FORM, "by": resident, "now": now}
    return [actions.receive_concern(said, **how).concern for _ in range(4)]


@pytest.fixture
def topic(township, messages, receptionist, now):
    words = {"title": " 路灯不亮 ", "place": " 上坪村 ", "standing": " 已约师傅 "}
    return actions.confirm_topic(unit=township, concerns=messages[:3], **words, by=receptionist, now=now)


def test_of_a_topic_how_many_messages_it_began_with_and_what_was_added(topic, messages, receptionist, now):
    assert (topic.title, topic.place, topic.standing) == ("路灯不亮", "上坪村", "已约师傅")
    assert (topic.confirmed_on, topic.confirmed_by, topic.state) == (now.date(), receptionist, "open")
    assert entry_about(topic, "topic.confirmed") == (TOWNSHIP, {"messages": 3})
    actions.join_topic(topic, concerns=messages[3:], by=receptionist, now=now)
    assert entry_about(topic, "topic.joined") == (TOWNSHIP, {"messages": 1})
    with pytest.raises(NotAllowed, match="请选择要并入"):
        actions.join_topic(topic, concerns=[], by=receptionist, now=now)


def test_of_a_split_and_a_merge_how_many_and_into_which(topic, messages, receptionist, now):
    split = {"concerns": messages[:1], "title": " 另一件 "}
    other = actions.split_topic(topic, **split, by=receptionist, now=now)
    assert (other.title, other.place, other.standing) == ("另一件", "上坪村", "")
    assert entry_about(topic, "topic.split") == (TOWNSHIP, {"messages": 1, "into": other.ref})
    assert [one.concern for one in other.members.filter(ended=False)] == messages[:1]
    actions.merge_topics(other, into=topic, by=receptionist, now=now)
    assert entry_about(other, "topic.merged") == (TOWNSHIP, {"into": topic.ref})
    came = topic.members.get(ended=False, concern=messages[0])
    assert (came.came_from, bool(came.writer)) == (other, True)
    actions.unmerge_topic(other, by=receptionist, now=now)
    assert entry_about(other, "topic.unmerged") == (TOWNSHIP, {"out_of": topic.ref})
    other.refresh_from_db()
    assert (other.state, other.into) == (TopicState.OPEN, None)
    standing = TopicMember.objects.filter(ended=False)
    assert {one.concern_id for one in standing.filter(topic=other)} == {messages[0].pk}
    assert {one.concern_id for one in standing.filter(topic=topic)} == {one.pk for one in messages[1:3]}


def test_of_a_topic_that_is_closed_what_came_of_it_and_how_many_it_had(topic, receptionist, now):
    day = now + timedelta(days=2)
    with pytest.raises(NotAllowed, match="办理结果"):
        actions.close_topic(topic, standing=" ", by=receptionist, now=day)
    closed = actions.close_topic(topic, standing=" 已修好 ", by=receptionist, now=day)
    assert entry_about(topic, "topic.closed") == (TOWNSHIP, {"messages": 3})
    assert (closed.standing, closed.closed_on, closed.state) == ("已修好", day.date(), "closed")
    words = {"title": " 路灯 ", "place": " 村口 ", "standing": " 已修 "}
    described = actions.describe_topic(topic, **words, by=receptionist, now=day)
    assert (described.title, described.place, described.standing) == ("路灯", "村口", "已修")
    again = actions.reopen_topic(topic, by=receptionist, now=day)
    assert (again.state, again.closed_on) == (TopicState.OPEN, None)
    assert entry_about(topic, "topic.reopened") == (TOWNSHIP, {})


@pytest.mark.parametrize("wrong", ["unseen", "elsewhere", "complaint", "wrongdoing", "accuses"])
def test_what_may_not_be_seen_or_accuses_somebody_enters_no_topic(
    township, other_township, messages, receptionist, neighbour_clerk, wrong, now
):
    one, by = messages[0], receptionist
    changes = {
        "elsewhere": {"unit": other_township},
        "complaint": {"kind": Kind.COMPLAINT},
        "wrongdoing": {"kind": Kind.WRONGDOING, "text": ""},
    }
    Concern.objects.filter(pk=one.pk).update(**changes.get(wrong, {}))
    if wrong == "accuses":
        one.accusations.create(account=neighbour_clerk)
    if wrong == "unseen":
        one.accusations.create(account=receptionist)
    one.refresh_from_db()
    with pytest.raises(NotAllowed):
        actions.confirm_topic(unit=township, title="路灯", concerns=[one, messages[1]], by=by, now=now)
    one.accusations.update(lifted=True)
    Concern.objects.filter(pk=one.pk).update(unit=township, kind=Kind.HELP)
    one.refresh_from_db()
    made = actions.confirm_topic(unit=township, title="路灯", concerns=[one, messages[1]], by=by, now=now)
    assert made.heat.messages == 2


# -- categories, templates, rules ----------------------------------------------------------------------------------


def test_of_a_category_its_field_and_whether_it_is_offered(township, function, receptionist, clerk, now):
    kept = {"code": " waste ", "name": " 垃圾 ", "group": Group.ENVIRONMENT, "kind": Kind.COMPLAINT}
    kept |= {"hint": " 清运 ", "anonymous": False, "function": function, "position": 3}
    kept |= {"questions": [{"code": "q1", "label": "哪里", "options": ["村口"]}]}
    made = actions.keep_category(unit=township, **kept, by=receptionist, now=now)
    assert entry_about(made, "category.kept") == (TOWNSHIP, {"group": "environment", "retired": False})
    made.refresh_from_db()
    assert (made.code, made.name, made.hint, made.kind) == ("waste", "垃圾", "清运", "complaint")
    assert (made.anonymous, made.function, made.position, made.retired) == (False, function, 3, False)
    assert made.asked == [{"code": "q1", "label": "哪里", "options": ["村口"]}]
    changed = {"code": "other", "name": "垃圾清运", "group": Group.OTHER, "retired": True}
    actions.keep_category(made, unit=township, **changed, by=receptionist, now=now)
    assert entry_about(made, "category.kept")[1] == {"group": "other", "retired": True}
    made.refresh_from_db()
    assert (made.code, made.name, made.asked) == ("waste", "垃圾清运", [])
    with pytest.raises(Forbidden):
        actions.keep_category(unit=township, **kept, by=clerk, now=now)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"code": "q1", "label": "哪里", "phone": "1", "name": "2"}, "name、phone"),
        ({"code": "q1"}, "代码和问题文字"),
        ({"label": "哪里"}, "代码和问题文字"),
        ({"code": "", "label": "哪里"}, "代码和问题文字"),
    ],
)
def test_a_question_has_a_code_and_a_label_and_nothing_nobody_knows(question, words):
    with pytest.raises(NotAllowed, match=words):
        checked(question)


def test_of_a_template_its_decision_and_its_parts_as_they_were_written(township, category, receptionist, now):
    parts = {"request": " 修灯 ", "reasons": "{理由}", "unknown": "不取"}
    how = {"name": " 路灯 ", "decision": Decision.EXPLAINED, "parts": parts, "category": category}
    made = actions.keep_template(unit=township, **how, kind=Kind.HELP, by=receptionist, now=now)
    assert entry_about(made, "template.kept") == (TOWNSHIP, {"decision": "explained", "retired": False})
    made.refresh_from_db()
    assert (made.name, made.request, made.reasons, made.next_steps) == ("路灯", "修灯", "{理由}", "")
    assert (made.category, made.kind) == (category, "help")
    actions.keep_template(
        made, unit=township, **(how | {"parts": {}}), retired=True, by=receptionist, now=now
    )
    made.refresh_from_db()
    assert (made.retired, made.request, made.kind) == (True, "", "")


def test_what_a_township_begins_with_is_taken_once_in_its_order_with_its_functions(
    township, category, function, receptionist, now
):
    made = actions.adopt_defaults(
        township, by=receptionist, now=now, functions={"road": function, "lamp": function}
    )
    own_ones = Category.objects.filter(unit=township)
    assert made[0] == own_ones.count() - 1, "the one that was there stays"
    assert made[1] == Template.objects.filter(unit=township).count() > 0
    category.refresh_from_db()
    assert (category.name, category.function) == ("路灯照明", None)
    positions = list(own_ones.exclude(pk=category.pk).order_by("position").values_list("position", flat=True))
    assert positions == sorted(set(positions))
    codes = set(own_ones.values_list("code", flat=True))
    named = Template.objects.filter(unit=township).exclude(category=None)
    assert {one.category.code for one in named} <= codes
    assert actions.adopt_defaults(township, by=receptionist, now=now) == (0, 0)


def test_of_a_rule_of_dispatch_the_office_and_whether_it_ended(
    township, category, village, neighbour_office, receptionist, clerk, now
):
    how = {"unit": township, "category": category, "place_unit": village, "office": neighbour_office}
    rule = actions.keep_routing(**how, by=receptionist, now=now)
    facts = {"office": neighbour_office.path, "retired": False}
    assert entry_about(rule, "routing.kept") == (TOWNSHIP, facts)
    assert str(rule) == "路灯照明 · 上坪村 → 综治办公室"
    actions.end_routing(rule, by=receptionist, now=now)
    assert entry_about(rule, "routing.kept")[1] == facts | {"retired": True}
    with pytest.raises(Forbidden):
        actions.keep_routing(**how, by=clerk, now=now)


@pytest.mark.parametrize("wrong", ["nothing", "category", "place_unit", "office"])
def test_a_rule_of_dispatch_asks_something_and_stays_within_the_township(
    township, other_township, category, village, neighbour_office, outsider, receptionist, wrong, now
):
    elsewhere = outsider.units_on(now.date())[0]
    how = {"unit": township, "category": category, "place_unit": village, "office": neighbour_office}
    foreign = Category.objects.create(
        unit=other_township, path=other_township.path, code="x", name="外", group=Group.OTHER
    )
    change = {
        "nothing": {"category": None, "place_unit": None},
        "category": {"category": foreign},
        "place_unit": {"place_unit": elsewhere},
        "office": {"office": elsewhere},
    }[wrong]
    with pytest.raises(NotAllowed, match="请选"):
        actions.keep_routing(**(how | change), by=receptionist, now=now)


def test_what_was_answered_besides_is_kept_as_it_was_given(township, category, resident, now):
    said = actions.Said(text="路灯坏了", category=category, answers={"q2": "是", "q1": "村口"})
    made = actions.receive_concern(said, unit=township, channel=Channel.FORM, by=resident, now=now).concern
    assert json.loads(made.answers) == made.answered == {"q1": "村口", "q2": "是"}
