"""A report as issued: its values, its files, and what a verification of them finds."""

from datetime import date

import pytest
from django.db import transaction

from zerentian.ledger.actions import record, seal
from zerentian.ledger.figures import entries_behind, latest_size
from zerentian.ledger.models import Entry
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.reports.actions import issue_report, write_outline
from zerentian.reports.actions.issuing import report_folder
from zerentian.reports.behind import Request, populations
from zerentian.reports.checking import check_report
from zerentian.reports.models import Report

from .conftest import PERIOD, TEXT
from .test_issued_files import manifest_of, problems


def test_numbers_go_on_and_the_next_report_names_what_changed_since(
    walk, report, outline, township, first, now
) -> None:
    walk(date(2026, 2, 1), 2)
    wrong = Entry.objects.get(subject="walk:0227")
    walk(date(2026, 2, 27), 6, replaces=wrong, change="corrected")
    second = issue_report(outline, unit=township, period=PERIOD, by=first, now=now)
    paragraphs = " ".join(p["text"] for p in manifest_of(report_folder(second))["paragraphs"])
    assert second.number == "2026-0002"
    assert "自报告2026-0001以来" in paragraphs
    assert "新增补录〔补录，迟29天〕" in paragraphs
    assert "更正" in paragraphs
    assert manifest_of(report_folder(report))["statements"][1]["value"] == 16


def test_only_who_may_issue_issues(outline, township, cadre, outsider, now) -> None:
    for account in (cadre, outsider):
        with pytest.raises(Forbidden):
            issue_report(outline, unit=township, period=PERIOD, by=account, now=now)
    assert not Report.objects.exists()


def test_a_failed_issue_leaves_no_report_behind(
    walk, outline, township, first, now, home, monkeypatch
) -> None:
    monkeypatch.setattr("zerentian.reports.actions.issuing.record", None)
    with pytest.raises(TypeError):
        issue_report(outline, unit=township, period=PERIOD, by=first, now=now)
    assert not Report.objects.exists()
    assert not (home / "reports" / "2026-0001").exists()
    monkeypatch.undo()


def test_an_unknown_figure_in_an_outline_is_named_with_its_line(clerk, now) -> None:
    with pytest.raises(NotAllowed, match=r"第3行：没有指标 walks\.none"):
        write_outline(code="walks", text="# 题\n\n{{ figure walks.none }}", by=clerk, now=now)


def test_an_outline_edited_meanwhile_is_not_overwritten(outline, clerk, now) -> None:
    write_outline(code="walks", text=TEXT + "\n又一段。\n", by=clerk, now=now, base=1)
    with pytest.raises(NotAllowed, match="第2版"):
        write_outline(code="walks", text=TEXT, by=clerk, now=now, base=1)


def test_entries_found_for_many_figures_at_once_are_those_behind_each(report, walk, now) -> None:
    wrong = Entry.objects.get(subject="walk:0227")
    walk(date(2026, 2, 27), 6, replaces=wrong, change="corrected")
    seal(now=now)
    size = latest_size()
    requests = [Request(code, unit, PERIOD) for code in FIGURES for unit in (report.unit, "990100")]
    found = populations(requests, size)
    for request in requests:
        behind = entries_behind(request.code, unit=request.unit, period=PERIOD, size=size)
        assert found[request] == sorted(behind.values_list("index", flat=True)), request
    assert wrong.index not in found[Request("walks.count", report.unit, PERIOD)]


@pytest.mark.parametrize("below", [False, True])
def test_a_report_whose_own_unit_has_something_states_the_whole_beside_it(
    below, walk, outline, clerk, township, first, now
) -> None:
    if below:
        walk(date(2026, 1, 10), 3)
    with transaction.atomic():
        record(
            "trial.walked",
            subject="walk:own",
            unit="990100/990101",
            by=clerk,
            now=now,
            occurred_on=date(2026, 2, 1),
            facts={"people": 2, "met": False},
            rows=[outline],
        )
    made = report_folder(issue_report(outline, unit=township, period=PERIOD, by=first, now=now))
    counts = [one for one in manifest_of(made)["statements"] if one["figure"] == "walks.count"]
    assert any("without" in one for one in counts) == below
    assert any(one["unit"] == "990100/990101" and "without" not in one for one in counts)
    result = check_report((made / "manifest.json").read_bytes(), "manifest.json")
    assert problems(result) == []
    assert any("不含下级单位" in note and "990101-V01" in note for note in result.notes) == below
