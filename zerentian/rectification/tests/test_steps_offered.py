"""Which steps a page offers whom and when, what each form begins with, and how a sent form finds its action."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zerentian.ledger import clock
from zerentian.ledger.models import Entry
from zerentian.organization.models import Account
from zerentian.rectification.actions import assigning, measures, mending, opening, risks
from zerentian.rectification.forms import risks as risk_forms
from zerentian.rectification.forms import steps as forms
from zerentian.rectification.models import Finding, Measure, MoreTime, RiskControl, RiskPoint
from zerentian.rectification.rules.findings import Method, Result
from zerentian.rectification.rules.terms import Term
from zerentian.rectification.tests.points import proof
from zerentian.rectification.views.findings import may_work, waits_for
from zerentian.rectification.views.moves import moves_of
from zerentian.rectification.views.risk_moves import moves_of as moves_of_point

DAY = timedelta(days=1)
DUE = date(2026, 3, 10)


def codes(finding, account):
    return [code for code, _move in moves_of(Finding.objects.get(pk=finding.pk), account)]


def at(monkeypatch, moment):
    monkeypatch.setattr(clock, "timezone", SimpleNamespace(now=lambda: moment))


def step(finding, code):
    return reverse("rectification:finding-step", args=[finding.pk, code])


def test_a_new_finding_is_put_in_charge_corrected_joined_or_dismissed_by_another(
    finding, leader, clerk, inspector
):
    assert codes(finding, leader) == ["assign", "note", "correct", "join", "dismiss"]
    assert codes(finding, clerk) == ["correct"]
    Finding.objects.update(opened_by=leader)
    assert "dismiss" not in codes(finding, leader)


def test_what_was_assigned_is_taken_on_or_objected_to_by_whose_it_is(assigned, cadre, leader, outsider):
    assert codes(assigned, cadre)[:2] == ["accept", "plan"]
    assert {"object", "ask-time", "note"} < set(codes(assigned, cadre))
    assert {"hand-over", "dismiss", "join"} < set(codes(assigned, leader))
    assert codes(assigned, outsider) == []


def test_an_objection_waits_for_who_assigns(assigned, cadre, leader, now):
    assigning.object_to_finding(assigned, reason="x", by=cadre, now=now)
    assert "uphold" in codes(assigned, leader)
    assert "uphold" not in codes(assigned, cadre)


def test_a_measure_is_planned_before_it_is_reported_unless_it_is_mended_at_once(
    mending_now, cadre, village_post, now
):
    assert codes(mending_now, cadre)[:2] == ["plan", "report"]
    Finding.objects.update(kind="at_once")
    assert codes(mending_now, cadre)[:2] == ["report", "plan"]
    Finding.objects.update(kind="lasting")
    assert codes(mending_now, cadre)[:2] == ["plan", "report"]
    said = {"text": "清淤", "responsible": village_post, "due": DUE, "by": cadre, "now": now}
    measures.plan_measure(mending_now, **said)
    assert codes(mending_now, cadre)[:2] == ["report", "plan"]


def test_time_is_asked_for_once_and_decided_on_by_another(mending_now, cadre, leader, now):
    assert "ask-time" in codes(mending_now, cadre)
    assert "decide-time" not in codes(mending_now, leader)
    asked = assigning.ask_time(mending_now, due=DUE + DAY, reason="x", by=cadre, now=now)
    assert "ask-time" not in codes(mending_now, cadre)
    assert "decide-time" in codes(mending_now, leader)
    MoreTime.objects.filter(pk=asked.pk).update(asked_by=leader)
    assert "decide-time" not in codes(mending_now, leader)


@pytest.mark.parametrize("part", ["accepted_by", "mended_by", "reported_by"])
def test_who_had_a_part_in_the_mending_is_not_offered_to_verify(reported, leader, part):
    assert codes(reported, leader)[0] == "verify"
    assert "return" in codes(reported, leader)
    Finding.objects.update(**{part: leader})
    assert "verify" not in codes(reported, leader)


def test_who_carried_out_a_measure_is_not_offered_to_verify(reported, leader, village_post):
    Measure.objects.create(
        finding=reported, text="x", responsible=village_post, unit=village_post.unit, path=reported.path, due=DUE,
        state="done", done_on=DUE, done_by=leader,
    )  # fmt: skip
    assert "verify" not in codes(reported, leader)
    Measure.objects.update(state="dropped")
    assert "verify" in codes(reported, leader)


def test_it_is_closed_out_by_another_than_who_mended_it_and_after_its_posting(
    verified, first, cadre, monkeypatch, now
):
    assert codes(verified, first)[0] == "close"
    assert "post" in codes(verified, first)
    Finding.objects.update(state="posted", posted_from=now.date(), posted_to=now.date())
    assert "close" not in codes(verified, first)
    at(monkeypatch, now + DAY)
    person = Account.objects.get(pk=first.pk)
    assert "close" in codes(verified, person)
    Finding.objects.update(accepted_by=None, reported_by=None, mended_by=first)
    assert "close" not in codes(verified, person)


def test_a_closed_finding_is_looked_back_at_once_by_another_and_may_be_reopened(closed, leader, cadre, now):
    assert codes(closed, leader) == ["look_back", "reopen"]
    assert codes(closed, cadre) == []
    mending.look_back(closed, result=Result.FIRM, words="好", by=leader, now=now + 40 * DAY)
    assert codes(closed, leader) == ["reopen"]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("opened", "等待领导定责。"),
        ("assigned", "等待责任岗位签收。"),
        ("objected", "等待领导裁定异议。"),
        ("mending", "责任岗位正在整改。"),
        ("reported", "等待他人在整改之后核查。"),
        ("verified", "等待领导公示或销号。"),
        ("posted", "正在公示，公示结束后销号。"),
        ("closed", ""),
        ("dismissed", ""),
        ("joined", ""),
    ],
)
def test_it_is_said_whose_turn_it_is_while_it_is_anybodys(state, words):
    assert waits_for(Finding(state=state)) == words


def test_a_measure_may_be_worked_on_by_its_own_unit_and_that_of_its_finding(
    assigned, cadre, neighbour_cadre, inspector
):
    elsewhere = neighbour_cadre.posts_on(date(2026, 3, 2))[0].unit.path
    assert [may_work(path, assigned, cadre) for path in (assigned.path, elsewhere)] == [True, True]
    assert [may_work(path, assigned, neighbour_cadre) for path in (assigned.path, elsewhere)] == [False, True]
    assert not may_work(elsewhere, assigned, inspector)


def term(township, leader, term, days, now):
    said = {"since": now.date(), "basis": "办法", "by": leader, "now": now}
    assigning.set_term(unit=township, term=term, days=days, **said)


def test_forms_begin_with_what_is_likely(verified, cadre, leader, first, township, now, village_post):
    fields = forms.ReportForm(finding=verified, account=cadre).fields
    assert fields["mended_on"].initial == now.date()
    assert "沟底见硬底" in str(fields["words"].help_text)
    fields = forms.VerifyForm(finding=verified, account=leader).fields
    assert fields["observed_on"].initial == now.date()
    assert "2026年3月5日" in str(fields["observed_on"].help_text)
    assert "2026年3月6日" in str(fields["observed_on"].help_text)
    fields = forms.NoteForm(
        finding=Finding(path=verified.path, immediate="甲", cause="乙"), account=cadre
    ).fields
    assert (fields["immediate"].initial, fields["cause"].initial) == ("甲", "乙")
    fields = forms.CorrectForm(finding=verified, account=leader).fields
    assert (fields["title"].initial, fields["found_on"].initial) == (verified.title, verified.found_on)
    fields = forms.PlanForm(finding=verified, account=cadre).fields
    assert (fields["responsible"].initial, fields["due"].initial) == (village_post.pk, DUE)
    assert forms.CarryOutForm(finding=verified, account=cadre).fields["done_on"].initial == now.date()


def test_a_close_out_asks_for_objections_only_where_it_was_posted_and_begins_with_the_term(
    verified, first, leader, township, now
):
    fields = forms.CloseForm(finding=verified, account=first).fields
    assert "objections" not in fields
    assert fields["look_back_due"].initial is None
    term(township, leader, Term.LOOK_BACK, 30, now)
    verified.posted_to = now.date()
    fields = forms.CloseForm(finding=verified, account=first).fields
    assert fields["objections"].required
    assert fields["look_back_due"].initial == now.date() + 30 * DAY
    assert "30" in str(fields["look_back_due"].help_text)


def test_who_assigns_is_told_how_long_each_class_may_take(
    finding, leader, township, now, village_post, outsider
):
    fields = forms.AssignForm(finding=finding, account=leader).fields
    assert str(fields["due"].help_text) == ""
    assert fields["due"].widget.attrs["min"] == "2026-03-02"
    term(township, leader, Term.AT_ONCE, 3, now)
    term(township, leader, Term.LASTING, 90, now)
    told = str(forms.AssignForm(finding=finding, account=leader).fields["due"].help_text)
    assert ("3 天" in told, "90 天" in told, "限期整改" in told) == (True, True, False)
    posts = fields["responsible"].queryset
    assert village_post in posts
    assert outsider.posts_on(now.date())[0] not in posts


def test_a_finding_is_handed_over_to_anybody_but_whose_it_is(
    assigned, leader, village_post, neighbour_cadre, now
):
    posts = forms.HandOverForm(finding=assigned, account=leader).fields["to"].queryset
    assert village_post not in posts
    assert neighbour_cadre.posts_on(now.date())[0] in posts


def test_who_asks_late_is_told_that_it_stays_overdue(mending_now, cadre, monkeypatch, now):
    def told():
        account = Account.objects.get(pk=cadre.pk)
        return str(forms.AskTimeForm(finding=mending_now, account=account).fields["due"].help_text)

    assert told() == ""
    at(monkeypatch, now + 8 * DAY)
    assert told() == ""
    at(monkeypatch, now + 9 * DAY)
    assert "逾期" in told()


def test_a_finding_is_joined_by_a_number_that_there_is(finding, opened_twice, leader):
    for number, sound in ((opened_twice.number, True), ("2026-1", False), ("x", False), ("", False)):
        form = forms.JoinForm({"into": number, "reason": "x"}, {}, finding=finding, account=leader)
        assert form.is_valid() is sound, number


@pytest.fixture
def opened_twice(finding, village, clerk, now):
    """Another finding in the same village."""
    said = {"unit": village, "source": finding.source, "found_on": now.date(), "by": clerk, "now": now}
    return opening.open_finding(title="又淤", **said)


@pytest.mark.parametrize(("decision", "due"), [("yes", DUE + DAY), ("no", DUE)])
def test_more_time_is_decided_on_as_the_form_says(client_of, mending_now, cadre, leader, now, decision, due):
    assigning.ask_time(mending_now, due=DUE + DAY, reason="x", by=cadre, now=now)
    sent = {"granted": decision, "answer": "已看"}
    assert client_of(leader).post(step(mending_now, "decide-time"), sent).status_code == 302
    assert (Finding.objects.get().due, MoreTime.objects.get().answer) == (due, "已看")


def test_a_refusal_of_time_without_its_reason_is_said_on_the_form(client_of, mending_now, cadre, leader, now):
    assigning.ask_time(mending_now, due=DUE + DAY, reason="x", by=cadre, now=now)
    answer = client_of(leader).post(step(mending_now, "decide-time"), {"granted": "no", "answer": ""})
    assert answer.status_code == 422
    assert "不同意的理由" in answer.content.decode()
    assert MoreTime.objects.get().granted is None


@pytest.mark.parametrize(
    ("code", "sent", "verb"),
    [
        ("note", {"immediate": "围挡", "cause": ""}, "finding.noted"),
        ("object", {"reason": "不是我村"}, "finding.objected"),
        ("ask-time", {"due": "2026-03-20", "reason": "雨"}, "finding.time_asked"),
    ],
)
def test_a_step_of_the_post_in_charge_is_taken_by_its_form(client_of, assigned, cadre, code, sent, verb):
    assert client_of(cadre).post(step(assigned, code), sent).status_code == 302
    assert Entry.objects.filter(verb=verb).count() == 1


def test_a_finding_is_found_unfounded_with_a_paper(client_of, finding, leader):
    client, sent = client_of(leader), {"proof": "不在界内"}
    assert client.post(step(finding, "dismiss"), sent).status_code == 422
    paper = SimpleUploadedFile("证明.txt", "证明".encode())
    assert client.post(step(finding, "dismiss"), sent | {"evidence": paper}).status_code == 302
    assert [use.file.name for use in Finding.objects.get().files.all()] == ["证明.txt"]


def test_a_step_that_there_is_not_is_nowhere_and_one_that_is_not_mine_leads_back(
    client_of, finding, clerk, leader
):
    assert client_of(leader).get(step(finding, "fly")).status_code == 404
    assert client_of(clerk).get(step(finding, "assign")).status_code == 302


def test_a_verification_on_the_page_takes_its_files_along(client_of, reported, leader, monkeypatch, now):
    at(monkeypatch, now + 5 * DAY)
    paper = SimpleUploadedFile("照片.txt", "看了".encode())
    sent = {"observed_on": "2026-03-07", "method": "papers", "words": "看了", "evidence": paper}
    assert client_of(leader).post(step(reported, "verify"), sent).status_code == 302
    fresh = Finding.objects.get()
    assert (fresh.method, fresh.observed_on, fresh.files.get().step) == (
        Method.PAPERS,
        date(2026, 3, 7),
        "verify",
    )


def point_codes(point, account):
    return [code for code, _move in moves_of_point(RiskPoint.objects.get(pk=point.pk), account)]


def test_steps_on_a_point_are_offered_by_where_it_stands(point, clerk, leader, first, outsider, now):
    assert point_codes(point, leader)[:2] == ["rate", "control"]
    assert set(point_codes(point, leader)[2:]) == {
        "treat",
        "steady",
        "write_off",
        "hand-over",
        "link",
        "correct",
    }
    assert "write_off" not in point_codes(point, clerk)
    assert point_codes(point, outsider) == []
    RiskPoint.objects.update(state="treated", treated_by=leader)
    assert "write_off" not in point_codes(point, leader)
    assert "write_off" in point_codes(point, first)
    RiskPoint.objects.update(state="steady", treated_by=None)
    assert {"treat", "list_again"} < set(point_codes(point, leader))
    risks.write_off(point, proof="x", uploads=proof(), by=first, now=now)
    assert point_codes(point, leader) == ["restore"]
    assert point_codes(point, first) == []


def test_a_point_is_rated_by_the_scale_and_a_level_is_chosen_only_without_one(point, clerk, kind):
    fields = risk_forms.RateForm(point=point, account=clerk).fields
    assert "level" not in fields
    assert (fields["likelihood"].initial, fields["impact"].initial) == (3, 4)
    assert [words in str(fields["impact"].help_text) for words in ("4", "10", "16")] == [True] * 3
    RiskPoint.objects.update(path="990100/990102")
    assert "level" in risk_forms.RateForm(point=RiskPoint.objects.get(), account=clerk).fields


def test_money_threatened_is_whole_yuan_or_unknown(client_of, clerk, point, kind):
    for said, kept in (("1200.90", 1200), ("", None), ("0", 0)):
        sent = {"title": "屋后滑坡", "kind": kind.pk, "reason": "核对", "property_money": said}
        address = reverse("risks:risk-step", args=[point.pk, "correct"])
        assert client_of(clerk).post(address, sent).status_code == 302
        assert RiskPoint.objects.get().property_yuan == kept


def test_a_control_measure_is_planned_finished_and_dropped_on_its_pages(client_of, clerk, cadre, point, now):
    post = cadre.posts_on(now.date())[0]
    address = reverse("risks:risk-step", args=[point.pk, "control"])
    for text in ("警戒线", "警示牌"):
        sent = {"text": text, "responsible": post.pk, "due": "2026-03-09"}
        assert client_of(clerk).post(address, sent).status_code == 302
    one, two = RiskControl.objects.order_by("pk")
    done, drop = (
        reverse(f"risks:control-{name}", args=[which.pk]) for name, which in (("done", one), ("drop", two))
    )
    assert client_of(cadre).post(done, {"done_on": "2026-03-02", "result": "已拉"}).status_code == 302
    assert client_of(clerk).post(drop, {"reason": "不用"}).status_code == 302
    assert [(row.state, row.result) for row in RiskControl.objects.order_by("pk")] == [
        ("done", "已拉"),
        ("dropped", "不用"),
    ]
    assert client_of(cadre).get(done).status_code == 404
