"""``zerentian demo``: the demo township."""

import json
from datetime import timedelta

import click

from zerentian.casework import search as concerns
from zerentian.ledger.cli.progress import progress
from zerentian.ledger.models import Entry
from zerentian.ledger.schema import migrate
from zerentian.reports.actions.issuing import report_folder
from zerentian.reports.models import Report
from zerentian.web.cli.init import refuse_data
from zerentian.web.demo.cast import PASSWORD
from zerentian.web.demo.founding import BEGIN, END
from zerentian.web.demo.play import play
from zerentian.web.search import catch_up_wholly

SHOWN = (
    "first",
    "leader",
    "reception",
    "clerk",
    "cadre",
    "inspector",
    "auditor",
    "administrator",
    "security",
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · print JSON")
@click.option(
    "--days", type=click.IntRange(1, (END - BEGIN).days + 1), help="只讲前几天 · tell only so many days"
)
def demo(as_json: bool, days: int | None) -> None:
    """建立演示乡镇：一年的责任、记录和报告，全为虚构 · Make the demo township: a year, all of it made up."""
    migrate()
    refuse_data()
    until = BEGIN + timedelta(days=days - 1) if days else END
    with progress("云岭乡的一年 · telling the year", (until - BEGIN).days + 1) as advance:
        play(until=until, progress=advance)
    catch_up_wholly()
    concerns.catch_up_wholly()
    reports = [str(report_folder(report)) for report in Report.objects.order_by("number")]
    if as_json:
        click.echo(json.dumps({"entries": Entry.objects.count(), "reports": reports}))
        return
    click.echo(f"演示乡镇已建立，共 {Entry.objects.count()} 条台账 · entries in the demo township")
    click.echo(f"登录名 · sign in as: {'、'.join(SHOWN)}；密码 · password: {PASSWORD}")
    for folder in reports:
        click.echo(f"报告 · report: {folder}")
