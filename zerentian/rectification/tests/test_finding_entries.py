"""What each step on a finding writes down: facts, words, files, where it counts, and what it leaves as it was.

One finding is lived through once; each test reads one of its pages.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from conftest import NOW
from zerentian.ledger.models import Entry
from zerentian.organization.models import Area, Unit
from zerentian.rectification.actions import assigning, measures, mending, opening
from zerentian.rectification.models import Finding, FindingStep, RectificationTerm
from zerentian.rectification.rules.findings import Class, Level, Method, Result, Source, State
from zerentian.rectification.rules.terms import Term
from zerentian.rectification.tests.telling import after, day, paper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("beginning")]

TOWN, DAY = "990100/990101", timedelta(days=1)
VILLAGE, NEIGHBOUR = f"{TOWN}/990101-V01", f"{TOWN}/990101-V02"
FOUND = date(2026, 3, 1)


@pytest.fixture(scope="module")
def lived(who):
    """A finding from its opening to a second close-out, on whose way everything happens once."""
    township, village = Unit.objects.get(code="990101"), Unit.objects.get(code="990101-V01")
    assigning.set_term(
        unit=township, term=Term.ACCEPT, days=2, since=FOUND, basis=" 办法第三条 ", by=who.leader, now=NOW
    )
    finding = opening.open_finding(
        title=" 后沟排洪沟淤堵 ", unit=village, source=Source.INSPECTION, found_on=FOUND, detail=" 泥沙齐膝 ",
        place=" 后沟 ", level=Level.SERIOUS, source_level=" 较大 ", source_document=" 县督查1号 ",
        source_number=" 7 ", violated=" 第三条 ", immediate=" 已围挡 ", uploads=[paper("照片"), paper("照片")],
        area=Area.objects.create(code="flood", name="防汛"), by=who.clerk, now=NOW,
    )  # fmt: skip
    opening.correct_finding(
        finding, reason=" 地名写错 ", title="前沟排洪沟淤堵", found_on=FOUND - DAY, place="前沟", by=who.clerk,
        now=after(1),
    )  # fmt: skip
    act = {"kind": Class.BY_DATE, "standard": " 沟底见硬底 ", "due": date(2026, 3, 10)}
    assigning.assign_finding(finding, responsible=who.cadre_post, **act, by=who.leader, now=after(1))
    assigning.object_to_finding(finding, reason=" 沟在下坪村 ", by=who.cadre, now=after(2))
    assigning.uphold_finding(finding, reason=" 界桩在上坪 ", by=who.leader, now=after(2))
    assigning.accept_finding(finding, by=who.cadre, now=after(3))
    mending.note_finding(finding, immediate="", cause=" 垃圾入沟 ", by=who.cadre, now=after(3))
    plan = {"text": " 清淤 ", "responsible": who.cadre_post, "due": date(2026, 3, 12), "by": who.cadre}
    helped = [Unit.objects.get(code="990101-ZF")]
    done = measures.plan_measure(finding, **plan, assisting=helped, money=Decimal("1200.50"), now=after(3))
    dropped = measures.plan_measure(finding, **plan, now=after(3))
    measures.carry_out(
        done, done_on=after(4).date(), result=" 清了百米 ", spent=Decimal("999.49"), uploads=[paper("清淤")],
        by=who.cadre, now=after(5),
    )  # fmt: skip
    measures.drop_measure(dropped, reason=" 合并实施 ", by=who.cadre, now=after(5))
    asked = assigning.ask_time(finding, due=date(2026, 3, 20), reason=" 降雨 ", by=who.cadre, now=after(6))
    assigning.refuse_time(asked, answer=" 人工清 ", by=who.leader, now=after(6))
    asked = assigning.ask_time(finding, due=date(2026, 3, 20), reason="设备未到", by=who.cadre, now=after(10))
    assigning.grant_time(asked, answer=" 同意 ", by=who.leader, now=after(10))
    mending.report_mended(
        finding,
        mended_on=after(11).date(),
        words=" 已通 ",
        uploads=[paper("已通")],
        by=who.cadre,
        now=after(12),
    )
    mending.return_finding(finding, reason=" 下游未清 ", by=who.leader, now=after(13))
    mending.report_mended(finding, mended_on=after(13).date(), words="下游已清", by=who.cadre, now=after(13))
    mending.verify_finding(
        finding, observed_on=after(15).date(), method=Method.ON_SITE, words=" 水流通畅 ", uploads=[paper("核查")],
        by=who.leader, now=after(16),
    )  # fmt: skip
    mending.post_finding(
        finding, first=after(16).date(), last=after(20).date(), where=" 公开栏 ", by=who.first, now=after(16)
    )
    mending.close_finding(
        finding, look_back_due=date(2026, 4, 30), objections=2, words=" 已核实 ", by=who.first, now=after(21)
    )
    mending.look_back(
        finding, result=Result.REBOUNDED, words=" 雨后又淤 ", due=date(2026, 5, 20), uploads=[paper("又淤")],
        by=who.leader, now=after(60),
    )  # fmt: skip
    assigning.hand_over_finding(
        finding, to=who.neighbour_cadre_post, reason=" 片区调整 ", by=who.leader, now=after(61)
    )
    mending.report_mended(
        finding, mended_on=after(62).date(), words="清完", by=who.leader, mended_by=who.cadre, now=after(62)
    )
    return finding


def told(finding, verb, which=0):
    """Return one of the entries that a verb has about a finding or its measures."""
    return list(Entry.objects.filter(verb=verb).order_by("id"))[which]


def step(finding, code, which=0):
    return list(FindingStep.objects.filter(finding=finding, step=code).order_by("pk"))[which]


MISSED = {"due": "2026-03-20", "missed": True}
ASKED = {"due": "2026-03-20", "old_due": "2026-03-10"}
OPENED = {"source": "inspection", "area": "flood", "recurs": False}
FACTS = [
    ("rectification_term.set", 0, {"term": "accept", "days": 2, "since": "2026-03-01"}),
    ("finding.opened", 0, OPENED | {"level": "serious", "evidence": 1}),
    ("finding.opened", 1, OPENED | {"level": "ordinary"}),
    ("finding.assigned", 0, {
        "kind": "by_date", "due": "2026-03-10", "from": VILLAGE, "to": VILLAGE, "post": "cadre", "by_post": "leader",
    }),
    ("finding.accepted", 0, {}),
    ("finding.objected", 0, {}),
    ("finding.upheld", 0, {}),
    ("finding.noted", 0, {"immediate": False, "cause": True}),
    ("measure.planned", 0, {"due": "2026-03-12", "assisting": 1, "money_known": True, "yuan": 1201}),
    ("measure.planned", 1, {"due": "2026-03-12", "assisting": 0, "money_known": False}),
    ("measure.done", 0, {"due": "2026-03-12", "on_time": True, "spent_known": True, "yuan": 999, "evidence": 1}),
    ("measure.dropped", 0, {"due": "2026-03-12"}),
    ("finding.time_asked", 0, ASKED | {"late": False}),
    ("finding.time_refused", 0, ASKED),
    ("finding.time_asked", 1, ASKED | {"late": True}),
    ("finding.extended", 0, ASKED | {"missed": True, "by_post": "leader"}),
    ("finding.reported", 0, MISSED | {
        "mended": day(11), "on_time": False, "measures": 1, "by_post": "cadre", "evidence": 1,
    }),
    ("finding.returned", 0, MISSED | {"reported": day(12), "was_verified": False}),
    ("finding.verified", 0, {
        "observed": day(15), "method": "on_site", "reported": day(13), "first": False, "kind": "by_date", "round": 1,
        "days": 15, "by_post": "leader", "evidence": 1,
    }),
    ("finding.posted", 0, {"first": day(16), "last": day(20)}),
    ("finding.closed", 0, {
        "due": "2026-03-20", "on_time": False, "days": 23, "look_back": "2026-04-30", "objections": 2,
        "by_post": "first",
    }),
    ("finding.looked_back", 0, {"due": "2026-04-30", "result": "rebounded", "evidence": 1}),
    ("finding.reopened", 0, {
        "due": "2026-05-20", "old_due": "2026-03-20", "was_on_time": False, "rebounded": True,
    }),
    ("finding.moved", 0, {
        "due": "2026-05-20", "owed": True, "missed": False, "ownerless": False, "from": VILLAGE, "to": NEIGHBOUR,
        "from_post": "cadre", "to_post": "neighbour_cadre",
    }),
    ("finding.reported", 2, {
        "due": "2026-05-20", "mended": day(62), "on_time": True, "missed": False, "measures": 1, "by_post": "leader",
    }),
]  # fmt: skip
OF_POSTS = ("post", "by_post", "from_post", "to_post")
# What the ledger itself says of an entry.
OWN = {"late_days", "late_limit", "corrected"}


@pytest.mark.parametrize(("verb", "which", "facts"), FACTS, ids=[f"{one[0]}-{one[1]}" for one in FACTS])
def test_a_step_states_so_much_and_no_more(lived, who, verb, which, facts):
    wanted = {
        name: getattr(who, f"{value}_post").code if name in OF_POSTS else value
        for name, value in facts.items()
    }
    said = told(lived, verb, which).fact
    assert {name: value for name, value in said.items() if name not in OWN} == wanted


WORDS = [
    ("open", 0, "泥沙齐膝", "finding.opened", 0),
    ("correct", 0, "地名写错", "finding.opened", 1),
    ("assign", 0, "沟底见硬底", "finding.assigned", 0),
    ("object", 0, "沟在下坪村", "finding.objected", 0),
    ("uphold", 0, "界桩在上坪", "finding.upheld", 0),
    ("note", 0, "垃圾入沟", "finding.noted", 0),
    ("plan", 0, "清淤", "measure.planned", 0),
    ("measure_done", 0, "清了百米", "measure.done", 0),
    ("measure_dropped", 0, "合并实施", "measure.dropped", 0),
    ("ask_time", 0, "降雨", "finding.time_asked", 0),
    ("refuse_time", 0, "人工清", "finding.time_refused", 0),
    ("grant_time", 0, "同意", "finding.extended", 0),
    ("report", 0, "已通", "finding.reported", 0),
    ("return", 0, "下游未清", "finding.returned", 0),
    ("verify", 0, "水流通畅", "finding.verified", 0),
    ("post", 0, "公开栏", "finding.posted", 0),
    ("close", 0, "已核实", "finding.closed", 0),
    ("look_back", 0, "雨后又淤", "finding.looked_back", 0),
    ("reopen", 0, "雨后又淤", "finding.reopened", 0),
    ("hand_over", 0, "片区调整", "finding.moved", 0),
]


@pytest.mark.parametrize(("code", "nth", "words", "verb", "which"), WORDS, ids=[one[0] for one in WORDS])
def test_what_was_said_stands_in_the_story_and_is_committed_to_by_its_entry(
    lived, code, nth, words, verb, which
):
    said, entry = step(lived, code, nth), told(lived, verb, which)
    assert (said.words, said.entry) == (words, entry.uuid)
    assert f"row:rectification.findingstep:{said.pk}" in entry.commitment
    assert f"text:rectification.findingstep:{said.pk}:words" in entry.commitment


def test_taking_it_on_is_a_step_without_words(lived):
    said = step(lived, "accept")
    assert (said.words, said.due, said.entry) == (
        "",
        date(2026, 3, 10),
        told(lived, "finding.accepted").uuid,
    )


@pytest.mark.parametrize(
    ("verb", "which", "name"),
    [
        ("finding.opened", 0, "照片.txt"),
        ("measure.done", 0, "清淤.txt"),
        ("finding.reported", 0, "已通.txt"),
        ("finding.verified", 0, "核查.txt"),
        ("finding.looked_back", 0, "又淤.txt"),
    ],
)
def test_files_that_came_with_a_step_are_committed_to_once_and_belong_to_the_finding(
    lived, verb, which, name
):
    use = lived.files.get(file__name=name)
    assert use.file.belongs_to == lived.ref
    entry = told(lived, verb, which)
    assert f"row:rectification.findingfile:{use.pk}" in entry.commitment
    assert [one for one in entry.commitment if one.startswith("file:")] == [
        f"file:evidence.file:{use.file.mark}"
    ]


def test_a_file_of_a_measure_names_the_measure_and_the_others_none(lived):
    done = lived.measures.get(state="done")
    assert [one.file.name for one in done.files.all()] == ["清淤.txt"]
    assert lived.files.filter(measure=None).count() == 4


def test_all_blanks_around_words_are_gone_and_all_words_kept(lived, who):
    texts = (lived.detail, lived.source_level, lived.source_document, lived.source_number, lived.immediate)
    assert texts == ("泥沙齐膝", "较大", "县督查1号", "7", "已围挡")
    fresh = Finding.objects.get(pk=lived.pk)
    assert (fresh.cause, fresh.immediate, fresh.standard) == ("垃圾入沟", "已围挡", "沟底见硬底")
    assert (fresh.opened_by, fresh.opened_on, fresh.assigned_on) == (
        who.clerk,
        NOW.date(),
        after(1).date(),
    )


def test_the_day_by_which_it_is_taken_on_follows_from_the_term(lived):
    assert Finding.objects.get(pk=lived.pk).accept_due == after(3).date()


def test_a_correction_keeps_what_was_said_and_takes_the_place_of_the_first_entry(lived):
    before = step(lived, "correct").before
    assert before == {
        "title": "后沟排洪沟淤堵",
        "detail": "泥沙齐膝",
        "place": "后沟",
        "level": "serious",
        "violated": "第三条",
        "found_on": "2026-03-01",
    }
    first, second = told(lived, "finding.opened"), told(lived, "finding.opened", 1)
    assert (second.replaces, second.change, second.unit) == (first.uuid, "corrected", VILLAGE)
    assert (first.occurred_on, second.occurred_on) == (FOUND, FOUND - DAY)
    assert step(lived, "note").before == {"immediate": "已围挡", "cause": ""}
    assert step(lived, "report").before == {}


def test_an_entry_lies_on_the_day_it_was_taken_and_where_the_finding_counted_then(lived):
    for verb, which, days, unit in (
        ("finding.assigned", 0, 1, VILLAGE),
        ("finding.reported", 0, 12, VILLAGE),
        ("finding.closed", 0, 21, VILLAGE),
        ("finding.moved", 0, 61, NEIGHBOUR),
        ("finding.reported", 2, 62, NEIGHBOUR),
    ):
        entry = told(lived, verb, which)
        assert (entry.occurred_on, entry.unit) == (after(days).date(), unit), verb


def test_what_has_come_back_is_taken_up_because_of_the_look_back(lived):
    assert told(lived, "finding.reopened").because == told(lived, "finding.looked_back").uuid
    assert told(lived, "finding.closed").because is None


def test_another_round_begins_without_what_the_last_one_brought(lived, who):
    fresh = Finding.objects.get(pk=lived.pk)
    assert (fresh.round, fresh.missed, fresh.due) == (2, False, date(2026, 5, 20))
    gone = ("verified_by", "observed_on", "posted_from", "posted_to", "objections", "closed_on")
    assert [getattr(fresh, name) for name in gone] == [None] * len(gone)
    assert (fresh.method, fresh.posted_at, fresh.look_back_due) == ("", "", None)
    assert (fresh.looked_on, fresh.looked_by) == (after(60).date(), who.leader)
    assert (fresh.accepted_by, fresh.mended_by, fresh.reported_by) == (who.cadre, who.cadre, who.leader)
    assert fresh.state == State.REPORTED


def test_a_measure_keeps_money_to_the_cent_who_did_it_and_who_helped(lived, who):
    done = lived.measures.get(state="done")
    assert (done.money, done.spent) == (Decimal("1200.50"), Decimal("999.49"))
    assert (done.done_on, done.done_by, done.text, done.result) == (
        after(4).date(),
        who.cadre,
        "清淤",
        "清了百米",
    )
    assert [one.code for one in done.assisting.all()] == ["990101-ZF"]
    dropped = lived.measures.get(state="dropped")
    assert (dropped.money, dropped.spent, dropped.done_on) == (None, None, None)


def test_a_request_for_more_time_keeps_both_its_days_and_who_decided(lived, who):
    refused, granted = lived.times.order_by("pk")
    assert (refused.granted, refused.answer, refused.late, refused.decided_at) == (
        False,
        "人工清",
        False,
        after(6),
    )
    assert (granted.granted, granted.answer, granted.late) == (True, "同意", True)
    for one in (refused, granted):
        assert (one.asked_by, one.decided_by) == (who.cadre, who.leader)
        assert (one.old_due, one.due) == (date(2026, 3, 10), date(2026, 3, 20))


def test_a_term_is_set_by_somebody_at_a_unit_with_its_document(lived, who):
    entry, term = told(lived, "rectification_term.set"), RectificationTerm.objects.get()
    assert (entry.unit, entry.actor, entry.subject) == (TOWN, who.leader, term.ref)
    assert (term.basis, term.set_by, term.path) == ("办法第三条", who.leader, TOWN)
