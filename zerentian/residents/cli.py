"""``zerentian export answers`` and ``zerentian site build``."""

from pathlib import Path

import click
from django.conf import settings

from zerentian.casework.models import PublicAnswer
from zerentian.ledger.cli.progress import progress
from zerentian.ledger.clock import now
from zerentian.residents.bulletin import build
from zerentian.residents.site import Addresses, export_answers


@click.group()
def site() -> None:
    """公告、回应、更正的静态网站 · Notices, answers and corrections as a static site."""


@site.command("build")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--address",
    default="",
    help="目录将放在的网址，有它才生成订阅源 · where the folder will stand; without it there is no feed",
)
def site_build(folder: Path, address: str) -> None:
    """生成或更新目录，只写有变化的文件 · Bring a folder up to date; only what changed is written."""
    where = Addresses(site=address.rstrip("/"), office=settings.SITE_URL)
    built = build(folder, where, now())
    click.echo(
        f"现行内容 {built.texts} 条；写入 {built.written} 个文件，"
        f"未变 {built.unchanged} 个，移除 {built.removed} 个：{folder}"
        f" · {built.texts} current texts; {built.written} files written, {built.unchanged} unchanged,"
        f" {built.removed} removed"
    )
    if not where.site:
        click.echo("没有给出 --address，未生成订阅源 · no --address, hence no feeds", err=True)


@click.command("answers")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--address",
    default="",
    help="目录将放在的网址，有它才生成订阅源 · where the folder will stand; without it there is no feed",
)
def answers_export(folder: Path, address: str) -> None:
    """把公开的答复导出为静态网页 · Export the published answers as static pages for the county's site."""
    where = Addresses(site=address.rstrip("/"), office=settings.SITE_URL)
    with progress("导出 · exporting", PublicAnswer.objects.count()) as advance:
        site = export_answers(folder, where, advance)
    click.echo(
        f"已导出公开答复 {site.answers} 条，文件 {site.files} 个，移除 {site.removed} 个：{folder}"
        f" · {site.answers} published answers in {site.files} files, {site.removed} removed"
    )
    if not where.site:
        click.echo("没有给出 --address，未生成订阅源 feed.atom · no --address, hence no feed.atom", err=True)
