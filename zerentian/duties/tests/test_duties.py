"""Duties from adoption to retirement, their occurrences and documents: each step with its refusal beside it."""

from datetime import date, timedelta

import pytest

from zerentian.duties import actions
from zerentian.duties.actions.occurrences import excuse_occurrence
from zerentian.duties.models import FunctionItem, Occurrence
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import FunctionKind, InPerson, Level
from zerentian.duties.tests.test_deeds import TOWN, value
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.models import Post

WEEKLY = DueRule(Cadence.WEEKLY, day=5)


@pytest.fixture
def words(area, village_post, leader, now):
    """What a duty off the list is adopted with."""
    rule = {"rule": WEEKLY, "demanded_by": Level.COUNTY}
    return {"title": "林区巡查", "area": area, "post": village_post, "by": leader, "now": now} | rule


@pytest.fixture
def item(township):
    return FunctionItem.objects.create(
        unit=township, path=township.path, number="3", kind=FunctionKind.BASIC, category="平安", name="防火"
    )


def last_entry(row, verb):
    return Entry.objects.filter(subject=row.ref, verb=verb).latest("id")


def test_a_duty_is_in_force_from_its_first_day_and_not_from_a_coming_one(words, now):
    early = actions.adopt_duty(**words, first=date(2026, 1, 5))
    assert (early.first, last_entry(early, "duty.adopted").occurred_on) == (
        date(2026, 1, 5),
        date(2026, 1, 5),
    )
    assert actions.adopt_duty(**words).first == now.date()
    with pytest.raises(NotAllowed, match="不能晚于今天"):
        actions.adopt_duty(**words, first=now.date() + timedelta(days=1))


@pytest.mark.parametrize("wrong", [{"title": " "}, {"demanded_by": None}, {"rule": DueRule(Cadence.ONCE)}])
def test_a_duty_without_words_ground_or_day_is_refused(words, wrong):
    with pytest.raises(NotAllowed):
        actions.adopt_duty(**(words | wrong))


def test_a_duty_stands_on_the_list_or_off_it_never_both_nor_on_what_was_taken_back(words, item):
    with pytest.raises(NotAllowed, match="履职事项清单"):
        actions.adopt_duty(**words, item=item)
    listed = actions.adopt_duty(**(words | {"demanded_by": None}), item=item)
    assert last_entry(listed, "duty.adopted").fact["listed"] is True
    item.kind = FunctionKind.WITHDRAWN
    with pytest.raises(NotAllowed, match="收回"):
        actions.adopt_duty(**(words | {"demanded_by": None}), item=item)


def test_only_who_manages_duties_there_adopts_one(words, outsider, cadre):
    for stranger in (outsider, cadre):
        with pytest.raises(Forbidden):
            actions.adopt_duty(**(words | {"by": stranger}))


def test_a_correction_restates_the_adoption_and_what_was_carried_by_it(duty, office, words, leader, now):
    heir = Post.objects.filter(unit=office)[0]
    actions.hand_over_duty(duty, to=heir, by=leader, now=now)
    said = {name: words[name] for name in ("area", "rule", "by", "now")}
    corrected = actions.correct_duty(duty, title="林区和水库巡查", demanded_by=Level.CITY, **said)
    assert (corrected.title, corrected.demanded_by, corrected.unit) == ("林区和水库巡查", "city", office)
    adopted, moved = last_entry(duty, "duty.adopted"), last_entry(duty, "duty.handed_over")
    assert (adopted.change, adopted.fact["demanded_by"], adopted.unit) == ("corrected", "city", duty.path)
    assert (moved.change, moved.fact["demanded_by"], moved.because) == ("carried", "city", adopted.uuid)
    assert value("duties.off_list", now).value == 1


def test_another_cadence_and_a_retired_duty_are_not_corrected(duty, words, leader, now):
    said = {name: words[name] for name in ("title", "area", "demanded_by", "by", "now")}
    with pytest.raises(NotAllowed, match="重新立责"):
        actions.correct_duty(duty, rule=DueRule(Cadence.MONTHLY), **said)
    actions.retire_duty(duty, reason="清单调整", by=leader, now=now)
    with pytest.raises(NotAllowed, match="终止"):
        actions.correct_duty(duty, rule=WEEKLY, **said)


def test_a_hand_over_takes_open_occurrences_along_and_leaves_closed_ones(
    duty, occurrence, office, leader, now
):
    heir = Post.objects.filter(unit=office)[0]
    excuse_occurrence(occurrence, reason="汛期封山", by=leader, now=now)
    (later,) = actions.open_occurrences(until=date(2026, 3, 9), by=leader, now=now)
    moved = actions.hand_over_duty(duty, to=heir, by=leader, now=now)
    assert (moved.post, moved.unit, moved.path) == (heir, office, office.path)
    later.refresh_from_db()
    occurrence.refresh_from_db()
    assert (later.path, occurrence.path) == (office.path, duty.path)
    fact = last_entry(duty, "duty.handed_over").fact
    assert (fact["from"], fact["to"]) == (duty.path, office.path)
    assert (fact["from_post"], fact["to_post"]) == (duty.post.code, heir.code)


def test_a_hand_over_asks_for_the_right_over_both_units_and_a_duty_in_force(
    duty, office, other_township, leader, outsider, now
):
    theirs, ours = Post.objects.filter(unit__code="990102-DZ")[0], Post.objects.filter(unit=office)[0]
    with pytest.raises(Forbidden):
        actions.hand_over_duty(duty, to=theirs, by=leader, now=now)
    with pytest.raises(Forbidden):
        actions.hand_over_duty(duty, to=ours, by=outsider, now=now)
    actions.retire_duty(duty, reason="清单调整", by=leader, now=now)
    with pytest.raises(NotAllowed):
        actions.hand_over_duty(duty, to=ours, by=leader, now=now)


def test_retiring_cancels_what_is_not_yet_due_and_keeps_what_is_overdue(duty, leader, now):
    opened = actions.open_occurrences(until=date(2026, 3, 9), by=leader, now=now)
    later = now + timedelta(days=7)
    retired = actions.retire_duty(duty, reason=" 清单调整 ", by=leader, now=later)
    assert (retired.last, retired.retired_because) == (later.date(), "清单调整")
    outcomes = dict(Occurrence.objects.filter(duty=duty).values_list("code", "outcome"))
    assert outcomes == {opened[0].code: "open", opened[1].code: "cancelled"}
    assert value("duties.off_list", later).value == 0
    for wrong in ({"reason": "再一次"}, {"reason": " "}):
        with pytest.raises(NotAllowed):
            actions.retire_duty(duty, **wrong, by=leader, now=later)


def test_occurrences_are_opened_once_and_only_for_duties_in_force(duty, leader, cadre, now):
    until = date(2026, 3, 16)
    assert [one.code for one in actions.open_occurrences(until=until, by=leader, now=now)] == [
        "2026W10",
        "2026W11",
        "2026W12",
    ]
    assert actions.open_occurrences(until=until, by=leader, now=now) == []
    actions.retire_duty(duty, reason="清单调整", by=leader, now=now)
    assert actions.open_occurrences(until=date(2026, 3, 30), by=leader, now=now) == []
    with pytest.raises(Forbidden):
        actions.open_occurrences(until=until, by=cadre, now=now)


def test_an_excused_occurrence_is_neither_open_nor_fulfilled_and_only_once(occurrence, leader, cadre, now):
    with pytest.raises(Forbidden):
        excuse_occurrence(occurrence, reason="汛期封山", by=cadre, now=now)
    with pytest.raises(NotAllowed):
        excuse_occurrence(occurrence, reason=" ", by=leader, now=now)
    excused = excuse_occurrence(occurrence, reason="汛期封山", by=leader, now=now)
    excused.refresh_from_db()
    assert (excused.outcome, excused.closed_on, excused.reason) == ("excused", now.date(), "汛期封山")
    assert value("occurrences.open", now).value == 0
    with pytest.raises(NotAllowed, match="已经办结"):
        excuse_occurrence(occurrence, reason="汛期封山", by=leader, now=now)


def test_a_threshold_lies_between_none_and_half_a_year(leader, cadre, now):
    for days in (0, 180):
        assert actions.set_threshold(kind="task", amber_days=days, by=leader, now=now).amber_days == days
    for kind, days in (("task", -1), ("task", 181), ("weather", 3)):
        with pytest.raises(NotAllowed):
            actions.set_threshold(kind=kind, amber_days=days, by=leader, now=now)
    with pytest.raises(Forbidden):
        actions.set_threshold(kind="task", amber_days=3, by=cadre, now=now)


@pytest.fixture
def paper(township, leader, now):
    """What a basis document is registered with."""
    day = {"issued_on": date(2026, 1, 5), "level": Level.COUNTY}
    return (
        {"unit": township, "number": " 示发〔2026〕1号 ", "title": "通知", "issuer": "示例县人民政府"}
        | day
        | {
            "by": leader,
            "now": now,
        }
    )


def test_a_document_is_registered_once_and_its_number_corrects_it(paper, photo):
    basis = actions.register_basis(**paper, file=photo)
    again = actions.register_basis(**(paper | {"title": "关于防火的通知", "level": Level.CITY}))
    assert (again.pk, again.number, again.file) == (basis.pk, "示发〔2026〕1号", photo)
    entry = last_entry(basis, "basis.registered")
    assert (entry.change, entry.fact["level"]) == ("corrected", "city")
    assert Entry.objects.filter(subject=basis.ref).count() == 2


@pytest.mark.parametrize(
    "wrong", [{"number": " "}, {"title": " "}, {"issuer": " "}, {"issued_on": date(2026, 3, 3)}]
)
def test_a_document_without_number_title_issuer_or_past_day_is_refused(paper, wrong):
    with pytest.raises(NotAllowed):
        actions.register_basis(**(paper | wrong))


def test_only_who_manages_duties_registers_and_repeals_documents(paper, cadre, now):
    with pytest.raises(Forbidden):
        actions.register_basis(**(paper | {"by": cadre}))
    with pytest.raises(Forbidden):
        actions.repeal_basis(actions.register_basis(**paper), repealed_on=now.date(), by=cadre, now=now)


def test_a_document_is_repealed_once_and_a_coming_repeal_is_stated_today(paper, leader, now):
    basis = actions.register_basis(**(paper | {"issued_on": now.date()}))
    coming = now.date() + timedelta(days=30)
    assert actions.repeal_basis(basis, repealed_on=coming, by=leader, now=now).repealed_on == coming
    assert last_entry(basis, "basis.repealed").occurred_on == now.date()
    basis.refresh_from_db()
    with pytest.raises(NotAllowed, match="已登记失效"):
        actions.repeal_basis(basis, repealed_on=coming, by=leader, now=now)


def test_an_act_in_person_is_withdrawn_by_who_stated_it_or_the_posts_holder_once(first, clerk, leader, now):
    post = first.posts_on(now.date())[0]
    said = {"act": InPerson.INQUIRED, "what": "过问防汛", "post": post, "by": clerk, "now": now}
    mine, theirs = actions.state_in_person(**said), actions.state_in_person(**said)
    assert (mine.own, mine.occurred_on, mine.path) == (False, now.date(), TOWN)
    with pytest.raises(NotAllowed):
        actions.withdraw_personal_act(mine, reason="误登", by=leader, now=now)
    with pytest.raises(NotAllowed):
        actions.withdraw_personal_act(mine, reason=" ", by=clerk, now=now)
    for act, by in ((mine, clerk), (theirs, first)):
        assert actions.withdraw_personal_act(act, reason=" 误登 ", by=by, now=now) == act
        act.refresh_from_db()
        assert (act.withdrawn, act.reason) == (True, "误登")
        with pytest.raises(NotAllowed):
            actions.withdraw_personal_act(act, reason="误登", by=by, now=now)
    assert value("personal.by_proxy", now).value == 0


def test_an_act_in_person_needs_words_and_the_right(first, outsider, now):
    post = first.posts_on(now.date())[0]
    with pytest.raises(NotAllowed):
        actions.state_in_person(act=InPerson.HANDLED, what=" ", post=post, by=first, now=now)
    stated = actions.state_in_person(
        act=InPerson.HANDLED, what="到场", post=post, by=first, now=now, occurred_on=date(2026, 2, 1)
    )
    assert (stated.own, stated.occurred_on) == (True, date(2026, 2, 1))
    assert last_entry(stated, "personal.stated").fact["first"] is True
