"""What measures add up to in money and days, how one becomes a deed, and lists of inspections at the console."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from click.testing import CliRunner
from django.urls import reverse

from zerentian.duties.actions import adopt_duty, withdraw_deed
from zerentian.duties.models import Deed
from zerentian.duties.rules.cadences import Cadence, DueRule
from zerentian.duties.rules.functions import Level
from zerentian.evidence.models import File
from zerentian.ledger.models import Entry
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.access import Forbidden
from zerentian.organization.models import Area
from zerentian.rectification.actions import deeds, measures
from zerentian.rectification.cli import findings_import
from zerentian.rectification.models import Finding
from zerentian.rectification.tests.points import proof
from zerentian.rectification.tests.test_findings import value


@pytest.fixture
def planned(mending_now, village_post, cadre, now):
    """Plan a measure of the finding, with or without its money."""

    def plan(money=None):
        said = {"text": "清淤", "responsible": village_post, "due": date(2026, 3, 9), "money": money}
        return measures.plan_measure(mending_now, **said, by=cadre, now=now)

    return plan


def carried_out(measure, cadre, now, **said):
    said = {"done_on": now.date(), "result": "清淤一百二十米", "uploads": proof()} | said
    return measures.carry_out(measure, **said, by=cadre, now=now)


def test_money_is_summed_where_it_is_stated_and_says_of_how_many_measures_it_knows(planned, cadre, now):
    first, second, third = planned(Decimal("1200.50")), planned(), planned(Decimal(0))
    assert value("measures.money", now).value == 1201
    assert "3条中2条有记录" in value("measures.money", now).text
    carried_out(first, cadre, now, spent=Decimal("999.49"))
    carried_out(second, cadre, now)
    later = now + timedelta(minutes=1)
    assert value("measures.spent", later).value == 999
    assert "2条中1条有记录" in value("measures.spent", later).text
    measures.drop_measure(third, reason="合并实施", by=cadre, now=now)


def test_money_that_nobody_stated_is_unknown_not_nothing(planned, now):
    planned()
    assert value("measures.money", now).value is None


def test_days_to_mend_are_the_median_of_what_was_verified(verified, now):
    assert value("findings.mending_days", now + timedelta(days=5)).value == 4


@pytest.fixture
def ditch_duty(village_post, leader, now):
    """The village's duty to clear its ditches, off the list."""
    return adopt_duty(
        title="排洪沟清淤",
        area=Area.objects.create(code="flood", name="防汛"),
        post=village_post,
        rule=DueRule(Cadence.WEEKLY, day=5),
        demanded_by=Level.COUNTY,
        by=leader,
        now=now,
    )


def test_a_measure_becomes_a_deed_once_with_day_place_and_files(
    client_of, planned, ditch_duty, cadre, clerk, now
):
    measure = planned()
    act = {"serves": [ditch_duty], "by": cadre, "now": now}
    with pytest.raises(NotAllowed, match="落实之后"):
        deeds.record_as_deed(measure, **act)
    carried_out(measure, cadre, now)
    address = reverse("rectification:measure-deed", args=[measure.pk])
    page = reverse("rectification:finding-detail", args=[measure.finding_id])
    client = client_of(cadre)
    assert address in client.get(page).content.decode()
    assert client.post(address, {}).status_code == 422
    client.post(address, {"duty": ditch_duty.pk})
    deed = Deed.objects.get()
    assert (deed.what, deed.place, deed.kind) == ("清淤一百二十米", "后沟", "rectification")
    assert (deed.occurred_on, deed.done_by, list(deed.duties.all())) == (now.date(), cadre, [ditch_duty])
    assert list(deed.files.all()) == list(File.objects.all())
    assert json.loads(Entry.objects.get(verb="measure.recorded").facts)["deed"] == deed.ref
    assert reverse("duties:deed-detail", args=[deed.pk]) in client.get(page).content.decode()
    with pytest.raises(NotAllowed, match="已记为"):
        deeds.record_as_deed(measure, **act)
    with pytest.raises(Forbidden):
        deeds.record_as_deed(measure, **act | {"by": clerk})
    withdraw_deed(deed, reason="写错了责任", by=cadre, now=now)
    assert deeds.record_as_deed(measure, **act).pk != deed.pk


@pytest.fixture
def listed(tmp_path, leader):
    """Bring a list of an inspection in at the console."""

    def bring(*lines, unit="990101", **kept):
        path = tmp_path / "清单.csv"
        path.write_text("\n".join(("序号,存在问题,地点,责任单位", *lines)), "utf-8-sig")
        options = ["--document", "县督查通报1号", "--found-on", "2026-03-01", "--unit", unit]
        options += [f"--{name.replace('_', '-')}" for name in kept]
        return CliRunner().invoke(findings_import, [str(path), *options, "--by", leader.username])

    return bring


def test_a_list_of_an_inspection_is_brought_in_at_the_console_once(listed, village):
    lines = ("1,护栏缺失,桥头,上坪村", "2,消防通道堵塞,市场,")
    looked = listed(*lines, dry_run=True)
    assert (looked.exit_code, Finding.objects.count()) == (0, 0), looked.output
    assert "试运行" in looked.output
    brought = json.loads(listed(*lines, json=True).output)
    assert (brought["new"], len(brought["opened"])) == (2, 2)
    finding = Finding.objects.get(source_number="1")
    assert (finding.unit, finding.source, finding.source_document) == (village, "inspection", "县督查通报1号")
    assert "已有 2 known" in listed(*lines).output
    assert Finding.objects.count() == 2


def test_a_list_with_something_wrong_names_its_row_and_brings_nothing_in(listed, village):
    result = listed("1,护栏缺失,桥头,上坪村", "2,,市场,天上村")
    assert result.exit_code == 1
    assert "第 3 行" in result.output
    assert not Finding.objects.exists()
    assert listed("1,护栏缺失,桥头,", unit="nowhere").exit_code == 2
