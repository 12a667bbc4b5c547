"""What the pages of duties, tasks, documents and acts in person are given to show, and what their forms hand on."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zerentian.duties import actions
from zerentian.duties.actions import tasks
from zerentian.duties.models import Basis, Duty, FunctionItem, Occurrence, PersonalAct, Task, Threshold
from zerentian.duties.rules.functions import InPerson, Level, Outcome
from zerentian.duties.rules.lights import Light
from zerentian.duties.rules.tasks import Step
from zerentian.duties.tests.owing import WEEKLY, adopted, by, done, duty, make_duties
from zerentian.duties.tests.world import TODAY, day, people, post_of, unit
from zerentian.duties.views import tasks as task_views
from zerentian.ledger.models import Entry
from zerentian.organization.models import Area

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]


@pytest.fixture(scope="module", autouse=True)
def duties(beginning):
    """A weekly and a monthly duty of the upper village, one of the lower one, one that is due once."""
    make_duties()


@pytest.fixture
def page(client_of):
    """Return the answer of a page of this room to somebody."""

    def answer(name, view, *args, sent=None, **asked):
        browser, address = client_of(getattr(people(), name)), reverse(f"duties:{view}", args=args)
        return browser.post(address, sent) if sent is not None else browser.get(address, asked)

    return answer


def basis(number="示县发〔2026〕1号", name="first", **more):
    said = {"title": "防火责任办法", "issuer": "示例县人民政府", "issued_on": day(-30), "level": Level.COUNTY}
    return actions.register_basis(unit=unit(""), number=number, **said | more, **by(name))


def a_task(title="清沟", **more):
    return tasks.assign_task(
        **{"title": title, "post": post_of("cadre"), "due": day(5)} | more, **by("leader")
    )


def story(task, *steps):
    """Take steps with a task, as who takes each."""
    ways = {
        "accept": lambda: tasks.accept_task(task, **by("cadre")),
        "report": lambda: tasks.report_task(task, words="清完", deed=None, **by("cadre")),
        "verify": lambda: tasks.verify_task(task, words="属实", **by("leader")),
    }
    for step in steps:
        ways[step]()
    return Task.objects.get(pk=task.pk)


# -- duties --------------------------------------------------------------------------------------------------


def test_the_board_counts_what_is_overdue_soon_due_and_open(page):
    assert page("leader", "board").context["spans"] == (0, 0, 3)
    Occurrence.objects.filter(duty=duty("每周巡查")).update(due=day(-1))
    Occurrence.objects.filter(duty=duty("下坪村值守")).update(due=TODAY)
    assert page("leader", "board").context["spans"] == (1, 1, 3)
    assert page("outsider", "board").context["spans"] == (0, 0, 0)


def test_a_duty_is_shown_with_its_occurrences_newest_first_and_what_was_done_for_it(page):
    one = duty("每周巡查")
    actions.open_occurrences(until=day(14), duties=[one], **by("leader"))
    deed, gone = done(one, "巡查"), done(one, "误记")
    actions.withdraw_deed(gone, reason="误记", **by("cadre"))
    shown = page("cadre", "duty-detail", one.pk).context
    dues = [occurrence.due for occurrence, _ in shown["occurrences"]]
    assert dues == sorted(dues, reverse=True)
    assert len(dues) == 3
    assert [light for _, light in shown["occurrences"]] == [Light.GREEN, Light.GREEN, Light.NONE]
    assert list(shown["deeds"]) == [deed]
    assert (shown["may_record"], shown["may_manage"]) == (True, False)
    assert page("leader", "duty-detail", one.pk).context["may_manage"] is True
    assert page("outsider", "duty-detail", one.pk).status_code == 404


def test_an_occurrence_leads_to_its_duty_and_is_excused_with_a_reason_that_stands(page):
    one = Occurrence.objects.get(duty=duty("每周巡查"))
    assert page("leader", "occurrence-detail", one.pk).url == reverse(
        "duties:duty-detail", args=[one.duty_id]
    )
    assert page("outsider", "occurrence-detail", one.pk).status_code == 404
    assert page("leader", "occurrence-excuse", one.pk, sent={"reason": " "}).status_code == 422
    assert Occurrence.objects.get(pk=one.pk).outcome == Outcome.OPEN
    answer = page("leader", "occurrence-excuse", one.pk, sent={"reason": "封山"})
    assert answer.url == reverse("duties:duty-detail", args=[one.duty_id])
    assert Occurrence.objects.get(pk=one.pk).reason == "封山"
    refused = page("leader", "occurrence-excuse", one.pk, sent={"reason": "再免"})
    assert refused.status_code == 422
    assert "已经办结" in refused.content.decode()


def test_a_duty_is_put_on_a_post_and_retired_on_its_pages(page):
    document = basis()
    said = {
        "title": "汛期值守",
        "area": Area.objects.get(code="fire").pk,
        "post": post_of("cadre").pk,
        "cadence": "weekly",
        "demanded_by": "county",
        "basis": document.pk,
        "asks": "none",
    }
    answer = page("leader", "duty-new", sent=said)
    made = duty("汛期值守")
    assert answer.url == reverse("duties:duty-detail", args=[made.pk])
    assert (made.due_day, made.demanded_by, made.basis, made.post) == (
        5,
        Level.COUNTY,
        document,
        post_of("cadre"),
    )
    assert page("leader", "duty-retire", made.pk, sent={"reason": ""}).status_code == 422
    assert page("leader", "duty-retire", made.pk, sent={"reason": "不再要求"}).status_code == 302
    assert Duty.objects.get(pk=made.pk).last == TODAY
    again = page("leader", "duty-retire", made.pk, sent={"reason": "再终止"})
    assert again.status_code == 422
    assert page("cadre", "duty-new").status_code == 403


def test_a_correction_begins_with_what_the_duty_says_and_leaves_whose_it_is(page):
    one = duty("每月清理")
    form = page("leader", "duty-correct", one.pk).context["form"]
    assert {name: form.initial[name] for name in ("title", "cadence", "due_day", "demanded_by")} == {
        "title": "每月清理",
        "cadence": "monthly",
        "due_day": 25,
        "demanded_by": Level.COUNTY,
    }
    assert "post" not in form.fields


def test_only_days_that_were_changed_are_set_anew(page):
    kept = Threshold.objects.in_force()
    before = Entry.objects.count()
    assert page("first", "thresholds", sent=kept).status_code == 302
    assert Entry.objects.count() == before
    assert page("first", "thresholds", sent=kept | {"weekly": kept["weekly"] + 1}).status_code == 302
    assert Entry.objects.count() == before + 1
    assert Threshold.objects.in_force() == kept | {"weekly": kept["weekly"] + 1}


# -- documents and the function list -----------------------------------------------------------------------


def test_a_document_is_shown_with_the_duties_that_rest_on_it(page):
    document, other = basis(), basis("示县发〔2026〕2号")
    resting = adopted("依办法巡查", WEEKLY, first=TODAY, basis=document)
    adopted("依另一办法巡查", WEEKLY, first=TODAY, basis=other)
    shown = page("leader", "basis-detail", document.pk).context
    assert list(shown["duties"]) == [resting]
    assert list(shown["files"]) == []
    assert shown["may_manage"] is True
    assert page("cadre", "basis-detail", document.pk).context["may_manage"] is False
    assert page("outsider", "basis-detail", document.pk).status_code == 404


def test_a_number_registered_already_is_corrected_and_keeps_its_file(page):
    def register(**said):
        usual = {"unit": unit("").pk, "number": "示县发〔2026〕9号", "title": "办法", "issuer": "县政府"}
        return page("first", "basis-new", sent=usual | {"level": "county", "issued_on": "2026-02-01"} | said)

    register(file=SimpleUploadedFile("办法.txt", "第一条".encode()))
    (made,) = Basis.objects.filter(number="示县发〔2026〕9号")
    register(title="办法（修订）")
    again = Basis.objects.get(number="示县发〔2026〕9号")
    assert (again.pk, again.title, again.file) == (made.pk, "办法（修订）", made.file)
    entry = Entry.objects.filter(subject=again.ref, verb="basis.registered").latest("id")
    assert entry.change == "corrected"


def test_the_function_list_counts_duties_in_force_and_names_those_off_the_list(page):
    item = FunctionItem.objects.create(
        unit=unit(""), path=unit("").path, number="1", kind="basic", category="防灾", name="森林防火"
    )
    listed = adopted("清单内巡查", WEEKLY, first=TODAY, item=item, demanded_by=None)
    shown = page("leader", "function-list").context
    assert [(one.name, one.duty_count) for one in shown["items"]] == [("森林防火", 1)]
    assert listed not in shown["off_list"]
    assert duty("每周巡查") in shown["off_list"]
    actions.retire_duty(listed, reason="不再要求", **by("leader"))
    shown = page("leader", "function-list").context
    assert [one.duty_count for one in shown["items"]] == [0]
    assert (shown["may_import"], page("cadre", "function-list").context["may_import"]) == (True, False)


# -- tasks ---------------------------------------------------------------------------------------------------


def test_a_task_offers_each_the_steps_that_are_theirs_those_that_lead_back_last(page):
    task = story(a_task(), "accept")

    def offered(name):
        return [code for code, _ in page(name, "task-detail", task.pk).context["steps"]]

    assert set(offered("cadre")) <= {
        code for code, (right, _) in task_views.STEPS.items() if right == "task.handle"
    }
    assert offered("cadre")[0] == Step.REPORT
    leader = offered("leader")
    backwards = [code in task_views.BACKWARDS for code in leader]
    assert backwards == sorted(backwards)
    assert page("leader", "task-detail", task.pk).context["may_hand_over"] is True
    assert page("cadre", "task-detail", task.pk).context["may_hand_over"] is False


def test_nobody_is_offered_to_verify_their_own_report(page):
    task = story(a_task(), "accept", "report")
    assert Step.VERIFY in [code for code, _ in page("leader", "task-detail", task.pk).context["steps"]]
    for name, own in (("cadre", True), ("leader", False)):
        assert task_views.is_own_work(Step.VERIFY, task, getattr(people(), name)) is own
        assert task_views.is_own_work(Step.RETURN, task, getattr(people(), name)) is False


def test_a_step_of_a_task_is_taken_on_its_page_or_says_why_not(page):
    task = a_task()
    assert page("cadre", "task-step", task.pk, "wolf").status_code == 404
    assert page("cadre", "task-step", task.pk, "accept", sent={}).url == reverse(
        "duties:task-detail", args=[task.pk]
    )
    assert Task.objects.get(pk=task.pk).state == "accepted"
    again = page("cadre", "task-step", task.pk, "accept", sent={})
    assert again.status_code == 422
    assert page("cadre", "task-step", task.pk, "report", sent={"words": ""}).status_code == 422
    assert page("cadre", "task-step", task.pk, "report", sent={"words": "清完"}).status_code == 302
    assert Task.objects.get(pk=task.pk).state == "reported"
    assert page("outsider", "task-step", task.pk, "accept").status_code in (403, 404)


def test_a_task_is_assigned_on_its_page(page):
    said = {"title": "清理沟渠", "post": post_of("cadre").pk, "due": day(3).isoformat(), "detail": "东段"}
    answer = page("leader", "task-new", sent=said)
    made = Task.objects.get(title="清理沟渠")
    assert answer.url == reverse("duties:task-detail", args=[made.pk])
    assert (made.post, made.due, made.detail, made.area) == (post_of("cadre"), day(3), "东段", None)
    late = page("leader", "task-new", sent=said | {"due": day(-1).isoformat()})
    assert late.status_code == 422
    assert late.context["form"]["title"].value() == "清理沟渠"


# -- acts in person ------------------------------------------------------------------------------------------


def test_an_act_in_person_is_stated_and_withdrawn_with_a_reason_on_its_pages(page):
    said = {
        "act": next(iter(InPerson)).value,
        "what": "到上坪村查看",
        "post": post_of("leader").pk,
        "occurred_on": TODAY.isoformat(),
    }
    assert page("leader", "personal-new", sent=said).url == reverse("duties:personal-list")
    made = PersonalAct.objects.get()
    assert (made.what, made.post, made.occurred_on, made.task) == (
        "到上坪村查看",
        post_of("leader"),
        TODAY,
        None,
    )
    assert page("leader", "personal-new", sent=said | {"occurred_on": day(1).isoformat()}).status_code == 422
    assert page("leader", "personal-withdraw", made.pk).context["intro"] == "到上坪村查看"
    assert page("leader", "personal-withdraw", made.pk, sent={"reason": ""}).status_code == 422
    assert page("leader", "personal-withdraw", made.pk, sent={"reason": "误记"}).status_code == 302
    assert PersonalAct.objects.get().withdrawn is True
    assert page("outsider", "personal-withdraw", made.pk).status_code == 404
