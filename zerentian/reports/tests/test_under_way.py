"""How far an issue is: told while it lasts, kept when it is killed, put away by whoever issued it."""

import fcntl
import json

import pytest
from click.testing import CliRunner
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.reports.actions import issue_report
from zerentian.reports.actions import issuing as issue_actions
from zerentian.reports.actions.under_way import Run, lock_of, path_of, run_of
from zerentian.reports.cli.report import report
from zerentian.reports.models import Report
from zerentian.reports.rules.progress import STEPS, Progress, Step, progress_of

from .conftest import PERIOD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ledger_open")]
HALF = Progress("990100/990101", "2026H1", "half-year", step=Step.RENDER, done=1, of=4, number="2026-0009")


@pytest.fixture
def left(first):
    """What a killed run of the first leader left."""
    Run(path_of(first), HALF).keep(HALF)
    return path_of(first)


def page_of(client, **given) -> str:
    return client.get(reverse("reports:under-way"), given).content.decode()


@given(st.text())
def test_what_is_no_progress_is_read_as_none(text) -> None:
    assert progress_of(text) is None


@pytest.mark.parametrize("text", ["{}", "[]", "null", '{"step": "seal"}', '{"step": "x", "unit": "1"}'])
def test_half_a_progress_is_none(text) -> None:
    assert progress_of(text) is None
    assert progress_of(HALF.as_text()) == HALF


def test_an_issue_tells_each_step_once_begun_and_nothing_when_it_is_done(
    outline, township, first, now, monkeypatch
) -> None:
    told, kept = [], Run.keep

    def keep(run, progress):
        kept(run, progress)
        assert run_of(first) == (progress, True)
        told.append(progress)

    monkeypatch.setattr(Run, "keep", keep)
    report = issue_report(outline, unit=township, period=PERIOD, by=first, now=now)
    assert list(dict.fromkeys(one.step for one in told)) == list(STEPS)
    assert told[-1].number == report.number
    assert all(one.done < one.of for one in told if one.of)
    assert run_of(first) is None


def test_what_is_refused_or_breaks_is_not_told_as_going_on(
    outline, township, first, now, monkeypatch
) -> None:
    def broken(*given):
        raise NotAllowed("磁盘已满", "the disk is full")

    monkeypatch.setattr(issue_actions, "write_proof", broken)
    with pytest.raises(NotAllowed, match="磁盘已满"):
        issue_report(outline, unit=township, period=PERIOD, by=first, now=now)
    assert run_of(first) is None


def test_a_run_that_goes_on_is_told_and_asked_for_again(client_of, first, left) -> None:
    with open(lock_of(first), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        client = client_of(first)
        page = page_of(client)
        assert "第4步，共6步" in page
        assert "1/4" in page
        assert "every 1s" in page
        assert "第4步，共6步" in client.get(reverse("reports:report-list")).content.decode()
        client.post(reverse("reports:under-way"))
        assert left.exists(), "what goes on is not put away"


def test_a_killed_run_is_told_as_stopped_with_the_way_back(client_of, first, left) -> None:
    client = client_of(first)
    page = client.get(reverse("reports:report-list")).content.decode()
    assert "停在第4步" in page
    assert "every 1s" not in page
    again = f"{reverse('reports:report-new')}?outline=half-year&amp;unit=990101&amp;period=2026H1"
    assert again in page
    form = client.get(again.replace("&amp;", "&")).context["form"]
    assert (form["unit"].value(), form["period"].value()) == ("990101", "2026H1")
    client.post(reverse("reports:under-way"))
    assert "停在第4步" not in client.get(reverse("reports:report-list")).content.decode()


def test_while_a_form_is_being_sent_what_an_earlier_run_left_is_not_taken_for_it(
    client_of, first, left
) -> None:
    page = page_of(client_of(first), began="")
    assert "停在第4步" not in page
    assert "every 1s" in page


def test_who_issues_nothing_is_told_nothing_of_others(client_of, clerk, left) -> None:
    page = page_of(client_of(clerk))
    assert HALF.number not in page
    assert "您没有正在出具的报告" in page


def test_a_run_killed_after_the_issue_leads_to_the_report(client_of, first, report) -> None:
    done = Progress(report.unit, report.period, "walks", step=Step.PROVE, number=report.number)
    Run(path_of(first), done).keep(done)
    page = page_of(client_of(first))
    assert "报告已经出具" in page
    assert reverse("reports:report-detail", args=[report.number]) in page
    path_of(first).unlink()
    assert f"报告 {report.number} 已出具" in page_of(client_of(first), number=report.number)
    assert Report.objects.count() == 1


def test_a_damaged_note_is_none(first, left, client_of) -> None:
    left.write_bytes(b"\xff{")
    assert run_of(first) is None
    assert client_of(first).get(reverse("reports:report-list")).status_code == 200


def test_the_console_says_each_step_beside_what_a_program_reads(outline, first, cli, tmp_path) -> None:
    call = [outline.code, "--unit", "990101", "--period", PERIOD.code, "--json", "--out", str(tmp_path / "o")]
    ran = CliRunner().invoke(report, call)
    assert ran.exit_code == 0, ran.output
    assert json.loads(ran.stdout)["number"] == Report.objects.get().number
    said = ran.stderr.splitlines()
    assert list(dict.fromkeys(line[:5] for line in said)) == [f"[{one}/6]" for one in range(1, 7)]
    assert "计算数字" in said[1] + said[2]
    assert "Seal what was recorded" in said[0]
