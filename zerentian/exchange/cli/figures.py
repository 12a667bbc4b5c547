"""``zerentian figures export`` and ``zerentian figures take``, beside the values of ``zerentian figures``."""

from pathlib import Path

import click

from zerentian.exchange.actions.upward import export_figures, take_sheet
from zerentian.ledger.cli.actor import by_option
from zerentian.ledger.cli.figures import figures, period_of
from zerentian.ledger.clock import now
from zerentian.ledger.files import check_writable, write_out
from zerentian.organization.models import Account, Unit
from zerentian.organization.rules.rights import Kind

__all__ = ["export", "figures", "take"]

OUT = click.Path(dir_okay=False, path_type=Path)
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


def unit_named(code: str, kind: Kind) -> Unit:
    """Return the unit of a code, else the only one of its kind; a wrong call where that is unclear."""
    rows = Unit.objects.filter(code=code) if code else Unit.objects.filter(kind=kind)
    found = list(rows[:2])
    if len(found) != 1:
        raise click.BadParameter("请用 --unit 写明单位代码 · name the unit by --unit CODE")
    return found[0]


@figures.command("export")
@click.option("--period", default="", help="期间，如 2026H1，缺省为本年 · period, default this year")
@click.option(
    "--unit", "code", default="", help="单位代码，缺省为唯一的乡镇 · code, default the only township"
)
@click.option("--out", type=OUT, required=True, help="写到哪个文件 · file to write")
@by_option()
def export(period: str, code: str, out: Path, by: Account) -> None:
    """导出签名的指标文件，报县级 · Write every figure, signed, for the county."""
    unit = unit_named(code, Kind.TOWNSHIP)
    check_writable(out)
    content = export_figures(unit, period=period_of(period), by=by, now=now())
    write_out(out, content)
    click.echo(f"已写入 {out}（{unit.name}） · written")


@figures.command("take")
@click.argument("file", type=EXISTING)
@click.option("--unit", "code", default="", help="县级单位代码 · code of the county")
@by_option()
def take(file: Path, code: str, by: Account) -> None:
    """收下级的指标文件，核对签名 · Take a township's file of figures in, checking its signature."""
    taken = take_sheet(file.read_bytes(), unit=unit_named(code, Kind.COUNTY), by=by, now=now())
    click.echo(f"已收：{taken.source.name} {taken.period}，截至 {taken.size} 条 · taken in")
