"""``zerentian forms``: fill other offices' forms at the console."""

from pathlib import Path

import click

from zerentian.exchange.actions.fillings import check_sheet, fill_form
from zerentian.exchange.actions.stacks import village_file
from zerentian.exchange.cli.exports import OUT
from zerentian.exchange.cli.imports import township
from zerentian.exchange.models import CountyForm
from zerentian.exchange.rules.form_kinds import check_suffix
from zerentian.exchange.rules.stacking import VillageFile
from zerentian.ledger.cli.actor import by_option
from zerentian.ledger.cli.figures import period_of
from zerentian.ledger.clock import now
from zerentian.ledger.files import check_writable, write_out
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account, Unit


@click.group("forms")
def forms() -> None:
    """报表：列出、填报 · Other offices' forms: list and fill them."""


@forms.command("list")
def forms_list() -> None:
    """列出在用的报表 · List the forms in use."""
    for form in CountyForm.objects.in_use().select_related("unit").prefetch_related("unit__periods"):
        mapped = form.map
        version = f"标注第 {mapped.version} 版" if mapped else "未标注 · not mapped"
        click.echo(f"{form.name}\t{form.asked_by}\t{form.unit.code} {form.unit.name}\t{version}")


@forms.command("fill")
@click.argument("name")
@click.option("--period", required=True, help="期间，如 2026-03、2026H1 · the period")
@click.option("--out", type=OUT, required=True, help="填好的表 · the filled form")
@click.option("--check", type=OUT, help="核对表（.xlsx） · the sheet that says what every cell rests on")
@click.option("--unit", "code", default="", help="乡镇代码，有多个时写明 · code of the township, if several")
@click.option(
    "--village",
    "villages",
    multiple=True,
    help="一个村的表，写成 村代码=文件，可多次 · a village's file as CODE=FILE, as often as there are",
)
@click.option("--again", is_flag=True, help="重复的文件或村确实都要叠加 · what comes twice is meant")
@by_option()
def forms_fill(
    name: str,
    period: str,
    out: Path,
    check: Path | None,
    code: str,
    villages: tuple[str, ...],
    again: bool,
    by: Account,
) -> None:
    """按最近一次封存填报一张报表，可叠加各村的表 · Fill a form as of the latest seal, villages' files stacked."""
    found = CountyForm.objects.in_use().filter(name=name)
    if code or found.count() > 1:
        found = found.filter(unit=township(code))
    form = found.first()
    if form is None:
        raise click.BadParameter(
            f"没有报表“{name}”，可用 zerentian forms list 查看 · there is no such form: see zerentian forms list",
            param_hint="NAME",
        )
    if form.map:
        check_suffix(out.name, form.map.file.sheet)
    files = [village_named(one, form) for one in villages]
    for file in filter(None, (out, check)):
        check_writable(file)
    filling = fill_form(form, period=period_of(period), villages=files, again=again, by=by, now=now())
    write_out(out, bytes(filling.content))
    if check:
        write_out(check, check_sheet(filling, by=by, now=now()))
    click.echo(
        f"已填报 · filled：{out}；自动 known {filling.known}，未知留空 unknown {filling.unknown}，"
        f"手工 by hand {filling.by_hand}"
    )


def village_named(said: str, form: CountyForm) -> VillageFile:
    """Return the village's file that ``CODE=FILE`` names."""
    code, sign, path = said.partition("=")
    unit = Unit.objects.under(form.unit, local_day(now())).filter(code=code).first()
    if not sign or unit is None or not Path(path).is_file():
        raise click.BadParameter(
            f"“{said}”应写成 村代码=文件 · write the village's code, =, and a file that is there: {said}",
            param_hint="--village",
        )
    return village_file(name=Path(path).name, content=Path(path).read_bytes(), unit=unit)
