"""``zerentian evidence``."""

import json
import math
from typing import Any

import click

from zerentian.evidence import actions
from zerentian.evidence.models import File
from zerentian.ledger.cli.actor import by_option
from zerentian.ledger.cli.progress import progress
from zerentian.ledger.clock import now

MONTHLY = 1 / 30


@click.group()
def evidence() -> None:
    """佐证文件 · Files of evidence"""


@evidence.command()
@click.option("--all", "whole", is_flag=True, help="全部复验 · re-check every file")
@click.option(
    "--share",
    type=click.FloatRange(0, 1, min_open=True),
    default=MONTHLY,
    help="复验的份额，先验最久未验的；默认三十分之一 · share to re-check, those checked longest ago first",
)
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · print JSON")
@by_option()
def recheck(whole: bool, share: float, as_json: bool, by: Any) -> None:
    """按哈希复验佐证文件，报告受损和缺失 · Hash evidence files again; report damaged and missing ones.

    退出码：0 全部完好，1 有文件不符 · exit codes: 0 all sound, 1 some are not
    """
    share = 1.0 if whole else share
    with progress("复验 · re-checking", math.ceil(File.objects.standing().count() * share)) as advance:
        run, damages = actions.recheck(share, now(), by=by, progress=advance)
    if as_json:
        files = [
            {"file": d.file.ref, "sha256": d.file.sha256, "condition": d.condition, "path": str(d.file.path)}
            for d in damages
        ]
        counts = {"checked": run.checked, "damaged": run.damaged, "missing": run.missing}
        click.echo(json.dumps(counts | {"files": files}, ensure_ascii=False))
    else:
        for damage in damages:
            click.echo(damage.text, err=True)
        click.echo(
            f"复验 {run.checked} 件，受损 {run.damaged} 件，缺失 {run.missing} 件"
            f" · {run.checked} re-checked, {run.damaged} damaged, {run.missing} missing"
        )
    if damages:
        raise click.exceptions.Exit(1)


@evidence.command()
@click.option("--again", is_flag=True, help="已比对过的也重新比对 · compare again what was compared before")
def compare(again: bool) -> None:
    """比对照片，疑似重复的成对列出，由人认定 · Compare pictures; pairs that look alike wait for a person.

    后台会自动比对新存入的照片；本命令用于升级前已有的照片 · the worker does so with new ones; this is for older ones
    """
    if again:
        actions.compare_anew()
    many = File.objects.comparable().filter(sketch=None).count()
    with progress("比对 · comparing", many) as advance:
        found = actions.compare_pictures(now(), None, advance)
    click.echo(f"比对照片 {many} 张，新列出 {found} 对 · {many} pictures compared, {found} new pairs")
