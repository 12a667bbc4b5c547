"""``zerentian import findings``: the list of problems that an inspection hands over."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from zerentian.ledger.cli.actor import by_option
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.tables.cells import Unreadable
from zerentian.rectification.actions.importing import Brought, ListOf, import_findings, look_over
from zerentian.rectification.rules.findings import Source

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
SHOWN = 50


@click.command("findings")
@click.argument("file", type=EXISTING)
@click.option(
    "--unit", "code", required=True, help="单位代码，含其下级 · code of the unit, with those below it"
)
@click.option("--document", required=True, help="是哪份文件的清单 · which document this list is")
@click.option(
    "--found-on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="发现日期，表内未写时用，默认今天 · day of the finding where a row has none, else today",
)
@click.option(
    "--source",
    type=click.Choice([one.value for one in Source]),
    default=Source.INSPECTION.value,
    show_default=True,
    help="问题来源 · where the problems come from",
)
@click.option("--sheet", default="", help="工作表名称，有多张时写明 · the sheet, where there are several")
@click.option("--dry-run", is_flag=True, help="只检查、不写入 · check only, write nothing")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · print JSON")
@by_option()
def findings_import(
    file: Path,
    code: str,
    document: str,
    found_on: datetime | None,
    source: str,
    sheet: str,
    dry_run: bool,
    as_json: bool,
    by: Account,
) -> None:
    """从检查问题清单导入问题 · Open findings from the list of problems of an inspection.

    全部导入或一条都不导入；已有的行不重复登记。All of it or nothing is brought in; rows that stand here are left out.
    """
    moment = now()
    day = found_on.date() if found_on else local_day(moment)
    handed = ListOf(file.read_bytes(), file.name, unit_of(code), document, day, Source(source), sheet)
    try:
        brought = look_over(handed, by=by, now=moment)
        if not brought.problems and not dry_run:
            brought = import_findings(handed, by=by, now=moment)
    except (NotAllowed, Unreadable) as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(json.dumps(as_data(brought), ensure_ascii=False) if as_json else as_text(brought, dry_run))
    if brought.problems:
        raise SystemExit(1)


def unit_of(code: str) -> Unit:
    """Return the unit of a code; a wrong call for none."""
    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise click.BadParameter(f"没有单位 {code} · there is no unit {code}", param_hint="--unit")
    return found


def as_data(brought: Brought) -> dict[str, Any]:
    """Return what a list brought as plain data."""
    return {
        "new": len(brought.new),
        "known": brought.known,
        "opened": [one.number for one in brought.opened],
        "notes": [str(note) for note in brought.notes],
        "problems": [
            {"sheet": one.sheet, "row": one.row, "column": one.column, "message": str(one.message)}
            for one in brought.problems
        ],
    }


def as_text(brought: Brought, dry_run: bool) -> str:
    """Return what a list brought in lines: notes, what is wrong with its place, then the sum."""
    lines = [str(note) for note in brought.notes]
    lines += [str(one) for one in brought.problems[:SHOWN]]
    if (more := len(brought.problems) - SHOWN) > 0:
        lines.append(f"……另有 {more} 处 · and {more} more")
    written = "已导入 · brought in" if brought.opened else "未写入 · nothing written"
    lines.append(
        f"{'试运行 · dry run' if dry_run else written}：新问题 {len(brought.new)} new，"
        f"已有 {brought.known} known，需改正 {len(brought.problems)} to mend"
    )
    return "\n".join(lines)
