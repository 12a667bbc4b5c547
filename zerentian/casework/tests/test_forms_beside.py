"""The forms beside the steps: triage, categories, replies, call-backs, reviews, patrols; what each refuses."""

from datetime import timedelta

import pytest
from django import forms as django_forms
from django.http import QueryDict

from zerentian.casework import actions
from zerentian.casework.forms.callbacks import CallBackForm
from zerentian.casework.forms.categories import CategoryForm as KeptCategoryForm
from zerentian.casework.forms.categories import QuestionForm, rows_of
from zerentian.casework.forms.concerns import LinkManyForm, NotReachedForm, PatrolRow, townships_of
from zerentian.casework.forms.questions import map_point
from zerentian.casework.forms.replies import ReplyForm, templates_for
from zerentian.casework.forms.reviews import ReviewAskForm
from zerentian.casework.forms.routing import RoutingForm
from zerentian.casework.forms.triage import CategoryForm, TriageForm
from zerentian.casework.models import Category, Template
from zerentian.casework.rules.callbacks import Satisfied, Solved
from zerentian.casework.rules.concerns import Channel, Group, Kind
from zerentian.casework.rules.replies import Decision
from zerentian.casework.rules.reviews import Level
from zerentian.casework.tests.choices import asked, offered, values

pytestmark = pytest.mark.django_db

# -- triage, categories, rules of dispatch ---------------------------------------------------------------------------


@pytest.fixture
def other(township, receptionist, now):
    """Another category of the township, and one that is no longer offered."""
    kept = {"unit": township, "group": Group.ENVIRONMENT, "by": receptionist, "now": now}
    actions.keep_category(code="gone", name="停用类别", retired=True, **kept)
    return actions.keep_category(code="waste", name="垃圾清运", **kept)


def test_a_category_is_corrected_to_another_in_use(triaged, other, receptionist):
    form = asked(CategoryForm, triaged, receptionist)
    assert offered(form, "category") == {"垃圾清运"}
    assert offered(asked(TriageForm, triaged, receptionist), "category") == {"路灯照明", "垃圾清运"}


@pytest.mark.parametrize(
    ("kind", "route", "is_right"),
    [("help", "", True), ("petition", "", False), ("petition", "petition", True)],
)
def test_a_petition_takes_one_of_the_six_ways(concern, category, receptionist, kind, route, is_right):
    sent = QueryDict(mutable=True)
    sent.update({"kind": kind, "category": category.pk, "urgency": "ordinary", "route": route})
    form = asked(TriageForm, concern, receptionist, sent)
    assert form.is_valid() is is_right
    assert set(form.errors) == (set() if is_right else {"route"})


def test_a_code_is_small_letters_digits_and_dashes_once_and_never_changes(township, category, function):
    sent = {"name": "供水", "group": "building", "kind": "help", "position": 0}
    for code, is_right in (
        ("water-2", True),
        ("lamp", False),
        ("Water", False),
        ("w" * 41, False),
        ("", False),
    ):
        form = KeptCategoryForm(sent | {"code": code}, unit=township)
        assert ("code" not in form.errors) is is_right, code
    changed = KeptCategoryForm(unit=township, category=category)
    assert "code" not in changed.fields
    assert (changed.initial["name"], changed.initial["group"]) == ("路灯照明", "building")
    assert len(offered(changed, "function")) == 1


def test_a_question_is_kept_with_its_answers_and_the_advice_that_one_calls_for():
    sent = {"label": "在漏电吗", "options": "是， 否,,不清楚", "danger": " 是 ", "advice": " 请远离 "}
    form = QuestionForm(sent | {"needed": "on"})
    assert form.is_valid()
    question = {
        "label": "在漏电吗",
        "options": ["是", "否", "不清楚"],
        "needed": True,
        "advice": {"是": "请远离"},
    }
    assert form.question == question
    plain = QuestionForm({"label": "哪一盏"})
    assert plain.is_valid()
    assert plain.question == {"label": "哪一盏", "options": [], "needed": False, "advice": {}}
    rows = rows_of(Category(questions=f'[{{"code": "q1", "label": "哪一盏"}}, {as_json(question)}]'))
    assert rows == [
        {"label": "哪一盏", "options": "", "danger": "", "advice": "", "needed": False},
        {
            "label": "在漏电吗",
            "options": "是，否，不清楚",
            "danger": "是",
            "advice": "请远离",
            "needed": True,
        },
    ]
    assert rows_of(None) == []


def as_json(question) -> str:
    """Return a question as it is kept."""
    return str(question).replace("'", '"').replace("True", "true")


def test_a_rule_of_dispatch_speaks_of_categories_villages_and_offices_of_the_township(
    township, other, category, receptionist
):
    form = RoutingForm(unit=township, account=receptionist)
    assert offered(form, "category") == {"路灯照明", "垃圾清运"}
    assert offered(form, "place_unit") == {"上坪村", "下坪村", "石桥村"}
    assert offered(form, "office") == {"党政办公室", "综治办公室", "上坪村", "下坪村", "石桥村"}


# -- replies, call-backs, reviews --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "is_offered"),
    [
        ({}, True),
        ({"kind": Kind.HELP}, True),
        ({"kind": Kind.CONSULT}, False),
        ({"retired": True}, False),
        ({"category": True}, True),
        ({"category": False}, False),
    ],
)
def test_templates_are_those_in_use_for_its_category_and_kind(
    triaged, township, category, other, receptionist, how, is_offered, now
):
    if "category" in how:
        how = {"category": category if how["category"] else other}
    made = actions.keep_template(
        unit=township, name="路灯答复", decision=Decision.SUPPORTED, parts={}, by=receptionist, now=now, **how
    )
    assert list(templates_for(triaged)) == ([made] if is_offered else [])


def test_templates_of_its_category_stand_first_each_sort_by_name(
    triaged, township, other_township, category, receptionist, supervisor, now
):
    by = {"decision": Decision.SUPPORTED, "parts": {}, "by": receptionist, "now": now}
    for name, own in (("b通用", None), ("d本类", category), ("a通用", None), ("c本类", category)):
        actions.keep_template(unit=township, name=name, category=own, **by)
    elsewhere = {"unit": other_township, "path": other_township.path, "decision": Decision.SUPPORTED}
    Template.objects.create(name="他乡", **elsewhere)
    assert [one.name for one in templates_for(triaged)] == ["c本类", "d本类", "a通用", "b通用"]


def test_a_reply_is_read_as_it_was_typed_whether_or_not_a_decision_is_chosen(concern):
    form = ReplyForm({"request": " 修灯 ", "decision": "not_supported"}, concern=concern)
    assert form.is_decided
    assert (form.parts.decision, form.parts.request, form.parts.reasons) == (
        Decision.NOT_SUPPORTED,
        "修灯",
        "",
    )
    form = ReplyForm({"request": "修灯", "decision": "maybe"}, concern=concern)
    assert not form.is_decided
    assert form.parts.decision is Decision.EXPLAINED


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"contacted": "yes", "solved": "yes", "satisfied": "no"}, set()),
        ({"contacted": "yes", "solved": "yes"}, {"satisfied"}),
        ({"contacted": "yes"}, {"solved", "satisfied"}),
        ({"contacted": "no_answer"}, set()),
        ({"contacted": "no_answer", "solved": "no"}, {"solved"}),
        ({"contacted": "refused", "satisfied": "no"}, {"satisfied"}),
        ({"solved": "no"}, {"contacted"}),
        ({"contacted": "yes", "solved": "yes", "satisfied": "yes", "words": "还是不亮"}, {"words"}),
        ({"contacted": "yes", "solved": "no", "satisfied": "yes", "words": "还是不亮"}, set()),
    ],
)
def test_a_call_back_says_at_each_box_what_does_not_fit(sent, wrong):
    assert set(CallBackForm(sent).errors) == wrong


def test_what_was_not_asked_is_neither_yes_nor_no():
    form = CallBackForm({"contacted": "no_answer"})
    assert form.is_valid()
    assert form.facts == (None, None)
    form = CallBackForm({"contacted": "yes", "solved": "partly", "satisfied": "refused"})
    assert form.is_valid()
    assert form.facts == (Solved.PARTLY, Satisfied.REFUSED)
    assert values(NotReachedForm(), "contacted") == ["no_answer", "refused"]


@pytest.mark.parametrize(("days", "is_right"), [(-30, True), (0, True), (1, False)])
def test_a_request_for_a_review_arrived_by_today(days, is_right, now):
    today = now.date()
    sent = {"request": "不服", "asked_on": today + timedelta(days=days)}
    form = ReviewAskForm(sent, level=Level.REVIEW, today=today)
    assert form.is_valid() is is_right
    assert "organ" not in form.fields
    assert form.fields["asked_on"].initial == today
    recheck = ReviewAskForm(sent, level=Level.RECHECK, today=today)
    assert "organ" in recheck.errors


# -- intake ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "point"),
    [
        ("28.12345,112.5678", "28.1234,112.5678"),
        ("28，112", "28.0000,112.0000"),
        (" 28.1  112.5 ", "28.1000,112.5000"),
        ("3,73", "3.0000,73.0000"),
        ("54,136", "54.0000,136.0000"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_point_is_two_numbers_north_first(typed, point):
    assert map_point(typed) == point


@pytest.mark.parametrize(
    "typed",
    [
        "112.5,28.1",
        "2.9,100",
        "54.1,100",
        "30,72.9",
        "30,136.1",
        "28.1",
        "28.1,112.5,3",
        "上坪村口",
        "28.,112",
    ],
)
def test_what_is_no_point_of_the_country_is_refused(typed):
    with pytest.raises(django_forms.ValidationError):
        map_point(typed)


def test_a_row_of_a_patrol_was_found_in_the_own_village_unless_it_says_where(
    category, village, neighbour_village, receptionist
):
    how = {"townships": townships_of(receptionist), "village": village}
    sent = {"text": "路肩塌方", "category": category.pk, "place": "村口"}
    row = PatrolRow(sent, **how)
    assert row.is_valid(), row.errors
    assert (row.said.place_unit, row.said.place, row.said.text) == (village, "村口", "路肩塌方")
    assert village.name in str(row.fields["place_unit"].help_text)
    row = PatrolRow(sent | {"place_unit": neighbour_village.pk}, **how)
    assert row.is_valid()
    assert row.said.place_unit == neighbour_village


def test_several_are_linked_to_the_one_that_came_first(township, said, resident, receptionist, now):
    how = {"unit": township, "channel": Channel.FORM, "by": resident, "now": now}
    late = actions.receive_concern(said, **how).concern
    early = actions.receive_concern(said, **how, received_at=now - timedelta(hours=1)).concern
    form = LinkManyForm(account=receptionist, rows=[late, early])
    assert form.fields["number"].initial == early.number
    sent = LinkManyForm({"number": f" {early.number} "}, account=receptionist, rows=[late, early])
    assert sent.is_valid()
    assert sent.cleaned_data["number"] == early
    nowhere = LinkManyForm({"number": "2026-1"}, account=receptionist, rows=[late, early])
    assert "number" in nowhere.errors
