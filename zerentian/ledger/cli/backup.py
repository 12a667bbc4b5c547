"""``zerentian backup`` and ``zerentian restore``."""

from pathlib import Path

import click
from django.conf import settings

from zerentian.ledger import backup as copying
from zerentian.ledger.cli.progress import progress
from zerentian.ledger.verification import verify_log

Folder = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("folder", type=Folder)
def backup(folder: Path) -> None:
    """备份数据库、佐证和报告（不含密钥） · Back up database, evidence and reports, without the keys."""
    count = sum(1 for name in copying.FOLDERS for _ in copying.files_under(settings.ZERENTIAN_HOME / name))
    with progress("备份 · backing up", count) as advance:
        done = copying.back_up(folder, advance)
    click.echo(f"已备份到 {folder}，新增文件 {done['copied']} 个 · backed up, {done['copied']} new files")
    click.echo(f"签名密钥请另行保管：{settings.ZERENTIAN_HOME / 'keys'} · keep the signing keys apart")


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def restore(folder: Path) -> None:
    """把备份恢复到空的目录和数据库并核验 · Restore a backup into an empty home and verify it."""
    copying.restore(folder)
    findings = verify_log()
    for problem in findings.problems:
        click.echo(f"{problem.place}: {problem.message}", err=True)
    if not findings.hold:
        raise click.ClickException("已恢复，但核验不通过 · restored, but it does not verify")
    click.echo(f"已恢复并核验：{findings.size} 条 · restored and verified: {findings.size} entries")
