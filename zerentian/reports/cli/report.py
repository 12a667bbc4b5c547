"""``zerentian report``."""

import json
import shutil
from pathlib import Path

import click

from zerentian.ledger.cli.actor import by_option
from zerentian.ledger.clock import now
from zerentian.ledger.rules.days import period_within
from zerentian.ledger.rules.periods import BadPeriod, Period, local_day
from zerentian.organization.models import Account, Unit
from zerentian.reports.actions import issue_report, outline_named
from zerentian.reports.actions.issuing import report_folder
from zerentian.reports.rules.progress import NAMES, STEPS, Step


def read_period(_context: click.Context, _option: click.Parameter, text: str) -> Period:
    """Read ``--period``; a wrong call when it is none."""
    try:
        return period_within(text, local_day(now()))
    except BadPeriod as error:
        raise click.BadParameter(str(error)) from error


def find_unit(_context: click.Context, _option: click.Parameter, text: str) -> Unit:
    """Find ``--unit`` by its code or its path; a wrong call when there is none."""
    unit = Unit.objects.filter(code=text.rstrip("/").rsplit("/", 1)[-1]).first()
    if unit is None:
        known = "、".join(Unit.objects.values_list("code", flat=True)[:20])
        raise click.BadParameter(f"没有单位 {text}；有：{known} · no such unit; there are: {known}")
    return unit


def step_told(step: Step, done: int = 0, of: int = 0, number: str = "") -> None:
    """Say at the console how far the issue is; beside the output, which a program may read."""
    pieces = f" {done}/{of}" if of else ""
    click.echo(f"[{STEPS.index(step) + 1}/{len(STEPS)}] {NAMES[step]}{pieces}", err=True)


@click.command()
@click.argument("outline")
@click.option("--unit", required=True, callback=find_unit, help="单位代码或路径 · code or path of the unit")
@click.option(
    "--period", required=True, callback=read_period, help="期间，如 2026H1 · period, such as 2026H1"
)
@click.option("--recipient", default="", help="主送机关 · whom it is addressed to")
@click.option("--party", is_flag=True, help="以党委名义出具 · in the name of the party committee")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="另存到此目录 · copy the files here"
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · print JSON")
@by_option()
def report(
    outline: str,
    unit: Unit,
    period: Period,
    recipient: str,
    party: bool,
    out: Path | None,
    as_json: bool,
    by: Account,
) -> None:
    """按提纲出具报告（Word、PDF、网页和证明包） · Issue a report from an outline (half-year, quarter or FILE.md)."""
    moment = now()
    chosen = outline_named(outline, by=by, now=moment)
    issued = issue_report(
        chosen,
        unit=unit,
        period=period,
        by=by,
        now=moment,
        recipient=recipient,
        party=party,
        tell=step_told,
    )
    folder = report_folder(issued)
    if out is not None:
        shutil.copytree(folder, out, dirs_exist_ok=True)
        folder = out
    if as_json:
        click.echo(json.dumps({"number": issued.number, "size": issued.size, "folder": str(folder)}))
        return
    click.echo(f"报告 {issued.number} 已出具：{folder} · report {issued.number} is in {folder}")
    for line in (folder / "render.log").read_text("utf-8").splitlines():
        click.echo(f"  {line}")
