"""``zerentian import concerns``."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import click

from zerentian.exchange.actions.imported import Imported, SameRows
from zerentian.exchange.actions.imports import import_concerns
from zerentian.exchange.rules.mapping import read_map
from zerentian.ledger.cli.actor import by_option
from zerentian.ledger.cli.progress import progress
from zerentian.ledger.clock import now
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.rights import Kind
from zerentian.organization.rules.sheets import Problem
from zerentian.organization.rules.tables.cells import Unreadable

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
SHOWN = 50


@click.command("concerns")
@click.argument("file", type=EXISTING)
@click.option("--map", "map_file", type=EXISTING, help="列映射（TOML） · map of the columns (TOML)")
@click.option("--source", default="", help="来源名称，默认取文件名 · name of the source, else the file's")
@click.option("--unit", "code", default="", help="乡镇代码 · code of the township, such as 990101")
@click.option("--dry-run", is_flag=True, help="只检查、不写入 · check only, write nothing")
@click.option("--skip-bad", is_flag=True, help="略过有误的行 · leave out the rows that have an error")
@click.option("--sheet", default="", help="工作表名称，有多张时写明 · the sheet, where there are several")
@click.option(
    "--same-rows",
    default=None,
    type=click.Choice([one.value for one in SameRows if one]),
    help="无编号的相同行：each 各一件，once 只一件 · equal rows without a number",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · print JSON")
@by_option()
def concerns_import(
    file: Path,
    map_file: Path | None,
    source: str,
    code: str,
    dry_run: bool,
    skip_bad: bool,
    sheet: str,
    same_rows: str | None,
    as_json: bool,
    by: Account,
) -> None:
    """从表格导入群众诉求 · Import residents' concerns from a spreadsheet or CSV file."""
    with ExitStack() as stack:

        def begin(total: int) -> Callable[[int], object]:
            return stack.enter_context(progress("导入 · importing", total))

        try:
            result = import_concerns(
                stack.enter_context(file.open("rb")),
                name=file.name,
                unit=township(code),
                by=by,
                now=now(),
                columns=read_map(map_file.read_bytes()) if map_file else None,
                source=source,
                dry_run=dry_run,
                skip_bad=skip_bad,
                sheet=sheet,
                same_rows=SameRows(same_rows or ""),
                begin=begin,
            )
        except Unreadable as error:
            raise click.ClickException(str(error)) from error
    click.echo(
        json.dumps(result.as_data(), ensure_ascii=False) if as_json else as_text(result, dry_run=dry_run)
    )
    if result.errors:
        raise SystemExit(1)


def township(code: str) -> Unit:
    """Return the township of a code, or the only one there is; a wrong call otherwise."""
    townships = Unit.objects.filter(kind=Kind.TOWNSHIP)
    found = list(townships.filter(code=code) if code else townships[:2])
    if len(found) == 1:
        return found[0]
    raise click.BadParameter(
        f"没有乡镇 {code} · there is no township {code}"
        if code
        else "请用 --unit 写明乡镇代码 · say which township with --unit",
        param_hint="--unit",
    )


def as_text(result: Imported, *, dry_run: bool) -> str:
    """Return the result in lines: what is wrong, what was left out, what was done."""
    lines = [str(note) for note in result.notes]
    lines += [in_place(problem) for problem in result.errors[:SHOWN]]
    if len(result.errors) > SHOWN:
        lines.append(f"……另有 {len(result.errors) - SHOWN} 处 · and {len(result.errors) - SHOWN} more")
    notes = (
        (result.refused, f"不收集的列（边界第1条） · columns refused: {'、'.join(result.refused)}"),
        (result.left_out, f"未导入的列 · columns left out: {'、'.join(result.left_out)}"),
        (result.kept, f"已在办理或已答复、未覆盖 · kept as handled here: {result.kept}"),
        (result.contacts, f"联系方式已更正 · contact data corrected: {result.contacts}"),
        (result.undated, f"没有答复时间的答复，按导入当日计 · replies without a date: {result.undated}"),
    )
    lines += [words for noted, words in notes if noted]
    verdict = "已导入 · imported" if result.written else "未写入 · nothing written"
    lines.append(
        f"{'试运行 · dry run' if dry_run else verdict}：{result.rows} 行 rows，新增 {result.created} created，"
        f"更新 {result.updated} updated，不变 {result.unchanged} unchanged，有误 {len(result.errors)} errors"
    )
    return "\n".join(lines)


def in_place(problem: Problem) -> str:
    """Return an error with its place in the file."""
    column = f"“{problem.column}”列" if problem.column else ""
    return f"第 {problem.row} 行{column}：{problem.message}"
