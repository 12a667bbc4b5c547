"""``zerentian export concerns`` and ``zerentian export replies``."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import click

from zerentian.casework.models.labels import REVEAL_PURPOSES
from zerentian.exchange.actions.exports import export_concerns, export_replies, keep_reply_sheet, meant
from zerentian.exchange.cli.imports import EXISTING, township
from zerentian.exchange.models import ReplySheet
from zerentian.exchange.rules.form_kinds import check_suffix
from zerentian.exchange.rules.mapping import read_map, recognised
from zerentian.exchange.rules.templates import headings_of as headings_in
from zerentian.ledger.cli.actor import by_option
from zerentian.ledger.clock import now
from zerentian.ledger.files import check_writable, write_out
from zerentian.organization.models import Account

OUT = click.Path(dir_okay=False, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])
FILTERS = (
    click.option("--unit", "code", default="", help="乡镇代码 · code of the township, such as 990101"),
    click.option("--source", default="", help="只要这一来源的 · only what came from this source"),
    click.option("--since", type=DAY, help="自哪天收到起 · received from this day on"),
    click.option("--until", type=DAY, help="到哪天收到止 · received up to this day"),
    click.option(
        "--purpose",
        type=click.Choice(list(REVEAL_PURPOSES)),
        help="带联系方式的用途 · contact data, what for",
    ),
    click.option("--reason", default="", help="带联系方式的理由 · the reason for contact data"),
)


def filtered(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say which concerns are meant."""
    for option in reversed(FILTERS):
        command = option(command)
    return command


@click.command("concerns")
@click.argument("out", type=OUT)
@filtered
@by_option()
def concerns_export(
    out: Path,
    code: str,
    source: str,
    since: datetime | None,
    until: datetime | None,
    purpose: str | None,
    reason: str,
    by: Account,
) -> None:
    """导出诉求列表（.xlsx 或 .csv） · Export a list of concerns, .xlsx or .csv by the file's name."""
    unit = township(code)
    check_writable(out)
    form = "csv" if out.suffix.lower() == ".csv" else "xlsx"
    exported = export_concerns(
        meant(unit, source, since, until),
        unit=unit,
        form=form,
        by=by,
        now=now(),
        purpose=purpose or "",
        reason=reason,
    )
    write_out(out, exported.content)
    click.echo(f"已导出 · exported {exported.rows}：{out}")


@click.command("replies")
@click.argument("out", type=OUT)
@click.option("--template", "name", required=True, help="模板名称 · name of the template")
@click.option(
    "--file", "template", type=EXISTING, help="首次使用：模板文件 · the template itself, the first time"
)
@click.option(
    "--map", "map_file", type=EXISTING, help="首次使用：[columns] 列映射 · map of its columns (TOML)"
)
@click.option("--into", type=EXISTING, help="填进热线这一批的表 · fill the hotline's own sheet of this batch")
@filtered
@by_option()
def replies_export(
    out: Path,
    name: str,
    template: Path | None,
    map_file: Path | None,
    into: Path | None,
    code: str,
    source: str,
    since: datetime | None,
    until: datetime | None,
    purpose: str | None,
    reason: str,
    by: Account,
) -> None:
    """把答复填进热线或县里的模板 · Fill replies into the hotline's or the county's own template."""
    unit = township(code)
    if template:
        columns = read_map(map_file.read_bytes()).columns if map_file else headings_of(template)
        keep_reply_sheet(
            unit=unit, name=name, content=template.read_bytes(), columns=columns, by=by, now=now()
        )
    sheet = ReplySheet.objects.filter(unit=unit, name=name).first()
    if sheet is None:
        raise click.BadParameter(
            f"没有模板“{name}”，首次使用请加 --file · there is no such template: give it with --file",
            param_hint="--template",
        )
    check_suffix(out.name, into.read_bytes() if into else bytes(sheet.content))
    check_writable(out)
    exported = export_replies(
        sheet,
        meant(unit, source, since, until),
        by=by,
        now=now(),
        into=BytesIO(into.read_bytes()) if into else None,
        purpose=purpose or "",
        reason=reason,
    )
    write_out(out, exported.content)
    for note in exported.notes:
        click.echo(str(note))
    click.echo(f"已填写 · filled {exported.rows}：{out}（{exported.sheet}）")


def headings_of(template: Path) -> dict[str, str]:
    """Return the columns one knows by their usual headings."""
    with template.open("rb") as stream:
        return recognised(headings_in(stream.read()))
