"""What is protected stands in no report that the office reads; the county's has it; nothing else is left out."""

import json

import pytest
from django.urls import reverse

from zerentian.casework import actions
from zerentian.casework.rules.concerns import Channel, Group, Kind
from zerentian.ledger.actions import seal
from zerentian.ledger.export import export_log
from zerentian.ledger.figures import compute
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.periods import Period
from zerentian.organization.models import Account
from zerentian.reports.actions import issue_report, write_outline
from zerentian.reports.actions.issuing import report_folder
from zerentian.reports.actions.redacting import redact_reports, tells_too_much
from zerentian.reports.actions.sampling import draw_sample, entries_drawn
from zerentian.reports.leftout import LeftOut
from zerentian.reports.models import Report
from zerentian.reports.offline.verify import LEFT_OUT_CLOSED, NOT_IN_IT, verify_bytes

YEAR = Period.parse("2026")
TEXT = """# {{ unit }}{{ period }}诉求情况

## 一、总体情况

收到{{ figure concerns.received }}，在办{{ figure concerns.open }}，投诉{{ figure concerns.kind.complaint }}。

{{ list concerns.received limit=9 }}
"""


@pytest.fixture
def outline(clerk, now):
    return write_outline(code="concerns", text=TEXT, by=clerk, now=now)


@pytest.fixture
def received(township, receptionist, now):
    """Receive and triage a concern of a kind, which may accuse units."""

    def receive(code, kind, accused=()):
        group = Group.CONDUCT if kind == Kind.COMPLAINT else Group.BUILDING
        category = actions.keep_category(
            unit=township, code=code, name=code, group=group, kind=kind, by=receptionist, now=now
        )
        said = actions.Said(text=f"{code}的事", title=f"{code}的题", category=category)
        concern = actions.receive_concern(
            said, unit=township, channel=Channel.CALL, by=receptionist, now=now
        ).concern
        actions.triage_concern(
            concern, kind=kind, category=category, accused_units=accused, by=receptionist, now=now
        )
        return concern

    return receive


@pytest.fixture
def complaint(received, neighbour_office):
    return received("window", Kind.COMPLAINT, [neighbour_office])


@pytest.fixture
def lamp(received):
    return received("lamp", Kind.HELP)


@pytest.fixture
def issued(outline, township, first, now):
    return lambda: issue_report(outline, unit=township, period=YEAR, by=first, now=now)


def files(report, place=""):
    folder = report_folder(report) / place
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def values(manifest: bytes):
    return {one["figure"]: one["value"] for one in json.loads(manifest)["statements"]}


def test_a_report_is_made_as_if_there_were_no_protected_matter(lamp, complaint, issued):
    report = issued()
    mine, county = files(report), files(report, "cleared")
    uuids = [str(entry.uuid) for entry in Entry.objects.about(complaint.ref)]
    assert uuids
    for told in (complaint.key, "window", *uuids):
        assert told.encode() not in mine["manifest.json"] + mine["report.html"]
    assert complaint.key.encode() in county["manifest.json"]
    assert values(mine["manifest.json"])["concerns.received"] == 1
    assert values(county["manifest.json"])["concerns.received"] == 2
    assert "不含依法受保护的事项" in mine["report.html"].decode()


def test_a_report_without_any_says_the_same_and_has_both_renditions(lamp, issued):
    report = issued()
    assert "不含依法受保护的事项" in files(report)["report.html"].decode()
    assert {"report.docx", "manifest.json", "proof.zip"} <= files(report, "cleared").keys()


def test_what_is_left_out_is_committed_to_so_that_nobody_finds_out_by_trying():
    none, another = LeftOut(), LeftOut()
    assert none.commitment != another.commitment
    assert LeftOut((7, 9), "0" * 64).commitment != LeftOut((7,), "0" * 64).commitment


def test_both_renditions_are_proved_by_one_sealed_entry(lamp, complaint, issued):
    report = issued()
    composed = Entry.objects.get(verb="report.composed")
    assert composed.fact["renditions"] == (
        "cleared.checked:cleared.submitted:general.checked:general.submitted"
    )
    for place in ("", "submitted", "cleared", "cleared/submitted"):
        for name in ("report.docx", "manifest.json", "proof.zip"):
            result = verify_bytes(files(report, place)[name], name)
            assert result.holds, (place, name, result.lines)
            assert (NOT_IN_IT in result.notes) == ("cleared" not in place)


def test_whoever_holds_the_log_redraws_the_lists_with_the_countys_opening(
    lamp, complaint, issued, tmp_path, now
):
    report = issued()
    seal(now=now)
    export_log(tmp_path / "log")
    own, opening = files(report)["manifest.json"], files(report)["left-out.json"]

    def checked(data, opened):
        result = verify_bytes(data, "manifest.json")
        result.check_export(tmp_path / "log", opened)
        return result

    without = checked(own, None)
    assert without.holds
    assert LEFT_OUT_CLOSED in without.notes
    opened = checked(own, opening)
    assert opened.holds
    assert LEFT_OUT_CLOSED not in opened.notes
    assert not any("看不出" in note for note in opened.notes)
    assert checked(files(report, "cleared")["manifest.json"], opening).holds
    forged = json.loads(opening)
    forged["renditions"]["general.checked"]["entries"].append(1)
    assert not checked(own, json.dumps(forged).encode()).holds


def test_an_office_that_leaves_out_more_is_found_by_whoever_opens_it(
    lamp, complaint, issued, monkeypatch, tmp_path, now
):
    kinds = "zerentian.casework.models.concerns.ConcernQuerySet.all_hidden_from"
    monkeypatch.setattr(kinds, lambda rows, account: rows.all())
    report = issued()
    seal(now=now)
    export_log(tmp_path / "log")
    result = verify_bytes(files(report)["manifest.json"], "manifest.json")
    result.check_export(tmp_path / "log", files(report)["left-out.json"])
    assert any("看不出" in note for note in result.notes)


def test_what_becomes_protected_later_is_withdrawn_and_another_takes_its_place(
    lamp, issued, neighbour_office, receptionist, neighbour_clerk, supervisor, client_of, now
):
    report = issued()
    assert not tells_too_much(report)
    actions.name_accused(lamp, units=[neighbour_office], accounts=[], by=receptionist, now=now)
    accused = client_of(neighbour_clerk)
    for name in ("manifest.json", "report.docx", "report.html", "proof.zip"):
        assert accused.get(reverse("reports:report-file", args=[report.number, name])).status_code == 404
    made = Report.objects.get(redacts=report)
    answer = accused.get(reverse("reports:report-file", args=[made.number, "manifest.json"]))
    told = b"".join(answer)
    assert lamp.key.encode() not in told
    assert values(told)["concerns.received"] == 0
    assert verify_bytes(files(made)["proof.zip"], "proof.zip").holds
    listed = accused.get(reverse("reports:report-list")).content.decode()
    assert made.number in listed
    assert report.number not in listed
    county = client_of(supervisor).get(reverse("reports:report-detail", args=[report.number]))
    assert county.status_code == 200
    seal(now=now)
    assert compute("reports.count", unit=report.unit, period=YEAR).value == 1


def test_the_worker_redacts_what_nobody_asked_for_once(lamp, issued, neighbour_office, receptionist, now):
    issued()
    actions.name_accused(lamp, units=[neighbour_office], accounts=[], by=receptionist, now=now)
    clock = Account.objects.system("clock")
    assert len(redact_reports(by=clock, now=now)) == 1
    assert redact_reports(by=clock, now=now) == []


def status_of(browser, where):
    answer = browser.get(where)
    assert not answer.streaming or b"".join(answer)
    return answer.status_code


def test_the_countys_rendition_is_for_its_desk_and_not_for_one_it_accuses(
    lamp, complaint, issued, leader, inspector, supervisor, first, client_of, now
):
    report = issued()
    where, opening = (
        reverse("reports:report-cleared", args=[report.number, name])
        for name in ("manifest.json", "left-out.json")
    )
    for stranger in (leader, inspector, first):
        assert status_of(client_of(stranger), where) == 403
    assert status_of(client_of(supervisor), where) == status_of(client_of(supervisor), opening) == 200
    actions.name_accused(complaint, units=[], accounts=[supervisor], by=first, now=now)
    assert status_of(client_of(supervisor), where) == status_of(client_of(supervisor), opening) == 404


def test_what_is_protected_is_never_drawn_for_a_check_on_site(lamp, complaint, township, inspector, now):
    size = seal(now=now).size
    sample = draw_sample(
        unit=township,
        period=YEAR,
        figure="concerns.received",
        count=9,
        words="今日晴，抽查九件",
        size=size,
        by=inspector,
        now=now,
    )
    entries, whole = entries_drawn(sample)
    assert ([entry.subject for entry in entries], whole) == ([lamp.ref], 1)
