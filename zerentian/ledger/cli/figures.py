"""``zerentian figures``."""

import json

import click
from django.db.models import Q

from zerentian.ledger.clock import now
from zerentian.ledger.figures import compute_all, latest_size
from zerentian.ledger.figures.catalogue import catalogue as catalogue_text
from zerentian.ledger.models import Place, Seal
from zerentian.ledger.registry import FIGURES
from zerentian.ledger.rules.days import period_within
from zerentian.ledger.rules.figures import FigureValue
from zerentian.ledger.rules.periods import BadPeriod, Period, local_day


@click.group(invoke_without_command=True)
@click.option(
    "--unit", default="", help="单位代码或路径，缺省为最上级 · code or path of a unit, default the topmost"
)
@click.option(
    "--period", "period_text", default="", help="期间，如 2026H1，缺省为本年 · period, default this year"
)
@click.option("--as-of", "size", type=int, help="某次封存的条目数 · tree size of a seal")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON · print JSON")
@click.option(
    "--catalogue", is_flag=True, help="输出指标目录（Markdown） · print the catalogue of definitions"
)
@click.pass_context
def figures(
    asked: click.Context, unit: str, period_text: str, size: int | None, as_json: bool, catalogue: bool
) -> None:
    """计算全部指标，截至某次封存 · Compute every figure, as of a seal."""
    if asked.invoked_subcommand:
        return
    if catalogue:
        click.echo(catalogue_text(), nl=False)
        return
    values = all_values(unit_path(unit) if unit else topmost(), period_of(period_text), seal_size(size))
    if as_json:
        click.echo(json.dumps([value.as_data() for value in values], ensure_ascii=False))
        return
    for value in values:
        click.echo(f"{value.figure.code:<32}{value.text:<24}{value.figure.label}")


def period_of(text: str) -> Period:
    """Return the period named, else this year."""
    try:
        today = local_day(now())
        return period_within(text or str(today.year), today)
    except BadPeriod as error:
        raise click.BadParameter(str(error)) from error


def seal_size(size: int | None) -> int:
    """Return the size of a seal; "as of" means a seal, so any other number is a wrong call."""
    if size is None:
        return latest_size()
    if not Seal.objects.filter(size=size).exists():
        near = Seal.objects.filter(size__lt=size).order_by("-size").values_list("size", flat=True).first()
        near = near or Seal.objects.order_by("size").values_list("size", flat=True).first() or 0
        raise click.BadParameter(
            f"没有 {size} 条的封存，最近的是 {near} · no seal has that size; the nearest is {near}"
        )
    return size


def unit_path(text: str) -> str:
    """Return the path of a unit named by its code or path; another one is a wrong call, not nought of everything."""
    named = Place.objects.filter(Q(path=text) | Q(path__endswith=f"/{text}")).order_by("-pk")
    path: str | None = named.values_list("path", flat=True).first()
    if path is None:
        raise click.BadParameter(
            f"台账里没有“{text}”这个单位 · the log knows of no unit {text}", param_hint="--unit"
        )
    return path


def topmost() -> str:
    """Return the topmost unit path of the log."""
    return Place.objects.order_by("path").values_list("path", flat=True).first() or ""


def all_values(unit: str, period: Period, size: int) -> list[FigureValue]:
    """Return every figure's value."""
    return compute_all(sorted(FIGURES), unit=unit, period=period, size=size)
