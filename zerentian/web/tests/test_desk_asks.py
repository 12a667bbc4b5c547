"""A desk asks of all nouns at once whether anything waits: what it learns is what each noun says when asked alone."""

from datetime import date, datetime, timedelta

import pytest

from zerentian.casework import actions as casework
from zerentian.casework.rules.concerns import Channel, Kind
from zerentian.casework.rules.concerns import Group as Life
from zerentian.duties import actions
from zerentian.organization.desk import Group, Sort, only_noted, sorted_out
from zerentian.organization.models import Account
from zerentian.organization.models.grounds import KEPT, asking_nothing
from zerentian.organization.subjects import SUBJECTS
from zerentian.web.desk import SHOWN, noted_by, nothing_waits, work_for


@pytest.fixture
def task(post, leader, now):
    """A task given to the village cadre, due in a month."""
    return actions.assign_task(title="清理河道", post=post, due=date(2026, 4, 2), by=leader, now=now)


@pytest.fixture
def dispatched(township, office, receptionist, now):
    """A concern that waits for the office to accept it."""
    by = {"by": receptionist, "now": now}
    category = casework.keep_category(
        unit=township, code="lamp", name="路灯", group=Life.BUILDING, kind=Kind.HELP, **by
    )
    said = casework.Said(text="村口第二盏路灯坏了半个月。", category=category)
    concern = casework.receive_concern(said, unit=township, channel=Channel.CALL, **by).concern
    triaged = casework.triage_concern(concern, kind=Kind.HELP, category=category, **by)
    return casework.dispatch_concern(triaged, unit=office, **by)


def alone(account, now) -> dict[str, list[Group]]:
    """Return the groups with lines that each noun yields when it is asked by itself."""
    asked = {kind: subject.waiting for kind, subject in SUBJECTS.items() if subject.waiting}
    found = {
        kind: [group for group in one(account, now, SHOWN) if group.lines] for kind, one in asked.items()
    }
    return {kind: groups for kind, groups in found.items() if groups}


def test_nothing_that_waits_is_said_not_to(
    task, dispatched, receptionist, leader, cadre, clerk, inspector, now
) -> None:
    for account in (leader, cadre, clerk, receptionist, inspector):
        for moment in (now, now + timedelta(days=40)):
            fresh = Account.objects.get(pk=account.pk)
            waiting = alone(fresh, moment)
            assert not waiting.keys() & nothing_waits(fresh, moment, "waiting").keys(), account
            shown = {(str(group.title), len(group.lines)) for group in work_for(fresh, moment)}
            joined = {str(group.title) for groups in waiting.values() for group in groups}
            assert {title for title, _ in shown} == joined, account


def test_what_came_a_moment_ago_stands_on_the_next_desk(post, leader, cadre, now) -> None:
    assert work_for(cadre, now) == []
    kept = len(KEPT.of(cadre.grounds))
    actions.assign_task(title="清理河道", post=post, due=date(2026, 4, 2), by=leader, now=now)
    again = Account.objects.get(pk=cadre.pk)
    assert [line.what for group in work_for(again, now) for line in group.lines] == ["清理河道"]
    assert len(KEPT.of(again.grounds)) == kept, "the question is the one that was kept"


def test_lights_are_dark_without_a_question_each_and_lit_by_what_is_open(post, leader, now) -> None:
    before = nothing_waits(leader, now, "lights")
    assert [(one.red, one.amber, one.green) for one in before["task"]] == [(0, 0, 0)]
    actions.assign_task(title="清理河道", post=post, due=date(2026, 4, 2), by=leader, now=now)
    assert "task" not in nothing_waits(leader, now, "lights")


def test_a_noun_for_which_the_hour_matters_is_asked_each_time(cadre, now) -> None:
    def by_the_hour(account: Account, moment: datetime, shown: int) -> list[Group]:
        rows = Account.objects.filter(password_changed_at__lt=moment)
        return sorted_out([Sort("", 1, rows, str)], rows, shown)

    def by_the_day(account: Account, moment: datetime, shown: int) -> list[Group]:
        rows = Account.objects.filter(password_changed_at__date__lt=moment.date())
        return sorted_out([Sort("", 1, rows, str)], rows, shown)

    assert noted_by(by_the_hour, cadre, now.date()) is None
    assert noted_by(by_the_day, cadre, now.date()) is not None


def test_a_noun_that_must_ask_first_is_asked_each_time(cadre, now) -> None:
    def asks(account: Account, moment: datetime, shown: int) -> list[Group]:
        only_noted(Account.objects.filter(pk__in=list(Account.objects.values_list("pk", flat=True))))
        return []

    with asking_nothing():
        assert noted_by(asks, cadre, now.date()) is None


def test_most_nouns_of_a_desk_need_no_question_of_their_own(
    leader, cadre, now, django_assert_max_num_queries
) -> None:
    for account in (leader, cadre):
        assert len(nothing_waits(account, now, "waiting")) >= 16
        fresh = Account.objects.get(pk=account.pk)
        with django_assert_max_num_queries(9):
            work_for(fresh, now)
