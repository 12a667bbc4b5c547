"""Small bounds and words of findings: a day on the edge, a step out of its turn, what a form offers and a list says."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from zerentian.casework.actions import Said, receive_concern
from zerentian.casework.rules.concerns import Channel, Kind
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.subjects import SUBJECTS, page_of
from zerentian.rectification import lists
from zerentian.rectification.actions import assigning, measures, mending, opening
from zerentian.rectification.forms.steps import LookBackForm, PlanForm, PostForm
from zerentian.rectification.models import Finding, RectificationTerm
from zerentian.rectification.models.findings import AMBER_DAYS
from zerentian.rectification.models.labels import RESULTS, TERMS
from zerentian.rectification.rules.findings import Result, Source
from zerentian.rectification.rules.terms import Term
from zerentian.rectification.shown import from_concern
from zerentian.rectification.views.findings import concern_of

DUE = date(2026, 3, 10)


def step(finding, code):
    return reverse("rectification:finding-step", args=[finding.pk, code])


def posting_of(days, first, now):
    """Let results be posted for so many days at least."""
    assigning.set_term(
        unit=first.units_on(now.date())[0],
        term=Term.POSTING,
        days=days,
        since=now.date(),
        basis="办法",
        by=first,
        now=now,
    )


@pytest.fixture
def planned(mending_now, village_post, cadre, now):
    said = {"text": "清淤", "responsible": village_post, "due": date(2026, 3, 9)}
    return measures.plan_measure(mending_now, **said, by=cadre, now=now)


@pytest.fixture
def rebounded(closed, leader, now):
    later = now + timedelta(days=40)
    said = {"result": Result.REBOUNDED, "words": "又淤", "due": date(2026, 4, 30)}
    return mending.look_back(closed, **said, by=leader, now=later)


@pytest.mark.parametrize(
    ("before", "is_soon"), [(AMBER_DAYS + 1, False), (AMBER_DAYS, True), (0, True), (-1, False)]
)
def test_a_finding_is_due_soon_from_the_first_amber_day_to_its_due_day(assigned, now, before, is_soon):
    at = now + (DUE - now.date()) - timedelta(days=before)
    assert Finding.objects.due_soon(at).exists() is is_soon


def test_the_posting_begins_with_the_shortest_that_the_rule_allows(verified, first, now):
    assert PostForm(finding=verified, account=first).fields["last"].initial is None
    posting_of(5, first, now)
    begun = PostForm(finding=verified, account=first).fields
    assert begun["last"].initial - begun["first"].initial == timedelta(days=4)
    later = now + timedelta(days=6)
    said = {"first": later.date(), "where": "公开栏", "by": first, "now": later}
    with pytest.raises(NotAllowed, match="不得少于 5 天"):
        mending.post_finding(verified, last=later.date() + timedelta(days=3), **said)
    mending.post_finding(verified, last=later.date() + timedelta(days=4), **said)


def test_a_cause_is_noted_as_long_as_the_finding_is_open(mending_now, leader, now, request):
    mending.note_finding(mending_now, immediate="", cause=" 垃圾入沟 ", by=leader, now=now)
    assert Finding.objects.get().cause == "垃圾入沟"
    closed = request.getfixturevalue("closed")
    with pytest.raises(NotAllowed, match="已经办结"):
        mending.note_finding(closed, immediate="", cause="另有原因", by=leader, now=now + timedelta(days=7))
    assert Finding.objects.get().cause == "垃圾入沟"


@pytest.mark.parametrize("code", ["close", "verify", "look_back"])
def test_a_step_out_of_its_turn_leads_back_to_the_finding(client_of, finding, leader, code):
    assert client_of(leader).get(step(finding, "assign")).status_code == 200
    answer = client_of(leader).get(step(finding, code))
    assert answer["Location"] == reverse("rectification:finding-detail", args=[finding.pk])


def test_a_measure_is_dropped_on_its_page_with_the_reason(client_of, planned, cadre):
    url = reverse("rectification:measure-drop", args=[planned.pk])
    assert client_of(cadre).post(url, {"reason": " "}).status_code == 422
    planned.refresh_from_db()
    assert planned.state != "dropped"
    assert client_of(cadre).post(url, {"reason": "合并实施"}).status_code == 302
    planned.refresh_from_db()
    assert planned.state == "dropped"


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"result": "rebounded"}, {"due": 1}),
        ({"result": "rebounded", "due": "下个月"}, {"due": 1}),
        ({"result": "rebounded", "due": "2026-04-30"}, {}),
        ({"result": "firm"}, {}),
    ],
)
def test_a_new_due_day_is_asked_for_once_and_only_where_it_has_come_back(closed, leader, sent, wrong):
    form = LookBackForm(sent | {"words": "查看"}, {}, finding=closed, account=leader)
    assert {name: len(errors) for name, errors in form.errors.items()} == wrong


def test_measures_are_planned_for_posts_and_units_of_the_township_alone(
    mending_now, township, office, village, other_township, leader, village_post
):
    fields = PlanForm(finding=mending_now, account=leader).fields
    offered = fields["assisting"].queryset
    assert {office, village} <= set(offered)
    assert not {township, other_township} & set(offered)
    assert [one.code for one in offered] == sorted(one.code for one in offered)
    posts = fields["responsible"].queryset
    assert village_post in posts
    assert {one.unit.code[:6] for one in posts} == {"990101"}
    assert f"{village.name} · {village_post.title}" in [said for _, said in fields["responsible"].choices]


def test_the_list_of_findings_says_when_it_is_looked_back_at_and_what_was_found(
    assigned, leader, now, request
):
    def told():
        return lists.list_of("findings", Finding.objects.all()).rows[0][-1]

    assert told() == ""
    closed = request.getfixturevalue("closed")
    assert told() == "应于 2026-04-01"
    mending.look_back(closed, result=Result.FIRM, words="水流通畅", by=leader, now=now + timedelta(days=40))
    assert told() == f"2026-04-11 {RESULTS[Result.FIRM]}"


def test_a_list_shows_so_many_rows_and_looks_for_one_more(finding, village, clerk, now, monkeypatch):
    said = {"unit": village, "source": Source.SELF_CHECK, "found_on": now.date(), "by": clerk, "now": now}
    for title in ("护栏松动", "路灯不亮"):
        opening.open_finding(title=title, **said)
    for most, shown, more in ((1, 1, 1), (2, 2, 1), (3, 3, 0)):
        monkeypatch.setattr(lists, "MOST", most)
        sheet = lists.list_of("findings", Finding.objects.all())
        assert (len(sheet.rows), sheet.more) == (shown, more)


def test_what_came_back_is_listed_from_its_second_round_on(client_of, closed, leader, request):
    def listed(tab):
        page = client_of(leader).get(reverse("rectification:finding-list"), {"tab": tab})
        return closed.title in page.content.decode()

    assert (listed("all"), listed("back")) == (True, False)
    assert request.getfixturevalue("rebounded").round == 2
    assert (listed("all"), listed("back")) == (True, True)


def test_a_measure_leads_to_its_finding_and_no_measure_nowhere(planned):
    where = reverse("rectification:finding-detail", args=[planned.finding_id])
    assert page_of(planned.ref) == where
    assert page_of("measure:0") == page_of("measure:x") == ""


def test_a_term_is_called_by_what_it_bounds(first, now):
    posting_of(5, first, now)
    term = RectificationTerm.objects.get()
    named = SUBJECTS["rectification_term"].titles(first, [str(term.pk), "x"])
    assert named == {str(term.pk): str(TERMS[Term.POSTING])}


@pytest.mark.parametrize(("kind", "offered"), [(Kind.HELP, 1), (Kind.COMPLAINT, 0)])
def test_a_finding_is_opened_from_a_concern_about_a_place_and_by_no_visitor(
    township, receptionist, leader, now, kind, offered
):
    said = Said(title="路灯不亮", text="村口路灯不亮", kind=kind)
    concern = receive_concern(said, unit=township, channel=Channel.CALL, by=receptionist, now=now).concern
    links = [one for one in from_concern(concern, leader) if f"concern={concern.key}" in one.url]
    assert len(links) == offered
    assert not list(from_concern(concern, None))


@pytest.mark.parametrize(("who", "named"), [("leader", True), ("office_head", False)])
def test_a_finding_names_the_concern_that_brought_it_up_to_whoever_may_read_it(
    client_of, village, township, receptionist, leader, now, who, named, request
):
    said = Said(title="路灯不亮", text="村口路灯不亮", kind=Kind.HELP)
    concern = receive_concern(said, unit=township, channel=Channel.CALL, by=receptionist, now=now).concern
    found = opening.open_from_concern(
        concern, title="路灯", unit=village, found_on=now.date(), by=leader, now=now
    )
    assert concern_of(found, request.getfixturevalue(who)) == (concern if named else None)
    assert concern_of(Finding(source_ref="topic:1"), leader) is None
