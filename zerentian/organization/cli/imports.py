"""``zerentian import organization``."""

import json
from pathlib import Path

import click

from zerentian.ledger.cli.actor import by_option
from zerentian.ledger.clock import now
from zerentian.organization.actions.imports import Imported, import_organization
from zerentian.organization.models import Account
from zerentian.organization.rules.roster import known_columns, read_roster
from zerentian.organization.rules.sheets import read_sheets
from zerentian.organization.rules.tables.cells import Unreadable


@click.command("organization")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="只检查、不写入 · check only, write nothing")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · print JSON")
@by_option()
def organization_import(file: Path, dry_run: bool, as_json: bool, by: Account) -> None:
    """从一个表格导入单位、岗位和人员 · Import units, posts and people from one spreadsheet."""
    try:
        roster = read_roster(read_sheets(file.read_bytes(), file.name, known_columns))
    except Unreadable as error:
        raise click.ClickException(str(error)) from error
    result = import_organization(roster, by=by, now=now(), dry_run=dry_run)
    click.echo(json.dumps(as_data(result), ensure_ascii=False) if as_json else as_text(result))
    if result.problems:
        raise SystemExit(1)


def as_data(result: Imported) -> dict[str, object]:
    """Return the result as it stands in the JSON."""
    return {
        "written": result.written,
        "notes": [note.zh for note in result.notes],
        "changes": [str(change) for change in result.changes],
        "unchanged": result.unchanged,
        "problems": [
            {"sheet": p.sheet, "row": p.row, "column": p.column, "message": str(p.message)}
            for p in result.problems
        ],
        "passwords": [
            {"username": username, "name": name, "password": password}
            for username, name, password in result.passwords
            if result.written
        ],
    }


def as_text(result: Imported) -> str:
    """Return the result in lines; initial passwords only when the accounts were made."""
    lines = [*map(str, result.notes), *map(str, result.problems), *map(str, result.changes)]
    if result.written and result.passwords:
        lines.append("初始密码（只显示这一次，首次登录须修改） · initial passwords, shown this once:")
        lines += ["  ".join(row) for row in result.passwords]
    verdict = "已导入 · imported" if result.written else "未写入 · nothing written"
    lines.append(
        f"{verdict}：{len(result.changes)} 项变更 changes，{result.unchanged} 项不变 unchanged，"
        f"{len(result.problems)} 处问题 problems"
    )
    return "\n".join(lines)
