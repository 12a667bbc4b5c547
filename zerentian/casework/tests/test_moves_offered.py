"""Which steps a page offers whom: by where the matter stands, what is open on it, and whose it is."""

from datetime import date, timedelta

import pytest

from conftest import NOW
from zerentian.casework import actions
from zerentian.casework.models import Concern
from zerentian.casework.rules.clocks import Purpose
from zerentian.casework.rules.concerns import Channel, Group, Kind, State
from zerentian.casework.rules.replies import Decision
from zerentian.casework.tests.conftest import PARTS
from zerentian.casework.views.concerns import accused_of, answers_of, clocks_of, visible_cases
from zerentian.casework.views.replies import may_draft, may_release
from zerentian.casework.views.steps import moves_of
from zerentian.organization.models import Account, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]

DESK, OFFICE, LEADER, COUNTY = "receptionist", "neighbour_clerk", "leader", "supervisor"


def as_(name: str) -> Account:
    """Return an account as the program meets it in a new request."""
    return Account.objects.get(username=name)


def by(name: str) -> dict:
    return {"by": as_(name), "now": NOW}


def fresh(concern: Concern) -> Concern:
    return Concern.objects.get(pk=concern.pk)


@pytest.fixture(scope="module")
def matters(beginning):
    """A concern in each state in which somebody has a step to take."""
    township, office = Unit.objects.get(code="990101"), Unit.objects.get(code="990101-ZF")
    kept = {"unit": township, **by(DESK)}
    lamp = actions.keep_category(code="lamp", name="路灯照明", group=Group.BUILDING, **kept)
    resident = {"by": Account.objects.system("public"), "now": NOW}

    def received(**how):
        said = actions.Said(text="示例：请来人看看。", title="示例事项", category=lamp, answers={"q1": "是"})
        return actions.receive_concern(said, unit=township, channel=Channel.FORM, **resident, **how).concern

    def triaged(kind=Kind.HELP):
        return actions.triage_concern(received(), kind=kind, category=lamp, **by(DESK))

    def dispatched(kind=Kind.HELP):
        concern = triaged(kind)
        actions.dispatch_concern(concern, unit=office, **by(DESK))
        return fresh(concern)

    def accepted(kind=Kind.HELP):
        return actions.accept_concern(dispatched(kind), **by(OFFICE))

    def drafted():
        concern = accepted()
        actions.draft_reply(concern, decision=Decision.SUPPORTED, parts=PARTS, **by(OFFICE))
        return fresh(concern)

    def answered():
        concern = drafted()
        actions.release_reply(concern, told="phone", **by(LEADER))
        return fresh(concern)

    def objected():
        concern = dispatched()
        actions.object_to_dispatch(concern, reason="示例", **by(OFFICE))
        return fresh(concern)

    return {
        "queued": received(suspected=True),
        "received": received(),
        "triaged": triaged(),
        "dispatched": dispatched(),
        "objected": objected(),
        "accepted": accepted(),
        "drafted": drafted(),
        "answered": answered(),
        "referred": actions.refer_to_county(accepted(), to="县局", reason="示例", **by(DESK)),
        "complaint": accepted(Kind.COMPLAINT),
    }


OFFERED = {
    ("queued", DESK): "admit set_aside note",
    ("queued", LEADER): "note",
    ("received", DESK): "triage note link",
    ("received", LEADER): "note",
    ("triaged", DESK): "triage dispatch notice note exit refer link",
    ("triaged", LEADER): "dispatch notice note ask-back extend exit refer",
    ("dispatched", DESK): "recategory notice note link",
    ("dispatched", OFFICE): "accept object notice note extend",
    ("dispatched", COUNTY): "accept recategory object notice note extend link",
    ("objected", DESK): "rule recategory notice note",
    ("objected", OFFICE): "notice note",
    ("accepted", DESK): "recategory notice note exit refer link",
    ("accepted", OFFICE): "notice note ask-back assist call hand-over extend",
    ("accepted", LEADER): "notice note ask-back assist call task hand-over extend exit refer",
    ("drafted", DESK): "recategory notice note link",
    ("drafted", OFFICE): "notice note assist call hand-over extend",
    ("answered", DESK): "recategory note",
    ("answered", OFFICE): "note",
    ("referred", DESK): "take_back ask-county settle recategory note",
    ("referred", OFFICE): "note",
    ("complaint", DESK): "recategory notice note exit refer link shield",
    ("complaint", LEADER): "notice note ask-back assist call hand-over extend exit refer",
}


@pytest.mark.parametrize(("name", "who"), OFFERED)
def test_each_is_offered_what_is_theirs_where_the_matter_stands_what_leads_on_first(matters, name, who):
    offered = [str(code) for code, _ in moves_of(fresh(matters[name]), as_(who))]
    assert " ".join(offered) == OFFERED[name, who]


def offered(concern: Concern, who: str) -> set[str]:
    return {str(code) for code, _ in moves_of(fresh(concern), as_(who))}


def test_a_question_to_the_resident_is_answered_and_not_asked_twice(matters):
    one = matters["accepted"]
    until = NOW.date() + timedelta(days=5)
    actions.ask_resident(one, words="哪一盏？", until=until, **by(OFFICE))
    assert "ask-back" not in offered(one, OFFICE)
    assert "resume" in offered(one, OFFICE), "its clock stands still"
    assert "answer-back" in offered(one, DESK)
    actions.record_answer(one, words="第二盏", **by(DESK))
    assert "ask-back" in offered(one, OFFICE)
    assert "resume" not in offered(one, OFFICE)
    assert "answer-back" not in offered(one, DESK)


def test_more_time_is_asked_for_once_and_decided_by_another(matters):
    one = matters["accepted"]
    ask = {"purpose": Purpose.ANSWER, "days": 3, "reason": "等配件"}
    actions.ask_extension(one, **ask, **by(LEADER))
    assert "extend" not in offered(one, OFFICE)
    assert "decide-time" not in offered(one, LEADER), "not by who asked"
    assert "decide-time" in offered(one, "first")
    actions.decide_on_time(one, granted=False, reason="不属实", **by("first"))
    assert "extend" in offered(one, OFFICE)
    assert "decide-time" not in offered(one, "first")


def test_a_visit_is_recorded_and_a_promise_checked_while_they_are_open(matters):
    one = matters["accepted"]
    visit = actions.call_to_visit(one, called="县局", matter="归属", visit_on=NOW.date(), **by(OFFICE))
    assert {"attend", "check-promise"} & offered(one, OFFICE) == {"attend"}
    promise = {"promise": "修路肩", "promised_by": date(2026, 3, 9)}
    actions.record_visit(visit, came=True, **promise, **by(OFFICE))
    assert {"attend", "check-promise"} & offered(one, OFFICE) == {"check-promise"}
    actions.check_promise(visit, kept=True, words="已修", **by(OFFICE))
    assert {"attend", "check-promise"} & offered(one, OFFICE) == set()


def test_who_assists_may_comment_and_its_assistance_be_ended(matters):
    one, village = matters["accepted"], Unit.objects.get(code="990101-V01")
    assert "end-assist" not in offered(one, OFFICE)
    assert offered(one, "cadre") == set()
    actions.ask_assistance(one, unit=village, words="请", **by(OFFICE))
    assert "end-assist" in offered(one, OFFICE)
    assert offered(one, "cadre") == {"note"}
    actions.end_assistance(one, unit=village, **by(OFFICE))
    assert "end-assist" not in offered(one, OFFICE)


def test_the_notice_is_given_once_and_a_link_undone_where_there_is_one(matters):
    one, lead = matters["accepted"], matters["triaged"]
    actions.give_notice(one, words="已受理", **by(OFFICE))
    assert "notice" not in offered(one, OFFICE)
    assert {"link", "unlink"} & offered(one, DESK) == {"link"}
    actions.link_concern(one, lead=lead, **by(DESK))
    assert {"link", "unlink"} & offered(one, DESK) == {"unlink"}


@pytest.mark.parametrize(
    ("name", "drafts", "releases"),
    [
        ("received", set(), set()),
        ("triaged", {DESK, LEADER, COUNTY}, set()),
        ("dispatched", set(), set()),
        ("accepted", {OFFICE, LEADER, COUNTY}, set()),
        ("drafted", {OFFICE, LEADER, COUNTY}, {OFFICE, LEADER, COUNTY}),
        ("answered", set(), set()),
    ],
)
def test_a_reply_is_written_by_the_desk_where_nobody_leads_and_by_who_has_it_in_hand(
    matters, name, drafts, releases
):
    one = fresh(matters[name])
    people = [DESK, OFFICE, LEADER, COUNTY, "clerk", "cadre"]
    assert {who for who in people if may_draft(one, as_(who))} == drafts
    assert {who for who in people if may_release(one, as_(who))} == releases


# -- what else stands on the page -----------------------------------------------------------------------------------


def test_clocks_stand_with_their_article_the_running_first_the_steps_own_aside(matters):
    shown = clocks_of(fresh(matters["accepted"]))
    assert [(one["run"].purpose, one["aside"]) for one in shown] == [
        ("answer", False),
        ("notice", False),
        ("accept", True),
        ("objection", True),
    ]
    assert all(one["source"] for one in shown)
    assert not any(one["overdue"] for one in shown)
    assert "第二十三条" in shown[1]["source"]
    waiting = clocks_of(fresh(matters["dispatched"]))
    assert [one["aside"] for one in waiting] == [False] * 4
    Concern.objects.filter(pk=matters["accepted"].pk).update(state=State.HANDLING)
    matters["accepted"].clocks.filter(purpose=Purpose.ANSWER).update(due=date(2026, 3, 1))
    assert [one["overdue"] for one in clocks_of(fresh(matters["accepted"]))] == [True, False, False, False]


def test_what_was_asked_besides_is_named_by_its_label_or_else_its_code(matters):
    one = fresh(matters["accepted"])
    assert answers_of(one) == [("q1", "是")]
    one.category.questions = '[{"code": "q1", "label": "在漏电吗"}]'
    assert answers_of(one) == [("在漏电吗", "是")]


def test_the_same_matter_stands_beside_as_far_as_one_may_see_it(matters):
    lead, one, two = matters["triaged"], matters["received"], matters["complaint"]
    for linked in (one, two):
        actions.link_concern(linked, lead=lead, **by(DESK))
    assert {row.pk for row in visible_cases(fresh(lead), as_(DESK))} == {one.pk, two.pk}
    assert [row.pk for row in visible_cases(fresh(one), as_(DESK))] == [lead.pk]
    assert visible_cases(fresh(matters["answered"]), as_(DESK)) == []
    two.accusations.create(account=as_(DESK))
    assert {row.pk for row in visible_cases(fresh(lead), as_(DESK))} == {one.pk}


def test_whom_it_accuses_is_named_until_that_is_lifted(matters):
    one = matters["complaint"]
    one.accusations.create(unit=Unit.objects.get(code="990101-DZ"))
    one.accusations.create(account=as_("clerk"))
    assert accused_of(fresh(one)) == ["党政办公室", str(as_("clerk"))]
    one.accusations.update(lifted=True)
    assert accused_of(fresh(one)) == []
