"""``zerentian archive``."""

import json
import shutil
import zipfile
from pathlib import Path

import click

from zerentian.ledger.actions import seal
from zerentian.ledger.cli.actor import by_option
from zerentian.ledger.clock import now
from zerentian.ledger.files import copy_whole, write_out
from zerentian.ledger.rules.periods import Period
from zerentian.organization.models import Account, Unit
from zerentian.reports.actions.transfers import ask_transfer, package_of
from zerentian.reports.cli.report import find_unit, read_period
from zerentian.reports.packing import pack, slip


@click.group()
def archive() -> None:
    """向档案馆移交 · Hand closed files over to the archive."""


def case_told(done: int, of: int) -> None:
    """Say at the console how many cases are in; beside the output, which a program may read."""
    click.echo(f"[{done}/{of}] 案卷 · cases", err=True)


@archive.command()
@click.option("--unit", required=True, callback=find_unit, help="单位代码或路径 · code or path of the unit")
@click.option(
    "--period", required=True, callback=read_period, help="办结期间，如 2026H1 · closed in, such as 2026H1"
)
@click.option("--to", default="", help="接收的档案馆 · the archive that receives it")
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="移交包和登记表写到此目录 · where the package and its slip go",
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    help="只移交这一种，可重复；省略为全部 · only this kind, may be repeated; all without it",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · print JSON")
@by_option()
def transfer(
    unit: Unit, period: Period, to: str, out: Path, kinds: tuple[str, ...], as_json: bool, by: Account
) -> None:
    """办结的案卷编成移交包（BagIt），附登记表 · Pack what was closed in a period (BagIt), with the slip to sign."""
    moment = now()
    out.mkdir(parents=True, exist_ok=True)
    asked = ask_transfer(unit=unit, period=period, archive=to, kinds=kinds or None, by=by, now=moment)
    made = pack(asked, now=moment, told=case_told)
    seal(now=moment)
    unpack(package_of(made), out, made.number)
    copy_whole(package_of(made), out / made.file_name)
    for form, content in slip(made, forms=("pdf", "docx"), by=by, now=moment).items():
        write_out(out / f"{made.number}-slip.{form}", content)
    told = {name: getattr(made, name) for name in ("number", "cases", "files", "size", "package", "manifest")}
    if as_json:
        click.echo(json.dumps({**told, "folder": str(out / made.number)}))
        return
    click.echo(
        f"移交 {made.number}：{made.cases} 件案卷、{made.files} 个文件、{made.size} 字节，在 {out / made.number}"
        f" · {made.cases} cases are in {out / made.number}"
    )
    click.echo(f"  tagmanifest-sha256.txt  {made.manifest}")


def unpack(package: Path, out: Path, name: str) -> None:
    """Lay a package open in a folder; where the disk does not take all of it (OSError) nothing of it stays."""
    try:
        with zipfile.ZipFile(package) as packed:
            packed.extractall(out)
    except OSError:
        shutil.rmtree(out / name, ignore_errors=True)
        raise
