"""``zerentian archive``."""

import json
import shutil
import zipfile
from datetime import datetime
from pathlib import Path

import click

from zerentian.ledger.actions import seal
from zerentian.ledger.cli.actor import by_option
from zerentian.ledger.clock import now
from zerentian.ledger.files import copy_whole, write_out
from zerentian.ledger.rules.periods import Period
from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.organization.models import Account, Unit
from zerentian.reports.actions.transfers import ask_transfer, package_of
from zerentian.reports.cli.report import find_unit, read_period
from zerentian.reports.models import Transfer
from zerentian.reports.packing import pack, slip
from zerentian.reports.rules.transfers import TransferState


@click.group()
def archive() -> None:
    """向档案馆移交 · Hand closed files over to the archive."""


def case_told(done: int, of: int) -> None:
    """Say at the console how many cases are in; beside the output, which a program may read."""
    click.echo(f"[{done}/{of}] 案卷 · cases", err=True)


out_option = click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="移交包和登记表写到此目录 · where the package and its slip go",
)


@archive.command()
@click.option("--unit", required=True, callback=find_unit, help="单位代码或路径 · code or path of the unit")
@click.option(
    "--period", required=True, callback=read_period, help="办结期间，如 2026H1 · closed in, such as 2026H1"
)
@click.option("--to", default="", help="接收的档案馆 · the archive that receives it")
@out_option
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
    asked = ask_transfer(unit=unit, period=period, archive=to, kinds=kinds or None, by=by, now=moment)
    made = pack(asked, now=moment, told=case_told)
    seal(now=moment)
    write_into(out, made, by, moment)
    told = {name: getattr(made, name) for name in ("number", "cases", "files", "size", "package", "manifest")}
    if as_json:
        click.echo(json.dumps({**told, "folder": str(out / made.number)}))
        return
    click.echo(
        f"移交 {made.number}：{made.cases} 件案卷、{made.files} 个文件、{made.size} 字节，在 {out / made.number}"
        f" · {made.cases} cases are in {out / made.number}"
    )
    click.echo(f"  tagmanifest-sha256.txt  {made.manifest}")


@archive.command()
@click.argument("number")
@out_option
@by_option()
def write(number: str, out: Path, by: Account) -> None:
    """把已成包、尚未交出的移交包再写出一次 · Write a package once more that waits to be handed over."""
    made = Transfer.objects.visible_to(by).filter(number=number).first()
    if made is None or made.state != TransferState.PACKED or not package_of(made).exists():
        raise NotAllowed(
            f"没有待交出的移交包 {number}，请到“办结案卷的移交”查看编号和状态",
            f"no package {number} waits to be handed over: look up its number and state on its page",
        )
    write_into(out, made, by, now())
    click.echo(f"已写到 {out / made.number} · written")


def write_into(out: Path, made: Transfer, by: Account, moment: datetime) -> None:
    """Write a package into a folder, laid open and as one file, with the slip that both sides sign."""
    out.mkdir(parents=True, exist_ok=True)
    unpack(package_of(made), out, made.number)
    copy_whole(package_of(made), out / made.file_name)
    for form, content in slip(made, forms=("pdf", "docx"), by=by, now=moment).items():
        write_out(out / f"{made.number}-slip.{form}", content)


def unpack(package: Path, out: Path, name: str) -> None:
    """Lay a package open in a folder; where the disk does not take all of it (OSError) nothing of it stays."""
    try:
        with zipfile.ZipFile(package) as packed:
            packed.extractall(out)
    except OSError:
        shutil.rmtree(out / name, ignore_errors=True)
        raise
