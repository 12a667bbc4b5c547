"""``zerentian export answers``."""

from pathlib import Path

import click
from django.conf import settings

from zerentian.casework.models import PublicAnswer
from zerentian.ledger.cli.progress import progress
from zerentian.residents.site import Addresses, export_answers


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
