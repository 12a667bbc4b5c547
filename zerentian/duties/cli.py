"""``zerentian import functions``."""

import json
from pathlib import Path
from typing import Any

import click

from zerentian.duties.actions import functions
from zerentian.ledger.cli.actor import by_option
from zerentian.ledger.clock import now
from zerentian.organization.models import Unit


@click.command("functions")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unit", "code", required=True, help="乡镇代码 · code of the township, such as 990101")
@click.option("--sheet", default="", help="工作表名称，有多张时写明 · the sheet, where there are several")
@click.option("--dry-run", is_flag=True, help="只检查、不写入 · check only, write nothing")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · print JSON")
@by_option()
def functions_import(file: Path, code: str, sheet: str, dry_run: bool, as_json: bool, by: Any) -> None:
    """从表格导入履职事项清单 · Import a township's published function list from a spreadsheet."""
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise click.BadParameter(f"没有单位 {code} · there is no unit {code}", param_hint="--unit")
    read = functions.preview_functions if dry_run else functions.import_functions
    changes = read(unit=unit, content=file.read_bytes(), name=file.name, by=by, now=now(), sheet=sheet)
    counts = {"new": len(changes.new), "changed": len(changes.changed), "unchanged": changes.unchanged}
    problems = [str(problem) for problem in changes.problems]
    if as_json:
        notes = [note.zh for note in changes.notes]
        told = counts | {"absent": changes.absent, "problems": problems, "notes": notes}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for note in changes.notes:
            click.echo(str(note))
        for problem in problems:
            click.echo(problem, err=True)
        click.echo(
            f"新增 {counts['new']} 项，变更 {counts['changed']} 项，不变 {counts['unchanged']} 项"
            f" · {counts['new']} new, {counts['changed']} changed, {counts['unchanged']} unchanged"
        )
    if problems:
        raise click.exceptions.Exit(1)
