"""``zerentian forms``: fill other offices' forms at the console."""

from pathlib import Path

import click

from zerentian.exchange.actions.fillings import check_sheet, fill_form
from zerentian.exchange.cli.exports import OUT
from zerentian.exchange.cli.imports import township
from zerentian.exchange.models import CountyForm
from zerentian.ledger.cli.actor import by_option
from zerentian.ledger.clock import now
from zerentian.ledger.rules.periods import Period
from zerentian.organization.models import Account


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
@by_option()
def forms_fill(name: str, period: str, out: Path, check: Path | None, code: str, by: Account) -> None:
    """按最近一次封存填报一张报表 · Fill a form as of the latest seal."""
    found = CountyForm.objects.in_use().filter(name=name)
    if code or found.count() > 1:
        found = found.filter(unit=township(code))
    form = found.first()
    if form is None:
        raise click.BadParameter(
            f"没有报表“{name}”，可用 zerentian forms list 查看 · there is no such form: see zerentian forms list",
            param_hint="NAME",
        )
    filling = fill_form(form, period=Period.parse(period), by=by, now=now())
    out.write_bytes(bytes(filling.content))
    if check:
        check.write_bytes(check_sheet(filling, by))
    click.echo(
        f"已填报 · filled：{out}；自动 known {filling.known}，未知留空 unknown {filling.unknown}，"
        f"手工 by hand {filling.by_hand}"
    )
