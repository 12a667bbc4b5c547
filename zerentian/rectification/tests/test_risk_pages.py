"""Risk points on the screen and in the actions: the sheet, the one press, many at once, nothing of another township."""

import io
import json
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from zerentian.ledger import clock
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization import handover
from zerentian.organization.access import Forbidden
from zerentian.rectification.actions import county_signals, patrols, risk_terms, risks
from zerentian.rectification.cards import lines_of_point, rhythm_of, threatened_at
from zerentian.rectification.models import Finding, Patrol, RiskKind, RiskPoint
from zerentian.rectification.rules.risks import RiskState, RiskStepCode
from zerentian.rectification.tests.points import GOOD, SINCE, on_sheet, patrolled, proof


def page(client, name, *args, query=""):
    return client.get(reverse(f"risks:{name}", args=args) + query)


@pytest.fixture
def at(monkeypatch, now):
    """Let some days pass."""

    def later(days):
        moment = now + timedelta(days=days)
        monkeypatch.setattr(clock, "timezone", type("Clock", (), {"now": staticmethod(lambda: moment)}))
        return moment

    return later


def test_a_place_is_registered_and_owes_its_first_patrol(client_of, clerk, village, kind, now):
    sent = {
        "title": "村口危岩",
        "unit": village.pk,
        "kind": kind.pk,
        "likelihood": "4",
        "impact": "5",
        "rating_reason": "岩体松动",
    }
    answer = client_of(clerk).post(reverse("risks:risk-new"), sent, follow=True)
    point = RiskPoint.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("risks:risk-detail", args=[point.pk])
    assert (point.level, point.patrol_due, point.households) == (
        "major",
        now.date() + timedelta(days=7),
        None,
    )
    assert "未知" in answer.content.decode()


def test_a_sheet_of_several_places_is_recorded_whole_or_not_at_all(
    client_of, cadre, point, kind, village, clerk, now
):
    other = risks.register_point(
        title="路边边坡", unit=village, kind=kind, rating=risks.Rating(1, 2, "稳定"), by=clerk, now=now
    )
    sent = {
        "point": [point.pk, other.pk],
        "patrolled_on": "2026-03-02",
        "clock": "08:30",
        on_sheet(point, "answer-1"): "abnormal",
        on_sheet(point, "note-1"): "新裂缝二十厘米",
        on_sheet(point, "answer-2"): "normal",
        on_sheet(other, "answer-1"): "unable",
        on_sheet(other, "answer-2"): "normal",
    }
    client, address = client_of(cadre), reverse("risks:patrol-sheet")
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "新裂缝二十厘米" in answer.content.decode()
    assert not Patrol.objects.exists()
    sent[on_sheet(other, "note-1")] = "道路塌方"
    answer = client.post(address, sent, follow=True)
    assert [one.result for one in Patrol.objects.order_by("pk")] == ["abnormal", "normal"]
    assert "转为问题" in answer.content.decode()


@pytest.mark.parametrize("clock_text", ["25:00", "8点"])
def test_an_hour_that_no_day_has_is_returned_not_guessed(client_of, cadre, point, clock_text):
    sent = {"point": point.pk, "patrolled_on": "2026-03-02", "clock": clock_text}
    sent |= {on_sheet(point, f"answer-{item}"): "normal" for item in (1, 2)}
    answer = client_of(cadre).post(reverse("risks:patrol-sheet"), sent)
    assert answer.status_code == 422
    assert not Patrol.objects.exists()


def test_answers_to_a_version_are_never_read_as_answers_to_another(client_of, cadre, first, kind, point, now):
    """A new version came while the page was open, and its first item asks for the contrary."""
    earlier = patrols.checklist_of(point, now.date())
    sent = {"point": point.pk, "patrolled_on": "2026-03-02"}
    sent |= {on_sheet(point, "answer-1"): "normal", on_sheet(point, "answer-2"): "normal"}
    items = ["警示牌是否缺失", "裂缝宽度"]
    risk_terms.set_checklist(kind=kind, items=items, since=SINCE, basis="", by=first, now=now)
    client, address = client_of(cadre), reverse("risks:patrol-sheet")
    assert client.post(address, sent).status_code == 422
    client.post(address, sent | {f"point-{point.pk}-checklist": earlier.pk})
    assert [one["item"] for one in Patrol.objects.get().answers] == earlier.items
    shown = client.get(address + f"?point={point.pk}").content.decode()
    assert f'name="{on_sheet(point, "answer-1")}"' in shown


def test_an_abnormal_item_becomes_a_finding_by_one_press_and_only_once(client_of, cadre, leader, point, now):
    patrol = patrolled(point, ("abnormal", "裂缝变宽"), ("normal", ""), by=cadre, now=now)
    client = client_of(cadre)
    address = reverse("risks:patrol-follow", args=[patrol.pk, 1])
    client.post(address)
    finding = Finding.objects.get()
    assert (finding.source, finding.source_ref, finding.level) == ("risk", patrol.ref, "serious")
    client.post(address)
    client.post(reverse("risks:patrol-follow", args=[patrol.pk, 2]))
    assert Finding.objects.count() == 1
    beside = client.get(reverse("rectification:finding-detail", args=[finding.pk])).content.decode()
    assert reverse("risks:risk-detail", args=[point.pk]) in beside
    with pytest.raises(NotAllowed, match="未销号"):
        risks.write_off(point, proof="好", uploads=proof(), by=leader, now=now)


def test_a_missed_patrol_stands_on_the_desk_and_is_not_blocked(client_of, cadre, point, at):
    moment = at(20)
    assert "逾期未巡查" in client_of(cadre).get("/").content.decode()
    patrolled(point, *GOOD, by=cadre, now=moment)
    point.refresh_from_db()
    assert list(point.missed.values_list("due", flat=True)) == [date(2026, 3, 9), date(2026, 3, 16)]
    assert (point.behind_since, point.patrol_due) == (None, date(2026, 3, 29))


def test_a_patrol_recorded_later_makes_the_missed_day_good(cadre, point, at):
    moment = at(20)
    patrolled(point, *GOOD, by=cadre, now=moment, day=date(2026, 3, 8))
    point.refresh_from_db()
    assert list(point.missed.filter(made_good_by=None).values_list("due", flat=True)) == [date(2026, 3, 16)]
    assert point.behind_since == date(2026, 3, 16)
    entry = Entry.objects.filter(verb="patrol.done").latest("id")
    facts = json.loads(entry.facts)
    assert facts["late"] is True
    assert facts["made_good"] == "2026-03-09"


def test_a_patrol_that_saw_nothing_keeps_no_due_day(cadre, point, at):
    moment = at(7)
    patrolled(point, ("unable", "封路"), ("unable", "封路"), by=cadre, now=moment)
    point.refresh_from_db()
    assert (point.patrol_due, point.last_patrolled_on) == (moment.date(), None)


def test_a_signal_of_the_county_brings_patrols_forward_and_its_lifting_lets_them_be(first, town, point, at):
    moment = at(1)
    rule = {"unit": town, "hours": 2, "since": SINCE, "basis": "方案", "by": first, "now": moment}
    risk_terms.set_patrol_rule(when=risk_terms.When(signal="orange"), **rule)
    told = Entry.objects.filter(verb="patrol_rule.set").latest("id").fact
    assert (told["single"], told["signal"], told["hours"]) == (False, "orange", rule["hours"])
    said = county_signals.Issued("县气象台", "12", "orange", moment, "暴雨橙色预警")
    signal = county_signals.relay_signal(said, unit=town, by=first, now=moment)
    point.refresh_from_db()
    assert (point.patrol_hours, point.patrol_due) == (2, moment.date() + timedelta(days=0))
    with pytest.raises(NotAllowed, match="已经转发"):
        county_signals.relay_signal(said, unit=town, by=first, now=moment)
    county_signals.lift_signal(signal, lifted_at=moment, number="12-1", by=first, now=moment)
    point.refresh_from_db()
    assert (point.patrol_hours, point.patrol_due) == (168, date(2026, 3, 9))


def test_a_signal_stands_once_with_the_villages_it_was_relayed_to_and_without_a_mark_of_ours(
    client_of, first, village, office, now
):
    issued = county_signals.Issued("县气象台", "text-ab12", "orange", now, "暴雨")
    for unit in (village, office):
        county_signals.relay_signal(issued, unit=unit, by=first, now=now)
    shown = page(client_of(first), "rules").content.decode()
    assert shown.count("县气象台") == 1
    assert village.name in shown
    assert office.name in shown
    assert "text-ab12" not in shown
    assert "录入县级解除" in shown


def test_no_place_is_rated_before_somebody_chose(client_of, clerk, village, kind):
    sent = {"title": "村口危岩", "unit": village.pk, "kind": kind.pk, "rating_reason": "岩体松动"}
    answer = client_of(clerk).post(reverse("risks:risk-new"), sent | {"likelihood": "", "impact": ""})
    assert answer.status_code == 422
    chosen = page(client_of(clerk), "risk-new").content.decode()
    assert '<option value="1" selected>' not in chosen


def test_usual_kinds_are_taken_over_by_one_press_of_who_leads_the_township(
    client_of, first, clerk, inspector
):
    press = reverse("risks:usual-kinds")
    for other in (clerk, inspector):
        assert client_of(other).post(press).status_code in (403, 404)
    assert not RiskKind.objects.exists()
    assert client_of(first).post(press).headers["Location"] == reverse("risks:rules")
    assert RiskKind.objects.filter(unit__code="990101").count() > 3


def test_the_register_is_left_and_joined_again_by_another_person_with_proof(
    clerk, leader, first, point, client_of, now
):
    with pytest.raises(NotAllowed, match="附依据"):
        risks.write_off(point, proof="已治理", uploads=[], by=leader, now=now)
    with pytest.raises(Forbidden):
        risks.write_off(point, proof="已治理", uploads=proof(), by=clerk, now=now)
    risks.set_standing(point, move=RiskStepCode.TREAT, words="挡墙开工", by=leader, now=now)
    with pytest.raises(NotAllowed, match="另一人"):
        risks.write_off(point, proof="已治理", uploads=proof(), by=leader, now=now)
    gone = risks.write_off(point, proof="竣工验收", uploads=proof(), by=first, now=now)
    assert (gone.state, gone.patrol_due) == (RiskState.WRITTEN_OFF, None)
    with pytest.raises(NotAllowed, match="已核销"):
        patrolled(gone, *GOOD, by=first, now=now)
    restore = reverse("risks:risk-step", args=[point.pk, "restore"])
    shown = [client_of(one).get(reverse("risks:risk-detail", args=[point.pk])) for one in (leader, first)]
    assert [restore in page.content.decode() for page in shown] == [True, False]
    with pytest.raises(NotAllowed, match="另一人"):
        risks.restore_point(gone, proof="复发", uploads=proof(), by=first, now=now)
    back = risks.restore_point(gone, proof="复发", uploads=proof(), by=leader, now=now)
    assert back.patrol_due
    assert (back.written_off_by, back.written_off_on, back.treated_by) == (None, None, None)


def test_the_database_refuses_to_let_who_registered_a_point_write_it_off(point, clerk):
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskPoint.objects.filter(pk=point.pk).update(
            state="written_off", written_off_by=clerk, patrol_due=None
        )


def test_a_level_keeps_every_reason_it_was_given(client_of, clerk, point):
    sent = {"likelihood": "5", "impact": "5", "rating_reason": "雨后裂缝加宽"}
    client_of(clerk).post(reverse("risks:risk-step", args=[point.pk, "rate"]), sent)
    point.refresh_from_db()
    assert point.level == "major"
    shown = page(client_of(clerk), "risk-detail", point.pk).content.decode()
    assert "坡面有裂缝" in shown
    assert "雨后裂缝加宽" in shown


def test_a_new_version_of_a_checklist_leaves_earlier_patrols_readable(
    client_of, cadre, first, kind, point, now
):
    patrol = patrolled(point, *GOOD, by=cadre, now=now)
    risk_terms.set_checklist(kind=kind, items=["裂缝宽度"], since=SINCE, basis="", by=first, now=now)
    assert patrols.checklist_of(point, now.date()).version == 2
    shown = page(client_of(cadre), "patrol-detail", patrol.pk).content.decode()
    assert "排水沟是否畅通" in shown


def register_file(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("台账.xlsx", out.getvalue())


def test_a_register_of_slopes_is_looked_over_then_brought_in_once(client_of, clerk, town, kind):
    client, address = client_of(clerk), reverse("risks:risk-import")
    rows = [(f"P{n:03}", f"{n}号边坡", "上坪村", "滑坡", "较大", 2, 9) for n in range(1, 121)]
    heading = ("编号", "名称", "所在村", "类型", "等级", "威胁户数", "威胁人数")
    sent = {"unit": town.pk, "document": "县边坡台账"}
    wrong = client.post(
        address, sent | {"file": register_file(heading, ("P0", "坡", "天上村", "滑坡", "", "两", ""))}
    )
    text = wrong.content.decode()
    assert "天上村" in text
    assert "“两”" in text
    looked = client.post(address, sent | {"file": register_file(heading, *rows)})
    assert not RiskPoint.objects.exists()
    for count in (120, 120):
        client.post(address, sent | dict(looked.context["kept"]))
        assert RiskPoint.objects.filter(level="greater", households=2).count() == count


@pytest.mark.parametrize("column", ["重点人员", "政治面貌"])
def test_a_register_with_a_column_about_people_is_refused(client_of, clerk, town, kind, column):
    file = register_file(("名称", "所在村", "类型", column), ("坡", "上坪村", "滑坡", "某"))
    sent = {"unit": town.pk, "document": "台账", "file": file}
    assert "针对事和地方" in client_of(clerk).post(reverse("risks:risk-import"), sent).content.decode()


def test_many_points_are_rated_and_passed_on_after_a_preview(
    client_of, leader, neighbour_cadre, point, kind, village, clerk, now
):
    other = risks.register_point(
        title="路边边坡", unit=village, kind=kind, rating=risks.Rating(1, 2, "稳定"), by=clerk, now=now
    )
    post = neighbour_cadre.posts_on(now.date())[0]
    client, rows = client_of(leader), {"row": [point.pk, other.pk]}
    sent = rows | {"likelihood": 4, "impact": 4, "rating_reason": "汛前提级"}
    rate = reverse("list-many", args=["risks", "rate"])
    assert other.title in client.post(rate, sent | {"look": "1"}).content.decode()
    assert not RiskPoint.objects.filter(level="major").exists()
    client.post(rate, sent | {"confirm": "1"})
    assert RiskPoint.objects.filter(level="major").count() == 2
    assert Entry.objects.filter(verb="risk.rated").count() == 2
    passed_on = reverse("list-many", args=["risks", "hand-over"])
    for _ in range(2):
        done = client.post(passed_on, rows | {"to": post.pk, "reason": "片区调整", "confirm": "1"})
    assert RiskPoint.objects.filter(responsible=post).count() == 2
    assert "已由该岗位巡查" in done.content.decode()
    assert Entry.objects.filter(verb="risk.moved").count() == 2


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["屋后滑坡", "路边边坡"]),
        ("?tab=mine", ["屋后滑坡"]),
        ("?tab=nobody", ["路边边坡"]),
        ("?tab=today", []),
        ("?tab=overdue", []),
        ("?state=written_off", []),
        ("?q=NUMBER", ["屋后滑坡"]),
        ("?level=low", ["路边边坡"]),
    ],
)
def test_the_list_and_the_register_show_the_points_asked_for(
    client_of, cadre, point, kind, village, clerk, now, query, found
):
    risks.register_point(
        title="路边边坡", unit=village, kind=kind, rating=risks.Rating(1, 2, "稳定"), by=clerk, now=now
    )
    client, query = client_of(cadre), query.replace("NUMBER", point.number)
    shown = page(client, "risk-list", query=query)
    assert [one.title for one in shown.context["page"]] == found
    assert [row[1] for row in page(client, "register", query=query).context["sheet"].rows] == found


def test_a_village_reads_and_patrols_its_own_points_and_no_township_the_others(
    client_of, outsider, neighbour_cadre, inspector, point, now
):
    assert page(client_of(outsider), "risk-detail", point.pk).status_code == 404
    assert page(client_of(inspector), "risk-detail", point.pk).status_code == 200
    assert page(client_of(inspector), "patrol-sheet").status_code == 403
    with pytest.raises(Forbidden):
        patrolled(point, *GOOD, by=neighbour_cadre, now=now)


def test_points_pass_on_with_the_post_and_with_the_unit(
    cadre, neighbour_cadre, first, point, kind, village, clerk, now
):
    post, to = cadre.posts_on(now.date())[0], neighbour_cadre.posts_on(now.date())[0]
    assert [matter.ref for matter in handover.open_for(post)] == [point.ref]
    because = Entry.objects.latest("id")
    for work in handover.OPEN_WORK:
        work.pass_on(post, to=to, by=first, now=now, because=because)
    point.refresh_from_db()
    assert (point.responsible, point.unit) == (to, to.unit)


@pytest.mark.parametrize(
    "name", ["risk-list", "register", "rules", "patrol-sheet", "risk-new", "risk-import"]
)
def test_pages_stand_with_and_without_points(client_of, leader, point, name):
    assert page(client_of(leader), name).status_code == 200
    assert page(client_of(leader), name, query="?q=滑坡&state=all").status_code == 200


@pytest.mark.parametrize("what", ["kind", "scale", "frequency", "checklist", "signal"])
def test_what_a_place_lays_down_is_asked_for_and_errors_stand_on_the_form(client_of, leader, kind, what):
    address = reverse("risks:rule-new", args=[what])
    client = client_of(leader)
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 422


@pytest.mark.parametrize(
    "code", ["rate", "control", "treat", "steady", "write_off", "hand-over", "link", "correct"]
)
def test_every_step_has_its_form(client_of, leader, point, code):
    address = reverse("risks:risk-step", args=[point.pk, code])
    assert client_of(leader).get(address).status_code == 200


def test_the_register_leaves_as_word_and_excel(client_of, leader, point):
    for form in ("docx", "xlsx"):
        assert client_of(leader).post(reverse("reports:risk-register", args=[form])).status_code == 200


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (None, ""),
        (2, "至少每 2 小时一次"),
        (24, "至少每天一次"),
        (36, "至少每 36 小时一次"),
        (168, "至少每 7 天一次"),
    ],
)
def test_how_often_is_said_in_days_where_it_is_whole_days(hours, said) -> None:
    assert rhythm_of(RiskPoint(patrol_hours=hours)) == said


@pytest.mark.parametrize(
    ("households", "people", "said"),
    [
        (2, 7, "2户7人"),
        (0, 0, "0户0人"),
        (2, None, "2户，人数未知"),
        (None, 7, "7人，户数未知"),
        (None, None, "未知"),
    ],
)
def test_what_is_unknown_of_a_place_is_not_zero(households, people, said) -> None:
    assert threatened_at(RiskPoint(households=households, people=people)) == said


def test_a_card_of_a_place_says_unknown_where_nobody_counted(point) -> None:
    point.households = point.people = None
    assert dict(lines_of_point(point))["威胁对象"].endswith("未知")
    point.households, point.people = 0, 0
    assert dict(lines_of_point(point))["威胁对象"].endswith("0户0人")
