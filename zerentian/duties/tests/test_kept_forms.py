"""Forms of deeds, duties, tasks and what is kept about them: what is offered to whom, and what is handed on."""

import pytest

from zerentian.duties import actions
from zerentian.duties.actions import tasks
from zerentian.duties.actions.conduct import publish_conduct
from zerentian.duties.forms.basis import FunctionsForm
from zerentian.duties.forms.conduct import PublishForm
from zerentian.duties.forms.conduct import ReadForm as ConductRead
from zerentian.duties.forms.deeds import CorrectionForm, DeedForm, copied_from, initial_of
from zerentian.duties.forms.duties import DutyForm
from zerentian.duties.forms.keeping import (
    BasisForm,
    HandOverForm,
    HandOverManyForm,
    PersonalForm,
    ThresholdForm,
)
from zerentian.duties.forms.matrix import ChargeForm, MatrixFilter, PassForm
from zerentian.duties.forms.tasks import FORMS, TaskForm, step_form
from zerentian.duties.models import Task
from zerentian.duties.rules.cadences import Cadence
from zerentian.duties.rules.tasks import Step
from zerentian.duties.tests.owing import adopted, by, done, duty, make_duties
from zerentian.duties.tests.world import TODAY, day, people, post_of, unit
from zerentian.organization.models import Area

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]


@pytest.fixture(scope="module", autouse=True)
def duties(beginning):
    """A weekly and a monthly duty of the upper village, one of the lower one."""
    make_duties()


def offered(form, name):
    """Return the rows that a field of a form offers."""
    return list(form.fields[name].queryset)


# -- deeds and duties --------------------------------------------------------------------------------------


def test_a_deed_is_recorded_today_for_a_duty_and_a_unit_of_ones_own():
    form = DeedForm(account=people().cadre, today=TODAY)
    assert form.fields["occurred_on"].initial == TODAY
    assert form.fields["occurred_on"].widget.attrs["max"] == TODAY.isoformat()
    titles = {one.title for one in offered(form, "duty")}
    assert {"每周巡查", "每月清理", "一次登记"} <= titles
    assert "下坪村值守" not in titles
    assert offered(form, "more") == offered(form, "duty")
    assert offered(form, "unit") == [unit("V01")] == [form.fields["unit"].initial]
    assert form.fields["unit"].widget.is_hidden, "where there is one there is nothing to choose"


def test_the_main_duty_stands_first_and_none_is_served_twice():
    weekly, monthly = duty("每周巡查"), duty("每月清理")
    data = {
        "what": "巡查",
        "occurred_on": TODAY.isoformat(),
        "duty": monthly.pk,
        "more": [weekly.pk, monthly.pk],
        "kind": "other",
        "unit": unit("V01").pk,
    }
    form = DeedForm(data, account=people().cadre, today=TODAY)
    assert form.is_valid(), form.errors
    assert form.serves == [monthly, weekly]
    for number, right in (("0", True), ("-1", False), ("", True)):
        assert DeedForm(data | {"people": number}, account=people().cadre, today=TODAY).is_valid() is right


def test_a_correction_begins_with_what_stands_and_a_copy_without_day_text_count_and_files():
    weekly, monthly = duty("每周巡查"), duty("每月清理")
    deed = done(weekly, "巡查后山", serves=[weekly, monthly], place="后山", people=7)
    begun = initial_of(deed)
    assert (begun["what"], begun["occurred_on"], begun["place"], begun["people"]) == (
        "巡查后山",
        TODAY,
        "后山",
        7,
    )
    assert (begun["duty"], begun["more"], begun["expected"]) == (weekly, [monthly], deed.head_uuid)
    assert copied_from(deed) == {"duty": weekly, "more": [monthly], "place": "后山", "kind": deed.kind}
    form = CorrectionForm(account=people().cadre, today=TODAY)
    assert next(iter(form.fields)) == "reason"
    assert not {"evidence", "unit"} & form.fields.keys()


@pytest.mark.parametrize(
    ("cadence", "typed", "due_day"),
    [
        ("weekly", "", 5),
        ("weekly", "2", 2),
        ("monthly", "", 31),
        ("monthly", "25", 25),
        ("quarterly", "", 31),
    ],
)
def test_a_duty_without_a_day_is_due_on_friday_or_on_the_last_day(cadence, typed, due_day):
    area = Area.objects.get(code="fire")
    data = {
        "title": "值守",
        "area": area.pk,
        "post": post_of("cadre").pk,
        "cadence": cadence,
        "due_day": typed,
        "asks": "none",
    }
    form = DutyForm(data, account=people().leader, today=TODAY)
    assert form.is_valid(), form.errors
    assert (form.rule.cadence, form.rule.day, form.rule.on) == (Cadence(cadence), due_day, None)
    for wrong in ("0", "32"):
        assert "due_day" in DutyForm(data | {"due_day": wrong}, account=people().leader, today=TODAY).errors
    assert post_of("outsider") not in offered(form, "post")
    assert post_of("neighbour_cadre") in offered(form, "post")


def test_a_closed_area_is_offered_for_nothing_new():
    Area.objects.create(code="old", name="旧领域", is_open=False)
    for form in (
        DutyForm(account=people().leader, today=TODAY),
        TaskForm(account=people().leader, today=TODAY),
        ChargeForm(account=people().leader),
    ):
        assert "旧领域" not in {one.name for one in offered(form, "area")}
        assert "森林防火" in {one.name for one in offered(form, "area")}


# -- tasks ---------------------------------------------------------------------------------------------------


def test_every_step_of_a_task_has_its_form_and_a_report_names_a_standing_deed_of_the_unit():
    assert FORMS.keys() == set(Step)
    task = tasks.assign_task(title="清沟", post=post_of("cadre"), due=day(5), **by("leader"))
    deed, other = done(duty("每周巡查"), "清沟"), done(duty("每周巡查"), "撤回的")
    actions.withdraw_deed(other, reason="误记", **by("cadre"))
    form = step_form(Step.REPORT, None, task=task, account=people().cadre)
    assert deed in offered(form, "deed")
    assert other not in offered(form, "deed")
    assert all(one.unit == task.unit for one in offered(form, "deed"))
    assert step_form(Step.VERIFY, {"words": ""}, task=task, account=people().leader).is_valid()
    assert not step_form(Step.RETURN, {"words": ""}, task=task, account=people().leader).is_valid()
    assert not step_form(Step.EXTEND, {"words": "缓"}, task=task, account=people().leader).is_valid()


def test_a_task_is_given_to_a_post_below_one_and_is_due_from_today():
    form = TaskForm(account=people().leader, today=TODAY)
    assert post_of("cadre") in offered(form, "post")
    assert post_of("outsider") not in offered(form, "post")
    assert form.fields["due"].widget.attrs["min"] == TODAY.isoformat()
    label = form.fields["post"].label_from_instance(post_of("cadre"))
    assert label == "上坪村 · 上坪村村干部"


# -- what is kept --------------------------------------------------------------------------------------------


def test_it_is_handed_to_another_post_over_which_one_holds_the_right():
    held = post_of("cadre")
    form = HandOverForm(account=people().leader, right="duty.manage", held=held)
    assert held not in offered(form, "to")
    assert post_of("neighbour_cadre") in offered(form, "to")
    assert post_of("outsider") not in offered(form, "to")
    many = HandOverManyForm(account=people().leader, right="duty.manage")
    assert held in offered(many, "to")
    assert not offered(HandOverManyForm(account=people().cadre, right="duty.manage"), "to")


def test_thresholds_begin_with_those_in_force_within_a_year():
    form = ThresholdForm(in_force={"task": 3, "weekly": 1})
    assert {name: field.initial for name, field in form.fields.items()} == {"task": 3, "weekly": 1}
    for number, right in (("0", True), ("365", True), ("366", False), ("-1", False)):
        assert ThresholdForm({"task": number}, in_force={"task": 3}).is_valid() is right, number


def test_an_act_in_person_is_a_leaders_and_begins_with_ones_own_post():
    own = PersonalForm(account=people().leader, today=TODAY)
    assert set(offered(own, "post")) == {post_of("leader"), post_of("first")}
    assert own.fields["post"].initial == post_of("leader").pk
    assert own.fields["occurred_on"].initial == TODAY
    for_them = PersonalForm(account=people().clerk, today=TODAY)
    assert for_them.fields["post"].initial is None
    open_one = tasks.assign_task(title="清沟", post=post_of("cadre"), due=day(5), **by("leader"))
    over = tasks.assign_task(title="停办", post=post_of("cadre"), due=day(5), **by("leader"))
    assert tasks.withdraw_task(over, reason="不办", **by("leader")) == over
    assert open_one in offered(PersonalForm(account=people().leader, today=TODAY), "task")
    assert Task.objects.get(pk=over.pk) not in offered(
        PersonalForm(account=people().leader, today=TODAY), "task"
    )


def test_a_basis_and_a_function_list_are_those_of_ones_own_township():
    for form in (BasisForm(account=people().first), FunctionsForm(account=people().first)):
        assert offered(form, "unit") == [unit("")]
    assert BasisForm(account=people().first).fields["unit"].initial == unit("").pk
    assert FunctionsForm(account=people().first).fields["unit"].initial == unit("")
    assert offered(BasisForm(account=people().clerk), "unit") == []
    assert BasisForm(account=people().clerk).fields["unit"].initial is None


def test_the_next_edition_begins_with_the_one_in_force_and_is_read_for_ones_own_post():
    empty = PublishForm(account=people().first)
    assert (empty.fields["unit"].initial, empty.fields["title"].initial) == (unit(""), "")
    said = {"unit": unit(""), "basis": "规定", **by("first")}
    publish_conduct(title="第一版", text="一、到岗。", **said)
    publish_conduct(title="第二版", text="二、在岗。", **said)
    begun = PublishForm(account=people().first).fields
    assert [begun[name].initial for name in ("title", "basis", "text")] == ["第二版", "规定", "二、在岗。"]
    assert offered(PublishForm(account=people().cadre), "unit") == []
    assert offered(ConductRead(account=people().cadre), "post") == [post_of("cadre")]


# -- the matrix ----------------------------------------------------------------------------------------------


def test_a_township_is_chosen_only_where_there_are_several():
    one, several = MatrixFilter(account=people().leader), MatrixFilter(account=people().inspector)
    assert "unit" not in one.fields
    assert [found.code for found in offered(several, "unit")] == ["990101", "990102"]
    assert one.fields["day"].initial == TODAY
    days = [number for number, _ in one.fields["untouched"].choices]
    assert one.fields["untouched"].initial in days
    sent = MatrixFilter({"untouched": str(days[0])}, account=people().leader)
    assert sent.is_valid()
    assert sent.cleaned_data["untouched"] == days[0]
    assert not MatrixFilter({"untouched": "7777"}, account=people().leader).is_valid()


def test_duties_are_passed_and_posts_charged_within_ones_right():
    retired = adopted("撤销的", duty("每周巡查").rule, first=day(-1))
    actions.retire_duty(retired, reason="不再要求", **by("leader"))
    form = PassForm(account=people().leader)
    assert duty("每周巡查") in offered(form, "duty")
    assert post_of("outsider") not in offered(form, "post")
    assert offered(PassForm(account=people().cadre), "post") == []
    assert post_of("cadre") in offered(ChargeForm(account=people().leader), "post")
    assert offered(ChargeForm(account=people().clerk), "post") == []
