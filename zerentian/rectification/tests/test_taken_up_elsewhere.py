"""What ended with a unit or a post that has gone since comes back to whoever stands in its place, not to nobody."""

from datetime import date, timedelta

import pytest

from zerentian.duties import actions
from zerentian.duties.actions import decisions
from zerentian.duties.models import Task
from zerentian.duties.tests.meetings import a_kind, a_meeting, agree, decided, hold
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.actions.posts import close_post
from zerentian.organization.actions.units import merge_unit
from zerentian.rectification.actions import assigning, mending, risks
from zerentian.rectification.models import Finding, RiskPoint
from zerentian.rectification.rules.findings import Result
from zerentian.rectification.tests.points import proof

MERGED = date(2026, 3, 20)
DUE = date(2026, 4, 10)


@pytest.fixture
def later(now):
    return now + timedelta(days=(MERGED - now.date()).days)


@pytest.fixture
def merge(village, neighbour_village, administrator, later):
    """Merge the village into its neighbour; what is over stays behind."""
    return lambda: merge_unit(village, into=neighbour_village, first=MERGED, by=administrator, now=later)


@pytest.fixture
def closed_task(village_post, cadre, leader, first, now):
    task = actions.assign_task(title="清理排洪沟", post=village_post, due=DUE, by=leader, now=now)
    actions.accept_task(task, by=cadre, now=now)
    actions.report_task(task, words="已办", by=cadre, now=now)
    actions.verify_task(task, by=first, now=now)
    return actions.close_task(task, by=leader, now=now)


def heir_of(cadre, neighbour_village):
    """Return the post in the neighbour village that the cadre has from the merger on."""
    return next(post for post in cadre.posts_on(MERGED) if post.unit_id == neighbour_village.pk)


def test_a_task_taken_up_again_lies_with_who_took_over_from_the_merged_village(
    closed_task, merge, cadre, leader, neighbour_village, later
):
    merge()
    task = actions.reopen_task(closed_task, reason="又淤积", due=DUE, by=leader, now=later)
    assert (task.unit, task.post) == (neighbour_village, heir_of(cadre, neighbour_village))
    assert task.path == neighbour_village.path_on(MERGED)
    assert [one.verb for one in Entry.objects.filter(subject=task.ref).order_by("-id")[:2]] == [
        "task.moved",
        "task.reopened",
    ]


def test_a_decision_taken_up_again_lies_with_who_took_over_from_the_merged_village(
    merge, township, office, village_post, first, clerk, cadre, leader, neighbour_village, now, later
):
    kind = a_kind(township, office, first, now)
    chair, recorder = (one.posts_on(now.date())[0] for one in (first, clerk))
    meeting = a_meeting(kind, chair, recorder, clerk, now, "春季防汛")
    item = hold(meeting, clerk, now).items.get()
    agree(item, clerk, now)
    one = decided(item, clerk, now, village_post)[0]
    one = decisions.assign_decision(one, by=leader, now=now)
    one = decisions.accept_decision(one, by=cadre, now=now)
    one = decisions.report_decision(one, done_on=now.date(), words="已清", by=cadre, now=now)
    one = decisions.verify_decision(one, words="属实", by=first, now=now)
    one = decisions.close_decision(one, words="同意", by=leader, now=now)
    merge()
    one = decisions.reopen_decision(one, reason="又淤积", due=DUE, by=leader, now=later)
    assert (one.unit, one.lead, one.state) == (
        neighbour_village,
        heir_of(cadre, neighbour_village),
        "assigned",
    )


def test_a_finding_that_came_back_lies_with_who_took_over_from_the_merged_village(
    closed, merge, cadre, first, neighbour_village, later
):
    merge()
    finding = mending.look_back(closed, result=Result.REBOUNDED, words="又淤堵", due=DUE, by=first, now=later)
    assert (finding.unit, finding.responsible) == (neighbour_village, heir_of(cadre, neighbour_village))
    assert finding in Finding.objects.open().filter(unit=neighbour_village)


def test_a_point_back_on_the_register_lies_in_the_village_that_took_the_other_in(
    point, merge, cadre, leader, first, neighbour_village, now, later
):
    gone = risks.write_off(point, proof="竣工验收", uploads=proof(), by=first, now=now)
    merge()
    back = risks.restore_point(gone, proof="复发", uploads=proof(), by=leader, now=later)
    assert back.unit == neighbour_village
    assert back.path == neighbour_village.path_on(MERGED)
    assert RiskPoint.objects.kept().filter(unit=neighbour_village, pk=back.pk).exists()


def test_work_is_neither_handed_to_nor_passed_back_to_a_post_that_has_ended(
    village_post, village, leader, administrator, neighbour_cadre, assigned, now, later
):
    other = neighbour_cadre.posts_on(now.date())[0]
    task = actions.assign_task(title="清理排洪沟", post=village_post, due=DUE, by=leader, now=now)
    close_post(village_post, last=now.date(), to=other, by=administrator, now=now)
    task, finding = Task.objects.get(pk=task.pk), Finding.objects.get(pk=assigned.pk)
    assert (task.post, finding.responsible) == (other, other)
    how = {"by": leader, "now": later, "reason": "退回"}
    for again in (
        lambda: actions.hand_back_task(task, **how),
        lambda: assigning.hand_back_finding(finding, **how),
    ):
        with pytest.raises(NotAllowed, match="不能退回"):
            again()
    village_post.refresh_from_db()
    for again in (
        lambda: actions.hand_over_task(task, to=village_post, **how),
        lambda: assigning.hand_over_finding(finding, to=village_post, **how),
    ):
        with pytest.raises(NotAllowed, match="请选现有岗位"):
            again()
