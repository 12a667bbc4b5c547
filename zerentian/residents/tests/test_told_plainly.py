"""What a code's page tells, and to whom: every state and step in words, days, offices, reviews, what was asked."""

from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from zerentian.casework import actions
from zerentian.casework.models import Concern, Contact
from zerentian.casework.rules.callbacks import Satisfied, Solved
from zerentian.casework.rules.concerns import OPEN_STATES, Channel, Exit, Kind, State
from zerentian.casework.rules.reviews import Level, Outcome
from zerentian.ledger import clock
from zerentian.residents import plain
from zerentian.residents.forms.progress import ContactForm
from zerentian.residents.views.copies import everything
from zerentian.residents.views.front import counter_of, counters
from zerentian.residents.views.progress import (
    authority_for,
    mine,
    promised,
    replies,
    review_of,
    story,
    way_shown,
)
from zerentian.residents.views.receipts import advice_on, checkpoint, secret_of
from zerentian.residents.views.steps import STEPS, begun, may_ask_review, may_reopen, steps_of


@pytest.fixture
def at(monkeypatch):
    """Let the clock stand some days later."""

    def later(moment):
        monkeypatch.setattr(clock, "timezone", SimpleNamespace(now=lambda: moment))

    return later


# -- words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_state_has_words_of_its_own_for_where_it_stands_and_what_comes_next(language):
    with translation.override(language):
        told = {state: tuple(map(str, plain.standing(state, is_told_all=True))) for state in State}
    assert all(where and after for where, after in told.values())
    assert len({where for where, _ in told.values()}) == len(State)


@pytest.mark.parametrize("state", list(State))
def test_of_what_nobody_else_may_know_it_is_told_whether_it_goes_on(state):
    where, after = plain.standing(state, is_told_all=False)
    goes_on = state in OPEN_STATES or state == State.QUEUED
    assert (where, after) == (plain.WRONGDOING_OPEN if goes_on else plain.WRONGDOING_ENDED)


def test_a_remedy_is_told_of_steps_that_are_told_themselves_and_some_lead_above():
    assert set(plain.REMEDIES) < set(plain.HAPPENED)
    assert set(plain.ABOVE_HEARS) < set(plain.REMEDIES)
    assert not set(plain.HAPPENED_TO_YOURS) & set(plain.HAPPENED)


# -- the promised day -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "left", "late"), [(0, 7, 0), (6, 1, 0), (7, 0, 0), (8, -1, 1), (17, -10, 10)]
)
def test_the_promised_day_counts_down_and_then_up(concern, at, days, left, late, now):
    at(now + timedelta(days=days))
    told = promised(Concern.objects.get(pk=concern.pk))
    assert (told.due, told.left, told.late, told.estimated) == (date(2026, 3, 9), left, late, False)


@pytest.mark.django_db
@pytest.mark.parametrize("state", list(State))
def test_a_day_is_promised_while_an_answer_is_owed(concern, state):
    concern.state = state
    assert (promised(concern) is not None) is (state in OPEN_STATES)
    concern.due = None
    assert promised(concern) is None


# -- the story ------------------------------------------------------------------------------------------------------


def steps_told(concern, *, opened):
    return [str(one.what) for one in story(Concern.objects.get(pk=concern.pk), opened=opened)]


@pytest.mark.django_db
def test_each_step_is_told_once_in_a_row_in_its_order_and_the_offices_own_are_not(
    accepted, neighbour_clerk, now
):
    actions.note_concern(accepted, words="内部留言", by=neighbour_clerk, now=now)
    told = ["我们已收到", "已分类", "已交给办理单位", "办理单位已接办"]
    assert len(steps_told(accepted, opened=False)) == len(told)
    assert "内部留言" not in str(story(accepted, opened=True))
    happening = accepted.happenings.order_by("-pk")[0]
    happening.pk, happening.mark, happening.step, happening.words = None, happening.mark + 1, "accept", ""
    happening._state.adding = True
    happening.save()
    assert len(steps_told(accepted, opened=False)) == len(told), "twice in a row is told once"
    happening.pk, happening.mark, happening.words = None, happening.mark + 1, "另有说明"
    happening._state.adding = True
    happening.save()
    assert len(steps_told(accepted, opened=False)) == len(told) + 1, "unless something else was said"


@pytest.mark.django_db
def test_words_and_remedies_are_read_with_the_secret_alone(triaged, receptionist, now):
    how = {"exit": Exit.LEGAL, "reason": "已由法院受理", "where": "示例县法院"}
    gone = actions.show_another_way(triaged, **how, by=receptionist, now=now)
    (shown, closed) = story(gone, opened=True)[-1], story(gone, opened=False)[-1]
    assert "示例县法院" in shown.words
    assert (closed.words, closed.remedy, closed.authority) == ("", "", None)
    assert str(shown.remedy)
    assert shown.authority == counter_of(gone.unit.parent_on(now.date()), now.date())
    assert way_shown(gone) == "已由法院受理\n示例县法院"
    gone.exit = ""
    assert way_shown(gone) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("step", "above"),
    [("refer", True), ("exit", True), ("settle", True), ("accept", False), ("extend", False)],
)
def test_what_is_said_against_a_step_is_heard_by_who_took_it_or_by_the_unit_above(
    concern, county, township, step, above, now
):
    heard = authority_for(concern, step, now.date())
    assert heard.name == (county if above else township).organ_on(now.date())


# What a page holds that is for the person alone, and what of a report of wrongdoing is for nobody else either.
OPENED = {"way", "steps", "mine"}
TOLD = {"promised", "story", "exit", "replies", "review", "question", "handled_by", "together", "told"}


@pytest.mark.django_db
@pytest.mark.parametrize("is_opened", [True, False])
@pytest.mark.parametrize("kind", [Kind.HELP, Kind.COMPLAINT, Kind.WRONGDOING])
def test_without_the_secret_a_page_holds_nothing_personal_and_of_wrongdoing_nothing_at_all(
    client, opened, accepted, neighbour_clerk, receptionist, kind, is_opened, now
):
    """Everything there is to tell stands at the matter: a question, a topic, a lead, a way, a day."""
    until = now.date() + timedelta(days=5)
    actions.ask_resident(accepted, words="哪一盏？", until=until, by=neighbour_clerk, now=now)
    browser = opened if is_opened else Client()
    Concern.objects.filter(pk=accepted.pk).update(
        kind=kind, **({"text": ""} if kind == Kind.WRONGDOING else {})
    )
    context = browser.get(reverse("residents:progress", args=[accepted.code])).context
    assert (context["opened"], context["told_all"]) == (is_opened, is_opened or kind != Kind.WRONGDOING)
    full = {name for name in OPENED | TOLD if context[name]}
    told = {"promised", "story", "review", "question"} if context["told_all"] else set()
    told |= {"steps", "mine"} if is_opened else set()
    told |= {"handled_by"} if is_opened or kind == Kind.HELP else set()
    assert full == told
    assert context["spelled"].replace("-", "") == accepted.code


# -- replies, reviews -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_without_the_secret_a_reply_shows_what_names_nobody(answered):
    (told,) = replies(answered, opened=True)
    assert set(told["parts"]) == {
        "request",
        "facts_found",
        "rule_cited",
        "reasons",
        "next_steps",
        "review_notice",
    }
    assert (str(told["decision"]), told["office"]) == ("支持", "综治办公室")
    (public,) = replies(answered, opened=False)
    assert set(public["parts"]) == {"rule_cited", "review_notice"}
    reply = answered.replies.get()
    reply.rule_cited = "依据示例办法，联系电话13900000000"
    reply.save()
    (public,) = replies(answered, opened=False)
    assert set(public["parts"]) == {"review_notice"}
    Concern.objects.filter(pk=answered.pk).update(kind=Kind.COMPLAINT)
    (public,) = replies(Concern.objects.get(pk=answered.pk), opened=False)
    assert public["office"] == ""


@pytest.mark.django_db
def test_until_when_a_review_is_asked_for_and_answered(answered, county, demo, at, now):
    def told():
        return review_of(Concern.objects.get(pk=answered.pk))

    first = told()
    assert (first["until"], first["answer_by"], first["late"], first["asked"]) == (
        date(2026, 4, 1),
        None,
        False,
        [],
    )
    at(now + timedelta(days=31))
    assert told()["late"] is True
    at(now)
    review = actions.ask_review(answered, level=Level.REVIEW, request="不服", unit=county, by=demo, now=now)
    asked = told()
    assert (asked["until"], asked["answer_by"], asked["asked"]) == (None, date(2026, 4, 1), [review])
    actions.decide_review(review, outcome=Outcome.UPHELD, reasons="属实", by=demo, now=now)
    decided = told()
    assert (decided["until"], decided["answer_by"]) == (date(2026, 4, 1), None)


# -- steps ----------------------------------------------------------------------------------------------------------


def codes(concern) -> list[str]:
    return [one.code for one in steps_of(Concern.objects.get(pk=concern.pk))]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (State.QUEUED, "supplement contact erase"),
        (State.SET_ASIDE, "contact erase"),
        (State.RECEIVED, "supplement contact withdraw erase"),
        (State.HANDLING, "supplement contact withdraw erase"),
        (State.ANSWERED, "solved review supplement contact erase"),
        (State.CLOSED, "review reopen supplement contact erase"),
        (State.EXITED, "review reopen supplement contact erase"),
        (State.REFERRED, "supplement contact erase"),
        (State.WITHDRAWN, "contact erase"),
    ],
)
def test_what_may_be_done_with_a_code_hangs_on_where_the_matter_stands(concern, state, offered, now):
    Concern.objects.filter(pk=concern.pk).update(state=state, closed_on=now.date())
    assert codes(concern) == offered.split()
    Contact.objects.filter(concern=concern).update(name="", phone="", address="", erased=True)
    assert "erase" not in codes(concern)


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "may"), [(0, True), (30, True), (31, False)])
def test_it_is_taken_up_again_for_thirty_days(concern, at, days, may, now):
    concern.state, concern.closed_on = State.CLOSED, now.date()
    at(now + timedelta(days=days))
    assert may_reopen(concern) is may
    concern.closed_on = None
    assert may_reopen(concern) is False


@pytest.mark.django_db
def test_a_review_is_offered_where_a_unit_above_can_give_it(answered, county, demo, now):
    assert may_ask_review(answered)
    review = actions.ask_review(answered, level=Level.REVIEW, request="不服", unit=county, by=demo, now=now)
    assert not may_ask_review(Concern.objects.get(pk=answered.pk)), "one is in hand"
    actions.decide_review(review, outcome=Outcome.UPHELD, reasons="属实", by=demo, now=now)
    again = Concern.objects.get(pk=answered.pk)
    assert may_ask_review(again)
    again.unit = county
    assert not may_ask_review(again), "nobody is above"


@pytest.mark.django_db
def test_an_answer_to_another_reply_is_said_anew_though_it_is_the_same(opened, answered):
    where = reverse("residents:step", args=[answered.code, "solved"])
    said = {"solved": "no", "satisfied": "no", "words": "不亮"}
    for _ in range(2):
        opened.post(where, said)
    assert answered.callbacks.count() == 1
    opened.post(where, said | {"words": "还是坏的"})
    assert [one.words for one in answered.callbacks.order_by("pk")] == ["不亮", "还是坏的"]
    assert answered.callbacks.filter(by=None, solved=Solved.NO, satisfied=Satisfied.NO).count() == 2


@pytest.mark.django_db
def test_a_form_of_a_step_begins_with_how_one_is_reached_and_no_other_form_does(concern):
    kept = {"name": "示例群众", "phone": "13900000000", "address": ""}
    assert begun(STEPS["contact"], concern) == kept
    assert all(begun(step, concern) == {} for code, step in STEPS.items() if code != "contact")
    Contact.objects.filter(concern=concern).update(name="", phone="", address="", erased=True)
    assert begun(STEPS["contact"], concern) == {}


def test_contact_data_are_changed_to_something():
    assert not ContactForm({"name": "", "phone": " ", "address": ""}).is_valid()
    for name in ("name", "phone", "address"):
        assert ContactForm({name: "示例"}).is_valid()
    assert [one.first for one in STEPS.values()] == [True, *[False] * 6]


# -- what is the person's own ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_answers_keep_their_question_when_the_matter_moves_to_another_category(
    township, category, conduct, resident, receptionist, now
):
    category.questions = (
        '[{"code": "q1", "label": "在漏电吗", "advice": {"是": "请远离"}}, {"code": "q2", "label": "哪一盏"}]'
    )
    category.save()
    said = actions.Said(text="漏电", category=category, answers={"q1": "是", "q3": "其他"})
    concern = actions.receive_concern(said, unit=township, channel=Channel.FORM, by=resident, now=now).concern
    assert advice_on(concern) == ["请远离"]
    concern.answers = '{"q1": "否", "q2": "是"}'
    assert advice_on(concern) == []
    concern.refresh_from_db()
    concern.category = conduct
    own = mine(concern)
    assert own["answers"] == [("在漏电吗", "是"), ("q3", "其他")]
    assert (own["words"], own["files"], own["contact"]) == ("漏电", [], None)
    assert advice_on(concern) == []


@pytest.mark.django_db
def test_the_secret_of_a_form_is_told_again_and_one_that_was_drawn_is_not(
    concern, said, township, resident, now
):
    assert secret_of(concern) == ""
    sent = actions.receive_concern(
        said, unit=township, channel=Channel.FORM, by=resident, now=now, submission=uuid4()
    )
    assert secret_of(sent.concern) == sent.secret
    assert checkpoint() == {"seal": None}


@pytest.mark.django_db
def test_a_copy_of_ones_own_data_holds_all_that_was_said_and_no_name_of_the_office(
    answered, receptionist, county, demo, now
):
    actions.answer_back(answered, solved=Solved.NO, satisfied=Satisfied.NO, words="不亮", by=demo, now=now)
    actions.ask_review(answered, level=Level.REVIEW, request="不服", unit=county, by=demo, now=now)
    told = everything(Concern.objects.get(pk=answered.pk))
    assert (told["code"], told["number"], told["kind"]) == (answered.code, answered.number, "help")
    assert (told["text"], told["place"], told["category"]) == (answered.text, "上坪村口", "路灯照明")
    assert (told["due"], told["state"], told["channel"]) == ("2026-03-09", "answered", "form")
    assert told["contact"] == {"name": "示例群众", "phone": "13900000000", "address": ""}
    assert [one["step"] for one in told["story"]][:2] == ["receive", "triage"]
    assert told["my_answers"] == [{"contacted": "yes", "solved": "no", "satisfied": "no", "words": "不亮"}]
    assert [(one["level"], one["request"], one["outcome"]) for one in told["reviews"]] == [
        ("review", "不服", "")
    ]
    assert [(one["round"], one["decision"], one["told_on"]) for one in told["replies"]] == [
        (1, "supported", "2026-03-02")
    ]
    assert not any(name in str(told) for name in ("示例卯", "示例己", "示例丙"))


@pytest.mark.django_db
def test_every_township_names_its_counter_in_order(township, other_township, now):
    assert [one.name for one in counters(now.date())] == [
        township.organ_on(now.date()),
        other_township.organ_on(now.date()),
    ]
    assert counter_of(township, now.date()).telephone == ""
